"""Plans to comply: who could join a group of the store, and what is kept of a plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from clustergraph.analysis.evidence import Evidence, Said
from clustergraph.analysis.law.case import Case
from clustergraph.analysis.law.offers import newcomers
from clustergraph.analysis.law.plan import plan
from clustergraph.analysis.law.steps import SOURCE, Ground
from clustergraph.errors import UsageError
from clustergraph.i18n import text
from clustergraph.model.records import Link, Place, Statement, Value, link
from clustergraph.model.terms import LinkKind
from clustergraph.progress import Progress, silent

if TYPE_CHECKING:
    from clustergraph.analysis.law.editions import Rulebook
    from clustergraph.analysis.law.planned import Plan
    from clustergraph.store.base import Store

_ADOPTED = f"{SOURCE}/roles"


class Gathering(Protocol):
    """Collects what is said around one group."""

    @property
    def said(self) -> Said:
        """What sources say."""

    def also(self, statements: Sequence[Statement]) -> Said:
        """Return what is said, together with some more statements."""

    def evidence(self, said: Said | None = None) -> Evidence:
        """Collect all around the group."""


def planned(
    gathering: Gathering,
    rulebook: Rulebook,
    edition: str,
    targets: Sequence[str],
    denominator: str,
    progress: Progress = silent,
) -> Plan:
    """Find the plan of a group; its evidence is read once, with all firms that could join."""
    narrow = gathering.evidence()
    period, as_of = narrow.period or narrow.default_period(), narrow.as_of
    case = Case(narrow, period, as_of)
    inside = frozenset(member.uid for member in case.members)
    joining = newcomers(narrow, inside, period)
    asked = [_member(firm, narrow.group, "", SOURCE) for firm in sorted({firm for firm, _ in joining})]
    wide = gathering.evidence(gathering.also(asked)) if asked else narrow
    if wide.candidate:
        roles = [_member(m.uid, wide.group, role, _ADOPTED) for m in case.members for role in sorted(m.roles) or [""]]
        wide = replace(wide, candidate=False, memberships=(*wide.memberships, *roles))
    ground = Ground(wide, inside, period, as_of, rulebook.territories)
    found = plan(
        ground,
        rulebook,
        joining,
        edition=edition,
        denominator=denominator,
        targets=targets,
        makes=_makes(gathering.said(sorted(inside))),
        period_asked=bool(narrow.period),
        progress=progress,
    )
    if not narrow.candidate:
        return found
    return replace(found, before=replace(found.before, candidate=True), after=replace(found.after, candidate=True))


def accepted(store: Store, found: Plan, *, of_file: bool) -> Plan:
    """Keep a plan as a document of the store; the one before it is replaced."""
    if of_file:
        raise UsageError(text("law.plan-of-file"), text("law.plan-of-file-hint"))
    kept = replace(found, accepted=f"plan/{found.before.group.partition('/')[2]}")
    store.put_document(kept.accepted, kept.to_json().encode(), was=store.document(kept.accepted))
    return kept


def _member(firm: str, group: str, role: str, source: str) -> Statement:
    props: dict[str, Value] = {"role": role} if role else {}
    return Statement(link(firm, LinkKind.MEMBER_OF, group, props), Place(source), source=source)


def _makes(statements: Iterable[Statement]) -> dict[str, set[str]]:
    """Return firm → codes of the products that sources say it makes."""

    def links() -> Iterator[Link]:
        for statement in statements:
            if isinstance(statement.record, Link) and statement.record.kind == LinkKind.MAKES:
                yield statement.record

    made: dict[str, set[str]] = {}
    for record in links():
        made.setdefault(record.src, set()).add(record.dst.removeprefix("okpd2/"))
    return made
