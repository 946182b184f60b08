"""Each requirement that is judged, on a group of four to six firms, counted by hand: met, not met, not known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple

import pytest

from clustergraph.analysis.law.check import check
from clustergraph.analysis.law.editions import read_rulebook
from clustergraph.analysis.law.report import Checked
from clustergraph.analysis.law.territories import Area
from tests.analysis.law.story import CLUSTER, OUT, T1, T2, T3, F, Story, cluster
from tests.build import e, firm, link

BOOK = read_rulebook()
T4, SCHOOL, BANK, MANAGER, STATE = firm(5), firm(6), firm(7), firm(20), firm(30)
MAKERS = (F, T1, T2, T3)
OLD, NEW = ("e2015", "e2016"), ("e2021", "e2024")


def six() -> Story:
    """The worked cluster of four makers, a university and a bank; its makers made something the year before."""
    story = cluster().member(SCHOOL, "education").member(BANK, "finance")
    for uid in MAKERS:
        story.total(uid, "own_output", 5, period="2022")
    return story


def makers_only() -> Story:
    return cluster()


# ------------------------------------------------------------------------------------------------ agreements
def agreed(*pairs: tuple[str, str], status: str = "in_force") -> Story:
    """Six firms whose lists of agreements are complete and who traded the year before, so that none is a newcomer."""
    story = six()
    for uid in (*MAKERS, SCHOOL, BANK):
        story.complete(uid, "agreements").sells(uid, T1 if uid == F else F, 1, period="2022")
    for number, pair in enumerate(pairs):
        story.agreement(f"a-{number}", *pair, kind="works_services", agreement_status=status)
    return story


def with_a_newcomer(since: str, *, signed: bool) -> Story:
    """Five makers, of whom the fifth is stated to be a newcomer."""
    story = agreed((F, T1), (T2, T3), (SCHOOL, BANK)).member(T4, "intermediate", newcomer_since=since)
    story.complete(T4, "agreements")
    return story.agreement("n", T4, F) if signed else story


# ------------------------------------------------------------------------------------------------ members, money
def with_a_fifth(uid: str) -> Story:
    return six().member(uid, "intermediate")


def sold(*amounts: float, outside: float) -> Story:
    return cluster(amounts=amounts, outside=outside, purchases=sum(amounts) + outside)


def placed(count: int) -> Story:
    """Of six firms so many work on a relief territory, the others on a list of places that is complete."""
    story = six()
    for number, uid in enumerate((*MAKERS, SCHOOL, BANK)):
        story.say(e("Site", f"site/{uid[-3:]}", name="Works", oktmo="52701000" if number < count else "71701000"))
        story.say(link(uid, "LOCATED_AT", f"site/{uid[-3:]}"))
    return story


def new_makers(count: int) -> Story:
    """Of five makers so many made nothing the year before."""
    story = cluster().member(T4, "intermediate")
    for number, uid in enumerate((*MAKERS, T4)):
        story.total(uid, "own_output", 0 if number < count else 5, period="2022")
    return story


def unfinished() -> Story:
    story = Story()
    for uid in (T1, T2, T3, T4):
        story.member(uid, "intermediate")
    return story


# ------------------------------------------------------------------------------------------------ figures
def jobs(of_f: int) -> Story:
    """60 such jobs of 100 at three suppliers, and those of F of its 100."""
    story = cluster()
    for uid, high, all_ in ((F, of_f, 100), (T1, 30, 50), (T2, 20, 30), (T3, 10, 20)):
        story.total(uid, "high_productivity_jobs", high).total(uid, "headcount", all_)
    return story


def productive(*values: float) -> Story:
    """Four makers of one class, whose mean is 100."""
    story = cluster().say(e("Activity", "okved2/20", name="Chemistry")).total("okved2/20", "productivity", 100)
    for uid, value in zip(MAKERS, values, strict=True):
        story.say(e("Enterprise", uid, okved2="20.16"), "source/register").total(uid, "productivity", value)
    return story


def served(objects: int) -> Story:
    story = six()
    for number in range(objects):
        story.say(e("InfrastructureObject", f"infrastructure/{number}", name="Laboratory"))
        story.say(link(f"infrastructure/{number}", "SERVES", CLUSTER))
    return story


# ------------------------------------------------------------------------------------------------ the organization
def managed(*signed: str, **props: str) -> Story:
    """Six firms and their organization, which has told all its agreements and has all kinds of support."""
    story = six().say(e("Enterprise", MANAGER, name="Centre", **props)).say(link(MANAGER, "MANAGES", CLUSTER))
    story.say(e("IndustrialCluster", CLUSTER, confirmed=["expert", "information", "methodical", "organizational"]))
    for uid in signed:
        story.agreement(f"p-{uid[-3:]}", MANAGER, uid, kind="participation")
    return approved(story.complete(MANAGER, "agreements"))


def approved(story: Story) -> Story:
    story.say(e("PublicAuthority", STATE, name="Ministry")).agreement("state", MANAGER, STATE, kind="government")
    return story.say(link("agreement/state", "ABOUT", CLUSTER))


def with_programme() -> Story:
    return six().say(e("IndustrialCluster", CLUSTER, confirmed=["programme"]))


def founded(**shares: float) -> Story:
    """Six firms, of whom some own a part of the organization; the shares make up the whole."""
    story = managed()
    for name, share in shares.items():
        story.say(link({"f": F, "t1": T1, "t2": T2, "out": OUT}[name], "OWNS", MANAGER, share=share))
    return story


class Example(NamedTuple):
    """A group, a requirement of some editions, and what was counted by hand."""

    editions: tuple[str, ...]
    requirement: str
    story: Callable[[], Story]
    low: Fraction | int
    high: Fraction | int | None
    verdict: str


EVERYBODY = (*MAKERS, SCHOOL, BANK)
EXAMPLES = [
    # C2: six firms in three pairs; then two of them left without; then one pair only drafted
    Example(NEW, "C2", lambda: agreed((F, T1), (T2, T3), (SCHOOL, BANK)), 0, 0, "PASS"),
    Example(NEW, "C2", lambda: agreed((F, T1), (T2, T3)), 2, 2, "FAIL"),
    Example(NEW, "C2", lambda: agreed((F, T1), status="draft"), 6, 6, "FAIL"),
    Example(NEW, "C2", six, 0, 6, "UNKNOWN"),
    Example(NEW, "C2", lambda: with_a_newcomer("2022-03-01", signed=False), 0, 0, "PASS"),
    Example(NEW, "C2", lambda: with_a_newcomer("2020-03-01", signed=False), 1, 1, "FAIL"),
    # C3: four makers; five, also where the fifth is a sole trader; ten are needed before 2021, by bare members too
    Example(("e2024",), "C3", six, 4, 4, "UNKNOWN"),
    Example(("e2024",), "C3", lambda: with_a_fifth(T4), 5, 5, "PASS"),
    Example(("e2024",), "C3", lambda: with_a_fifth("member/demo-1"), 5, 5, "PASS"),
    Example(OLD, "C3", lambda: with_a_fifth(T4), 5, 5, "FAIL"),
    # C4: 300 of 750 bought inside; 50 of 750; of sales the least is 20 of 400. Then the other way round: each sells
    # half inside, while F buys 1000 of 21 000 there
    Example(NEW, "C4", makers_only, Fraction(2, 5), Fraction(2, 5), "PASS"),
    Example(NEW, "C4", lambda: sold(30, 15, 5, outside=700), Fraction(1, 15), Fraction(1, 15), "FAIL"),
    Example(NEW, "C4", lambda: sold(300, 500, 200, outside=20_000), Fraction(1, 21), Fraction(1, 21), "FAIL"),
    Example(OLD, "C4", makers_only, Fraction(1, 20), Fraction(1, 20), "FAIL"),
    Example(OLD, "C4", lambda: sold(300, 500, 200, outside=20_000), Fraction(1, 2), Fraction(1, 2), "PASS"),
    Example(("e2015",), "C4", lambda: sold(299, 500, 200, outside=1), Fraction(299, 600), Fraction(299, 600), "FAIL"),
    Example(("e2016",), "C4", lambda: sold(120, 200, 80, outside=1), Fraction(1, 5), Fraction(1, 5), "PASS"),
    # C5: two of six are above 30 %, one of six is not
    Example(NEW, "C5", lambda: placed(2), Fraction(1, 3), Fraction(1, 3), "PASS"),
    Example(NEW, "C5", lambda: placed(1), Fraction(1, 6), Fraction(1, 6), "FAIL"),
    Example(NEW, "C5", six, 0, 1, "UNKNOWN"),
    # C6: three newcomers are allowed, four are not; after three years they owe a contract
    Example(("e2024",), "C6", lambda: new_makers(3), 3, 3, "PASS"),
    Example(("e2024",), "C6", lambda: new_makers(4), 4, 4, "FAIL"),
    Example(("e2024",), "C6", makers_only, 0, 4, "UNKNOWN"),
    Example(("e2024",), "C6-deadline", lambda: with_a_newcomer("2020-03-01", signed=True), 0, 0, "PASS"),
    Example(("e2024",), "C6-deadline", lambda: with_a_newcomer("2020-03-01", signed=False), 1, 1, "FAIL"),
    Example(("e2024",), "C6-deadline", lambda: with_a_newcomer("2022-03-01", signed=False), 0, 0, "PASS"),
    Example(OLD, "C7", makers_only, 1, 1, "PASS"),
    Example(OLD, "C7", unfinished, 0, 0, "FAIL"),
    # C8: 40 + 60 of 200 jobs; 39 + 60 of 200
    Example(OLD, "C8", lambda: jobs(40), Fraction(1, 2), Fraction(1, 2), "PASS"),
    Example(OLD, "C8", lambda: jobs(39), Fraction(99, 200), Fraction(99, 200), "FAIL"),
    Example(OLD, "C8", makers_only, 0, 1, "UNKNOWN"),
    # C9: above the mean of the class, all of them; none; some
    Example(OLD, "C9", lambda: productive(110, 120, 150, 210), Fraction(11, 10), Fraction(21, 10), "PASS"),
    Example(OLD, "C9", lambda: productive(80, 90, 100, 100), Fraction(4, 5), 1, "FAIL"),
    Example(OLD, "C9", lambda: productive(80, 90, 100, 110), Fraction(4, 5), Fraction(11, 10), "UNKNOWN"),
    Example(OLD, "C10", six, 1, 1, "PASS"),
    Example(OLD, "C10", makers_only, 0, 0, "FAIL"),
    Example(OLD, "C11", lambda: served(2), 2, None, "PASS"),
    Example(OLD, "C11", lambda: served(1), 1, None, "UNKNOWN"),
    Example(OLD, "C12", six, 1, 1, "PASS"),
    Example(OLD, "C12", makers_only, 0, 0, "FAIL"),
    Example(OLD, "C13", lambda: approved(six()), 1, 1, "PASS"),
    Example(OLD, "C13", six, 0, 1, "UNKNOWN"),
    Example(OLD, "C14", with_programme, 1, 1, "PASS"),
    Example(OLD, "C14", six, 0, 1, "UNKNOWN"),
    # S1: it exists and is a legal entity; all six signed, five of six did not; half of six founded it, a third did
    Example((*OLD, *NEW), "S1", lambda: managed(ogrn="1250000000018"), 0, 0, "PASS"),
    Example((*OLD, *NEW), "S1", managed, 0, 1, "UNKNOWN"),
    Example((*OLD, *NEW), "S1", six, 0, 2, "UNKNOWN"),
    Example((*OLD, *NEW), "S1-support", lambda: managed(*EVERYBODY), 0, 0, "PASS"),
    Example((*OLD, *NEW), "S1-support", lambda: managed(*EVERYBODY[1:]), 1, 1, "FAIL"),
    Example((*OLD, *NEW), "S1-support", six, 0, 6, "UNKNOWN"),
    Example(("e2015",), "S1-founders", lambda: founded(f=0.4, t1=0.3, t2=0.3), Fraction(1, 2), Fraction(1, 2), "PASS"),
    Example(("e2015",), "S1-founders", lambda: founded(f=0.4, t1=0.3, out=0.3), Fraction(1, 3), Fraction(1, 3), "FAIL"),
    Example(("e2015",), "S1-founders", lambda: founded(f=0.4), Fraction(1, 6), 1, "UNKNOWN"),
]


def judged(story: Story, edition: str, requirement: str) -> Checked:
    """Judge a requirement, by lists of territories that are complete and hold one place."""
    lists = {name: replace(one, complete=True, areas=(Area("Omsk", "52"),)) for name, one in BOOK.territories.items()}
    report = check(
        story.evidence(), replace(BOOK, territories=lists), edition=edition, period="2023", as_of="2023-12-31"
    )
    return next(one for one in report.requirements if one.id == requirement)


CASES = [(edition, example) for example in EXAMPLES for edition in example.editions]


@pytest.mark.parametrize(
    ("edition", "example"), CASES, ids=[f"{edition}-{one.requirement}-{one.verdict}" for edition, one in CASES]
)
def test_a_requirement_is_judged_as_counted_by_hand(edition: str, example: Example) -> None:
    found = judged(example.story(), edition, example.requirement)
    assert found.figure
    assert found.figure.value
    assert (found.figure.value.low, found.figure.value.high) == (example.low, example.high)
    assert found.verdict == example.verdict


@pytest.mark.parametrize("edition", [*OLD, *NEW])
def test_every_requirement_that_is_judged_has_an_example(edition: str) -> None:
    told = {example.requirement for example in EXAMPLES if edition in example.editions}
    held = [one for one in BOOK.requirements(BOOK.edition(edition)) if one.state == "tested"]
    assert {one.id for one in held} | {relief.id for one in held for relief in one.reliefs} == told


def test_one_group_has_opposite_verdicts_before_and_after_2021() -> None:
    for story, old, new in ((makers_only(), "FAIL", "PASS"), (sold(300, 500, 200, outside=20_000), "PASS", "FAIL")):
        assert [judged(story, edition, "C4").verdict for edition in ("e2015", "e2016", "e2024")] == [old, old, new]


def test_four_and_five_members_in_the_newest_edition() -> None:
    assert [judged(story, "e2024", "C3").verdict for story in (six(), with_a_fifth(T4))] == ["UNKNOWN", "PASS"]


def test_ten_bare_members_are_enough_before_2021() -> None:
    story = Story()
    for number in range(1, 11):
        story.member(firm(number), "intermediate")
        if number >= 9:
            verdict = judged(story, "e2015", "C3").verdict
            assert verdict == ("PASS" if number == 10 else "FAIL")
