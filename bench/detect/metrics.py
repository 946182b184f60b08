"""How well candidates agree with planted clusters.

A label of −1 is background: planted, the firm has no cluster; found, it is in no candidate. Two kinds of figures:

* per cluster and candidate (recall, precision, F1): a candidate counts with all its firms, background firms too;
* over pairs of firms (ARI, AMI): on planted members only, each member called background being a group of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from scipy.special import gammaln

if TYPE_CHECKING:
    from numpy.typing import NDArray

Labels: TypeAlias = "NDArray[np.int32]"

SAME = 0.5
"""Jaccard similarity from which a candidate is the cluster."""
TWIN = 0.8
"""Jaccard similarity from which candidates of two runs are twins."""


@dataclass(frozen=True, slots=True)
class Quality:
    """Agreement of an answer with the truth; NaN where there is nothing to take a share of."""

    recall: float
    """Share of the planted clusters that a candidate matches at `SAME`."""
    precision: float
    """Share of the candidates that match a planted cluster."""
    f1: float
    """Mean over planted clusters of the best candidate's F1."""
    ari: float
    ami: float


def quality(planted: Labels, found: Labels, *, min_firms: int) -> Quality:
    """Compare an answer with the truth.

    Candidates below `min_firms` do not count, nor do planted clusters below it in recall and F1; a candidate may
    match a smaller planted cluster all the same.
    """
    found = _without_small(found, min_firms)
    overlap = _Overlap.of(planted, found)
    best_of_planted, best_of_found = overlap.best(overlap.jaccard)
    large = overlap.planted_size >= min_firms
    f1, _ = overlap.best(overlap.f1)
    members = planted >= 0
    table = _Overlap.of(planted[members], _singletons(found[members]))
    return Quality(
        recall=_mean(best_of_planted[large] >= SAME),
        precision=_mean(best_of_found >= SAME),
        f1=_mean(f1[large]),
        ari=adjusted_rand(table.planted_size, table.found_size, table.both),
        ami=adjusted_information(table.planted_size, table.found_size, table.both),
    )


def recall_by_size(planted: Labels, found: Labels, *, min_firms: int, sizes: tuple[int, ...]) -> tuple[float, ...]:
    """Return recall over planted clusters from each size to below the next; the last is open."""
    overlap = _Overlap.of(planted, _without_small(found, min_firms))
    best, _ = overlap.best(overlap.jaccard)
    step = np.searchsorted(sizes, overlap.planted_size, side="right") - 1
    return tuple(_mean(best[step == i] >= SAME) for i in range(len(sizes)))


def right(planted: Labels, found: Labels) -> NDArray[np.bool_]:
    """Say of each candidate, by number, whether a planted cluster is the same; numbers are 0, 1, … without gaps."""
    overlap = _Overlap.of(planted, found)
    return overlap.best(overlap.jaccard)[1] >= SAME


def reach(planted: Labels, labellings: NDArray[np.int32], *, min_firms: int) -> float:
    """Return the share of the planted clusters that are the same as a candidate of any labelling of a pool."""
    best = np.zeros(len(np.unique(planted[planted >= 0])))
    for labels in labellings:
        overlap = _Overlap.of(planted, labels)
        best = np.maximum(best, overlap.best(overlap.jaccard)[0])
        size = overlap.planted_size
    return _mean(best[size >= min_firms] >= SAME)


def twins(one: Labels, other: Labels, *, min_firms: int) -> float:
    """Return the share of the candidates of one run that have a twin in the other."""
    overlap = _Overlap.of(_without_small(one, min_firms), _without_small(other, min_firms))
    best, _ = overlap.best(overlap.jaccard)
    return _mean(best >= TWIN)


def adjusted_rand(rows: NDArray[np.int64], columns: NDArray[np.int64], cells: NDArray[np.int64]) -> float:
    """Return the adjusted Rand index of a contingency table: its sums and non-zero cells (Hubert, Arabie 1985)."""
    together, in_rows, in_columns = (float((c * (c - 1.0) / 2).sum()) for c in (cells, rows, columns))
    n = float(rows.sum())
    expected = in_rows * in_columns / (n * (n - 1) / 2) if n > 1 else 0.0
    most = (in_rows + in_columns) / 2
    return 1.0 if most == expected else (together - expected) / (most - expected)


def adjusted_information(rows: NDArray[np.int64], columns: NDArray[np.int64], cells: NDArray[np.int64]) -> float:
    """Return the adjusted mutual information of a contingency table, normalised by the mean of both entropies.

    References
    ----------
    Vinh, Epps, Bailey (2010), https://jmlr.org/papers/v11/vinh10a.html.
    """
    n = float(rows.sum())
    in_rows, in_columns = _entropy(rows, n), _entropy(columns, n)
    # each pair of non-empty row and column has at most one cell, so the sum of both entropies less the joint one
    information = in_rows + in_columns - _entropy(cells, n)
    expected = _expected_information(rows, columns)
    most = (in_rows + in_columns) / 2
    return 1.0 if abs(most - expected) < 1e-12 else (information - expected) / (most - expected)


def _entropy(counts: NDArray[np.int64], n: float) -> float:
    share = counts[counts > 0] / n
    return float(-(share * np.log(share)).sum())


def _expected_information(rows: NDArray[np.int64], columns: NDArray[np.int64]) -> float:
    """Return the mean information over all tables with these sums; equal sums are taken once and counted."""
    n = int(rows.sum())
    row, row_count = np.unique(rows[rows > 0], return_counts=True)
    column, column_count = np.unique(columns[columns > 0], return_counts=True)
    total = 0.0
    for a, times in zip(row.tolist(), row_count.tolist(), strict=True):
        first = np.maximum(1, a + column - n)
        width = np.minimum(a, column) - first + 1
        which = np.repeat(np.arange(len(column)), width)
        cell = np.arange(int(width.sum())) - np.repeat(np.cumsum(width) - width, width) + first[which]
        b = column[which]
        chance = np.exp(
            sum(gammaln(x + 1.0) for x in (b, n - b))
            + gammaln(a + 1.0)
            + gammaln(n - a + 1.0)
            - gammaln(n + 1.0)
            - sum(gammaln(x + 1.0) for x in (cell, a - cell, b - cell, n - a - b + cell))
        )
        total += times * float((column_count[which] * cell / n * np.log(n * cell / (a * b)) * chance).sum())
    return total


@dataclass(frozen=True, slots=True, eq=False)
class _Overlap:
    """Sizes of groups on both sides, and the firms that each pair of them shares."""

    planted_size: NDArray[np.int64]
    found_size: NDArray[np.int64]
    planted: NDArray[np.int64]
    found: NDArray[np.int64]
    both: NDArray[np.int64]

    @classmethod
    def of(cls, planted: Labels, found: Labels) -> _Overlap:
        """Count; groups are numbered anew, so that none is empty."""
        row, column = _numbered(planted), _numbered(found)
        width = max(1, int(column.max(initial=-1)) + 1)
        shared = (row >= 0) & (column >= 0)
        key, both = np.unique(row[shared] * width + column[shared], return_counts=True)
        return cls(np.bincount(row[row >= 0]), np.bincount(column[column >= 0]), key // width, key % width, both)

    @property
    def jaccard(self) -> NDArray[np.float64]:
        """Of each pair that shares a firm."""
        sizes = self.planted_size[self.planted] + self.found_size[self.found]
        return self.both / (sizes - self.both)

    @property
    def f1(self) -> NDArray[np.float64]:
        """Of each pair that shares a firm."""
        return 2 * self.both / (self.planted_size[self.planted] + self.found_size[self.found])

    def best(self, value: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the highest value of each planted cluster and of each candidate; 0 where it meets nothing."""
        of_planted, of_found = np.zeros(len(self.planted_size)), np.zeros(len(self.found_size))
        np.maximum.at(of_planted, self.planted, value)
        np.maximum.at(of_found, self.found, value)
        return of_planted, of_found


def _numbered(labels: Labels) -> NDArray[np.int64]:
    known, number = np.unique(labels, return_inverse=True)
    return number - int(len(known) > 0 and known[0] < 0)


def _without_small(labels: Labels, min_firms: int) -> Labels:
    size = np.bincount(labels[labels >= 0], minlength=1)
    return np.where((labels >= 0) & (size[labels] >= min_firms), labels, -1)


def _singletons(labels: Labels) -> Labels:
    alone = labels < 0
    return np.where(alone, int(labels.max(initial=-1)) + np.cumsum(alone), labels).astype(np.int32)


def _mean(values: NDArray[np.float64] | NDArray[np.bool_]) -> float:
    return float(values.mean()) if len(values) else float("nan")
