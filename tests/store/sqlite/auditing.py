"""What must hold between the tables of a SQLite store, whatever was loaded."""

from __future__ import annotations

from clustergraph.store.base import Store
from clustergraph.store.sqlite.store import SqliteStore

_RULES = {
    "a record of one source has a statement beside it": """
        SELECT count(*) FROM (SELECT id FROM node WHERE source IS NOT NULL INTERSECT SELECT id FROM node_said)""",
    "a link of one source has a statement beside it": """
        SELECT count(*) FROM (SELECT id FROM link WHERE source IS NOT NULL INTERSECT SELECT id FROM link_said)""",
    "a contested node has less than two statements": """
        SELECT count(*) FROM node n WHERE source IS NULL
        AND (SELECT count(*) FROM node_said d WHERE d.id = n.id) < 2""",
    "a contested link has less than two statements": """
        SELECT count(*) FROM link l WHERE source IS NULL
        AND (SELECT count(*) FROM link_said d WHERE d.id = l.id) < 2""",
    "a statement has no record": """
        SELECT (SELECT count(*) FROM node_said WHERE id NOT IN (SELECT id FROM node))
        + (SELECT count(*) FROM link_said WHERE id NOT IN (SELECT id FROM link))""",
    "a bare node is named by no link": """
        SELECT count(*) FROM node n WHERE source = 0
        AND NOT EXISTS (SELECT 1 FROM link WHERE src = n.id OR dst = n.id)""",
    "a bare node states something": "SELECT count(*) FROM node WHERE source = 0 AND (props <> '{}' OR name_cf <> '')",
    "an end of a link is missing": """
        SELECT count(*) FROM link WHERE src NOT IN (SELECT id FROM node) OR dst NOT IN (SELECT id FROM node)""",
    "names for search are not those of the record": "SELECT count(*) FROM node WHERE name_cf <> search_names(props)",
    "a contested record has a place": """
        SELECT (SELECT count(*) FROM node WHERE source IS NULL AND (part IS NOT NULL OR observed_on IS NOT NULL))
        + (SELECT count(*) FROM link WHERE source IS NULL AND (part IS NOT NULL OR observed_on IS NOT NULL))""",
    "a TEMP table is left": "SELECT count(*) FROM sqlite_temp_schema",
}


def audit(store: Store) -> list[str]:
    """Return the rules that a store breaks."""
    assert isinstance(store, SqliteStore)
    db = store._db
    broken = [rule for rule, sql in _RULES.items() if db.execute(sql).fetchone()[0]]
    assert not db.in_transaction
    db.execute("INSERT INTO node_text(node_text) VALUES ('integrity-check')")  # raises where text and nodes differ
    return broken
