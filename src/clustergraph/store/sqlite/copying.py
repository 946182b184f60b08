"""A copy of the whole file, taken in one step while others read and write."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path

from clustergraph.errors import StoreError
from clustergraph.i18n import text
from clustergraph.store.sqlite.failing import damaged, translated
from clustergraph.store.sqlite.opening import is_store


def backup(db: sqlite3.Connection, path: Path) -> Path:
    """Write the state of this moment into a file, as `Store.backup` promises."""
    part = path.with_name(f"{path.name}.clustergraph-part")
    try:
        if not path.parent.is_dir():
            raise StoreError(text("store.no-folder", store=path, folder=path.parent), text("store.no-folder-hint"))
        _refuse_foreign(db, path)
        _copy(db, part)
        part.replace(path)
    except sqlite3.Error as error:
        raise translated(error, str(path)) from error
    except OSError as error:
        raise StoreError(text("store.no-access", store=path, reason=error), text("store.no-access-hint")) from error
    finally:
        with suppress(OSError):  # it may never have come to it
            part.unlink()
    return path


def keep_older(db: sqlite3.Connection, version: int) -> Path | None:
    """Keep a store of an older version beside itself before it is changed; in memory there is none to keep."""
    path = file_of(db)
    if path is None:
        return None
    names = (f"{path.stem}.v{version}{extra}{path.suffix}" for extra in ("", *(f"-{n}" for n in range(2, 1000))))
    return backup(db, next(kept for name in names if not (kept := path.with_name(name)).exists()))


def file_of(db: sqlite3.Connection) -> Path | None:
    """Return the file of a store, None of one in memory."""
    (name,) = db.execute("SELECT file FROM pragma_database_list WHERE name = 'main'").fetchone()
    return Path(name) if name else None


def _refuse_foreign(db: sqlite3.Connection, path: Path) -> None:
    """Let nothing be overwritten but a backup that nobody has open."""
    if not path.exists():
        return
    own = file_of(db)
    if own is not None and path.samefile(own):
        raise StoreError(text("store.backup-itself", store=path), text("store.backup-hint"))
    if path.is_dir() or not is_store(path):
        raise StoreError(text("store.backup-foreign", store=path), text("store.backup-hint"))
    if path.with_name(f"{path.name}-wal").exists():
        raise StoreError(text("store.backup-in-use", store=path), text("store.backup-hint"))


def _copy(db: sqlite3.Connection, part: Path) -> None:
    part.unlink(missing_ok=True)
    copy = sqlite3.connect(part, isolation_level=None)
    try:
        db.execute("BEGIN")
        try:
            db.execute("SELECT count(*) FROM sqlite_schema")  # the copy itself would wait without end for its turn
            db.backup(copy)
        finally:
            db.execute("COMMIT")
        copy.execute("PRAGMA journal_mode = DELETE")  # one file, readable where nothing can be written
        (found,) = copy.execute("PRAGMA quick_check(1)").fetchone()
    finally:
        copy.close()
    if found != "ok":
        raise damaged(file_of(db), found)
