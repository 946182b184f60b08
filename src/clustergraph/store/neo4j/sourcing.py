"""Sources and loads of the store, and the stamp that follows from them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, replace

from clustergraph.store.answers import Counts, LoadedFile, LoadInfo, LoadStats, SourceInfo
from clustergraph.store.neo4j.changing import Work, carry_out, fetch, prepare, shared_uids
from clustergraph.store.neo4j.database import Database, Desk
from clustergraph.store.neo4j.ranking import ranks_of, read_speakers, standing_rows
from clustergraph.store.standing import stamp_of


def put_props(info: SourceInfo) -> dict[str, object]:
    """Return a source as its node keeps it."""
    return asdict(info)


def sources(db: Database) -> Iterator[SourceInfo]:
    """Stream the sources by uid."""
    for _, speaker in sorted(read_speakers(db).items()):
        yield speaker.info


def put_source(db: Database, info: SourceInfo) -> bool:
    """Create or change a source; what it shares with the sources it overtakes is folded anew."""
    with db.writing() as desk:
        speakers = read_speakers(desk)
        speaker = speakers.get(info.uid)
        if speaker is not None:
            if info.observed_on == speaker.observed_on:  # as it was read: of its load, not its own
                info = replace(info, observed_on=speaker.own.observed_on)
            info = replace(info, withdrawn_on=speaker.own.withdrawn_on)
            if info == speaker.own:
                desk.keep = False
                return False
            before = ranks_of(speakers)
            loaded = speaker.latest.observed_on if speaker.latest else ""
            after = before.changed(info.uid, info.priority, loaded or info.observed_on)
            if before.overtaken(info.uid, after):
                work = Work(again=shared_uids(desk, info.uid))
                carry_out(desk, prepare(desk, work, info.uid, after, fetch(desk, work.again)), [])
        desk.run("write/source", uid=info.uid, props=put_props(info))
    return True


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
