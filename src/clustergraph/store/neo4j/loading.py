"""A load, step by step: stage, compare with what the source said before, fold, write. Complete, or it says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any

from clustergraph.errors import InputError
from clustergraph.i18n import number, text, unknown
from clustergraph.model.records import Statement, canonical
from clustergraph.model.terms import KINDS, LINKS
from clustergraph.progress import Progress
from clustergraph.store import repeat
from clustergraph.store.answers import Counts, Load, LoadStats, SourceInfo
from clustergraph.store.neo4j.changing import Work, carry_out, change_of, fetch, own_digests, prepare, shared_uids
from clustergraph.store.neo4j.codec import Ends, Key, Standing, Told, is_link
from clustergraph.store.neo4j.database import Database, Desk
from clustergraph.store.neo4j.ranking import Speaker, ranks_of, read_speakers
from clustergraph.store.neo4j.sourcing import put_props, read_files
from clustergraph.store.neo4j.staging import Stage, arrange, stage
from clustergraph.store.standing import LatestLoad, chain_of, digest_of_files, now

_DEFAULT_PRIORITY = 40
_GUARD_SHARE = 0.5
_GUARD_LEAST = 100
Arranged = dict[Key, tuple[Told, Ends | None]]


def load(db: Database, run: Load, statements: Iterable[Statement], *, dry_run: bool, progress: Progress) -> LoadStats:
    """Replace what a source said before, as `Store.load` promises."""
    repeat.parse(run.repeat)
    speakers = read_speakers(db)
    speaker = speakers.get(run.source)
    if speaker is None and run.speaker is None and not dry_run:
        raise unknown("store.what-source", run.source, speakers)
    latest = speaker.latest if speaker else None
    resumed = bool(speaker and speaker.unfinished)
    if run.files and latest is not None and not resumed and latest.tells_the_same(run):
        return latest.said_again()
    computed = speaker.own.computed if speaker else _speaker(run).computed
    staged = stage(run, statements, progress, computed=computed)
    progress(text("store.step-writing"), len(staged.rows), len(staged.rows))
    with db.writing() as desk:
        stats = _write(desk, run, staged, dry_run=dry_run)
        desk.keep = bool(stats.load) and not dry_run
    return replace(stats, load=0) if dry_run else stats


def _speaker(run: Load) -> SourceInfo:
    """Return who speaks in the first load of a source; a dry run need not say."""
    return run.speaker or SourceInfo(run.source, _DEFAULT_PRIORITY, computed=run.source.startswith("run/"))


def _write(desk: Desk, run: Load, staged: Stage, *, dry_run: bool) -> LoadStats:
    """Compare, fold and write a staged load; return its counts, with the number 0 where nothing is to be kept."""
    speakers = read_speakers(desk)
    speaker = speakers.get(run.source) or Speaker(_speaker(run), None)
    before = ranks_of(speakers)
    after = before.changed(run.source, speaker.own.priority, run.observed_on or speaker.own.observed_on, run.repeat)
    no = speaker.unfinished or desk.read("read/next_load")[0]["no"]
    arranged = arrange(run, staged, no)
    own = own_digests(desk, run.source)
    _hold(run, staged, arranged, own)
    created = arranged.keys() - own.keys()
    updated = {key for key in arranged.keys() & own.keys() if arranged[key][0].digest != own[key][0]}
    missing, held = _missing(run, staged, arranged, own)
    work = Work({key: arranged[key] for key in created | updated})
    if run.refused or staged.repeated:
        work.ends = staged.ends
    if before.overtaken(run.source, after) or (speaker.latest and speaker.latest.repeat != run.repeat):
        work.again = shared_uids(desk, run.source)
    standing = fetch(desk, work.uids() | {uid for uid, _ in missing})
    lost = _closed(run, work, missing, standing, len(own))
    writes = prepare(desk, work, run.source, after, standing)
    stats = _stats(staged, arranged, (created, updated, lost, held), ended=run.missing == "end", load=no)
    latest = speaker.latest
    changed = stats.created or stats.updated or stats.closed
    if not changed and latest is not None and not speaker.unfinished and latest.tells_the_same(run):
        return replace(stats, load=0, same_again=True)  # a load without files, said again
    if not dry_run:
        _speak(desk, run, speaker)
        _begin_load(desk, run, staged, no)
        files = read_files(desk)
        changes = [
            change_of(no, standing[uid], told, files)
            for uid, told in _told_before(run.source, standing, updated | lost)
        ]
        carry_out(desk, writes, changes)
        _finish_load(desk, run, staged, stats, latest)
        if speaker.unfinished:
            while orphans := [row["uid"] for row in desk.read("read/orphans", limit=10_000)]:
                desk.write("write/sweep", orphans)
    return stats


def _hold(run: Load, staged: Stage, arranged: Arranged, own: Mapping[Key, tuple[str, str]]) -> None:
    """Leave out what was refused: a node only where the source spoke of it before."""
    if not run.refused:
        return
    spoken = {uid for uid, _ in own}
    repeated = {each.uid for each in staged.repeated}
    for key in [key for key in arranged if key[0] in run.refused | repeated]:
        if is_link(key[0]) or key[0] in spoken:
            del arranged[key]


def _missing(
    run: Load, staged: Stage, arranged: Arranged, own: Mapping[Key, tuple[str, str]]
) -> tuple[set[Key], set[Key]]:
    """Return which statements are to be closed and which are held."""
    refused = run.refused | {each.uid for each in staged.repeated}
    if not own or not (run.whole or refused):
        return set(), set()
    missing = own.keys() - arranged.keys()
    if run.whole and run.unreadable and not run.replace:
        return set(), missing
    held = {key for key in missing if key[0] in refused}
    return (missing - held if run.whole else set()), held


def _closed(run: Load, work: Work, missing: set[Key], standing: Mapping[str, Standing], said_before: int) -> set[Key]:
    """Close what is missing, or give it an end; return which statements."""
    found = dict(zip(missing, missing, strict=True))
    told_before = {(uid, told.said_as): told for uid, told in _told_before(run.source, standing, found)}
    if run.missing == "end":
        missing = {key for key in missing if _is_open(told_before[key], run.observed_on)}
        if missing and not run.observed_on:
            raise InputError(text("store.no-date-to-end"), text("store.no-date-to-end-hint"))
    _guard(run, len(missing), said_before)
    if run.missing == "end":
        for key in missing:
            told = told_before[key]
            ended = replace(told, props={**told.props, "until": run.observed_on})
            work.put[key] = ended, standing[key[0]].ends
    else:
        work.gone |= missing
    return missing


def _is_open(told: Told, day: str) -> bool:
    """Tell whether a statement can end and did not before: a cluster no longer listed was there."""
    info = LINKS.get(told.kind) or KINDS[told.kind]
    return "until" in info.properties and str(told.props.get("until", "~")) > day


def _guard(run: Load, losing: int, said_before: int) -> None:
    if run.replace or losing < _GUARD_LEAST or losing <= said_before * _GUARD_SHARE:
        return
    source = run.source.removeprefix("source/")
    part = f"{source}/{run.observed_on[:4] or 2}"
    raise InputError(
        text("store.would-lose", source=source, losing=number(losing), said=number(said_before)),
        text("store.would-lose-hint", part=part),
    )


def _told_before(source: str, standing: Mapping[str, Standing], keys: Iterable[Key]) -> Iterable[tuple[str, Told]]:
    wanted = set(keys)
    for uid in sorted({uid for uid, _ in wanted}):
        for told in standing[uid].told if uid in standing else ():
            if told.source == source and (uid, told.said_as) in wanted:
                yield uid, told


def _stats(staged: Stage, arranged: Arranged, sorts: tuple[set[Key], ...], *, ended: bool, load: int) -> LoadStats:
    created, updated, lost, held = sorts

    def counts(*, links: bool) -> Counts:
        made, changed, closed, kept, told = (
            sum(is_link(uid) == links for uid, _ in keys) for keys in (created, updated, lost, held, arranged)
        )
        return Counts(made, changed, told - made - changed, closed, closed if ended else 0, kept)

    return LoadStats(counts(links=False), counts(links=True), load=load, repeated=staged.repeated)


def _speak(desk: Desk, run: Load, speaker: Speaker) -> None:
    """Make the source with its first load; one that was withdrawn speaks again."""
    if speaker.own.withdrawn_on or speaker.latest is None:
        desk.run("write/source", uid=run.source, props=put_props(replace(speaker.own, withdrawn_on="")))


def _begin_load(desk: Desk, run: Load, staged: Stage, no: int) -> None:
    """Write the load, unfinished as yet."""
    props: dict[str, Any] = {
        "source": run.source,
        "sha256": digest_of_files(run),
        "recipe": run.recipe,
        "observed_on": run.observed_on,
        "whole": run.whole,
        "repeat": run.repeat,
        "missing": run.missing,
        "kept_for": "judged" if run.judged else "",
        "loaded_at": now(),
        "parts": [canonical(file) for file in staged.files],
    }
    desk.run("write/load", no=no, props=props)


def _finish_load(desk: Desk, run: Load, staged: Stage, stats: LoadStats, latest: LatestLoad | None) -> None:
    chain = run.chain or chain_of(run, staged.digest, stats, latest.chain if latest else "")
    props = {
        "nodes": canonical(asdict(stats.nodes)),
        "links": canonical(asdict(stats.links)),
        "chain": chain,
        "finished_at": now(),
    }
    desk.run("write/load", no=stats.load, props=props)
