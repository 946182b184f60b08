"""Merging groups that exchange far more links than chance lets expect."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from clustergraph.analysis.detection.engine import renumbered

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clustergraph.analysis.detection.refine import Attribute, Whole
    from clustergraph.analysis.detection.weights import Matrix

_ROUNDS = 12
_LEAST = 0.25
_LEAST_LOOSER = 0.1


def merged(whole: Whole, labels: NDArray[np.int32], *, looser: bool = False) -> NDArray[np.int32]:
    """Merge pairs of groups that are each other's best partner, as long as there are any.

    a = (X / K_s − K_t / 2m) / w_s, X the links between them, s the one with fewer link ends: what s gives to t above
    chance, measured by what it keeps inside. A partner needs a above 0.25.

    Parameters
    ----------
    looser
        Partners need only 0.1 and are chosen by a times (½ + cosine) of their sector and of their region profiles.
    """
    for _ in range(_ROUNDS):
        groups = int(labels.max(initial=-1)) + 1
        if groups < 2:
            break
        first, second, value = _partners(whole, labels, groups, looser)
        partner = np.full(groups, -1, dtype=np.int64)
        order = np.lexsort((second, -value, first))
        top = order[np.flatnonzero(np.diff(first[order], prepend=-1))]
        partner[first[top]] = second[top]
        mutual = np.flatnonzero((partner >= 0) & (partner[partner] == np.arange(groups)))
        if not len(mutual):
            break
        target = np.arange(groups)
        target[mutual] = np.minimum(mutual, partner[mutual])
        labels = renumbered(np.where(labels >= 0, target[labels], -1))
    return labels


def _partners(
    whole: Whole, labels: NDArray[np.int32], groups: int, looser: bool
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return pairs of groups in both directions with the value of a merge, only those good enough."""
    between = _between(whole, labels, groups)
    member = labels >= 0
    ends = np.bincount(labels[member], whole.degree[member], groups)
    w = (between.diagonal() + 1) / (ends + 5)
    table = between.tocoo()
    one, two = (axis.astype(np.int64) for axis in table.coords)
    apart = one != two
    one, two, links = one[apart], two[apart], table.data[apart]
    swap = (ends[two] < ends[one]) | ((ends[two] == ends[one]) & (two < one))
    small, large = np.where(swap, two, one), np.where(swap, one, two)
    value = (links / ends[small] - ends[large] / whole.ends) / w[small]
    keep = value > (_LEAST_LOOSER if looser else _LEAST)
    one, two, value = one[keep], two[keep], value[keep]
    if looser:
        for attribute in (whole.sector, whole.region):
            value = value * _likeness(attribute, labels, groups, one, two)
        keep = value > _LEAST_LOOSER
        one, two, value = one[keep], two[keep], value[keep]
    return one, two, value


def _between(whole: Whole, labels: NDArray[np.int32], groups: int) -> Matrix:
    """Return the link ends of each group in each group."""
    start = np.repeat(labels, np.diff(whole.links.indptr))
    end = labels[whole.links.indices]
    known = (start >= 0) & (end >= 0)
    ones = np.ones(int(known.sum()))
    matrix: Matrix = sparse.csr_array((ones, (start[known], end[known])), shape=(groups, groups))
    matrix.sum_duplicates()
    return matrix


def _likeness(
    attribute: Attribute | None,
    labels: NDArray[np.int32],
    groups: int,
    one: NDArray[np.int64],
    two: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Return ½ + cosine of the groups' profiles, rare kinds weighing more; 1 where the attribute is unknown."""
    if attribute is None:
        return np.ones(len(one))
    member = (labels >= 0) & (attribute.of >= 0)
    kind = attribute.of[member]
    weight = 1 / np.sqrt(attribute.share[kind])
    profile = sparse.csr_array((weight, (labels[member], kind)), shape=(groups, attribute.kinds))
    profile.sum_duplicates()
    length = np.sqrt(np.asarray((profile * profile).sum(axis=1)).ravel())
    dot: NDArray[np.float64] = np.asarray((profile[one] * profile[two]).sum(axis=1)).ravel()
    cosine: NDArray[np.float64] = dot / np.maximum(length[one] * length[two], 1e-300)
    return 0.5 + cosine
