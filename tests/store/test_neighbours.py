"""What stands around a node. The chain: A supplies B, B supplies C, C supplies D; A belongs to a cluster."""

from __future__ import annotations

import pytest

from clustergraph.model.terms import LinkKind
from clustergraph.store.base import Store
from tests.build import A, B, C, D, e, firm, inn, link
from tests.store.telling import speaker, tell

CLUSTER = "cluster/omsk"


@pytest.fixture
def chain(store: Store) -> Store:
    links = [link(A, "SUPPLIES", B), link(B, "SUPPLIES", C), link(C, "SUPPLIES", D)]
    member = link(A, "MEMBER_OF", CLUSTER, role="finished")
    tell(store, speaker(store, "a"), e("Enterprise", inn=inn(1), name="А"), *links, member, link(D, "SUPPLIES", D))
    return store


@pytest.mark.parametrize(
    ("start", "depth", "nodes"),
    [
        (A, 0, [A]),
        (A, 1, [A, CLUSTER, B]),
        (A, 2, [A, CLUSTER, B, C]),
        (A, 3, [A, CLUSTER, B, C, D]),
        (A, 9, [A, CLUSTER, B, C, D]),
        (C, 1, [C, B, D]),
        (D, 1, [D, C]),
        ("org/none", 1, []),
    ],
)
def test_nodes_come_by_distance_link_kind_and_uid(chain: Store, start: str, depth: int, nodes: list[str]) -> None:
    assert [each.uid for each in chain.neighbours(start, depth=depth).nodes] == nodes


def test_links_have_both_ends_among_the_nodes(chain: Store) -> None:
    around = chain.neighbours(A, depth=2)
    assert [(each.kind, each.src, each.dst) for each in around.links] == [
        ("MEMBER_OF", A, CLUSTER),
        ("SUPPLIES", A, B),
        ("SUPPLIES", B, C),
    ]
    assert around.nodes[0].sources == ("source/a",)
    assert around.links[0].sources == ("source/a",)


def test_direction_and_kinds_narrow_the_walk(chain: Store) -> None:
    assert [each.uid for each in chain.neighbours(B, direction="out").nodes] == [B, C]
    assert [each.uid for each in chain.neighbours(B, direction="in").nodes] == [B, A]
    assert [each.uid for each in chain.neighbours(A, [LinkKind.MEMBER_OF], depth=3).nodes] == [A, CLUSTER]
    assert [each.uid for each in chain.neighbours(D, direction="in", depth=3).nodes] == [D, C, B, A]


def test_a_limit_cuts_the_farthest_and_says_so(store: Store) -> None:
    tell(store, speaker(store, "a"), *(link(A, "SUPPLIES", firm(n)) for n in range(2, 30)))
    around = store.neighbours(A, limit=5)
    assert [each.uid for each in around.nodes] == [A, *sorted(firm(n) for n in range(2, 30))[:4]]
    assert (len(around.links), around.truncated) == (4, True)
    assert not store.neighbours(A, limit=29).truncated
