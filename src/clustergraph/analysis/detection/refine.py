"""The refinement sweep: each firm to the group its links, sector and region speak for most, or to none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clustergraph.analysis.detection.engine import renumbered
from clustergraph.analysis.detection.weights import link_matrix

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clustergraph.analysis.detection.weights import Matrix
    from clustergraph.analysis.network import Network

_PRIOR = 10.0
"""Firms of the usual mix that are added to a group when its sectors and regions are counted."""
_MOST_ATTRIBUTE = 4.0
_LEAST_LINK = -9.0
"""Evidence of links at or below which no sector or region can bring a firm in."""
_TIE = 1e-12
_SETTLED = 0.002
"""Share of all firms; when fewer change, the sweeps stop."""
_DENSE_CELLS = 2**25


@dataclass(frozen=True, slots=True, eq=False)
class Attribute:
    """Sector or region of each firm."""

    of: NDArray[np.int32]
    """−1 missing."""
    kinds: int
    share: NDArray[np.float64]
    """Share of each kind among the firms that have one; one firm of each kind is added, so that none is 0."""


@dataclass(frozen=True, slots=True, eq=False)
class Whole:
    """What the sweeps compare a group with: the whole network, also where candidates are sought in a part of it."""

    links: Matrix
    degree: NDArray[np.float64]
    ends: float
    """2m, the sum of all degrees."""
    sector: Attribute | None
    region: Attribute | None
    looked_at: NDArray[np.bool_]
    """Firms that can be in a candidate."""

    @property
    def n(self) -> int:
        """Number of firms."""
        return len(self.degree)


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """A firm and a group into which it has links, by firm, then group."""

    firm: NDArray[np.int32]
    group: NDArray[np.int32]
    links: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """What is counted of the groups of a labelling; one entry a group."""

    labels: NDArray[np.int32]
    size: NDArray[np.int64]
    ends: NDArray[np.float64]
    """K, the sum of the members' degrees."""
    inside: NDArray[np.float64]
    """I, the ends of them that stay inside: twice the inner links."""
    w: NDArray[np.float64]
    """Share of the members' link ends that stay inside."""
    q: NDArray[np.float64]
    """Share that all others give to the group."""
    pairs: Pairs


@dataclass(frozen=True, slots=True, eq=False)
class Terms:
    """Evidence for a firm in a group; the sum is its log-odds."""

    link: NDArray[np.float64]
    sector: NDArray[np.float64]
    region: NDArray[np.float64]
    size: NDArray[np.float64]

    @property
    def score(self) -> NDArray[np.float64]:
        """The sum."""
        return self.link + self.sector + self.region + self.size


def whole_of(network: Network, links: Matrix | None = None, looked_at: NDArray[np.int64] | None = None) -> Whole:
    """Return what sweeps need of a network; `looked_at`: the firms that can be in a candidate, None all."""
    links = link_matrix(network) if links is None else links
    degree = np.diff(links.indptr).astype(np.float64)
    mask = np.ones(network.n, dtype=bool) if looked_at is None else np.zeros(network.n, dtype=bool)
    if looked_at is not None:
        mask[looked_at] = True
    return Whole(
        links=links,
        degree=degree,
        ends=float(degree.sum()),
        sector=_attribute(network.sector, len(network.sectors)),
        region=_attribute(network.region, len(network.regions)),
        looked_at=mask,
    )


def _attribute(of: NDArray[np.int32] | None, kinds: int) -> Attribute | None:
    if of is None or not kinds:
        return None
    count = np.bincount(of[of >= 0], minlength=kinds)
    return Attribute(of, kinds, (count + 1) / (count.sum() + kinds))


def refined(whole: Whole, labels: NDArray[np.int32], *, sweeps: int, min_firms: int) -> NDArray[np.int32]:
    """Sweep up to so many times; groups below `min_firms` are dissolved before each sweep and after the last."""
    labels = without_small(labels, min_firms)
    for _ in range(sweeps):
        if labels.max(initial=-1) < 0:
            break
        moved = _swept(whole, labels)
        changed = int(np.count_nonzero(moved != labels))
        labels = without_small(moved, min_firms)
        if changed < _SETTLED * whole.n:
            break
    return labels


def without_small(labels: NDArray[np.int32], min_firms: int) -> NDArray[np.int32]:
    """Return the labels with groups below `min_firms` dissolved, the others numbered by smallest firm."""
    size = np.bincount(labels[labels >= 0], minlength=1)
    return renumbered(np.where((labels >= 0) & (size[labels] >= min_firms), labels, -1))


def _swept(whole: Whole, labels: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the labels after one sweep: all scores are taken from the old labels."""
    counts = count(whole, labels)
    firm, group = counts.pairs.firm, counts.pairs.group
    terms = terms_of(whole, counts, counts.pairs)
    score = np.where((terms.link > _LEAST_LINK) & whole.looked_at[firm], terms.score, -np.inf)
    best = np.full(whole.n, -np.inf)
    starts = np.flatnonzero(np.diff(firm, prepend=-1))
    if len(starts):
        best[firm[starts]] = np.maximum.reduceat(score, starts)
    top = np.flatnonzero((score > 0) & (score >= best[firm] - _TIE))
    result = np.full(whole.n, -1, dtype=np.int32)
    # pairs rise by group within a firm: written backwards, the lowest number stays
    result[firm[top[::-1]]] = group[top[::-1]]
    return result


def count(whole: Whole, labels: NDArray[np.int32]) -> Counts:
    """Count what the sweep needs of each group."""
    groups = int(labels.max(initial=-1)) + 1
    pairs = _pairs(whole, labels, groups)
    member = labels >= 0
    size = np.bincount(labels[member], minlength=groups)
    ends = np.bincount(labels[member], whole.degree[member], groups).astype(np.float64)
    own = labels[pairs.firm] == pairs.group
    inside = np.bincount(pairs.group[own], pairs.links[own], groups).astype(np.float64)
    w = (inside + 1) / (ends + 5)
    q = (ends - inside + 0.5) / np.maximum(whole.ends - ends, 1)
    return Counts(labels, size, ends, inside, w, q, pairs)


def _pairs(whole: Whole, labels: NDArray[np.int32], groups: int) -> Pairs:
    firm = np.repeat(np.arange(whole.n, dtype=np.int64), np.diff(whole.links.indptr))
    group = labels[whole.links.indices]
    known = group >= 0
    key = np.sort(firm[known] * max(groups, 1) + group[known])
    starts = np.flatnonzero(np.diff(key, prepend=-1))
    links = np.diff(starts, append=len(key)).astype(np.float64)
    key = key[starts]
    return Pairs((key // max(groups, 1)).astype(np.int32), (key % max(groups, 1)).astype(np.int32), links)


def terms_of(whole: Whole, counts: Counts, pairs: Pairs) -> Terms:
    """Return the evidence of firm–group pairs, whether or not they are linked.

    Links: x·ln(w/q) − k·(w − q), a comparison of two Poisson rates; q is that of the firm's own region, where others
    may give the group more links than elsewhere, and at most 0.8·w. Sector and region: logarithm of the group's share
    of the firm's kind, itself left out, over the usual share. Size: logarithm of the group's share of all firms.
    """
    own = counts.labels[pairs.firm] == pairs.group
    w, q = counts.w[pairs.group], _outside_rate(whole, counts, pairs)
    link = pairs.links * np.log(w / q) - whole.degree[pairs.firm] * (w - q)
    return Terms(
        link=link,
        sector=_evidence(whole.sector, counts, pairs, own),
        region=_evidence(whole.region, counts, pairs, own),
        size=np.log(np.maximum(counts.size, 1) / whole.n)[pairs.group],
    )


def _outside_rate(whole: Whole, counts: Counts, pairs: Pairs) -> NDArray[np.float64]:
    """Return q of each pair: what a firm of this region gives the group that it does not belong to."""
    group = pairs.group
    w, q = counts.w[group], counts.q[group]
    if whole.region is not None:
        region, kinds = whole.region.of, whole.region.kinds
        member = (counts.labels >= 0) & (region >= 0)
        known = region[pairs.firm] >= 0
        seen = counts.pairs
        foreign = (counts.labels[seen.firm] != seen.group) & (region[seen.firm] >= 0)
        wanted = (group[known], region[pairs.firm[known]])
        into = _sums(
            seen.group[foreign], region[seen.firm[foreign]], seen.links[foreign], len(counts.size), kinds, wanted
        )
        ends = _sums(counts.labels[member], region[member], whole.degree[member], len(counts.size), kinds, wanted)
        of_region = np.bincount(region[region >= 0], whole.degree[region >= 0], kinds)
        q[known] *= (into + 2) / (q[known] * (of_region[wanted[1]] - ends) + 2)
    smaller: NDArray[np.float64] = np.minimum(q, 0.8 * w)
    return smaller


def _evidence(attribute: Attribute | None, counts: Counts, pairs: Pairs, own: NDArray[np.bool_]) -> NDArray[np.float64]:
    result = np.zeros(len(pairs.firm))
    if attribute is None:
        return result
    kind = attribute.of[pairs.firm]
    known = kind >= 0
    member = (counts.labels >= 0) & (attribute.of >= 0)
    wanted = (pairs.group[known], kind[known])
    ones = np.ones(int(member.sum()))
    alike = _sums(counts.labels[member], attribute.of[member], ones, len(counts.size), attribute.kinds, wanted)
    usual, itself = attribute.share[wanted[1]], own[known]
    share = (alike - itself + _PRIOR * usual) / (counts.size[wanted[0]] - itself + _PRIOR)
    result[known] = np.clip(np.log(share / usual), -_MOST_ATTRIBUTE, _MOST_ATTRIBUTE)
    return result


def _sums(
    group: NDArray[np.int32],
    kind: NDArray[np.int32],
    value: NDArray[np.float64],
    groups: int,
    kinds: int,
    wanted: tuple[NDArray[np.int32], NDArray[np.int32]],
) -> NDArray[np.float64]:
    """Sum values by group and kind and look up the cells wanted; whole numbers, so the order of sums is no matter."""
    cell = group.astype(np.int64) * kinds + kind
    asked = wanted[0].astype(np.int64) * kinds + wanted[1]
    if groups * kinds <= _DENSE_CELLS:
        found: NDArray[np.float64] = np.bincount(cell, value, groups * kinds)[asked]
        return found
    known, place = np.unique(cell, return_inverse=True)
    total = np.append(np.bincount(place, value, len(known)), 0.0)
    at = np.searchsorted(known, asked)
    at[(at == len(known)) | (known[np.minimum(at, len(known) - 1)] != asked)] = len(known)
    return total[at]
