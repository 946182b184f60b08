"""networkx gets every record with its kind, properties and sources, and no two links become one."""

from __future__ import annotations

from clustergraph.export.graphs import to_networkx
from clustergraph.model.records import Entity
from clustergraph.model.terms import Kind
from tests.build import A, B, e, link


def test_nodes_and_links_carry_kind_properties_and_sources() -> None:
    supply = link(A, "SUPPLIES", B, period="2023", amount=1.5)
    graph = to_networkx([Entity(A, Kind.ENTERPRISE, {"inn": "0055000017"}, ("source/a",)), e("Region", B)], [supply])
    assert graph.nodes[A] == {"inn": "0055000017", "kind": "Enterprise", "sources": ("source/a",)}
    assert graph.edges[A, B, supply.uid] == {"period": "2023", "amount": 1.5, "kind": "SUPPLIES", "sources": ()}


def test_parallel_links_stay_apart_and_a_bare_end_has_no_kind() -> None:
    links = [link(A, "SUPPLIES", B, period="2022"), link(A, "SUPPLIES", B, period="2023")]
    graph = to_networkx([e("Enterprise", A)], links)
    assert sorted(key for _, _, key in graph.edges(keys=True)) == sorted(one.uid for one in links)
    assert graph.nodes[B] == {}
