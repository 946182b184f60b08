"""Taking back the latest load of a source: what it changed is put back from the change log, what it made is removed."""

from __future__ import annotations

import json
from collections.abc import Iterator

from clustergraph.errors import InputError, StoreError
from clustergraph.i18n import text, unknown
from clustergraph.model.records import canonical
from clustergraph.model.terms import LinkKind
from clustergraph.store.answers import Change, Counts, LoadStats
from clustergraph.store.neo4j.changing import (
    Work,
    carry_out,
    count_links,
    fetch,
    own_digests,
    prepare,
    shared_uids,
)
from clustergraph.store.neo4j.codec import At, Ends, Told
from clustergraph.store.neo4j.database import Answer, Database, Desk
from clustergraph.store.neo4j.ranking import Speaker, ranks_of, read_speakers
from clustergraph.store.standing import now

_JUDGED = "judged"


def undo(db: Database, source: str) -> LoadStats:
    """Take back the latest standing load of a source, as `Store.undo` promises."""
    with db.writing() as desk:
        speakers = read_speakers(desk)
        if source not in speakers:
            raise unknown("store.what-source", source, speakers)
        speaker = speakers[source]
        if speaker.unfinished:
            no = speaker.unfinished
            raise StoreError(text("store.unfinished", load=no, source=source), text("store.unfinished-hint"))
        latest = speaker.latest
        if latest is None:
            desk.keep = False
            return LoadStats()
        if latest.kept_for == _JUDGED:
            reason = text("store.no-undo-judged")
            raise InputError(
                text("store.no-undo", load=latest.no, source=source, reason=reason), text("store.no-undo-judged-hint")
            )
        return _undo(desk, source, latest.no, speakers)


def _undo(desk: Desk, source: str, no: int, speakers: dict[str, Speaker]) -> LoadStats:
    """Put back what the load changed under its old place; what still has its place in the load was made by it."""
    own = own_digests(desk, source)
    work = Work()
    for row in desk.read("read/changes", load=no):
        work.put[row["identity"], row["said_as"]] = _told(row)
    work.gone = {key for key, (_, place) in own.items() if At.of(place).load == no and key not in work.put}
    before = ranks_of(speakers)
    desk.run("write/load", no=no, props={"undone_at": now()})
    after = ranks_of(read_speakers(desk))
    work.again = shared_uids(desk, source)
    if source not in after.repeats:  # nothing of it stands any more
        after.repeats[source] = before.repeats[source]  # type: ignore[index]
    writes = prepare(desk, work, source, after, fetch(desk, work.uids()))
    carry_out(desk, writes, [])

    def counts(*, links: bool) -> Counts:
        made, changed, closed = (
            count_links(keys) if links else len(keys) - count_links(keys)
            for keys in (work.put.keys() - own.keys(), work.put.keys() & own.keys(), work.gone)
        )
        return Counts(made, changed, closed=closed)

    return LoadStats(counts(links=False), counts(links=True), no)


def _told(row: Answer) -> tuple[Told, Ends | None]:
    before = json.loads(row["before"])
    told = Told(
        row["source"], row["said_as"], before["kind"], before["props"], before["observed_on"], At.of(row["place"])
    )
    if "src" not in before:
        return told, None
    return told, Ends(LinkKind(before["kind"]), before["src"], before["dst"], canonical(before["key"]))


def changes(db: Database, load: int) -> Iterator[Change]:
    """Stream what a load changed, by identity."""
    for row in db.stream("read/changes", load=load):
        yield Change(load, row["identity"], row["source"], row["before"])
