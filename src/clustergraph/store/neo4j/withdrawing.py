"""Taking a source back as a whole: what it said goes, that it once spoke stays known."""

from __future__ import annotations

from dataclasses import replace

from clustergraph.i18n import unknown
from clustergraph.store.answers import Counts, LoadStats
from clustergraph.store.neo4j.changing import Work, carry_out, count_links, fetch, own_digests, prepare
from clustergraph.store.neo4j.database import Database, Desk
from clustergraph.store.neo4j.ranking import ranks_of, read_speakers
from clustergraph.store.neo4j.sourcing import put_props
from clustergraph.store.standing import now

_FAMILY = "/*"


def withdraw(db: Database, source: str, *, dry_run: bool) -> LoadStats:
    """Take away all that a source or a family of them says, as `Store.withdraw` promises."""
    with db.writing() as desk:
        desk.keep = not dry_run
        stats = LoadStats()
        for uid in _meant(desk, source):
            nodes, links = _withdraw(desk, uid, dry_run=dry_run)
            stats = LoadStats(Counts(closed=stats.nodes.closed + nodes), Counts(closed=stats.links.closed + links))
    return stats


def _meant(desk: Desk, source: str) -> list[str]:
    """Return the sources that are meant."""
    uids = sorted(read_speakers(desk))
    head = source.removesuffix(_FAMILY)
    meant = [uid for uid in uids if uid == head or (head != source and uid.startswith(f"{head}/"))]
    if not meant:
        raise unknown("store.what-source", head, uids)
    return meant


def _withdraw(desk: Desk, uid: str, *, dry_run: bool) -> tuple[int, int]:
    speakers = read_speakers(desk)
    own = own_digests(desk, uid)
    links = count_links(own)
    if dry_run:
        return len(own) - links, links
    work = Work(gone=set(own))
    # refolding counts a source that stays by its own repeat; this one is out of it
    writes = prepare(desk, work, uid, ranks_of(speakers), fetch(desk, work.uids()))
    carry_out(desk, writes, [])
    desk.run("write/undo_loads", source=uid, now=now())
    speaker = speakers[uid]
    if not speaker.own.withdrawn_on:
        desk.run("write/source", uid=uid, props=put_props(replace(speaker.own, withdrawn_on=now()[:10])))
    return len(own) - links, links
