"""A load, step by step: stage, compare with what the source said before, fold, write. Complete, or it says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from typing import Any

from clustergraph.errors import InputError
from clustergraph.i18n import number, text, unknown
from clustergraph.model.records import Statement, canonical
from clustergraph.model.terms import KINDS, LINKS
from clustergraph.progress import Progress
from clustergraph.store import repeat
from clustergraph.store.answers import Load, LoadStats, SourceInfo
from clustergraph.store.neo4j.changing import fetch
from clustergraph.store.neo4j.codec import Key, Told
from clustergraph.store.neo4j.database import BATCH, Database, Desk
from clustergraph.store.neo4j.ranking import Speaker, ranks_of, read_speakers, refuse_pending
from clustergraph.store.neo4j.recalling import own, shared
from clustergraph.store.neo4j.sourcing import put_props, read_files
from clustergraph.store.neo4j.spool import Heard, Spool
from clustergraph.store.neo4j.staging import Stage, stage
from clustergraph.store.neo4j.stepping import Stepping
from clustergraph.store.neo4j.writing import Job, Step, write
from clustergraph.store.standing import LatestLoad, chain_of, digest_of_files, now

_DEFAULT_PRIORITY = 40
_GUARD_SHARE = 0.5
_GUARD_LEAST = 100


def load(db: Database, run: Load, statements: Iterable[Statement], *, dry_run: bool, progress: Progress) -> LoadStats:
    """Replace what a source said before, as `Store.load` promises."""
    repeat.parse(run.repeat)
    speakers = read_speakers(db)
    speaker = speakers.get(run.source)
    if speaker is None and run.speaker is None and not dry_run:
        raise unknown("store.what-source", run.source, speakers)
    if speaker:
        refuse_pending(speaker)
    latest = speaker.latest if speaker else None
    resumed = bool(speaker and speaker.unfinished)
    if run.files and latest is not None and not resumed and latest.tells_the_same(run):
        return latest.said_again()
    computed = speaker.own.computed if speaker else _speaker(run).computed
    with Spool(run.source) as spool:
        staged = stage(run, statements, spool, progress, computed=computed)
        stats = write(db, lambda desk: _plan(desk, run, staged, spool, dry_run=dry_run, progress=progress))
    return replace(stats, load=0) if dry_run else stats


def _speaker(run: Load) -> SourceInfo:
    """Return who speaks in the first load of a source; a dry run need not say."""
    return run.speaker or SourceInfo(run.source, _DEFAULT_PRIORITY, computed=run.source.startswith("run/"))


def _plan(desk: Desk, run: Load, staged: Stage, spool: Spool, *, dry_run: bool, progress: Progress) -> Job[LoadStats]:
    """Compare what was staged with what stands, and decide what to write."""
    speakers = read_speakers(desk)
    speaker = speakers.get(run.source) or Speaker(_speaker(run), None)
    latest = speaker.latest
    refuse_pending(speaker)
    before = ranks_of(speakers)
    after = before.changed(run.source, speaker.own.priority, run.observed_on or speaker.own.observed_on, run.repeat)
    spool.load = speaker.unfinished or desk.read("read/next_load")[0]["no"]
    files = read_files(desk)
    files[spool.load] = _with_files(spool, staged, files.get(spool.load, []))
    spool.remember(own(desk, run.source))
    _compare(desk, run, staged, spool)
    if before.overtaken(run.source, after) or (latest and latest.repeat != run.repeat):
        spool.again(shared(desk, run.source))
    stats = LoadStats(spool.counts(link=False), spool.counts(link=True), load=spool.load, repeated=staged.repeated)
    changed = stats.created or stats.updated or stats.closed
    if not changed and latest is not None and not speaker.unfinished and latest.tells_the_same(run):
        return Job(replace(stats, load=0, same_again=True), keep=False)  # a load without files, said again
    stepping = Stepping(run.source, spool, after, spool.load, files, bool(speaker.unfinished), progress)
    stepping.refuse_two_kinds(desk, always=dry_run)
    return Job(
        stats,
        lambda: _steps(stepping, _finish(run, staged, stats, latest)),
        size=spool.size(),
        begin=_begin(run, speaker, spool.load, files[spool.load]),
        keep=not dry_run,
    )


def _with_files(spool: Spool, staged: Stage, interrupted: list[list[str]]) -> list[list[str]]:
    """Number the files of a load; where an interrupted one read others, these keep their numbers."""
    if interrupted[: len(staged.files)] == staged.files:
        return interrupted
    spool.first_part = len(interrupted)
    return interrupted + staged.files


def _compare(desk: Desk, run: Load, staged: Stage, spool: Spool) -> None:
    """Note what is new, other, gone, ended and held."""
    spool.refuse(run.refused | {each.uid for each in staged.repeated})
    if run.refused:
        spool.drop_refused()
    spool.compare()
    spool.settle_missing(whole=run.whole, hold_all=run.whole and bool(run.unreadable) and not run.replace)
    if run.missing == "end":
        for batch in spool.batches(BATCH, links=None, what="gone"):
            spool.end(_ended(desk, run, batch.gone))
    losing = sum(spool.counts(link=link).closed for link in (False, True))
    _guard(run, losing, spool.said_before())


def _ended(desk: Desk, run: Load, gone: set[Key]) -> Iterator[Heard | Key]:
    """Give what is no longer listed an end; what cannot end, or did before, stays as it is."""
    for uid, record in sorted(fetch(desk, {uid for uid, _ in gone}).items()):
        for told in record.told:
            if told.source != run.source or (uid, told.said_as) not in gone:
                continue
            if not _is_open(told, run.observed_on):
                yield uid, told.said_as
            elif not run.observed_on:
                raise InputError(text("store.no-date-to-end"), text("store.no-date-to-end-hint"))
            else:
                yield Heard(uid, replace(told, props={**told.props, "until": run.observed_on}), record.ends)


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


def _steps(stepping: Stepping, finish: Step) -> Iterator[Step]:
    yield from stepping.steps()
    yield finish


def _begin(run: Load, speaker: Speaker, no: int, files: list[list[str]]) -> Step:
    """Return what writes the load, unfinished as yet; the source is made with its first load."""
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
        "parts": [canonical(file) for file in files],
    }

    def step(desk: Desk) -> None:
        if speaker.own.withdrawn_on or speaker.latest is None:  # one that was withdrawn speaks again
            desk.run("write/source", uid=run.source, props=put_props(replace(speaker.own, withdrawn_on="")))
        desk.run("write/load", no=no, props=props)

    return step


def _finish(run: Load, staged: Stage, stats: LoadStats, latest: LatestLoad | None) -> Step:
    """Return what says that the load is whole."""
    chain = run.chain or chain_of(run, staged.digest, stats, latest.chain if latest else "")

    def step(desk: Desk) -> None:
        props = {
            "nodes": canonical(asdict(stats.nodes)),
            "links": canonical(asdict(stats.links)),
            "chain": chain,
            "finished_at": now(),
        }
        desk.run("write/load", no=stats.load, props=props)

    return step
