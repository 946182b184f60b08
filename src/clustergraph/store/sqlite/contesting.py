"""Where sources contradict each other: read from contested records alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, islice
from operator import itemgetter

from clustergraph.model.records import Place, Record, Statement, canonical
from clustergraph.model.terms import Kind
from clustergraph.store.asking import known
from clustergraph.store.base import Conflict, Said
from clustergraph.store.columns import LINK_OF_FOLDER, LinkRow
from clustergraph.store.fold import contradictions, rank
from clustergraph.store.repeat import by_source, one_voice
from clustergraph.store.sqlite.codec import Codec, Row
from clustergraph.store.sqlite.ranking import Ranks, read_ranks, read_repeats
from clustergraph.store.sqlite.reading import find_link, one_state

_NODES = """SELECT r.uid, r.kind, r.props, d.source, d.observed_on, d.said_as, d.kind, d.props
    FROM node r JOIN node_said d ON d.id = r.id
    WHERE r.source IS NULL AND (:kinds = '[]' OR r.kind IN (SELECT value FROM json_each(:kinds))) {among}
    ORDER BY r.uid"""
_LINKS = """SELECT a.uid, k.name, b.uid, r.key, r.kind, r.weight, r.since, r.until, r.props,
    d.source, d.observed_on, d.said_as, d.weight, d.since, d.until, d.props
    FROM link r JOIN link_said d ON d.id = r.id JOIN node a ON a.id = r.src JOIN node b ON b.id = r.dst
    JOIN kind k ON k.id = r.kind WHERE r.source IS NULL {among} ORDER BY 1, 2, 3, 4"""


def conflicts(
    db: sqlite3.Connection,
    codec: Codec,
    kinds: Sequence[Kind],
    properties: Sequence[str],
    source: str,
    limit: int,
    uid: str,
) -> Iterator[Conflict]:
    """Stream properties that sources state differently; links too, where no kinds of nodes are asked for."""
    wanted = {known(name) for name in properties}
    kind = LINK_OF_FOLDER.get(uid.partition("/")[0])

    def found() -> Iterator[Conflict]:
        with one_state(db):
            if kind is None:
                yield from _of_nodes(db, codec, canonical([codec.number[kind] for kind in kinds]), uid)
            if not kinds and kind is not None:
                yield from _of_links(db, codec, find_link(db, codec, uid, kind) or 0)
            elif not kinds and not uid:
                yield from _of_links(db, codec)

    chosen = (
        conflict
        for conflict in found()
        if (not wanted or conflict.property in wanted)
        and (not source or any(said.source == source for said in conflict.said))
    )
    yield from islice(chosen, limit or None)


def _of_nodes(db: sqlite3.Connection, codec: Codec, kinds: str, uid: str) -> Iterator[Conflict]:
    cursor = db.execute(_NODES.format(among="AND r.uid = :uid" if uid else ""), {"kinds": kinds, "uid": uid})
    ranks, repeats = read_ranks(db), read_repeats(db)
    for uid, grouped in groupby(cursor, key=itemgetter(0)):
        rows = list(grouped)
        folded = codec.entity(uid, *rows[0][1:3])
        said = [(row[3:6], codec.entity(uid, *row[6:])) for row in rows]
        yield from _compared(ranks, repeats, folded, said)


def _of_links(db: sqlite3.Connection, codec: Codec, number: int | None = None) -> Iterator[Conflict]:
    cursor = db.execute(_LINKS.format(among="" if number is None else "AND r.id = :number"), {"number": number})
    ranks, repeats = read_ranks(db), read_repeats(db)
    for (src, _, dst, key), grouped in groupby(cursor, key=itemgetter(0, 1, 2, 3)):
        rows = list(grouped)
        kind = rows[0][4]
        folded = codec.link(src, kind, dst, key, LinkRow(*rows[0][5:9]))
        said = [(row[9:12], codec.link(src, kind, dst, key, LinkRow(*row[12:]))) for row in rows]
        yield from _compared(ranks, repeats, folded, said)


def _compared(
    ranks: Ranks, repeats: Mapping[str, str], folded: Record, said: Sequence[tuple[Row, Record]]
) -> Iterator[Conflict]:
    """Yield what the statements of one record contradict each other in, by property, in fold order."""
    statements = []
    for (source, observed_on, said_as), record in sorted(
        said, key=lambda each: rank(*ranks.of(each[0][0], each[0][1]), each[0][2])
    ):
        _, date, speaker = ranks.of(source, observed_on)
        statements.append(Statement(record, Place(""), date, said_as, speaker))
    voices = [voice for source, told in by_source(statements).items() for voice in one_voice(told, repeats[source])]
    for name in contradictions([voice.record.props for voice in voices]):
        sides = [
            Said(voice.source, value, voice.observed_on, value == folded.props.get(name))
            for voice in voices
            if (value := voice.record.props.get(name)) is not None
        ]
        yield Conflict(folded.uid, name, sides)
