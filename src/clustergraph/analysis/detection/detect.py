"""Finding candidates: groups of firms with far more supply links among them than their links let expect."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import TYPE_CHECKING, Literal, TypeAlias, cast, get_args

import numpy as np

from clustergraph.analysis.detection import judge as reference
from clustergraph.analysis.detection import propose, weights
from clustergraph.analysis.detection.choose import by_stability, steadiness
from clustergraph.analysis.detection.engine import check_seed, communities, renumbered
from clustergraph.analysis.detection.features import Group, groups_of, log_odds_of
from clustergraph.analysis.detection.learned import Judged, is_of_fitted_kind, learned
from clustergraph.analysis.detection.pool import Pool
from clustergraph.analysis.detection.refine import Whole, count, refined, terms_of, without_small
from clustergraph.errors import AnalysisError
from clustergraph.i18n import text, unknown
from clustergraph.progress import Progress, silent

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clustergraph.analysis.detection.pins import Mask
    from clustergraph.analysis.detection.weights import Matrix
    from clustergraph.analysis.network import LeftOut, Network

Method: TypeAlias = Literal["pool", "fast", "louvain"]
JudgeChoice: TypeAlias = Literal["auto", "reference", "learned"]

_PACKAGES = ("graspologic-native", "networkx", "numpy", "scipy")
_MIDDLE_RESOLUTION = 4.0
_FIRMS_A_STEP = 800
_FINAL_SWEEPS = 3
_SECONDARY = 5
"""Further candidates a firm."""
_PLACES = 6


@dataclass(frozen=True, slots=True, eq=False)
class Detection:
    """Candidates of one run over a network, the best first, and how they were found."""

    labels: NDArray[np.int32]
    """Place of each firm's candidate in `groups`; −1: the firm belongs to none (background)."""
    log_odds: NDArray[np.float64]
    """Weight of the links' evidence for each firm in its candidate; not a probability. 0 for background."""
    groups: tuple[Group, ...]
    method: Method
    seed: int
    min_firms: int
    within: tuple[str, ...]
    """Regions in which candidates were looked for; empty: everywhere."""
    resolution: float
    versions: Mapping[str, str]
    network_digest: str
    left_out: LeftOut
    pins: Mask | None = None
    """What experts decided beforehand; None: nothing."""
    aside: tuple[Group, ...] = ()
    """Method `pool`: candidates like those of the rewired network; their firms are background above."""
    firm_stability: NDArray[np.float64] | None = None
    """Method `pool`: share of the runs in which the firm lies in the candidate most like its own."""
    secondary: tuple[NDArray[np.int32], NDArray[np.int32]] | None = None
    """Method `pool`: firms and places in `groups` of the candidates that the evidence speaks for beside their own (of
    background: any); at most five a firm. In no size or figure."""
    pool: Pool | None = None
    judge: JudgeChoice = "auto"
    """What was asked for; who judged stands with each group."""


def detect(
    network: Network,
    *,
    seed: int,
    min_firms: int = 5,
    within: Iterable[str] = (),
    method: str = "fast",
    pins: Mask | None = None,
    judge: str = "auto",
    jobs: int = 1,
    progress: Progress = silent,
) -> Detection:
    """Find groups of firms that could form an industrial cluster. Direction and money of links play no part.

    Parameters
    ----------
    seed
        From 0; the same network and seed give the same answer.
    min_firms
        Smaller groups are background; at least 2.
    within
        Codes of regions: only their firms and the direct partners of these can be in a candidate. What is usual
        between sectors, and how many links a firm has, is still taken from the whole network.
    method
        `pool`: five resolutions times two weightings, refined; the best of all they found, judged.
        `fast`: one Leiden run on hub-capped, lift-weighted links at the resolution of `resolution_for`.
        `louvain`: networkx at resolution 1 on plain links, for comparison only.
    pins
        Firms that stay together, however few, and firms that stay background; others join as without pins.
    judge
        Of the method `pool`. `learned`: probabilities fitted on planted networks; `reference`: held against a rewired
        network, without probabilities; `auto`: learned where the network is of the fitted kind, else reference.
    jobs
        Threads of the method `pool`; they change nothing but the time.

    Raises
    ------
    AnalysisError
        Where there are no links to look at, or a parameter is outside its range.
    """
    check_seed(seed)
    if min_firms < 2:
        raise AnalysisError(text("detection.bad-min-firms", value=min_firms))
    if jobs < 1:
        raise AnalysisError(text("detection.bad-jobs", value=jobs))
    if method not in get_args(Method):
        raise unknown("detection.what-method", method, get_args(Method))
    if judge not in get_args(JudgeChoice):
        raise unknown("detection.what-judge", judge, get_args(JudgeChoice))
    regions = tuple(sorted(set(within)))
    progress("detect", 0, 3)
    links = weights.link_matrix(network)
    looked_at = _looked_at(network, links, regions)
    if method == "pool":
        return _of_pool(
            network, links, looked_at, regions, seed, min_firms, cast("JudgeChoice", judge), pins, jobs, progress
        )
    progress("detect", 1, 3)
    labels = np.full(network.n, -1, dtype=np.int32)
    if method == "fast":
        matrix = propose.part(weights.symmetric(network, weights.cap_lift(network)), looked_at)
        resolution = resolution_for(int(np.count_nonzero(np.diff(matrix.indptr))))
        labels[looked_at] = communities(matrix, resolution, seed)
    else:
        from clustergraph.analysis.detection.baselines import louvain

        resolution = 1.0
        labels[looked_at] = louvain(propose.part(links, looked_at), seed)
    labels = without_small(labels, min_firms) if pins is None else _pinned(labels, min_firms, pins)
    progress("detect", 2, 3)
    log_odds, bridge = log_odds_of(links, labels)
    groups = groups_of(network, links, labels, log_odds, bridge)
    progress("detect", 3, 3)
    return Detection(
        labels=_by_rank(groups, network.n),
        log_odds=log_odds,
        groups=groups,
        method="fast" if method == "fast" else "louvain",
        seed=seed,
        min_firms=min_firms,
        within=regions,
        resolution=resolution,
        versions={package: version(package) for package in _PACKAGES},
        network_digest=network.digest,
        left_out=network.left_out,
        pins=pins if pins and pins.digest else None,
    )


def _of_pool(
    network: Network,
    links: Matrix,
    looked_at: NDArray[np.int64],
    regions: tuple[str, ...],
    seed: int,
    min_firms: int,
    judge: JudgeChoice,
    pins: Mask | None,
    jobs: int,
    progress: Progress,
) -> Detection:
    """Search by many runs; judge by what was learned or by the same search in a rewired network."""
    search = propose.search_of(network, links, looked_at, seed=seed, min_firms=min_firms)
    # what the learned judge cannot judge anyway needs no proposals
    tried = judge == "learned" or (judge == "auto" and is_of_fitted_kind(network, min_firms))
    gathered = propose.pool(search, proposals=tried, jobs=jobs, progress=progress)
    judged = None
    if tried:
        judged = learned(network, search.whole, gathered, min_firms=min_firms, asked=judge == "learned")
    if judged is None:
        labels, below = _held_against_null(network, links, _chosen(search, gathered), regions, seed, min_firms, jobs)
    else:
        labels, below = judged.labels, np.full(network.n, -1, dtype=np.int32)
    if pins is not None:
        labels = _pinned(labels, min_firms, pins)
    log_odds, secondary = _evidence(search.whole, labels)
    bridge = np.zeros(network.n, dtype=bool)
    bridge[secondary[0][labels[secondary[0]] >= 0]] = True
    groups = _steady(gathered, labels, groups_of(network, links, labels, log_odds, bridge))
    groups = _with_verdicts(groups, judged)
    aside_odds, _ = _evidence(search.whole, below)
    aside = _steady(gathered, below, groups_of(network, links, below, aside_odds, bridge & False))
    place = np.array([int(labels[group.firms[0]]) for group in groups], dtype=np.int64)
    rank = np.empty(len(groups), dtype=np.int32)
    rank[place] = np.arange(len(groups), dtype=np.int32)
    return Detection(
        labels=_by_rank(groups, network.n),
        log_odds=log_odds,
        groups=groups,
        method="pool",
        seed=seed,
        min_firms=min_firms,
        within=regions,
        resolution=float(search.ladder[0]),
        versions={package: version(package) for package in _PACKAGES},
        network_digest=network.digest,
        left_out=network.left_out,
        aside=aside,
        firm_stability=np.round(steadiness(gathered, labels)[1], _PLACES),
        secondary=(secondary[0], rank[secondary[1]]),
        pool=gathered,
        judge=judge,
        pins=pins if pins and pins.digest else None,
    )


def _with_verdicts(groups: tuple[Group, ...], judged: Judged | None) -> tuple[Group, ...]:
    """Say who judged the groups and how sure they are; the likeliest first, equals as they stood.

    A group that experts' pins made another than the judged one is not calibrated.
    """
    if judged is None:
        return tuple(replace(group, judge="reference") for group in groups)
    bands, p, size = judged.bands, np.round(judged.p, _PLACES).tolist(), np.bincount(judged.labels + 1)
    told = []
    for group in groups:
        before = np.unique(judged.labels[list(group.firms)])
        number = int(before[0])
        if len(before) > 1 or number < 0 or size[number + 1] != group.size:
            told.append(replace(group, judge="learned", band="not_calibrated"))
            continue
        probability = None if math.isnan(p[number]) else p[number]
        told.append(replace(group, judge="learned", band=bands[number], probability=probability))
    return tuple(sorted(told, key=lambda group: -(group.probability or 0.0)))


def _chosen(search: propose.Search, gathered: Pool) -> NDArray[np.int32]:
    """Return what is chosen from the pool's runs by stability, swept; stars are left out."""
    labels = by_stability(gathered, min_firms=search.min_firms)
    labels = refined(search.whole, labels, sweeps=_FINAL_SWEEPS, min_firms=search.min_firms)
    star = np.append(reference.inner_degree(search.whole.links, labels) < reference.LEAST_INNER_DEGREE, True)
    return without_small(np.where(star[labels], -1, labels).astype(np.int32), 1)


def _held_against_null(
    network: Network,
    links: Matrix,
    labels: NDArray[np.int32],
    regions: tuple[str, ...],
    seed: int,
    min_firms: int,
    jobs: int,
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the labels of the candidates that stand out from what the same search finds in the rewired network, and
    of the others."""
    others = list(reference.rewired(network, seed))
    null = reference.Marks.together([_null(other, regions, seed, min_firms, jobs) for other in others])
    tell = reference.sectors_tell(network, others[0])
    above, _ = reference.against_null(reference.Marks.of(network, links, labels), null, sectors=tell)
    above = np.append(above, False)
    kept = without_small(np.where(above[labels], labels, -1).astype(np.int32), 1)
    return kept, without_small(np.where(above[labels], -1, labels).astype(np.int32), 1)


def _null(other: Network, regions: tuple[str, ...], seed: int, min_firms: int, jobs: int) -> reference.Marks:
    """Measure what the same search finds in a rewired network."""
    if not len(other.src):
        return reference.Marks.none()
    links = weights.link_matrix(other)
    try:
        looked_at = _looked_at(other, links, regions)
    except AnalysisError:  # rewired, the regions have no link among themselves
        return reference.Marks.none()
    search = propose.search_of(other, links, looked_at, seed=seed, min_firms=min_firms)
    labels = _chosen(search, propose.pool(search, proposals=False, jobs=jobs))
    return reference.Marks.of(other, links, labels)


def _evidence(
    whole: Whole, labels: NDArray[np.int32]
) -> tuple[NDArray[np.float64], tuple[NDArray[np.int32], NDArray[np.int32]]]:
    """Return the log-odds of each firm in its group, and which other groups the evidence speaks for."""
    log_odds = np.zeros(whole.n)
    counts = count(whole, labels)
    pairs = counts.pairs
    score = np.round(terms_of(whole, counts, pairs).score, _PLACES)
    own = labels[pairs.firm] == pairs.group
    log_odds[pairs.firm[own]] = score[own]
    other = np.flatnonzero(~own & (score > 0) & whole.looked_at[pairs.firm])
    other = other[np.lexsort((pairs.group[other], -score[other], pairs.firm[other]))]
    firm = pairs.firm[other]
    place = np.arange(len(firm)) - np.searchsorted(firm, firm)
    few = other[place < _SECONDARY]
    return log_odds, (pairs.firm[few], pairs.group[few])


def _steady(gathered: Pool, labels: NDArray[np.int32], groups: tuple[Group, ...]) -> tuple[Group, ...]:
    """Give the groups their stability and rank them by it, then by smallest firm."""
    steady = np.round(steadiness(gathered, labels)[0], _PLACES)
    told = [replace(group, stability=float(steady[labels[group.firms[0]]])) for group in groups]
    return tuple(sorted(told, key=lambda group: (-(group.stability or 0.0), group.firms[0])))


def resolution_for(firms: int) -> float:
    """Return the resolution of the `fast` method for a number of linked firms.

    Many firms need a finer one, since at one resolution the groups grow with the network; few need a coarser one, since
    at resolution g a group with more than about 1/g of all links falls apart.

    >>> [round(resolution_for(firms), 2) for firms in (24, 121, 1000, 8000)]
    [1.0, 2.0, 4.0, 10.0]
    """
    usual = max(_MIDDLE_RESOLUTION, firms / _FIRMS_A_STEP)
    return max(1.0, min(usual, math.sqrt(firms) / 5.5))


def _looked_at(network: Network, links: Matrix, regions: Sequence[str]) -> NDArray[np.int64]:
    """Return the firms that can be in a candidate: all, or those of the regions and their direct partners."""
    if not len(network.src):
        raise AnalysisError(text("detection.no-links"), text("detection.no-links-hint"))
    if not regions:
        return np.arange(network.n)
    wanted = [i for i, name in enumerate(network.regions) if name in regions]
    home = np.zeros(network.n) if network.region is None else np.isin(network.region, wanted).astype(np.float64)
    if not home.any():
        raise AnalysisError(
            text("detection.no-firms-within", regions=", ".join(regions)), text("detection.no-firms-within-hint")
        )
    firms = np.flatnonzero(home + links @ home)
    if not propose.part(links, firms).nnz:
        raise AnalysisError(
            text("detection.no-links-within", regions=", ".join(regions)), text("detection.no-links-hint")
        )
    return firms


def _pinned(labels: NDArray[np.int32], min_firms: int, mask: Mask) -> NDArray[np.int32]:
    """Return the labels as experts' pins want them; a pinned group may be smaller than others."""
    from clustergraph.analysis.detection.pins import reserved

    together, numbers = reserved(mask, labels)
    size = np.bincount(together[together >= 0], minlength=1)
    large = (together >= 0) & (size[together] >= min_firms)
    large |= np.isin(together, numbers[numbers >= 0]) & (size[together] > 1)
    return renumbered(np.where(large, together, -1))


def _by_rank(groups: Sequence[Group], n: int) -> NDArray[np.int32]:
    labels = np.full(n, -1, dtype=np.int32)
    for place, group in enumerate(groups):
        labels[list(group.firms)] = place
    return labels
