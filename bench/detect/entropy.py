"""A second generator, by other means: the network of highest entropy that keeps what is expected of it.

Kept are the sales and purchases of each firm, the flows between sectors, the fall of trade with the distance between
regions, and the links inside planted groups. Links are then independent, and the chance of one is a product of a factor
for each of these. No chains, tiers or hubs by name: related sectors come from random affinities, hubs from the tail of
the log-normal strengths. After the firm network of arXiv:2408.02467, drawn by thinning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from bench.detect.case import Case
from clustergraph.synth.urns import Urns

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

_REGIONS, _SECTORS = 60, 80
_LINKS_A_FIRM = 5.0
_BACKGROUND = 0.4
_OUTSIDE = 0.6
_STRENGTH_SPREAD = 0.9
_DISTANCE = 0.1
"""Distance, in sides of the country, over which trade falls by e."""
_WRONG = 0.1
_ROUNDS = 400
_MOST = 8.0
"""Highest factor of affinity and of distance."""


def make_case(firms: int, *, seed: int) -> Case:
    """Draw a network of the second generator."""
    rng = np.random.default_rng(seed)
    labels = _groups(rng, firms)
    affinity = np.minimum(rng.lognormal(0, 1, (_SECTORS, _SECTORS)), _MOST)
    sector, region = _attributes(rng, labels, affinity)
    place = rng.random((_REGIONS, 2))
    apart = np.sqrt(((place[:, None] - place[None]) ** 2).sum(axis=2))
    nearness = np.maximum(_MOST * np.exp(-apart / _DISTANCE), 0.2)
    shared = rng.normal(size=firms)
    sales, purchases = (np.exp(_STRENGTH_SPREAD * (0.7 * shared + 0.7 * rng.normal(size=firms))) for _ in range(2))

    def links(urn: NDArray[np.int64], share: NDArray[np.float64], near: NDArray[np.float64]) -> NDArray[np.int64]:
        """Draw pairs within each urn, its firms' strengths times `share` being the links, and thin them."""
        urns = int(urn.max()) + 1
        sellers, buyers = Urns(urn, sales * share, urns), Urns(urn, purchases * share, urns)
        mean = _LINKS_A_FIRM * np.bincount(urn + 1, share, minlength=urns + 1)[1:]
        found = np.zeros(0, dtype=np.int64)
        wanted = np.rint(mean).astype(np.int64)
        # what thinning takes away is drawn anew, in equal shares of all urns
        for _ in range(_ROUNDS):
            asked = np.repeat(np.arange(urns), wanted)
            a, b = sellers.draw(rng, asked), buyers.draw(rng, asked)
            chance = affinity[sector[a], sector[b]] * near[region[a], region[b]] / (_MOST * near.max())
            found = np.unique(np.concatenate([found, (a * firms + b)[(rng.random(len(a)) < chance) & (a != b)]]))
            if len(found) >= mean.sum():
                break
        return rng.permutation(found)[: round(mean.sum())]

    inner = links(labels, np.where(labels >= 0, 1 - _OUTSIDE, 0.0), np.ones((_REGIONS, _REGIONS)))
    outer = links(np.zeros(firms, dtype=np.int64), np.where(labels >= 0, _OUTSIDE, 1.0), nearness)
    key = np.unique(np.concatenate([inner, outer]))
    old = rng.permutation(firms)
    new = np.argsort(old)
    src, dst = new[key // firms], new[key % firms]
    order = np.lexsort((dst, src))
    return Case(
        n=firms,
        src=src[order].astype(np.int32),
        dst=dst[order].astype(np.int32),
        volume=rng.lognormal(13, 2.2, len(key)),
        sector=_registered(rng, sector)[old],
        region=_registered(rng, region)[old],
        labels=labels[old].astype(np.int32),
    )


def _groups(rng: Generator, firms: int) -> NDArray[np.int64]:
    """Draw groups of log-normal sizes from 5 firms up, until the planned share of the firms is in them."""
    sizes = np.clip(np.rint(rng.lognormal(3.2, 0.8, firms // 5)), 5, 250).astype(np.int64)
    sizes = sizes[np.cumsum(sizes) <= (1 - _BACKGROUND) * firms]
    labels = np.full(firms, -1, dtype=np.int64)
    labels[: sizes.sum()] = np.repeat(np.arange(len(sizes)), sizes)
    return labels


def _attributes(
    rng: Generator, labels: NDArray[np.int64], affinity: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Draw sectors around one sector of the group, most of those it has high affinity with; regions around its home."""
    firms, groups = len(labels), int(labels.max()) + 1
    core, home = rng.integers(0, _SECTORS, groups), rng.integers(0, _REGIONS, groups)
    common = rng.dirichlet(np.ones(_SECTORS))
    near = affinity[core] ** 2 * common
    drawn = (np.cumsum(near / near.sum(axis=1, keepdims=True), axis=1)[labels] < rng.random((firms, 1))).sum(axis=1)
    member = labels >= 0
    sector = np.where(member, np.minimum(drawn, _SECTORS - 1), rng.choice(_SECTORS, firms, p=common))
    at_home = member & (rng.random(firms) < 0.85)
    return sector, np.where(at_home, home[labels], rng.integers(0, _REGIONS, firms))


def _registered(rng: Generator, true: NDArray[np.int64]) -> NDArray[np.int32]:
    wrong = rng.random(len(true)) < _WRONG
    return np.where(wrong, rng.permutation(true), true).astype(np.int32)
