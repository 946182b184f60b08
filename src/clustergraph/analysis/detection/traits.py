"""What a candidate looks like, in 19 numbers that need its network alone: structure, evidence, lift, outsiders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import gammaln

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clustergraph.analysis.detection.ground import Attribute, Ground

    Floats = NDArray[np.float64]

TRAITS = (
    "ln_size",
    "inside",
    "ln_outside",
    "links_a_firm",
    "inner_degree",
    "star",
    "two_without_hub",
    "one_without_hub",
    "two_links",
    "mean_share",
    "ln_largest",
    "link_evidence",
    "sector_evidence",
    "region_evidence",
    "modal_region",
    "lift_inside",
    "lift_leaving",
    "outsiders_fifth",
    "outsiders_third",
)

_PRIOR = 10.0
"""Firms of the usual mix that are added to a candidate's own sectors or regions."""


def traits(ground: Ground, labels: NDArray[np.int32]) -> Floats:
    """Measure each group of a labelling: float64[groups, 19] in the order of `TRAITS`.

    Parameters
    ----------
    labels
        Numbered from 0 without gaps; −1 background. Every group has at least two firms.
    """
    groups = int(labels.max(initial=-1)) + 1
    if not groups:
        return np.zeros((0, len(TRAITS)))
    columns = [*_structure(ground, labels, groups), *_attributes(ground, labels, groups)]
    columns += [*_lifts(ground, labels, groups), *_outsiders(ground, labels, groups)]
    return np.column_stack(columns)


def _structure(ground: Ground, labels: NDArray[np.int32], groups: int) -> list[Floats]:
    inside = np.flatnonzero(labels >= 0)
    group = labels[inside]
    size = np.bincount(group, minlength=groups).astype(np.float64)
    degree = ground.degree[inside]
    x = inner_links(ground, labels)[inside]
    ends, own = np.bincount(group, degree, groups), np.bincount(group, x, groups)
    w = (own + 1) / (ends + 5)
    q = (ends - own + 0.5) / np.maximum(ground.ends - ends, 1)
    # the hub of each group: most inner links, the lowest number of several
    order = np.lexsort((inside, -x, group))
    top = order[np.searchsorted(group[order], np.arange(groups))]
    hub, most = inside[top], x[top]
    to_hub = np.zeros(ground.n)
    to_hub[ground.firm[hub[np.maximum(labels, 0)][ground.firm] == ground.partner]] = 1
    besides = x - to_hub[inside]
    other = inside != hub[group]
    others = np.maximum(size - 1, 1)
    largest = np.zeros(groups)
    np.maximum.at(largest, group, degree)
    link = x * np.log(w[group] / (null := regional_null(ground, labels, w, q)[inside])) - degree * (w[group] - null)
    return [
        np.log(size),
        w,
        np.log(np.maximum(q * ground.ends, 1e-9) / np.maximum(ends, 1)),
        own / 2 / size,
        (own / 2 - most) / others,
        most / np.maximum(own / 2, 1),
        np.bincount(group, other & (besides >= 2), groups) / others,
        np.bincount(group, other & (besides >= 1), groups) / others,
        np.bincount(group, x >= 2, groups) / size,
        np.bincount(group, x / np.maximum(degree, 1), groups) / size,
        np.log1p(largest),
        np.bincount(group, link, groups) / 2 / size,
    ]


def inner_links(ground: Ground, labels: NDArray[np.int32]) -> Floats:
    """Return how many links each firm has into its own group; 0 for background."""
    own = labels[ground.firm]
    same = (own >= 0) & (own == labels[ground.partner])
    return np.bincount(ground.firm[same], minlength=ground.n).astype(np.float64)


def regional_null(ground: Ground, labels: NDArray[np.int32], w: Floats, q: Floats) -> Floats:
    """Return q of each firm for its group: how often others of its region link there; at most 0.8·w.

    q·(X + 2)/(q·D + 2): X links into the group from non-members of the region, D ends of these non-members. Where the
    region is missing, q of the group. Background: 1.
    """
    region, kinds, groups = ground.region.code, ground.region.kinds, len(w)
    null = np.ones(len(labels))
    member = labels >= 0
    null[member] = q[labels[member]]
    placed = member & (region >= 0)
    if placed.any():
        into = labels[ground.partner]
        coming = (into >= 0) & (into != labels[ground.firm]) & (region[ground.firm] >= 0)
        cell = into[coming].astype(np.int64) * kinds + region[ground.firm[coming]]
        x = np.bincount(cell, minlength=groups * kinds)
        all_ends = np.bincount(region[region >= 0], ground.degree[region >= 0], kinds)
        own_cell = labels[placed].astype(np.int64) * kinds + region[placed]
        own_ends = np.bincount(own_cell, ground.degree[placed], groups * kinds)
        d = all_ends[region[placed]] - own_ends[own_cell]
        null[placed] *= (x[own_cell] + 2) / (null[placed] * d + 2)
    null[member] = np.minimum(null[member], 0.8 * w[labels[member]])
    return null


def _attributes(ground: Ground, labels: NDArray[np.int32], groups: int) -> list[Floats]:
    size = np.bincount(labels[labels >= 0], minlength=groups)
    in_sector, _ = _evidence(ground.sector, labels, groups)
    in_region, most = _evidence(ground.region, labels, groups)
    return [in_sector / size, in_region / size, most]


def _evidence(attribute: Attribute, labels: NDArray[np.int32], groups: int) -> tuple[Floats, Floats]:
    """Return ln of how much likelier the group's mix is of its own kind than of the usual one; share of the mode.

    A Dirichlet with ten firms of the usual mix against the usual mix itself.
    """
    known = (labels >= 0) & (attribute.code >= 0)
    if not known.any():
        return np.zeros(groups), np.zeros(groups)
    key, f = np.unique(labels[known].astype(np.int64) * attribute.kinds + attribute.code[known], return_counts=True)
    group, p = key // attribute.kinds, attribute.share[key % attribute.kinds]
    total = np.bincount(group, f, groups)
    cell = gammaln(f + _PRIOR * p) - gammaln(_PRIOR * p) - f * np.log(p)
    most = np.zeros(groups)
    np.maximum.at(most, group, f)
    evidence = np.bincount(group, cell, groups) - gammaln(total + _PRIOR) + gammaln(_PRIOR)
    return evidence, most / np.maximum(total, 1)


def _lifts(ground: Ground, labels: NDArray[np.int32], groups: int) -> list[Floats]:
    seller, buyer = labels[ground.src], labels[ground.dst]
    same = (seller == buyer) & (seller >= 0)
    out, into = (seller >= 0) & ~same, (buyer >= 0) & ~same
    leaving = np.concatenate((seller[out], buyer[into]))
    lift = np.concatenate((ground.ln_lift[out], ground.ln_lift[into]))
    return [mean_by(seller[same], ground.ln_lift[same], groups), mean_by(leaving, lift, groups)]


def mean_by(group: NDArray[np.integer], value: Floats, groups: int) -> Floats:
    """Return the mean of the values of each group; 0 where it has none.

    >>> mean_by(np.array([0, 0, 2]), np.array([1.0, 2.0, 5.0]), 3).tolist()
    [1.5, 0.0, 5.0]
    """
    return np.bincount(group, value, groups) / np.maximum(np.bincount(group, minlength=groups), 1)


def _outsiders(ground: Ground, labels: NDArray[np.int32], groups: int) -> list[Floats]:
    into = labels[ground.partner]
    coming = (into >= 0) & (into != labels[ground.firm])
    key, x = np.unique(ground.firm[coming] * groups + into[coming], return_counts=True)
    firm, group = key // groups, key % groups
    share = x / ground.degree[firm]
    size = np.bincount(labels[labels >= 0], minlength=groups)
    return [np.bincount(group, (x >= 2) & (share >= part), groups) / size for part in (0.2, 0.3)]
