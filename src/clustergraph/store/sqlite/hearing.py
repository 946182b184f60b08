"""What is said, statement by statement, in fold order."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from clustergraph.model.records import Place, Record, Statement, canonical
from clustergraph.store.columns import LINK_OF_FOLDER, LinkRow
from clustergraph.store.fold import rank
from clustergraph.store.sqlite.codec import Codec, Row
from clustergraph.store.sqlite.ranking import Ranks, read_ranks
from clustergraph.store.sqlite.reading import AT_ENDS, find_link, one_state

_PLACE = "p.file, p.sheet, {0}.line, {0}.observed_on, {0}.said_as, {0}.source"
_NODES = f"""SELECT r.id, r.uid, r.kind, r.props, {_PLACE.format("r")}
    FROM node r LEFT JOIN part p ON p.id = r.part WHERE r.source > 0 AND {{0}}
    UNION ALL
    SELECT r.id, r.uid, d.kind, d.props, {_PLACE.format("d")}
    FROM node r JOIN node_said d ON d.id = r.id LEFT JOIN part p ON p.id = d.part WHERE {{1}}
    ORDER BY 2"""
_ENDS = "JOIN node a ON a.id = r.src JOIN node b ON b.id = r.dst JOIN kind k ON k.id = r.kind"
_LINKS = f"""SELECT r.id, a.uid, k.name, b.uid, r.key, r.kind, r.weight, r.since, r.until, r.props, {_PLACE.format("r")}
    FROM link r {_ENDS} LEFT JOIN part p ON p.id = r.part WHERE r.source > 0 AND {{0}}
    UNION ALL
    SELECT r.id, a.uid, k.name, b.uid, r.key, r.kind, d.weight, d.since, d.until, d.props, {_PLACE.format("d")}
    FROM link_said d JOIN link r ON r.id = d.id {_ENDS} LEFT JOIN part p ON p.id = d.part WHERE {{1}}
    ORDER BY 2, 3, 4, 5"""


def said_of(db: sqlite3.Connection, codec: Codec, uid: str) -> Iterator[Statement]:
    """Stream what is said of one record."""
    kind = LINK_OF_FOLDER.get(uid.partition("/")[0])
    if kind is None:
        yield from _nodes(db, codec, "r.uid = ?", "r.uid = ?", uid)
    elif (number := find_link(db, codec, uid, kind)) is not None:
        yield from _links(db, codec, "r.id = ?", "r.id = ?", number)


def said_by(db: sqlite3.Connection, codec: Codec, source: str) -> Iterator[Statement]:
    """Stream what one source says."""
    number = read_ranks(db).number(source)
    if number is not None:
        with one_state(db):
            for stream in (_nodes, _links):
                yield from stream(db, codec, "r.source = ?", "d.source = ?", number)


def said_in(db: sqlite3.Connection, codec: Codec, load: int) -> Iterator[Statement]:
    """Stream what has its place in one load."""
    row = db.execute("SELECT source FROM load WHERE id = ?", (load,)).fetchone()
    if row is not None:
        placed = f"{{0}}.source = {row[0]} AND {{0}}.part IN (SELECT id FROM part WHERE load = ?)"
        with one_state(db):
            for stream in (_nodes, _links):
                yield from stream(db, codec, placed.format("r"), placed.format("d"), load)


def said_at(db: sqlite3.Connection, codec: Codec, ends: Iterable[str]) -> Iterator[Statement]:
    """Stream what is said of these nodes and of all links at them."""
    wanted = canonical(sorted(set(ends)))
    listed = "r.uid IN (SELECT value FROM json_each(?))"
    at_ends = f"r.id IN ({AT_ENDS})"
    with one_state(db):
        yield from _nodes(db, codec, listed, listed, wanted)
        yield from _links(db, codec, at_ends, at_ends, wanted)


def _nodes(db: sqlite3.Connection, codec: Codec, own: str, said: str, value: str | int) -> Iterator[Statement]:
    cursor = db.execute(_NODES.format(own, said), (value, value))
    ranks = read_ranks(db)
    for _, rows in groupby(cursor, key=itemgetter(0)):
        for _, uid, kind, props, *rest in _in_fold_order(ranks, rows):
            yield _statement(codec.entity(uid, kind, props), ranks, rest)


def _links(db: sqlite3.Connection, codec: Codec, own: str, said: str, value: str | int) -> Iterator[Statement]:
    for _, statements in _links_by_number(db, codec, db.execute(_LINKS.format(own, said), (value, value))):
        yield from statements


def said_of_contested(db: sqlite3.Connection, codec: Codec, numbers: str) -> Iterator[tuple[int, list[Statement]]]:
    """Stream what is said of the contested links that some SQL selects, by their numbers in the file."""
    among = f"r.id IN ({numbers})"
    yield from _links_by_number(db, codec, db.execute(_LINKS.format("false", among)))


def _links_by_number(
    db: sqlite3.Connection, codec: Codec, cursor: sqlite3.Cursor
) -> Iterator[tuple[int, list[Statement]]]:
    ranks = read_ranks(db)
    for number, rows in groupby(cursor, key=itemgetter(0)):
        statements = []
        for _, src, _, dst, key, kind, weight, since, until, props, *rest in _in_fold_order(ranks, rows):
            record = codec.link(src, kind, dst, key, LinkRow(weight, since, until, props))
            statements.append(_statement(record, ranks, rest))
        yield number, statements


def _in_fold_order(ranks: Ranks, rows: Iterable[Row]) -> list[Row]:
    said = list(rows)
    if len(said) > 1:
        said.sort(key=lambda row: rank(*ranks.of(row[-1], row[-3]), row[-2]))
    return said


def _statement(record: Record, ranks: Ranks, rest: Sequence[Any]) -> Statement:
    file, sheet, line, observed_on, said_as, source = rest
    return Statement(record, Place(file or "", sheet or "", line or 0), observed_on or "", said_as, ranks.uid(source))
