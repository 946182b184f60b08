"""Sources and loads of the store, and the stamp that follows from them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from itertools import chain

from clustergraph.store.answers import Counts, LoadedFile, LoadInfo, LoadStats, SourceInfo
from clustergraph.store.neo4j.database import Database, Desk
from clustergraph.store.neo4j.ranking import ranks_of, read_speakers, refuse_pending, standing_rows
from clustergraph.store.neo4j.recalling import shared
from clustergraph.store.neo4j.spool import Spool
from clustergraph.store.neo4j.stepping import Stepping
from clustergraph.store.neo4j.writing import Job, write
from clustergraph.store.standing import stamp_of


def put_props(info: SourceInfo, *, pending: str = "") -> dict[str, object]:
    """Return a source as its node keeps it, with what is being done to it where that takes long."""
    return {**asdict(info), **({"pending": pending} if pending else {})}


def sources(db: Database) -> Iterator[SourceInfo]:
    """Stream the sources by uid."""
    for _, speaker in sorted(read_speakers(db).items()):
        yield speaker.info


def put_source(db: Database, info: SourceInfo) -> bool:
    """Create or change a source; what it shares with the sources it overtakes is folded anew."""
    with Spool(info.uid) as spool:
        return write(db, lambda desk: _plan(desk, info, spool))


def _plan(desk: Desk, info: SourceInfo, spool: Spool) -> Job[bool]:
    speakers = read_speakers(desk)
    speaker = speakers.get(info.uid)
    before = ranks_of(speakers)
    if speaker is not None:
        refuse_pending(speaker, but="weigh")
        if info.observed_on == speaker.observed_on:  # as it was read: of its load, not its own
            info = replace(info, observed_on=speaker.own.observed_on)
        info = replace(info, withdrawn_on=speaker.own.withdrawn_on)
        if info == speaker.own and not speaker.pending:
            return Job(False, keep=False)
    loaded = speaker.latest.observed_on if speaker and speaker.latest else ""
    stepping = Stepping(info.uid, spool, before.changed(info.uid, info.priority, loaded or info.observed_on))
    spool.remember([])
    if speaker is not None and (speaker.pending or before.overtaken(info.uid, stepping.ranks)):
        spool.again(shared(desk, info.uid))

    def begin(desk: Desk) -> None:
        if speaker is not None:
            desk.run("write/source", uid=info.uid, props=put_props(speaker.own, pending="weigh"))

    def finish(desk: Desk) -> None:
        desk.run("write/source", uid=info.uid, props=put_props(info))

    return Job(True, lambda: chain(stepping.steps(), [finish]), spool.size(), begin)


def loads(db: Database, source: str) -> Iterator[LoadInfo]:
    """Stream the loads that were finished, of one source or all, by number."""
    for row in db.read("read/loads", source=source):
        load = row["load"]
        files = [LoadedFile(name, sha256, sheet) for name, sha256, sheet in map(json.loads, load["parts"]) if sha256]
        nodes, links = (Counts(**json.loads(load[shape])) for shape in ("nodes", "links"))
        stats = LoadStats(nodes, links, load["no"])
        yield LoadInfo(
            load["no"],
            load["source"],
            files,
            load["recipe"],
            load["observed_on"],
            load["whole"],
            load["loaded_at"],
            stats,
            load.get("undone_at", ""),
            load["repeat"],
            load["missing"],
            load["chain"],
        )


def read_files(ask: Database | Desk) -> dict[int, list[list[str]]]:
    """Return the files of each load: name, hash, sheet."""
    return {row["no"]: [json.loads(part) for part in row["parts"]] for row in ask.read("read/parts")}


def stamp(db: Database) -> str:
    """Return the hash of what sources say and weigh; runs are left out, a load that was interrupted counts."""
    return stamp_of(list(standing_rows(read_speakers(db))))
