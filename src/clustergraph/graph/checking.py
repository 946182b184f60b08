"""Checks of groups: of the store, of a file of members, as if firms had joined or left, in two editions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypedDict, Unpack

from clustergraph.analysis.cooperation import Cooperation, cooperation
from clustergraph.analysis.evidence import Evidence, Said, SourceNote, Speaker, gather
from clustergraph.analysis.law.case import Case
from clustergraph.analysis.law.check import check
from clustergraph.analysis.law.compare import Comparison
from clustergraph.analysis.law.editions import Rulebook, read_rulebook
from clustergraph.analysis.law.planned import Plan
from clustergraph.analysis.law.report import CheckReport
from clustergraph.analysis.law.rules import Verified
from clustergraph.analysis.law.steps import SOURCE as PLANNED
from clustergraph.analysis.law.whatif import SOURCE, Move, moved, role_of
from clustergraph.errors import AnalysisError, InputError, UsageError
from clustergraph.graph.planning import planned
from clustergraph.graph.resolve import resolve
from clustergraph.i18n import text
from clustergraph.model import codes, dates
from clustergraph.model.records import Entity, Link, Statement
from clustergraph.model.terms import Kind
from clustergraph.model.words import name_of
from clustergraph.progress import Progress, silent
from clustergraph.store.base import Store

GROUPS = (Kind.INDUSTRIAL_CLUSTER, Kind.CLUSTER_CANDIDATE)
VERIFIED = "verified"
"""Name of the document that keeps who compared which rule with the official text."""
_MEMBERS = "group-members"
_IN_FILE = "cluster/members-file"


class GroupAsked(TypedDict, total=False):
    """Which group is checked, and for when."""

    members: Path | str | None
    """A file of members instead of a group of the store."""
    period: str
    as_of: str
    denominator: str
    estimate: str
    """`payments`: payments to suppliers stand for purchases that nobody states."""


class Checking:
    """Everything a check reads, put together for one group."""

    def __init__(self, store: Store, folder: Path, wanted: str, **asked: Unpack[GroupAsked]) -> None:
        members = Path(asked["members"]) if asked.get("members") else None  # type: ignore[arg-type]
        period, as_of = asked.get("period", ""), asked.get("as_of", "")
        self._denominator, self._estimate = asked.get("denominator", ""), asked.get("estimate", "")
        if bool(wanted) == bool(members):
            raise UsageError(text("law.group-or-file"), text("law.group-or-file-hint"))
        self._store, self._period, self._as_of = store, period, as_of or store.on
        self._rulebook = rulebook(store, folder)
        self._sources: list[Speaker] = [
            *store.sources(),
            SourceNote(SOURCE, text("law.whatif-source")),
            SourceNote(PLANNED, text("law.plan-source")),
        ]
        self._evidence: Evidence | None = None
        self._name = text("law.group-of-file", file=members.name) if members else ""
        self._group = _IN_FILE if members else resolve(store, wanted, GROUPS)
        self._said: Said = lambda uids: store.statements(ends=uids)
        if members:
            self._said = _with(self._said, _read_members(members, folder))
            self._sources.append(SourceNote(_MEMBERS, members.name))

    def evidence(self, said: Said | None = None) -> Evidence:
        """Collect all that sources say around the group; what the store says is read once."""
        if said is None:
            self._evidence = self._evidence or self._gathered(self._said)
            return self._evidence
        return self._gathered(said)

    def _gathered(self, said: Said) -> Evidence:
        found = gather(
            self._group,
            said,
            sources=self._sources,
            period=self._period,
            as_of=self._as_of,
            stamp=self._store.stamp(),
        )
        found = replace(found, name=self._name or found.name, estimate=self._estimate)
        _refuse_nobody(found)
        return found

    def check(self, edition: str) -> CheckReport:
        """Check the group as it is."""
        return check(self.evidence(), self._rulebook, edition=edition, denominator=self._denominator)

    def compare(self, first: str, second: str) -> Comparison:
        """Check the group in two editions."""
        evidence = self.evidence()
        reports = [
            check(evidence, self._rulebook, edition=name, denominator=self._denominator) for name in (first, second)
        ]
        return Comparison("editions", (), reports[0], reports[1])

    def whatif(self, asked: Sequence[str], edition: str) -> Comparison:
        """Check the group as it is and as if firms had joined or left; both for the period of the first."""
        before = self.evidence()
        first = check(before, self._rulebook, edition=edition, denominator=self._denominator)
        inside = [member.uid for member in Case(before, first.period, first.as_of).members]
        moves = [self._move(written) for written in asked]
        since = dates.last_day(first.as_of) if first.as_of else ""
        after = self.evidence(moved(self._said, self._group, moves, inside, since=since))
        second = check(after, self._rulebook, edition=edition, period=first.period, denominator=self._denominator)
        return Comparison("whatif", tuple(asked), first, replace(second, period_asked=first.period_asked))

    def cooperation(self) -> Cooperation:
        """Return who supplies whom; firms are tied by ownership as the newest edition's rules take it."""
        tests = [r.test for r in self._rulebook.requirements(self._rulebook.newest) if r.test]
        shares = [test.measured.params.group_share for test in tests if test.measured.params.group_share is not None]
        found = cooperation(self.evidence(), group_share=shares[0] if shares else None)
        return replace(found, others=self.names(found.outsiders))

    def names(self, uids: Iterable[str]) -> dict[str, str]:
        """Return uid → name of firms that are not of the group, where the store has one."""
        records = ((uid, self._store.get(uid)) for uid in sorted(uids))
        return {uid: name_of(node) for uid, node in records if isinstance(node, Entity) and name_of(node) != uid}

    def plan(self, edition: str, targets: Sequence[str], progress: Progress = silent) -> Plan:
        """Find what has to be done so that the targets are met."""
        return planned(self, self._rulebook, edition, targets, self._denominator, progress)

    def also(self, statements: Sequence[Statement]) -> Said:
        """Return what is said, together with some more statements."""
        return _with(self._said, statements)

    @property
    def said(self) -> Said:
        """What sources say."""
        return self._said

    def _move(self, written: str) -> Move:
        sign, firm, role = written[:1], *written[1:].partition("=")[::2]
        if sign not in ("+", "-") or not firm or (sign == "-" and role):
            raise UsageError(text("law.whatif-form", written=written), text("law.whatif-hint"))
        code = codes.inn(firm).code
        uid = f"org/{code}" if code else resolve(self._store, firm)
        return Move(uid, sign == "+", role_of(role) if role else "")


def _refuse_nobody(evidence: Evidence) -> None:
    """Say that a cluster has no member on the reading day, and when it had or will have."""
    if evidence.candidate:
        return
    case = Case(evidence, evidence.period or evidence.default_period(), evidence.as_of)
    if case.holding(evidence.memberships):
        return
    since, until = (
        [str(s.record.props[end]) for s in evidence.memberships if s.record.props.get(end)]
        for end in ("since", "until")
    )
    day = evidence.as_of
    ended = [end for end in until if not day or end <= day]
    when = text("law.nobody-after", until=max(ended)) if ended else text("law.nobody-before", since=min(since))
    told = text("law.on-day", day=day) if day else text("law.by-now")
    raise AnalysisError(text("law.nobody", name=evidence.name, day=told, when=when), text("law.nobody-hint"))


def rulebook(store: Store | None, folder: Path | None) -> Rulebook:
    """Read the rules; who compared them with the official text is kept in the store and wins over the files."""
    marks = _marks(store) if store is not None else {}
    found = {
        (edition, requirement): Verified(mark["by"], mark["on"], mark.get("clause", ""))
        for edition, of_edition in marks.items()
        for requirement, mark in of_edition.items()
    }
    return read_rulebook(folder / "rules" if folder else None).verified(found)


def verify(store: Store, folder: Path, edition: str, requirement: str, *, by: str, on: str, clause: str) -> None:
    """Keep in the store that a person compared a requirement (or relief) of an edition with the official text."""
    mark = Verified(by.strip(), on, clause.strip())
    if not mark.by or not dates.is_date(on):
        raise InputError(text("law.verify-who"), text("law.verify-who-hint"))
    book = read_rulebook(folder / "rules")
    book.verified({(book.edition(edition).id, requirement): mark})
    marks = _marks(store)
    stated = {"by": mark.by, "on": mark.on} | ({"clause": mark.clause} if mark.clause else {})
    marks.setdefault(edition, {})[requirement] = stated
    content = json.dumps(marks, ensure_ascii=False, sort_keys=True, indent=1).encode()
    store.put_document(VERIFIED, content, was=store.document(VERIFIED))


def _marks(store: Store) -> dict[str, dict[str, dict[str, str]]]:
    kept = store.document(VERIFIED)
    marks: dict[str, dict[str, dict[str, str]]] = json.loads(kept) if kept else {}
    return marks


def _with(said: Said, more: Sequence[Statement]) -> Said:
    """Return what is said together with some more statements."""

    def both(uids: Iterable[str]) -> Iterator[Statement]:
        wanted = set(uids)
        yield from said(wanted)
        for statement in more:
            record = statement.record
            if wanted & ({record.src, record.dst} if isinstance(record, Link) else {record.uid}):
                yield statement

    return both


def _read_members(path: Path, folder: Path) -> list[Statement]:
    """Read a file of members; a row that cannot be read is an error, since the group would be another one."""
    from clustergraph.load.reading import Reading, Stating, UnreadableFileError
    from clustergraph.load.recipe_toml import recipe

    stating = Stating(Reading(recipe(_MEMBERS, (folder,)), [path]).rows(), (), keep_dates=True)
    try:
        statements = [replace(statement, source=_MEMBERS) for statement in stating.statements()]
    except UnreadableFileError as error:
        raise error.error from error
    if problems := stating.tally.problems:
        first = f"{problems[0].place()}: {problems[0].reason}"
        raise InputError(text("law.members-unread", file=path.name, problem=first), text("law.members-hint"))
    if not any(isinstance(s.record, Link) for s in statements):
        raise InputError(text("law.members-none", file=path.name), text("law.members-hint"))
    return statements
