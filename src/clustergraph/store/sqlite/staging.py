"""What a load says, written into TEMP tables before the file of the store is locked."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field

from clustergraph.i18n import text
from clustergraph.model.records import Entity, Link, Statement, canonical
from clustergraph.progress import Progress
from clustergraph.store.admitting import admit, digest_of_parts
from clustergraph.store.base import Load
from clustergraph.store.columns import link_row, search_names
from clustergraph.store.sqlite.codec import Codec

_BATCH = 2000
_REMEMBERED = 5_000
"""Uids of ends that are numbered without a look into the file; more are numbered again, so that memory stays flat."""

TABLES = (
    """CREATE TEMP TABLE raw_node(uid TEXT, said_as TEXT, kind INTEGER, props TEXT, observed_on TEXT, name_cf TEXT,
        part INTEGER, line INTEGER)""",
    """CREATE TEMP TABLE raw_link(src INTEGER, kind INTEGER, dst INTEGER, key TEXT, said_as TEXT, weight REAL,
        since INTEGER, until INTEGER, props TEXT, observed_on TEXT, part INTEGER, line INTEGER)""",
    "CREATE TEMP TABLE raw_end(no INTEGER PRIMARY KEY, uid TEXT)",
    "CREATE TEMP TABLE ending(no INTEGER PRIMARY KEY, id INTEGER)",
    "CREATE TEMP TABLE part_of(no INTEGER PRIMARY KEY, id INTEGER)",
    "CREATE TEMP TABLE held(uid TEXT PRIMARY KEY) WITHOUT ROWID",
    *(
        f"""CREATE TEMP TABLE {name}_node(uid TEXT, said_as TEXT, kind INTEGER, props TEXT, observed_on TEXT,
        name_cf TEXT, part INTEGER, line INTEGER, round INTEGER, differs INTEGER, PRIMARY KEY(uid, said_as))
        WITHOUT ROWID"""
        for name in ("new", "fixed")
    ),
    *(
        f"""CREATE TEMP TABLE {name}_link(src INTEGER, kind INTEGER, dst INTEGER, key TEXT, said_as TEXT, weight REAL,
        since INTEGER, until INTEGER, props TEXT, observed_on TEXT, part INTEGER, line INTEGER, round INTEGER,
        differs INTEGER, PRIMARY KEY(src, kind, dst, key, said_as)) WITHOUT ROWID"""
        for name in ("new", "fixed")
    ),
)


@dataclass(slots=True)
class Stage:
    """What was read from the statements of a load besides its rows."""

    parts: dict[tuple[str, str], int] = field(default_factory=dict)
    """(file, sheet) → number within this load."""
    moved: bool = False
    """Some statement was made under another uid."""
    digest: int = 0
    """Of all content, whatever the order; only of a load without files."""
    rows: int = 0


class Stager:
    """Writes statements into the raw tables, in batches."""

    def __init__(self, db: sqlite3.Connection, codec: Codec, run: Load, *, computed: bool) -> None:
        self._db = db
        self._codec = codec
        self._computed = computed
        self._digested = not run.files
        self._ends: dict[str, int] = {}
        self._numbered = 0
        self._nodes: list[tuple[object, ...]] = []
        self._links: list[tuple[object, ...]] = []
        self._fresh: list[tuple[int, str]] = []
        named = dict.fromkeys((file.name, file.sheet) for file in run.files)
        self.stage = Stage({part: number for number, part in enumerate(named)})

    def take(self, statements: Iterable[Statement], progress: Progress) -> Stage:
        """Write all statements; an error of whoever makes them passes through."""
        stage, step = self.stage, text("store.step-reading")
        for statement in statements:
            admit(statement, computed=self._computed)
            place = statement.place
            part = stage.parts.setdefault((place.file, place.sheet), len(stage.parts))
            if isinstance(statement.record, Link):
                self._take_link(statement.record, statement, part)
            else:
                self._take_node(statement.record, statement, part)
            stage.rows += 1
            if stage.rows % _BATCH == 0:
                self._flush()
                progress(step, stage.rows)
        self._flush()
        return stage

    def _take_node(self, record: Entity, statement: Statement, part: int) -> None:
        props = canonical(record.props)
        said_as = statement.said_as
        if said_as:
            self.stage.moved = True
        if self._digested:
            self._digest(record.uid, said_as, record.kind, props, statement.observed_on)
        kind = self._codec.number[record.kind]
        names = search_names(record.props)
        self._nodes.append(
            (record.uid, said_as, kind, props, statement.observed_on or None, names, part, statement.place.line)
        )

    def _take_link(self, record: Link, statement: Statement, part: int) -> None:
        src, dst = self._number(record.src), self._number(record.dst)
        said_as = statement.said_as
        if said_as:
            self.stage.moved = True
        row = link_row(record)
        if self._digested:
            self._digest(record.uid, said_as, *map(str, row), statement.observed_on)
        kind = self._codec.number[record.kind]
        self._links.append(
            (src, kind, dst, record.key, said_as, *row, statement.observed_on or None, part, statement.place.line)
        )

    def _number(self, uid: str) -> int:
        number = self._ends.get(uid)
        if number is None:
            if len(self._ends) >= _REMEMBERED:
                self._ends.clear()
            number = self._ends[uid] = self._numbered
            self._numbered += 1
            self._fresh.append((number, uid))
        return number

    def _digest(self, *parts: str) -> None:
        self.stage.digest = (self.stage.digest + digest_of_parts(*parts)) % 2**128

    def _flush(self) -> None:
        # one transaction a batch, which locks nothing but the TEMP tables: else every row would be one of its own
        with self._db:
            self._db.execute("BEGIN")
            for table, rows in (("node", self._nodes), ("link", self._links), ("end", self._fresh)):
                if rows:
                    marks = ", ".join("?" * len(rows[0]))
                    self._db.executemany(f"INSERT INTO temp.raw_{table} VALUES ({marks})", rows)
                    rows.clear()
