"""Where sources contradict each other: read from contested records alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, islice
from operator import itemgetter

from clustergraph.model.records import Value, canonical, link_uid
from clustergraph.model.terms import Kind
from clustergraph.store.base import Conflict, Said
from clustergraph.store.fold import contradictions, rank
from clustergraph.store.sqlite.codec import Codec, LinkRow, Row, link_props
from clustergraph.store.sqlite.conditions import known
from clustergraph.store.sqlite.ranking import Ranks, read_ranks

_NODES = """SELECT r.uid, r.kind, r.props, d.source, d.observed_on, d.said_as, d.props
    FROM node r JOIN node_said d ON d.id = r.id
    WHERE r.source IS NULL AND (:kinds = '[]' OR r.kind IN (SELECT value FROM json_each(:kinds))) ORDER BY r.uid"""
_LINKS = """SELECT a.uid, k.name, b.uid, r.key, r.kind, r.weight, r.since, r.until, r.props,
    d.source, d.observed_on, d.said_as, d.weight, d.since, d.until, d.props
    FROM link r JOIN link_said d ON d.id = r.id JOIN node a ON a.id = r.src JOIN node b ON b.id = r.dst
    JOIN kind k ON k.id = r.kind WHERE r.source IS NULL ORDER BY 1, 2, 3, 4"""


def conflicts(
    db: sqlite3.Connection, codec: Codec, kinds: Sequence[Kind], properties: Sequence[str], source: str, limit: int
) -> Iterator[Conflict]:
    """Stream properties that sources state differently; links too, where no kinds of nodes are asked for."""
    wanted = {known(name) for name in properties}

    def found() -> Iterator[Conflict]:
        yield from _of_nodes(db, codec, canonical([codec.number[kind] for kind in kinds]))
        if not kinds:
            yield from _of_links(db, codec)

    chosen = (
        conflict
        for conflict in found()
        if (not wanted or conflict.property in wanted)
        and (not source or any(said.source == source for said in conflict.said))
    )
    yield from islice(chosen, limit or None)


def _of_nodes(db: sqlite3.Connection, codec: Codec, kinds: str) -> Iterator[Conflict]:
    cursor = db.execute(_NODES, {"kinds": kinds})
    ranks = read_ranks(db)
    for uid, grouped in groupby(cursor, key=itemgetter(0)):
        rows = list(grouped)
        folded = codec.entity(uid, rows[0][1], rows[0][2]).props
        yield from _compared(
            ranks, uid, dict(folded), [(row[3:6], dict(codec.entity(uid, row[1], row[6]).props)) for row in rows]
        )


def _of_links(db: sqlite3.Connection, codec: Codec) -> Iterator[Conflict]:
    cursor = db.execute(_LINKS)
    ranks = read_ranks(db)
    for (src, _, dst, key), grouped in groupby(cursor, key=itemgetter(0, 1, 2, 3)):
        rows = list(grouped)
        kind = codec.link_kinds[rows[0][4]]
        folded = link_props(kind, key, LinkRow(*rows[0][5:9]))
        said = [(row[9:12], link_props(kind, key, LinkRow(*row[12:]))) for row in rows]
        yield from _compared(ranks, link_uid(kind, src, dst, key), folded, said)


def _compared(
    ranks: Ranks, uid: str, folded: Mapping[str, Value], said: Sequence[tuple[Row, Mapping[str, Value]]]
) -> Iterator[Conflict]:
    """Yield what the statements of one record contradict each other in, by property, in fold order."""
    ordered = sorted(said, key=lambda each: rank(*ranks.of(each[0][0], each[0][1]), each[0][2]))
    for name in contradictions([props for _, props in ordered]):
        sides = []
        for (source, observed_on, _), props in ordered:
            if name in props:
                _, date, speaker = ranks.of(source, observed_on)
                sides.append(Said(speaker, props[name], date, props[name] == folded.get(name)))
        yield Conflict(uid, name, sides)
