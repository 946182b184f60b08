"""Steps of a plan, and the evidence as if they were taken: other memberships, agreements and purchases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Literal

from clustergraph.analysis.evidence import Evidence, industry, link_of
from clustergraph.analysis.law.case import BODIES, INTERMEDIATE, Case
from clustergraph.analysis.law.interval import High
from clustergraph.analysis.law.money import Ledger, speaker
from clustergraph.analysis.law.territories import Territory
from clustergraph.model import dates
from clustergraph.model.records import Entity, Place, Statement, Value, link
from clustergraph.model.terms import Kind, LinkKind

Deed = Literal["add", "agree", "move", "role", "remove"]
SOURCE = "plan"
_PLACE = Place(SOURCE)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that somebody would have to do; who and what by uid."""

    deed: Deed
    firm: str
    """Who joins, leaves, changes its role, signs, or sells from now on."""
    role: str = ""
    """Of `add` and `role`."""
    other: str = ""
    """Of `agree` the other party, of `move` the buyer."""
    supplier: str = ""
    """Of `move` who sells today; "" where the purchase names nobody."""
    product: str = ""
    amount: Fraction | None = None
    """Of `move`, roubles in the period."""
    room: High = None
    """Of `move`: what no known sale of the firm explains; None: not known, so to be confirmed."""

    outside: tuple[str, ...] = ()
    """Of `agree`: parties that must join first."""

    @property
    def order(self) -> tuple[str, ...]:
        """What alike steps are sorted by."""
        return (self.deed, self.firm, self.role, self.other, self.supplier, self.product)


@dataclass(frozen=True)
class Ground:
    """All that is said around a group and the firms that could join it."""

    evidence: Evidence
    """Gathered as if every firm in question were a member."""
    inside: frozenset[str]
    """Who is a member today."""
    period: str
    as_of: str = ""
    """The reading day; a new member is one from then on."""
    territories: Mapping[str, Territory] = field(default_factory=dict)

    def case(self, steps: Iterable[Step] = ()) -> Case:
        """Return the group as if these steps were taken, ready to be judged without questions."""
        return Case(self.applied(steps), self.period, self.as_of, territories=self.territories, terse=True)

    def applied(self, steps: Iterable[Step]) -> Evidence:
        """Return the evidence of the group as if these steps were taken."""
        taken = sorted(steps, key=lambda step: step.order)
        gone = {step.firm for step in taken if step.deed == "remove"}
        new = {step.firm: step.role for step in taken if step.deed == "add"}
        evidence = self._of(frozenset((*self.inside, *new)) - gone)
        roles = {step.firm: step.role for step in taken if step.deed == "role"}
        memberships = [s for s in evidence.memberships if s.source != SOURCE and link_of(s).src not in new]
        for firm, role in roles.items():
            memberships = list(_with_role(evidence, memberships, firm, role))
        memberships += [self._joining(firm, role) for firm, role in new.items()]
        evidence = replace(evidence, memberships=tuple(memberships))
        managers = sorted({link_of(s).src for s in evidence.managers} - set(new))
        signed = [("participation", firm, manager) for firm in new for manager in managers]
        signed += [("supply", step.firm, step.other) for step in taken if step.deed == "agree"]
        evidence = _signed(evidence, signed)
        for step in taken:
            if step.deed == "move":
                evidence = _moved(evidence, self.period, step)
        return evidence

    def everything(self, offers: Iterable[Step]) -> Case:
        """Return the group as if all who could join or change their role were in, in all roles, and all was moved."""
        offers = list(offers)
        roles = sorted({(step.firm, step.role) for step in offers if step.deed in ("add", "role")})
        evidence = self._of(frozenset((*self.inside, *(firm for firm, _ in roles))))
        known = (s for s in evidence.memberships if s.source != SOURCE)
        evidence = replace(evidence, memberships=(*known, *(self._joining(firm, role) for firm, role in roles)))
        sellers = {m.uid for m in Case(evidence, self.period, self.as_of, terse=True).with_role(INTERMEDIATE)}
        moves: dict[tuple[str, str, str], Step] = {}
        for step in offers:
            if step.deed == "move" and step.firm in sellers:
                moves.setdefault((step.supplier, step.other, step.product), step)
        for step in moves.values():
            evidence = _moved(evidence, self.period, step)
        return Case(evidence, self.period, self.as_of, territories=self.territories, terse=True)

    def _joining(self, firm: str, role: str) -> Statement:
        since = dates.last_day(self.as_of) if self.as_of else ""
        props: dict[str, Value] = {key: value for key, value in (("role", role), ("since", since)) if value}
        return Statement(link(firm, LinkKind.MEMBER_OF, self.evidence.group, props), _PLACE, source=SOURCE)

    def _of(self, firms: frozenset[str]) -> Evidence:
        """Return what is said around these firms alone, as it would be gathered."""
        wide = self.evidence
        known = {link_of(s).src for s in wide.memberships if s.source != SOURCE}
        members = firms | (known - self.inside)  # whose membership has ended
        managers = {link_of(s).src for s in wide.managers}
        bodies = members | managers
        nodes = tuple(s for s in wide.nodes if s.record.uid in bodies)
        subjects = bodies | {industry(s.record) for s in nodes}
        deals = {link_of(s).dst for s in wide.parties if link_of(s).src in bodies} | wide.about
        locations = tuple(s for s in wide.locations if link_of(s).src in bodies)
        sites = {link_of(s).dst for s in locations}

        def about(statements: Iterable[Statement]) -> tuple[Statement, ...]:
            return tuple(s for s in statements if wide.subjects[s.record.uid] in subjects)

        return replace(
            wide,
            firms=tuple(sorted(members)),
            memberships=tuple(s for s in wide.memberships if link_of(s).src in members),
            nodes=nodes,
            indicators=about(wide.indicators),
            coverage=about(wide.coverage),
            agreements=tuple(s for s in wide.agreements if s.record.uid in deals),
            parties=tuple(s for s in wide.parties if link_of(s).dst in deals),
            locations=locations,
            sites=tuple(s for s in wide.sites if s.record.uid in sites),
            money=tuple(s for s in wide.money if link_of(s).src in members or link_of(s).dst in members),
            ties=tuple(s for s in wide.ties if link_of(s).src in bodies or link_of(s).dst in bodies),
        )


def _with_role(evidence: Evidence, memberships: Sequence[Statement], firm: str, role: str) -> Iterator[Statement]:
    """Give the memberships with the firm's role among makers replaced; its other roles stay."""
    since: dict[str, Value] = {}
    for statement in memberships:
        props = statement.record.props
        if link_of(statement).src != firm or str(props.get("role", "")) in BODIES:
            yield statement
        elif not since:
            since = {key: props[key] for key in ("since", "newcomer_since") if key in props}
    stated: dict[str, Value] = {"role": role, **since}
    yield Statement(link(firm, LinkKind.MEMBER_OF, evidence.group, stated), _PLACE, source=SOURCE)


def _signed(evidence: Evidence, signed: Iterable[tuple[str, str, str]]) -> Evidence:
    agreements, parties = list(evidence.agreements), list(evidence.parties)
    for place, (kind, *both) in enumerate(signed, start=1):
        node = Entity(f"agreement/plan-{place}", Kind.AGREEMENT, {"agreement_type": kind})
        agreements.append(Statement(node, _PLACE, source=SOURCE))
        ends = [link(firm, LinkKind.PARTY_TO, node.uid, {"role": "party"}) for firm in both]
        parties += [Statement(end, _PLACE, source=SOURCE) for end in ends]
    return replace(evidence, agreements=tuple(agreements), parties=tuple(parties))


def bought(evidence: Evidence, period: str, supplier: str, buyer: str, product: str) -> list[Statement]:
    """Return what is said of the purchases of a product in the period; supplier "": those that name none."""

    def fits(statement: Statement) -> bool:
        record = link_of(statement)
        if not dates.inside(str(record.props.get("period", "")), period):
            return False
        if record.kind == LinkKind.BUYS:
            return not supplier and (record.src, record.dst) == (buyer, f"okpd2/{product}")
        return (record.src, record.dst, record.props.get("product")) == (supplier, buyer, product)

    return [statement for statement in evidence.money if fits(statement)]


def _moved(evidence: Evidence, period: str, step: Step) -> Evidence:
    """Return the evidence as if a member sold what an outsider sells today.

    Each speaker that already tells of the member's sales to this buyer then states so much more; where nobody does,
    one of those whose list is complete, else who told of the purchase.
    """
    case = Case(evidence, period)
    gone = bought(evidence, period, step.supplier, step.other, step.product)
    lost = {id(statement) for statement in gone}
    more = [
        Statement(
            link(step.firm, LinkKind.SUPPLIES, step.other, {"period": period, "amount": amount}), _PLACE, source=who
        )
        for who, amount in _told(case.ledger, step, speaker(gone[0].source)).items()
    ]
    return replace(evidence, money=(*(s for s in evidence.money if id(s) not in lost), *more))


def _told(book: Ledger, step: Step, else_by: str) -> Mapping[str, float]:
    assert step.amount is not None
    known = book.sums.get((step.firm, step.other))
    if known is not None:
        return {told.speaker: float(told.total + step.amount) for told in known.told}
    closers = [*book.complete.get((step.other, "purchases"), ()), *book.complete.get((step.firm, "sales"), ())]
    return {min((speaker(s.source) for s in closers), default=else_by): float(step.amount)}
