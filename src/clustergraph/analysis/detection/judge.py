"""The judge that needs no training: groups found in the same network with its links dealt anew."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from clustergraph.analysis.detection.weights import lift

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

    from clustergraph.analysis.detection.weights import Matrix
    from clustergraph.analysis.network import Network

    Floats = NDArray[np.float64]

LEAST_INNER_DEGREE = 0.5
"""Of a candidate; below, it is a star."""
_NEIGHBOURS = 30
_LIFT_ABOVE = 0.8
"""Share of these whose lift a candidate must exceed; their inner degrees all."""
_MOST_DEALS = 5
_FIRMS_DEALT = 10_000
"""Firms in all rewired networks together, about."""
_SURE = 4.0
"""Standard errors by which links must follow sectors more than rewired ones do before the lift is asked at all."""


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """What candidates are held against the rewired network's by; one entry a candidate."""

    size: NDArray[np.int64]
    inner_degree: Floats
    lift: Floats
    """Mean ln of the sectors' lift over the pairs inside; NaN where of none both sectors are known."""

    @classmethod
    def none(cls) -> Marks:
        """Return those of no candidate."""
        return cls(np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros(0))

    @classmethod
    def of(cls, network: Network, links: Matrix, labels: NDArray[np.int32]) -> Marks:
        """Measure the groups of a labelling."""
        groups = int(labels.max(initial=-1)) + 1
        seller, buyer = labels[network.src], labels[network.dst]
        inside = (seller >= 0) & (seller == buyer) & _both_known(network)
        known = np.bincount(seller[inside], minlength=groups)
        total = np.bincount(seller[inside], np.log(lift(network)[inside]), groups)
        mean = np.where(known > 0, total / np.maximum(known, 1), np.nan)
        return cls(np.bincount(labels[labels >= 0], minlength=groups), inner_degree(links, labels), mean)

    @classmethod
    def together(cls, several: Sequence[Marks]) -> Marks:
        """Return the marks of all."""
        fields = ([getattr(one, name) for one in several] for name in ("size", "inner_degree", "lift"))
        return cls(*(np.concatenate(values) for values in fields))


def rewired(network: Network, seed: int) -> Iterator[Network]:
    """Deal the links anew: the buyers of the pairs permuted; links to oneself and repeated ones fall out.

    A small network is dealt several times, at most five, so that there are chance groups enough.
    """
    for deal in range(max(1, min(_MOST_DEALS, _FIRMS_DEALT // max(network.n, 1)))):
        yield _dealt(network, np.random.default_rng((seed, deal)))


def _dealt(network: Network, rng: Generator) -> Network:
    dst = rng.permutation(network.dst)
    apart = network.src != dst
    pairs = np.unique(network.src[apart].astype(np.int64) * network.n + dst[apart])
    return replace(
        network,
        src=(pairs // network.n).astype(np.int32),
        dst=(pairs % network.n).astype(np.int32),
        volume=None,
    )


def inner_degree(links: Matrix, labels: NDArray[np.int32]) -> Floats:
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
    degree: Floats = (total - most) / np.maximum(size - 1, 1)
    return degree


def sectors_tell(network: Network, other: Network) -> bool:
    """Say whether the links follow sectors more than those of a rewired network: only then is lift evidence."""
    one, two = (np.log(lift(net)[_both_known(net)]) for net in (network, other))
    if not len(one) or not len(two):
        return False
    error = np.sqrt(one.var() / len(one) + two.var() / len(two))
    return bool(one.mean() - two.mean() > _SURE * error)


def against_null(found: Marks, null: Marks, *, sectors: bool) -> tuple[NDArray[np.bool_], Floats]:
    """Compare candidates with the null candidates nearest in ln size (30, or all if fewer).

    Since chance groups have the higher inner degree the larger they are, and large ones are few, the degrees are
    compared less their rise with ln size among the null candidates.

    A group that is dense only because its firms are neighbours does not trade along sectors: so where sectors tell,
    its lift must be high, too.

    Parameters
    ----------
    sectors
        Whether to ask for the lift.

    Returns
    -------
    bool, float64
        Whether the inner degree is above all of theirs and the lift, if asked for and known, above 0.8 of theirs; the
        share of them with at least as high an inner degree. Where there is no null candidate, an inner degree above 0
        is enough, and the share is 0.
    """
    above, share = found.inner_degree > 0, np.zeros(len(found.size))
    if not len(null.size):
        return above, share
    log_null = np.log(null.size)
    log_size = np.minimum(np.log(found.size), log_null.max())
    rise = _rise(log_null, null.inner_degree)
    of_null, own = null.inner_degree - rise * log_null, found.inner_degree - rise * log_size
    for i in range(len(found.size)):
        nearest = np.argsort(np.abs(log_null - log_size[i]), kind="stable")[:_NEIGHBOURS]
        above[i] = own[i] > of_null[nearest].max()
        share[i] = np.mean(of_null[nearest] >= own[i])
        lifts = null.lift[nearest][~np.isnan(null.lift[nearest])]
        if sectors and len(lifts) and not np.isnan(found.lift[i]):
            above[i] &= found.lift[i] > np.quantile(lifts, _LIFT_ABOVE)
    return above, share


def _rise(log_size: Floats, degree: Floats) -> float:
    """Return by how much the degree rises with ln size (least squares), at least 0."""
    apart = log_size - log_size.mean()
    return max(0.0, float((apart * degree).sum() / max(float((apart**2).sum()), 1e-12)))


def _both_known(network: Network) -> NDArray[np.bool_]:
    if network.sector is None:
        return np.zeros(len(network.src), dtype=bool)
    known: NDArray[np.bool_] = (network.sector[network.src] >= 0) & (network.sector[network.dst] >= 0)
    return known
