"""Links of a planted network: inside clusters, outside them, with hubs. A link is the number supplier · n + buyer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from clustergraph.synth.urns import Urns

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

    from clustergraph.synth.chains import Chains
    from clustergraph.synth.families import Parameters
    from clustergraph.synth.firms import Firms

_ROUNDS = 5
"""Links drawn twice are drawn anew, so many times at most."""
_FULL = 0.5
"""Most inner links of a cluster, of all ordered pairs of its firms."""
_NATIONAL_CALLS = 0.5
"""Links with hubs that are with a national one."""
_HUB_SELLS = 0.5
"""Links with hubs in which the hub is the supplier: energy, transport, telecoms; else a network of shops buys."""


def inner_links(rng: Generator, parameters: Parameters, chains: Chains, firms: Firms) -> NDArray[np.int64]:
    """Draw the links inside clusters, mostly from a tier to the next."""
    n = len(firms.label)
    members = np.flatnonzero(firms.label >= 0)
    # a row a membership; a firm in two clusters shares its links between them
    firm = np.concatenate([members, firms.second[:, 0]])
    label = np.concatenate([firms.label[members], firms.second[:, 1]])
    weight = firms.weight[firm] / np.bincount(firm, minlength=n)[firm]
    step = firms.tier[firm] - chains.first[firms.chain[firms.label[firm]]]
    width = int(chains.tiers.max())
    height = chains.tiers[firms.chain[label]]
    in_cluster = Urns(label, weight, len(firms.chain))
    at_tier = Urns(label * width + step, weight, len(firms.chain) * width)

    size = np.bincount(label)
    ends = np.bincount(label, weight) * _own_links(parameters) * (1 - parameters.outside)
    wanted = np.minimum(np.rint(ends), np.floor(_FULL * size * (size - 1))).astype(np.int64)
    shares = np.cumsum([parameters.down, parameters.same_tier, parameters.skipping])

    def draw(clusters: NDArray[np.int64]) -> NDArray[np.int64]:
        row = in_cluster.draw(rng, clusters)
        distance = np.array([1, 0, 2, -1])[np.searchsorted(shares, rng.random(len(row)), side="right")]
        # the firm drawn is the seller or the buyer, whichever way the chain goes on
        sells = rng.random(len(row)) < 0.5
        sells ^= (step[row] + np.where(sells, distance, -distance)) % (2 * width) >= height[row]
        other_step = step[row] + np.where(sells, distance, -distance)
        valid = (other_step >= 0) & (other_step < height[row])
        other = at_tier.draw(rng, np.where(valid, clusters * width + other_step, -1))
        other = np.where(other >= 0, other, in_cluster.draw(rng, clusters))
        return _links(firm[row], firm[other], sells, n)

    return _distinct(draw, wanted)


def outer_links(
    rng: Generator, parameters: Parameters, chains: Chains, firms: Firms, inner: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Draw the links that stay in no cluster: in the region, along the chain elsewhere, anywhere."""
    n = len(firms.label)
    weight = np.where(firms.label >= 0, parameters.outside, 1.0) * firms.weight
    weight[n - firms.hubs :] = 0
    anyone = Urns(np.zeros(n, dtype=np.int64), weight, 1)
    in_region = Urns(firms.region, weight, parameters.regions)
    at_tier = Urns(firms.tier, weight, int(chains.first[-1]))
    chain_of_tier = np.repeat(np.arange(chains.count), chains.tiers)
    shares = np.cumsum([parameters.to_region, parameters.to_chain])

    def draw(group: NDArray[np.int64]) -> NDArray[np.int64]:
        one = anyone.draw(rng, group)
        kind = np.searchsorted(shares, rng.random(len(one)), side="right")
        sells = rng.random(len(one)) < 0.5
        tier = firms.tier[one]
        other_tier = np.clip(tier + np.where(sells, 1, -1), 0, len(chain_of_tier) - 1)
        along = (kind == 1) & (tier >= 0) & (chain_of_tier[other_tier] == chain_of_tier[tier])
        near = in_region.draw(rng, np.where(kind == 0, firms.region[one], -1))
        next_tier = at_tier.draw(rng, np.where(along, other_tier, -1))
        # where nobody stands at that tier, with anyone
        other = np.where(kind == 0, near, np.where(next_tier >= 0, next_tier, anyone.draw(rng, group)))
        inside = (firms.label[one] >= 0) & (firms.label[one] == firms.label[other])
        return _links(one, np.where(inside, one, other), sells, n)

    ends = weight.sum() * _own_links(parameters)
    return np.setdiff1d(_distinct(draw, np.array([round(ends)])), inner)


def hub_links(rng: Generator, parameters: Parameters, firms: Firms) -> NDArray[np.int64]:
    """Draw the links between hubs, national and regional, and the other firms."""
    n = len(firms.label)
    hub = np.arange(n - firms.hubs, n)
    national = np.arange(firms.hubs) < max(1, round(parameters.national_hubs * firms.hubs))
    anyone = Urns(np.where(np.arange(n) < n - firms.hubs, 0, -1), firms.weight, 1)
    everywhere = Urns(np.where(national, 0, -1), firms.weight[hub], 1)
    nearby = Urns(np.where(national, -1, firms.region[hub]), firms.weight[hub], parameters.regions)

    def draw(group: NDArray[np.int64]) -> NDArray[np.int64]:
        one = anyone.draw(rng, group)
        near = nearby.draw(rng, np.where(rng.random(len(one)) < _NATIONAL_CALLS, -1, firms.region[one]))
        other = hub[np.where(near >= 0, near, everywhere.draw(rng, group))]
        return _links(one, other, rng.random(len(one)) >= _HUB_SELLS, n)

    return _distinct(draw, np.array([round(parameters.hub_links * parameters.links_a_firm * n)]))


def _own_links(parameters: Parameters) -> float:
    """Links a firm, those with hubs aside."""
    return parameters.links_a_firm * (1 - parameters.hub_links)


def _links(one: NDArray[np.int64], other: NDArray[np.int64], sells: NDArray[np.bool_], n: int) -> NDArray[np.int64]:
    """Return the links as numbers, −1 where a firm would deal with itself."""
    link = np.where(sells, one * n + other, other * n + one)
    return np.where(one == other, -1, link)


def _distinct(draw: Callable[[NDArray[np.int64]], NDArray[np.int64]], wanted: NDArray[np.int64]) -> NDArray[np.int64]:
    """Draw until each group has as many different links as wanted, or the rounds are over; sorted."""
    links = np.zeros(0, dtype=np.int64)
    group = np.zeros(0, dtype=np.int64)
    missing = wanted
    for _ in range(_ROUNDS):
        asked = np.repeat(np.arange(len(wanted)), missing)
        drawn = draw(asked)
        links, first = np.unique(np.concatenate([links, drawn[drawn >= 0]]), return_index=True)
        group = np.concatenate([group, asked[drawn >= 0]])[first]
        missing = np.maximum(wanted - np.bincount(group, minlength=len(wanted)), 0)
        if not missing.any():
            break
    return links
