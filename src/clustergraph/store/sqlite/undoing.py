"""Taking back the latest load of a source: what it changed is put back from the change log, what it made is removed."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator

from clustergraph.errors import InputError
from clustergraph.i18n import text, unknown
from clustergraph.model.records import canonical
from clustergraph.store.base import Change, Counts, LoadStats
from clustergraph.store.columns import LinkRow
from clustergraph.store.sqlite import closing, settling
from clustergraph.store.sqlite.applying import Applied, apply, insert_ends
from clustergraph.store.sqlite.arranging import number_rounds
from clustergraph.store.sqlite.codec import Codec
from clustergraph.store.sqlite.ranking import overtaken, read_ranks
from clustergraph.store.sqlite.shapes import LINK, NODE, Shape
from clustergraph.store.sqlite.sourcing import latest_load
from clustergraph.store.sqlite.writing import LOADING, note_doubled, note_ranks, note_shared, scratch, tidy, writing
from clustergraph.store.standing import now

_NO_LOAD = 0
"""Under this number the change log notes what an undo changes, until the undo is over."""

_FIELDS = ("said_as", "props", "observed_on", "part", "line", "src", "dst", "key", "weight", "since", "until")
_EXTRACTED = ", ".join(f"json_extract(c.before, '$.{name}') AS {name}" for name in _FIELDS)
_BEFORE = f"""(SELECT c.identity, k.id AS kind, {_EXTRACTED}
    FROM change c JOIN kind k ON k.name = json_extract(c.before, '$.kind') WHERE c.load = :load)"""
_PUT_BACK = {
    "node": f"""INSERT INTO temp.new_node
        SELECT identity, said_as, kind, props, observed_on, search_names(props), part, line, 0, 0
        FROM {_BEFORE} WHERE src IS NULL""",
    "link": f"""INSERT INTO temp.new_link
        SELECT a.id, c.kind, b.id, key, c.said_as, weight, since, until, c.props, c.observed_on, c.part, c.line, 0, 0
        FROM {_BEFORE} c JOIN node a ON a.uid = c.src JOIN node b ON b.uid = c.dst""",
}
_PUT_BACK_ENDS = f"""INSERT INTO temp.raw_end SELECT row_number() OVER (ORDER BY uid), uid FROM (
    SELECT src AS uid FROM {_BEFORE} UNION SELECT dst FROM {_BEFORE}) WHERE uid IS NOT NULL"""
_WHY_NOT = {
    "judged": ("store.no-undo-judged", "store.no-undo-judged-hint"),
    "no-changes": ("store.no-undo-no-changes", "store.no-undo-no-changes-hint"),
}


def undo(db: sqlite3.Connection, codec: Codec, source: str) -> LoadStats:
    """Take back the latest standing load of a source, as `Store.undo` promises."""
    with scratch(db, LOADING), writing(db, durable=True) as transaction:
        before = read_ranks(db)
        number = before.number(source)
        if number is None:
            raise unknown("store.what-source", source, (standing.uid for standing in before.standing.values()))
        latest = latest_load(db, number)
        if latest is None:
            transaction.keep = False
            return LoadStats()
        if latest.kept_for:
            reason, hint = _WHY_NOT[latest.kept_for]
            raise InputError(text("store.no-undo", load=latest.no, source=source, reason=text(reason)), text(hint))
        stats = _undo(db, number, latest.no)
        db.execute("UPDATE load SET undone_at = ? WHERE id = ?", (now(), latest.no))
        after = read_ranks(db)
        note_ranks(db, after)
        note_shared(db, number, overtaken(number, before, after))
        note_doubled(db, number)
        settling.settle(db, codec, after)
    tidy(db)
    return stats


def _undo(db: sqlite3.Connection, source: int, load: int) -> LoadStats:
    """Put back what the load changed under its old place; what still has its place in the load was made by it."""
    names = {"load": load}
    applied: dict[str, Applied] = {}
    db.execute(_PUT_BACK_ENDS, names)
    for shape in (NODE, LINK):
        db.execute(_PUT_BACK[shape.table], names)
        applied[shape.table] = apply(db, shape, source=source, load=_NO_LOAD, rounds=number_rounds(db, shape))
        if shape is NODE:
            insert_ends(db)
    db.execute("DELETE FROM change WHERE load = ?", (_NO_LOAD,))
    removed = closing.take_away(db, source, load)

    def counts(shape: Shape, closed: int) -> Counts:
        return Counts(applied[shape.table].created, applied[shape.table].updated, closed=closed)

    return LoadStats(counts(NODE, removed.nodes), counts(LINK, removed.links), load)


def changes(db: sqlite3.Connection, codec: Codec, load: int) -> Iterator[Change]:
    """Stream what a load changed, by identity."""
    rows = db.execute(
        """SELECT c.identity, s.uid, c.before, p.file, p.sheet FROM change c JOIN source s ON s.id = c.source
        LEFT JOIN part p ON p.id = json_extract(c.before, '$.part') WHERE c.load = ? ORDER BY c.identity, c.id""",
        (load,),
    )
    for uid, source, before, file, sheet in rows:
        yield Change(load, uid, source, _as_told(codec, json.loads(before), file or "", sheet or ""))


def _as_told(codec: Codec, before: dict[str, object], file: str, sheet: str) -> str:
    """Return a logged statement with its place by name, and with the columns of a link back in its properties."""
    told = {name: before[name] for name in ("kind", "line", "props", "said_as")}
    told.update(file=file, sheet=sheet, observed_on=before["observed_on"] or "")
    if "src" in before:
        told.update({name: before[name] for name in ("src", "dst", "key")})
        row = LinkRow(before["weight"], before["since"], before["until"], canonical(before["props"]))  # type: ignore[arg-type]
        link = codec.link(
            str(before["src"]), codec.number[str(before["kind"])], str(before["dst"]), canonical(before["key"]), row
        )
        told["props"] = link.props
    return canonical(told)
