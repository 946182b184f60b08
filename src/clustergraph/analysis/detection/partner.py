"""The strongest partner of a candidate: whether it is a piece of a group that was taken for two, in ten numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from clustergraph.analysis.detection.traits import mean_by

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clustergraph.analysis.detection.ground import Attribute, Ground

    Floats = NDArray[np.float64]
    Numbers = NDArray[np.int64]

PARTNER = (
    "partner_excess",
    "partner_given",
    "partner_surprise",
    "partner_conductance",
    "partner_lift",
    "partner_lift_lost",
    "partner_same_sectors",
    "partner_same_regions",
    "partner_size",
    "partner_density",
)


@dataclass(frozen=True, slots=True, eq=False)
class _Sums:
    """What is counted of each group."""

    size: Floats
    ends: Floats
    inside: Floats
    """Ends that stay inside: twice the inner links."""


def strongest_partner(ground: Ground, labels: NDArray[np.int32]) -> Floats:
    """Measure each group of a labelling beside another: float64[groups, 10] in the order of `PARTNER`.

    The partner is the group of the same labelling with the highest excess (X/K_s − K_t/2m)/w_s of links, s being the
    one of both with fewer link ends, as in merging; the lowest number of several. A group without links to another has
    zeros.
    """
    groups = int(labels.max(initial=-1)) + 1
    own, other = labels[ground.firm], labels[ground.partner]
    across = (own >= 0) & (other >= 0) & (own != other)
    table = np.zeros((groups, len(PARTNER)))
    if not across.any():
        return table
    member = labels >= 0
    sums = _Sums(
        np.bincount(labels[member], minlength=groups).astype(np.float64),
        np.asarray(np.bincount(labels[member], ground.degree[member], groups), dtype=np.float64),
        np.bincount(own[(own >= 0) & (own == other)], minlength=groups).astype(np.float64),
    )
    key, x = np.unique(own[across].astype(np.int64) * groups + other[across], return_counts=True)
    one, two = key // groups, key % groups
    small, large = _by_ends(sums, one, two)
    within = (sums.inside + 1) / (sums.ends + 5)
    excess = (x / sums.ends[small] - sums.ends[large] / ground.ends) / within[small]
    order = np.lexsort((two, -excess, one))
    top = order[np.flatnonzero(np.diff(one[order], prepend=-1))]
    one, two, links = one[top], two[top], x[top].astype(np.float64)
    inside_lift, across_lift = _lifts(ground, labels, groups, one, two)
    table[one] = np.column_stack(
        (
            excess[top],
            links / sums.ends[one] / within[one],
            np.log((links + 1) / (_expected(ground, labels, sums, one, two) + 1)),
            links / (np.minimum(sums.inside[one], sums.inside[two]) + links),
            across_lift,
            inside_lift - across_lift,
            _alike(ground.sector, labels, groups, one, two),
            _alike(ground.region, labels, groups, one, two),
            np.log(sums.size[two] / sums.size[one]),
            links / np.sqrt(sums.ends[one] * sums.ends[two]),
        )
    )
    return table


def _by_ends(sums: _Sums, one: Numbers, two: Numbers) -> tuple[Numbers, Numbers]:
    """Return of each pair the group with fewer link ends (the lower number of equals) and the other."""
    swap = (sums.ends[two] < sums.ends[one]) | ((sums.ends[two] == sums.ends[one]) & (two < one))
    return np.where(swap, two, one), np.where(swap, one, two)


def _lifts(ground: Ground, labels: NDArray[np.int32], groups: int, one: Numbers, two: Numbers) -> tuple[Floats, Floats]:
    """Return the mean lift of the pairs inside the first group, and of those between both, whichever sells."""
    seller, buyer = labels[ground.src].astype(np.int64), labels[ground.dst].astype(np.int64)
    both = (seller >= 0) & (buyer >= 0)
    same, apart = both & (seller == buyer), both & (seller != buyer)
    between = np.minimum(seller, buyer)[apart] * groups + np.maximum(seller, buyer)[apart]
    known, place = np.unique(between, return_inverse=True)
    lift = mean_by(place, ground.ln_lift[apart], len(known))
    at = np.searchsorted(known, np.minimum(one, two) * groups + np.maximum(one, two))
    return mean_by(seller[same], ground.ln_lift[same], groups)[one], lift[at]


def _expected(ground: Ground, labels: NDArray[np.int32], sums: _Sums, one: Numbers, two: Numbers) -> Floats:
    """Return the links between that both would have, were the larger one any firms of these regions."""
    groups, kinds = len(sums.size), ground.region.kinds + 1
    small, large = _by_ends(sums, one, two)
    q = (sums.ends - sums.inside + 0.5) / np.maximum(ground.ends - sums.ends, 1)

    # one more region for the firms without any: nothing is known of its trade, so its null is q
    region = np.where(ground.region.code >= 0, ground.region.code, kinds - 1).astype(np.int64)
    member = labels >= 0
    ends = np.bincount(labels[member] * kinds + region[member], ground.degree[member], groups * kinds)
    of_region = np.bincount(region, ground.degree, kinds)
    own, into = labels[ground.firm], labels[ground.partner].astype(np.int64)
    coming = (into >= 0) & (into != own)
    came = np.bincount(into[coming] * kinds + region[ground.firm[coming]], minlength=groups * kinds)
    ends, came = ends.reshape(groups, kinds), came.reshape(groups, kinds)

    # what comes from the partner itself is no part of what is usual
    wanted, place = np.unique(large * groups + small, return_inverse=True)
    crossing = coming & (own >= 0)
    key = own[crossing].astype(np.int64) * groups + into[crossing]
    at = np.minimum(np.searchsorted(wanted, key), len(wanted) - 1)
    hit = wanted[at] == key
    from_partner = np.bincount(
        at[hit] * kinds + region[ground.firm[crossing][hit]], minlength=len(wanted) * kinds
    ).reshape(len(wanted), kinds)
    x = came[small] - from_partner[place]
    d = of_region[None, :] - ends[small] - ends[large]
    x[:, -1], d[:, -1] = 0, 0
    null = q[small][:, None] * (x + 2) / (q[small][:, None] * d + 2)
    return np.asarray((ends[large] * null).sum(axis=1), dtype=np.float64)


def _alike(attribute: Attribute, labels: NDArray[np.int32], groups: int, one: Numbers, two: Numbers) -> Floats:
    """Return the cosine of the counts of both groups; 0 where one has no known firm."""
    known = (labels >= 0) & (attribute.code >= 0)
    ones = np.ones(int(known.sum()))
    counts = sparse.csr_array((ones, (labels[known], attribute.code[known])), shape=(groups, max(attribute.kinds, 1)))
    counts.sum_duplicates()
    length = np.sqrt(np.asarray((counts * counts).sum(axis=1)).ravel())
    dot: Floats = np.asarray((counts[one] * counts[two]).sum(axis=1)).ravel()
    return np.asarray(dot / np.maximum(length[one] * length[two], 1e-300), dtype=np.float64)
