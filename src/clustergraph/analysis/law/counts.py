"""What is counted: members, and members without an agreement with another member. Counts are intervals too."""

from __future__ import annotations

from collections.abc import Iterator

from clustergraph.analysis.evidence import link_of
from clustergraph.analysis.law.case import Case, Member
from clustergraph.analysis.law.figures import Figure, Gap, Reason, distinct, inputs_of
from clustergraph.analysis.law.interval import ONE, ZERO, Interval, point, total
from clustergraph.analysis.law.money import touches
from clustergraph.analysis.law.questions import who
from clustergraph.analysis.law.rules import Params
from clustergraph.model import dates
from clustergraph.model.records import Statement
from clustergraph.model.terms import LinkKind

_NO, _YES, _PERHAPS = point(0), point(1), Interval(ZERO, ONE)
_VALID = ("in_force", "performed", "")
"""Agreements that count: in force or performed, or not stated."""


def member_count(case: Case, params: Params) -> Figure:
    """Count the members that have one of the roles; one without a stated role may have it or not."""
    counted = [_has_role(case, member, params) for member in case.members]
    unsure = [m for m, count in zip(case.members, counted, strict=True) if count != _NO and m.inferred]
    gaps = tuple(Gap("role", who(member), member.uid, case.period, width=ONE) for member in unsure)
    statements = [statement for member in case.members for statement in member.statements]
    hold: Reason = "inferred-roles" if case.evidence.candidate else ""
    return Figure("member_count", total(counted), inputs_of(case.evidence, statements), gaps, hold=hold)


def _has_role(case: Case, member: Member, params: Params) -> Interval:
    roles = set(params.roles) - set(params.except_roles)
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
    complete = {member.uid for member in case.members if case.ledger.is_complete(member.uid, "agreements")}
    counts: list[Interval] = []
    gaps: list[Gap] = []
    used: list[Statement] = [statement for member in case.members for statement in member.statements]
    for member in case.members:
        if member.uid in proofs:
            counts.append(_NO)
            used += proofs[member.uid]
            continue
        others = {other.uid for other in case.members} - {member.uid}
        sure = member.uid in complete or others <= complete
        exempt = _newcomer(case, member, params) if "newcomer" in params.excepted else _NO
        count = Interval(ZERO if exempt.high or not sure else ONE, ZERO if exempt.low else ONE)
        counts.append(count)
        if count.exact:
            continue
        gaps.append(Gap("newcomer" if sure else "agreements", who(member), member.uid, case.period, width=ONE))
    for member in case.members:
        used += case.ledger.complete.get((member.uid, "agreements"), ())
    inputs = inputs_of(case.evidence, used)
    return Figure("members_without_agreement", total(counts), inputs, distinct(gaps))


def _agreements(case: Case, params: Params) -> dict[str, list[Statement]]:
    """Return for each member that has an agreement with another one the statements that show it."""
    members = {member.uid for member in case.members}
    parties: dict[str, list[Statement]] = {}
    for party in case.evidence.parties:
        if link_of(party).src in members:
            parties.setdefault(link_of(party).dst, []).append(party)
    proofs: dict[str, list[Statement]] = {}
    for agreement, statements in _counting(case, params).items():
        of_members = parties.get(agreement, [])
        if len({link_of(party).src for party in of_members}) > 1:
            for party in of_members:
                proofs.setdefault(link_of(party).src, []).extend((*statements, party))
    if "supply" in (params.agreement_types or ("supply",)):
        for statement in _contracts(case, members):
            for end in (link_of(statement).src, link_of(statement).dst):
                proofs.setdefault(end, []).append(statement)
    return proofs


def _counting(case: Case, params: Params) -> dict[str, list[Statement]]:
    """Return what is said of each agreement that counts on the reading day."""
    said: dict[str, list[Statement]] = {}
    for statement in case.evidence.agreements:
        said.setdefault(statement.record.uid, []).append(statement)
    return {uid: statements for uid, statements in said.items() if _counts(case, params, statements)}


def _counts(case: Case, params: Params, statements: list[Statement]) -> bool:
    def shown(key: str) -> str:
        values = (statement.record.props.get(key) for statement in statements)
        return next((str(value) for value in values if value), "")

    return (
        (not params.agreement_types or shown("agreement_type") in params.agreement_types)
        and shown("agreement_status") in _VALID
        and case.holds(shown("since"), shown("until"))
    )


def _contracts(case: Case, members: set[str]) -> Iterator[Statement]:
    """Give the supplies between two members that name a document."""
    for statement in case.evidence.money:
        record = link_of(statement)
        between = record.kind == LinkKind.SUPPLIES and record.src != record.dst and {record.src, record.dst} <= members
        when = str(record.props.get("period", ""))
        if between and record.props.get("document") and touches(when, case.period):
            yield statement


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
