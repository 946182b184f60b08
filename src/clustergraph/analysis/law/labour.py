"""Jobs and labour productivity, from the yearly figures of the firms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from clustergraph.analysis.evidence import industry
from clustergraph.analysis.law.case import Case, Member
from clustergraph.analysis.law.figures import EXPERT, Figure, Gap, distinct
from clustergraph.analysis.law.interval import ONE, ZERO, High, Interval, hull, least
from clustergraph.analysis.law.money import Total
from clustergraph.analysis.law.questions import who
from clustergraph.analysis.law.rules import Params
from clustergraph.analysis.law.side import Split, ratio
from clustergraph.model.records import Statement

_HPJ, _HEADCOUNT, _PRODUCTIVITY = "high_productivity_jobs", "headcount", "productivity"
_NO_TOTAL = Total(Interval())


def hpj_share(case: Case, params: Params) -> Figure:
    """Share of high-productivity jobs: Σ over members of such jobs / Σ headcount; no firm has more than all."""
    splits: list[Split] = []
    gaps: list[Gap] = []
    used: list[Statement] = []
    clashes: list[Gap] = []
    for member in case.members:
        jobs, all_jobs = (case.ledger.total(member.uid, measure) for measure in (_HPJ, _HEADCOUNT))
        used += [*jobs.statements, *all_jobs.statements]
        gaps += _unstated(case, member, ((_HPJ, jobs), (_HEADCOUNT, all_jobs)))
        if all_jobs.interval.high is not None and jobs.interval.low > all_jobs.interval.high:
            clashes.append(Gap("contradiction", EXPERT, member.uid, case.period))
        splits.append(_split(jobs.interval, all_jobs.interval))
    inputs = case.inputs(used)
    if clashes:
        return Figure("hpj_share", None, inputs, distinct(clashes), hold="contradiction")
    value = ratio(splits) if splits else None
    return Figure("hpj_share", value, inputs, distinct(gaps), hold="" if value else "nothing-to-divide")


def _split(jobs: Interval, all_jobs: Interval) -> Split:
    """Return such jobs and the others: the share is least with few of them among many, largest the other way round."""
    most = least(jobs.high, all_jobs.high)
    others = ZERO if most is None else max(all_jobs.low - most, ZERO)
    return Interval(jobs.low, most), Interval(others, None if all_jobs.high is None else all_jobs.high - jobs.low)


def productivity_growth(case: Case, params: Params) -> Figure:
    """Growth of labour productivity against the period before, from the least to the largest among the makers.

    How the decree wants the firms taken together is not established: any mean of them lies between.
    """
    used: list[Statement] = []
    gaps: list[Gap] = []
    values: list[Interval] = []
    for member in case.makers:
        now = case.ledger.total(member.uid, _PRODUCTIVITY)
        then = case.before.ledger.total(member.uid, _PRODUCTIVITY) if case.before else _NO_TOTAL
        used += [*now.statements, *then.statements]
        gaps += _unstated(case, member, ((_PRODUCTIVITY, now),))
        if case.before:
            gaps += _unstated(case.before, member, ((_PRODUCTIVITY, then),))
        grown = _over(now.interval, then.interval)
        values.append(Interval(grown.low - ONE, None if grown.high is None else grown.high - ONE))
    return _among("productivity_growth", case, values, used, gaps)


def productivity_to_industry(case: Case, params: Params) -> Figure:
    """Labour productivity over the mean of the class of activity, from the least to the largest among the makers.

    The mean is an indicator about the class (`okved2/20`); as above, any mean of the firms lies between.
    """
    used: list[Statement] = []
    gaps: list[Gap] = []
    values: list[Interval] = []
    classes = {s.record.uid: found for s in reversed(case.evidence.nodes) if (found := industry(s.record))}
    for member in case.makers:
        of_class = classes.get(member.uid, "")
        own, mean = (case.ledger.total(uid, _PRODUCTIVITY) for uid in (member.uid, of_class))
        used += [*own.statements, *mean.statements]
        gaps += _unstated(case, member, ((_PRODUCTIVITY, own),))
        if not of_class:
            gaps.append(Gap("activity", who(member), member.uid, case.period))
        elif not mean.stated:
            gaps.append(Gap("industry_mean", EXPERT, of_class, case.period))
        values.append(_over(own.interval, mean.interval))
    return _among("productivity_to_industry", case, values, used, gaps)


def _among(
    metric: str, case: Case, values: Sequence[Interval], used: Iterable[Statement], gaps: Iterable[Gap]
) -> Figure:
    inputs = case.inputs(used)
    if not values:
        return Figure(metric, None, inputs, distinct(gaps), hold="no-members")
    return Figure(metric, hull(values), inputs, distinct(gaps))


def _over(one: Interval, other: Interval) -> Interval:
    """Return where a quotient lies."""
    low = ZERO if other.high is None or not other.high else one.low / other.high
    high: High = None if one.high is None or not other.low else Fraction(one.high) / other.low
    return Interval(low, high)


def _unstated(case: Case, member: Member, figures: Iterable[tuple[str, Total]]) -> Iterable[Gap]:
    """Ask for the figures that nobody states, or several sources differently."""
    for measure, total in figures:
        if not total.stated or not total.interval.exact:
            yield Gap("indicator", who(member), member.uid, case.period, side=measure)
