"""Rows of one load that state the same identity, in a store."""

from __future__ import annotations

from clustergraph.store.base import Counts, Store
from tests.build import A, B, e, inn, link, said
from tests.store.telling import graph, node, only_link, speaker, tell


def test_rows_that_contradict_each_other_are_none_of_them_taken_and_reported(store: Store) -> None:
    source = speaker(store, "a")
    first, second = link(A, "SUPPLIES", B, amount=1.0), link(A, "SUPPLIES", B, amount=2.0)
    stats = tell(store, source, first, e("Enterprise", inn=inn(3)), second, first)
    (repeated,) = stats.repeated
    assert (repeated.uid, repeated.places) == (first.uid, ["a.csv!1", "a.csv!3", "a.csv!4"])
    assert (stats.links, stats.nodes) == (Counts(), Counts(created=1))
    assert len(graph(store)) == 1  # no end of a link that was not taken


def test_what_was_said_before_of_a_repeated_identity_is_held(store: Store) -> None:
    source = speaker(store, "a")
    tell(store, source, link(A, "SUPPLIES", B, amount=1.0))
    clash = [link(A, "SUPPLIES", B, amount=amount) for amount in (2.0, 3.0)]
    for replace in (False, True):
        assert tell(store, source, *clash, replace=replace).links == Counts(held=1)
        assert only_link(store).props["amount"] == 1.0
    assert tell(store, source, *clash, whole=False).links == Counts(held=1)


def test_equal_rows_count_once_and_stand_at_the_first_place(store: Store) -> None:
    source = speaker(store, "a")
    deals = [said(link(A, "SUPPLIES", B, amount=1.0), line) for line in (9, 2, 5)]
    assert tell(store, source, *deals).links == Counts(created=1)
    assert [each.place.line for each in store.statements(source=source)] == [2]


def test_sums_do_not_depend_on_the_order_of_rows(store: Store) -> None:
    rows = [said(link(A, "SUPPLIES", B, amount=amount), line) for line, amount in enumerate((0.1, 0.2, 0.3), 1)]
    source = speaker(store, "a")
    assert tell(store, source, *rows, repeat="sum:amount").links == Counts(created=1)
    assert only_link(store).props["amount"] == 0.6
    assert tell(store, source, *reversed(rows), repeat="sum:amount").links == Counts(unchanged=1)


def test_texts_are_joined_in_the_order_of_the_file(store: Store) -> None:
    rows = [said(link(A, "SUPPLIES", B, amount=1.0, product_text=words), line) for words, line in (("а", 7), ("б", 3))]
    tell(store, speaker(store, "a"), *rows, repeat="same:amount")
    assert only_link(store).props["product_text"] == "б; а"


def test_spellings_of_a_name_can_be_searched_for(store: Store) -> None:
    rows = [e("Enterprise", inn=inn(1), name=name) for name in ("Омскшина", "ОАО «Омскшина»")]
    tell(store, speaker(store, "a"), *rows)
    assert node(store, A).props == {"inn": inn(1), "name": "ОАО «Омскшина»", "alt_name": ["Омскшина"]}
    assert [hit.uid for hit in store.search("омскшина")] == [A]


def test_repeated_rows_of_many_firms_are_each_joined(store: Store) -> None:
    rows = [e("Enterprise", inn=inn(n), kpp=[str(k)]) for k in range(3) for n in range(1, 50)]
    assert tell(store, speaker(store, "a"), *rows).nodes == Counts(created=49)
    assert {tuple(each.props["kpp"]) for each in store.entities()} == {("0", "1", "2")}  # type: ignore[arg-type]
