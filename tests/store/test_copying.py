"""A store copied from one backend into another says the same, and a second copy writes nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from clustergraph.store.base import Projection, Store, connect
from clustergraph.store.copying import copy
from tests.build import A, B, C, e, inn, link, said
from tests.store.telling import graph, speaker, tell


def fill(store: Store) -> None:
    for name, priority in (("a", 80), ("b", 40)):
        firm = e("Enterprise", inn=inn(1), name=f"Фирма «{name}»", kpp=[name])
        links = [link(A, "SUPPLIES", B, period="2023", amount=1), link(B, "MEMBER_OF", "cluster/c", role="finished")]
        tell(store, speaker(store, name, priority), firm, *links, file=name, observed_on="2023")
    tell(store, "source/a", said(link(B, "SUPPLIES", C), 7, observed_on="2024-02"), file="more", whole=False)
    tell(store, speaker(store, "run/0123456789ab", 10, computed=True), e("Run", "run/0123456789ab"))
    store.put_document("pins", b"\x00one")


def test_a_copy_there_and_back_is_the_same(store: Store, tmp_path: Path) -> None:
    fill(store)
    with connect(str(tmp_path / "copy.db"), create=True) as other, connect("memory:", create=True) as back:
        copy(other, store)
        copy(back, other)
        for each in (other, back):
            assert graph(each) == graph(store)
            assert (each.stamp(), each.stats().nodes, each.stats().links) == (
                store.stamp(),
                store.stats().nodes,
                store.stats().links,
            )
            assert list(each.conflicts()) == list(store.conflicts())
            assert each.document("pins") == b"\x00one"
            assert each.check(full=True) == []
        assert copy(other, store) == []


def test_a_store_is_filled_from_a_file(store: Store, tmp_path: Path) -> None:
    with connect(str(tmp_path / "file.db"), create=True) as other:
        fill(other)
        copy(store, other)
        assert graph(store) == graph(other)
        assert store.stamp() == other.stamp()
        mine, theirs = (each.project(Projection(link_columns=["period"])) for each in (store, other))
        assert mine.uids == theirs.uids
        assert mine.link_columns == theirs.link_columns
        assert all(np.array_equal(getattr(mine, name), getattr(theirs, name)) for name in ("src", "dst", "node_kind"))
        assert np.array_equal(mine.weight, theirs.weight, equal_nan=True)
        assert [str(each.place) for each in store.statements(A)] == [str(each.place) for each in other.statements(A)]
        assert copy(store, other) == []
