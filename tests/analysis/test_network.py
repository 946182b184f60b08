"""The supply network that detection looks at, by hand-computed answers."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from clustergraph.analysis.network import network_of
from clustergraph.model.arrays import GraphArrays
from clustergraph.model.terms import Kind, LinkKind

from .networks import NAN, arrays


def test_only_firms_and_supplies_count_and_the_rest_is_reported() -> None:
    graph = GraphArrays(
        uids=["member/a-1", "org/0055000017", "org/0055000024", "org/0055000031", "region/55"],
        kinds=[Kind.NAMELESS_MEMBER, Kind.ENTERPRISE, Kind.PUBLIC_AUTHORITY, Kind.ORGANIZATION, Kind.REGION],
        node_kind=np.array([0, 1, 2, 3, 4], dtype=np.int16),
        link_kinds=[LinkKind.OWNS, LinkKind.SUPPLIES],
        src=np.array([1, 1, 1, 3, 3], dtype=np.int32),
        dst=np.array([3, 3, 2, 3, 0], dtype=np.int32),
        link_kind=np.array([0, 1, 1, 1, 1], dtype=np.int16),
        weight=np.array([51.0, 7.0, 1.0, 1.0, 1.0]),
        dropped=4,
    )
    network = network_of(graph)
    assert list(network.uids) == ["org/0055000017", "org/0055000031"]
    assert (network.src.tolist(), network.dst.tolist()) == ([0], [1])
    assert network.volume is not None
    assert network.volume.tolist() == [7.0]
    left_out = network.left_out
    assert (left_out.self_links, left_out.not_firms, left_out.ends_unknown, left_out.unlinked) == (1, 2, 4, 0)
    assert (network.sector, network.region, left_out.without_sector, left_out.without_region) == (None, None, 2, 2)


def test_a_pair_stands_once_and_an_unknown_amount_is_not_zero() -> None:
    graph = arrays(3, [(1, 0), (0, 1), (0, 1), (0, 1), (2, 0), (1, 0)], amounts=[NAN, 2.0, NAN, 3.0, 0.0, NAN])
    network = network_of(graph)
    assert list(zip(network.src.tolist(), network.dst.tolist(), strict=True)) == [(0, 1), (1, 0), (2, 0)]
    assert network.volume is not None
    assert np.array_equal(network.volume, [5.0, NAN, 0.0], equal_nan=True)
    assert network.left_out.repeated == 3


def test_no_amount_anywhere_is_no_volume() -> None:
    assert network_of(arrays(2, [(0, 1)])).volume is None


def test_sectors_are_divisions_where_the_classes_are_thin() -> None:
    network = network_of(arrays(4, [(0, 1)], okved2={0: "20.16", 1: "20.59.1", 2: "C"}, region={3: "55"}))
    assert list(network.sectors) == ["20"]
    assert network.sector is not None
    assert network.sector.tolist() == [0, 0, -1, -1]
    assert network.region is not None
    assert network.region.tolist() == [-1, -1, -1, 0]
    assert (network.left_out.without_sector, network.left_out.without_region) == (2, 3)


def test_sectors_are_classes_where_each_has_ten_firms_on_average() -> None:
    codes = {i: "20.16.1" if i < 12 else "20.59" for i in range(20)}
    assert list(network_of(arrays(20, [(0, 1)], okved2=codes)).sectors) == ["20.16", "20.59"]


def test_a_graph_without_firms_is_an_empty_network() -> None:
    network = network_of(arrays(0, []))
    assert (network.n, len(network.src), network.left_out.unlinked) == (0, 0, 0)


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_links_does_not_matter(links: list[tuple[int, int]], random: object) -> None:
    amounts = [0.1 * i for i in range(len(links))]
    turned = list(zip(links, amounts, strict=True))[::-1]
    other = arrays(5, [pair for pair, _ in turned], amounts=[amount for _, amount in turned])
    assert network_of(arrays(5, links, amounts=amounts)).digest == network_of(other).digest


def test_the_digest_tells_networks_apart() -> None:
    graphs = [
        arrays(3, [(0, 1)]),
        arrays(3, [(1, 0)]),
        arrays(3, [(0, 1)], amounts=[1.0]),
        arrays(3, [(0, 1)], region={0: "55"}),
        arrays(3, [(0, 1)], region={1: "55"}),
        arrays(4, [(0, 1)]),
    ]
    assert len({network_of(graph).digest for graph in graphs}) == len(graphs)
