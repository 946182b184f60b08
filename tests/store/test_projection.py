"""The graph as arrays."""

from __future__ import annotations

import numpy as np
import pytest

from clustergraph.errors import UnknownNameError
from clustergraph.model.terms import Kind, LinkKind
from clustergraph.store.base import Between, Projection, Store
from tests.build import A, B, C, e, inn, link
from tests.store.telling import speaker, tell


def test_nodes_come_by_uid_and_links_by_ends_with_missing_weights_nan(store: Store) -> None:
    links = [link(C, "SUPPLIES", A, amount=3.0), link(A, "SUPPLIES", C), link(A, "SUPPLIES", B, amount=1.5)]
    tell(store, speaker(store, "a"), e("Enterprise", inn=inn(3)), *links)
    arrays = store.project(Projection())
    assert list(arrays.uids) == [A, B, C]
    assert list(arrays.kinds) == [Kind.ENTERPRISE, Kind.ORGANIZATION]
    assert arrays.node_kind.tolist() == [1, 1, 0]
    assert (arrays.src.tolist(), arrays.dst.tolist()) == ([0, 0, 2], [1, 2, 0])
    np.testing.assert_array_equal(arrays.weight, [1.5, np.nan, 3.0])
    assert (arrays.dropped, arrays.stamp) == (0, store.stamp())
    assert [each.dtype.name for each in (arrays.src, arrays.weight, arrays.node_kind)] == ["int32", "float64", "int16"]


def test_links_with_an_end_left_out_are_dropped_and_counted(store: Store) -> None:
    tell(
        store,
        speaker(store, "a"),
        e("Enterprise", inn=inn(1)),
        e("Enterprise", inn=inn(3)),
        link(A, "SUPPLIES", B),
        link(A, "SUPPLIES", C),
    )
    arrays = store.project(Projection(kinds=[Kind.ENTERPRISE]))
    assert (list(arrays.uids), arrays.src.tolist(), arrays.dst.tolist(), arrays.dropped) == ([A, C], [0], [1], 1)


def test_columns_hold_values_of_their_type_and_none(store: Store) -> None:
    records = (
        e("Enterprise", inn=inn(1), region="55", kpp=["1", "2"], unidentified=True),
        link(A, "SUPPLIES", B, period="2024", quantity=2.5),
        link(A, "SUPPLIES", B, period="2023-05", confidence="contract"),
        link(A, "OWNS", B, since="2016-12", share=0.25),
    )
    tell(store, speaker(store, "a"), *records)
    wanted = Projection(
        link_kinds=[LinkKind.SUPPLIES, LinkKind.OWNS],
        node_columns=["region", "kpp", "unidentified"],
        link_columns=["period", "quantity", "since"],
    )
    arrays = store.project(wanted)
    assert arrays.node_columns == {"region": ["55", None], "kpp": [["1", "2"], None], "unidentified": [True, None]}
    assert list(arrays.link_kinds) == [LinkKind.OWNS, LinkKind.SUPPLIES]
    assert arrays.link_kind.tolist() == [0, 1, 1]
    assert arrays.link_columns == {
        "period": [None, "2023-05", "2024"],
        "quantity": [None, None, 2.5],
        "since": ["2016-12", None, None],
    }
    assert arrays.weight.tolist()[0] == 0.25


def test_the_order_of_links_does_not_depend_on_the_order_of_rows(store: Store) -> None:
    deals = [link(A, "SUPPLIES", B, period=str(2000 + n), amount=float(n * 7 % 5)) for n in range(10)]
    tell(store, speaker(store, "a"), *reversed(deals))
    assert store.project(Projection()).weight.tolist() == sorted(float(n * 7 % 5) for n in range(10))
    by_period = store.project(Projection(link_columns=["period"]))
    assert by_period.link_columns["period"] == [str(2000 + n) for n in range(10)]


def test_links_are_filtered(store: Store) -> None:
    tell(store, speaker(store, "a"), *(link(A, "SUPPLIES", B, period=str(year)) for year in range(2020, 2024)))
    arrays = store.project(Projection(where={"period": Between("2021", "2022")}, link_columns=["period"]))
    assert arrays.link_columns["period"] == ["2021", "2022"]


def test_records_of_runs_are_left_out_unless_asked_for(store: Store) -> None:
    candidate = e("ClusterCandidate", "candidate/0123456789ab/1")
    tell(store, speaker(store, "run/0123456789ab", computed=True), candidate, link(candidate, "INCLUDES", A, score=0.5))
    wanted = Projection(link_kinds=[LinkKind.INCLUDES])
    assert list(store.project(wanted).uids) == [A]
    assert len(store.project(wanted).src) == store.project(wanted).dropped == 0
    both = store.project(Projection(link_kinds=[LinkKind.INCLUDES], computed=True))
    assert (list(both.uids), both.weight.tolist()) == ([candidate.uid, A], [0.5])


def test_an_empty_store_gives_empty_arrays(store: Store) -> None:
    arrays = store.project(Projection(node_columns=["name"], link_columns=["period"]))
    assert (len(arrays.uids), arrays.src.shape, arrays.weight.shape) == (0, (0,), (0,))


def test_an_unknown_column_is_refused(store: Store) -> None:
    with pytest.raises(UnknownNameError):
        store.project(Projection(node_columns=["nmae"]))
    with pytest.raises(UnknownNameError):
        store.project(Projection(link_columns=["x'"]))
