"""Opening the file of a store: is it there, is it ours, may we write, does this SQLite know enough."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from clustergraph.errors import StoreDamagedError, StoreError, StoreVersionError
from clustergraph.i18n import text
from clustergraph.store.sqlite import schema

log = logging.getLogger(__name__)

BUSY_MS = 5000
"""How long a writer waits for another one."""
_MAGIC = b"SQLite format 3\0"
_ID_AT = slice(68, 72)
_LEAST_SQLITE = (3, 34)  # FTS5 with trigrams


def connect(place: str, *, create: bool, read_only: bool) -> sqlite3.Connection:
    """Open the file at a place ("" is memory), check that it is a store, and set it up for one writer and many readers.

    Raises
    ------
    StoreError
        Where there is none, or it cannot be opened; StoreVersionError where a newer program wrote it.
    """
    _probe()
    if not place:
        db = sqlite3.connect(":memory:", isolation_level=None)
    else:
        try:
            fresh = _look(Path(place), create=create and not read_only)
            address = Path(place).resolve().as_uri()
            ours = is_store(Path(place)) if not fresh else False
        except (OSError, RuntimeError, ValueError) as error:  # no entry, too long a name, links in a circle, a NUL
            raise StoreError(
                text("store.no-access", store=place, reason=error), text("store.no-access-hint")
            ) from error
        if read_only and ours:
            _put_back(Path(place), address)
        mode = "ro" if read_only else "rwc" if fresh else "rw"
        db = sqlite3.connect(f"{address}?mode={mode}", uri=True, isolation_level=None)
    try:
        if place and not read_only and ours:
            _leave_shared_memory(db)
        _check(db, place, new=create or not place, read_only=read_only)
        _set_up(db, place, read_only=read_only)
    except BaseException:
        db.close()
        raise
    return db


def _probe() -> None:
    """Refuse an SQLite without what the store needs."""
    db = sqlite3.connect(":memory:")
    (fts5,) = db.execute("SELECT count(*) FROM pragma_module_list WHERE name = 'fts5'").fetchone()
    (json,) = db.execute("SELECT count(*) FROM pragma_function_list WHERE name = 'json_extract'").fetchone()
    db.close()
    if sqlite3.sqlite_version_info < _LEAST_SQLITE or not fts5 or not json:
        needed = ".".join(map(str, _LEAST_SQLITE))
        raise StoreError(
            text("store.old-sqlite", found=sqlite3.sqlite_version), text("store.old-sqlite-hint", needed=needed)
        )


def _look(path: Path, *, create: bool) -> bool:
    """Return whether the store is to be made, or raise where there is none to open."""
    if path.is_dir():
        raise StoreError(text("store.is-folder", store=path), text("store.is-folder-hint"))
    if not path.exists():
        if not path.parent.is_dir():
            raise StoreError(text("store.no-folder", store=path, folder=path.parent), text("store.no-folder-hint"))
        if not create:
            raise StoreError(text("store.missing", store=path), text("store.missing-hint"))
        return True
    if path.stat().st_size == 0 and not create:
        raise StoreError(text("store.missing", store=path), text("store.missing-hint"))
    return path.stat().st_size == 0


def is_store(path: Path) -> bool:
    """Tell from its first bytes whether a file is a store."""
    try:
        with path.open("rb") as file:
            head = file.read(_ID_AT.stop)
    except OSError:  # SQLite will say why
        return False
    return head.startswith(_MAGIC) and int.from_bytes(head[_ID_AT]) == schema.APPLICATION_ID


def _check(db: sqlite3.Connection, place: str, *, new: bool, read_only: bool) -> None:
    """Refuse a file that is not ours, or ours of another version."""
    try:
        db.execute("BEGIN")  # another program may be making the store just now
        (tables,) = db.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        (application,) = db.execute("PRAGMA application_id").fetchone()
        (version,) = db.execute("PRAGMA user_version").fetchone()
        db.execute("ROLLBACK")
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_NOTADB:
            raise StoreDamagedError(text("store.not-ours", store=place), text("store.not-ours-hint")) from error
        raise
    except UnicodeDecodeError as error:  # SQLite quotes what it cannot read
        reason = error.object.decode("utf-8", "replace")
        raise StoreDamagedError(
            text("store.damaged", store=place, reason=reason), text("store.damaged-hint")
        ) from error
    if new and not tables:
        return
    if application != schema.APPLICATION_ID:
        raise StoreError(text("store.not-ours", store=place), text("store.not-ours-hint"))
    if version > schema.VERSION:
        raise StoreVersionError(
            text("store.newer", store=place, found=version, known=schema.VERSION), text("store.newer-hint")
        )
    if version < schema.VERSION and read_only:
        raise StoreVersionError(
            text("store.older", store=place, found=version, known=schema.VERSION), text("store.older-hint")
        )


def _put_back(path: Path, address: str) -> None:
    """Put back what a dead program left half written on a network share: a reader alone cannot."""
    if path.with_name(f"{path.name}-journal").exists():
        with closing(sqlite3.connect(f"{address}?mode=rw", uri=True)) as db, suppress(sqlite3.Error):
            db.execute("SELECT count(*) FROM sqlite_schema").fetchone()


def _leave_shared_memory(db: sqlite3.Connection) -> None:
    """Make a store that was moved to a network share readable there: machines share no memory, which its log needs."""
    try:
        db.execute("PRAGMA user_version").fetchone()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_CANTOPEN:
            raise
        db.execute("PRAGMA locking_mode = EXCLUSIVE")  # alone with the file the log can be folded in without it
        db.execute("PRAGMA journal_mode = DELETE").fetchone()
        db.execute("PRAGMA locking_mode = NORMAL")


def _set_up(db: sqlite3.Connection, place: str, *, read_only: bool) -> None:
    db.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    db.execute("PRAGMA cache_size = -4000")  # sorting takes as much again; the operating system caches the file, too
    db.execute("PRAGMA temp.secure_delete = 0")  # else dropping a TEMP table journals all of it
    db.execute("PRAGMA temp.journal_mode = MEMORY")  # a journal file a batch would take longer than the batch
    if read_only:
        db.execute("PRAGMA query_only = 1")
        return
    db.execute("PRAGMA synchronous = NORMAL")
    (mode,) = db.execute("PRAGMA journal_mode").fetchone()
    if place and mode != "wal":
        (mode,) = db.execute("PRAGMA journal_mode = WAL").fetchone()
        if mode != "wal":  # a network share: no shared memory between machines
            db.execute("PRAGMA journal_mode = DELETE")
            db.execute("PRAGMA synchronous = FULL")
            log.warning("%s", text("store.shared-folder", store=place))
