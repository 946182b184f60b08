"""The evidence read for one period and one day: who is a member in which role, what was sold, who owns whom."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property

from clustergraph.analysis.evidence import Evidence, link_of
from clustergraph.analysis.law.figures import Input, inputs_of
from clustergraph.analysis.law.interval import exact
from clustergraph.analysis.law.money import Ledger, ledger, touches
from clustergraph.analysis.law.territories import Territory
from clustergraph.model import dates
from clustergraph.model.records import Statement
from clustergraph.model.terms import LinkKind

FINISHED = "finished"
INTERMEDIATE = "intermediate"
BODIES = frozenset({"infrastructure", "science", "education", "finance", "specialized_organization"})
"""Roles of members that make no products."""
_VALID = ("in_force", "performed", "")
"""Agreements that count: in force or performed, or not stated."""


@dataclass(frozen=True, slots=True)
class Member:
    """A member on the reading day."""

    uid: str
    name: str
    roles: frozenset[str]
    """As stated, else as proposed from its sales and purchases inside the group; empty: nothing to propose."""
    inferred: bool
    """No source states a role."""
    newcomer_since: str
    statements: tuple[Statement, ...]

    @property
    def nameless(self) -> bool:
        """Tell whether it is a sole trader, counted without a name."""
        return self.uid.startswith("member/")

    def has_any(self, roles: Iterable[str]) -> bool:
        """Tell whether it has one of these roles."""
        return not self.roles.isdisjoint(roles)


@dataclass(frozen=True)
class Case:
    """Evidence, period and reading day; everything a metric asks for is read once."""

    evidence: Evidence
    period: str
    as_of: str = ""
    """The reading day; "": whatever has not ended counts."""
    assumed: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Roles taken for members that no source gives one."""
    territories: Mapping[str, Territory] = field(default_factory=dict)
    """Territory lists by id."""
    terse: bool = False
    """Values alone, without inputs and questions: what a plan tries a thousand times."""

    @property
    def day(self) -> str:
        """The reading day, else the last day of the period; "" where neither is known."""
        return dates.last_day(self.as_of or self.period) if self.as_of or self.period else ""

    def inputs(self, statements: Iterable[Statement]) -> tuple[Input, ...]:
        """Describe the statements that were used."""
        return () if self.terse else inputs_of(self.evidence, statements)

    def holds(self, since: str, until: str) -> bool:
        """Tell whether something dated holds on the reading day, or has not ended where none was named."""
        if self.as_of:
            return dates.holds_on(self.day, since, until)
        return not until or bool(self.day and dates.first_day(until) > self.day)

    @cached_property
    def ledger(self) -> Ledger:
        """Sums of the period."""
        return ledger(self.evidence, self.period)

    @cached_property
    def before(self) -> Case | None:
        """The same evidence in the period before; None where there is no period."""
        return replace(self, period=previous(self.period)) if self.period else None

    def assuming(self, roles: Mapping[str, frozenset[str]]) -> Case:
        """Return the same case with roles for members that no source gives one; sums of money are not read again."""
        case = replace(self, assumed=roles)
        case.__dict__["ledger"] = self.ledger
        return case

    @cached_property
    def members(self) -> tuple[Member, ...]:
        """Members on the reading day by uid."""
        of_firm: dict[str, list[Statement]] = {}
        for statement in self.holding(self.evidence.memberships):
            of_firm.setdefault(link_of(statement).src, []).append(statement)
        firms = self.evidence.firms if self.evidence.candidate else tuple(sorted(of_firm))
        return tuple(self._member(firm, of_firm.get(firm, []), firms) for firm in firms)

    def with_role(self, *roles: str) -> tuple[Member, ...]:
        """Return the members that have one of these roles."""
        return tuple(member for member in self.members if member.has_any(roles))

    @property
    def inferred(self) -> tuple[Member, ...]:
        """Members whose role no source states."""
        return tuple(member for member in self.members if member.inferred)

    def _member(self, uid: str, memberships: list[Statement], firms: tuple[str, ...]) -> Member:
        props = [statement.record.props for statement in memberships]
        roles = frozenset(str(prop["role"]) for prop in props if prop.get("role"))
        since = min((str(prop["newcomer_since"]) for prop in props if prop.get("newcomer_since")), default="")
        inferred = not roles and uid not in self.assumed
        proposed = self.assumed.get(uid, self.proposed(uid, frozenset(firms)) if inferred else roles)
        return Member(uid, self.evidence.names.get(uid, uid), proposed, inferred, since, tuple(memberships))

    def proposed(self, uid: str, firms: frozenset[str]) -> frozenset[str]:
        """Propose roles: intermediate sells to another firm of the group in the period, finished buys from one."""
        sells = any(buyer in firms for buyer in self.ledger.buyers(uid))
        buys = any(supplier in firms for supplier in self.ledger.suppliers(uid))
        return frozenset(role for role, fits in ((INTERMEDIATE, sells), (FINISHED, buys)) if fits)

    @cached_property
    def makers(self) -> tuple[Member, ...]:
        """Members that make something, or may: all but those whose stated roles are those of bodies."""
        return tuple(m for m in self.members if m.inferred or not m.roles or not m.roles <= BODIES)

    @cached_property
    def managers(self) -> tuple[str, ...]:
        """Uids of the specialized organizations on the reading day."""
        return tuple(sorted({link_of(statement).src for statement in self.holding(self.evidence.managers)}))

    def holding(self, statements: Iterable[Statement]) -> list[Statement]:
        """Return the first statement of each record, the one the graph shows, where it holds on the reading day."""
        first = {statement.record.uid: statement for statement in reversed(list(statements))}
        shown = (first[uid] for uid in sorted(first))
        return [
            s for s in shown if self.holds(str(s.record.props.get("since", "")), str(s.record.props.get("until", "")))
        ]

    @cached_property
    def contracts(self) -> tuple[Statement, ...]:
        """Supplies of the period between two members that name a document."""
        members = {member.uid for member in self.members}
        return tuple(
            statement
            for statement in self.evidence.money
            if statement.record.props.get("document")
            and (record := link_of(statement)).kind == LinkKind.SUPPLIES
            and record.src != record.dst
            and {record.src, record.dst} <= members
            and touches(str(record.props.get("period", "")), self.period)
        )

    def agreements(self, types: Sequence[str] = ()) -> dict[str, list[Statement]]:
        """Return what is said of each agreement of these types (none: any) that counts on the reading day."""
        said: dict[str, list[Statement]] = {}
        for statement in self.evidence.agreements:
            said.setdefault(statement.record.uid, []).append(statement)
        return {uid: statements for uid, statements in said.items() if self._counts(types, statements)}

    def _counts(self, types: Sequence[str], statements: list[Statement]) -> bool:
        def shown(key: str) -> str:
            values = (statement.record.props.get(key) for statement in statements)
            return next((str(value) for value in values if value), "")

        return (
            (not types or shown("agreement_type") in types)
            and shown("agreement_status") in _VALID
            and self.holds(shown("since"), shown("until"))
        )

    def owned_together(self, share: Fraction | None, *, perhaps: bool) -> dict[str, str]:
        """Return for each firm tied to another by ownership a name common to its group.

        A group is what OWNS above `share` and DIRECTS connect on the reading day; `perhaps` takes ownership without a
        stated share too.
        """
        group: dict[str, str] = {}

        def root(firm: str) -> str:
            while group.setdefault(firm, firm) != firm:
                firm = group[firm]
            return firm

        for statement in self.evidence.ties:
            if self._ties(statement, share, perhaps):
                ends = sorted((root(link_of(statement).src), root(link_of(statement).dst)))
                group[ends[1]] = ends[0]
        return {firm: root(firm) for firm in sorted(group)}

    def _ties(self, statement: Statement, share: Fraction | None, perhaps: bool) -> bool:
        record = link_of(statement)
        if not self.holds(str(record.props.get("since", "")), str(record.props.get("until", ""))):
            return False
        if record.kind == LinkKind.DIRECTS:
            return True
        held = record.props.get("share")
        if not isinstance(held, int | float):
            return perhaps
        return share is None or exact(held) > share


def previous(period: str) -> str:
    """Return the period of the same length before: `2022` of `2023`, `2022-12` of `2023-01`."""
    first = date.fromisoformat(dates.first_day(period))
    return (first - timedelta(days=1)).isoformat()[: len(period)]
