"""What a load says, written into the records: new, changed, or shared with other sources.

A record that one source says alone carries its statement; a second one promotes it: both then stand in `*_said`.
"""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from clustergraph.store.sqlite.shapes import Shape

TABLES = tuple(
    f"CREATE TEMP TABLE {scratch}_{columns}"
    for scratch in ("touched", "heard")
    for columns in (
        "node(id INTEGER, what TEXT, uid TEXT, said_as TEXT)",
        "link(id INTEGER, what TEXT, src INTEGER, kind INTEGER, dst INTEGER, key TEXT, said_as TEXT)",
    )
)
SETTLE_TABLES = tuple(f"CREATE TEMP TABLE settle_{table}(id INTEGER PRIMARY KEY)" for table in ("node", "link"))

_FILL = """INSERT INTO {table}({identity}, {kept}, source, said_as, part, line)
    SELECT {s_identity}, {s_kept}, :source, s.said_as, s.part, s.line FROM {new} s WHERE s.round = 0
    ORDER BY {s_identity}, s.said_as"""
# what is equal to what the source said before is not touched: a second load writes nothing
_TOUCH = """INSERT INTO {touched}
    SELECT r.id, CASE WHEN r.id IS NULL THEN 'new' WHEN r.source = 0 THEN 'bare'
        WHEN r.source = :source AND r.said_as = s.said_as THEN 'changed' ELSE 'shared' END, {s_identity}, s.said_as
    FROM {new} s LEFT JOIN {table} r ON {same_record}
    WHERE s.round = :round
        AND NOT coalesce(r.source = :source AND r.said_as = s.said_as AND ({r_told}) IS ({s_told}), 0)"""
_LOG_OWN = """INSERT INTO change(load, identity, source, before)
    SELECT :load, {uid}, :source, {before_r} FROM {touched} t JOIN {table} r ON r.id = t.id
    WHERE t.what = 'changed' ORDER BY r.id"""
_UPDATE = """UPDATE {table} AS r SET {set_kept}, source = :source, said_as = s.said_as, part = s.part, line = s.line
    FROM {touched} t JOIN {new} s ON {same_touched} WHERE r.id = t.id AND t.what IN ('changed', 'bare')"""
_INSERT = """INSERT INTO {table}({identity}, {kept}, source, said_as, part, line)
    SELECT {s_identity}, {s_kept}, :source, s.said_as, s.part, s.line FROM {touched} t JOIN {new} s ON {same_touched}
    WHERE t.what = 'new' ORDER BY {s_identity}"""
_PROMOTE = (
    """INSERT INTO {said}(id, source, said_as, {told}, part, line)
        SELECT r.id, r.source, r.said_as, {r_told}, r.part, r.line FROM {table} r
        WHERE r.source > 0 AND r.id IN (SELECT id FROM {touched} WHERE what = 'shared')""",
    """UPDATE {table} SET source = NULL, said_as = '', part = NULL, line = NULL, observed_on = NULL
        WHERE source > 0 AND id IN (SELECT id FROM {touched} WHERE what = 'shared')""",
)
_HEAR = """INSERT INTO {heard}
    SELECT t.id, CASE WHEN d.id IS NULL THEN 'new' ELSE 'changed' END, {s_identity}, s.said_as
    FROM {touched} t JOIN {new} s ON {same_touched}
    LEFT JOIN {said} d ON d.id = t.id AND d.source = :source AND d.said_as = s.said_as
    WHERE t.what = 'shared' AND (d.id IS NULL OR ({d_told}) IS NOT ({s_told}))"""
_LOG_SAID = """INSERT INTO change(load, identity, source, before)
    SELECT :load, {uid}, :source, {before_d} FROM {heard} t JOIN {table} r ON r.id = t.id
    JOIN {said} d ON d.id = t.id AND d.source = :source AND d.said_as = t.said_as
    WHERE t.what = 'changed' ORDER BY r.id, d.said_as"""
_SAY = """INSERT OR REPLACE INTO {said}(id, source, said_as, {told}, part, line)
    SELECT t.id, :source, s.said_as, {s_told}, s.part, s.line FROM {heard} t JOIN {new} s ON {same_touched}"""
_SETTLE = "INSERT OR IGNORE INTO {settle} SELECT id FROM {heard}"


class Applied(NamedTuple):
    """How many statements a load made and changed."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0


def is_empty(db: sqlite3.Connection, shape: Shape) -> bool:
    """Tell whether the store holds no record of a shape."""
    return not db.execute(shape.sql("SELECT EXISTS(SELECT 1 FROM {table})")).fetchone()[0]


def fill(db: sqlite3.Connection, shape: Shape, *, source: int) -> Applied:
    """Write the staged statements into an empty table: nothing to compare, nobody to share with."""
    return Applied(created=db.execute(shape.sql(_FILL), {"source": source}).rowcount)


def apply(db: sqlite3.Connection, shape: Shape, *, source: int, load: int, rounds: int) -> Applied:
    """Write the staged statements of one shape; the records whose fold may have moved are noted to be settled."""
    (staged,) = db.execute(shape.sql("SELECT count(*) FROM {new}")).fetchone()
    created = updated = 0
    for number in range(rounds):
        made, changed = _apply_round(db, shape, {"source": source, "load": load, "round": number})
        created += made
        updated += changed
    return Applied(created, updated, staged - created - updated)


def _apply_round(db: sqlite3.Connection, shape: Shape, names: dict[str, int]) -> tuple[int, int]:
    for scratch in ("touched", "heard"):
        db.execute(shape.sql("DELETE FROM {" + scratch + "}"))
    db.execute(shape.sql(_TOUCH), names)
    touched = dict(db.execute(shape.sql("SELECT what, count(*) FROM {touched} GROUP BY what")).fetchall())
    if not touched:
        return 0, 0
    if touched.get("changed"):
        db.execute(shape.sql(_LOG_OWN), names)
    if touched.get("changed") or touched.get("bare"):
        db.execute(shape.sql(_UPDATE), names)
    if touched.get("new"):
        db.execute(shape.sql(_INSERT), names)
    heard: dict[str, int] = {}
    if touched.get("shared"):
        for statement in _PROMOTE:
            db.execute(shape.sql(statement))
        db.execute(shape.sql(_HEAR), names)
        heard = dict(db.execute(shape.sql("SELECT what, count(*) FROM {heard} GROUP BY what")).fetchall())
        db.execute(shape.sql(_LOG_SAID), names)
        db.execute(shape.sql(_SAY), names)
        db.execute(shape.sql(_SETTLE))
    created = touched.get("new", 0) + touched.get("bare", 0) + heard.get("new", 0)
    return created, touched.get("changed", 0) + heard.get("changed", 0)


def insert_ends(db: sqlite3.Connection) -> None:
    """Write the nodes that are known only as an end of a link, and tell which node each numbered end is."""
    db.execute(
        """INSERT INTO node(uid, kind, source, name_cf, props)
        SELECT e.uid, bare_kind(e.uid), 0, '', '{}' FROM (SELECT DISTINCT uid FROM temp.raw_end) e
        WHERE NOT EXISTS (SELECT 1 FROM node n WHERE n.uid = e.uid) ORDER BY e.uid"""
    )
    db.execute("INSERT INTO temp.ending SELECT e.no, n.id FROM temp.raw_end e JOIN node n ON n.uid = e.uid")
