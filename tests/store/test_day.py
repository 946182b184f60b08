"""A store read as of a day: what a call does not say, the store's own day says."""

from __future__ import annotations

from clustergraph.model.records import Place, Statement, link
from clustergraph.model.terms import LinkKind
from clustergraph.store.base import Load, Projection, SourceInfo, Store

FIRM, CLUSTER = "org/0055000017", "cluster/omsk"
MEMBER = link(FIRM, LinkKind.MEMBER_OF, CLUSTER, {"role": "finished", "since": "2020", "until": "2022"})


def test_the_day_of_the_store_holds_for_every_reading(store: Store) -> None:
    store.load(Load("source/a", (), speaker=SourceInfo("source/a", 40)), [Statement(MEMBER, Place("a.csv", line=2))])
    for day, there in (("2019", 0), ("2020", 1), ("2021-06-30", 1), ("2022", 0), ("", 1)):
        store.on = day
        arrays = store.project(Projection(link_kinds=(LinkKind.MEMBER_OF,)))
        assert (store.get(MEMBER.uid) is not None) == there
        assert len(list(store.links())) == len(store.neighbours(FIRM).links) == len(arrays.src) == there


def test_a_call_that_names_a_day_goes_before_the_day_of_the_store(store: Store) -> None:
    store.load(Load("source/a", (), speaker=SourceInfo("source/a", 40)), [Statement(MEMBER, Place("a.csv", line=2))])
    store.on = "2019"
    assert len(list(store.links(on="2021"))) == 1
