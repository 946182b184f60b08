"""The graph for other graph programs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from clustergraph.model.records import Entity, Link

if TYPE_CHECKING:
    import networkx as nx


def to_networkx(entities: Iterable[Entity], links: Iterable[Link]) -> nx.MultiDiGraph[str]:
    """Return the records as a networkx graph: nodes by uid, edges keyed by the uid of the link.

    Nodes and edges carry `kind`, their properties under the record's keys, and `sources` as a tuple. A link whose end
    is not among the entities makes a bare node without attributes. Parallel links stay apart: a yearly total and one
    contract of it must not simply be added.
    """
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for entity in entities:
        graph.add_node(entity.uid, **entity.props, kind=str(entity.kind), sources=entity.sources)
    for link in links:
        graph.add_edge(link.src, link.dst, link.uid, **link.props, kind=str(link.kind), sources=link.sources)
    return graph
