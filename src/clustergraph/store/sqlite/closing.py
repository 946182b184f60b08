"""What the source said before and this load does not say: closed, ended, or held."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import NamedTuple

from clustergraph.errors import InputError
from clustergraph.i18n import number, text
from clustergraph.model.records import canonical
from clustergraph.model.terms import KINDS, LINKS
from clustergraph.store.base import Load
from clustergraph.store.fold import date_number
from clustergraph.store.sqlite.codec import Codec
from clustergraph.store.sqlite.shapes import LINK, NODE, SHAPES, Shape

TABLES = tuple(
    f"CREATE TEMP TABLE missing_{shape.table}(id INTEGER, said_as TEXT, own INTEGER, PRIMARY KEY(id, said_as))"
    for shape in SHAPES
)

_GUARD_SHARE = 0.5
_GUARD_LEAST = 100

_MISSING = """INSERT INTO {missing}
    SELECT r.id, r.said_as, 1 FROM {table} r WHERE r.source = :source
        AND NOT EXISTS (SELECT 1 FROM {new} s WHERE {same_record} AND s.said_as = r.said_as)
    UNION ALL
    SELECT d.id, d.said_as, 0 FROM {said} d JOIN {table} r ON r.id = d.id WHERE d.source = :source
        AND NOT EXISTS (SELECT 1 FROM {new} s WHERE {same_record} AND s.said_as = d.said_as)"""
_HELD = """DELETE FROM {missing} WHERE id IN (
    SELECT r.id FROM {missing} t JOIN {table} r ON r.id = t.id WHERE {uid} IN (SELECT uid FROM temp.held))"""
_LOG = (
    """INSERT INTO change(load, identity, source, before)
        SELECT :load, {uid}, :source, {before_r} FROM {missing} t JOIN {table} r ON r.id = t.id WHERE t.own""",
    """INSERT INTO change(load, identity, source, before)
        SELECT :load, {uid}, :source, {before_d} FROM {missing} t JOIN {table} r ON r.id = t.id
        JOIN {said} d ON d.id = t.id AND d.source = :source AND d.said_as = t.said_as WHERE NOT t.own""",
)
_SETTLE = "INSERT OR IGNORE INTO {settle} SELECT id FROM {missing} WHERE NOT own"
_UNSAY = """DELETE FROM {said} WHERE source = :source
    AND (id, said_as) IN (SELECT id, said_as FROM {missing} WHERE NOT own)"""
_OWN = "(SELECT id FROM {missing} WHERE own)"
_UNTIL = {"node": "props = with_until(props, :day)", "link": "until = :number"}
_END = (
    "UPDATE {table} SET {end} WHERE id IN (SELECT id FROM {missing} WHERE own)",
    """UPDATE {said} SET {end} WHERE source = :source
        AND (id, said_as) IN (SELECT id, said_as FROM {missing} WHERE NOT own)""",
)
_OPEN = """SELECT t.id, t.said_as FROM {missing} t JOIN {table} r ON r.id = t.id JOIN {table} x ON x.id = t.id
        WHERE t.own AND {ends}
    UNION ALL
    SELECT t.id, t.said_as FROM {missing} t JOIN {table} r ON r.id = t.id
        JOIN {said} x ON x.id = t.id AND x.source = :source AND x.said_as = t.said_as WHERE NOT t.own AND {ends}"""
_ENDS = {
    "node": """x.kind IN (SELECT value FROM json_each(:ending))
        AND coalesce(json_extract(x.props, '$.until') > :day, 1)""",
    "link": "r.kind IN (SELECT value FROM json_each(:ending)) AND coalesce(x.until > :number, 1)",
}
_LEAVE_ENDED = {
    table: "DELETE FROM {missing} WHERE (id, said_as) NOT IN (" + _OPEN.replace("{ends}", ends) + ")"
    for table, ends in _ENDS.items()
}


_SAYING = """INSERT INTO {missing}
    SELECT id, said_as, 1 FROM {table} WHERE source = :source {among}
    UNION ALL SELECT id, said_as, 0 FROM {said} WHERE source = :source {among}"""
_OF_LOAD = "AND part IN (SELECT id FROM part WHERE load = :load)"


class Removed(NamedTuple):
    """How many statements were taken away."""

    nodes: int
    links: int


class Closed(NamedTuple):
    """What became of the missing statements of one shape."""

    closed: int = 0
    ended: int = 0
    held: int = 0


def count_said(db: sqlite3.Connection, source: int) -> dict[str, int]:
    """Return how many statements a source makes of each shape."""
    return {
        shape.table: sum(
            int(db.execute(shape.sql("SELECT count(*) FROM {" + table + "} WHERE source = ?"), (source,)).fetchone()[0])
            for table in ("table", "said")
        )
        for shape in SHAPES
    }


def close(
    db: sqlite3.Connection,
    codec: Codec,
    run: Load,
    *,
    source: int,
    load: int,
    said_before: Mapping[str, int],
    said_again: Mapping[str, int],
) -> dict[str, Closed]:
    """Close what is missing, links before nodes; what was refused stays, and where rows were unreadable all stays.

    Nothing is looked for where the load says again all that was said before.

    Raises
    ------
    InputError
        Where more than half of what the source said would go, and nobody said `replace`.
    """
    any_held = bool(db.execute("SELECT EXISTS(SELECT 1 FROM temp.held)").fetchone()[0])
    lacking = [shape for shape in SHAPES if said_again[shape.table] < said_before[shape.table]]
    if not lacking or not (run.whole or any_held):
        return {shape.table: Closed() for shape in SHAPES}
    held = {shape.table: _find(db, shape, run, source) if shape in lacking else 0 for shape in SHAPES}
    if not run.whole:
        return {table: Closed(held=count) for table, count in held.items()}
    if run.missing == "end":
        for shape in SHAPES:
            _leave_ended(db, codec, shape, source, run.observed_on)
    missing = {shape.table: _count(db, shape) for shape in SHAPES}
    _guard(run, sum(missing.values()), sum(said_before.values()))
    for shape in (LINK, NODE):
        if missing[shape.table]:
            for statement in _LOG:
                db.execute(shape.sql(statement), {"source": source, "load": load})
            db.execute(shape.sql(_SETTLE))
            if run.missing == "end":
                _end(db, shape, source, run.observed_on)
            else:
                _remove(db, shape, source)
    ends = run.missing == "end"
    return {table: Closed(count, count if ends else 0, held[table]) for table, count in missing.items()}


def take_away(db: sqlite3.Connection, source: int, load: int | None = None) -> Removed:
    """Take away all that a source says, or what has its place in one load of it; no change is logged."""
    removed = {}
    saying = _SAYING.replace("{among}", "" if load is None else _OF_LOAD)
    for shape in (LINK, NODE):
        db.execute(shape.sql("DELETE FROM {missing}"))
        db.execute(shape.sql(saying), {"source": source, "load": load})
        removed[shape.table] = _count(db, shape)
        db.execute(shape.sql(_SETTLE))
        _remove(db, shape, source)
    return Removed(removed["node"], removed["link"])


def _count(db: sqlite3.Connection, shape: Shape) -> int:
    (count,) = db.execute(shape.sql("SELECT count(*) FROM {missing}")).fetchone()
    return int(count)


def _find(db: sqlite3.Connection, shape: Shape, run: Load, source: int) -> int:
    """Note the missing statements that are to be closed; return how many others are held."""
    db.execute(shape.sql(_MISSING), {"source": source})
    found = _count(db, shape)
    if not found:
        return 0
    if run.whole and run.unreadable and not run.replace:
        db.execute(shape.sql("DELETE FROM {missing}"))
        return found
    db.execute(shape.sql(_HELD))
    return found - _count(db, shape)


def _guard(run: Load, losing: int, said_before: int) -> None:
    if run.replace or losing < _GUARD_LEAST or losing <= said_before * _GUARD_SHARE:
        return
    source = run.source.removeprefix("source/")
    part = f"{source}/{run.observed_on[:4] or 2}"
    raise InputError(
        text("store.would-lose", source=source, losing=number(losing), said=number(said_before)),
        text("store.would-lose-hint", part=part),
    )


def _remove(db: sqlite3.Connection, shape: Shape, source: int) -> None:
    db.execute(shape.sql(_UNSAY), {"source": source})
    own = shape.sql(_OWN)
    if shape is NODE:
        db.execute(f"INSERT OR IGNORE INTO temp.ends {own[1:-1]}")
        db.execute(f"UPDATE node SET source = 0 WHERE id IN {own}")
        return
    for end in ("src", "dst"):
        db.execute(f"INSERT OR IGNORE INTO temp.ends SELECT {end} FROM link WHERE id IN {own}")
    db.execute(f"DELETE FROM link WHERE id IN {own}")


def _leave_ended(db: sqlite3.Connection, codec: Codec, shape: Shape, source: int, day: str) -> None:
    """Keep out of the missing what ended before, and what carries no end: a cluster no longer listed was there."""
    infos = KINDS if shape is NODE else LINKS
    ending = canonical(sorted(codec.number[name] for name, info in infos.items() if "until" in info.properties))
    names = {"ending": ending, "number": date_number(day), "day": day, "source": source}
    db.execute(shape.sql(_LEAVE_ENDED[shape.table]), names)
    if not day and _count(db, shape):
        raise InputError(text("store.no-date-to-end"), text("store.no-date-to-end-hint"))


def _end(db: sqlite3.Connection, shape: Shape, source: int, day: str) -> None:
    """Give the missing statements an end; they keep their place."""
    names = {"source": source, "day": day, "number": date_number(day)}
    for statement in _END:
        db.execute(shape.sql(statement.replace("{end}", _UNTIL[shape.table])), names)
