"""The graph as records, in the order that the contract promises."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from clustergraph.model.records import Entity, Link, Record, canonical
from clustergraph.model.terms import KINDS, Kind, LinkKind
from clustergraph.store.base import Where
from clustergraph.store.columns import LINK_OF_FOLDER, LinkRow
from clustergraph.store.sqlite.codec import Codec, Row
from clustergraph.store.sqlite.conditions import Filter, holding_link, holding_node, link_filter, node_filter
from clustergraph.store.sqlite.ranking import Ranks, read_ranks

_SPEAKERS = """coalesce({0}.source,
    (SELECT json_group_array(json_array(d.source, d.observed_on)) FROM {1}_said d WHERE d.id = {0}.id))"""
LINK_SPEAKERS = _SPEAKERS.format("r", "link")
LINK_COLUMNS = f"a.uid, r.kind, b.uid, r.key, r.weight, r.since, r.until, r.props, {LINK_SPEAKERS}"
LINK_ORDER = "a.uid, (SELECT name FROM kind WHERE id = r.kind), b.uid, r.key"


def node_columns(alias: str) -> str:
    """Return the columns that `node_of` reads."""
    return f"{alias}.uid, {alias}.kind, {alias}.props, {_SPEAKERS.format(alias, 'node')}"


NODE_COLUMNS = node_columns("r")


def node_of(codec: Codec, ranks: Ranks, row: Row) -> Entity:
    """Return the node of a row of NODE_COLUMNS."""
    uid, kind, props, speakers = row
    return codec.entity(uid, kind, props, ranks.speakers(speakers))


def link_of(codec: Codec, ranks: Ranks, row: Row) -> Link:
    """Return the link of a row of LINK_COLUMNS."""
    src, kind, dst, key, *columns, speakers = row
    return codec.link(src, kind, dst, key, LinkRow(*columns), ranks.speakers(speakers))


@contextmanager
def one_state(db: sqlite3.Connection) -> Iterator[None]:
    """Let the queries of one stream see the same state: an answer not read to its end holds it, without a BEGIN."""
    open_answer = db.execute("SELECT 1 FROM sqlite_schema")
    try:
        yield
    finally:
        open_answer.close()


def get(db: sqlite3.Connection, codec: Codec, uid: str, on: str) -> Record | None:
    """Return the record of a uid; links of its kind are hashed, since no link stores its uid."""
    kind = LINK_OF_FOLDER.get(uid.partition("/")[0])
    if kind is None:
        holds = holding_node(codec, on)
        row = db.execute(
            f"SELECT {NODE_COLUMNS} FROM node r WHERE r.uid = ?{holds.sql}", (uid, *holds.parameters)
        ).fetchone()
        return node_of(codec, read_ranks(db), row) if row else None
    number = find_link(db, codec, uid, kind)
    if number is None:
        return None
    holds = holding_link(codec, on)
    row = db.execute(
        f"""SELECT {LINK_COLUMNS} FROM link r JOIN node a ON a.id = r.src JOIN node b ON b.id = r.dst
        WHERE r.id = ?{holds.sql}""",
        (number, *holds.parameters),
    ).fetchone()
    return link_of(codec, read_ranks(db), row) if row else None


def find_link(db: sqlite3.Connection, codec: Codec, uid: str, kind: LinkKind) -> int | None:
    """Return the number of a link in the file, or None."""
    row = db.execute(
        """SELECT r.id FROM link r JOIN node a ON a.id = r.src JOIN node b ON b.id = r.dst
        WHERE r.kind = ? AND link_uid(r.kind, a.uid, b.uid, r.key) = ?""",
        (codec.number[kind], uid),
    ).fetchone()
    return None if row is None else int(row[0])


def kinds_below(kind: Kind) -> list[Kind]:
    """Return a kind and its sub-kinds, without those that no record has."""
    return [Kind(name) for name, info in KINDS.items() if (name == kind or kind in info.supers) and not info.abstract]


def entities(
    db: sqlite3.Connection, codec: Codec, kind: Kind | None, where: Where | None, *, after: str, limit: int, on: str
) -> Iterator[Entity]:
    """Stream nodes by uid. Each kind is read in the order of its index and they are merged: nothing is sorted."""
    found = node_filter(where) + holding_node(codec, on)
    condition, parameters = found.sql, found.parameters
    if after:
        condition, parameters = f" AND r.uid > ?{condition}", [after, *parameters]
    if kind is None:
        selects = [f"SELECT {NODE_COLUMNS} FROM node r WHERE true{condition}"]
        values = parameters
    else:
        numbers = [codec.number[below] for below in kinds_below(kind)]
        selects = [f"SELECT {NODE_COLUMNS} FROM node r WHERE r.kind = {number}{condition}" for number in numbers]
        values = parameters * len(numbers)
    cursor = db.execute(f"{' UNION ALL '.join(selects)} ORDER BY 1 LIMIT ?", (*values, limit or -1))
    # the first row is already fetched: what follows is read in the same snapshot
    ranks = read_ranks(db)
    for row in cursor:
        yield node_of(codec, ranks, row)


def links(
    db: sqlite3.Connection,
    codec: Codec,
    kind: LinkKind | None,
    where: Where | None,
    ends: Iterable[str] | None,
    on: str,
) -> Iterator[Link]:
    """Stream links by their ends: nodes are walked by uid, the links of each are few."""
    found = link_filter(codec, where) + holding_link(codec, on)
    if kind is not None:
        found = Filter(["r.kind = ?", *found.conditions], [codec.number[kind], *found.parameters])
    source = "node a CROSS JOIN link r ON r.src = a.id CROSS JOIN node b ON b.id = r.dst"
    parameters = found.parameters
    if ends is not None:
        source = (
            f"({AT_ENDS}) e CROSS JOIN link r ON r.id = e.id JOIN node a ON a.id = r.src JOIN node b ON b.id = r.dst"
        )
        parameters = [canonical(sorted(set(ends))), *parameters]
    cursor = db.execute(f"SELECT {LINK_COLUMNS} FROM {source} WHERE true{found.sql} ORDER BY {LINK_ORDER}", parameters)
    ranks = read_ranks(db)
    for row in cursor:
        yield link_of(codec, ranks, row)


AT_ENDS = """WITH at AS (SELECT n.id FROM json_each(?) v JOIN node n ON n.uid = v.value)
    SELECT id FROM link WHERE src IN at UNION SELECT id FROM link WHERE dst IN at"""
