"""Records as they are handed out: order, filters, paging, who speaks."""

from __future__ import annotations

import pytest

from clustergraph.errors import UnknownNameError
from clustergraph.model.records import Entity, Link, Place, Statement
from clustergraph.model.records import link as make_link
from clustergraph.model.terms import Kind, LinkKind
from clustergraph.store.base import Between, In, StartsWith, Store, Where
from tests.build import A, B, C, D, e, firm, inn, link, said
from tests.store.telling import graph, node, only_link, speaker, tell

FIRMS = (
    e("Enterprise", inn=inn(1), region="55", okved2="20.16", okved2_other=["20.59", "46.75"]),
    e("Organization", inn=inn(2), region="55", okved2="64.19", unidentified=True),
    e("PublicAuthority", inn=inn(3), region="54", registration_date="2012-06-01"),
    e("IndustrialCluster", "cluster/omsk", name="Омский"),
)


def test_records_come_back_as_they_were_said(store: Store) -> None:
    hostile = "ё « \" % _ ' \\ \u0085 \u2028 \u00a0 🙂\n\t"
    records = (
        e("Enterprise", inn=inn(1), name=hostile, lat=54.987654321, unidentified=False, url=["a", hostile]),
        e("Indicator", f"indicator/{A}/headcount/2023", measure="headcount", value=12.5, period="2023"),
        link(A, "SUPPLIES", B, product="20.16.51", period="2023-12", document='№ 12/3|К "', amount=0.1, quantity=3.5),
        link(A, "SUPPLIES", B, amount=253329441.39),
        link(A, "OWNS", B, share=0.51, since="2016-12", until="2020-02-29"),
        link(C, "MAKES", "okpd2/20.16", since="2016"),
        link(A, "MEMBER_OF", "cluster/omsk", role="finished"),
    )
    tell(store, speaker(store, "a"), *records)
    for record in records:
        assert store.get(record.uid) == record


def test_an_ordinal_in_a_key_is_not_read_as_the_property(store: Store) -> None:
    second = make_link(A, LinkKind.MEMBER_OF, "cluster/omsk", {"role": "finished", "since": "2020"}, ordinal=2)
    unstated = make_link(A, LinkKind.MEMBER_OF, "cluster/omsk", {}, ordinal=2)
    number = link(A, "SUPPLIES", B, document="12/2")
    tell(store, speaker(store, "a"), second, unstated, number)
    assert [store.get(record.uid) for record in (second, unstated, number)] == [second, unstated, number]
    assert [each.uid for each in store.links(where={"role": "finished"})] == [second.uid]


def test_get_finds_nothing_where_nothing_is(store: Store) -> None:
    tell(store, speaker(store, "a"), *FIRMS)
    for uid in ("", "org/0", "nothing", link(A, "SUPPLIES", B).uid, "supply/x"):
        assert store.get(uid) is None
        assert list(store.statements(uid)) == []


def test_nodes_come_by_uid_and_a_kind_includes_its_sub_kinds(store: Store) -> None:
    tell(store, speaker(store, "a"), *reversed(FIRMS))
    assert [each.uid for each in store.entities()] == ["cluster/omsk", A, B, C]
    assert [each.uid for each in store.entities(Kind.ORGANIZATION)] == [A, B, C]
    assert [each.uid for each in store.entities(Kind.ENTERPRISE)] == [A]
    assert [each.uid for each in store.entities(Kind.ORGANIZATION, after=A, limit=1)] == [B]
    assert [each.uid for each in store.entities(after=C)] == []


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ({"region": "55"}, [A, B]),
        ({"region": "55", "okved2": "20.16"}, [A]),
        ({"region": In(["54", "99"])}, [C]),
        ({"okved2": StartsWith("20")}, [A]),
        ({"okved2": StartsWith("%")}, []),
        ({"okved2_other": "46.75"}, [A]),
        ({"okved2_other": StartsWith("20.")}, [A]),
        ({"unidentified": True}, [B]),
        ({"registration_date": Between("2012", "2012")}, [C]),
        ({"registration_date": Between("", "2011")}, []),
        ({"inn": f"{inn(1)}' OR '1'='1"}, []),
        ({"inn": In([])}, []),
    ],
)
def test_nodes_are_filtered(store: Store, where: Where, found: list[str]) -> None:
    tell(store, speaker(store, "a"), *FIRMS)
    assert [each.uid for each in store.entities(Kind.ORGANIZATION, where)] == found


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ({"period": "2023"}, ["1", "2"]),
        ({"period": StartsWith("2022")}, ["3"]),
        ({"document": StartsWith("")}, ["1", "2", "3"]),
        ({"period": Between("2022", "2022")}, ["3"]),
        ({"amount": Between("10", "100")}, ["1", "3"]),
        ({"amount": 10.5}, ["1"]),
        ({"document": In(["1", "2"]), "period": "2023"}, ["1", "2"]),
        ({"confidence": "contract"}, ["3"]),
    ],
)
def test_links_are_filtered_wherever_a_property_is_kept(store: Store, where: Where, found: list[str]) -> None:
    deals = (
        link(A, "SUPPLIES", B, period="2023", document="1", amount=10.5),
        link(A, "SUPPLIES", B, period="2023", document="2", amount=1000.0),
        link(A, "SUPPLIES", B, period="2022-05", document="3", amount=100.0, confidence="contract"),
        link(A, "MEMBER_OF", "cluster/omsk", role="finished", since="2020-05"),
    )
    tell(store, speaker(store, "a"), *deals)
    assert sorted(str(each.props["document"]) for each in store.links(where=where)) == found


def test_links_are_filtered_by_dates(store: Store) -> None:
    tell(store, speaker(store, "a"), link(A, "MEMBER_OF", "cluster/omsk", role="finished", since="2020-05"))
    for where, count in (({"since": "2020-05"}, 1), ({"since": "2020"}, 0), ({"since": StartsWith("2020")}, 1)):
        assert len(list(store.links(where=where))) == count
    assert len(list(store.links(where={"since": Between("2020-05-01", "")}))) == 0
    assert len(list(store.links(where={"since": Between("2019", "2020")}))) == 1


def test_an_unknown_property_never_reaches_the_store(store: Store) -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'region'"):
        list(store.entities(where={"regoin": "55"}))
    with pytest.raises(UnknownNameError):
        list(store.links(where={"x') OR 1=1 --": "55"}))


def test_links_come_by_start_kind_end_and_key(store: Store) -> None:
    links = [
        link(B, "SUPPLIES", A),
        link(A, "SUPPLIES", B, period="2024"),
        link(A, "SUPPLIES", B, period="2023"),
        link(A, "OWNS", C),
        link(A, "SUPPLIES", A),
    ]
    tell(store, speaker(store, "a"), *links)
    assert [each.uid for each in store.links()] == [links[n].uid for n in (3, 4, 2, 1, 0)]
    assert [each.uid for each in store.links(LinkKind.SUPPLIES)] == [links[n].uid for n in (4, 2, 1, 0)]
    assert [each.uid for each in store.links(ends=[C])] == [links[3].uid]
    assert [each.uid for each in store.links(LinkKind.SUPPLIES, {"period": "2023"}, ends=[C, B])] == [links[2].uid]
    assert list(store.links(ends=[])) == []


def test_statements_at_ends_are_those_of_the_nodes_and_of_all_their_links(store: Store) -> None:
    a, b = speaker(store, "a"), speaker(store, "b", 80)
    firms = [e("Enterprise", inn=inn(n), name=f"Фирма {n}") for n in (1, 2, 3)]
    inside, outside, elsewhere = link(A, "SUPPLIES", B), link(C, "SUPPLIES", A), link(C, "SUPPLIES", D)
    tell(store, a, *firms, inside, outside, elsewhere)
    tell(store, b, firms[0], inside)
    found = [(each.record.uid, each.source) for each in store.statements(ends=[B, A, "org/none", A])]
    expected = [(A, b), (A, a), (B, a), (inside.uid, b), (inside.uid, a), (outside.uid, a)]
    assert found == expected
    assert list(store.statements(ends=[])) == []


def test_statements_of_one_source_are_nodes_before_links_by_identity(store: Store) -> None:
    a, b = speaker(store, "a"), speaker(store, "b", 80)
    records: list[Entity | Link] = [
        link(B, "SUPPLIES", A),
        link(A, "SUPPLIES", B),
        e("Enterprise", inn=inn(2)),
        e("Enterprise", inn=inn(1)),
    ]
    tell(store, a, *records)
    tell(store, b, records[1], records[3])
    found = list(store.statements(source=a))
    assert [each.record for each in found] == [records[n] for n in (3, 2, 1, 0)]
    assert [each.place.line for each in found] == [4, 3, 2, 1]
    assert list(store.statements(source="source/none")) == []


def test_a_statement_comes_back_with_place_and_date(store: Store) -> None:
    source = speaker(store, "a")
    first = Statement(e("Enterprise", inn=inn(1)), Place("Файл.xlsx", "Лист 1", 12), "2023-05")
    tell(store, source, first, said(link(A, "SUPPLIES", B), 3))
    assert list(store.statements(A)) == [Statement(first.record, first.place, "2023-05", "", source)]
    assert [str(each.place) for each in store.statements(only_link(store).uid)] == ["a.csv!3"]


def test_counts_are_by_kind(store: Store) -> None:
    a, b = speaker(store, "a"), speaker(store, "b")
    tell(store, a, *FIRMS, link(A, "SUPPLIES", D))
    tell(store, b, FIRMS[0], link(A, "SUPPLIES", D))
    stats = store.stats()
    assert stats.nodes == {"Enterprise": 1, "IndustrialCluster": 1, "Organization": 2, "PublicAuthority": 1}
    assert (stats.links, stats.bare, stats.sources, stats.loads, stats.contested) == ({"SUPPLIES": 1}, 1, 2, 2, 2)


def test_reading_may_go_on_while_other_questions_are_asked(store: Store) -> None:
    tell(store, speaker(store, "a"), *(e("Enterprise", inn=inn(n)) for n in range(1, 20)))
    seen = []
    for entity in store.entities():
        assert store.get(entity.uid) == entity
        store.stats()
        seen.append(entity.uid)
    assert len(seen) == 19


def test_an_empty_store_answers(store: Store) -> None:
    assert graph(store) == []
    assert store.search("омск") == []
    assert store.neighbours(firm(1)).nodes == []
    assert not [*store.conflicts(), *store.loads(), *store.sources(), *store.documents()]
    assert store.stats().nodes == {}


def test_nodes_hold_who_speaks_in_fold_order(store: Store) -> None:
    for name, priority in (("c", 60), ("a", 60), ("b", 90)):
        tell(store, speaker(store, name, priority), FIRMS[0])
    assert node(store, A).sources == ("source/b", "source/a", "source/c")
