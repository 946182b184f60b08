"""A member of a cluster whose role nobody states: the figure holds whatever the role is."""

from __future__ import annotations

from fractions import Fraction

from clustergraph.analysis.law.case import Case
from clustergraph.analysis.law.figures import Figure
from clustergraph.analysis.law.interval import Interval
from clustergraph.analysis.law.metrics import compute
from clustergraph.analysis.law.rules import Measured
from tests.analysis.law.story import CANDIDATE, OUT, T1, T2, T3, F, Story
from tests.build import e, link


def fd(story: Story) -> Figure:
    figure = compute(Case(story.evidence(), "2023"), Measured("fd_input"))
    assert figure is not None
    return figure


def cluster(*roles: str, group: str = "cluster/demo") -> Story:
    """F buys 1000, of it 100 from T1 and 50 from T2; T2, in the roles given, buys 200, of it 20 from T1."""
    story = Story(group).member(F, "finished").member(T1, "intermediate").member(T2, *roles)
    story.sells(T1, F, 100).sells(T2, F, 50).sells(OUT, F, 850).complete(F, "purchases")
    return story.sells(T1, T2, 20).sells(OUT, T2, 180).complete(T2, "purchases")


def test_the_hull_over_all_roles_of_one_member() -> None:
    values = [fd(cluster(*roles)).value for roles in (("service",), ("intermediate",), ("finished",))]
    both = fd(cluster("finished", "intermediate")).value
    assert [*values, both] == [
        Interval(share, share) for share in (Fraction(1, 10), Fraction(3, 20), Fraction(1, 10), Fraction(17, 120))
    ]
    unsure = fd(cluster())
    assert unsure.value == Interval(Fraction(1, 10), Fraction(3, 20))
    assert unsure.hold == ""
    assert ("role", T2) in [(gap.need, gap.ask) for gap in unsure.gaps]


def test_where_with_some_roles_there_is_no_finished_maker_nothing_is_judged() -> None:
    story = Story().member(F).member(T1, "intermediate")
    assert fd(story.sells(T1, F, 300).sells(OUT, F, 700).complete(F, "purchases")).hold == "inferred-roles"


def test_with_many_unstated_roles_the_proposed_ones_are_shown_and_not_judged() -> None:
    story = cluster().member(T3)
    for number in (5, 6, 7):
        story.member(f"org/x-{number:012d}")
    assert fd(story).hold == "inferred-roles"


def test_a_candidate_is_never_judged_by_roles() -> None:
    story = Story(CANDIDATE)
    for uid in (F, T1, T2):
        story.say(e("Enterprise", uid)).say(link(CANDIDATE, "INCLUDES", uid, score=1.0), "run/1")
    story.sells(T1, F, 300).sells(OUT, F, 700).complete(F, "purchases")
    assert fd(story).hold == "inferred-roles"
