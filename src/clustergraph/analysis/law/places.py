"""Where the members work: the share of those with a site on a relief territory."""

from __future__ import annotations

from fractions import Fraction

from clustergraph.analysis.evidence import link_of
from clustergraph.analysis.law.case import Case, Member
from clustergraph.analysis.law.figures import EXPERT, Figure, Gap, distinct
from clustergraph.analysis.law.interval import ONE, ZERO, Interval, point, total
from clustergraph.analysis.law.questions import who
from clustergraph.analysis.law.rules import Params
from clustergraph.model import dates
from clustergraph.model.records import Statement


def member_share_on(case: Case, params: Params) -> Figure:
    """Share of the members that have a site on one of the territories on the last day of the period.

    A legal address is no site. A member without a known site, or with one that the lists cannot place, may be there.
    """
    members = case.members
    if not members:
        return Figure("member_share_on", None, hold="no-members")
    part = Fraction(1, len(members))
    gaps: list[Gap] = []
    counts: list[Interval] = []
    used: list[Statement] = []
    for member in members:
        sites = _sites(case, member)
        used += [statement for of_site in sites for statement in of_site]
        placed = [_placed(case, params, of_site) for of_site in sites]
        if any(placed):
            counts.append(point(1))
        elif placed and None not in placed:
            counts.append(point(0))
        else:
            known = any(_oktmo(of_site) for of_site in sites)
            asked = ("territory_list", EXPERT) if known else ("site", who(member))
            gaps.append(Gap(asked[0], asked[1], member.uid, case.period, width=part))
            counts.append(Interval(ZERO, ONE))
    among = total(counts)
    value = Interval(among.low * part, (among.high or ZERO) * part)
    return Figure("member_share_on", value, case.inputs(used), distinct(gaps))


def _sites(case: Case, member: Member) -> list[list[Statement]]:
    """Return what is said of each site of a member on the last day of the period, and of its being there."""
    day = dates.last_day(case.period) if case.period else case.day
    there: dict[str, list[Statement]] = {}
    for statement in case.evidence.locations:
        link = link_of(statement)
        since, until = str(link.props.get("since", "")), str(link.props.get("until", ""))
        if link.src == member.uid and (dates.holds_on(day, since, until) if day else not until):
            there.setdefault(link.dst, []).append(statement)
    return [[*said, *(s for s in case.evidence.sites if s.record.uid == site)] for site, said in sorted(there.items())]


def _oktmo(of_site: list[Statement]) -> str:
    return next((str(code) for s in of_site if (code := s.record.props.get("oktmo"))), "")


def _placed(case: Case, params: Params, of_site: list[Statement]) -> bool | None:
    """Tell whether a site lies on one of the territories; None where that is not known."""
    oktmo, day = _oktmo(of_site), dates.last_day(case.period) if case.period else case.day
    if not oktmo:
        return None
    answers = [case.territories[name].holds(oktmo, day) for name in params.territories]
    return True if any(answers) else None if None in answers else False
