"""Supply networks with planted clusters, as arrays: what detection is measured on.

A firm has a region, a sector, a weight that sets how many links it has, and perhaps a cluster. A cluster is a piece of
a value chain in a region: its firms stand at tiers and sell mostly one tier down. The other links of a member, and all
links of a firm without a cluster, go to the own region, to the own chain elsewhere, or anywhere; a few hubs deal with
everybody. Some firms have a wrong sector or region, or none. The same parameters and seed give the same arrays.
Frozen: how it was set, and what plain engines find in it, is in docs/decisions/0011.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clustergraph.synth.chains import draw_chains
from clustergraph.synth.firms import draw_firms
from clustergraph.synth.links import hub_links, inner_links, outer_links
from clustergraph.synth.ties import Agreements, draw_agreements, draw_owners

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

    from clustergraph.synth.families import Parameters

_TYPICAL_LN_VOLUME = 13.0
"""Median volume about 440 000 RUB."""


@dataclass(frozen=True, slots=True, eq=False)
class Planted:
    """A network and the truth about it. Firms are 0…n−1 in no order; links are sorted by (src, dst), each pair once."""

    n: int
    src: NDArray[np.int32]
    dst: NDArray[np.int32]
    volume: NDArray[np.float64]
    """RUB; NaN unknown."""
    day: NDArray[np.datetime64]
    sector: NDArray[np.int32]
    """As registered, so perhaps wrong; −1 missing."""
    region: NDArray[np.int32]
    """As registered; −1 missing."""
    labels: NDArray[np.int32]
    """Cluster of each firm; −1 background."""
    second: NDArray[np.int32]
    """Rows (firm, its second cluster)."""
    hubs: NDArray[np.int32]
    agreements: Agreements
    owners: NDArray[np.int32]
    """Group of owners of each firm; −1 none."""


def make_network(parameters: Parameters, *, seed: int) -> Planted:
    """Draw a network with planted clusters."""
    rng = np.random.default_rng(seed)
    n = parameters.firms
    chains = draw_chains(
        rng,
        chains=parameters.chains,
        sectors=parameters.sectors,
        tiers=parameters.tiers,
        sectors_a_tier=parameters.sectors_a_tier,
    )
    firms = draw_firms(rng, parameters, chains)
    inner = inner_links(rng, parameters, chains, firms)
    outer = outer_links(rng, parameters, chains, firms, inner)
    hub = hub_links(rng, parameters, firms)

    # nothing may be read from the numbering, neither of the firms nor of the clusters
    old = rng.permutation(n)
    new = np.argsort(old)
    number = np.append(rng.permutation(len(firms.chain)), -1)
    link = np.concatenate([inner, outer, hub])
    key = new[link // n] * n + new[link % n]
    order = np.argsort(key)
    src, dst = key[order] // n, key[order] % n
    factor = np.repeat([parameters.inside_volume, 1.0, parameters.hub_volume], [len(inner), len(outer), len(hub)])
    weight = firms.weight[old]
    labels = number[firms.label][old].astype(np.int32)
    second = np.stack([new[firms.second[:, 0]], number[firms.second[:, 1]]], axis=1)
    return Planted(
        n=n,
        src=src.astype(np.int32),
        dst=dst.astype(np.int32),
        volume=_volumes(rng, parameters, factor[order] * np.sqrt(weight[src] * weight[dst])),
        day=np.datetime64("2023-01-01") + rng.integers(0, 365, len(src)),
        sector=_registered(rng, firms.sector[old], parameters.wrong_sector, parameters.missing_sector),
        region=_registered(rng, firms.region[old], parameters.wrong_region, parameters.missing_region),
        labels=labels,
        second=second[np.lexsort(second.T[::-1])].astype(np.int32),
        hubs=np.sort(new[n - firms.hubs :]).astype(np.int32),
        agreements=draw_agreements(rng, labels, round(parameters.agreements * n), parameters.agreements_inside),
        owners=draw_owners(rng, n, parameters.owned),
    )


def _volumes(rng: Generator, parameters: Parameters, scale: NDArray[np.float64]) -> NDArray[np.float64]:
    volume = scale * rng.lognormal(_TYPICAL_LN_VOLUME, parameters.volume_spread, len(scale))
    return np.where(rng.random(len(scale)) < parameters.missing_volume, np.nan, np.round(volume, 2))


def _registered(
    rng: Generator, true: NDArray[np.int64] | NDArray[np.int32], wrong: float, missing: float
) -> NDArray[np.int32]:
    """Return the attribute as it stands in a register: another firm's in some places, −1 in some."""
    taken = np.where(rng.random(len(true)) < wrong, true[rng.integers(0, len(true), len(true))], true)
    return np.where(rng.random(len(true)) < missing, -1, taken).astype(np.int32)
