"""Documents of the store, and what it counts."""

from __future__ import annotations

import sqlite3

from clustergraph.errors import StoreError
from clustergraph.i18n import text
from clustergraph.store.base import Stats
from clustergraph.store.sqlite.writing import writing


def document(db: sqlite3.Connection, name: str) -> bytes | None:
    """Return a document, or None."""
    row = db.execute("SELECT bytes FROM document WHERE name = ?", (name,)).fetchone()
    return None if row is None else bytes(row[0])


def put_document(db: sqlite3.Connection, name: str, content: bytes, was: bytes | None) -> None:
    """Keep a document that is still what the writer took it for."""
    with writing(db):
        if document(db, name) != was:
            raise StoreError(text("store.document-changed", name=name), text("store.document-changed-hint"))
        db.execute("INSERT OR REPLACE INTO document VALUES (?, ?)", (name, content))


def stats(db: sqlite3.Connection) -> Stats:
    """Count what the graph holds."""

    def count(sql: str) -> int:
        return int(db.execute(f"SELECT count(*) FROM {sql}").fetchone()[0])

    by_kind = """SELECT k.name, c.n FROM (SELECT kind, count(*) AS n FROM {0} GROUP BY kind) c
        JOIN kind k ON k.id = c.kind ORDER BY 1"""
    return Stats(
        nodes=dict(db.execute(by_kind.format("node")).fetchall()),
        links=dict(db.execute(by_kind.format("link")).fetchall()),
        bare=count("node WHERE source = 0"),
        sources=count("source WHERE withdrawn_on IS NULL"),
        loads=count("load WHERE undone_at IS NULL"),
        contested=count("node WHERE source IS NULL") + count("link WHERE source IS NULL"),
    )
