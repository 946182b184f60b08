"""Row checks find what is wrong with one record, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.build import A, B, e, firm, link

from clustergraph import i18n
from clustergraph.model.checks import check_complete, check_values
from clustergraph.model.records import Entity, Link, Value
from clustergraph.model.terms import LINKS, PROPERTIES, TERMS, Kind, LinkKind

FIRM = e("Enterprise", inn="0055000017", name="Полимер-Демо", okved2="20.16", region="55")
SUPPLY = link(A, "SUPPLIES", B, product="20.16.51", period="2023", amount=1200000.5)


def wrong(record: Entity | Link) -> list[tuple[str, str]]:
    """What is wrong with a record: property and rule."""
    return [(violation.property, violation.rule) for violation in check_values(record)]


def firm_with(**props: Any) -> Entity:
    return replace(FIRM, props={**FIRM.props, **props})


def test_right_records_pass() -> None:
    assert check_values(FIRM) == []
    assert check_values(SUPPLY) == []
    assert check_values(link("event/2024-forum", "ABOUT", B)) == []


@pytest.mark.parametrize(
    ("key", "value", "rule"),
    [
        ("capacity", 5.0, "unlisted"),
        ("inn", "12345", "pattern"),
        ("inn", "0055000018", "check-digit"),
        ("inn", 55000017, "type"),
        ("inn", "0055000017\n", "pattern"),
        ("ogrn", "1250000000018", None),
        ("ogrn", "1250000000019", "check-digit"),
        ("ogrn", "2250000000018", "pattern"),
        ("name", "", "empty"),
        ("name", "Завод\x07", "control"),
        ("name", "Завод\ud800", "control"),
        ("name", "Завод\t«А»\r\n\u00a0\u0085\u2028🏭", None),
        ("name", ["Завод"], "single"),
        ("name", None, "empty"),
        ("alt_name", ["Б", "А"], "order"),
        ("alt_name", ["А", "А"], "order"),
        ("alt_name", ["А", "Б"], None),
        ("alt_name", [], "empty"),
        ("alt_name", [""], "empty"),
        ("alt_name", [1], "type"),
        ("alt_name", "А", "list"),
        ("kpp", ["005501001"], None),
        ("kpp", ["00550100"], "pattern"),
        ("okved2", "99.999", "pattern"),
        ("okved2", "C", None),
        ("okved2", "c", "pattern"),
        ("okved2", ["20.16", "99.99"], "single"),
        ("region", "5", "pattern"),
        ("legal_status", "active", None),
        ("legal_status", "alive", "term"),
        ("legal_status", ["active"], "single"),
        ("legal_status", "", "empty"),
        ("unidentified", True, None),
        ("unidentified", 1, "type"),
        ("unidentified", "true", "type"),
        ("registration_date", "2016-12-26", None),
        ("registration_date", "2016-12", "date"),
        ("registration_date", "2020-13-45", "date"),
        ("registration_date", "26.12.2016", "date"),
        ("registration_date", "٢٠١٦-١٢-٢٦", "date"),
        ("lat", 54.989342, None),
        ("lat", 54.9893421, "digits"),
        ("lat", 90.5, "bounds"),
        ("lat", 54, "type"),
        ("lat", True, "type"),
        ("lat", float("nan"), "bounds"),
        ("lat", "54.98", "type"),
        ("url", ["https://example.org/a"], None),
        ("url", ["example.org"], "pattern"),
    ],
)
def test_a_value_is_judged_by_its_property(key: str, value: object, rule: str | None) -> None:
    assert wrong(firm_with(**{key: value})) == ([(key, rule)] if rule else [])


@pytest.mark.parametrize(
    ("amount", "rule"),
    [
        (0.0, None),
        (-0.01, "bounds"),
        (9999999999999.99, None),
        (1e13, "bounds"),
        (0.001, "digits"),
        (float("inf"), "bounds"),
    ],
)
def test_a_sum_has_two_places_and_fifteen_digits(amount: float, rule: str | None) -> None:
    assert wrong(link(A, "SUPPLIES", B, amount=amount)) == ([("amount", rule)] if rule else [])


@pytest.mark.parametrize("jobs", [10.0, "10", True])
def test_a_whole_number_is_an_int(jobs: Value) -> None:
    assert wrong(e("Project", "project/demo", name="Проект", jobs=10)) == []
    assert wrong(e("Project", "project/demo", name="Проект", jobs=jobs)) == [("jobs", "type")]


def test_a_whole_number_has_64_bits() -> None:
    assert wrong(e("Run", "run/1", method="detect", seed=2**63 - 1)) == []
    assert wrong(e("Run", "run/1", method="detect", seed=2**63)) == [("seed", "bounds")]


def test_a_choice_without_a_scheme_is_one_of_those_listed() -> None:
    good = e("Requirement", "requirement/pp-779/e2024/c4", code="C4", name="Требование", comparison=">=")
    assert wrong(good) == []
    assert wrong(replace(good, props={**good.props, "comparison": "=>"})) == [("comparison", "term")]


def test_each_link_takes_its_own_set_of_roles() -> None:
    assert wrong(link(A, "MEMBER_OF", "cluster/demo", role="finished")) == []
    assert wrong(link(A, "MEMBER_OF", "cluster/demo", role="anchor")) == [("role", "term")]
    assert wrong(link(A, "PARTY_TO", "agreement/demo", role="specialized_organization")) == []
    assert wrong(link(A, "PARTY_TO", "agreement/demo", role="finished")) == [("role", "term")]
    assert wrong(link("candidate/1/1", "INCLUDES", A, role="anchor", score=1.0)) == []


def test_a_broader_code_is_one_of_the_same_list() -> None:
    assert wrong(e("Product", "okpd2/20.16.51", broader="20.16")) == []
    assert wrong(e("Product", "okpd2/20.16.51.110", broader="20.16.51")) == []
    assert wrong(e("Region", "region/55", broader="20.16")) == [("broader", "pattern")]


@pytest.mark.parametrize(
    ("since", "until", "rule"),
    [
        ("2016", "2017", None),
        ("2016-05", "2016", None),
        ("2016", "2016-05", None),
        ("2016-12-26", "2016-12-26", None),
        ("2017", "2016-12-31", "span"),
        ("2016-12-27", "2016-12-26", "span"),
    ],
)
def test_since_is_not_after_until(since: str, until: str, rule: str | None) -> None:
    found = wrong(link(A, "OWNS", B, since=since, until=until))
    assert found == ([("since", rule)] if rule else [])


def test_a_lower_bound_is_not_above_the_upper_one() -> None:
    good = e("CheckResult", "check/1/cluster/demo/pp-779/e2024/c4", verdict="pass", low=0.2, high=0.2)
    assert wrong(good) == []
    assert wrong(replace(good, props={**good.props, "low": 0.3})) == [("low", "above")]


@pytest.mark.parametrize(
    ("kind", "uid", "rule"),
    [
        (Kind.ENTERPRISE, "org/0055000017", None),
        (Kind.ENTERPRISE, "org/", "uid"),
        (Kind.ENTERPRISE, "site/0055000017", "uid"),
        (Kind.ENTERPRISE, "org/ООО", "uid"),
        (Kind.ENTERPRISE, "org/a b", "uid"),
        (Kind.ENTERPRISE, "ORG/0055000017", "uid"),
        (Kind.ACTIVITY, "okved2/c", None),
        (Kind.ACTIVITY, "okved2/1.1", "pattern"),
        (Kind.PRODUCT, "okpd2/unknown", None),
        (Kind.MUNICIPALITY, "oktmo/52701000", None),
        (Kind.MUNICIPALITY, "oktmo/5270100", "pattern"),
        (Kind.UNIT, "okei/168", None),
    ],
)
def test_a_uid_stands_in_the_folder_of_its_kind(kind: Kind, uid: str, rule: str | None) -> None:
    assert wrong(Entity(uid, kind)) == ([("uid", rule)] if rule else [])


def test_the_ends_of_a_link_are_of_its_kinds() -> None:
    assert wrong(link(A, "MEMBER_OF", "candidate/1/1", role="finished")) == [("dst", "end")]
    assert wrong(link("member/demo-1", "SUPPLIES", A)) == []
    assert wrong(link("member/demo-1", "OWNS", A)) == [("src", "start")]
    assert wrong(link("cluster/demo", "SUPPLIES", "okpd2/20.16")) == [("src", "start"), ("dst", "end")]
    assert wrong(link("org/Завод", "SUPPLIES", A)) == [("src", "uid")]
    assert wrong(replace(SUPPLY, uid="supply/1")) == [("uid", "uid")]


def test_a_plain_link_starts_only_where_its_shape_stands() -> None:
    assert wrong(link("site/demo", "HAS_ENTRY", "entry/industrial_parks/site/demo/in_register")) == []
    assert wrong(link(A, "HAS_ENTRY", "entry/industrial_parks/site/demo/in_register")) == [("src", "start")]
    assert wrong(replace(link("event/demo", "ABOUT", A), props={"since": "2023"})) == [("since", "unlisted")]


def test_a_message_speaks_both_languages() -> None:
    (violation,) = check_values(link(A, "MEMBER_OF", "cluster/demo", role="anchor"))
    assert str(violation.message) == "A role of a member: finished, intermediate or another member role"
    (violation,) = check_values(firm_with(okved2="99.999"))
    with i18n.use("ru"):
        assert str(violation.message) == "Код ОКВЭД2 — 01, 01.1, 01.11, 01.11.1 или 01.11.11"
    assert all(check_values(firm_with(capacity=1.0))[0].message)


def complete(record: Entity | Link, plain_links: list[str] | None = None) -> list[tuple[str, str]]:
    return [(violation.property, violation.rule) for violation in check_complete(record, plain_links)]


def test_what_must_be_there_is_missed_only_in_the_folded_record() -> None:
    nameless = Entity("cluster/demo", Kind.INDUSTRIAL_CLUSTER)
    assert check_values(nameless) == []
    assert complete(nameless) == [("name", "required"), ("sources", "source")]
    assert complete(replace(nameless, props={"name_en": "Demo"}, sources=("source/a",))) == []


def test_an_enterprise_has_an_inn_but_needs_no_source() -> None:
    assert complete(FIRM) == []
    assert complete(Entity("org/x-0123456789ab", Kind.ENTERPRISE)) == [("inn", "required")]
    assert complete(Entity("org/x-0123456789ab", Kind.ORGANIZATION)) == []


def test_every_link_has_a_source_and_a_computed_one_a_run() -> None:
    assert complete(SUPPLY) == [("sources", "source")]
    assert complete(replace(SUPPLY, sources=("source/a",))) == []
    included = link("candidate/1/1", "INCLUDES", A, score=1.0)
    assert complete(replace(included, sources=("source/a",))) == [("sources", "run")]
    assert complete(replace(included, sources=("run/1",))) == []


def test_plain_links_are_judged_where_they_are_known() -> None:
    indicator = replace(
        e("Indicator", f"indicator/{A}/revenue/2023", measure="revenue", period="2023", value=1.0),
        sources=("source/a",),
    )
    assert complete(indicator) == []
    assert complete(indicator, []) == [("ABOUT", "required")]
    assert complete(indicator, ["ABOUT"]) == []
    assert complete(indicator, ["ABOUT", "CHECKS"]) == [("CHECKS", "unlisted")]
    edition = e("LegalActEdition", "edition/pp-779/e2024", name="Редакция")
    assert complete(edition, ["EDITION_OF", "EDITION_OF"]) == [("EDITION_OF", "twice")]


@pytest.mark.parametrize("kind", list(LinkKind))
def test_every_property_that_a_link_requires_is_one_it_lists(kind: LinkKind) -> None:
    assert set(LINKS[kind].required) <= set(LINKS[kind].properties)


@given(st.integers(0, 10**15 - 1))
def test_every_sum_of_kopecks_in_range_is_right(kopecks: int) -> None:
    assert wrong(link(A, "SUPPLIES", B, amount=kopecks / 100)) == []


@given(st.integers(1, 99999), st.integers(0, 9))
def test_only_the_right_check_digit_passes(number: int, digit: int) -> None:
    right = firm(number).removeprefix("org/")
    inn = right[:9] + str(digit)
    assert wrong(Entity(f"org/{inn}", Kind.ENTERPRISE, {"inn": inn})) == (
        [] if inn == right else [("inn", "check-digit")]
    )


@given(
    st.sampled_from(sorted(PROPERTIES)),
    st.sampled_from([*TERMS["role"], "", "x", "2023"]) | st.floats() | st.booleans(),
)
def test_a_refused_value_names_its_property_and_a_rule(key: str, value: Value) -> None:
    assert all(violation.property == key for violation in check_values(replace(FIRM, props={key: value})))
