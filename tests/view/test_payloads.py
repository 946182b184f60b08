"""A page says what the records say: counts, groups, words, in whatever order they come."""

from __future__ import annotations

import random

import pytest

from clustergraph import i18n
from clustergraph.model.records import Entity, Link
from clustergraph.model.terms import Kind
from clustergraph.model.words import clean, name_of, value_text
from clustergraph.view.payloads import Group, graph_page, groups_of
from tests.build import A, B, C, D, e, firm, inn, link


def firms(count: int) -> list[Entity]:
    return [e("Enterprise", inn=inn(i), name=f"Демо {i}") for i in range(1, count + 1)]


def test_parallel_links_are_one_with_a_count_and_no_sum() -> None:
    links = [
        link(A, "SUPPLIES", B, period="2022", amount=1000.0),
        link(A, "SUPPLIES", B, period="2023", amount=2500.5),
        link(B, "SUPPLIES", A, period="2023", amount=7.0),
    ]
    page = graph_page(firms(2), links, title="t")
    assert [(one.src, one.dst, one.count) for one in page.links] == [(0, 1, 2), (1, 0, 1)]
    words = "\n".join(page.links[0].tooltip)
    assert "1,000.00" in words
    assert "2,500.50" in words
    assert "3,500" not in words


def test_a_link_is_inferred_only_where_all_its_records_are_estimated() -> None:
    estimated = link(A, "SUPPLIES", B, period="2022", confidence="estimated")
    contract = link(A, "SUPPLIES", B, period="2023", confidence="contract")
    assert graph_page(firms(2), [estimated], title="t").links[0].inferred
    assert not graph_page(firms(2), [estimated, contract], title="t").links[0].inferred


def test_links_that_leave_the_picture_are_counted_and_foreign_ones_are_not() -> None:
    links = [link(A, "SUPPLIES", C), link(C, "SUPPLIES", D), link(A, "SUPPLIES", B)]
    page = graph_page(firms(2), links, title="t")
    assert (page.sent.links, page.total.links, page.outside, page.truncated) == (1, 1, 1, False)


def test_a_limit_keeps_what_is_asked_for_and_the_most_linked_and_says_so() -> None:
    links = [link(firm(1), "SUPPLIES", firm(i)) for i in (2, 3, 4)] + [link(firm(2), "SUPPLIES", firm(3))]
    page = graph_page(firms(5), links, title="t", limit=3, keep=[firm(5)])
    assert [node.uid for node in page.nodes] == [firm(1), firm(2), firm(5)]
    assert (page.total.nodes, page.sent.nodes, page.truncated) == (5, 3, True)
    assert (page.total.links, page.sent.links) == (4, 1)


def test_fictional_firms_are_counted_among_firms() -> None:
    nodes = [*firms(2), e("Organization", "org/x-0123456789ab", name="Иная"), e("PublicAuthority", C, name="Ведомство")]
    page = graph_page(nodes, [], title="t")
    assert (page.fictional, page.firms) == (2, 3)


def test_groups_follow_from_memberships_and_a_cluster_wins_over_a_candidate() -> None:
    cluster = e("IndustrialCluster", "cluster/demo", name="Демо-кластер")
    candidate = e("ClusterCandidate", "candidate/r/1", name="Демо-кандидат", rank=1)
    links = [
        link(A, "MEMBER_OF", cluster, role="participant"),
        link(candidate, "INCLUDES", A),
        link(candidate, "INCLUDES", B),
        link(candidate, "INCLUDES", C, secondary=True),
    ]
    nodes = [*firms(3), candidate, cluster]
    groups = groups_of(nodes, links)
    assert [(group.uid, group.kind, sorted(group.members)) for group in groups] == [
        ("cluster/demo", "cluster", ["cluster/demo", A]),
        ("candidate/r/1", "candidate", ["candidate/r/1", A, B]),
    ]
    page = graph_page(nodes, links, groups, title="t")
    assert {node.uid: node.group for node in page.nodes} == {
        A: 0,
        B: 1,
        C: -1,
        "candidate/r/1": 1,
        "cluster/demo": 0,
    }
    assert [group.size for group in page.groups] == [2, 2]


def test_candidates_come_by_rank() -> None:
    nodes = [e("ClusterCandidate", f"candidate/r/{rank}", rank=rank) for rank in (10, 2, 1)]
    assert [group.uid for group in groups_of(nodes, [])] == ["candidate/r/1", "candidate/r/2", "candidate/r/10"]


def test_the_order_of_records_leaves_no_trace() -> None:
    nodes = firms(30)
    links: list[Link] = [
        link(firm(1 + i % 30), "SUPPLIES", firm(1 + (i * 7) % 30), period=str(2000 + i)) for i in range(60)
    ]
    groups = [
        Group(f"candidate/r/{i}", f"К {i}", "candidate", [firm(j) for j in range(1 + i, 31, 4)]) for i in range(3)
    ]
    shuffled = random.Random(1)
    page = graph_page(nodes, links, groups, title="t")
    for _ in range(3):
        shuffled.shuffle(nodes)
        shuffled.shuffle(links)
        assert graph_page(nodes, links, groups, title="t") == page


def test_a_tooltip_names_kind_facts_and_sources_in_the_language_asked_for() -> None:
    node = Entity(
        A, Kind.ENTERPRISE, {"name": "Полимер-Демо", "inn": "0055000017", "unidentified": True}, ("source/a",)
    )
    with i18n.use("ru"):
        told = graph_page([node], [], title="t").nodes[0].tooltip
    assert told == ("Полимер-Демо", "Предприятие", "ИНН: 0055000017", "код не установлен: да", "Источники: source/a")


def test_a_person_is_shown_without_a_name_and_a_signatory_not_at_all() -> None:
    person = e("Person", "person/demo-minister", name="Демонов Демон")
    agreement = e("Agreement", "agreement/demo", name="Соглашение")
    links = [link(A, "PARTY_TO", agreement, role="party", signed_by="Демонов Демон")]
    page = graph_page([person, agreement, *firms(1)], links, title="t")
    shown = repr((page.nodes, page.links))
    assert "person/demo-minister" in shown
    assert "Демонов" not in shown


@pytest.mark.parametrize(
    ("key", "value", "russian", "english"),
    [
        ("amount", 1200000.5, "1\u00a0200\u00a0000,50", "1,200,000.50"),
        ("share", 0.25, "0,25", "0.25"),
        ("confidence", "contract", "по договору", "by contract"),
        ("since", "2024-05-20", "20.05.2024", "2024-05-20"),
        ("since", "2024", "2024", "2024"),
        ("kpp", ["005501001", "005501002"], "005501001; 005501002", "005501001; 005501002"),
        ("jobs", 1500, "1\u00a0500", "1,500"),
        ("confidence", "unheard", "unheard", "unheard"),
    ],
)
def test_values_are_written_as_people_of_the_language_do(
    key: str, value: str | float | list[str], russian: str, english: str
) -> None:
    with i18n.use("ru"):
        assert value_text(key, value) == russian
    assert value_text(key, value) == english


def test_texts_are_cleaned_of_marks_nobody_sees_and_cut() -> None:
    assert clean("a\u202eb\u2028c\n  d\x00") == "ab c d"
    assert clean("абвгд", 3) == "аб…"


def test_a_node_without_a_name_goes_by_its_uid() -> None:
    assert name_of(e("Enterprise", A)) == A
    assert name_of(e("Enterprise", A, name="\u202e", legal_name="Демо")) == "Демо"
