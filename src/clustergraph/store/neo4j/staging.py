"""What a load says, one statement an identity: admitted, spooled, repeated ones joined."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from clustergraph.errors import InputError
from clustergraph.i18n import text
from clustergraph.model.records import Link, Place, Statement, canonical
from clustergraph.progress import Progress
from clustergraph.store import repeat
from clustergraph.store.admitting import admit, digest_of_parts
from clustergraph.store.answers import Load, Repeated
from clustergraph.store.columns import link_row
from clustergraph.store.neo4j.codec import At, Ends, Standing, Told, stated
from clustergraph.store.neo4j.spool import Heard, Spool

_STEP = 2000


@dataclass
class Stage:
    """What was read from the statements of a load besides the statements."""

    files: list[list[str]] = field(default_factory=list)
    """Name, hash ("" where it is not declared) and sheet of each file, declared ones first."""
    digest: int = 0
    """Of all content, whatever the order; only of a load without files."""
    repeated: list[Repeated] = field(default_factory=list)
    rows: int = 0


def stage(run: Load, statements: Iterable[Statement], spool: Spool, progress: Progress, *, computed: bool) -> Stage:
    """Take all statements; an error of whoever makes them passes through."""
    staged = Stage([[file.name, file.sha256, file.sheet] for file in run.files])
    spool.hear(_heard(run, statements, staged, progress, computed=computed))
    declared = repeat.parse(run.repeat)
    for rows in spool.repeated():
        uid, first = rows[0].uid, rows[0].told
        if all(row.told.digest == first.digest for row in rows):
            spool.join((uid, first.said_as), rows[0])
            continue
        said = [_statement(row, staged) for row in rows]
        joined = repeat.join(said, declared)
        spool.join((uid, first.said_as), None if joined is None else _hear(joined, run.source, first.at))
        if joined is None:
            staged.repeated.append(Repeated(uid, [str(each.place) for each in said]))
    staged.repeated.sort(key=lambda each: each.uid)
    return staged


def _heard(
    run: Load, statements: Iterable[Statement], staged: Stage, progress: Progress, *, computed: bool
) -> Iterator[Heard]:
    numbers: dict[tuple[str, str], int] = {}
    for number, (name, _, sheet) in enumerate(staged.files):
        numbers.setdefault((name, sheet), number)
    step = text("store.step-reading")
    for statement in statements:
        admit(statement, computed=computed)
        record, place = statement.record, statement.place
        if "\0" in record.uid or (isinstance(record, Link) and "\0" in record.src + record.dst):
            raise InputError(text("common.bad-uid", uid=record.uid))
        if not run.files:
            staged.digest = (staged.digest + _digest(statement)) % 2**128
        where = place.file, place.sheet
        if where not in numbers:
            numbers[where] = len(staged.files)
            staged.files.append([place.file, "", place.sheet])
        staged.rows += 1
        if staged.rows % _STEP == 0:
            progress(step, staged.rows)
        yield _hear(statement, run.source, At(0, numbers[where], place.line))


def _hear(statement: Statement, source: str, at: At) -> Heard:
    record = statement.record
    ends = Ends(record.kind, record.src, record.dst, record.key) if isinstance(record, Link) else None
    told = Told(source, statement.said_as, record.kind, stated(record), statement.observed_on, at)
    return Heard(record.uid, told, ends)


def _statement(heard: Heard, staged: Stage) -> Statement:
    return Standing(heard.uid, heard.ends).statement(heard.told, place_of(staged.files, heard.told.at))


def _digest(statement: Statement) -> int:
    record = statement.record
    content = link_row(record) if isinstance(record, Link) else (record.kind, canonical(record.props))
    return digest_of_parts(record.uid, statement.said_as, *map(str, content), statement.observed_on)


def place_of(files: list[list[str]], at: At) -> Place:
    """Return a place by the name of its file."""
    name, _, sheet = files[at.part]
    return Place(name, sheet, at.line)
