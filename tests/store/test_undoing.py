"""A load taken back: the graph of the load before, without reading any file."""

from __future__ import annotations

import json

import pytest

from clustergraph.errors import InputError
from clustergraph.model.records import Place, Statement
from clustergraph.store.base import Counts, Load, SourceInfo, Store
from tests.build import A, B, C, e, inn, link, said
from tests.store.telling import graph, node, only_link, speaker, tell


def firms(*names: str) -> list[Statement]:
    return [said(e("Enterprise", inn=inn(n), name=name), n) for n, name in enumerate(names, 1) if name]


def state(store: Store) -> tuple[object, ...]:
    return graph(store), list(store.statements(source="source/a")), store.stamp(), list(store.conflicts())


def test_each_undo_takes_one_load_back(store: Store) -> None:
    a = speaker(store, "a")
    tell(store, speaker(store, "b"), e("Enterprise", inn=inn(1), name="b"), link(A, "SUPPLIES", B, amount=5.0))
    states = [state(store)]
    supply = said(link(A, "SUPPLIES", B, amount=0.1, since="2020"), 9)
    tell(store, a, *firms("a1", "a2"), supply, file="1", observed_on="2022")
    states.append(state(store))
    tell(store, a, *firms("a1", "", "a3"), said(link(A, "SUPPLIES", C), 9), file="2", observed_on="2021")
    states.append(state(store))
    tell(store, a, *firms("x"), file="3", whole=False, observed_on="2024")
    assert node(store, A).props["name"] == "x"
    assert store.undo(a).updated == 1
    assert state(store) == states[2]
    stats = store.undo(a)
    assert (stats.nodes, stats.links) == (Counts(created=1, closed=1), Counts(created=1, closed=1))
    assert state(store) == states[1]
    assert store.undo(a).closed == 3
    assert state(store) == states[0]
    assert store.undo(a).load == 0
    assert [bool(load.undone_at) for load in store.loads(a)] == [True] * 3


def test_an_update_gets_its_old_content_and_place_back(store: Store) -> None:
    a = speaker(store, "a")
    tell(store, a, said(e("Enterprise", inn=inn(1), name="x"), 7, observed_on="2020"), file="1")
    (before,) = store.statements(A)
    tell(store, a, said(e("Enterprise", inn=inn(1), name="y"), 3), file="2")
    stats = store.undo(a)
    assert (stats.load, stats.nodes) == (2, Counts(updated=1))
    assert list(store.statements(A)) == [before]
    assert [hit.name for hit in store.search("x")] == ["x"]


def test_an_end_given_to_what_is_missing_is_taken_back(store: Store) -> None:
    a = speaker(store, "a")
    tell(store, a, link(A, "MEMBER_OF", "cluster/x", role="finished"), missing="end", observed_on="2023")
    tell(store, a, missing="end", observed_on="2024")
    assert only_link(store).props["until"] == "2024"
    assert store.undo(a).updated == 1
    assert "until" not in only_link(store).props


def test_the_undone_file_can_be_loaded_again(store: Store) -> None:
    a = speaker(store, "a")
    tell(store, a, *firms("x"), file="1")
    tell(store, a, *firms("y", "z"), file="2")
    loaded = graph(store)
    store.undo(a)
    assert tell(store, a, *firms("x"), file="1").same_again
    stats = tell(store, a, *firms("y", "z"), file="2")
    assert (stats.created, stats.updated) == (1, 1)
    assert graph(store) == loaded


def test_a_load_of_equal_content_is_undone_by_its_date(store: Store) -> None:
    a = speaker(store, "a")
    tell(store, speaker(store, "b"), *firms("b"), observed_on="2022")
    tell(store, a, *firms("a"), file="1", observed_on="2021")
    tell(store, a, *firms("a"), file="2", observed_on="2023")
    assert node(store, A).props["name"] == "a"
    assert store.undo(a).load == 3
    assert node(store, A).props["name"] == "b"


def test_priorities_are_no_part_of_a_load(store: Store) -> None:
    a, b = speaker(store, "a"), speaker(store, "b")
    tell(store, a, *firms("a"))
    tell(store, b, *firms("b"))
    store.put_source(SourceInfo(b, 90))
    store.undo(a)
    assert node(store, A).sources == (b,)
    assert [source.priority for source in store.sources()] == [60, 90]


def test_a_load_made_by_a_judgement_is_not_undone(store: Store) -> None:
    a = speaker(store, "a")
    tell(store, a, *firms("a"))
    store.load(Load(a, [], recipe="judged", judged=True), firms("a", "b"))
    before = state(store)
    with pytest.raises(InputError, match="Load 2 of 'source/a' cannot be undone") as refused:
        store.undo(a)
    assert refused.value.hint == "Change the judgement instead."
    assert state(store) == before


def test_changes_tell_what_was_said_before(store: Store) -> None:
    a = speaker(store, "a")
    supply = link(A, "SUPPLIES", B, amount=1.5, since="2020-05")
    place = Place("old.csv", "Лист", 4)
    tell(store, a, Statement(e("Enterprise", inn=inn(1), name="x"), place, "2021"), Statement(supply, place))
    tell(store, a, e("Enterprise", inn=inn(1), name="y"), *firms("", "new"))
    changes = list(store.changes(2))
    assert [(change.load, change.uid, change.source) for change in changes] == [(2, A, a), (2, supply.uid, a)]
    firm, was_link = (json.loads(change.before) for change in changes)
    assert firm == {
        "kind": "Enterprise", "props": {"inn": inn(1), "name": "x"}, "observed_on": "2021", "said_as": "",
        "file": "old.csv", "sheet": "Лист", "line": 4,
    }  # fmt: skip
    assert was_link == {
        "kind": "SUPPLIES", "src": A, "dst": B, "key": json.loads(supply.key), "props": dict(supply.props),
        "observed_on": "", "said_as": "", "file": "old.csv", "sheet": "Лист", "line": 4,
    }  # fmt: skip
    store.undo(a)
    assert list(store.changes(2)) == changes
    assert list(store.changes(1)) == []


def test_statements_of_a_load_are_those_that_stand_since(store: Store) -> None:
    a, b = speaker(store, "a"), speaker(store, "b")
    first = tell(store, a, *firms("x", "y", "z"), said(link(A, "SUPPLIES", B), 9), file="1").load
    tell(store, b, *firms("other"))
    second = tell(store, a, *firms("x", "Y", "", "new"), said(link(A, "SUPPLIES", B), 9), file="2").load

    def lines(load: int) -> list[tuple[str, int]]:
        return [(said.source, said.place.line) for said in store.statements(load=load)]

    assert lines(first) == [(a, 1), (a, 9)]
    assert lines(second) == [(a, 2), (a, 4)]
    assert lines(99) == []
    store.undo(a)
    assert lines(first) == [(a, 1), (a, 2), (a, 3), (a, 9)]
    assert lines(second) == []
