"""One writer: a transaction that holds as a whole or leaves nothing, and the TEMP tables it works in."""

from __future__ import annotations

import logging
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from clustergraph.errors import StoreError
from clustergraph.i18n import text
from clustergraph.model.records import canonical
from clustergraph.store.sqlite import applying, closing, settling, staging
from clustergraph.store.sqlite.ranking import Ranks
from clustergraph.store.sqlite.shapes import SHAPES

log = logging.getLogger(__name__)

SETTLING = (
    *applying.SETTLE_TABLES,
    *settling.TABLES,
    "CREATE TEMP TABLE rank(source INTEGER PRIMARY KEY, uid TEXT, priority INTEGER, observed_on TEXT)",
)
LOADING = (*staging.TABLES, *applying.TABLES, *closing.TABLES, *SETTLING)

_NAME = re.compile(r"CREATE TEMP TABLE (\w+)")
_SHARED = """INSERT OR IGNORE INTO {settle} SELECT d.id FROM {said} d WHERE d.source = ?
    AND EXISTS (SELECT 1 FROM {said} x WHERE x.id = d.id AND x.source IN (SELECT value FROM json_each(?)))"""

_DOUBLED = """INSERT OR IGNORE INTO {settle} SELECT id FROM {said} WHERE source = ?
    GROUP BY id HAVING count(*) > 1"""


@dataclass(slots=True)
class Transaction:
    """What is being written; `keep = False` takes all of it back at the end."""

    keep: bool = True


@contextmanager
def scratch(db: sqlite3.Connection, tables: Iterable[str]) -> Iterator[None]:
    """Make TEMP tables and drop them afterwards, whatever happens.

    Where an answer of this store is still being read they can only be emptied: SQLite drops nothing then.
    """
    made = []
    try:
        for statement in tables:
            db.execute(statement.replace("TABLE", "TABLE IF NOT EXISTS", 1))
            made.append(_NAME.findall(statement)[0])
        yield
    finally:
        for name in reversed(made):
            try:
                db.execute(f"DROP TABLE temp.{name}")
            except sqlite3.OperationalError:
                db.execute(f"DELETE FROM temp.{name}")


@contextmanager
def writing(db: sqlite3.Connection, *, durable: bool = False) -> Iterator[Transaction]:
    """Write in one transaction: kept as a whole, or, after an error, not at all.

    `durable` waits until the disk has it; else a power cut may lose the last commits, never the file.
    """
    (as_it_was,) = db.execute("PRAGMA synchronous").fetchone()
    if durable:
        db.execute("PRAGMA synchronous = FULL")
    try:
        db.execute("BEGIN IMMEDIATE")
        transaction = Transaction()
        try:
            _stands(db)
            yield transaction
            db.execute("COMMIT" if transaction.keep else "ROLLBACK")
        except BaseException:
            if db.in_transaction:  # SQLite itself rolls back where the disk is full
                db.execute("ROLLBACK")
            raise
    finally:
        if durable:
            db.execute(f"PRAGMA synchronous = {as_it_was}")


def _stands(db: sqlite3.Connection) -> None:
    """Refuse to write into a file that has no name any more: all would be lost with this program."""
    (file,) = db.execute("SELECT file FROM pragma_database_list WHERE name = 'main'").fetchone()
    if file and not Path(file).exists():
        raise StoreError(text("store.gone", store=file), text("store.gone-hint"))


def tidy(db: sqlite3.Connection) -> None:
    """Fold the log of the last load into the file, as far as nobody reads or writes just now: what is kept is kept."""
    (patience,) = db.execute("PRAGMA busy_timeout").fetchone()
    db.execute("PRAGMA busy_timeout = 0")
    try:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        db.execute("PRAGMA analysis_limit = 1000")  # rows an index: enough to choose between indexes
        db.execute("PRAGMA optimize")
    except sqlite3.OperationalError:
        log.debug("Left the log of the store as it is: somebody is at work")
    finally:
        db.execute(f"PRAGMA busy_timeout = {patience}")


def note_ranks(db: sqlite3.Connection, ranks: Ranks) -> None:
    """Let SQL know what each source weighs."""
    rows = [(number, *standing) for number, standing in ranks.standing.items()]
    db.executemany("INSERT INTO temp.rank VALUES (?, ?, ?, ?)", rows)


def note_shared(db: sqlite3.Connection, source: int, others: list[int]) -> None:
    """Note the records that a source shares with others, to be settled."""
    if others:
        for shape in SHAPES:
            db.execute(shape.sql(_SHARED), (source, canonical(others)))


def note_doubled(db: sqlite3.Connection, source: int) -> None:
    """Note the records that a source speaks of under several aliases, to be settled."""
    for shape in SHAPES:
        db.execute(shape.sql(_DOUBLED), (source,))
