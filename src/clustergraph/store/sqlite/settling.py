"""Records that several sources speak of, after a change: folded anew, given back to the last source, or gone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter

from clustergraph.model.records import Link, Place, Statement, canonical
from clustergraph.store.columns import link_row, search_names
from clustergraph.store.fold import agreed_kind, fold_props, rank
from clustergraph.store.repeat import by_source, one_voice
from clustergraph.store.sqlite.codec import Codec, Row
from clustergraph.store.sqlite.hearing import said_of_contested
from clustergraph.store.sqlite.ranking import Ranks, read_repeats
from clustergraph.store.sqlite.shapes import LINK, NODE, Shape

TABLES = (
    "CREATE TEMP TABLE left_node(id INTEGER PRIMARY KEY, said INTEGER)",
    "CREATE TEMP TABLE left_link(id INTEGER PRIMARY KEY, said INTEGER)",
    "CREATE TEMP TABLE folded_node(id INTEGER PRIMARY KEY, kind INTEGER, props TEXT, name_cf TEXT)",
    "CREATE TEMP TABLE ends(id INTEGER PRIMARY KEY)",
)

_BATCH = 2000
_LEFT = """INSERT INTO temp.left_{table} SELECT t.id, count(d.id) FROM {settle} t LEFT JOIN {said} d ON d.id = t.id
    GROUP BY t.id"""
_WITH = "(SELECT id FROM temp.left_{table} WHERE said {number})"
_DEMOTE = """UPDATE {table} AS r SET {set_told}, source = d.source, said_as = d.said_as, part = d.part, line = d.line
    {again} FROM {said} d WHERE d.id = r.id AND r.source IS NULL AND r.id IN {with_one}"""
# the first in fold order is taken whole: the amount of one with the quantity of another would be a lie
_FOLD_LINKS = """UPDATE link AS r SET weight = d.weight, since = d.since, until = d.until, props = d.props
    FROM (
        SELECT d.id, d.weight, d.since, d.until, d.props, row_number() OVER (
            PARTITION BY d.id
            ORDER BY k.priority DESC, coalesce(d.observed_on, k.observed_on) DESC, k.uid, d.said_as
        ) AS place
        FROM temp.left_link t JOIN link_said d ON d.id = t.id JOIN temp.rank k ON k.source = d.source
        WHERE t.said > 1
    ) d
    WHERE d.place = 1 AND r.id = d.id
        AND (r.weight, r.since, r.until, r.props) IS NOT (d.weight, d.since, d.until, d.props)"""
_DOUBLED_LINKS = """SELECT t.id FROM temp.left_link t JOIN link_said d ON d.id = t.id
    JOIN link_said x ON x.id = d.id AND x.source = d.source AND x.said_as < d.said_as
    WHERE t.said > 1 AND d.said_as <> ''"""
_FOLD_NODES = """SELECT r.id, r.uid, r.kind, r.props, d.kind, d.props, d.source, d.observed_on, d.said_as
    FROM node r JOIN node_said d ON d.id = r.id WHERE {among} ORDER BY r.id"""


def settle(db: sqlite3.Connection, codec: Codec, ranks: Ranks) -> None:
    """Bring the noted records to what is said of them now; links first, since their ends may then be orphans."""
    for shape in (LINK, NODE):
        db.execute(shape.sql(_LEFT))
        _leave(db, shape)
        _demote(db, shape)
    db.execute(_FOLD_LINKS)
    _join_links(db, codec)
    _fold_nodes(db, codec, ranks)
    _sweep(db)


def note_contested(db: sqlite3.Connection) -> None:
    """Note every record that several sources speak of, to be folded anew."""
    for shape in (NODE, LINK):
        db.execute(shape.sql("INSERT OR IGNORE INTO {settle} SELECT id FROM {table} WHERE source IS NULL"))


def _with(shape: Shape, number: str) -> str:
    return shape.sql(_WITH.replace("{number}", number))


def _leave(db: sqlite3.Connection, shape: Shape) -> None:
    """Take away records that nobody speaks of any more."""
    nobody = _with(shape, "= 0")
    if shape is LINK:
        for end in ("src", "dst"):
            db.execute(f"INSERT OR IGNORE INTO temp.ends SELECT {end} FROM link WHERE id IN {nobody}")
        db.execute(f"DELETE FROM link WHERE id IN {nobody}")
    else:
        db.execute(f"UPDATE node SET source = 0 WHERE id IN {nobody}")
        db.execute(f"INSERT OR IGNORE INTO temp.ends SELECT id FROM {nobody}")


def _demote(db: sqlite3.Connection, shape: Shape) -> None:
    """Put the one statement that is left back on its record."""
    one = _with(shape, "= 1")
    again = ", name_cf = search_names(d.props)" if shape is NODE else ""
    db.execute(shape.sql(_DEMOTE.replace("{again}", again).replace("{with_one}", one)))
    db.execute(shape.sql("DELETE FROM {said} WHERE id IN " + one))


def _join_links(db: sqlite3.Connection, codec: Codec) -> None:
    """Let sources speak with one voice of links that they state under several aliases."""
    repeats: dict[str, str] = {}
    rows = []
    for number, said in said_of_contested(db, codec, _DOUBLED_LINKS):
        repeats = repeats or read_repeats(db)
        first, *_ = by_source(said).values()
        record = one_voice(first, repeats[first[0].source])[0].record
        assert isinstance(record, Link)
        rows.append((*link_row(record), number))
    db.executemany("UPDATE link SET weight = ?, since = ?, until = ?, props = ? WHERE id = ?", rows)


def _fold_nodes(db: sqlite3.Connection, codec: Codec, ranks: Ranks) -> None:
    batch: list[tuple[int, int, str, str]] = []
    for row in differing(db, codec, ranks, f"r.id IN {_with(NODE, '> 1')}"):
        batch.append(row)
        if len(batch) >= _BATCH:
            db.executemany("INSERT INTO temp.folded_node VALUES (?, ?, ?, ?)", batch)
            batch.clear()
    db.executemany("INSERT INTO temp.folded_node VALUES (?, ?, ?, ?)", batch)
    db.execute(
        """UPDATE node AS r SET kind = s.kind, props = s.props, name_cf = s.name_cf FROM temp.folded_node s
        WHERE r.id = s.id"""
    )


def differing(db: sqlite3.Connection, codec: Codec, ranks: Ranks, among: str) -> Iterator[tuple[int, int, str, str]]:
    """Yield the nodes, among those that some SQL chooses, whose fold differs from what stands there."""
    repeats: dict[str, str] = {}
    for number, grouped in groupby(db.execute(_FOLD_NODES.format(among=among)), key=itemgetter(0)):
        rows = list(grouped)
        _, uid, kind, props, *_ = rows[0]
        if all((row[4], row[5]) == (kind, props) for row in rows):
            continue
        rows.sort(key=lambda row: rank(*ranks.of(row[6], row[7]), row[8]))
        agreed = codec.number[agreed_kind(uid, [codec.kinds[row[4]] for row in rows])]
        if len({row[6] for row in rows}) < len(rows):
            repeats = repeats or read_repeats(db)
            said = [_heard(codec, ranks, row) for row in rows]
            voices = [one_voice(each, repeats[source])[0] for source, each in by_source(said).items()]
            folded = fold_props([voice.record.props for voice in voices])
        else:
            folded = fold_props([codec.entity(uid, kind, row[5]).props for row in rows])
        text = canonical(folded)
        if (agreed, text) != (kind, props):
            yield number, agreed, text, search_names(folded)


def _heard(codec: Codec, ranks: Ranks, row: Row) -> Statement:
    """Return the statement of a row of _FOLD_NODES, without its place."""
    _, uid, _, _, kind, props, source, observed_on, said_as = row
    return Statement(codec.entity(uid, kind, props), Place(""), observed_on or "", said_as, ranks.uid(source))


def _sweep(db: sqlite3.Connection) -> None:
    """Delete the nodes that neither a statement nor a link names any more; make those bare that only links name."""
    db.execute(
        """DELETE FROM node WHERE source = 0 AND id IN (SELECT id FROM temp.ends)
        AND NOT EXISTS (SELECT 1 FROM link WHERE src = node.id)
        AND NOT EXISTS (SELECT 1 FROM link WHERE dst = node.id)"""
    )
    db.execute(
        """UPDATE node SET kind = bare_kind(uid), said_as = '', part = NULL, line = NULL, observed_on = NULL,
        name_cf = '', props = '{}' WHERE source = 0 AND id IN (SELECT id FROM temp.ends)"""
    )
