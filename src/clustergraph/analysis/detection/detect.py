"""Finding candidates: groups of firms with far more supply links among them than their links let expect."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

import numpy as np

from clustergraph.analysis.detection import weights
from clustergraph.analysis.detection.engine import check_seed, communities, renumbered
from clustergraph.analysis.detection.features import Group, groups_of, log_odds_of
from clustergraph.errors import AnalysisError
from clustergraph.i18n import text, unknown
from clustergraph.progress import Progress, silent

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clustergraph.analysis.detection.pins import Mask
    from clustergraph.analysis.detection.weights import Matrix
    from clustergraph.analysis.network import LeftOut, Network

Method: TypeAlias = Literal["fast", "louvain"]

_PACKAGES = ("graspologic-native", "networkx", "numpy", "scipy")
_MIDDLE_RESOLUTION = 4.0
_FIRMS_A_STEP = 800


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


def detect(
    network: Network,
    *,
    seed: int,
    min_firms: int = 5,
    within: Iterable[str] = (),
    method: str = "fast",
    pins: Mask | None = None,
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
        `fast`: one Leiden run on hub-capped, lift-weighted links at the resolution of `resolution_for`.
        `louvain`: networkx at resolution 1 on plain links, for comparison only.
    pins
        Firms that stay together, however few, and firms that stay background; others join as without pins.

    Raises
    ------
    AnalysisError
        Where there are no links to look at, or a parameter is outside its range.
    """
    check_seed(seed)
    if min_firms < 2:
        raise AnalysisError(text("detection.bad-min-firms", value=min_firms))
    if method not in get_args(Method):
        raise unknown("detection.what-method", method, get_args(Method))
    regions = tuple(sorted(set(within)))
    progress("detect", 0, 3)
    links = weights.link_matrix(network)
    looked_at = _looked_at(network, links, regions)
    progress("detect", 1, 3)
    labels = np.full(network.n, -1, dtype=np.int32)
    if method == "fast":
        matrix = _part(weights.symmetric(network, weights.cap_lift(network)), looked_at)
        resolution = resolution_for(int(np.count_nonzero(np.diff(matrix.indptr))))
        labels[looked_at] = communities(matrix, resolution, seed)
    else:
        from clustergraph.analysis.detection.baselines import louvain

        resolution = 1.0
        labels[looked_at] = louvain(_part(links, looked_at), seed)
    labels = _without_small(labels, min_firms) if pins is None else _pinned(labels, min_firms, pins)
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
    if not _part(links, firms).nnz:
        raise AnalysisError(
            text("detection.no-links-within", regions=", ".join(regions)), text("detection.no-links-hint")
        )
    return firms


def _part(matrix: Matrix, firms: NDArray[np.int64]) -> Matrix:
    return matrix if len(firms) == matrix.shape[0] else matrix[firms][:, firms]


def _without_small(
    labels: NDArray[np.int32], min_firms: int, exempt: NDArray[np.int32] | None = None
) -> NDArray[np.int32]:
    size = np.bincount(labels[labels >= 0], minlength=1)
    large = (labels >= 0) & (size[labels] >= min_firms)
    if exempt is not None:
        large |= np.isin(labels, exempt) & (size[labels] > 1)
    return renumbered(np.where(large, labels, -1))


def _pinned(labels: NDArray[np.int32], min_firms: int, mask: Mask) -> NDArray[np.int32]:
    from clustergraph.analysis.detection.pins import reserved

    together, numbers = reserved(mask, labels)
    return _without_small(together, min_firms, numbers[numbers >= 0])


def _by_rank(groups: Sequence[Group], n: int) -> NDArray[np.int32]:
    labels = np.full(n, -1, dtype=np.int32)
    for place, group in enumerate(groups):
        labels[list(group.firms)] = place
    return labels
