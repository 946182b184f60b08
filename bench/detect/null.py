"""`python -m bench detect.null`: networks without any group, where every candidate is an invention."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from bench.detect.answers import answer, keep_figures, pipeline, say
from bench.detect.case import Case
from bench.detect.tables import table as markdown
from clustergraph.synth.families import BASE
from clustergraph.synth.networks import make_network

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

_SEEDS = (301, 302, 303)
_SIZES = (5, 8)
_SECTORS, _REGIONS = 100, 89
_TAIL = 1.5
"""Exponent of the Pareto law of the firms' weights."""
_LARGEST = 200.0


def table() -> list[str]:
    """Measure them and return the section for docs/benchmarks.md."""
    lines, highest = [], 0.0
    for name, draw in _NULLS.items():
        for knows in (False, True):
            shares: dict[int, list[float]] = {size: [] for size in _SIZES}
            groups: dict[int, int] = dict.fromkeys(_SIZES, 0)
            say(f"{name}, {'random attributes' if knows else 'no attributes'}")
            for seed in _SEEDS:
                case = _with_attributes(draw(seed), seed) if knows else draw(seed)
                for size in _SIZES:
                    labels = answer(case, "pool", seed=1, min_firms=size).labels
                    shares[size].append(float(np.mean(labels >= 0)))
                    groups[size] += int(labels.max(initial=-1)) + 1
            highest = max(highest, *(float(np.mean(shares[size])) for size in _SIZES))
            cells = [
                cell
                for size in _SIZES
                for cell in (f"{np.mean(shares[size]):.1%}", f"{max(shares[size]):.1%}", str(groups[size]))
            ]
            lines.append((name, "random" if knows else "none", *cells))
    keep_figures("null", {"null": highest})
    head = [name for size in _SIZES for name in (f"from {size}: mean", "most", "candidates")]
    return [
        "## Detection: networks without groups",
        "",
        "Share of the firms in candidates of the default list (`pool`): mean and most, and candidates in all;",
        f"{len(_SEEDS)} draws each. Pipeline `{pipeline()}`.",
        "",
        *markdown(("network", "attributes", *head), lines, texts=2),
    ]


def _pairs(n: int, src: NDArray[np.int64], dst: NDArray[np.int64]) -> Case:
    key = np.unique(src * n + dst)
    key = key[key // n != key % n]
    labels = np.full(n, -1, dtype=np.int32)
    return Case(n, (key // n).astype(np.int32), (key % n).astype(np.int32), labels)


def random_network(firms: int, links: int) -> Callable[[int], Case]:
    """Any two firms are linked as likely as any others."""

    def draw(seed: int) -> Case:
        rng = np.random.default_rng(seed)
        return _pairs(firms, *rng.integers(0, firms, (2, links)))

    return draw


def stars(count: int, firms: int) -> Callable[[int], Case]:
    """One firm of each star supplies all its others."""

    def draw(seed: int) -> Case:
        place = np.random.default_rng(seed).permutation(count * firms)
        hub = np.repeat(np.arange(count) * firms, firms)
        return _pairs(count * firms, place[hub], place)

    return draw


def heavy_network(firms: int, links: int) -> Callable[[int], Case]:
    """Ends drawn by weights with a heavy tail: few firms have many of all links."""

    def draw(seed: int) -> Case:
        rng = np.random.default_rng(seed)
        weight = np.minimum(1 + rng.pareto(_TAIL, firms), _LARGEST)
        return _pairs(firms, *rng.choice(firms, (2, links), p=weight / weight.sum()))

    return draw


def _rewired(seed: int) -> Case:
    """Deal the links of the family `base` anew: its firms keep their numbers of links."""
    planted = make_network(BASE, seed=seed)
    return _pairs(planted.n, planted.src.astype(np.int64), _rng(seed).permutation(planted.dst).astype(np.int64))


def _with_attributes(case: Case, seed: int) -> Case:
    rng = _rng(seed)
    sector, region = (
        rng.choice(kinds, case.n, p=rng.dirichlet(np.ones(kinds))).astype(np.int32) for kinds in (_SECTORS, _REGIONS)
    )
    return replace(case, sector=sector, region=region)


def _rng(seed: int) -> Generator:
    return np.random.default_rng((seed, 1))


_NULLS: dict[str, Callable[[int], Case]] = {
    "random, 2,000 firms, 10,000 links": random_network(2_000, 10_000),
    "random, 10,000 firms, 50,000 links": random_network(10_000, 50_000),
    "star of 1,001": stars(1, 1_001),
    "ten stars of 501": stars(10, 501),
    "heavy tail, 3,000 firms, 15,000 links": heavy_network(3_000, 15_000),
    "heavy tail, 10,000 firms, 50,000 links": heavy_network(10_000, 50_000),
    "base with its links dealt anew": _rewired,
}
