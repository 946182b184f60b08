"""What stays the same while many labellings of one network are measured."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clustergraph.analysis.detection import weights

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clustergraph.analysis.detection.weights import Matrix
    from clustergraph.analysis.network import Network


@dataclass(frozen=True, slots=True, eq=False)
class Attribute:
    """Sectors or regions of the firms."""

    code: NDArray[np.int32]
    """[n]; −1 missing."""
    kinds: int
    share: NDArray[np.float64]
    """[kinds]: (firms of it + 1) / (firms with any + kinds)."""


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """A network's links as entries of B, one for each end, and its ordered pairs with the lift of their sectors."""

    links: Matrix
    firm: NDArray[np.int64]
    """[entries]: the row of each entry of B."""
    partner: NDArray[np.int64]
    """[entries]: its column."""
    degree: NDArray[np.float64]
    """[n]: k, partners of each firm."""
    ends: float
    """2m, entries of B."""
    sector: Attribute
    region: Attribute
    src: NDArray[np.int64]
    dst: NDArray[np.int64]
    ln_lift: NDArray[np.float64]
    """[pairs]; 0 where a sector is missing."""

    @classmethod
    def of(cls, network: Network) -> Ground:
        """Prepare a network."""
        links = weights.link_matrix(network)
        degree = np.diff(links.indptr)
        return cls(
            links=links,
            firm=np.repeat(np.arange(network.n), degree),
            partner=links.indices.astype(np.int64),
            degree=degree.astype(np.float64),
            ends=float(links.nnz),
            sector=_attribute(network.sector, len(network.sectors), network.n),
            region=_attribute(network.region, len(network.regions), network.n),
            src=network.src.astype(np.int64),
            dst=network.dst.astype(np.int64),
            ln_lift=np.log(weights.lift(network)),
        )

    @property
    def n(self) -> int:
        """Number of firms."""
        return len(self.degree)


def _attribute(code: NDArray[np.int32] | None, kinds: int, n: int) -> Attribute:
    code = np.full(n, -1, dtype=np.int32) if code is None else code
    count = np.bincount(code[code >= 0], minlength=kinds)
    return Attribute(code, kinds, (count + 1.0) / max(count.sum() + kinds, 1))
