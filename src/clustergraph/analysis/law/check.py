"""The check of a group against one edition of Decree 779: a pure function of evidence and rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from clustergraph.analysis.evidence import Evidence, is_fictional
from clustergraph.analysis.law.case import Case
from clustergraph.analysis.law.editions import Rulebook
from clustergraph.analysis.law.figures import EXPERT, Figure, Gap
from clustergraph.analysis.law.interval import Threshold, Verdict, judge
from clustergraph.analysis.law.metrics import compute
from clustergraph.analysis.law.report import Checked, CheckReport, Chosen, Reason
from clustergraph.analysis.law.rules import DENOMINATORS, Edition, Measured, Relief, Requirement
from clustergraph.errors import InputError
from clustergraph.i18n import text, unknown
from clustergraph.model import dates


def check(
    evidence: Evidence,
    rulebook: Rulebook,
    *,
    edition: str = "",
    as_of: str = "",
    period: str = "",
    denominator: str = "",
) -> CheckReport:
    """Check a group against one edition.

    Parameters
    ----------
    edition
        Id of an edition; "": the one in force on `as_of`, else the newest known.
    as_of
        The reading day: whoever is a member on it counts; "": whatever has not ended.
    period
        Period of the sums; "": that of the evidence, else the latest year in which members supplied each other.
    denominator
        `all` or `for_final_product`, instead of the rule's own.

    Raises
    ------
    InputError
        For an unknown edition or denominator, or a date that is none.
    """
    as_of, asked = as_of or evidence.as_of, period or evidence.period
    for date in (as_of, asked):
        if date and not dates.is_date(date):
            raise InputError(text("law.bad-date", date=date), text("law.bad-date-hint"))
    if denominator and denominator not in DENOMINATORS:
        raise unknown("law.what-denominator", denominator, DENOMINATORS)
    held, chosen = _edition(rulebook, edition or evidence.edition, as_of)
    case = Case(evidence, asked or evidence.default_period(), as_of)
    judged: list[Checked] = []
    for requirement in rulebook.requirements(held):
        reliefs = [_relief(case, relief, requirement.id) for relief in requirement.reliefs]
        judged += [_requirement(case, requirement, denominator), *reliefs]
    return CheckReport(
        group=evidence.group,
        name=evidence.name,
        candidate=evidence.candidate,
        edition=held.id,
        act=held.act,
        chosen=chosen,
        newest_edition=rulebook.newest.id,
        period=case.period,
        period_asked=bool(asked),
        as_of=as_of,
        members=len(case.members),
        fictional=sum(is_fictional(member.uid) for member in case.members),
        nameless=sum(member.nameless for member in case.members),
        inferred_roles=len(case.inferred),
        verdict=_together(checked.verdict for checked in judged if checked.state == "tested" and not checked.relief_of),
        indicative=any(checked.indicative for checked in judged),
        requirements=tuple(judged),
        stamp=evidence.stamp,
    )


def _edition(rulebook: Rulebook, name: str, as_of: str) -> tuple[Edition, Chosen]:
    if name:
        return rulebook.edition(name), "asked"
    if not as_of:
        return rulebook.newest, "newest"
    held = rulebook.on(as_of)
    return held, "by-date" if held.begins <= dates.last_day(as_of) else "before-first"


def _together(verdicts: Iterable[str]) -> Verdict:
    """Return the group's verdict: fail where one fails, pass where all pass."""
    distinct = set(verdicts)
    return "FAIL" if "FAIL" in distinct else "PASS" if distinct == {"PASS"} else "UNKNOWN"


def _requirement(case: Case, requirement: Requirement, denominator: str) -> Checked:
    also = [figure for measured in requirement.also if (figure := _compute(case, measured, denominator))]
    test = requirement.test
    blank = Checked(
        requirement.id, requirement.title, requirement.state, "", requirement.verified is None, "", None, "", None, tuple(also), (),
        None, requirement.basis, requirement.clause, requirement.note, requirement.verified,
    )  # fmt: skip
    if requirement.state in ("absent", "definition"):
        return blank
    if test is None:
        return _unknown(case, blank, "open", "threshold", also)
    figure = _compute(case, test.measured, denominator)
    tested = replace(blank, op=test.op, threshold=_widened(requirement), figure=figure, parameters=_asked(test.measured, denominator).params)
    return _unknown(case, tested, "not-computed", "by_hand", ()) if figure is None else _judged(case, tested, figure)


def _judged(case: Case, tested: Checked, figure: Figure) -> Checked:
    assert tested.threshold is not None
    assert tested.op
    verdict: Verdict = "UNKNOWN" if figure.hold or figure.value is None else judge(figure.value, tested.op, tested.threshold)
    if verdict != "UNKNOWN":
        return replace(tested, verdict=verdict)
    reason: Reason = figure.hold or ("data" if figure.value and not figure.value.exact else "threshold")  # type: ignore[assignment]
    return _unknown(case, tested, reason, "threshold", (figure,))


def _unknown(case: Case, checked: Checked, reason: Reason, need: str, figures: Sequence[Figure]) -> Checked:
    """Return an UNKNOWN with the questions of its figures; where they ask nothing, the expert is asked."""
    gaps = [replace(gap, requirement=checked.id) for figure in figures for gap in figure.gaps]
    if reason in ("open", "threshold", "not-computed") or not gaps:
        gaps.insert(0, Gap(need, EXPERT, checked.id, case.period, requirement=checked.id))
    return replace(checked, verdict="UNKNOWN", reason=reason, gaps=tuple(gaps))


def _relief(case: Case, relief: Relief, of: str) -> Checked:
    """List a relief: whether its condition holds is not computed by this version."""
    listed = Checked(
        relief.id, relief.title, relief.state, "", relief.verified is None, "", None, "", None, (), (),
        None, relief.basis, relief.clause, relief.note, relief.verified, relief_of=of,
    )  # fmt: skip
    return _unknown(case, listed, "not-computed", "territory_list", ())


def _widened(requirement: Requirement) -> Threshold:
    """Return the threshold; a relief whose condition is not known makes it an interval of both."""
    assert requirement.test is not None
    threshold = requirement.test.threshold
    for relief in requirement.reliefs:
        threshold = Threshold(
            None if threshold.low is None else min(threshold.low, relief.threshold),
            None if threshold.high is None else max(threshold.high, relief.threshold),
        )
    return threshold


def _compute(case: Case, measured: Measured, denominator: str) -> Figure | None:
    return compute(case, _asked(measured, denominator))


def _asked(measured: Measured, denominator: str) -> Measured:
    return replace(measured, params=replace(measured.params, denominator=denominator)) if denominator else measured
