"""What binds firms besides supplies: agreements and common owners."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clustergraph.synth.urns import Urns

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

_MANY_PARTIES = 0.1
"""Agreements of more than two parties."""
_MOST_PARTIES = 25
"""Beyond 20, so that one is too large to tell of pairs."""
_OWNED_GROUP = (2, 6)


@dataclass(frozen=True, slots=True, eq=False)
class Agreements:
    """Parties of each agreement: those of the a-th are `party[start[a]:start[a + 1]]`, sorted, each once."""

    start: NDArray[np.int64]
    party: NDArray[np.int32]


def draw_agreements(rng: Generator, labels: NDArray[np.int32], count: int, inside: float) -> Agreements:
    """Draw agreements of two parties and more; a share of them among firms of one cluster."""
    n = len(labels)
    first = rng.integers(0, n, count)
    size = np.where(rng.random(count) < _MANY_PARTIES, rng.integers(3, _MOST_PARTIES + 1, count), 2)
    agreement = np.repeat(np.arange(count), size - 1)
    cluster = np.where(rng.random(count) < inside, labels[first], -1)[agreement]
    clusters = Urns(labels.astype(np.int64), np.ones(n), int(labels.max(initial=0)) + 1)
    other = clusters.draw(rng, cluster)
    other = np.where(other >= 0, other, rng.integers(0, n, len(other)))
    key = np.unique(np.concatenate([np.arange(count) * n + first, agreement * n + other]))
    # a firm cannot agree with itself alone
    parties = np.bincount(key // n, minlength=count)
    kept = parties > 1
    return Agreements(
        start=np.concatenate([[0], np.cumsum(parties[kept])]).astype(np.int64),
        party=(key[kept[key // n]] % n).astype(np.int32),
    )


def draw_owners(rng: Generator, n: int, share: float) -> NDArray[np.int32]:
    """Put a share of the firms into groups of owners of 2 to 6 firms; −1 for the others."""
    sizes = rng.integers(_OWNED_GROUP[0], _OWNED_GROUP[1] + 1, max(1, round(share * n / _OWNED_GROUP[0])))
    sizes = sizes[np.cumsum(sizes) <= share * n]
    owners = np.full(n, -1, dtype=np.int32)
    owners[rng.permutation(n)[: sizes.sum()]] = np.repeat(np.arange(len(sizes)), sizes)
    return owners
