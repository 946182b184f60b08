"""The other metrics: sites, newcomers, jobs, productivity, the specialized organization. Hand-computed."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from clustergraph.analysis.law.case import Case
from clustergraph.analysis.law.check import check
from clustergraph.analysis.law.editions import read_rulebook
from clustergraph.analysis.law.figures import Figure
from clustergraph.analysis.law.interval import Interval
from clustergraph.analysis.law.metrics import compute
from clustergraph.analysis.law.rules import Measured, Params
from clustergraph.analysis.law.territories import Area, Territory
from clustergraph.errors import InputError, UnknownNameError
from clustergraph.i18n import Text
from clustergraph.model.records import Entity
from clustergraph.model.terms import Kind
from tests.analysis.law.story import CLUSTER, OUT, T1, T2, T3, F, Story, cluster
from tests.build import e, firm, link

BOOK = read_rulebook()
MANAGER = firm(20)
STATE = firm(30)
CONTRACTS = ("project", "supply", "works_services", "spic")
OPEN_LIST = Territory("open", Text("", ""), False, (Area("Omsk", "52", "2019-02-13", "2024-12-28"),))
WHOLE_LIST = Territory("whole", Text("", ""), True, (Area("Omsk", "52"),))


def figure(story: Story, metric: str, period: str = "2023", as_of: str = "", **params: object) -> Figure:
    territories = {"open": OPEN_LIST, "whole": WHOLE_LIST}
    case = Case(story.evidence(), period, as_of, territories=territories)
    return compute(case, Measured(metric, Params(**params)))  # type: ignore[arg-type]


def ends(story: Story, metric: str, period: str = "2023", as_of: str = "", **params: object) -> tuple[object, object]:
    value = figure(story, metric, period, as_of, **params).value
    assert value is not None
    return value.low, value.high


def needs(found: Figure) -> set[tuple[str, str, str]]:
    return {(gap.need, gap.side, gap.ask) for gap in found.gaps}


def group(*, members: tuple[str, ...] = (F, T1, T2, T3)) -> Story:
    story = Story().say(e("IndustrialCluster", CLUSTER, name="Demo cluster"), "source/register")
    for uid in members:
        story.member(uid, "finished" if uid == F else "intermediate")
    return story


def at(story: Story, uid: str, oktmo: str = "", **dates: str) -> Story:
    site = f"site/{uid[-10:]}-{oktmo or 'x'}"
    story.say(e("Site", site, name="Works", **({"oktmo": oktmo} if oktmo else {})))
    return story.say(link(uid, "LOCATED_AT", site, **dates))


# ---------------------------------------------------------------------------------------------- territories
def test_a_list_that_is_not_complete_says_yes_or_unknown() -> None:
    story = at(at(group(), F, "52701000"), T1, "71701000")
    found = figure(story, "member_share_on", territories=("open",))
    assert found.value == Interval(Fraction(1, 4), Fraction(1))
    assert needs(found) == {("territory_list", "", "expert"), ("site", "", T2), ("site", "", T3)}
    assert ends(story, "member_share_on", territories=("whole",)) == (Fraction(1, 4), Fraction(3, 4))


def test_a_list_is_read_as_of_the_last_day_of_the_period() -> None:
    story = at(group(members=(F,)), F, "52701000")
    assert ends(story, "member_share_on", "2023", territories=("open",)) == (1, 1)
    assert ends(story, "member_share_on", "2024", territories=("open",)) == (0, 1)
    assert ends(story, "member_share_on", "2023", "2026-01-01", territories=("open",)) == (1, 1)


def test_a_legal_address_is_no_site_and_a_site_that_was_left_is_none() -> None:
    story = group(members=(F,)).say(e("Enterprise", F, oktmo="52701000", address="Omsk"))
    assert ends(story, "member_share_on", territories=("whole",)) == (0, 1)
    at(story, F, "52701000", until="2023-06-01")
    assert ends(story, "member_share_on", territories=("whole",)) == (0, 1)
    assert ends(story, "member_share_on", "2022", territories=("whole",)) == (1, 1)


@pytest.mark.parametrize(("sites", "verdict", "c4"), [(2, "PASS", "PASS"), (0, "UNKNOWN", "UNKNOWN")])
def test_a_relief_whose_condition_holds_lowers_the_threshold(sites: int, verdict: str, c4: str) -> None:
    story = group().complete(F, "purchases").sells(T1, F, 15).sells(OUT, F, 85)
    for uid in (F, T1)[:sites]:
        at(story, uid, "52701000")
    found = {checked.id: checked.verdict for checked in check(story.evidence(), BOOK, edition="e2024").requirements}
    assert (found["C5"], found["C4"]) == (verdict, c4)


# ---------------------------------------------------------------------------------------------- newcomers
def test_newcomers_are_those_stated_and_those_that_made_nothing_before() -> None:
    story = group(members=(F, T1, T3)).member(firm(6), "education").total(T1, "own_output", 0, period="2022")
    story.total(F, "own_output", 5, period="2022").member(T2, "intermediate", newcomer_since="2020")
    found = figure(story, "newcomer_count", newcomer="no_product")
    assert found.value == Interval(Fraction(2), Fraction(3))  # T1 and T2 surely, T3 perhaps
    assert needs(found) == {("newcomer", "", T3)}


def test_a_member_without_a_role_may_make_nothing_and_is_perhaps_no_newcomer() -> None:
    story = group(members=(F,)).member(T1).total(F, "own_output", 5, period="2022")
    story.total(T1, "own_output", 0, period="2022")
    found = figure(story, "newcomer_count", newcomer="no_product")
    assert found.value == Interval(Fraction(0), Fraction(1))
    assert needs(found) == {("role", "", T1)}


def test_a_newcomer_without_contracts_is_late_after_the_years() -> None:
    story = group(members=(F, T1)).member(T2, "intermediate", newcomer_since="2021-03-01").agreement("a", F, T1)
    rule = {"newcomer": "no_product", "years": 3, "agreement_types": CONTRACTS}
    assert ends(story, "newcomers_past_deadline", "2023", "2024-02-29", **rule) == (0, 0)
    assert ends(story, "newcomers_past_deadline", "2023", "2024-03-01", **rule) == (0, 1)
    story.complete(T2, "agreements")
    assert ends(story, "newcomers_past_deadline", "2023", "2024-03-01", **rule) == (1, 1)
    story.agreement("b", F, T2)
    assert ends(story, "newcomers_past_deadline", "2023", "2024-03-01", **rule) == (0, 0)


# ---------------------------------------------------------------------------------------------- roles
def test_members_are_counted_by_their_role() -> None:
    story = group().member(firm(6), "education").member(firm(7), "finance").member(firm(8))
    assert ends(story, "finished_count") == (1, 2)
    assert ends(story, "education_count") == (1, 2)
    assert ends(story, "finance_count") == (1, 2)


# ---------------------------------------------------------------------------------------------- labour
def test_the_share_of_jobs_lies_between_what_the_known_figures_leave() -> None:
    story = group(members=(F, T1)).total(F, "headcount", 100, unit="792").total(F, "high_productivity_jobs", 60)
    story.total(T1, "headcount", 100, unit="792")
    found = figure(story, "hpj_share")
    assert found.value == Interval(Fraction(60, 200), Fraction(160, 200))
    assert needs(found) == {("indicator", "high_productivity_jobs", T1)}
    story.total(T1, "high_productivity_jobs", 40)
    assert ends(story, "hpj_share") == (Fraction(1, 2), Fraction(1, 2))
    assert figure(story.total(T1, "headcount", 100, "source/b"), "hpj_share").value == Interval(*2 * (Fraction(1, 2),))


def test_more_such_jobs_than_jobs_contradict() -> None:
    story = group(members=(F,)).total(F, "headcount", 10).total(F, "high_productivity_jobs", 11)
    assert figure(story, "hpj_share").hold == "contradiction"


def test_productivity_is_compared_with_the_year_before_and_with_the_class() -> None:
    story = group(members=(F, T1))
    for uid, before, now in ((F, 100, 110), (T1, 200, 210)):
        story.total(uid, "productivity", before, period="2022").total(uid, "productivity", now)
        story.say(e("Enterprise", uid, okved2="20.16"), "source/register")
    assert ends(story, "productivity_growth") == (Fraction(1, 20), Fraction(1, 10))
    assert needs(figure(story, "productivity_to_industry")) == {("industry_mean", "", "expert")}
    mean = Entity("indicator/okved2/20/productivity/2023", Kind.INDICATOR)
    stated = Entity(mean.uid, Kind.INDICATOR, {"measure": "productivity", "period": "2023", "value": 100})
    story.say(stated).say(link(mean, "ABOUT", "okved2/20"))
    assert ends(story, "productivity_to_industry") == (Fraction(11, 10), Fraction(21, 10))


# ---------------------------------------------------------------------------------------------- the organization
def managed(story: Story, **props: str) -> Story:
    story.say(e("Organization", MANAGER, name="Centre", **props), "source/register")
    return story.say(link(MANAGER, "MANAGES", CLUSTER), "source/register")


def test_what_nobody_says_of_the_specialized_organization_is_asked() -> None:
    everything = BOOK.edition("e2024").requirements[-1].test
    assert everything is not None
    every = everything.measured.params.needs
    assert ends(group(), "spec_org_gaps", needs=("exists", "legal-entity")) == (0, 2)
    assert needs(figure(group(), "spec_org_gaps", needs=("exists", "legal-entity"))) == {("manager", "", "expert")}
    assert ends(managed(group()), "spec_org_gaps", needs=("exists", "legal-entity")) == (0, 1)
    story = managed(group(members=(F, T1)), ogrn="1250000000018")
    assert ends(story, "spec_org_gaps", needs=("exists", "legal-entity")) == (0, 0)
    assert ends(story, "spec_org_gaps", needs=every) == (0, 6)
    story.agreement("p", MANAGER, F, kind="participation")
    found = figure(story, "spec_org_gaps", needs=("member-agreements",))
    assert [(gap.need, gap.side, gap.about) for gap in found.gaps] == [("agreement", "participation", T1)]
    assert ends(story.complete(MANAGER, "agreements"), "spec_org_gaps", needs=("member-agreements",)) == (1, 1)
    complete_the_support(story.agreement("q", MANAGER, T1, kind="participation"))
    assert ends(story, "spec_org_gaps", needs=every) == (0, 0)


def test_one_of_two_organizations_cannot_tell_that_nobody_signed_with_the_other() -> None:
    second = firm(21)
    story = managed(group(members=(F,))).say(link(second, "MANAGES", CLUSTER), "source/register")
    story.complete(MANAGER, "agreements")
    assert ends(story, "spec_org_gaps", needs=("member-agreements",)) == (0, 1)
    assert ends(story.complete(second, "agreements"), "spec_org_gaps", needs=("member-agreements",)) == (1, 1)


def complete_the_support(story: Story) -> Story:
    words = ["expert", "information", "methodical", "organizational"]
    story.say(e("IndustrialCluster", CLUSTER, confirmed=words)).say(e("PublicAuthority", STATE, name="Ministry"))
    story.agreement("state", MANAGER, STATE, kind="government")
    return story.say(link("agreement/state", "ABOUT", CLUSTER))


def test_the_regions_approval_and_the_programme_are_there_or_not_known() -> None:
    story = group()
    assert ends(story, "document_present", document="programme") == (0, 1)
    assert ends(story, "document_present", document="region-approval") == (0, 1)
    story.say(e("IndustrialCluster", CLUSTER, confirmed=["programme"]))
    assert ends(story, "document_present", document="programme") == (1, 1)
    assert ends(complete_the_support(story), "document_present", document="region-approval") == (1, 1)


def test_an_agreement_with_the_state_about_something_else_is_no_approval() -> None:
    story = group().say(e("PublicAuthority", STATE, name="Ministry")).agreement("g", F, STATE, kind="government")
    assert ends(story, "document_present", document="region-approval") == (0, 1)


def test_founders_own_a_part_and_shares_that_make_up_the_whole_leave_no_other() -> None:
    story = managed(group()).say(link(F, "OWNS", MANAGER, share=0.6))
    assert ends(story, "founders_share") == (Fraction(1, 4), Fraction(1))
    story.say(link(OUT, "OWNS", MANAGER, share=0.4))
    assert ends(story, "founders_share") == (Fraction(1, 4), Fraction(1, 4))


def test_infrastructure_is_at_least_what_is_named() -> None:
    story = group().say(e("InfrastructureObject", "infrastructure/lab", name="Laboratory"))
    assert ends(story, "infrastructure_count") == (0, None)
    assert ends(story.say(link("infrastructure/lab", "SERVES", CLUSTER)), "infrastructure_count") == (1, None)


# ---------------------------------------------------------------------------------------------- together
def test_a_group_can_pass() -> None:
    story = managed(cluster().member(firm(6), "intermediate"), ogrn="1250000000018")
    members = (F, T1, T2, T3, firm(6))
    for uid in members:
        story.total(uid, "own_output", 5, period="2022")
        story.agreement(f"p-{uid[-3:]}", MANAGER, uid, kind="participation")
    for uid in members[1:]:
        story.agreement(f"s-{uid[-3:]}", F, uid)
    report = check(complete_the_support(story).evidence(), BOOK, edition="e2024")
    assert report.verdict == "PASS"
    assert "by the data at hand the conditions are met; the decision is the ministry's" in report.to_text()


def test_what_a_territory_list_may_not_say_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "rules" / "territories"
    folder.mkdir(parents=True)
    (folder / "monotown.toml").write_text('id = "monotown"\ncompleet = true\n', encoding="utf-8")
    with pytest.raises(UnknownNameError, match=r"monotown\.toml.*complete"):
        read_rulebook(folder.parent)
    (folder / "monotown.toml").write_text('id = "monotown"\ntitle = { ru = "а", en = "a" }\n', encoding="utf-8")
    with pytest.raises(InputError, match="complete"):
        read_rulebook(folder.parent)
