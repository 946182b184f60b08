"""One row a method and network: how good, how sure, how steady, how fast, how large."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from subprocess import TimeoutExpired
from typing import TYPE_CHECKING

import numpy as np

from bench.detect.answers import answer, say
from bench.detect.case import Case
from bench.detect.methods import OURS, Answer
from bench.detect.metrics import Quality, quality, recall_by_size, right, twins

if TYPE_CHECKING:
    from numpy.typing import NDArray

MIN_FIRMS = (8, 5)
"""The size at which floors hold, and the default of the product."""
SIZES = (5, 8, 13)
"""Planted clusters of 5–7, 8–12, 13 firms and more."""
_ENGINE_SEEDS = (1, 2)
"""The second only to look for twins."""


@dataclass(frozen=True, slots=True, eq=False)
class Sure:
    """What was said of each candidate, and what is true."""

    p: NDArray[np.float64]
    """NaN: no probability was told."""
    band: NDArray[np.str_]
    right: NDArray[np.bool_]

    def share_right(self, band: str) -> tuple[float, int]:
        """Return the share of right ones among candidates of a band (NaN: there are none), and their number."""
        which = self.band == band
        return (float(self.right[which].mean()) if which.any() else math.nan), int(which.sum())


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A method on one network, or its mean over several; NaN: not asked or nothing to take a share of."""

    family: str
    method: str
    min_firms: int
    quality: Quality
    by_size: tuple[float, ...]
    """Recall over planted clusters by size, as in `SIZES`."""
    reach: float
    """Share of the planted clusters that are in the pool, whatever was chosen from it."""
    covered: float
    """Share of all firms that are in candidates."""
    twins: float
    """Share of the candidates that another seed of the engine finds too."""
    seconds: float
    """CPU."""
    wall: float
    peak: float
    sure: Sure


def rows(
    family: str,
    case: Case,
    asked: Iterable[str],
    *,
    sizes: Sequence[int] = MIN_FIRMS,
    steady: Iterable[str] = (),
    fits: Mapping[tuple[str, int], Path] | None = None,
    jobs: int = 1,
    limit: float | None = None,
) -> Iterator[Row]:
    """Let each method answer at each smallest size.

    Parameters
    ----------
    steady
        Methods that are asked again with another seed, to look for twins.
    fits
        Numbers of the learned judge by method and smallest size, where not the shipped ones.
    jobs
        Threads of ours; 1 for those that know none.
    limit
        Seconds for each peer; one that takes longer is left out.
    """
    again = set(steady)
    for method in asked:
        for least in sizes:
            fit = (fits or {}).get((method, least))
            try:
                found, *others = (
                    answer(case, method, seed=seed, min_firms=least, fit=fit, jobs=jobs, limit=limit)
                    for seed in (_ENGINE_SEEDS if method in again else _ENGINE_SEEDS[:1])
                )
            except TimeoutExpired:
                say(f"{method} was stopped after {limit:.0f} s")
                continue
            yield row_of(family, case, method, found, others, min_firms=least)


def row_of(family: str, case: Case, method: str, found: Answer, others: Sequence[Answer], *, min_firms: int) -> Row:
    """Compare an answer with the truth, and with the answers of other seeds."""
    judged = right(case.labels, found.labels) if method in OURS else np.zeros(0, dtype=bool)
    return Row(
        family,
        method,
        min_firms,
        quality(case.labels, found.labels, min_firms=min_firms),
        recall_by_size(case.labels, found.labels, min_firms=min_firms, sizes=SIZES),
        found.reach,
        float(np.mean(found.labels >= 0)),
        _mean(twins(found.labels, other.labels, min_firms=min_firms) for other in others),
        found.seconds,
        found.wall,
        found.peak,
        Sure(found.p, found.band, judged),
    )


def mean(rows: Sequence[Row]) -> Row:
    """Return the mean over rows of one method and minimum size, what is NaN left out; named by the first."""
    first = rows[0]
    return replace(
        first,
        quality=Quality(*(_mean(getattr(row.quality, field.name) for row in rows) for field in fields(Quality))),
        by_size=tuple(_mean(row.by_size[i] for row in rows) for i in range(len(SIZES))),
        reach=_mean(row.reach for row in rows),
        covered=_mean(row.covered for row in rows),
        twins=_mean(row.twins for row in rows),
        seconds=_mean(row.seconds for row in rows),
        wall=_mean(row.wall for row in rows),
        peak=_mean(row.peak for row in rows),
        sure=Sure(*(np.concatenate([getattr(row.sure, field.name) for row in rows]) for field in fields(Sure))),
    )


def means(rows: Iterable[Row], key: str) -> dict[str, Row]:
    """Return the mean of the rows by `family` or `method`, in the order of their first row."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(getattr(row, key), []).append(row)
    return {name: mean(group) for name, group in groups.items()}


def over_families(rows: Iterable[Row]) -> dict[str, Row]:
    """Return the mean of each method over families, each family counted once."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        groups.setdefault((row.method, row.family), []).append(row)
    return means((mean(group) for group in groups.values()), "method")


def _mean(values: Iterable[float]) -> float:
    known = [value for value in values if not math.isnan(value)]
    return math.fsum(known) / len(known) if known else math.nan
