"""A candidate among the others of the pool: what is like it, what it holds, what holds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from clustergraph.analysis.detection.pool import LOOSER, RUN, SPLIT, best_match

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clustergraph.analysis.detection.pool import Pool

    Floats = NDArray[np.float64]

STABILITY = (
    "stability",
    "stability_of_splits",
    "stability_of_looser",
    "stability_of_all",
    "most_alike",
    "child",
    "parent",
)
OPINION = (
    "own",
    "mean_of_duplicates",
    "ln_duplicates",
    "best_duplicate",
    "best_child",
    "best_parent",
    "best_partial",
    "best_cover",
    "mean_cover",
)
"""What the second stage learns of a candidate besides its first-stage probability: those of its company."""

_DUPLICATE = 0.5
_PART = 0.8
"""Share of a child's firms that its parent holds."""
_SMALLER = 0.7
"""A child has at most this share of its parent's size."""
CONFLICT = 0.3
"""Share of the smaller candidate's firms from which two cannot both be chosen."""


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Every pair (one, two) of a candidate asked about and a candidate of the pool that share a firm."""

    one: NDArray[np.int64]
    two: NDArray[np.int64]
    both: NDArray[np.int64]
    """Firms of both."""
    one_size: NDArray[np.int64]
    two_size: NDArray[np.int64]

    @property
    def jaccard(self) -> Floats:
        """Firms of both per firm of either."""
        return self.both / (self.one_size + self.two_size - self.both)

    @property
    def is_child(self) -> NDArray[np.bool_]:
        """Whether the first holds the second."""
        return (self.both >= _PART * self.two_size) & (self.two_size <= _SMALLER * self.one_size)

    @property
    def is_parent(self) -> NDArray[np.bool_]:
        """Whether the second holds the first."""
        return (self.both >= _PART * self.one_size) & (self.one_size <= _SMALLER * self.two_size)

    @property
    def of_smaller(self) -> Floats:
        """Firms of both per firm of the smaller."""
        return self.both / np.minimum(self.one_size, self.two_size)


def pairs_in(pool: Pool) -> Pairs:
    """Compare the pool with itself; no candidate with itself."""
    held = pool.matrix()
    return _pairs(held, held, same=True)


def pairs_with(pool: Pool, labels: NDArray[np.int32]) -> Pairs:
    """Compare the groups of a labelling with the pool."""
    firms = np.flatnonzero(labels >= 0)
    shape = (int(labels.max(initial=-1)) + 1, len(labels))
    return _pairs(sparse.csr_array((np.ones(len(firms)), (labels[firms], firms)), shape=shape), pool.matrix())


def _pairs(
    one: sparse.csr_array[np.float64, tuple[int, int]],
    two: sparse.csr_array[np.float64, tuple[int, int]],
    *,
    same: bool = False,
) -> Pairs:
    shared = sparse.coo_array(one @ two.T)
    row, column = (place.astype(np.int64) for place in shared.coords)
    kept = np.flatnonzero(row != column) if same else np.arange(len(row))
    # one order whatever the product's, so that equal values are always summed alike
    kept = kept[np.lexsort((column[kept], row[kept]))]
    row, column = row[kept], column[kept]
    one_size, two_size = (np.diff(matrix.indptr).astype(np.int64) for matrix in (one, two))
    return Pairs(row, column, shared.data[kept].astype(np.int64), one_size[row], two_size[column])


def stability_in(pool: Pool, best: Floats) -> Floats:
    """Return the stability of each column in the runs, the splits, the looser merges and all; own labelling left out.

    Float64[columns, 4]; `best` is `best_in_pool(pool)`.
    """
    other = np.arange(len(pool.labels))[None, :] != pool.labelling[:, None]
    return _stability(pool, best, other)


def _stability(pool: Pool, best: Floats, other: NDArray[np.bool_]) -> Floats:
    groups = [pool.group == RUN, pool.group == SPLIT, pool.group == LOOSER, pool.group >= 0]
    counted = [other & group[None, :] for group in groups]
    return np.column_stack([np.where(c, best, 0.0).sum(axis=1) / np.maximum(c.sum(axis=1), 1) for c in counted])


def standing_in(pool: Pool, best: Floats, pairs: Pairs) -> Floats:
    """Measure each column among the others: float64[columns, 7] in the order of `STABILITY`."""
    found = stability_in(pool, best)
    other = np.arange(len(pool.labels))[None, :] != pool.labelling[:, None]
    return _standing(found, np.where(other, best, 0.0), pairs, found[:, 3])


def standing_of(pool: Pool, in_pool: Floats, labels: NDArray[np.int32], pairs: Pairs) -> Floats:
    """Measure each group of a further labelling against the pool: float64[groups, 7].

    `in_pool` is what `standing_in` said of the pool, `pairs` the pool against the labelling.
    """
    best = best_match(pool, labels)[0]
    found = _stability(pool, best, np.ones(best.shape, dtype=bool))
    return _standing(found, best, pairs, in_pool[:, 3])


def _standing(found: Floats, best: Floats, pairs: Pairs, of_all: Floats) -> Floats:
    count = len(found)
    child = _highest(pairs, pairs.is_child, of_all[pairs.two], count)
    parent = _highest(pairs, pairs.is_parent, of_all[pairs.two], count)
    return np.column_stack((found, best.max(axis=1, initial=0.0), child, parent))


def opinion(pairs: Pairs, own: Floats, of_pool: Floats) -> Floats:
    """Return what the company of each candidate tells of it: float64[candidates, 9] in the order of `OPINION`.

    Parameters
    ----------
    own
        First-stage probability of each candidate asked about.
    of_pool
        That of each candidate of the pool.
    """
    count = len(own)
    p, jaccard = of_pool[pairs.two], pairs.jaccard
    duplicate, child = jaccard >= _DUPLICATE, pairs.is_child
    partial = ~duplicate & (pairs.of_smaller >= CONFLICT)
    cover = pairs.both / pairs.one_size

    def total(which: NDArray[np.bool_], value: Floats) -> Floats:
        return np.asarray(np.bincount(pairs.one[which], value[which], count), dtype=np.float64)

    alike, covered = total(duplicate, jaccard), total(child, cover)
    return np.column_stack(
        (
            own,
            total(duplicate, jaccard * p) / np.maximum(alike, 1e-12),
            np.log1p(alike),
            _highest(pairs, duplicate, p, count),
            _highest(pairs, child, p, count),
            _highest(pairs, pairs.is_parent, p, count),
            _highest(pairs, partial, p, count),
            _highest(pairs, child, p * cover, count),
            total(child, p * cover) / np.maximum(covered, 1e-12),
        )
    )


def _highest(pairs: Pairs, which: NDArray[np.bool_], value: Floats, count: int) -> Floats:
    highest = np.zeros(count)
    np.maximum.at(highest, pairs.one[which], value[which])
    return highest
