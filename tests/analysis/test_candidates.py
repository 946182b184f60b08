"""From a detection to records and back to what people read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from clustergraph.analysis.candidate import Candidate, candidate_of
from clustergraph.analysis.candidates import Candidates, candidates_of
from clustergraph.analysis.detection.detect import detect
from clustergraph.analysis.detection.explain import explain
from clustergraph.analysis.detection.scoring import Scene
from clustergraph.analysis.detection.statements import to_statements
from clustergraph.analysis.runs import run_id
from clustergraph.i18n import use
from clustergraph.model.checks import check_complete, check_values
from clustergraph.model.records import Entity, Link, Statement
from clustergraph.model.terms import Kind

from ..build import firm, link
from .networks import CLIQUES, network

NAMES = {firm(i + 1): f"ООО «Учебный завод № {i + 1}»" for i in range(12)}
FIRMS = {
    uid: Entity(uid, Kind.ENTERPRISE, {"inn": uid[4:], "name": name, "okved2": "20.16", "region": "55"})
    for uid, name in NAMES.items()
}
SUPPLIES = [link(firm(a + 1), "SUPPLIES", firm(b + 1), period="2023") for a, b in CLIQUES]


def statements(stamp: str = "now", period: str = "2023") -> list[Statement]:
    told = {"okved2": dict.fromkeys(range(12), "20.16"), "region": dict.fromkeys(range(12), "55")}
    net = network(12, CLIQUES, **told)
    return to_statements(detect(net, seed=3), net, stamp=stamp, period=period, names=NAMES)


def parts(found: list[Statement]) -> tuple[Entity, list[Entity], list[Link]]:
    records = [statement.record for statement in found]
    nodes = [record for record in records if isinstance(record, Entity)]
    return nodes[0], nodes[1:], [record for record in records if isinstance(record, Link)]


def listed(stamp: str = "now", *, links: list[Link] | None = None) -> Candidates:
    run, candidates, includes = parts(statements())
    return candidates_of(run, reversed(candidates), reversed(includes), FIRMS, stamp, links)


def page(links: list[Link], stamp: str = "now") -> Candidate:
    run, candidates, includes = parts(statements())
    return candidate_of(run, candidates[0], includes, FIRMS, links, stamp)


def test_the_same_run_has_the_same_id_whatever_the_order_of_its_parameters() -> None:
    assert run_id("detect", {"a": 1, "b": 2}, 1, "s") == run_id("detect", {"b": 2, "a": 1}, 1, "s")
    ids = {run_id("detect", {"a": 1}, 1, "s"), run_id("detect", {"a": 2}, 1, "s"), run_id("detect", {"a": 1}, 2, "s")}
    assert len(ids | {run_id("detect", {"a": 1}, 1, "t"), run_id("check", {"a": 1}, 1, "s")}) == 5


@pytest.mark.parametrize(("stamp", "period"), [("now", "2023"), ("", "")])
def test_what_is_kept_passes_the_checks_of_the_ontology(stamp: str, period: str) -> None:
    found = statements(stamp, period)
    run, candidates, includes = parts(found)
    assert (len(candidates), len(includes)) == (2, 12)
    for record in (one.record for one in found):
        assert check_values(record) == []
        assert check_complete(replace(record, sources=(run.uid,))) == []


def test_the_language_in_force_does_not_change_what_is_kept() -> None:
    with use("ru"):
        russian = statements()
    with use("en"):
        assert statements() == russian


def test_a_candidate_is_named_by_its_most_linked_firm() -> None:
    _, candidates, _ = parts(statements())
    # of 0…5 the bridge 5 has no more links inside than the others
    assert candidates[0].props["name"] == "ООО «Учебный завод № 1» и партнёры"
    assert candidates[0].props["name_en"] == "ООО «Учебный завод № 1» and partners"


def test_a_firm_without_a_name_goes_by_its_code() -> None:
    net = network(12, CLIQUES)
    found = to_statements(detect(net, seed=3), net, stamp="", period="", names={})
    assert parts(found)[1][0].props["name"] == "0055000017 и партнёры"


def test_the_list_reads_back_what_was_kept() -> None:
    found = listed(links=SUPPLIES)
    assert [row.rank for row in found.candidates] == [1, 2]
    row = found.candidates[0]
    assert (row.firms, row.fictional, row.regions, row.sectors) == (6, 6, ["55"], ["20.16"])
    assert row.links_inside == 15
    assert row.share_inside == pytest.approx(30 / 31)
    assert (found.firms, found.fictional) == (12, 12)
    run = found.run
    assert (run.method, run.seed, run.period, run.stale) == ("fast", 3, "2023", False)


def test_the_figures_of_links_are_those_of_the_run_whatever_the_graph_says_now() -> None:
    for links in (None, [], SUPPLIES[:3]):
        row = listed("later", links=links).candidates[0]
        assert (row.links_inside, row.sectors) == (15, ["20.16"])
        assert row.share_inside == pytest.approx(30 / 31, abs=1e-6)
    assert [(one.links_inside, one.links) for one in page([], "later").firms] == [(5, 5)] * 5 + [(5, 6)]


def test_a_run_that_kept_no_figures_is_counted_now_or_not_at_all() -> None:
    run, candidates, includes = parts(statements())
    kept = ("links_inside", "share_inside", "activities", "link_count")
    older = [replace(one, props={k: v for k, v in one.props.items() if k not in kept}) for one in candidates]
    row = candidates_of(run, older, includes, FIRMS, "now").candidates[0]
    assert (row.links_inside, row.share_inside, row.inner_degree, row.sectors) == (None, None, 2.0, ["20.16"])
    row = candidates_of(run, older, includes, FIRMS, "now", SUPPLIES[:3]).candidates[0]
    assert (row.links_inside, row.share_inside) == (3, 1.0)


def test_candidates_of_another_run_are_passed_over() -> None:
    run, candidates, includes = parts(statements())
    other, others, _ = parts(statements(stamp="before"))
    assert other.uid != run.uid
    assert len(candidates_of(run, [*candidates, *others], includes, FIRMS, "now").candidates) == 2


def test_a_secondary_place_does_not_count() -> None:
    run, candidates, includes = parts(statements())
    second = link(candidates[0].uid, "INCLUDES", firm(12), score=1.0, secondary=True)
    assert candidates_of(run, candidates, [*includes, second], FIRMS, "now").candidates[0].firms == 6


@pytest.mark.parametrize(
    ("language", "words"),
    [("ru", ["Кандидат", "не кластер", "Расчёт run/", "из них вымышленных: 12", "97 %", "Это не вероятность"]),
     ("en", ["candidate", "not a cluster", "Run run/", "12 of them fictional", "97 %", "no probability"])],
)  # fmt: skip
def test_the_list_says_what_it_is(language: str, words: list[str]) -> None:
    with use(language):
        shown = listed(links=SUPPLIES).to_text()
    assert [word for word in words if word not in shown] == []
    assert "Данные изменились" not in shown
    assert "Data changed" not in shown


def test_a_changed_graph_is_said() -> None:
    with use("en"):
        assert "Data changed since this run" in listed("later").to_text()
        assert "Data changed since this run" in page(SUPPLIES, "later").to_text()
    with use("ru"):
        assert "Данные изменились после этого расчёта" in listed("later").to_text()


def test_no_candidates_is_said() -> None:
    run, _, _ = parts(statements())
    with use("ru"):
        assert "Кандидатов не найдено" in candidates_of(run, [], [], {}, "now").to_text()


def test_amounts_that_are_not_known_are_not_zero() -> None:
    found = page(SUPPLIES)
    assert (found.sales.inside, found.sales.total, found.sales.share, found.sales.unknown) == (None, None, None, 16)
    assert {one.amount for one in found.links} == {None}
    with use("en"):
        assert "Sales inside: unknown; without a known amount: 16 supplies" in found.to_text()
        assert "Purchases inside: unknown; without a known amount: 15 supplies" in found.to_text()


def test_shares_of_sales_and_purchases_are_of_the_known_amounts() -> None:
    links = [
        link(firm(1), "SUPPLIES", firm(2), period="2023", amount=100.0),
        # a total of the year and its documents are not added, two years are
        link(firm(1), "SUPPLIES", firm(3), period="2023", amount=50.0),
        link(firm(1), "SUPPLIES", firm(3), period="2023-05", document="7", amount=30.0),
        link(firm(1), "SUPPLIES", firm(3), period="2023-06", document="8", amount=40.0),
        link(firm(1), "SUPPLIES", firm(3), period="2022", product="20.16.51", amount=30.0),
        link(firm(2), "SUPPLIES", firm(99), period="2023", amount=300.0),
        link(firm(98), "SUPPLIES", firm(2), period="2023", amount=800.0),
        link(firm(3), "SUPPLIES", firm(97), period="2023"),
        link(firm(4), "SUPPLIES", firm(4), period="2023", amount=5.0),
    ]
    found = page(links)
    assert (found.sales.inside, found.sales.total, found.sales.share, found.sales.unknown) == (200.0, 500.0, 0.4, 1)
    assert (found.purchases.inside, found.purchases.total, found.purchases.share) == (200.0, 1000.0, 0.2)
    amounts = [(one.src, one.dst, one.amount) for one in found.links]
    assert amounts == [(firm(1), firm(2), 100.0), (firm(1), firm(3), 100.0)]
    with use("ru"):
        assert (
            "Продажи внутри: 40 % (200 из 500 руб. известных сумм); без известной суммы: 1 поставка" in found.to_text()
        )


def test_the_page_lists_firms_with_their_place_and_links() -> None:
    found = page(SUPPLIES)
    assert [(one.uid, one.role, one.links_inside, one.links) for one in found.firms[:3]] == [
        (firm(i), "anchor", 5, 5) for i in (1, 2, 3)
    ]
    bridge = next(one for one in found.firms if one.uid == firm(6))
    assert (bridge.links_inside, bridge.links, bridge.name, bridge.fictional) == (5, 6, NAMES[firm(6)], True)
    assert found.links_inside == 15
    assert found.share_inside == pytest.approx(30 / 31)
    with use("ru"):
        shown = found.to_text()
    assert "Кандидат № 1" in shown
    assert "якорное предприятие" in shown
    assert "Степень уверенности: не откалибровано (без оценки)" in shown
    assert "… и ещё 5 связей" in shown


def test_a_firm_that_is_gone_from_the_graph_goes_by_its_uid() -> None:
    run, candidates, includes = parts(statements())
    found = candidate_of(run, candidates[0], includes, {}, [], "now")
    assert {one.name for one in found.firms} == {firm(i) for i in range(1, 7)}
    assert (found.links_inside, found.sales.total) == (15, 0.0)


def test_results_become_json_and_tables() -> None:
    for result in (listed(links=SUPPLIES), page(SUPPLIES)):
        columns, rows = result.table()
        assert {len(row) for row in rows} == {len(columns)}
        assert result.to_json()


def test_a_link_inside_names_its_documents_and_who_tells_of_it() -> None:
    told = [
        replace(
            link(firm(1), "SUPPLIES", firm(2), period="2023-05", document="7", product="20.16", amount=1.0),
            sources=("b",),
        ),
        replace(
            link(firm(1), "SUPPLIES", firm(2), period="2023-06", document="8", product="20.16", amount=2.0),
            sources=("a",),
        ),
    ]
    (one,) = page(told).links
    assert (one.amount, one.documents, one.products) == (3.0, ["7", "8"], ["20.16"])
    assert (one.periods, one.sources) == (["2023-05", "2023-06"], ["a", "b"])


def test_key_products_are_those_that_stay_inside_more_than_others() -> None:
    links = [
        link(firm(1), "SUPPLIES", firm(2), product="20.16"),
        link(firm(1), "SUPPLIES", firm(3), product="20.16"),
        link(firm(2), "SUPPLIES", firm(3), product="22.21"),
        link(firm(2), "SUPPLIES", firm(99), product="22.21"),
        link(firm(2), "SUPPLIES", firm(98), product="22.21"),
        link(firm(2), "SUPPLIES", firm(97)),
    ]
    # 20.16: 2 of 3 inside, 2 of 5 in all; 22.21: 1 of 3 inside, 3 of 5 in all
    found = page(links).products
    assert [(one.product, one.supplies) for one in found] == [("20.16", 2), ("22.21", 1)]
    assert [one.lift for one in found] == pytest.approx([5 / 3, 5 / 9], abs=1e-6)


def test_firms_of_one_owner_are_flagged_even_where_the_owner_is_outside() -> None:
    run, candidates, includes = parts(statements())
    owns = [link(firm(50), "OWNS", firm(1)), link(firm(50), "OWNS", firm(2)), link(firm(4), "OWNS", firm(60))]
    found = candidate_of(run, candidates[0], includes, FIRMS, SUPPLIES, "now", owns=owns)
    assert (found.owned.groups, found.owned.pairs) == ([[firm(1), firm(2)]], 1)
    with use("en"):
        assert "common owners: 2 firms; linked pairs of one owner: 1 of 15" in found.to_text()
        assert "common owners" not in page(SUPPLIES).to_text()


@pytest.mark.parametrize(
    ("language", "words"),
    [("ru", ["Почему каждое предприятие здесь", "ожидалось бы", "Почти вошли", "входит в № 2"]),
     ("en", ["Why each firm is here", "random links", "Nearly joined", "is in No. 2"])],
)  # fmt: skip
def test_the_page_says_why(language: str, words: list[str]) -> None:
    run, candidates, includes = parts(statements())
    why = explain(Scene(network(12, CLIQUES), attributes=False), [list(range(6)), list(range(6, 12))], 0)
    found = candidate_of(run, candidates[0], includes, FIRMS, SUPPLIES, "now", why=why)
    assert found.names == {firm(7): NAMES[firm(7)]}
    with use(language):
        shown = found.to_text()
    assert [word for word in words if word not in shown] == []
    assert found.to_json()
