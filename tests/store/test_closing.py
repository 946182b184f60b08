"""What a source no longer says: closed, ended, held, or guarded."""

from __future__ import annotations

import pytest

from clustergraph.errors import InputError
from clustergraph.model.records import Entity, Link
from clustergraph.store.base import Counts, Store
from tests.build import A, B, C, e, firm, inn, link
from tests.store.telling import graph, node, only_link, speaker, tell

CLUSTER = "cluster/omsk"


def firms(*numbers: int) -> list[Entity]:
    return [e("Enterprise", inn=inn(number), name=f"Фирма {number}") for number in numbers]


def member(number: int, **props: str) -> Link:
    return link(firm(number), "MEMBER_OF", CLUSTER, role="finished", **props)


def test_a_refused_identity_keeps_what_was_said_before(store: Store) -> None:
    source = speaker(store, "a")
    supply = link(A, "SUPPLIES", B, amount=1.0)
    tell(store, source, *firms(1, 2, 3), supply)
    stats = tell(store, source, *firms(2), refused=[A, supply.uid])
    assert stats.nodes == Counts(unchanged=1, closed=1, held=1)
    assert stats.links == Counts(held=1)
    assert [each.uid for each in store.entities()] == [A, B]
    assert only_link(store).props == supply.props


def test_replace_does_not_close_a_refused_identity(store: Store) -> None:
    source = speaker(store, "a")
    tell(store, source, *firms(1, 2))
    assert tell(store, source, refused=[A], unreadable=1, replace=True).nodes == Counts(closed=1, held=1)


def test_one_refused_row_holds_the_identity_against_its_other_rows(store: Store) -> None:
    source = speaker(store, "a")
    supply = link(A, "SUPPLIES", B, amount=1.0)
    tell(store, source, *firms(1), supply)
    part = link(A, "SUPPLIES", B, amount=0.5)
    stats = tell(store, source, e("Enterprise", inn=inn(1), name="Иначе"), part, refused=[A, part.uid])
    assert (stats.nodes, stats.links) == (Counts(held=1), Counts(held=1))
    assert node(store, A).props["name"] == "Фирма 1"
    assert only_link(store).props["amount"] == 1.0


def test_a_firm_said_for_the_first_time_is_taken_from_its_readable_rows_a_link_is_not(store: Store) -> None:
    part = link(A, "SUPPLIES", B, amount=0.5)
    stats = tell(store, speaker(store, "a"), *firms(1), part, refused=[A, part.uid])
    assert (stats.nodes, stats.links) == (Counts(created=1), Counts())
    assert [each.uid for each in store.entities()] == [A]


def test_with_an_unreadable_row_nothing_is_closed(store: Store) -> None:
    source = speaker(store, "a")
    tell(store, source, *firms(1, 2, 3), file="f1")
    assert tell(store, source, *firms(1), unreadable=1, file="f2").nodes == Counts(unchanged=1, held=2)
    assert len(graph(store)) == 3


def test_replace_closes_what_an_unreadable_row_held_also_from_the_same_file(store: Store) -> None:
    source = speaker(store, "a")
    tell(store, source, *firms(1, 2, 3), file="f1")
    tell(store, source, *firms(1), unreadable=1, file="f2")
    assert tell(store, source, *firms(1), unreadable=1, file="f2").same_again
    assert tell(store, source, *firms(1), unreadable=1, file="f2", replace=True).nodes == Counts(unchanged=1, closed=2)


def test_created_updated_unchanged_held_and_ended_are_all_that_a_source_says(store: Store) -> None:
    source = speaker(store, "a")
    tell(store, source, *firms(1, 2, 3, 4))
    renamed = e("Enterprise", inn=inn(2), name="Иначе")
    nodes = tell(store, source, *firms(1, 5), renamed, refused=[C]).nodes
    assert nodes == Counts(created=1, updated=1, unchanged=1, closed=1, held=1)
    assert len(list(store.statements(source=source))) == 4


def test_more_than_half_and_a_hundred_is_not_closed_unasked(store: Store) -> None:
    source = speaker(store, "minpromtorg")
    tell(store, source, *firms(*range(1, 201)))
    before = graph(store), len(list(store.loads()))
    with pytest.raises(InputError, match="'minpromtorg' would lose 101 of 200 statements") as caught:
        tell(store, source, *firms(*range(1, 100)), observed_on="2024-05")
    assert "--source minpromtorg/2024" in caught.value.hint
    assert "--replace" in caught.value.hint
    assert (graph(store), len(list(store.loads()))) == before
    assert tell(store, source, *firms(*range(1, 101))).closed == 100  # half is not more than half
    assert tell(store, source, replace=True).closed == 100


def test_less_than_a_hundred_may_all_go(store: Store) -> None:
    source = speaker(store, "a")
    tell(store, source, *firms(*range(1, 100)))
    assert tell(store, source).closed == 99


def test_what_a_register_no_longer_lists_has_ended(store: Store) -> None:
    source = speaker(store, "a")
    tell(store, source, member(1, since="2019-05"), member(2), missing="end", observed_on="2023")
    stats = tell(store, source, member(2), missing="end", observed_on="2024-03-01", file="f2")
    assert stats.links == Counts(unchanged=1, closed=1, ended=1)
    ended, _ = store.links()
    assert ended.props == {"role": "finished", "since": "2019-05", "until": "2024-03-01"}
    later = tell(store, source, member(2), missing="end", observed_on="2025", file="f3")
    assert later.links == Counts(unchanged=1)
    assert next(store.links()).props["until"] == "2024-03-01"


def test_an_end_after_the_date_of_the_file_is_brought_forward(store: Store) -> None:
    source = speaker(store, "a")
    tell(store, source, member(1, until="2030"), missing="end", observed_on="2023")
    assert tell(store, source, missing="end", observed_on="2024").links.ended == 1
    assert only_link(store).props["until"] == "2024"


def test_said_again_after_it_had_ended_is_an_update(store: Store) -> None:
    source = speaker(store, "a")
    tell(store, source, member(1), missing="end", observed_on="2023")
    tell(store, source, missing="end", observed_on="2024")
    assert tell(store, source, member(1), missing="end", observed_on="2025").links == Counts(updated=1)
    assert only_link(store).props == {"role": "finished"}


def test_dated_nodes_end_and_nodes_without_dates_stay(store: Store) -> None:
    source = speaker(store, "a")
    entry = e("RegisterEntry", "entry/clusters/cluster/omsk/in_register", number="7", since="2020")
    cluster = e("IndustrialCluster", CLUSTER, name="Омский кластер")
    tell(store, source, entry, cluster, *firms(1), missing="end", observed_on="2023")
    tell(store, source, missing="end", observed_on="2024")
    assert node(store, entry.uid).props == {"number": "7", "since": "2020", "until": "2024"}
    assert node(store, A).props["name"] == "Фирма 1"


def test_an_ended_statement_of_a_shared_record_is_folded_anew(store: Store) -> None:
    a, b = speaker(store, "a", 80), speaker(store, "b", 40)
    tell(store, a, member(1), missing="end", observed_on="2023")
    tell(store, b, member(1))
    tell(store, a, missing="end", observed_on="2024")
    assert only_link(store).props == {"role": "finished", "until": "2024"}
    assert only_link(store).sources == (a, b)


def test_nothing_can_end_on_an_unknown_date(store: Store) -> None:
    source = speaker(store, "a")
    tell(store, source, member(1), missing="end")
    with pytest.raises(InputError, match="date of the file is not known"):
        tell(store, source, missing="end")
    assert len(list(store.links())) == 1
