"""What must hold in a SQLite store, whatever was done to it."""

from __future__ import annotations

from clustergraph.store.base import Store
from clustergraph.store.sqlite.store import SqliteStore


def audit(store: Store) -> list[str]:
    """Return what does not hold, and what an operation forgot to tidy up."""
    assert isinstance(store, SqliteStore)
    db = store._db
    assert not db.in_transaction
    left = [f"TEMP table {name} is left" for (name,) in db.execute("SELECT name FROM sqlite_temp_schema")]
    changes = "SELECT 'a change of no load' FROM change WHERE load NOT IN (SELECT id FROM load)"
    return [*map(str, store.check(full=True)), *left, *(text for (text,) in db.execute(changes))]
