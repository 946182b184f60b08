"""Loading is replacing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from clustergraph.errors import InputError, UnknownNameError
from clustergraph.model.records import Entity, Statement
from clustergraph.store.base import Counts, Load, LoadedFile, SourceInfo, Store
from tests.build import A, B, C, e, firm, inn, link, said
from tests.store.telling import graph, node, only_link, speaker, tell

OMSK = e("Enterprise", inn=inn(1), name="ООО «Омск»", region="55")
SUPPLY = link(A, "SUPPLIES", B, product="20.16.51", period="2023", amount=100.5)


def test_a_first_load_creates_nodes_links_and_bare_ends(store: Store) -> None:
    stats = tell(store, speaker(store, "a"), OMSK, SUPPLY)
    assert (stats.nodes, stats.links, stats.load) == (Counts(created=1), Counts(created=1), 1)
    assert graph(store) == [
        (A, "Enterprise", OMSK.props, ("source/a",)),
        (B, "Organization", {}, ()),
        (SUPPLY.uid, "SUPPLIES", SUPPLY.props, ("source/a",)),
    ]


def test_the_same_file_again_is_not_even_read(store: Store) -> None:
    source = speaker(store, "a")
    tell(store, source, OMSK, SUPPLY, file="f1")

    unread = (pytest.fail("read") for _ in range(1))
    stats = store.load(Load(source, [LoadedFile("other-name.csv", "f1")]), unread)
    assert (stats.same_again, stats.load, stats.unchanged) == (True, 0, 2)
    assert len(list(store.loads())) == 1


def test_equal_content_in_other_bytes_writes_one_load_and_the_date(store: Store) -> None:
    source = speaker(store, "a")
    tell(store, source, OMSK, SUPPLY, file="f1", observed_on="2022")
    before = graph(store)
    stats = tell(store, source, said(SUPPLY, 7), said(OMSK, 9), file="f2", observed_on="2023")
    assert (stats.nodes, stats.links) == (Counts(unchanged=1), Counts(unchanged=1))
    assert graph(store) == before
    assert [load.no for load in store.loads()] == [1, 2]
    assert next(store.sources()).observed_on == "2023"
    assert [said.place.line for said in store.statements(A)] == [1]  # where the content was first read


@pytest.mark.parametrize("change", [{"observed_on": "2024"}, {"whole": False}, {"repeat": "sum:amount"}])
def test_another_recipe_is_not_the_same_again(store: Store, change: dict[str, str]) -> None:
    source = speaker(store, "a")
    tell(store, source, OMSK, file="f1")
    assert not tell(store, source, OMSK, file="f1", **change).same_again  # type: ignore[arg-type]


def test_a_changed_statement_is_updated_and_takes_the_new_place(store: Store) -> None:
    source = speaker(store, "a")
    tell(store, source, OMSK, SUPPLY)
    renamed = e("Enterprise", inn=inn(1), name="АО «Омск»", region="55")
    dearer = link(A, "SUPPLIES", B, product="20.16.51", period="2023", amount=200.0)
    stats = tell(store, source, said(renamed, 5), said(dearer, 6))
    assert (stats.nodes, stats.links) == (Counts(updated=1), Counts(updated=1))
    assert node(store, A).props["name"] == "АО «Омск»"
    assert only_link(store).props["amount"] == 200.0
    assert [each.place.line for each in store.statements(source=source)] == [5, 6]


def test_what_is_missing_is_closed_with_its_orphans(store: Store) -> None:
    source = speaker(store, "a")
    tell(store, source, OMSK, SUPPLY)
    stats = tell(store, source, OMSK)
    assert (stats.nodes, stats.links) == (Counts(unchanged=1), Counts(closed=1))
    assert graph(store) == [(A, "Enterprise", OMSK.props, ("source/a",))]


def test_a_node_without_statement_stays_bare_while_a_link_names_it(store: Store) -> None:
    source = speaker(store, "a")
    tell(store, source, OMSK, SUPPLY)
    assert tell(store, source, SUPPLY).nodes == Counts(closed=1)
    assert node(store, A) == Entity(A, node(store, A).kind, {})
    assert node(store, A).kind == "Organization"
    assert store.search("омск") == []


def test_an_increment_closes_nothing(store: Store) -> None:
    source = speaker(store, "a")
    tell(store, source, OMSK, SUPPLY)
    stats = tell(store, source, e("Enterprise", inn=inn(3), name="Новый"), whole=False)
    assert (stats.created, stats.closed) == (1, 0)
    assert len(graph(store)) == 4


def test_a_bare_end_becomes_a_record_when_somebody_speaks_of_it(store: Store) -> None:
    source = speaker(store, "a")
    tell(store, source, SUPPLY)
    stats = tell(store, source, SUPPLY, OMSK)
    assert stats.nodes == Counts(created=1)
    assert node(store, A).sources == ("source/a",)


def test_two_sources_stand_beside_each_other_and_the_last_one_gets_the_record_back(store: Store) -> None:
    a, b = speaker(store, "a"), speaker(store, "b", 80)
    tell(store, a, OMSK, SUPPLY)
    before = graph(store)
    other = link(A, "SUPPLIES", B, product="20.16.51", period="2023", quantity=7.0)
    tell(store, b, e("Enterprise", inn=inn(1), name="Другое имя"), other)
    assert node(store, A).props == {"inn": inn(1), "name": "Другое имя", "region": "55"}
    assert node(store, A).sources == (b, a)
    assert only_link(store).props == other.props  # whole: no amount of the other source
    assert [each.source for each in store.statements(A)] == [b, a]
    stats = tell(store, b)
    assert (stats.nodes, stats.links) == (Counts(closed=1), Counts(closed=1))
    assert graph(store) == before


def test_a_second_source_never_overwrites_what_the_first_says(store: Store) -> None:
    a, b = speaker(store, "a", 80), speaker(store, "b", 40)
    tell(store, a, OMSK)
    tell(store, b, e("Enterprise", inn=inn(1), name="Другое имя"))
    tell(store, b, e("Enterprise", inn=inn(1), name="Третье имя"))
    assert node(store, A).props["name"] == "ООО «Омск»"
    assert [each.record.props["name"] for each in store.statements(A)] == ["ООО «Омск»", "Третье имя"]


def test_a_source_changes_its_statement_of_a_shared_record(store: Store) -> None:
    a, b = speaker(store, "a"), speaker(store, "b", 80)
    tell(store, a, OMSK, SUPPLY)
    tell(store, b, OMSK, SUPPLY)
    dearer = link(A, "SUPPLIES", B, product="20.16.51", period="2023", amount=300.0)
    stats = tell(store, b, e("Enterprise", inn=inn(1), name="Переименован"), dearer)
    assert (stats.nodes, stats.links) == (Counts(updated=1), Counts(updated=1))
    assert (node(store, A).props["name"], only_link(store).props["amount"]) == ("Переименован", 300.0)
    assert tell(store, b, e("Enterprise", inn=inn(1), name="Переименован"), dearer).unchanged == 2


def test_two_sources_that_say_the_same_are_both_named(store: Store) -> None:
    a, b = speaker(store, "a"), speaker(store, "b", 80)
    tell(store, a, OMSK)
    tell(store, b, OMSK)
    assert node(store, A).sources == (b, a)


def test_an_identity_moved_by_a_judgement_keeps_the_uid_it_was_made_under(store: Store) -> None:
    source = speaker(store, "a")
    moved = Statement(OMSK, said(OMSK).place, said_as="org/x-0123456789ab")
    stats = tell(store, source, said(e("Enterprise", inn=inn(1), name="Прежнее")), moved)
    assert stats.nodes == Counts(created=2)
    assert [each.said_as for each in store.statements(A)] == ["", "org/x-0123456789ab"]
    assert node(store, A).sources == (source,)
    assert tell(store, source, moved, said(e("Enterprise", inn=inn(1), name="Прежнее"))).unchanged == 2
    assert tell(store, source, moved).closed == 1
    assert node(store, A).props == OMSK.props


def test_a_source_may_be_loaded_from_its_own_statements(store: Store) -> None:
    source = speaker(store, "a")
    tell(store, source, OMSK, SUPPLY)
    before = graph(store)
    assert store.load(Load(source, []), store.statements(source=source)).unchanged == 2
    assert graph(store) == before


def test_a_dry_run_counts_alike_and_writes_nothing(store: Store) -> None:
    source = speaker(store, "a")
    tell(store, source, OMSK, SUPPLY)
    before = graph(store), store.stamp(), len(list(store.loads()))
    changed = (e("Enterprise", inn=inn(1), name="Иначе"), e("Enterprise", inn=inn(3), name="Новый"))
    dry = tell(store, source, *changed, dry_run=True)
    assert (graph(store), store.stamp(), len(list(store.loads()))) == before
    wet = tell(store, source, *changed)
    assert (dry.nodes, dry.links, dry.load) == (wet.nodes, wet.links, 0)


def test_a_dry_run_needs_no_source(store: Store) -> None:
    assert tell(store, "source/new", OMSK, dry_run=True).created == 1
    assert list(store.sources()) == []
    assert graph(store) == []


def test_a_load_of_an_unknown_source_names_the_nearest(store: Store) -> None:
    speaker(store, "minpromtorg")
    with pytest.raises(UnknownNameError, match="Did you mean 'source/minpromtorg'"):
        tell(store, "source/minpromtor", OMSK)


def test_an_error_of_the_reader_leaves_the_store_as_it_was(store: Store) -> None:
    source = speaker(store, "a")
    tell(store, source, OMSK)
    before = graph(store)

    def failing() -> Iterator[Statement]:
        yield said(e("Enterprise", inn=inn(3), name="Новый"))
        raise InputError("unreadable")

    with pytest.raises(InputError, match="unreadable"):
        store.load(Load(source, []), failing())
    assert graph(store) == before
    assert tell(store, source, OMSK).unchanged == 1  # and it can be written to


def test_a_node_of_two_kinds_of_which_neither_is_above_the_other_is_refused(store: Store) -> None:
    a, b = speaker(store, "a"), speaker(store, "b")
    tell(store, a, e("Enterprise", inn=inn(1)))
    before = graph(store)
    with pytest.raises(InputError, match=r"org/0055000017.*Enterprise, PublicAuthority"):
        tell(store, b, e("PublicAuthority", inn=inn(1)))
    assert graph(store) == before


def test_the_most_specific_kind_stands(store: Store) -> None:
    a, b = speaker(store, "a", 40), speaker(store, "b", 80)
    tell(store, a, e("Enterprise", inn=inn(1)))
    tell(store, b, e("Organization", inn=inn(1)))
    assert node(store, A).kind == "Enterprise"


@pytest.mark.parametrize(
    "record",
    [
        e("Enterprise", "cluster/omsk", name="Не предприятие"),
        link("cluster/omsk", "SUPPLIES", A),
        link(A, "MEMBER_OF", B, role="finished"),
    ],
)
def test_a_uid_in_the_wrong_folder_is_refused_with_its_place(store: Store, record: Entity) -> None:
    with pytest.raises(InputError, match=r"a\.csv!1"):
        tell(store, speaker(store, "a"), record)
    assert graph(store) == []


def test_a_run_states_only_computed_kinds_and_links_from_them(store: Store) -> None:
    run = speaker(store, "run/0123456789ab", 10, computed=True)
    candidate = e("ClusterCandidate", "candidate/0123456789ab/1", name="Кандидат 1")
    tell(store, run, candidate, link(candidate, "INCLUDES", A, score=0.5))
    for record in (OMSK, SUPPLY):
        with pytest.raises(InputError, match="run cannot state"):
            tell(store, run, candidate, record)
    assert len(list(store.entities())) == 2


def test_loads_are_listed_with_their_files(store: Store) -> None:
    a, b = speaker(store, "a"), speaker(store, "b")
    tell(store, a, OMSK, file="f1", observed_on="2023")
    tell(store, b, OMSK, file="f2")
    (first,) = store.loads(a)
    assert (first.no, first.source, first.files, first.observed_on) == (1, a, [LoadedFile("a.csv", "f1")], "2023")
    assert first.stats.created == 1
    assert [load.no for load in store.loads()] == [1, 2]


def test_the_order_of_the_files_is_that_of_the_load(store: Store) -> None:
    source = speaker(store, "a")
    files = [LoadedFile("z.csv", "1"), LoadedFile("a.csv", "2")]
    rows = [said(OMSK, 1, file="a.csv"), said(OMSK, 9, file="z.csv")]
    store.load(Load(source, files), rows)
    assert [str(each.place) for each in store.statements(A)] == ["z.csv!9"]


def test_many_ends_are_numbered_again_without_harm(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clustergraph.store.sqlite.staging._REMEMBERED", 2)
    links = [link(firm(n % 5 + 1), "SUPPLIES", firm((n + 1) % 5 + 1), period=str(2000 + n)) for n in range(20)]
    tell(store, speaker(store, "a"), *links)
    assert len(list(store.entities())) == 5
    assert {each.uid for each in store.links()} == {each.uid for each in links}


def test_putting_a_source_again_changes_nothing(store: Store) -> None:
    info = SourceInfo("source/a", 60, title="Реестр", url="https://example.org")
    assert store.put_source(info) is True
    assert store.put_source(info) is False
    tell(store, "source/a", OMSK, observed_on="2023")
    assert store.put_source(next(store.sources())) is False  # as it was read, with the date of its load


def test_a_third_source_shares_a_record_that_two_share(store: Store) -> None:
    for name, priority in (("a", 40), ("b", 60), ("c", 80)):
        tell(store, speaker(store, name, priority), OMSK, SUPPLY)
    assert node(store, A).sources == ("source/c", "source/b", "source/a")
    tell(store, "source/b")
    assert node(store, A).sources == only_link(store).sources == ("source/c", "source/a")


def test_ends_that_only_closed_links_named_are_gone_and_the_others_stay(store: Store) -> None:
    source = speaker(store, "a")
    second = link(A, "SUPPLIES", C, period="2023")
    tell(store, source, SUPPLY, second)
    tell(store, source, second)
    assert [each.uid for each in store.entities()] == [A, C]


def test_a_first_load_may_bring_its_source_along(store: Store) -> None:
    speaking = SourceInfo("source/new", 70, title="Реестр")
    run = Load("source/new", [], speaker=speaking)
    with pytest.raises(InputError):
        store.load(run, [said(e("Enterprise", "cluster/omsk"))])
    assert list(store.sources()) == []
    store.load(run, [said(OMSK)])
    assert list(store.sources()) == [speaking]
    store.load(replace(run, speaker=replace(speaking, priority=10)), [said(OMSK)])
    assert list(store.sources()) == [speaking]  # one that stands is changed by put_source alone


def test_a_run_that_a_load_brings_along_is_held_to_its_kinds(store: Store) -> None:
    speaking = SourceInfo("source/estimate", 10, computed=True)
    with pytest.raises(InputError, match="run cannot state"):
        store.load(Load(speaking.uid, [], speaker=speaking), [said(OMSK)])
