"""What is measured of groups of firms: weight of evidence of each firm, figures of each group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clustergraph.analysis.detection.weights import Matrix
    from clustergraph.analysis.network import Network

Role = Literal["anchor", "bridge", "peripheral", "core"]
Judge = Literal["learned", "reference", "none"]
Band = Literal["solid", "probable", "hint", "not_calibrated"]

_ANCHORS = 3
_ANCHOR_SHARE = 0.1
_PERIPHERAL_BELOW = 2.0
_MAIN_SECTORS = 3
_PLACES = 6
"""Decimal places of scores: what the graph keeps, so that what is ranked is what is kept."""


@dataclass(frozen=True, slots=True)
class Group:
    """A candidate: firms of the network by their numbers, with figures over pairs linked in either direction."""

    firms: Sequence[int]
    roles: Sequence[Role]
    """One a firm, the first that holds: anchor (of the three with most inner links, each with at least a tenth of the
    group's), bridge (the evidence speaks for another group, too), peripheral (log-odds below 2), core."""
    hub: int
    """The firm with most inner links, the first of several."""
    size: int
    links_inside: int
    expected: float
    """Inner links of as many firms with as many links each, were all links of the network drawn at random."""
    share_inside: float
    """Share of the firms' link ends that stay inside."""
    inner_degree: float
    """Inner links without those of the most linked firm, per other firm: 0 for a star."""
    regions: Sequence[str]
    sectors: Sequence[str]
    """The most frequent, at most three."""
    score: float
    """Sum of the firms' log-odds: the weight of evidence for the group as a whole."""
    stability: float | None = None
    """Mean similarity (Jaccard) with the group most like it in each run; None where there was one run."""
    judge: Judge = "none"
    band: Band = "not_calibrated"
    probability: float | None = None
    """Of being a real group: only by the learned judge, and only within what it was fitted on."""


def log_odds_of(links: Matrix, labels: NDArray[np.int32]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the log-odds of each firm for its group (0: background), and whether it also leans to another.

    For firm i with k links, x of them into group c: x·ln(w/q) − k·(w − q) + ln(size/n), the comparison of two Poisson
    rates and the share of firms in c. w is the share of the members' link ends that stay inside, q the share that
    others give to c: w = (I + 1)/(K + 5), q = (K − I + ½)/max(2m − K, 1), at most 0.8·w; K ends of the members, I of
    them inside, 2m all ends. Sectors and regions do not enter here.
    """
    n, groups = len(labels), int(labels.max(initial=-1)) + 1
    inside = np.flatnonzero(labels >= 0)
    member = sparse.csr_array((np.ones(len(inside)), (inside, labels[inside])), shape=(n, groups))
    degree = _row_sums(links)
    into = sparse.coo_array(links @ member)
    firm, group, x = into.coords[0], into.coords[1], into.data

    ends = np.bincount(labels[inside], degree[inside], groups)
    own = labels[firm] == group
    ends_inside = np.bincount(group[own], x[own], groups)
    w = (ends_inside + 1) / (ends + 5)
    q = np.minimum((ends - ends_inside + 0.5) / np.maximum(degree.sum() - ends, 1), 0.8 * w)
    size = np.bincount(labels[inside], minlength=groups)
    score = x * np.log(w / q)[group] - degree[firm] * (w - q)[group] + np.log(size / n)[group]

    log_odds, bridge = np.zeros(n), np.zeros(n, dtype=bool)
    log_odds[firm[own]] = np.round(score[own], _PLACES)
    bridge[firm[~own & (score > 0) & (labels[firm] >= 0)]] = True
    return log_odds, bridge


def groups_of(
    network: Network,
    links: Matrix,
    labels: NDArray[np.int32],
    log_odds: NDArray[np.float64],
    bridge: NDArray[np.bool_],
) -> tuple[Group, ...]:
    """Return the figures of every group, the highest score first, ties by smallest member."""
    degree, inner = _row_sums(links), _inner_links(links, labels)
    order = np.argsort(labels, kind="stable")
    ends = float(degree.sum())
    starts = np.searchsorted(labels[order], np.arange(int(labels.max(initial=-1)) + 2))
    groups = [
        _group(network, order[start:stop], degree, inner, ends, log_odds, bridge) for start, stop in pairwise(starts)
    ]
    return tuple(sorted(groups, key=lambda group: (-group.score, group.firms[0])))


def _inner_links(links: Matrix, labels: NDArray[np.int32]) -> NDArray[np.int64]:
    """Return how many links each firm has into its own group; in one pass, not one a group."""
    firm = np.repeat(np.arange(len(labels)), np.diff(links.indptr))
    inside = (labels[firm] >= 0) & (labels[firm] == labels[links.indices])
    return np.bincount(firm[inside], minlength=len(labels))


def _group(
    network: Network,
    firms: NDArray[np.int64],
    degrees: NDArray[np.float64],
    inner_links: NDArray[np.int64],
    all_ends: float,
    log_odds: NDArray[np.float64],
    bridge: NDArray[np.bool_],
) -> Group:
    degree, inner = degrees[firms], inner_links[firms]
    size, ends = len(firms), float(degree.sum())
    links_inside = int(inner.sum()) // 2
    hub = int(np.argmax(inner))
    return Group(
        firms=tuple(firms.tolist()),
        roles=_roles(firms, inner, log_odds, bridge),
        hub=int(firms[hub]),
        size=size,
        links_inside=links_inside,
        expected=round((ends * ends - float((degree**2).sum())) / (2 * all_ends), _PLACES),
        share_inside=round(2 * links_inside / max(ends, 1.0), _PLACES),
        inner_degree=round((links_inside - int(inner[hub])) / (size - 1), _PLACES),
        regions=tuple(sorted(_named(network.region, network.regions, firms))),
        sectors=tuple(_named(network.sector, network.sectors, firms)[:_MAIN_SECTORS]),
        score=round(float(log_odds[firms].sum()), _PLACES),
    )


def _roles(
    firms: NDArray[np.int64],
    inner: NDArray[np.int64],
    log_odds: NDArray[np.float64],
    bridge: NDArray[np.bool_],
) -> tuple[Role, ...]:
    most = np.lexsort((firms, -inner))[:_ANCHORS]
    anchors = {int(firms[i]) for i in most if inner[i] >= _ANCHOR_SHARE * inner.sum() / 2}

    def role(firm: int) -> Role:
        if firm in anchors:
            return "anchor"
        if bridge[firm]:
            return "bridge"
        return "peripheral" if log_odds[firm] < _PERIPHERAL_BELOW else "core"

    return tuple(role(int(firm)) for firm in firms)


def _row_sums(matrix: Matrix) -> NDArray[np.float64]:
    return np.asarray(matrix.sum(axis=1), dtype=np.float64).ravel()


def _named(codes: NDArray[np.int32] | None, names: Sequence[str], firms: NDArray[np.int64]) -> list[str]:
    """Return the codes of the firms, the most frequent first, then by code; missing ones are left out."""
    if codes is None:
        return []
    code, count = np.unique(codes[firms][codes[firms] >= 0], return_counts=True)
    return [names[int(i)] for i in code[np.argsort(-count, kind="stable")]]
