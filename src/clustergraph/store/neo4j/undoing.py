"""Taking back the latest load of a source: what it changed is put back from the change log, what it made is removed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain

from clustergraph.errors import InputError, StoreError
from clustergraph.i18n import text, unknown
from clustergraph.model.records import canonical
from clustergraph.model.terms import LinkKind
from clustergraph.store.answers import Change, LoadStats
from clustergraph.store.neo4j.codec import At, Ends, Told
from clustergraph.store.neo4j.database import Answer, Database, Desk
from clustergraph.store.neo4j.ranking import ranks_of, read_speakers, refuse_pending
from clustergraph.store.neo4j.recalling import own, shared
from clustergraph.store.neo4j.sourcing import put_props
from clustergraph.store.neo4j.spool import Heard, Spool
from clustergraph.store.neo4j.stepping import Stepping
from clustergraph.store.neo4j.writing import Job, write
from clustergraph.store.standing import now

_JUDGED = "judged"


def undo(db: Database, source: str) -> LoadStats:
    """Take back the latest standing load of a source, as `Store.undo` promises."""
    with Spool(source) as spool:
        return write(db, lambda desk: _plan(desk, source, spool))


def _plan(desk: Desk, source: str, spool: Spool) -> Job[LoadStats]:
    """Put back what the load changed under its old place; what still has its place in the load was made by it."""
    speakers = read_speakers(desk)
    if source not in speakers:
        raise unknown("store.what-source", source, speakers)
    speaker = speakers[source]
    if speaker.unfinished:
        no = speaker.unfinished
        raise StoreError(text("store.unfinished", load=no, source=source), text("store.unfinished-hint"))
    refuse_pending(speaker, but="undo")
    latest = speaker.latest
    if latest is None:
        return Job(LoadStats(), keep=False)
    if latest.kept_for == _JUDGED:
        reason = text("store.no-undo-judged")
        raise InputError(
            text("store.no-undo", load=latest.no, source=source, reason=reason), text("store.no-undo-judged-hint")
        )
    spool.remember(own(desk, source))
    spool.hear(_told(row) for row in desk.read("read/changes", load=latest.no))
    spool.put_all()
    spool.drop(load=latest.no)
    spool.again(shared(desk, source))
    after = ranks_of(read_speakers(desk, without=latest.no))
    if source not in after.repeats:  # nothing of it stands any more
        after = after.changed(source, *after.weight[source], latest.repeat)
    stepping = Stepping(source, spool, after, sweep_all=bool(speaker.pending))
    stepping.refuse_two_kinds(desk)

    def begin(desk: Desk) -> None:
        desk.run("write/source", uid=source, props=put_props(speaker.own, pending="undo"))

    def finish(desk: Desk) -> None:
        desk.run("write/source", uid=source, props=put_props(speaker.own))
        desk.run("write/load", no=latest.no, props={"undone_at": now()})

    stats = LoadStats(spool.counts(link=False), spool.counts(link=True), latest.no)
    return Job(stats, lambda: chain(stepping.steps(), [finish]), spool.size(), begin)


def _told(row: Answer) -> Heard:
    before = json.loads(row["before"])
    told = Told(
        row["source"], row["said_as"], before["kind"], before["props"], before["observed_on"], At.of(row["place"])
    )
    if "src" not in before:
        return Heard(row["identity"], told, None)
    ends = Ends(LinkKind(before["kind"]), before["src"], before["dst"], canonical(before["key"]))
    return Heard(row["identity"], told, ends)


def changes(db: Database, load: int) -> Iterator[Change]:
    """Stream what a load changed, by identity."""
    for row in db.stream("read/changes", load=load):
        yield Change(load, row["identity"], row["source"], row["before"])
