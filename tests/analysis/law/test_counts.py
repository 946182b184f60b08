"""Counts: members by role, and members without an agreement with another one."""

from __future__ import annotations

import pytest

from clustergraph.analysis.law.case import Case, previous
from clustergraph.analysis.law.counts import member_count, members_without_agreement
from clustergraph.analysis.law.rules import Params
from tests.analysis.law.story import CANDIDATE, OUT, T1, T2, F, Story
from tests.build import e, link

INDUSTRIAL = Params(roles=("finished", "intermediate"))
KINDS = ("project", "supply", "works_services", "spic")
AGREED = Params(agreement_types=KINDS, excepted=("newcomer",), newcomer="no_links", years=3)


def members(story: Story, as_of: str = "") -> tuple[int, int]:
    return _ends(member_count(Case(story.evidence(), "2023", as_of), INDUSTRIAL).value)


def without(story: Story, as_of: str = "", params: Params = AGREED) -> tuple[int, int]:
    return _ends(members_without_agreement(Case(story.evidence(), "2023", as_of), params).value)


def _ends(value: object) -> tuple[int, int]:
    return int(value.low), int(value.high)  # type: ignore[attr-defined]


def three() -> Story:
    """Three members whose lists of agreements are complete and who are no newcomers."""
    story = Story().member(F, "finished").member(T1, "intermediate").member(T2, "intermediate")
    for uid in (F, T1, T2):
        story.complete(uid, "agreements")
    return story.sells(T1, F, 1, period="2022").sells(T2, F, 1, period="2022")


def test_members_count_once_whatever_their_roles_and_only_with_a_role_that_counts() -> None:
    story = Story().member(F, "finished", "intermediate").member(T1, "service").member("member/demo-1", "intermediate")
    assert members(story) == (2, 2)


def test_a_membership_without_a_role_may_count() -> None:
    story = Story().member(F, "finished").member(T1)
    assert members(story) == (1, 2)
    figure = member_count(Case(story.evidence(), "2023"), INDUSTRIAL)
    assert [(gap.need, gap.ask) for gap in figure.gaps] == [("role", T1)]


def test_whose_membership_has_ended_is_an_outsider() -> None:
    story = Story().member(F, "finished").member(T1, "intermediate", since="2020", until="2023-06-01")
    assert members(story) == (1, 1)
    assert members(story, "2023-05-31") == (2, 2)
    assert members(story, "2019") == (1, 1)
    later = Story().member(F, "finished").member(T1, "intermediate", until="2024-01-01")
    assert members(later) == (2, 2)


def test_the_more_trusted_source_says_when_a_membership_ended() -> None:
    story = Story().member(F, "finished").member(T1, "intermediate", source="source/press")
    story.member(T1, "intermediate", source="source/register", until="2022")
    case = Case(story.evidence(register=90, press=20), "2023")
    assert [member.uid for member in case.members] == [F]
    case = Case(story.evidence(register=10, press=20), "2023")
    assert [member.uid for member in case.members] == [F, T1]


def test_the_firms_of_a_candidate_get_roles_proposed_from_their_trade() -> None:
    story = Story(CANDIDATE).say(e("ClusterCandidate", CANDIDATE, name="Candidate 1"), "run/1")
    for uid in (F, T1, T2):
        story.say(link(CANDIDATE, "INCLUDES", uid, score=1.0), "run/1")
    story.say(link(CANDIDATE, "INCLUDES", OUT, score=1.0, secondary=True), "run/1").sells(T1, F, 10)
    case = Case(story.evidence(), "2023")
    roles = {member.uid: sorted(member.roles) for member in case.members}
    assert roles == {F: ["finished"], T1: ["intermediate"], T2: []}
    figure = member_count(case, INDUSTRIAL)
    assert _ends(figure.value) == (2, 3)
    assert figure.hold == "inferred-roles"


def test_an_agreement_of_two_members_counts_for_both() -> None:
    assert without(three()) == (3, 3)
    assert without(three().agreement("a", F, T1)) == (1, 1)
    assert without(three().agreement("a", F, T1).agreement("b", T1, T2, kind="spic")) == (0, 0)


@pytest.mark.parametrize(
    "props",
    [
        {"kind": "participation"},
        {"kind": "government"},
        {"agreement_status": "draft"},
        {"agreement_status": "terminated"},
        {"until": "2023-12-31"},
    ],
)
def test_agreements_of_other_kinds_or_not_in_force_do_not_count(props: dict[str, str]) -> None:
    assert without(three().agreement("a", F, T1, **props)) == (3, 3)


def test_an_agreement_with_an_outsider_does_not_count() -> None:
    assert without(three().agreement("a", F, OUT)) == (3, 3)


def test_a_supply_that_names_its_document_counts() -> None:
    assert without(three().sells(T1, F, document="№ 7")) == (1, 1)
    assert without(three().sells(T1, F, 5)) == (3, 3)
    assert without(three().sells(T1, F, document="№ 7", period="2021")) == (3, 3)


def test_without_a_complete_list_nobody_surely_lacks_an_agreement() -> None:
    story = Story().member(F, "finished").member(T1, "intermediate").sells(T1, F, 1, period="2022")
    assert without(story) == (0, 2)
    assert without(story.complete(T1, "agreements")) == (2, 2)  # of two, one list tells of both


def test_a_newcomer_is_exempt_for_the_years_of_the_rule() -> None:
    story = Story().member(F, "finished").member(T1, "intermediate", newcomer_since="2022-03-01")
    story.complete(F, "agreements").complete(T1, "agreements").sells(T1, F, 1, period="2022")
    assert without(story) == (1, 1)
    assert without(story, "2025-02-28") == (1, 1)
    assert without(story, "2025-03-01") == (2, 2)


def test_a_newcomer_by_a_year_is_not_settled_within_the_last_one() -> None:
    story = Story().member(F, "finished").member(T1, "intermediate", newcomer_since="2021")
    story.complete(F, "agreements").complete(T1, "agreements").sells(T1, F, 1, period="2022")
    assert without(story, "2023-12-31") == (1, 1)
    assert without(story, "2024-06-30") == (1, 2)
    assert without(story, "2024-12-31") == (2, 2)


def test_records_of_the_year_before_tell_who_is_a_newcomer() -> None:
    story = Story().member(F, "finished").member(T1, "intermediate").member(T2, "intermediate")
    for uid in (F, T1, T2):
        story.complete(uid, "agreements")
    story.sells(T1, F, 1, period="2022")
    assert without(story) == (2, 3)  # T2 had no known link, but its lists of 2022 are open
    story.complete(T2, "purchases", period="2022").complete(T2, "sales", period="2022")
    assert without(story) == (2, 2)
    product = Params(agreement_types=KINDS, excepted=("newcomer",), newcomer="no_product", years=3)
    assert without(story, params=product) == (0, 3)
    story.total(T2, "own_output", 0, period="2022").total(F, "own_output", 5, period="2022")
    assert without(story, params=product) == (1, 2)


def test_who_lacks_an_agreement_is_asked() -> None:
    story = Story().member(F, "finished").member(T1, "intermediate").member("member/demo-1", "intermediate")
    figure = members_without_agreement(Case(story.evidence(), "2023"), AGREED)
    asked = [(gap.need, gap.ask, gap.about) for gap in figure.gaps]
    assert asked == [("agreements", "expert", "member/demo-1"), ("agreements", F, F), ("agreements", T1, T1)]


def test_the_period_before_has_the_same_length() -> None:
    assert [previous(period) for period in ("2023", "2023-01", "2023-03-01")] == ["2022", "2022-12", "2023-02-28"]
