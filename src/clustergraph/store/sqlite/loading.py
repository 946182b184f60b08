"""A load, step by step: stage, then in one transaction apply, close, settle. Complete or nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import asdict, replace

from clustergraph.i18n import text, unknown
from clustergraph.model.records import Statement, canonical
from clustergraph.progress import Progress
from clustergraph.store import repeat
from clustergraph.store.base import Counts, Load, LoadStats, SourceInfo
from clustergraph.store.sqlite import settling
from clustergraph.store.sqlite.applying import Applied, apply, fill, insert_ends, is_empty
from clustergraph.store.sqlite.arranging import Arranged, arrange, number_parts
from clustergraph.store.sqlite.closing import Closed, close, count_said
from clustergraph.store.sqlite.codec import Codec
from clustergraph.store.sqlite.ranking import overtaken, read_ranks
from clustergraph.store.sqlite.schema import bulk
from clustergraph.store.sqlite.shapes import LINK, NODE
from clustergraph.store.sqlite.sourcing import insert_source, latest_load
from clustergraph.store.sqlite.staging import Stage, Stager
from clustergraph.store.sqlite.writing import LOADING, note_doubled, note_ranks, note_shared, scratch, tidy, writing
from clustergraph.store.standing import LatestLoad, chain_of, digest_of_files, now

_DEFAULT_PRIORITY = 40

# a node that the source spoke of before stays as it was; one that is new may be taken from the rows that were read
_HOLD_NODES = """DELETE FROM temp.new_node WHERE uid IN (SELECT uid FROM temp.held) AND EXISTS (
    SELECT 1 FROM node r LEFT JOIN node_said d ON r.source IS NULL AND d.id = r.id AND d.source = :source
    WHERE r.uid = new_node.uid AND (r.source = :source OR d.id IS NOT NULL))"""
_HOLD_LINKS = """DELETE FROM temp.new_link WHERE link_uid(kind, (SELECT uid FROM node WHERE id = src),
    (SELECT uid FROM node WHERE id = dst), key) IN (SELECT uid FROM temp.held)"""


def load(
    db: sqlite3.Connection,
    codec: Codec,
    run: Load,
    statements: Iterable[Statement],
    *,
    dry_run: bool,
    progress: Progress,
) -> LoadStats:
    """Replace what a source said before, as `Store.load` promises."""
    repeat.parse(run.repeat)
    ranks = read_ranks(db)
    source = ranks.number(run.source)
    if source is None and run.speaker is None and not dry_run:
        raise unknown("store.what-source", run.source, (standing.uid for standing in ranks.standing.values()))
    latest = None if source is None else latest_load(db, source)
    if run.files and latest is not None and latest.tells_the_same(run):
        return latest.said_again()
    with scratch(db, LOADING):
        stage = Stager(db, codec, run, computed=_is_computed(db, run)).take(statements, progress)
        progress(text("store.step-writing"), stage.rows, stage.rows)
        with writing(db, durable=not dry_run) as transaction:
            stats = _write(db, codec, run, stage)
            changed = stats.created or stats.updated or stats.closed
            if not changed and latest is not None and latest.tells_the_same(run):  # a load without files, said again
                transaction.keep = False
                return replace(stats, load=0, same_again=True)
            if dry_run:
                transaction.keep = False
                return replace(stats, load=0)
    tidy(db)
    return stats


def _is_computed(db: sqlite3.Connection, run: Load) -> bool:
    row = db.execute("SELECT computed FROM source WHERE uid = ?", (run.source,)).fetchone()
    return bool(row[0]) if row else _speaker(run).computed


def _speaker(run: Load) -> SourceInfo:
    """Return who speaks in the first load of a source; a dry run need not say."""
    return run.speaker or SourceInfo(run.source, _DEFAULT_PRIORITY, computed=run.source.startswith("run/"))


def _write(db: sqlite3.Connection, codec: Codec, run: Load, stage: Stage) -> LoadStats:
    """Write a staged load inside a transaction; return its counts."""
    before = read_ranks(db)
    source = before.number(run.source)
    if source is None:  # the first load makes the source, so that a failed one leaves none behind
        insert_source(db, _speaker(run))
        source = read_ranks(db).number(run.source)
    assert source is not None
    latest = latest_load(db, source)
    no = _insert_load(db, run, source)
    after = read_ranks(db)
    note_ranks(db, after)
    said_before = count_said(db, source)
    applied, arranged = _apply(db, codec, run, stage, source=source, load=no)
    said_again = {table: each.updated + each.unchanged for table, each in applied.items()}
    closed = close(db, codec, run, source=source, load=no, said_before=said_before, said_again=said_again)
    note_shared(db, source, overtaken(source, before, after))
    if latest is not None and latest.repeat != run.repeat:
        note_doubled(db, source)
    if db.execute("SELECT EXISTS(SELECT 1 FROM temp.held)").fetchone()[0]:  # ends of links that were not taken
        db.execute("INSERT OR IGNORE INTO temp.ends SELECT DISTINCT id FROM temp.ending")
    settling.settle(db, codec, after)
    nodes, links = (_counts(applied[shape.table], closed[shape.table]) for shape in (NODE, LINK))
    repeated = sorted((each for part in arranged for each in part.repeated), key=lambda each: each.uid)
    stats = LoadStats(nodes, links, load=no, repeated=repeated)
    _finish_load(db, run, stage, stats, latest)
    return stats


def _apply(
    db: sqlite3.Connection, codec: Codec, run: Load, stage: Stage, *, source: int, load: int
) -> tuple[dict[str, Applied], list[Arranged]]:
    """Write nodes, then the ends that links alone name, then links."""
    parts = number_parts(db, run, stage, load)
    db.executemany("INSERT INTO temp.held VALUES (?)", [(uid,) for uid in sorted(run.refused)])
    applied, arranged = {}, []
    for shape, hold in ((NODE, _HOLD_NODES), (LINK, _HOLD_LINKS)):
        rows = arrange(db, codec, shape, run, stage, parts)
        if run.refused:
            db.execute(hold, {"source": source} if shape is NODE else {})
        filling = rows.rounds == 1 and is_empty(db, shape)
        with bulk(db, shape.table) if filling else nullcontext():
            if filling:
                applied[shape.table] = fill(db, shape, source=source)
            else:
                applied[shape.table] = apply(db, shape, source=source, load=load, rounds=rows.rounds)
            if shape is NODE:
                insert_ends(db)
        arranged.append(rows)
    return applied, arranged


def _counts(applied: Applied, closed: Closed) -> Counts:
    return Counts(applied.created, applied.updated, applied.unchanged, closed.closed, closed.ended, closed.held)


def _insert_load(db: sqlite3.Connection, run: Load, source: int) -> int:
    """Write the row of a load, whose date its source has from now on."""
    db.execute("UPDATE source SET withdrawn_on = NULL WHERE id = ? AND withdrawn_on IS NOT NULL", (source,))
    kept = {"repeat": run.repeat, "missing": run.missing, **({"kept_for": "judged"} if run.judged else {})}
    cursor = db.execute(
        """INSERT INTO load(source, sha256, recipe, observed_on, whole, loaded_at, stats)
        VALUES (?, ?, ?, ?, ?, ?, ?)""",
        (source, digest_of_files(run), run.recipe, run.observed_on, run.whole, now(), canonical(kept)),
    )
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _finish_load(db: sqlite3.Connection, run: Load, stage: Stage, stats: LoadStats, latest: LatestLoad | None) -> None:
    chain = run.chain or chain_of(run, stage.digest, stats, latest.chain if latest else "")
    db.execute(
        "UPDATE load SET stats = json_set(stats, '$.nodes', json(?), '$.links', json(?)), chain = ? WHERE id = ?",
        (canonical(asdict(stats.nodes)), canonical(asdict(stats.links)), chain, stats.load),
    )
