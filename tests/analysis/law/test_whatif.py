"""A group as if firms had joined or left."""

from __future__ import annotations

from fractions import Fraction

import pytest

from clustergraph.analysis.evidence import Evidence, gather
from clustergraph.analysis.law.case import Case
from clustergraph.analysis.law.dependence import fd_input
from clustergraph.analysis.law.interval import Interval
from clustergraph.analysis.law.rules import Params
from clustergraph.analysis.law.whatif import Move, moved, role_of
from clustergraph.errors import InputError, UnknownNameError
from tests.analysis.law.story import CANDIDATE, CLUSTER, OUT, T1, T2, T3, F, Story, cluster
from tests.build import e, link


def after(story: Story, *moves: Move, since: str = "") -> Evidence:
    inside = [member.uid for member in Case(story.evidence(), "2023").members]
    return gather(story.group, moved(story.said, story.group, moves, inside, since=since))


def fd(evidence: Evidence) -> Interval | None:
    return fd_input(Case(evidence, "2023"), Params()).value


def test_who_leaves_is_an_outsider_and_its_sales_stay_in_the_denominator() -> None:
    assert fd(after(cluster(), Move(T1, joins=False))) == Interval(Fraction(120, 750), Fraction(120, 750))


def test_who_joins_sells_inside() -> None:
    joined = after(cluster(), Move(OUT, joins=True, role="intermediate"))
    assert fd(joined) == Interval(Fraction(1), Fraction(1))
    case = Case(joined, "2023", "2023-12-31")
    assert OUT in {member.uid for member in case.members}


def test_who_joins_from_a_day_is_no_member_before() -> None:
    joined = after(cluster(), Move(OUT, joins=True, role="intermediate"), since="2024-05-01")
    assert OUT not in {member.uid for member in Case(joined, "2023", "2024-04-30").members}
    assert OUT in {member.uid for member in Case(joined, "2023", "2024-05-01").members}


def test_joining_and_leaving_again_is_nothing() -> None:
    story = cluster().member(OUT, "intermediate", until="2020")  # a member once
    before = gather(CLUSTER, story.said)
    assert after(story, Move(OUT, joins=True, role="finished"), Move(OUT, joins=False)) == before


def test_leaving_and_joining_again_gives_another_role() -> None:
    changed = after(cluster(), Move(T1, joins=False), Move(T1, joins=True, role="service"))
    roles = {member.uid: member.roles for member in Case(changed, "2023").members}
    assert roles[T1] == {"service"}


def test_firms_join_and_leave_a_candidate() -> None:
    story = Story(CANDIDATE).say(e("ClusterCandidate", CANDIDATE, name="Candidate 1"), "run/1")
    for uid in (F, T1, T2):
        story.say(link(CANDIDATE, "INCLUDES", uid, score=1.0), "run/1")
    changed = after(story.sells(T1, F, 10), Move(T2, joins=False), Move(T3, joins=True))
    assert {member.uid for member in Case(changed, "2023").members} == {F, T1, T3}


def test_a_member_cannot_join_nor_an_outsider_leave() -> None:
    with pytest.raises(InputError, match="0055000024 is a member"):
        after(cluster(), Move(T1, joins=True))
    with pytest.raises(InputError, match="no member"):
        after(cluster(), Move(OUT, joins=False))


def test_a_role_is_known_by_code_and_by_its_name_in_either_language() -> None:
    names = ("intermediate", "производитель промежуточной продукции", "Intermediate-product maker")
    assert {role_of(name) for name in names} == {"intermediate"}
    with pytest.raises(UnknownNameError):
        role_of("party")
