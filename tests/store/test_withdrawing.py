"""A source taken back as a whole: as if it had never spoken."""

from __future__ import annotations

import pytest

from clustergraph.errors import UnknownNameError
from clustergraph.store.base import Counts, Store
from tests.build import A, B, C, e, inn, link
from tests.store.telling import graph, node, only_link, speaker, tell


def test_a_withdrawn_source_leaves_a_graph_that_never_saw_it(store: Store) -> None:
    a, b = speaker(store, "a", 80), speaker(store, "b", 40)
    tell(store, b, e("Enterprise", inn=inn(1), name="b"), link(A, "SUPPLIES", B, amount=1.0))
    without, stamp = graph(store), store.stamp()
    tell(
        store,
        a,
        e("Enterprise", inn=inn(1), name="a", kpp=["1"]),
        link(A, "SUPPLIES", B, amount=2.0),
        link(B, "SUPPLIES", C),
    )
    assert node(store, A).props["name"] == "a"
    stats = store.withdraw(a)
    assert (stats.nodes, stats.links) == (Counts(closed=1), Counts(closed=2))
    assert (graph(store), store.stamp()) == (without, stamp)
    assert store.get(C) is None
    assert [hit.uid for hit in store.search("b")] == [A]


def test_withdrawing_again_takes_nothing_away(store: Store) -> None:
    a = speaker(store, "a")
    tell(store, a, e("Enterprise", inn=inn(1)), file="f1")
    store.withdraw(a)
    (before,) = store.sources()
    assert store.withdraw(a).closed == 0
    assert list(store.sources()) == [before]


def test_the_only_source_can_be_withdrawn_and_speak_again(store: Store) -> None:
    a = speaker(store, "a")
    firm, supply = e("Enterprise", inn=inn(1), name="Альфа"), link(A, "SUPPLIES", B, amount=1.0)
    tell(store, a, firm, supply, file="f1")
    before = graph(store)
    assert store.withdraw(a).closed == 2
    assert (graph(store), store.search("альфа"), store.stats().sources) == ([], [], 0)
    assert tell(store, a, firm, supply, file="f1").created == 2  # not the same again: nothing of it stands
    assert graph(store) == before
    assert [hit.uid for hit in store.search("альфа")] == [A]
    assert [source.withdrawn_on for source in store.sources()] == [""]


def test_a_withdrawn_source_and_its_loads_stay_in_the_lists(store: Store) -> None:
    a = speaker(store, "a")
    tell(store, a, e("Enterprise", inn=inn(1), name="x"), file="f1", observed_on="2024")
    tell(store, a, e("Enterprise", inn=inn(1), name="y"), file="f2")
    store.withdraw(a)
    (source,) = store.sources()
    assert (source.uid, len(source.withdrawn_on), source.observed_on) == (a, 10, "")
    assert [(load.no, bool(load.undone_at)) for load in store.loads()] == [(1, True), (2, True)]
    assert list(store.changes(2)) == []
    assert store.undo(a).load == 0


def test_a_family_is_withdrawn_as_one(store: Store) -> None:
    for name in ("a", "source/a/x", "source/a/y", "ab", "b"):
        tell(store, speaker(store, name), e("Enterprise", inn=inn(1), name=name), link(A, "SUPPLIES", B))
    assert store.withdraw("source/a/*").closed == 6
    assert node(store, A).sources == only_link(store).sources == ("source/ab", "source/b")
    assert [bool(source.withdrawn_on) for source in store.sources()] == [True, True, True, False, False]


def test_a_family_may_be_all_that_speaks(store: Store) -> None:
    for name in ("source/a/x", "source/a/y"):
        tell(store, speaker(store, name), e("Enterprise", inn=inn(1), name=name), link(A, "SUPPLIES", B))
    assert store.withdraw("source/a/*").closed == 4
    assert graph(store) == []


def test_a_dry_run_counts_and_keeps_all(store: Store) -> None:
    for name in ("a", "b"):
        tell(store, speaker(store, name), e("Enterprise", inn=inn(1), name=name), link(A, "SUPPLIES", B))
    before = graph(store), list(store.sources()), list(store.loads())
    assert store.withdraw("source/a", dry_run=True, erase=True).closed == 2
    assert (graph(store), list(store.sources()), list(store.loads())) == before


def test_nobody_can_withdraw_what_never_spoke(store: Store) -> None:
    speaker(store, "a")
    for wrong in ("source/aa", "source/aa/*"):
        with pytest.raises(UnknownNameError, match="source/a"):
            store.withdraw(wrong)
