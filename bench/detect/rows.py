"""One row a method and network: how good, how fast, how large."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from bench.detect.case import Case
from bench.detect.methods import OUR_METHODS, answer
from bench.detect.metrics import Quality, quality, recall_by_size, twins

MIN_FIRMS = (8, 5)
"""The size at which floors hold, and the default of the product."""
SIZES = (5, 8, 13)
"""Planted clusters of 5–7, 8–12, 13 firms and more."""
_ENGINE_SEEDS = (1, 2)
"""The second only to look for twins."""


@dataclass(frozen=True, slots=True)
class Row:
    """A method on one network, or its mean over several; NaN: not asked or nothing to take a share of."""

    family: str
    method: str
    min_firms: int
    quality: Quality
    by_size: tuple[float, ...]
    """Recall over planted clusters by size, as in `SIZES`."""
    twins: float
    """Share of the candidates that another seed of the engine finds too."""
    seconds: float
    peak: float


def rows(family: str, case: Case, methods: Iterable[str], *, look_for_twins: bool = True) -> Iterator[Row]:
    """Let each method answer; ours once for each minimum size, the others once, cut at each."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "case.npz"
        case.write(file)
        for method in methods:
            ours = method in OUR_METHODS
            found = answer(method, file, seed=_ENGINE_SEEDS[0], min_firms=MIN_FIRMS[0])
            for least in MIN_FIRMS:
                if ours and least != MIN_FIRMS[0]:
                    found = answer(method, file, seed=_ENGINE_SEEDS[0], min_firms=least)
                shared = math.nan
                if ours and look_for_twins and least == MIN_FIRMS[0]:
                    again = answer(method, file, seed=_ENGINE_SEEDS[1], min_firms=least)
                    shared = twins(found.labels, again.labels, min_firms=least)
                yield Row(
                    family,
                    method,
                    least,
                    quality(case.labels, found.labels, min_firms=least),
                    recall_by_size(case.labels, found.labels, min_firms=least, sizes=SIZES),
                    shared,
                    found.seconds,
                    found.peak,
                )


def mean(rows: Sequence[Row]) -> Row:
    """Return the mean over rows of one method and minimum size, what is NaN left out; named by the first."""
    first = rows[0]
    return Row(
        first.family,
        first.method,
        first.min_firms,
        Quality(*(_mean(getattr(row.quality, field.name) for row in rows) for field in fields(Quality))),
        tuple(_mean(row.by_size[i] for row in rows) for i in range(len(SIZES))),
        _mean(row.twins for row in rows),
        _mean(row.seconds for row in rows),
        _mean(row.peak for row in rows),
    )


def means(rows: Iterable[Row], key: str) -> dict[str, Row]:
    """Return the mean of the rows by `family` or `method`, in the order of their first row."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(getattr(row, key), []).append(row)
    return {name: mean(group) for name, group in groups.items()}


def _mean(values: Iterable[float]) -> float:
    known = [value for value in values if not math.isnan(value)]
    return math.fsum(known) / len(known) if known else math.nan
