"""Where sources contradict each other: read from contested records alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from clustergraph.model.terms import Kind
from clustergraph.store.answers import Conflict, Said
from clustergraph.store.asking import known
from clustergraph.store.fold import contradictions
from clustergraph.store.neo4j.codec import Standing, kind_of, own_props, standing_of
from clustergraph.store.neo4j.database import Database, kinds_held
from clustergraph.store.neo4j.hearing import by_identity
from clustergraph.store.neo4j.ranking import Ranks, ranks_of, read_speakers
from clustergraph.store.repeat import by_source, one_voice


def conflicts(
    db: Database, kinds: Sequence[Kind], properties: Sequence[str], source: str, limit: int, uid: str
) -> Iterator[Conflict]:
    """Stream properties that sources state differently; links too, where no kinds of nodes are asked for."""
    wanted = {known(name) for name in properties}
    chosen = (
        conflict
        for conflict in _found(db, kinds)
        if (not uid or conflict.uid == uid)
        and (not wanted or conflict.property in wanted)
        and (not source or any(said.source == source for said in conflict.said))
    )
    yield from islice(chosen, limit or None)


def _found(db: Database, kinds: Sequence[Kind]) -> Iterator[Conflict]:
    ranks = ranks_of(read_speakers(db))
    for row in db.stream("read/contested_nodes"):
        if not kinds or kind_of(row["labels"]) in kinds:
            yield from _compared(ranks, standing_of(row))
    if not kinds:
        links = [standing_of(row) for kind in kinds_held(db) for row in db.read("read/contested_links", kind)]
        for link in sorted(links, key=by_identity):
            yield from _compared(ranks, link)


def _compared(ranks: Ranks, record: Standing) -> Iterator[Conflict]:
    """Yield what the statements of one record contradict each other in, by property, in fold order."""
    folded = own_props(record.row)
    statements = [record.statement(told, said_on=ranks.date(told)) for told in sorted(record.told, key=ranks.rank)]
    voices = [
        voice for source, told in by_source(statements).items() for voice in one_voice(told, ranks.repeats[source])
    ]
    for name in contradictions([voice.record.props for voice in voices]):
        sides = [
            Said(voice.source, value, voice.observed_on, value == folded.get(name))
            for voice in voices
            if (value := voice.record.props.get(name)) is not None
        ]
        yield Conflict(record.uid, name, sides)
