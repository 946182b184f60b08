"""What a load says, one statement an identity: admitted, its rows sorted, repeated ones joined."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from clustergraph.errors import InputError
from clustergraph.i18n import text
from clustergraph.model.records import Link, Place, Statement, canonical
from clustergraph.progress import Progress
from clustergraph.store import repeat
from clustergraph.store.admitting import admit, digest_of_parts
from clustergraph.store.answers import Load, Repeated
from clustergraph.store.columns import link_row
from clustergraph.store.neo4j.codec import At, Ends, Key, Told, stated

_STEP = 2000

Rows = list[tuple[int, int, str, Statement]]


@dataclass
class Stage:
    """What was read from the statements of a load."""

    rows: dict[Key, Rows] = field(default_factory=dict)
    files: list[list[str | None]] = field(default_factory=list)
    """Name, hash and sheet of each file, declared ones first."""
    digest: int = 0
    """Of all content, whatever the order; only of a load without files."""
    ends: set[str] = field(default_factory=set)
    repeated: list[Repeated] = field(default_factory=list)


def stage(run: Load, statements: Iterable[Statement], progress: Progress, *, computed: bool) -> Stage:
    """Take all statements; an error of whoever makes them passes through."""
    staged = Stage()
    places: set[tuple[str, str]] = set()
    raw: dict[Key, list[Statement]] = {}
    step = text("store.step-reading")
    for count, statement in enumerate(statements, 1):
        admit(statement, computed=computed)
        record = statement.record
        if isinstance(record, Link):
            staged.ends.update((record.src, record.dst))
        if "\0" in record.uid or (isinstance(record, Link) and "\0" in record.src + record.dst):
            raise InputError(text("common.bad-uid", uid=record.uid))
        if not run.files:
            staged.digest = (staged.digest + _digest(statement)) % 2**128
        places.add((statement.place.file, statement.place.sheet))
        raw.setdefault((record.uid, statement.said_as), []).append(statement)
        if count % _STEP == 0:
            progress(step, count)
    numbers = _number_files(run, staged, places)
    for key, told in raw.items():
        staged.rows[key] = sorted(
            ((numbers[each.place.file, each.place.sheet], each.place.line, _content(each), each) for each in told),
            key=lambda row: row[:3],
        )
    return staged


def _number_files(run: Load, staged: Stage, places: set[tuple[str, str]]) -> dict[tuple[str, str], int]:
    staged.files = [[file.name, file.sha256, file.sheet] for file in run.files]
    known = {(file.name, file.sheet) for file in run.files}
    staged.files += [[name, None, sheet] for name, sheet in sorted(places - known)]
    numbers: dict[tuple[str, str], int] = {}
    for number, (name, _, sheet) in enumerate(staged.files):
        numbers.setdefault((name or "", sheet or ""), number)
    return numbers


def _content(statement: Statement) -> str:
    return canonical([statement.record.kind, stated(statement.record), statement.observed_on])


def _digest(statement: Statement) -> int:
    record = statement.record
    content = link_row(record) if isinstance(record, Link) else (record.kind, canonical(record.props))
    return digest_of_parts(record.uid, statement.said_as, *map(str, content), statement.observed_on)


def arrange(run: Load, staged: Stage, load: int) -> dict[Key, tuple[Told, Ends | None]]:
    """Return one statement an identity; where rows contradict each other none is taken, and the stage notes it."""
    declared = repeat.parse(run.repeat)
    arranged: dict[Key, tuple[Told, Ends | None]] = {}
    for key, rows in staged.rows.items():
        part, line, content, statement = rows[0]
        if any(row[2] != content for row in rows):
            joined = repeat.join([row[3] for row in rows], declared)
            if joined is None:
                staged.repeated.append(Repeated(key[0], [str(row[3].place) for row in rows]))
                continue
            statement = joined
        record = statement.record
        ends = Ends(record.kind, record.src, record.dst, record.key) if isinstance(record, Link) else None
        at = At(load, part, line)
        told = Told(run.source, key[1], record.kind, stated(record), statement.observed_on, at)
        arranged[key] = told, ends
    staged.repeated.sort(key=lambda each: each.uid)
    return arranged


def place_of(files: list[list[str]], at: At) -> Place:
    """Return a place by the name of its file."""
    name, _, sheet = files[at.part]
    return Place(name, sheet, at.line)
