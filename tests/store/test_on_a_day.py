"""The graph as of a day: what holds then, half-open, and links with both ends."""

from __future__ import annotations

import pytest

from clustergraph.errors import InputError
from clustergraph.model.terms import Kind, LinkKind
from clustergraph.store.base import Projection, Store
from tests.build import A, B, C, e, inn, link
from tests.store.telling import speaker, tell

ENTRY = "entry/x/1"
SUPPLY = link(A, "SUPPLIES", B, since="2020", until="2022-03")


def fill(store: Store) -> None:
    entry = e("RegisterEntry", ENTRY, number="7", since="2021-02-01", until="2023")
    tell(store, speaker(store, "a"), e("Enterprise", inn=inn(1)), SUPPLY, link(B, "SUPPLIES", C), entry)


@pytest.mark.parametrize(
    ("on", "holds"),
    [
        ("2019-12-31", False),
        ("2020-01-01", True),
        ("2020", True),
        ("2022-02-28", True),
        ("2022-03-01", False),
        ("2022-03", False),
        ("2022", True),
        ("2024", False),
        ("", True),
    ],
)
def test_a_link_holds_from_its_first_day_until_before_its_end(store: Store, on: str, holds: bool) -> None:
    fill(store)
    assert (store.get(SUPPLY.uid, on=on) is not None) is holds
    assert (SUPPLY.uid in {each.uid for each in store.links(on=on)}) is holds
    assert (SUPPLY.uid in {each.uid for each in store.links(LinkKind.SUPPLIES, ends=[A], on=on)}) is holds
    assert (SUPPLY.uid in {each.uid for each in store.neighbours(A, on=on).links}) is holds
    assert store.project(Projection(on=on)).src.size == 1 + holds


@pytest.mark.parametrize(
    ("on", "holds"),
    [("2021", False), ("2021-02", True), ("2021-01-31", False), ("2022-12-31", True), ("2023", False), ("", True)],
)
def test_a_dated_node_holds_likewise(store: Store, on: str, holds: bool) -> None:
    fill(store)
    assert (store.get(ENTRY, on=on) is not None) is holds
    assert bool(list(store.entities(Kind.REGISTER_ENTRY, on=on))) is holds
    assert (ENTRY in {each.uid for each in store.entities(on=on)}) is holds
    assert (ENTRY in store.project(Projection(on=on)).uids) is holds
    assert bool(store.neighbours(ENTRY, on=on).nodes) is holds


def test_a_link_holds_only_with_both_ends(store: Store) -> None:
    fill(store)
    entry_of = link(C, "HAS_ENTRY", ENTRY)
    tell(store, "source/a", entry_of, whole=False)
    for on, holds in (("2020", False), ("2022", True), ("2024", False), ("", True)):
        assert (store.get(entry_of.uid, on=on) is not None) is holds
        assert (entry_of.uid in {each.uid for each in store.links(on=on)}) is holds
        assert (ENTRY in {each.uid for each in store.neighbours(C, on=on).nodes}) is holds
        arrays = store.project(Projection(link_kinds=[LinkKind.HAS_ENTRY], on=on))
        assert (arrays.src.size, arrays.dropped) == ((1, 0) if holds else (0, 1))


def test_what_has_no_dates_always_holds(store: Store) -> None:
    fill(store)
    assert [each.uid for each in store.entities(on="1900")] == [A, B, C]
    assert [(each.src, each.dst) for each in store.links(on="1900")] == [(B, C)]
    assert {each.uid for each in store.neighbours(B, on="1900").nodes} == {B, C}


def test_paging_goes_on_as_of_the_day(store: Store) -> None:
    fill(store)
    assert [each.uid for each in store.entities(on="2022", limit=2)] == [ENTRY, A]
    assert [each.uid for each in store.entities(on="2020", after=A, limit=1)] == [B]


def test_only_dates_can_be_asked_for(store: Store) -> None:
    for wrong in ("01.02.2020", "2020-13", "вчера"):
        with pytest.raises(InputError, match="is no date"):
            list(store.entities(on=wrong))
