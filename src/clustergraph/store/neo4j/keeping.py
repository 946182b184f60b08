"""Documents of the store, and what it counts."""

from __future__ import annotations

from clustergraph.errors import StoreError
from clustergraph.i18n import text
from clustergraph.store.answers import Stats
from clustergraph.store.neo4j.codec import kind_of
from clustergraph.store.neo4j.database import Database, Desk
from clustergraph.store.neo4j.ranking import read_speakers
from clustergraph.store.neo4j.writing import Job, write


def document(ask: Database | Desk, name: str) -> bytes | None:
    """Return a document, or None."""
    rows = ask.read("read/document", name=name)
    return bytes(rows[0]["bytes"]) if rows else None


def put_document(db: Database, name: str, content: bytes, was: bytes | None) -> None:
    """Keep a document that is still what the writer took it for."""

    def plan(desk: Desk) -> Job[None]:
        if document(desk, name) != was:
            raise StoreError(text("store.document-changed", name=name), text("store.document-changed-hint"))
        desk.run("write/document", name=name, bytes=content)
        return Job(None)

    write(db, plan)


def stats(db: Database) -> Stats:
    """Count what the graph holds."""
    nodes: dict[str, int] = {}
    links: dict[str, int] = {}
    bare = contested = 0
    for row in db.read("read/count_nodes"):
        kind = str(kind_of(row["labels"]))
        nodes[kind] = nodes.get(kind, 0) + row["count"]
        bare += row["count"] if row["bare"] else 0
        contested += row["count"] if row["contested"] else 0
    for row in db.read("read/count_links"):
        links[row["kind"]] = links.get(row["kind"], 0) + row["count"]
        contested += row["count"] if row["contested"] else 0
    return Stats(
        nodes=dict(sorted(nodes.items())),
        links=links,
        bare=bare,
        sources=sum(not speaker.own.withdrawn_on for speaker in read_speakers(db).values()),
        loads=db.read("read/count_loads")[0]["count"],
        contested=contested,
    )
