"""What stands around the members: the specialized organization, its agreements and support, infrastructure, documents.

Nobody lists these completely: what no source tells of may be there, and is a question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from clustergraph.analysis.evidence import link_of
from clustergraph.analysis.law.case import Case
from clustergraph.analysis.law.figures import EXPERT, Figure, Gap, distinct
from clustergraph.analysis.law.interval import ONE, ZERO, Interval, exact, point, total
from clustergraph.analysis.law.rules import Params
from clustergraph.model.records import Statement
from clustergraph.model.terms import LinkKind

_NO, _YES, _PERHAPS = point(0), point(1), Interval(ZERO, ONE)
_Answer = tuple[Interval, list[Statement], list[Gap]]
"""How much is lacking (or there), what shows it, what to ask."""


def infrastructure_count(case: Case, params: Params) -> Figure:
    """Count the infrastructure objects that serve the cluster: at least those that a source names."""
    serving = case.holding(case.evidence.serving)
    gap = Gap("infrastructure", _manager(case), case.evidence.group, case.period)
    inputs = case.inputs(serving)
    return Figure("infrastructure_count", Interval(Fraction(len(serving))), inputs, (gap,))


def document_present(case: Case, params: Params) -> Figure:
    """Tell whether the cluster has a document: 1 where a source says so, else perhaps."""
    approval = params.document == "region-approval"
    lacking, used, gaps = _region_agreement(case) if approval else _confirmed(case, params.document)
    value = Interval(ONE - (lacking.high or ZERO), ONE - lacking.low)
    return Figure("document_present", value, case.inputs(used), tuple(gaps))


def spec_org_gaps(case: Case, params: Params) -> Figure:
    """Count what the specialized organization lacks of the needs that the rule names."""
    answers = [_NEEDS[need](case) if need in _NEEDS else _confirmed(case, need) for need in params.needs]
    used = [statement for _, statements, _ in answers for statement in statements]
    gaps = distinct(gap for _, _, asked in answers for gap in asked)
    return Figure("spec_org_gaps", total(lacks for lacks, _, _ in answers), case.inputs(used), gaps)


def founders_share(case: Case, params: Params) -> Figure:
    """Share of the members that founded the specialized organization, that is, own a part of it.

    Where the stated shares make up the whole, nobody else is a founder.
    """
    others = [member.uid for member in case.members if member.uid not in case.managers]
    if not others:
        return Figure("founders_share", None, hold="no-members")
    held = [
        statement
        for statement in case.holding(case.evidence.ties)
        if link_of(statement).kind == LinkKind.OWNS and link_of(statement).dst in case.managers
    ]
    owners = {link_of(statement).src for statement in held}
    shares = [share for s in held if isinstance(share := s.record.props.get("share"), int | float)]
    whole = len(case.managers) == 1 and sum(map(exact, shares), ZERO) >= ONE
    count = total(_YES if uid in owners else _NO if whole else _PERHAPS for uid in others)
    value = Interval(count.low / len(others), (count.high or ZERO) / len(others))
    need = "ownership" if case.managers else "manager"
    gaps = () if value.exact else (Gap(need, _manager(case), case.evidence.group, case.period),)
    used = (*case.holding(case.evidence.managers), *held)
    return Figure("founders_share", value, case.inputs(used), gaps)


def _manager(case: Case) -> str:
    """Return whom to ask about the cluster."""
    return case.managers[0] if case.managers else EXPERT


def _lacks(case: Case, need: str, *, side: str = "") -> list[Gap]:
    return [Gap(need, _manager(case), case.evidence.group, case.period, side=side, width=ONE)]


def _exists(case: Case) -> _Answer:
    managing = case.holding(case.evidence.managers)
    return (_NO, managing, []) if managing else (_PERHAPS, [], _lacks(case, "manager"))


def _legal_entity(case: Case) -> _Answer:
    named = [s for s in case.evidence.nodes if s.record.uid in case.managers and s.record.props.get("ogrn")]
    if named:
        return _NO, named, []
    return _PERHAPS, [], _lacks(case, "ogrn" if case.managers else "manager")


def _member_agreements(case: Case) -> _Answer:
    """Tell whether each member has a participation agreement with the specialized organization."""
    if not case.managers:
        return _PERHAPS, [], _lacks(case, "manager")
    parties: dict[str, dict[str, Statement]] = {}
    for party in case.evidence.parties:
        parties.setdefault(link_of(party).dst, {}).setdefault(link_of(party).src, party)
    proofs: dict[str, list[Statement]] = {}
    for uid, statements in case.agreements(("participation",)).items():
        signed = parties.get(uid, {})
        if uid in case.evidence.about or not signed.keys().isdisjoint(case.managers):
            for member, party in signed.items():
                proofs.setdefault(member, []).extend((*statements, party))
    missing = [m.uid for m in case.members if m.uid not in proofs and m.uid not in case.managers]
    used = [statement for member in case.members for statement in proofs.get(member.uid, ())]
    if not missing:
        return _NO, used, []
    lists = [case.ledger.complete.get((uid, "agreements"), ()) for uid in (*case.managers, *missing)]
    of_managers, of_members = lists[: len(case.managers)], lists[len(case.managers) :]
    if all(of_managers) or any(of_members):
        return _YES, [*used, *(statement for declared in lists for statement in declared)], []
    return _PERHAPS, used, [Gap("agreement", _manager(case), uid, case.period, side="participation") for uid in missing]


def _region_agreement(case: Case) -> _Answer:
    """Tell whether there is an agreement about the cluster with a public authority."""
    with_state = case.agreements(("government",))
    for party in case.evidence.parties:
        uid, official = link_of(party).dst, link_of(party).src
        authority = official in case.evidence.authorities or party.record.props.get("role") == "authority"
        if uid in with_state and uid in case.evidence.about and authority:
            return _NO, [*with_state[uid], party], []
    return _PERHAPS, [], _lacks(case, "agreement", side="government")


def _confirmed(case: Case, word: str) -> _Answer:
    """Tell whether a source says that the cluster has something."""
    said = [statement for statement in case.evidence.cluster if word in _words(statement)]
    return (_NO, said, []) if said else (_PERHAPS, [], _lacks(case, "confirmed", side=word))


def _words(statement: Statement) -> Iterator[str]:
    words = statement.record.props.get("confirmed", ())
    yield from [words] if isinstance(words, str) else map(str, words if isinstance(words, list | tuple) else ())


_NEEDS: Mapping[str, Callable[[Case], _Answer]] = {
    "exists": _exists,
    "legal-entity": _legal_entity,
    "member-agreements": _member_agreements,
    "region-agreement": _region_agreement,
}
"""The other needs are words that stand in the cluster's `confirmed`."""
