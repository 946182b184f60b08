"""Rows as lines of Markdown."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import astuple
from itertools import pairwise

import numpy as np

from bench.detect.metrics import Quality
from bench.detect.rows import SIZES, Row, Sure, means

BANDS = ("solid", "probable", "hint", "not_calibrated")
_QUALITY = ("recall", "precision", "F1", "ARI", "AMI")
_HEAD = (*_QUALITY, "CPU, s", "peak, MB")
_STEPS = 10


def by_method(named: Mapping[str, Row]) -> list[str]:
    """Return a table with a line a method."""
    return table(("method", *_HEAD), [(name, *_cells(row)) for name, row in named.items()])


def by_family(measured: Sequence[Row]) -> list[str]:
    """Return a table with the mean of each method in each family."""
    groups = {family: [row for row in measured if row.family == family] for family in means(measured, "family")}
    lines = [
        (family, method, *_cells(row))
        for family, group in groups.items()
        for method, row in means(group, "method").items()
    ]
    return table(("network", "method", *_HEAD), lines, texts=2)


def ours_by_family(ours: Mapping[str, Row], ceiling: Mapping[str, Row]) -> list[str]:
    """Return a table with what one of our methods finds in each family, and what the truth itself comes to."""
    lines = []
    for family, row in ours.items():
        most = ceiling[family].quality
        solid, count = row.sure.share_right("solid")
        lines.append(
            (
                family,
                *_shares(row.quality),
                share(row.reach),
                f"{share(solid)} of {count}" if count else "–",
                share(row.twins),
                f"{share(most.recall)} / {share(most.precision)} / {share(most.ari)}",
            )
        )
    head = ("family", *_QUALITY, "in the pool", "solid, right", "twins", "ceiling: recall / precision / ARI")
    return table(head, lines)


def by_size(named: Mapping[str, Row]) -> list[str]:
    """Return a table with the recall of each method by size of the planted cluster."""
    names = [f"{low}–{high - 1}" for low, high in pairwise(SIZES)] + [f"{SIZES[-1]}+"]
    return table(
        ("recall by size of cluster", *names),
        [(method, *(share(value) for value in row.by_size)) for method, row in named.items()],
    )


def reliability(sure: Sure) -> list[str]:
    """Return a table with how often candidates of each probability are right."""
    told = ~np.isnan(sure.p)
    step = np.minimum((sure.p[told] * _STEPS).astype(int), _STEPS - 1)
    lines = []
    for number in np.unique(step):
        inside = step == number
        lines.append(
            (
                f"{number / _STEPS:.1f}–{(number + 1) / _STEPS:.1f}",
                f"{inside.sum():,}",
                share(float(sure.p[told][inside].mean())),
                share(float(sure.right[told][inside].mean())),
            )
        )
    return table(("probability", "candidates", "mean probability", "right"), lines)


def calibration_error(sure: Sure) -> float:
    """Return the expected calibration error over ten equal steps; NaN where no probability was told."""
    told = ~np.isnan(sure.p)
    if not told.any():
        return math.nan
    p, right = sure.p[told], sure.right[told]
    step = np.minimum((p * _STEPS).astype(int), _STEPS - 1)
    return float(np.abs(np.bincount(step, p - right)).sum() / len(p))


def bands(sure: Sure) -> list[str]:
    """Return a table with how often candidates of each band are right."""
    told = {band: sure.share_right(band) for band in BANDS}
    return table(
        ("band", "candidates", "right"),
        [(band.replace("_", " "), f"{count:,}", share(good)) for band, (good, count) in told.items() if count],
    )


def table(head: Sequence[str], lines: Sequence[Sequence[str]], *, texts: int = 1) -> list[str]:
    """Return a Markdown table; all columns but the first `texts` are numbers."""
    return [
        f"| {' | '.join(head)} |",
        f"|{'---|' * texts}{'--:|' * (len(head) - texts)}",
        *(f"| {' | '.join(line)} |" for line in lines),
    ]


def share(value: float) -> str:
    """Write a share; a dash where there is none."""
    return "–" if math.isnan(value) else f"{value:.3f}"


def _shares(quality: Quality) -> tuple[str, ...]:
    return tuple(share(value) for value in astuple(quality))


def _cells(row: Row) -> tuple[str, ...]:
    return (*_shares(row.quality), f"{row.seconds:.2f}", f"{row.peak:.0f}")
