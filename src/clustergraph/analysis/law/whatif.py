"""A group as if firms had joined or left it: the same statements, other memberships."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from clustergraph.analysis.evidence import Said
from clustergraph.errors import InputError
from clustergraph.i18n import text, unknown
from clustergraph.model.records import Link, Place, Statement, Value, link
from clustergraph.model.terms import TERMS, LinkKind

SOURCE = "whatif"
_ROLES = {code: term for code, term in TERMS["role"].items() if "MemberRole" in term.sets}


@dataclass(frozen=True, slots=True)
class Move:
    """A firm that joins with a role ("": none stated) or leaves."""

    firm: str
    joins: bool
    role: str = ""


def role_of(written: str) -> str:
    """Return the code of a member's role, given by code or by its name in either language."""
    asked = written.strip().casefold()
    for code, term in _ROLES.items():
        if asked in (code, term.label.ru.casefold(), term.label.en.casefold()):
            return code
    raise unknown("law.what-role", written, _ROLES)


def moved(said: Said, group: str, moves: Sequence[Move], members: Iterable[str], *, since: str = "") -> Said:
    """Return what sources say as if these moves were made, one after the other.

    Who leaves becomes an outsider: its sales and purchases stay. Who joins is a member from `since` ("": always).

    Raises
    ------
    InputError
        Where a member joins, or one who is none leaves.
    """
    before = set(members)
    inside, last = set(before), {}
    for move in moves:
        if (move.firm in inside) == move.joins:
            key = "law.whatif-member" if move.joins else "law.whatif-no-member"
            raise InputError(text(key, firm=move.firm.removeprefix("org/")), text("law.whatif-hint"))
        inside ^= {move.firm}
        last[move.firm] = move
    changed = {firm: move for firm, move in last.items() if move.joins or firm in before}
    joined = tuple(_joining(group, move, since) for move in changed.values() if move.joins)

    def as_if(uids: Iterable[str]) -> Iterator[Statement]:
        wanted = set(uids)
        for statement in said(wanted):
            if not _ties(statement, group, changed):
                yield statement
        yield from (s for s in joined if isinstance(s.record, Link) and {s.record.src, s.record.dst} & wanted)

    return as_if


def _ties(statement: Statement, group: str, firms: Iterable[str]) -> bool:
    """Tell whether a statement says that one of the firms belongs to the group."""
    record = statement.record
    if not isinstance(record, Link):
        return False
    if record.kind == LinkKind.MEMBER_OF:
        return record.dst == group and record.src in firms
    return record.kind == LinkKind.INCLUDES and record.src == group and record.dst in firms


def _joining(group: str, move: Move, since: str) -> Statement:
    props: dict[str, Value] = {key: value for key, value in (("role", move.role), ("since", since)) if value}
    return Statement(link(move.firm, LinkKind.MEMBER_OF, group, props), Place(SOURCE), source=SOURCE)
