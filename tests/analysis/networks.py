"""Small graphs for tests of detection: firms by number, links as pairs of numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

import numpy as np

from clustergraph.analysis.network import Network, network_of
from clustergraph.model.arrays import GraphArrays
from clustergraph.model.records import Value
from clustergraph.model.terms import Kind, LinkKind

from ..build import firm

NAN = float("nan")


def arrays(
    firms: int,
    links: Iterable[tuple[int, int]],
    *,
    amounts: Sequence[float] | None = None,
    okved2: Mapping[int, str] | None = None,
    region: Mapping[int, str] | None = None,
) -> GraphArrays:
    """Enterprises 0…firms−1 in the order of their uids, and supplies between them in the order given."""
    pairs = list(links)
    columns: dict[str, list[Value | None]] = {
        name: [values.get(i) for i in range(firms)]
        for name, values in (("okved2", okved2 or {}), ("region", region or {}))
    }
    return GraphArrays(
        uids=[firm(i + 1) for i in range(firms)],
        kinds=[Kind.ENTERPRISE],
        node_kind=np.zeros(firms, dtype=np.int16),
        link_kinds=[LinkKind.SUPPLIES],
        src=np.array([a for a, _ in pairs], dtype=np.int32),
        dst=np.array([b for _, b in pairs], dtype=np.int32),
        link_kind=np.zeros(len(pairs), dtype=np.int16),
        weight=np.array([NAN] * len(pairs) if amounts is None else amounts, dtype=np.float64),
        node_columns=columns,
    )


def network(firms: int, links: Iterable[tuple[int, int]], **told: Mapping[int, str]) -> Network:
    """The network of `arrays`."""
    return network_of(arrays(firms, links, **told))  # type: ignore[arg-type]


def clique(firms: Iterable[int]) -> list[tuple[int, int]]:
    """Everybody supplies everybody with a larger number."""
    return list(combinations(firms, 2))


CLIQUES = [*clique(range(6)), *clique(range(6, 12)), (5, 6)]
"""Two groups of six, all linked, and a bridge between them."""
