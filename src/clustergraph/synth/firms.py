"""Firms of a planted network: clusters of heavy-tailed sizes, regions with places, tiers, sectors, weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clustergraph.synth.urns import Urns

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

    from clustergraph.synth.chains import Chains
    from clustergraph.synth.families import Parameters

_SIZE_EXPONENT = 1.5
"""Of the power law of cluster sizes: between 8 and 240 firms the mean is 44, with the small clusters 38."""
_REGION_SPREAD = 0.8
"""Standard deviation of ln of a region's weight: the largest of 89 is about twenty times the median."""
_NEAREST = 3
"""A cluster across regions reaches so many of the nearest ones."""
_IN_CHAINS = 0.65
"""Firms without a cluster whose sector stands in a chain: they look like members to everyone who sees only sectors."""


@dataclass(frozen=True, slots=True, eq=False)
class Firms:
    """True attributes of the firms: members in the order of their clusters, then background; hubs are the last."""

    label: NDArray[np.int64]
    """Cluster; −1 none."""
    chain: NDArray[np.int64]
    """Chain of each cluster."""
    region: NDArray[np.int64]
    tier: NDArray[np.int64]
    """Tier, numbered through all chains; −1 in no chain."""
    sector: NDArray[np.int32]
    weight: NDArray[np.float64]
    """Mean 1."""
    hubs: int
    second: NDArray[np.int64]
    """Rows (firm, its second cluster)."""


def draw_firms(rng: Generator, parameters: Parameters, chains: Chains) -> Firms:
    """Draw clusters and firms until the planned share of all firms is in clusters."""
    n = parameters.firms
    sizes = _sizes(rng, parameters)
    members = int(sizes.sum())
    label = np.concatenate([np.repeat(np.arange(len(sizes)), sizes), np.full(n - members, -1)])
    chain = rng.integers(0, chains.count, len(sizes))
    tier = np.concatenate([_member_tiers(rng, sizes, chain, chains), _loose_tiers(rng, n - members, chains)])
    sector = np.where(tier >= 0, chains.draw_sector(rng, np.maximum(tier, 0)), rng.choice(chains.apart, n))
    return Firms(
        label=label,
        chain=chain,
        region=_regions(rng, parameters, label, len(sizes)),
        tier=tier,
        sector=sector.astype(np.int32),
        weight=_weights(rng, parameters),
        hubs=max(1, round(parameters.hubs * n)),
        second=_second(rng, parameters, label[:members], chain),
    )


def _sizes(rng: Generator, parameters: Parameters) -> NDArray[np.int64]:
    """Return sizes of clusters, the small ones among them, together as near to the planned members as they come."""
    low, high = parameters.sizes
    wanted = round((1 - parameters.background) * parameters.firms)
    power = 1 - _SIZE_EXPONENT
    drawn = rng.random(wanted // low + 1)
    large = ((low - 0.5) ** power + drawn * ((high + 0.5) ** power - (low - 0.5) ** power)) ** (1 / power)
    sizes = np.clip(np.rint(large).astype(np.int64), low, high)
    small = rng.integers(parameters.small_sizes[0], parameters.small_sizes[1] + 1, len(sizes))
    # one sequence of all sizes, so that any beginning of it has the planned share of small ones
    sizes = np.where(rng.random(len(sizes)) < parameters.small_share, small, sizes)
    count = int(np.searchsorted(np.cumsum(sizes), wanted))
    return sizes[: max(1, count)]


def _member_tiers(
    rng: Generator, sizes: NDArray[np.int64], chain: NDArray[np.int64], chains: Chains
) -> NDArray[np.int64]:
    """Spread the members of each cluster over all tiers of its chain, as evenly as chance allows."""
    cluster = np.repeat(np.arange(len(sizes)), sizes)
    place = np.arange(len(cluster)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    tiers = chains.tiers[chain][cluster]
    drawn = (rng.random(len(cluster)) * tiers).astype(np.int64)
    return chains.first[chain][cluster] + np.where(place < tiers, place, drawn)


def _loose_tiers(rng: Generator, count: int, chains: Chains) -> NDArray[np.int64]:
    drawn = rng.integers(0, chains.first[-1], count)
    return np.where(rng.random(count) < _IN_CHAINS, drawn, -1)


def _regions(rng: Generator, parameters: Parameters, label: NDArray[np.int64], clusters: int) -> NDArray[np.int64]:
    """Draw a region for each firm: of its cluster, or one of the nearest to it; by weight for the others."""
    count, n = parameters.regions, len(label)
    place = rng.random((count, 2))
    share = rng.lognormal(sigma=_REGION_SPREAD, size=count)
    share /= share.sum()
    anywhere = rng.choice(count, n, p=share)
    home = rng.choice(count, clusters, p=share)
    if parameters.placeless:
        return anywhere
    apart = ((place[:, None] - place[None]) ** 2).sum(axis=2)
    nearest = np.argsort(apart, axis=1, kind="stable")[:, : min(_NEAREST + 1, count)]
    wide = rng.random(clusters) < parameters.inter_regional
    leaves = wide[label] & (rng.random(n) < parameters.away)
    rank = np.where(leaves, rng.integers(min(1, nearest.shape[1] - 1), nearest.shape[1], n), 0)
    return np.where(label >= 0, nearest[home[label], rank], anywhere)


def _weights(rng: Generator, parameters: Parameters) -> NDArray[np.float64]:
    pareto = rng.random(parameters.firms) ** (-1 / parameters.weight_tail)
    weight: NDArray[np.float64] = np.minimum(pareto, parameters.weight_cap)
    weight /= weight.mean()
    return weight


def _second(
    rng: Generator, parameters: Parameters, label: NDArray[np.int64], chain: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Give some members a second cluster of the same chain."""
    firm = np.flatnonzero(rng.random(len(label)) < parameters.in_two)
    other = Urns(chain, np.ones(len(chain)), int(chain.max()) + 1).draw(rng, chain[label[firm]])
    another = other != label[firm]
    return np.stack([firm[another], other[another]], axis=1)
