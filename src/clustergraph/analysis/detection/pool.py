"""The pool: every candidate that any run or proposal found, and how alike those of different labellings are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clustergraph.analysis.detection.weights import Matrix

RUN, SPLIT, LOOSER = 0, 1, 2
"""Where a labelling comes from: a run, the split of one, the looser merge of one."""


@dataclass(frozen=True, slots=True, eq=False)
class Pool:
    """Candidates (columns) of T labellings: first all of labelling 0 by number, then all of labelling 1 and so on.

    Firms of column c are `firms[starts[c]:starts[c + 1]]`, rising. Candidate j of labelling t is column
    `first[t] + j`.
    """

    labels: NDArray[np.int32]
    """[T, n]; in each labelling numbered from 0 by smallest firm, −1 background."""
    group: NDArray[np.int8]
    """[T]: `RUN`, `SPLIT` or `LOOSER`."""
    first: NDArray[np.int64]
    """[T + 1]: the first column of each labelling; the last is the number of columns."""
    labelling: NDArray[np.int32]
    """[columns]"""
    starts: NDArray[np.int64]
    """[columns + 1]"""
    firms: NDArray[np.int32]

    @property
    def size(self) -> NDArray[np.int64]:
        """Firms of each column."""
        return np.diff(self.starts)

    @property
    def columns(self) -> int:
        """Number of candidates."""
        return len(self.labelling)

    def members(self, column: int) -> NDArray[np.int32]:
        """Return the firms of a candidate, rising."""
        return self.firms[self.starts[column] : self.starts[column + 1]]

    def matrix(self) -> Matrix:
        """Return H, 0/1 float64[columns, n]: 1 where the firm is in the candidate."""
        data = np.ones(len(self.firms))
        return sparse.csr_array((data, self.firms, self.starts), shape=(self.columns, self.labels.shape[1]))


def pool_of(labellings: Sequence[NDArray[np.int32]], groups: Sequence[int]) -> Pool:
    """Gather labellings of the same firms, each numbered from 0 without gaps (−1 background)."""
    labels = np.stack(labellings).astype(np.int32)
    counts = labels.max(axis=1, initial=-1).astype(np.int64) + 1
    first = np.concatenate(([0], np.cumsum(counts)))
    row, firm = np.nonzero(labels >= 0)
    column = first[row] + labels[row, firm]
    order = np.argsort(column, kind="stable")
    starts = np.concatenate(([0], np.cumsum(np.bincount(column, minlength=int(first[-1])))))
    return Pool(
        labels=labels,
        group=np.array(groups, dtype=np.int8),
        first=first,
        labelling=np.repeat(np.arange(len(labels), dtype=np.int32), counts),
        starts=starts.astype(np.int64),
        firms=firm[order].astype(np.int32),
    )


def best_match(pool: Pool, labels: NDArray[np.int32]) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """Compare each group of a labelling with the pool.

    Returns
    -------
    float64[groups, T], int32[groups, T]
        The highest Jaccard similarity with a candidate of each labelling, and that candidate's number in it (the
        lowest of several); 0 and −1 where no candidate shares a firm.
    """
    groups, rows = int(labels.max(initial=-1)) + 1, len(pool.labels)
    best = np.zeros((groups, rows))
    match = np.full((groups, rows), -1, dtype=np.int32)
    size = np.bincount(labels[labels >= 0], minlength=groups)
    for t, other in enumerate(pool.labels):
        width = int(pool.first[t + 1] - pool.first[t])
        shared = (labels >= 0) & (other >= 0)
        if not width or not shared.any():
            continue
        key, both = np.unique(labels[shared].astype(np.int64) * width + other[shared], return_counts=True)
        one, two = key // width, key % width
        alike = both / (size[one] + pool.size[pool.first[t] + two] - both)
        order = np.lexsort((two, -alike, one))
        top = order[np.flatnonzero(np.diff(one[order], prepend=-1))]
        best[one[top], t], match[one[top], t] = alike[top], two[top]
    return best, match


def best_in_pool(pool: Pool) -> NDArray[np.float64]:
    """Return the highest Jaccard similarity of each column with a candidate of each labelling: float64[columns, T]."""
    parts = [best_match(pool, labels)[0] for labels in pool.labels]
    return np.concatenate(parts) if parts else np.zeros((0, 0))


def stability(pool: Pool, best: NDArray[np.float64], group: int = RUN) -> NDArray[np.float64]:
    """Return the mean similarity of each column with the labellings of a group, its own left out.

    A labelling that found nothing like it counts 0; where there is no other labelling, so does everything.
    """
    other = (pool.group[None, :] == group) & (np.arange(len(pool.labels))[None, :] != pool.labelling[:, None])
    mean: NDArray[np.float64] = np.where(other, best, 0.0).sum(axis=1) / np.maximum(other.sum(axis=1), 1)
    return mean
