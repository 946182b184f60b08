"""Who weighs more: priority, date, stamp; and the documents of a store."""

from __future__ import annotations

import pytest

from clustergraph.errors import StoreError
from clustergraph.model.records import Entity
from clustergraph.store.base import SourceInfo, Store
from tests.build import A, B, e, inn, link, said
from tests.store.telling import node, only_link, speaker, tell


def firm_called(name: str, **props: str) -> Entity:
    return e("Enterprise", inn=inn(1), name=name, **props)


def test_a_new_priority_folds_what_is_shared_anew(store: Store) -> None:
    for name, priority, amount in (("a", 60, 1.0), ("b", 80, 2.0)):
        supply = link(A, "SUPPLIES", B, amount=amount)
        tell(store, speaker(store, name, priority), firm_called(name), supply)
    assert (node(store, A).props["name"], only_link(store).props["amount"]) == ("b", 2.0)
    assert store.put_source(SourceInfo("source/a", 90)) is True
    assert (node(store, A).props["name"], only_link(store).props["amount"]) == ("a", 1.0)
    assert node(store, A).sources == ("source/a", "source/b")
    assert store.search("b") == []


def test_a_newer_date_overtakes_a_source_of_equal_priority(store: Store) -> None:
    for name, date in (("a", "2022"), ("b", "2023")):
        tell(store, speaker(store, name), firm_called(name), observed_on=date)
    assert node(store, A).props["name"] == "b"
    tell(store, "source/a", firm_called("a"), observed_on="2024")
    assert node(store, A).props["name"] == "a"
    tell(store, "source/a", firm_called("a"))
    assert node(store, A).props["name"] == "b"  # a date that is not known comes last


def test_rows_with_a_date_of_their_own_are_ranked_by_it(store: Store) -> None:
    a, b = speaker(store, "a"), speaker(store, "b")
    tell(store, a, said(firm_called("a"), observed_on="2021"), observed_on="2023")
    tell(store, b, firm_called("b"), observed_on="2020")
    assert node(store, A).props["name"] == "a"
    tell(store, b, firm_called("b"), observed_on="2022", file="2")
    assert node(store, A).props["name"] == "b"  # though source a is still the newer one


def test_a_source_without_a_dated_load_has_its_own_date(store: Store) -> None:
    store.put_source(SourceInfo("source/a", 60, observed_on="2019"))
    tell(store, "source/a", firm_called("a"))
    assert next(store.sources()).observed_on == "2019"
    tell(store, "source/a", firm_called("b"), observed_on="2024")
    assert next(store.sources()).observed_on == "2024"


def test_sources_come_by_uid_as_they_were_put(store: Store) -> None:
    info = SourceInfo("source/b", 70, "Название", "Издатель", "https://example.org", "CC0", "заметка", "2020")
    store.put_source(info)
    store.put_source(SourceInfo("expert/alias", 100))
    assert list(store.sources()) == [SourceInfo("expert/alias", 100), info]


def test_the_stamp_changes_with_content_priority_and_recipe_alone(store: Store) -> None:
    empty = store.stamp()
    speaker(store, "a")
    assert store.stamp() == empty  # a source that said nothing yet
    tell(store, "source/a", firm_called("a"), file="f1")
    first = store.stamp()
    assert first != empty
    tell(store, "source/a", firm_called("a"), file="f1")
    store.put_source(SourceInfo("source/a", 60, title="Другое название"))
    store.put_document("pins", b"1")
    tell(store, speaker(store, "run/0123456789ab", computed=True), e("Run", "run/0123456789ab"))
    assert store.stamp() == first
    store.put_source(SourceInfo("source/a", 61))
    assert store.stamp() != first
    store.put_source(SourceInfo("source/a", 60))
    assert store.stamp() == first
    tell(store, "source/a", firm_called("b"), file="f2")
    assert store.stamp() != first
    tell(store, "source/a", firm_called("a"), file="f1")
    assert store.stamp() == first  # what is said now, not how it came to it


def test_the_stamp_of_an_increment_depends_on_what_was_before(store: Store) -> None:
    speaker(store, "a")
    tell(store, "source/a", firm_called("a"), file="f1")
    tell(store, "source/a", firm_called("c"), file="f3", whole=False)
    after_f1 = store.stamp()
    tell(store, "source/a", firm_called("b"), file="f2")
    tell(store, "source/a", firm_called("c"), file="f3", whole=False)
    assert store.stamp() != after_f1


def test_the_stamp_of_a_load_without_files_follows_its_content(store: Store) -> None:
    speaker(store, "a")
    stamps = []
    for name in ("a", "b", "a"):
        tell(store, "source/a", firm_called(name))
        stamps.append(store.stamp())
    assert stamps[0] == stamps[2] != stamps[1]


def test_the_stamp_does_not_depend_on_the_order_of_sources_and_files(store: Store) -> None:
    for order in (("a", "b"), ("b", "a")):
        for name in order:
            tell(store, speaker(store, name), firm_called(name), file=name)
    first = store.stamp()
    tell(store, "source/a", firm_called("x"), file="x")
    tell(store, "source/a", firm_called("a"), file="a")
    assert store.stamp() == first


def test_a_document_is_kept_unless_somebody_changed_it_meanwhile(store: Store) -> None:
    store.put_document("pins", b"\x00one")
    store.put_document("calls", b"")
    assert (store.document("pins"), store.document("none"), store.documents()) == (b"\x00one", None, ["calls", "pins"])
    store.put_document("pins", b"two", b"\x00one")
    for was in (None, b"\x00one"):
        with pytest.raises(StoreError, match="changed the document 'pins'"):
            store.put_document("pins", b"three", was)
    assert store.document("pins") == b"two"
