"""The judge that needs no training: groups found in the same network with its links dealt anew."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clustergraph.analysis.detection.weights import Matrix
    from clustergraph.analysis.network import Network

LEAST_INNER_DEGREE = 0.5
"""Of a candidate; below, it is a star."""
_NEIGHBOURS = 30
_QUANTILE = 0.95


def rewired(network: Network, seed: int) -> Network:
    """Return the network with the buyers of its pairs permuted; links to oneself and repeated ones fall out."""
    dst = np.random.default_rng(seed).permutation(network.dst)
    apart = network.src != dst
    pairs = np.unique(network.src[apart].astype(np.int64) * network.n + dst[apart])
    return replace(
        network,
        src=(pairs // network.n).astype(np.int32),
        dst=(pairs % network.n).astype(np.int32),
        volume=None,
    )


def inner_degree(links: Matrix, labels: NDArray[np.int32]) -> NDArray[np.float64]:
    """Return of each group the inner links without those of its most linked firm, per other firm."""
    groups = int(labels.max(initial=-1)) + 1
    firm = np.repeat(np.arange(len(labels)), np.diff(links.indptr))
    inside = (labels[firm] >= 0) & (labels[firm] == labels[links.indices])
    inner = np.bincount(firm[inside], minlength=len(labels))
    member = labels >= 0
    most = np.zeros(groups)
    np.maximum.at(most, labels[member], inner[member])
    size = np.bincount(labels[member], minlength=groups)
    total = np.bincount(labels[member], inner[member], groups) / 2
    degree: NDArray[np.float64] = (total - most) / np.maximum(size - 1, 1)
    return degree


def against_null(
    size: NDArray[np.int64], degree: NDArray[np.float64], null_size: NDArray[np.int64], null_degree: NDArray[np.float64]
) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Compare candidates with the null candidates nearest in ln size (30, or all if fewer).

    Returns
    -------
    bool, float64
        Whether the inner degree is above 0.95 of theirs; the share of them with at least as high a one. Where there is
        no null candidate, above 0 is enough, and the share is 0.
    """
    if not len(null_size):
        return degree > 0, np.zeros(len(size))
    above, share = np.zeros(len(size), dtype=bool), np.zeros(len(size))
    log_null = np.log(null_size)
    for i, (firms, own) in enumerate(zip(size, degree, strict=True)):
        nearest = np.argsort(np.abs(log_null - np.log(firms)), kind="stable")[:_NEIGHBOURS]
        above[i] = own > np.quantile(null_degree[nearest], _QUANTILE)
        share[i] = np.mean(null_degree[nearest] >= own)
    return above, share
