"""The check of a group against one edition of Decree 779: a pure function of evidence and rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from clustergraph.analysis.evidence import Evidence
from clustergraph.analysis.law.case import Case
from clustergraph.analysis.law.editions import Rulebook
from clustergraph.analysis.law.figures import EXPERT, Gap, Reason
from clustergraph.analysis.law.interval import Threshold, Verdict, judge
from clustergraph.analysis.law.metrics import compute
from clustergraph.analysis.law.report import Checked, CheckReport, Chosen
from clustergraph.analysis.law.rules import DENOMINATORS, ESTIMATES, Edition, Measured, Relief, Requirement
from clustergraph.errors import InputError
from clustergraph.i18n import text, unknown
from clustergraph.model import dates
from clustergraph.model.codes import is_fictional


def check(
    evidence: Evidence,
    rulebook: Rulebook,
    *,
    edition: str = "",
    as_of: str = "",
    period: str = "",
    denominator: str = "",
    terse: bool = False,
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
    terse
        Values and verdicts alone, without inputs and questions: for many groups at once.

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
    if evidence.estimate and evidence.estimate not in ESTIMATES:
        raise unknown("law.what-estimate", evidence.estimate, ESTIMATES)
    held, chosen = _edition(rulebook, edition or evidence.edition, as_of)
    case = Case(evidence, asked or evidence.default_period(), as_of, territories=rulebook.territories, terse=terse)
    judged = [c for requirement in rulebook.requirements(held) for c in checked(case, requirement, denominator)]
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
        names={**{uid: evidence.names.get(uid, uid) for uid in case.managers}, **{m.uid: m.name for m in case.members}},
        members=len(case.members),
        fictional=sum(is_fictional(member.uid) for member in case.members),
        nameless=sum(member.nameless for member in case.members),
        inferred_roles=len(case.inferred),
        nameless_purchases=_nameless(case, sole_trader=False),
        sole_trader_purchases=_nameless(case, sole_trader=True),
        verdict=_together(one.verdict for one in judged if one.state == "tested" and not one.relief_of),
        indicative=any(one.indicative for one in judged),
        requirements=tuple(judged),
        stamp=evidence.stamp,
        estimate=evidence.estimate,
    )


def checked(case: Case, requirement: Requirement, denominator: str = "") -> list[Checked]:
    """Check one requirement; its reliefs follow it."""
    reliefs = [_relief(case, relief, requirement.id) for relief in requirement.reliefs]
    return [_requirement(case, requirement, denominator, reliefs), *reliefs]


def _edition(rulebook: Rulebook, name: str, as_of: str) -> tuple[Edition, Chosen]:
    """Return the edition asked for, else the one of the day, else the newest known; and which of these it is."""
    if name:
        return rulebook.edition(name), "asked"
    if not as_of:
        return rulebook.newest, "newest"
    held = rulebook.on(as_of)
    return held, "by-date" if held.begins <= dates.last_day(as_of) else "before-first"


def _nameless(case: Case, *, sole_trader: bool) -> int:
    """Count the rows of purchases without a named supplier."""
    amounts = (case.ledger.nameless.get((member.uid, sole_trader), ()) for member in case.members)
    return sum(len(amount.statements) for of_buyer in amounts for amount in of_buyer)


def _together(verdicts: Iterable[str]) -> Verdict:
    """Return the group's verdict: fail where one fails, pass where all pass."""
    distinct = set(verdicts)
    return "FAIL" if "FAIL" in distinct else "PASS" if distinct == {"PASS"} else "UNKNOWN"


def _requirement(case: Case, requirement: Requirement, denominator: str, reliefs: list[Checked]) -> Checked:
    shown = () if case.terse else requirement.also
    also = (compute(case, _asked(measured, denominator)) for measured in shown)
    listed = replace(_listed(requirement), also=tuple(also))
    test = requirement.test
    if requirement.state in ("absent", "definition"):
        return listed
    if test is None:
        return _unknown(case, listed, "open")
    measured = _asked(test.measured, denominator)
    tested = replace(
        listed,
        metric=measured.metric,
        parameters=measured.params,
        op=test.op,
        threshold=_relieved(requirement, [relief.verdict for relief in reliefs]),
        figure=compute(case, measured),
    )
    return _judged(case, tested)


def _judged(case: Case, tested: Checked) -> Checked:
    assert tested.threshold
    assert tested.op
    assert tested.figure
    value, hold = tested.figure.value, tested.figure.hold
    verdict: Verdict = "UNKNOWN" if hold or value is None else judge(value, tested.op, tested.threshold)
    if verdict != "UNKNOWN":
        return replace(tested, verdict=verdict)
    return _unknown(case, tested, hold or ("data" if value and not value.exact else "threshold"))


def _unknown(case: Case, found: Checked, reason: Reason) -> Checked:
    """Return an UNKNOWN with the questions of its figure; where it asks nothing, the expert is asked."""
    if case.terse:
        return replace(found, verdict="UNKNOWN", reason=reason)
    gaps = found.figure.gaps if found.figure else ()
    if reason == "threshold" or not gaps:
        gaps = (Gap("threshold", EXPERT, found.id, case.period), *gaps)
    asked = tuple(replace(gap, requirement=found.id) for gap in gaps)
    return replace(found, verdict="UNKNOWN", reason=reason, gaps=asked)


def _relief(case: Case, relief: Relief, of: str) -> Checked:
    """Judge whether the condition of a relief holds."""
    when = relief.when
    return _judged(
        case,
        replace(
            _listed(relief),
            metric=when.measured.metric,
            parameters=when.measured.params,
            op=when.op,
            threshold=when.threshold,
            figure=compute(case, when.measured),
            relief_of=of,
        ),
    )


def _listed(rule: Requirement | Relief) -> Checked:
    return Checked(
        id=rule.id,
        title=rule.title,
        state=rule.state,
        indicative=rule.verified is None,
        basis=rule.basis,
        clause=rule.clause,
        note=rule.note,
        verified=rule.verified,
    )


def _relieved(requirement: Requirement, verdicts: Iterable[str]) -> Threshold:
    """Return the threshold: that of a relief whose condition holds, both where that is not known, else the rule's own.

    A relief that is `open` never replaces the threshold: whether the edition has it is not established.
    """
    assert requirement.test is not None
    threshold = requirement.test.threshold
    for relief, verdict in zip(requirement.reliefs, verdicts, strict=True):
        if verdict == "PASS" and relief.state == "tested":
            threshold = Threshold(relief.threshold, relief.threshold)
        elif verdict != "FAIL":
            threshold = Threshold(
                None if threshold.low is None else min(threshold.low, relief.threshold),
                None if threshold.high is None else max(threshold.high, relief.threshold),
            )
    return threshold


def _asked(measured: Measured, denominator: str) -> Measured:
    return replace(measured, params=replace(measured.params, denominator=denominator)) if denominator else measured
