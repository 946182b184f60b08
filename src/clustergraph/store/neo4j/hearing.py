"""What is said, statement by statement, in fold order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from clustergraph.model.records import Statement
from clustergraph.store.columns import LINK_OF_FOLDER
from clustergraph.store.neo4j.codec import Standing, standing_of
from clustergraph.store.neo4j.database import Database, kinds_held
from clustergraph.store.neo4j.ranking import ranks_of, read_speakers
from clustergraph.store.neo4j.recalling import is_little
from clustergraph.store.neo4j.sourcing import loads, read_files
from clustergraph.store.neo4j.staging import place_of


def said_of(db: Database, uid: str) -> Iterator[Statement]:
    """Stream what is said of one record."""
    kind = LINK_OF_FOLDER.get(uid.partition("/")[0], "")
    rows = db.read("read/links_by_uid" if kind else "read/nodes", kind, uids=[uid])
    yield from _told(db, map(standing_of, rows))


def said_by(db: Database, source: str) -> Iterator[Statement]:
    """Stream what one source says."""
    yield from (each for each in _told(db, _spoken_of(db, source)) if each.source == source)


def said_in(db: Database, load: int) -> Iterator[Statement]:
    """Stream what has its place in one load."""
    source = next((info.source for info in loads(db, "") if info.no == load), "")
    if source:
        yield from _told(db, _spoken_of(db, source), load)


def _spoken_of(db: Database, source: str) -> Iterable[Standing]:
    """Return the records that a source speaks of."""
    return _little(db, source) if is_little(db, source) else _much(db, source)


def _little(db: Database, source: str) -> list[Standing]:
    """Return the records that a source speaks of, found by index."""
    found = [standing_of(row) for row in db.read("read/said_nodes", source=source)]
    for kind in kinds_held(db):
        found += [standing_of(row) for row in db.read("read/said_links", kind, source=source)]
    return sorted(found, key=by_identity)


def _much(db: Database, source: str) -> Iterator[Standing]:
    """Stream the records that a source speaks of, page by page of all nodes."""
    for what in ("nodes", "links"):
        for after, upto in db.pages():
            yield from map(standing_of, db.stream(f"read/said_{what}_between", source=source, after=after, upto=upto))


def said_at(db: Database, ends: Iterable[str]) -> Iterator[Statement]:
    """Stream what is said of these nodes and of all links at them."""
    wanted = sorted(set(ends))
    found = [standing_of(row) for row in db.read("read/nodes", uids=wanted)]
    found += [standing_of(row) for row in db.read("read/links_at", ends=wanted, where=[], on="")]
    yield from _told(db, sorted(found, key=by_identity))


def by_identity(record: Standing) -> tuple[object, ...]:
    """Sort nodes before links, nodes by uid, links by ends and key."""
    if record.ends is None:
        return 0, record.uid
    return 1, record.ends.src, record.ends.kind, record.ends.dst, record.ends.key


def _told(db: Database, records: Iterable[Standing], load: int = 0) -> Iterator[Statement]:
    files, ranks = read_files(db), ranks_of(read_speakers(db))
    for record in records:
        for told in sorted(record.told, key=ranks.rank):
            if not load or told.at.load == load:
                yield record.statement(told, place_of(files[told.at.load], told.at))
