"""Weights of links for the search: hubs weigh less, links between sectors that often trade weigh more."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from scipy import sparse

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clustergraph.analysis.network import Network

    Matrix: TypeAlias = sparse.csr_array[np.float64, tuple[int, int]]

_CAP = 30
"""Partners up to which a firm's links weigh fully."""
_PRIOR = 5.0
"""Pairs added to what is seen and to what is expected, so that rare sector pairs do not stand out by chance."""
_MOST_LIFT = 10.0


def link_matrix(network: Network) -> Matrix:
    """Return B, symmetric 0/1 float64[n, n]: 1 where two firms are linked in either direction."""
    matrix = symmetric(network, np.ones(len(network.src)))
    matrix.data[:] = 1.0
    return matrix


def cap(network: Network) -> NDArray[np.float64]:
    """Return weighting a, one weight a pair of the network: min(1, 30/k′) of both ends, k′ their ordered pairs."""
    partners = np.bincount(np.concatenate((network.src, network.dst)), minlength=network.n)
    share = np.minimum(1.0, _CAP / np.maximum(partners, 1))
    weight: NDArray[np.float64] = share[network.src] * share[network.dst]
    return weight


def cap_lift(network: Network) -> NDArray[np.float64]:
    """Return weighting b, one weight a pair: `cap` · (1 + max(0, ln min(L, 10))), L their `lift`.

    A pair with a sector missing has the factor 1.
    """
    return cap(network) * (1.0 + np.maximum(0.0, np.log(np.minimum(lift(network), _MOST_LIFT))))


def lift(network: Network) -> NDArray[np.float64]:
    """Return L of each pair: how often its two sectors trade, in times of what their totals let expect.

    L = (F + 5) / (E + 5): F ordered pairs from sector to sector, E as many as the two totals let expect; 1 for a pair
    with a sector missing.
    """
    ratio = np.ones(len(network.src))
    if network.sector is None:
        return ratio
    start, end = network.sector[network.src], network.sector[network.dst]
    known = (start >= 0) & (end >= 0)
    if not known.any():
        return ratio
    size = len(network.sectors)
    cell = start[known].astype(np.int64) * size + end[known]
    found = np.bincount(cell, minlength=size * size).reshape(size, size).astype(np.float64)
    expected = found.sum(axis=1, keepdims=True) * found.sum(axis=0, keepdims=True) / found.sum()
    ratio[known] = ((found + _PRIOR) / (expected + _PRIOR)).ravel()[cell]
    return ratio


def symmetric(network: Network, weight: NDArray[np.float64]) -> Matrix:
    """Return the weights of ordered pairs as a symmetric matrix with sorted indices; both directions add."""
    directed = sparse.csr_array((weight, (network.src, network.dst)), shape=(network.n, network.n))
    matrix: Matrix = sparse.csr_array(directed + directed.T)
    matrix.sort_indices()
    return matrix
