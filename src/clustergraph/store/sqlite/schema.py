"""Tables, indexes and triggers of the SQLite store, and what brings an older store up to date."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from clustergraph.model.records import canonical
from clustergraph.model.terms import KINDS, LINKS, PROPERTIES, Kind, LinkKind

APPLICATION_ID = 0x434C4752
"""`CLGR`: says that the file is ours."""
VERSION = 1
"""Of the schema; a file of a higher one was written by a newer program."""

_FILTERS = ("inn", "ogrn", "okpo", "region", "okved2", "period", "status")
"""Properties of nodes that people filter by; each gets an index on exactly the text that `conditions` writes."""

_SINCE_1 = (
    "CREATE TABLE IF NOT EXISTS meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    """CREATE TABLE IF NOT EXISTS change(id INTEGER PRIMARY KEY, load INTEGER NOT NULL, identity TEXT NOT NULL,
        source INTEGER NOT NULL, before TEXT NOT NULL)""",
    "CREATE TABLE IF NOT EXISTS document(name TEXT PRIMARY KEY, bytes BLOB NOT NULL)",
    "CREATE INDEX IF NOT EXISTS change_load ON change(load)",
)
_TABLES = (
    *_SINCE_1,
    "CREATE TABLE kind(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
    """CREATE TABLE source(id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, priority INTEGER NOT NULL,
        observed_on TEXT, computed INTEGER NOT NULL,
        title TEXT, publisher TEXT, url TEXT, licence TEXT, note TEXT, withdrawn_on TEXT)""",
    """CREATE TABLE load(id INTEGER PRIMARY KEY, source INTEGER NOT NULL, sha256 TEXT, recipe TEXT, observed_on TEXT,
        whole INTEGER NOT NULL, chain TEXT, loaded_at TEXT NOT NULL, stats TEXT NOT NULL, undone_at TEXT)""",
    "CREATE TABLE part(id INTEGER PRIMARY KEY, load INTEGER NOT NULL, file TEXT, sha256 TEXT, sheet TEXT)",
    # source: n says it alone, NULL several do (see node_said), 0 nobody: known only as an end of a link
    """CREATE TABLE node(id INTEGER PRIMARY KEY, uid TEXT NOT NULL UNIQUE, kind INTEGER NOT NULL, source INTEGER,
        part INTEGER, line INTEGER, observed_on TEXT, said_as TEXT NOT NULL DEFAULT '', name_cf TEXT NOT NULL,
        props TEXT NOT NULL)""",
    """CREATE TABLE link(id INTEGER PRIMARY KEY, src INTEGER NOT NULL, kind INTEGER NOT NULL, dst INTEGER NOT NULL,
        weight REAL, since INTEGER, until INTEGER, source INTEGER, part INTEGER, line INTEGER, observed_on TEXT,
        said_as TEXT NOT NULL DEFAULT '', key TEXT NOT NULL, props TEXT NOT NULL)""",
    """CREATE TABLE node_said(id INTEGER, source INTEGER, said_as TEXT, kind INTEGER NOT NULL,
        part INTEGER, line INTEGER, observed_on TEXT, props TEXT NOT NULL, PRIMARY KEY(id, source, said_as))
        WITHOUT ROWID""",
    """CREATE TABLE link_said(id INTEGER, source INTEGER, said_as TEXT, weight REAL, since INTEGER, until INTEGER,
        part INTEGER, line INTEGER, observed_on TEXT, props TEXT NOT NULL, PRIMARY KEY(id, source, said_as))
        WITHOUT ROWID""",
    """CREATE VIRTUAL TABLE node_text USING fts5(name_cf, content='node', content_rowid='id', tokenize='trigram')""",
    "CREATE INDEX node_said_source ON node_said(source)",
    "CREATE INDEX link_said_source ON link_said(source)",
)

_STEPS = {
    # there was no change log: what a load changed cannot be put back
    0: (*_SINCE_1, "UPDATE load SET stats = json_set(stats, '$.kept_for', 'no-changes')"),
}
"""Version → what makes the next one of it. When a table changes once more, its text here stays as it was."""

_INDEXES = {
    "node": {
        "node_kind": "CREATE INDEX node_kind ON node(kind, uid)",
        "node_source": "CREATE INDEX node_source ON node(source)",
        **{
            f"node_{name}": f"CREATE INDEX node_{name} ON node(json_extract(props, '$.{name}'))"
            f" WHERE json_extract(props, '$.{name}') IS NOT NULL"
            for name in _FILTERS
        },
    },
    "link": {
        "link_identity": "CREATE UNIQUE INDEX link_identity ON link(src, kind, dst, key)",
        "link_back": "CREATE INDEX link_back ON link(dst, kind, src)",
        "link_source": "CREATE INDEX link_source ON link(source)",
    },
}

_TRIGGERS = {
    "node_text_insert": """CREATE TRIGGER node_text_insert AFTER INSERT ON node BEGIN
        INSERT INTO node_text(rowid, name_cf) VALUES (new.id, new.name_cf); END""",
    "node_text_delete": """CREATE TRIGGER node_text_delete AFTER DELETE ON node BEGIN
        INSERT INTO node_text(node_text, rowid, name_cf) VALUES ('delete', old.id, old.name_cf); END""",
    "node_text_update": """CREATE TRIGGER node_text_update AFTER UPDATE OF name_cf ON node
        WHEN old.name_cf IS NOT new.name_cf BEGIN
        INSERT INTO node_text(node_text, rowid, name_cf) VALUES ('delete', old.id, old.name_cf);
        INSERT INTO node_text(rowid, name_cf) VALUES (new.id, new.name_cf); END""",
}


def is_current(db: sqlite3.Connection) -> bool:
    """Tell whether the file has the schema and the terms of this program."""
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if version != VERSION:
        return False
    row = db.execute("SELECT value FROM meta WHERE name = 'ontology'").fetchone()
    return row is not None and row[0] == _ontology()


def older_version(db: sqlite3.Connection) -> int | None:
    """Return the version of a store that an older program wrote, else None."""
    (version,) = db.execute("PRAGMA user_version").fetchone()
    return int(version) if version < VERSION and not _is_new(db) else None


def _is_new(db: sqlite3.Connection) -> bool:
    return not db.execute("SELECT EXISTS(SELECT 1 FROM sqlite_schema)").fetchone()[0]


def create(db: sqlite3.Connection) -> bool:
    """Make or migrate, inside a transaction of the caller; return whether contested records must be refolded."""
    made = _is_new(db)
    if made:
        for statement in (*_TABLES, *_INDEXES["node"].values(), *_INDEXES["link"].values(), *_TRIGGERS.values()):
            db.execute(statement)
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    else:
        (version,) = db.execute("PRAGMA user_version").fetchone()
        for step in range(version, VERSION):
            for statement in _STEPS[step]:
                db.execute(statement)
    db.execute(f"PRAGMA user_version = {VERSION}")
    names = [(name.value,) for name in (*Kind, *LinkKind)]
    db.executemany("INSERT INTO kind(name) VALUES (?) ON CONFLICT DO NOTHING", names)
    db.execute("INSERT OR REPLACE INTO meta VALUES ('ontology', ?)", (_ontology(),))
    return not made


def _ontology() -> str:
    """Return a digest of what the fold depends on: which kind is above which, what is a list, what is lifted out."""
    kinds = {name: info.supers for name, info in KINDS.items()}
    links = {name: (info.weight, info.key) for name, info in LINKS.items()}
    lists = sorted(name for name, info in PROPERTIES.items() if info.many)
    return hashlib.blake2b(canonical([kinds, links, lists]).encode(), digest_size=8).hexdigest()


@contextmanager
def bulk(db: sqlite3.Connection, table: str) -> Iterator[None]:
    """Fill an empty table: without its indexes and triggers, which are made afterwards in one go."""
    for name in _INDEXES[table]:
        db.execute(f"DROP INDEX {name}")
    if table == "node":
        for name in _TRIGGERS:
            db.execute(f"DROP TRIGGER {name}")
    yield
    for statement in _INDEXES[table].values():
        db.execute(statement)
    if table == "node":
        for statement in _TRIGGERS.values():
            db.execute(statement)
        db.execute("INSERT INTO node_text(node_text) VALUES ('rebuild')")
