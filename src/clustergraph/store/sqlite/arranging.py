"""From rows as they came to one staged statement an identity: sorted, numbered, repeated rows joined."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from clustergraph.model.records import Link, Place, Statement, canonical
from clustergraph.store import repeat as repeating
from clustergraph.store.base import Load, Repeated
from clustergraph.store.columns import LinkRow, link_row, search_names
from clustergraph.store.sqlite.codec import Codec
from clustergraph.store.sqlite.shapes import LINK, NODE, Shape
from clustergraph.store.sqlite.staging import Stage

_BATCH = 2000

_ROWS = {
    "node": """SELECT w.uid, w.said_as, w.kind, w.props, w.observed_on, w.name_cf, p.id AS part, w.line
        FROM temp.raw_node w JOIN temp.part_of p ON p.no = w.part""",
    "link": """SELECT a.id AS src, w.kind, b.id AS dst, w.key, w.said_as, w.weight, w.since, w.until, w.props,
        w.observed_on, p.id AS part, w.line
        FROM temp.raw_link w JOIN temp.ending a ON a.no = w.src JOIN temp.ending b ON b.no = w.dst
        JOIN temp.part_of p ON p.no = w.part""",
}
_ARRANGE = """INSERT INTO {new} SELECT *, 0, 0 FROM ({rows}) s WHERE true ORDER BY {identity}, said_as, part, line
    ON CONFLICT DO UPDATE SET differs = 1 WHERE ({told}) IS NOT ({excluded_told})"""
_DIFFERING = """SELECT s.* FROM ({rows}) s
    WHERE ({s_identity}, s.said_as) IN (SELECT {identity}, said_as FROM {new} WHERE differs)
    ORDER BY {s_identity}, s.said_as, s.part, s.line, s.props, {s_told}"""
_ROUNDS = """UPDATE {new} AS s SET round = (
    SELECT count(*) FROM {new} t WHERE ({t_identity}) = ({s_identity}) AND t.said_as < s.said_as)"""


class Arranged(NamedTuple):
    """What became of the rows of one shape."""

    repeated: list[Repeated]
    rounds: int
    """How many statements this load makes of one record, at most: above 1 only where aliases meet."""


def number_parts(db: sqlite3.Connection, run: Load, stage: Stage, load: int) -> dict[int, tuple[str, str]]:
    """Write a row a file of the load, undeclared ones by name, and tell which number each has; return id → part."""
    (first,) = db.execute("SELECT coalesce(max(id), 0) + 1 FROM part").fetchone()
    declared: list[tuple[str, str, str | None]] = [(file.name, file.sheet, file.sha256) for file in run.files]
    named = {(name, sheet) for name, sheet, _ in declared}
    others = [(name, sheet, None) for name, sheet in sorted(set(stage.parts) - named)]
    parts: dict[int, tuple[str, str]] = {}
    known: set[tuple[str, str]] = set()
    for part, (name, sheet, sha256) in enumerate((*declared, *others), first):
        db.execute("INSERT INTO part VALUES (?, ?, ?, ?, ?)", (part, load, name, sha256, sheet))
        if (name, sheet) in stage.parts and (name, sheet) not in known:
            db.execute("INSERT INTO temp.part_of VALUES (?, ?)", (stage.parts[name, sheet], part))
            parts[part] = (name, sheet)
            known.add((name, sheet))
    return parts


def arrange(
    db: sqlite3.Connection, codec: Codec, shape: Shape, run: Load, stage: Stage, parts: dict[int, tuple[str, str]]
) -> Arranged:
    """Fill the table of staged statements of one shape from the raw rows."""
    db.execute(_sql(shape, _ARRANGE))
    repeated = []
    if db.execute(shape.sql("SELECT EXISTS(SELECT 1 FROM {new} WHERE differs)")).fetchone()[0]:
        repeated = _join_repeated(db, codec, shape, repeating.parse(run.repeat), parts)
    if not stage.moved:
        return Arranged(repeated, 1)
    return Arranged(repeated, number_rounds(db, shape))


def number_rounds(db: sqlite3.Connection, shape: Shape) -> int:
    """Number the statements of each record by alias; return how many there are of one, at most."""
    db.execute(shape.sql(_ROUNDS))
    (rounds,) = db.execute(shape.sql("SELECT coalesce(max(round), 0) + 1 FROM {new}")).fetchone()
    return int(rounds)


def _sql(shape: Shape, template: str) -> str:
    return shape.sql(template.replace("{rows}", _ROWS[shape.table]))


def _join_repeated(
    db: sqlite3.Connection, codec: Codec, shape: Shape, repeat: repeating.Repeat, parts: dict[int, tuple[str, str]]
) -> list[Repeated]:
    """Join rows that state one identity differently; where they contradict each other none is taken."""
    read = _differing_nodes if shape is NODE else _differing_links
    repeated: list[Repeated] = []
    fixed: list[tuple[object, ...]] = []
    for identity, grouped in groupby(read(db, codec, parts), key=lambda row: row[0]):
        rows = [(statement, place) for _, place, statement in grouped]
        statement, place = rows[0]
        joined = repeating.join([statement for statement, _ in rows], repeat)
        if joined is None:
            repeated.append(Repeated(statement.record.uid, [str(row.place) for row, _ in rows]))
        elif isinstance(joined.record, Link):
            fixed.append((*identity, *link_row(joined.record), joined.observed_on or None, *place))
        else:
            kind, props = codec.number[joined.record.kind], joined.record.props
            names = search_names(props)
            fixed.append((*identity, kind, canonical(props), joined.observed_on or None, names, *place))
        if len(fixed) >= _BATCH:
            _write_fixed(db, shape, fixed)
    _write_fixed(db, shape, fixed)
    db.execute(shape.sql("DELETE FROM {new} WHERE differs"))
    db.execute(shape.sql("INSERT INTO {new} SELECT * FROM {fixed}"))
    db.executemany("INSERT OR IGNORE INTO temp.held VALUES (?)", [(each.uid,) for each in repeated])
    return repeated


def _write_fixed(db: sqlite3.Connection, shape: Shape, fixed: list[tuple[object, ...]]) -> None:
    if fixed:
        columns = "{identity}, said_as, {kept}, part, line, round, differs"
        marks = ", ".join("?" * len(fixed[0]))
        db.executemany(shape.sql("INSERT INTO {fixed} (" + columns + ") VALUES (" + marks + ", 0, 0)"), fixed)
        fixed.clear()


Differing = tuple[tuple[object, ...], tuple[int, int], Statement]
"""Identity with `said_as`, part and line, and what the row states."""


def _differing_nodes(db: sqlite3.Connection, codec: Codec, parts: dict[int, tuple[str, str]]) -> Iterator[Differing]:
    for uid, said_as, kind, props, observed_on, _, part, line in db.execute(_sql(NODE, _DIFFERING)):
        record = codec.entity(uid, kind, props)
        yield (uid, said_as), (part, line), Statement(record, Place(*parts[part], line), observed_on or "", said_as)


def _differing_links(db: sqlite3.Connection, codec: Codec, parts: dict[int, tuple[str, str]]) -> Iterator[Differing]:
    ends = "(SELECT uid FROM node WHERE id = s.src), (SELECT uid FROM node WHERE id = s.dst), s.*"
    sql = _sql(LINK, _DIFFERING.replace("s.*", ends, 1))
    for src_uid, dst_uid, src, kind, dst, key, said_as, *row, observed_on, part, line in db.execute(sql):
        record = codec.link(src_uid, kind, dst_uid, key, LinkRow(*row))
        statement = Statement(record, Place(*parts[part], line), observed_on or "", said_as)
        yield (src, kind, dst, key, said_as), (part, line), statement
