"""Taking a source back as a whole: what it said goes, that it once spoke stays known."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from contextlib import ExitStack
from dataclasses import replace

from clustergraph.i18n import unknown
from clustergraph.store.base import Counts, LoadStats
from clustergraph.store.sqlite import closing, settling
from clustergraph.store.sqlite.codec import Codec
from clustergraph.store.sqlite.ranking import read_ranks
from clustergraph.store.sqlite.schema import bulk
from clustergraph.store.sqlite.shapes import SHAPES
from clustergraph.store.sqlite.writing import SETTLING, note_ranks, scratch, tidy, writing
from clustergraph.store.standing import now

_FAMILY = "/*"
_SPEAKS = " OR ".join(f"EXISTS (SELECT 1 FROM {name} WHERE source = s.id)" for shape in SHAPES for name in shape.tables)


def withdraw(db: sqlite3.Connection, codec: Codec, source: str, *, erase: bool, dry_run: bool) -> LoadStats:
    """Take away all that a source or a family of them says, as `Store.withdraw` promises."""
    erase = erase and not dry_run
    (as_it_was,) = db.execute("PRAGMA secure_delete").fetchone()
    if erase:
        db.execute("PRAGMA secure_delete = ON").fetchone()
    try:
        with scratch(db, (*closing.TABLES, *SETTLING)), writing(db, durable=not dry_run) as transaction:
            transaction.keep = not dry_run
            stats = _withdraw(db, codec, _numbers(db, source))
            if erase:  # else its segments remember the words
                db.execute("INSERT INTO node_text(node_text) VALUES ('rebuild')")
        if erase:
            db.execute("VACUUM")
    finally:
        db.execute(f"PRAGMA secure_delete = {as_it_was}").fetchone()
    if not dry_run:
        tidy(db)
    return stats


def _numbers(db: sqlite3.Connection, source: str) -> list[int]:
    """Return the numbers of the sources that are meant."""
    uids = {standing.uid: number for number, standing in read_ranks(db).standing.items()}
    head = source.removesuffix(_FAMILY)
    meant = [number for uid, number in uids.items() if uid == head or (head != source and uid.startswith(f"{head}/"))]
    if not meant:
        raise unknown("store.what-source", head, uids)
    return meant


def _withdraw(db: sqlite3.Connection, codec: Codec, sources: Collection[int]) -> LoadStats:
    speaking = {number for (number,) in db.execute(f"SELECT s.id FROM source s WHERE {_SPEAKS}")}
    if speaking and speaking <= set(sources):
        stats = _empty(db)
    else:
        stats = LoadStats()
        for number in sources:
            nodes, links = closing.take_away(db, number)
            stats = replace(
                stats,
                nodes=Counts(closed=stats.nodes.closed + nodes),
                links=Counts(closed=stats.links.closed + links),
            )
    for number in sources:
        db.execute("DELETE FROM change WHERE load IN (SELECT id FROM load WHERE source = ?)", (number,))
        db.execute("UPDATE load SET undone_at = ? WHERE source = ? AND undone_at IS NULL", (now(), number))
        db.execute("UPDATE source SET withdrawn_on = ? WHERE id = ? AND withdrawn_on IS NULL", (now()[:10], number))
    ranks = read_ranks(db)
    note_ranks(db, ranks)
    settling.settle(db, codec, ranks)
    return stats


def _empty(db: sqlite3.Connection) -> LoadStats:
    """Empty the graph, where nobody else speaks: without triggers this is fast, whatever its size."""
    nodes, links = (
        sum(db.execute(f"SELECT count(*) FROM {name} WHERE source > 0").fetchone()[0] for name in shape.tables)
        for shape in SHAPES
    )
    with ExitStack() as stack:
        for shape in SHAPES:
            stack.enter_context(bulk(db, shape.table))
        for shape in SHAPES:
            for name in shape.tables:
                db.execute(f"DELETE FROM {name}")
    return LoadStats(Counts(closed=nodes), Counts(closed=links))
