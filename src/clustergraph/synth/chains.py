"""Value chains for the generator of planted networks: which sectors stand at which tier."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

_UPSTREAM = 0.3
"""Share of the chains' sectors that may stand at the first tier of any chain: metal, plastics, packaging."""
_NO_CHAIN = 0.15
"""Share of the sectors that stand in no chain: shops, builders, services."""


@dataclass(frozen=True, slots=True)
class Chains:
    """Tiers of all chains, numbered through; tier `first[c] + t` is the t-th of chain c, 0 the most upstream."""

    first: NDArray[np.int64]
    """Number of each chain's first tier; one entry more than chains."""
    sector_start: NDArray[np.int64]
    """Place in `sector` where each tier's sectors begin; one entry more than tiers."""
    sector: NDArray[np.int32]
    apart: NDArray[np.int32]
    """Sectors that stand in no chain."""

    @property
    def count(self) -> int:
        """Number of chains."""
        return len(self.first) - 1

    @property
    def tiers(self) -> NDArray[np.int64]:
        """Number of tiers of each chain."""
        return np.diff(self.first)

    def draw_sector(self, rng: Generator, tier: NDArray[np.int64]) -> NDArray[np.int32]:
        """Draw a sector for each tier number."""
        start, size = self.sector_start[tier], np.diff(self.sector_start)[tier]
        return self.sector[start + (rng.random(len(tier)) * size).astype(np.int64)]


def draw_chains(
    rng: Generator, *, chains: int, sectors: int, tiers: tuple[int, int], sectors_a_tier: tuple[int, int]
) -> Chains:
    """Draw chains over `sectors` sectors. First tiers share a small pool of sectors, so chains meet upstream."""
    shuffled = rng.permutation(sectors).astype(np.int32)
    apart, linked = np.split(shuffled, [round(_NO_CHAIN * sectors)])
    upstream, downstream = np.split(linked, [max(sectors_a_tier[1], round(_UPSTREAM * len(linked)))])
    first, sizes, drawn = [0], [], []
    for _ in range(chains):
        length = int(rng.integers(tiers[0], tiers[1] + 1))
        for tier in range(length):
            size = int(rng.integers(sectors_a_tier[0], sectors_a_tier[1] + 1))
            drawn.append(rng.choice(upstream if tier == 0 else downstream, size, replace=False))
            sizes.append(size)
        first.append(first[-1] + length)
    return Chains(np.array(first), np.concatenate([[0], np.cumsum(sizes)]), np.concatenate(drawn), apart)
