"""Sources and loads of the store, and the stamp that follows from them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace

from clustergraph.store.base import Counts, LoadedFile, LoadInfo, LoadStats, SourceInfo
from clustergraph.store.sqlite import settling
from clustergraph.store.sqlite.codec import Codec, Row
from clustergraph.store.sqlite.ranking import LATEST, overtaken, read_ranks
from clustergraph.store.sqlite.writing import SETTLING, note_ranks, note_shared, scratch, writing
from clustergraph.store.standing import LatestLoad, stamp_of

_FIELDS = ("priority", "observed_on", "computed", "title", "publisher", "url", "licence", "note")
_SOURCES = f"""SELECT s.uid, s.priority, s.title, s.publisher, s.url, s.licence, s.note,
    coalesce(nullif(l.observed_on, ''), s.observed_on, ''), s.computed, coalesce(s.withdrawn_on, ''),
    coalesce(s.observed_on, '')
    FROM source s LEFT JOIN load l ON l.id = {LATEST}"""
_STAMP = f"""SELECT s.uid, s.priority, l.chain FROM source s JOIN load l ON l.id = {LATEST}
    WHERE NOT s.computed AND s.withdrawn_on IS NULL ORDER BY s.uid"""
_LATEST_LOAD = f"""SELECT l.id, l.sha256, l.recipe, l.observed_on, l.whole, l.chain, l.stats
    FROM source s JOIN load l ON l.id = {LATEST} WHERE s.id = ?"""


def latest_load(db: sqlite3.Connection, source: int) -> LatestLoad | None:
    """Return the latest standing load of a source, or None."""
    row = db.execute(_LATEST_LOAD, (source,)).fetchone()
    if row is None:
        return None
    no, sha256, recipe, observed_on, whole, chain, stats = row
    kept = json.loads(stats)
    return LatestLoad(
        no,
        sha256,
        recipe,
        observed_on,
        bool(whole),
        chain,
        repeat=kept["repeat"],
        missing=kept["missing"],
        kept_for=kept.get("kept_for", ""),
        nodes=Counts(**kept["nodes"]),
        links=Counts(**kept["links"]),
    )


def sources(db: sqlite3.Connection) -> Iterator[SourceInfo]:
    """Stream the sources by uid."""
    for row in db.execute(f"{_SOURCES} ORDER BY s.uid"):
        yield _info(row)


def _info(row: Row) -> SourceInfo:
    uid, priority, title, publisher, url, licence, note, observed_on, computed, withdrawn_on, _ = row
    return SourceInfo(uid, priority, title, publisher, url, licence, note, observed_on, bool(computed), withdrawn_on)


def put_source(db: sqlite3.Connection, codec: Codec, info: SourceInfo) -> bool:
    """Create or change a source; what it shares with the sources it overtakes is folded anew."""
    with scratch(db, SETTLING), writing(db) as transaction:
        row = db.execute(f"{_SOURCES} WHERE s.uid = ?", (info.uid,)).fetchone()
        if row is None:
            insert_source(db, info)
            return True
        known, own = _info(row), row[-1]
        if info.observed_on == known.observed_on:  # as it was read: of its load, not its own
            info = replace(info, observed_on=own)
        known = replace(known, observed_on=own)
        if replace(info, withdrawn_on=known.withdrawn_on) == known:
            transaction.keep = False
            return False
        before = read_ranks(db)
        values = [getattr(info, field) for field in _FIELDS]
        db.execute(
            f"UPDATE source SET {', '.join(f'{field} = ?' for field in _FIELDS)} WHERE uid = ?", (*values, info.uid)
        )
        after = read_ranks(db)
        source = after.number(info.uid)
        assert source is not None
        note_ranks(db, after)
        note_shared(db, source, overtaken(source, before, after))
        settling.settle(db, codec, after)
    return True


def insert_source(db: sqlite3.Connection, info: SourceInfo) -> None:
    """Write a source that was not there."""
    values = (info.uid, *(getattr(info, field) for field in _FIELDS))
    db.execute(f"INSERT INTO source(uid, {', '.join(_FIELDS)}) VALUES ({', '.join('?' * len(values))})", values)


def loads(db: sqlite3.Connection, source: str) -> Iterator[LoadInfo]:
    """Stream the loads, of one source or all, by number."""
    rows = db.execute(
        """SELECT l.id, s.uid, l.recipe, l.observed_on, l.whole, l.loaded_at, l.stats, coalesce(l.undone_at, ''),
        coalesce(l.chain, ''),
        (SELECT json_group_array(json_array(p.file, p.sha256, p.sheet)) FROM (
            SELECT * FROM part p WHERE p.load = l.id AND p.sha256 IS NOT NULL ORDER BY p.id) p)
        FROM load l JOIN source s ON s.id = l.source WHERE ? IN ('', s.uid) ORDER BY l.id""",
        (source,),
    )
    for no, uid, recipe, observed_on, whole, loaded_at, stats, undone_at, chain, files in rows:
        kept = json.loads(stats)
        done = LoadStats(Counts(**kept["nodes"]), Counts(**kept["links"]), no)
        parts = [LoadedFile(*part) for part in json.loads(files)]
        told = (kept["repeat"], kept["missing"], chain)
        yield LoadInfo(no, uid, parts, recipe, observed_on, bool(whole), loaded_at, done, undone_at, *told)


def stamp(db: sqlite3.Connection) -> str:
    """Return the hash of what sources say and weigh; runs are left out."""
    rows = db.execute(_STAMP).fetchall()
    return stamp_of(rows)
