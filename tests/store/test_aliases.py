"""Identity judgements bring two statements of one source to one record: the caller passes the uids."""

from __future__ import annotations

from dataclasses import replace

from clustergraph.model.records import Entity, Link, Statement, Value
from clustergraph.model.terms import Kind
from clustergraph.store.base import Counts, Store
from tests.build import A, B, e, inn, link, said
from tests.store.telling import graph, node, only_link, speaker, tell

OLD = "org/x-0123456789ab"


def moved(record: Entity | Link, line: int = 9) -> Statement:
    """A statement that was made under an alias."""
    return replace(said(record, line), said_as=OLD)


def called(name: str, **props: Value) -> Entity:
    return Entity(A, Kind.ENTERPRISE, {"inn": inn(1), "name": name, **props})


def supply(amount: float) -> Link:
    return link(A, "SUPPLIES", B, amount=amount)


def test_two_aliases_are_two_statements_of_one_source(store: Store) -> None:
    a = speaker(store, "a")
    stats = tell(store, a, said(called("Омскшина", region="55")), moved(called("ОАО «Омскшина»", kpp=["1"])))
    assert stats.nodes == Counts(created=2)
    assert [(each.said_as, each.source) for each in store.statements(A)] == [("", a), (OLD, a)]
    assert node(store, A).sources == (a,)
    assert node(store, A).props == {
        "inn": inn(1), "name": "ОАО «Омскшина»", "alt_name": ["Омскшина"], "region": "55", "kpp": ["1"],
    }  # fmt: skip
    assert list(store.conflicts()) == []


def test_where_a_source_contradicts_itself_its_first_alias_speaks(store: Store) -> None:
    a = speaker(store, "a")
    tell(store, a, said(called("x", region="55")), moved(called("x", region="54")))
    tell(store, a, said(supply(1.0)), moved(supply(2.0)), whole=False)
    assert node(store, A).props["region"] == "55"
    assert only_link(store).props["amount"] == 1.0
    found = {conflict.property: [(each.value, each.wins) for each in conflict.said] for conflict in store.conflicts()}
    assert found == {"region": [("55", True), ("54", False)], "amount": [(1.0, True), (2.0, False)]}


def test_deals_of_two_aliases_are_added_where_the_loader_adds_rows(store: Store) -> None:
    a, b = speaker(store, "a", 60), speaker(store, "b", 40)
    tell(store, b, supply(9.0))
    tell(store, a, said(supply(1.0)), moved(supply(2.0)), repeat="sum:amount")
    assert only_link(store).props["amount"] == 3.0
    assert only_link(store).sources == (a, b)
    (conflict,) = store.conflicts()
    assert [(each.source, each.value) for each in conflict.said] == [(a, 3.0), (b, 9.0)]


def test_another_rule_for_repeats_joins_the_aliases_anew(store: Store) -> None:
    a = speaker(store, "a")
    rows = said(supply(1.0)), moved(supply(2.0))
    for rule, amount in (("sum:amount", 3.0), ("refuse", 1.0), ("sum:amount", 3.0)):
        tell(store, a, *rows, repeat=rule)
        assert only_link(store).props["amount"] == amount
    store.undo(a)
    assert only_link(store).props["amount"] == 1.0


def test_an_alias_that_is_no_longer_said_leaves_the_other_statement(store: Store) -> None:
    a = speaker(store, "a")
    first, second = said(called("x"), 1), moved(called("y", kpp=["1"]))
    tell(store, a, first, second, file="1")
    both = graph(store)
    assert tell(store, a, first, file="2").nodes == Counts(unchanged=1, closed=1)
    assert node(store, A).props == {"inn": inn(1), "name": "x"}
    store.undo(a)
    assert graph(store) == both
    assert tell(store, a, second, file="3").nodes == Counts(unchanged=1, closed=1)
    assert node(store, A).props["name"] == "y"
    assert store.withdraw(a).closed == 1
    assert graph(store) == []


def test_a_judgement_moves_a_statement_and_keeps_who_said_it(store: Store) -> None:
    a = speaker(store, "a")
    alias = e("Organization", OLD, name="x", unidentified=True)
    tell(store, a, alias, link(OLD, "SUPPLIES", B, amount=1.0), file="1")
    moved_link = replace(moved(supply(1.0)), said_as=f"{OLD} {B}")
    stats = tell(store, a, moved(called("x")), moved_link, file="2")
    assert (stats.nodes, stats.links) == (Counts(created=1, closed=1), Counts(created=1, closed=1))
    assert store.get(OLD) is None
    assert [each.said_as for each in store.statements(source=a)] == [OLD, f"{OLD} {B}"]
