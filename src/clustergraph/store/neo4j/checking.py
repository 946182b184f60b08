"""Does everything hold that must: each record is the fold of what is said of it, every place leads to a load."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from itertools import chain, islice

from clustergraph.errors import InputError
from clustergraph.i18n import text
from clustergraph.store.answers import Flaw
from clustergraph.store.neo4j import schema
from clustergraph.store.neo4j.codec import Standing, row_of, standing_of
from clustergraph.store.neo4j.database import Database
from clustergraph.store.neo4j.ranking import Ranks, interrupted, ranks_of, read_speakers
from clustergraph.store.neo4j.sourcing import read_files

_SAMPLE = 1000
_NAMED = 20


def check(db: Database, *, full: bool) -> list[Flaw]:
    """Return what does not hold, as `Store.check` promises."""
    flaws = [Flaw(text("store.neo4j-flaw-schema", name=name)) for name in schema.missing(db)]
    speakers = read_speakers(db)
    flaws += map(Flaw, interrupted(speakers))
    owners = {row["no"]: row["source"] for row in db.read("read/parts")}
    files = {no: len(parts) for no, parts in read_files(db).items()}
    ranks = ranks_of(speakers)
    if not flaws:  # work that was interrupted leaves nodes that nothing names yet
        flaws += [Flaw(text("store.flaw-unnamed"), row["uid"]) for row in db.read("read/orphans", limit=_NAMED)]
    for record in _records(db, full=full):
        flaws += [Flaw(text(key), record.uid) for key in _broken(record, ranks, owners, files)]
    return flaws


def _records(db: Database, *, full: bool) -> Iterator[Standing]:
    limit = sys.maxsize if full else _SAMPLE
    for row in db.stream("read/entities", after="", where=[], on="", limit=limit):
        yield standing_of(row)
    pages = (db.stream("read/links", where=[], on="", after=after, upto=upto) for after, upto in db.pages())
    yield from map(standing_of, islice(chain.from_iterable(pages), limit))


def _broken(record: Standing, ranks: Ranks, owners: Mapping[int, str], files: Mapping[int, int]) -> Iterator[str]:
    """Yield the keys of what is broken in one record."""
    if record.ends is not None and not record.told:
        yield "store.flaw-source"
        return
    for told in record.told:
        if owners.get(told.at.load) != told.source or told.at.part >= files[told.at.load]:
            yield "store.flaw-place"
            return
        if told.source not in ranks.repeats:
            yield "store.flaw-silent"
            return
    try:
        row, labels = row_of(record, ranks)
    except InputError:
        yield "store.flaw-fold"
        return
    stands = {name: value for name, value in record.row.items() if name != "idx"}
    if row != stands or set(labels) != set(record.labels):
        yield "store.flaw-fold"
