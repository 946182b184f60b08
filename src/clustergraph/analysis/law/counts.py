"""What is counted: members by role, members without an agreement, newcomers. Counts are intervals too."""

from __future__ import annotations

from collections.abc import Iterator

from clustergraph.analysis.evidence import link_of
from clustergraph.analysis.law.case import BODIES, FINISHED, Case, Member
from clustergraph.analysis.law.figures import Figure, Gap, Reason, distinct
from clustergraph.analysis.law.interval import ONE, ZERO, Interval, point, total
from clustergraph.analysis.law.questions import who
from clustergraph.analysis.law.rules import Params
from clustergraph.model import dates
from clustergraph.model.records import Statement

_NO, _YES, _PERHAPS = point(0), point(1), Interval(ZERO, ONE)


def member_count(case: Case, params: Params) -> Figure:
    """Count the members that have one of the roles; one without a stated role may have it or not."""
    return _of_roles("member_count", case, set(params.roles) - set(params.except_roles))


def finished_count(case: Case, params: Params) -> Figure:
    """Count the makers of finished products."""
    return _of_roles("finished_count", case, {FINISHED})


def education_count(case: Case, params: Params) -> Figure:
    """Count the educational organizations among the members."""
    return _of_roles("education_count", case, {"education"})


def finance_count(case: Case, params: Params) -> Figure:
    """Count the financial or non-profit organizations among the members."""
    return _of_roles("finance_count", case, {"finance"})


def _of_roles(metric: str, case: Case, roles: set[str]) -> Figure:
    counted = [_has_role(case, member, roles) for member in case.members]
    unsure = [m for m, count in zip(case.members, counted, strict=True) if count != _NO and m.inferred]
    gaps = tuple(Gap("role", who(member), member.uid, case.period, width=ONE) for member in unsure)
    statements = [statement for member in case.members for statement in member.statements]
    hold: Reason = "inferred-roles" if case.evidence.candidate else ""
    return Figure(metric, total(counted), case.inputs(statements), gaps, hold=hold)


def _has_role(case: Case, member: Member, roles: set[str]) -> Interval:
    if not roles:
        return _YES
    if member.inferred:
        return _YES if case.evidence.candidate and member.has_any(roles) else _PERHAPS
    return _YES if member.has_any(roles) else _NO


def members_without_agreement(case: Case, params: Params) -> Figure:
    """Count the members that have no agreement of the kinds named with another member.

    An Agreement of two members counts, and a supply between two members that names a document. A member has none for
    certain only where its own list of agreements, or that of all others, is declared complete. Newcomers are exempt
    where the rule says so, for so many years.
    """
    proofs = _agreements(case, params)
    counts: list[Interval] = []
    gaps: list[Gap] = []
    used: list[Statement] = [statement for member in case.members for statement in member.statements]
    for member in case.members:
        if member.uid in proofs:
            counts.append(_NO)
            used += proofs[member.uid]
            continue
        sure = _all_listed(case, member)
        exempt = _newcomer(case, member, params) if "newcomer" in params.excepted else _NO
        count = Interval(ZERO if exempt.high or not sure else ONE, ZERO if exempt.low else ONE)
        counts.append(count)
        if count.exact:
            continue
        gaps.append(_asked(case, member, "newcomer" if sure else "agreements"))
    for member in case.members:
        used += case.ledger.complete.get((member.uid, "agreements"), ())
    inputs = case.inputs(used)
    return Figure("members_without_agreement", total(counts), inputs, distinct(gaps))


def newcomer_count(case: Case, params: Params) -> Figure:
    """Count the newcomers: stated with a day, else by the records of the period before.

    Members that make nothing by their role (education, science, finance, infrastructure) are newcomers only where a
    source says so.
    """
    counted = [_new_maker(case, member, params) for member in case.members]
    unsure = [m for m, count in zip(case.members, counted, strict=True) if not count.exact]
    gaps = [_asked(case, m, "newcomer" if not _newcomer(case, m, params).exact else "role") for m in unsure]
    used = [statement for member in case.members for statement in _told_of(case, member, params)]
    return Figure("newcomer_count", total(counted), case.inputs(used), distinct(gaps))


def newcomers_past_deadline(case: Case, params: Params) -> Figure:
    """Count the newcomers whose years are over and who have no agreement with another member.

    From which day a newcomer is one that no source states is not known: it may be past the deadline or not.
    """
    proofs = _agreements(case, params)
    counts: list[Interval] = []
    gaps: list[Gap] = []
    used: list[Statement] = []
    for member in case.members:
        used += [*_told_of(case, member, params), *proofs.get(member.uid, ())]
        late = _NO if member.uid in proofs else _late(case, member, params)
        if late.high and not late.exact:
            gaps.append(_asked(case, member, "newcomer"))
        if late.high and not _all_listed(case, member):
            late = _PERHAPS
            gaps.append(_asked(case, member, "agreements"))
        counts.append(late)
    return Figure("newcomers_past_deadline", total(counts), case.inputs(used), distinct(gaps))


def _all_listed(case: Case, member: Member) -> bool:
    """Tell whether the member's own list of agreements, or those of all others, are declared complete."""
    others = [other.uid for other in case.members if other.uid != member.uid]
    listed = case.ledger.is_complete
    return listed(member.uid, "agreements") or all(listed(uid, "agreements") for uid in others)


def _late(case: Case, member: Member, params: Params) -> Interval:
    """Return whether a member is a newcomer whose years are over."""
    if member.newcomer_since:
        within = _within_years(member.newcomer_since, params.years, case.day)
        return _PERHAPS if not within.exact else _NO if within.high else _YES
    return _PERHAPS if _new_maker(case, member, params).high else _NO


def _new_maker(case: Case, member: Member, params: Params) -> Interval:
    if member.newcomer_since:
        return _YES
    if member.inferred:  # it may have the role of one that makes nothing
        return Interval(ZERO, _newcomer(case, member, params).high)
    return _NO if member.roles <= BODIES else _newcomer(case, member, params)


def _told_of(case: Case, member: Member, params: Params) -> Iterator[Statement]:
    """Give what tells whether a member is a newcomer."""
    yield from member.statements
    if case.before is not None and params.newcomer == "no_product":
        yield from case.before.ledger.total(member.uid, "own_output").statements


def _asked(case: Case, member: Member, need: str) -> Gap:
    return Gap(need, who(member), member.uid, case.period, width=ONE)


def _agreements(case: Case, params: Params) -> dict[str, list[Statement]]:
    """Return for each member that has an agreement with another one the statements that show it."""
    members = {member.uid for member in case.members}
    parties: dict[str, list[Statement]] = {}
    for party in case.evidence.parties:
        if link_of(party).src in members:
            parties.setdefault(link_of(party).dst, []).append(party)
    proofs: dict[str, list[Statement]] = {}
    for agreement, statements in case.agreements(params.agreement_types).items():
        of_members = parties.get(agreement, [])
        if len({link_of(party).src for party in of_members}) > 1:
            for party in of_members:
                proofs.setdefault(link_of(party).src, []).extend((*statements, party))
    if "supply" in (params.agreement_types or ("supply",)):
        for statement in case.contracts:
            for end in (link_of(statement).src, link_of(statement).dst):
                proofs.setdefault(end, []).append(statement)
    return proofs


def with_agreement(case: Case, params: Params) -> set[str]:
    """Return the members that have an agreement, of the kinds that count, with another one."""
    return set(_agreements(case, params))


def _newcomer(case: Case, member: Member, params: Params) -> Interval:
    """Return whether a member is a newcomer: stated with a day, else from the records of the period before."""
    if member.newcomer_since:
        return _within_years(member.newcomer_since, params.years, case.day)
    if case.before is None:
        return _PERHAPS
    if params.newcomer == "no_product":
        made = case.before.ledger.total(member.uid, "own_output").interval
        return _NO if made.low > 0 else _YES if made.high == 0 else _PERHAPS
    return _without_links(case.before, member, {other.uid for other in case.members})


def _without_links(before: Case, member: Member, members: set[str]) -> Interval:
    book = before.ledger
    if members & {*book.suppliers(member.uid), *book.buyers(member.uid)}:
        return _NO
    both = all(book.is_complete(member.uid, side) for side in ("purchases", "sales"))
    return _YES if both else _PERHAPS


def _within_years(since: str, years: int, day: str) -> Interval:
    """Return whether a day lies within so many years from a date; a date without a day leaves it open at the edge."""
    if not years:
        return _YES
    if not day:
        return _PERHAPS
    first, last = (f"{int(end[:4]) + years}{end[4:]}" for end in (dates.first_day(since), dates.last_day(since)))
    return _YES if day < first else _PERHAPS if day < last else _NO
