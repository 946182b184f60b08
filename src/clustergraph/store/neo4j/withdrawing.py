"""Taking a source back as a whole: what it said goes, that it once spoke stays known."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import chain

from clustergraph.i18n import unknown
from clustergraph.store.answers import Counts, LoadStats
from clustergraph.store.neo4j.database import Database, Desk
from clustergraph.store.neo4j.ranking import ranks_of, read_speakers
from clustergraph.store.neo4j.recalling import own
from clustergraph.store.neo4j.sourcing import put_props
from clustergraph.store.neo4j.spool import Spool
from clustergraph.store.neo4j.stepping import Stepping
from clustergraph.store.neo4j.writing import Job, write
from clustergraph.store.standing import now

_FAMILY = "/*"


def withdraw(db: Database, source: str, *, dry_run: bool) -> LoadStats:
    """Take away all that a source or a family of them says, as `Store.withdraw` promises."""
    nodes = links = 0
    for uid in _meant(db, source):
        with Spool(uid) as spool:
            stats = write(db, partial(_plan, uid=uid, spool=spool, dry_run=dry_run))
        nodes, links = nodes + stats.nodes.closed, links + stats.links.closed
    return LoadStats(Counts(closed=nodes), Counts(closed=links))


def _meant(db: Database, source: str) -> list[str]:
    """Return the sources that are meant."""
    uids = sorted(read_speakers(db))
    head = source.removesuffix(_FAMILY)
    meant = [uid for uid in uids if uid == head or (head != source and uid.startswith(f"{head}/"))]
    if not meant:
        raise unknown("store.what-source", head, uids)
    return meant


def _plan(desk: Desk, *, uid: str, spool: Spool, dry_run: bool) -> Job[LoadStats]:
    speakers = read_speakers(desk)
    speaker = speakers[uid]
    spool.remember(own(desk, uid))
    spool.drop()
    # refolding counts a source that stays by its own repeat; this one is out of it
    stepping = Stepping(uid, spool, ranks_of(speakers), sweep_all=bool(speaker.pending or speaker.unfinished))

    def begin(desk: Desk) -> None:
        desk.run("write/source", uid=uid, props=put_props(speaker.own, pending="withdraw"))

    def finish(desk: Desk) -> None:
        desk.run("write/undo_loads", source=uid, now=now())
        gone = replace(speaker.own, withdrawn_on=speaker.own.withdrawn_on or now()[:10])
        desk.run("write/source", uid=uid, props=put_props(gone))

    stats = LoadStats(Counts(closed=spool.counts(link=False).closed), Counts(closed=spool.counts(link=True).closed))
    return Job(stats, lambda: chain(stepping.steps(), [finish]), spool.size(), begin, keep=not dry_run)
