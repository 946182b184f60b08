"""Does everything hold that must: the file itself, the tables with each other, the graph with what is said."""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from clustergraph.errors import InputError
from clustergraph.i18n import text
from clustergraph.model.records import link_uid
from clustergraph.store.base import Flaw
from clustergraph.store.columns import link_row
from clustergraph.store.repeat import by_source, one_voice
from clustergraph.store.sqlite import reading
from clustergraph.store.sqlite.codec import Codec
from clustergraph.store.sqlite.failing import ODD, tells_damage
from clustergraph.store.sqlite.hearing import said_by, said_of_contested
from clustergraph.store.sqlite.ranking import read_ranks, read_repeats
from clustergraph.store.sqlite.settling import differing
from clustergraph.store.sqlite.shapes import LINK, NODE, SHAPES, Shape
from clustergraph.store.sqlite.sourcing import loads, sources
from clustergraph.store.sqlite.undoing import changes

_NAMED = 20
"""Broken records of one sort that are named."""
_SAMPLE = 1000

_UNREADABLE = {"store.flaw-unreadable": "NOT json_valid(r.props) OR r.kind NOT IN (SELECT id FROM kind)"}
_NO_NUMBER = {
    "store.flaw-unreadable": " OR ".join(
        f"typeof(r.{column}) IN ('text', 'blob')" for column in ("weight", "since", "until")
    )
}
# what is broken → where, of records `r`; `d` is what is said of contested ones
_RULES = {
    "store.flaw-sole": "r.source IS NOT NULL AND EXISTS (SELECT 1 FROM {said} d WHERE d.id = r.id)",
    "store.flaw-contested": "r.source IS NULL AND (SELECT count(*) FROM {said} d WHERE d.id = r.id) < 2",
    "store.flaw-contested-place": """r.source IS NULL AND (r.part IS NOT NULL OR r.line IS NOT NULL
        OR r.observed_on IS NOT NULL OR r.said_as <> '')""",
    # of a load of the same source, and that source speaks
    "store.flaw-place": """r.source > 0 AND NOT EXISTS (SELECT 1 FROM part p JOIN load l ON l.id = p.load
        WHERE p.id = r.part AND l.source = r.source)
        OR r.id IN (SELECT d.id FROM {said} d WHERE NOT EXISTS (SELECT 1 FROM part p JOIN load l ON l.id = p.load
        WHERE p.id = d.part AND l.source = d.source))""",
    "store.flaw-silent": """r.source IN ({silent}) OR r.id IN (SELECT id FROM {said} WHERE source IN ({silent}))""",
}
_SILENT = (
    "SELECT id FROM source s WHERE NOT EXISTS (SELECT 1 FROM load l WHERE l.source = s.id AND l.undone_at IS NULL)"
)
_NODE_RULES = {
    "store.flaw-unnamed": """r.source = 0 AND NOT EXISTS (SELECT 1 FROM link WHERE src = r.id)
        AND NOT EXISTS (SELECT 1 FROM link WHERE dst = r.id)""",
    "store.flaw-bare": "r.source = 0 AND (r.props <> '{{}}' OR r.name_cf <> '' OR r.kind <> bare_kind(r.uid))",
    "store.flaw-names": "r.id % :step = 0 AND r.name_cf <> search_names(r.props)",
}
_LINK_RULES = {
    "store.flaw-source": "r.source = 0",
    "store.flaw-ends": "r.src NOT IN (SELECT id FROM node) OR r.dst NOT IN (SELECT id FROM node)",
}
_LOST = "SELECT 1 FROM {said} WHERE id NOT IN (SELECT id FROM {table}) LIMIT 1"


def check(db: sqlite3.Connection, codec: Codec, *, full: bool) -> list[Flaw]:
    """Return what does not hold, as `Store.check` promises."""
    with _changing_nothing(db):
        flaws = find(db, codec, full=full)
    (read_only,) = db.execute("PRAGMA query_only").fetchone()
    if not read_only:  # asked as if by writing
        with _changing_nothing(db):
            flaws += _in_text(db)
    return flaws


def find(db: sqlite3.Connection, codec: Codec, *, full: bool) -> list[Flaw]:
    """Return what does not hold, inside a transaction of the caller; the text index is left out."""
    flaws: list[Flaw] = []
    try:
        if torn := _in_file(db, full=full):
            return torn
        step = 1 if full else _step(db)
        flaws = [flaw for shape in SHAPES for flaw in _broken(db, codec, shape, _UNREADABLE, step)]
        flaws += _broken(db, codec, LINK, _NO_NUMBER, step)
        if flaws:  # what cannot be read cannot be compared
            return flaws
        for shape, more in ((LINK, _LINK_RULES), (NODE, _NODE_RULES)):
            flaws += _broken(db, codec, shape, {**_RULES, **more}, step)
        flaws += [Flaw(text("store.flaw-lost")) for shape in SHAPES if db.execute(shape.sql(_LOST)).fetchone()]
        if not flaws:
            flaws = [*_in_nodes(db, codec, step), *_in_links(db, codec, step)]
        if full:
            _read_all(db, codec)
    except ODD as error:
        if not tells_damage(error):
            raise
        return [*flaws, Flaw(text("store.flaw-file", reason=error))]
    return flaws


def flaw(db: sqlite3.Connection, codec: Codec) -> str:
    """Return why the file is not sound, "" where it is, or cannot be asked."""
    try:
        with _changing_nothing(db):
            return next((str(each) for each in find(db, codec, full=True)), "")
    except sqlite3.Error:
        return ""


@contextmanager
def _changing_nothing(db: sqlite3.Connection) -> Iterator[None]:
    db.execute("BEGIN")
    try:
        yield
    finally:
        if db.in_transaction:
            db.execute("ROLLBACK")


def _read_all(db: sqlite3.Connection, codec: Codec) -> None:
    """Read every answer once: bytes that are not what was written may be no text, no record, no date any more."""
    answers: list[Iterator[object]] = [
        reading.entities(db, codec, None, None, after="", limit=0, on=""),
        reading.links(db, codec, None, None, None, ""),
        *(said_by(db, codec, info.uid) for info in sources(db)),
        *(changes(db, codec, info.no) for info in loads(db, "")),
        iter(db.execute("SELECT * FROM document")),
    ]
    for answer in answers:
        deque(answer, maxlen=0)


def _in_file(db: sqlite3.Connection, *, full: bool) -> list[Flaw]:
    found = [
        " ".join(row[0].split())
        for row in db.execute(f"PRAGMA {'integrity_check' if full else 'quick_check'}({_NAMED})")
    ]
    return [] if found == ["ok"] else [Flaw(text("store.flaw-file", reason=reason)) for reason in found]


def _in_text(db: sqlite3.Connection) -> list[Flaw]:
    try:
        db.execute("INSERT INTO node_text(node_text, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError as error:
        if not tells_damage(error):
            raise
        return [Flaw(text("store.flaw-text"))]
    return []


def _step(db: sqlite3.Connection) -> int:
    """Return how many records stand for one of the sample."""
    counts = (int(db.execute(f"SELECT count(*) FROM {shape.table}").fetchone()[0]) for shape in SHAPES)
    return max(max(counts) // _SAMPLE, 1)


def _broken(db: sqlite3.Connection, codec: Codec, shape: Shape, rules: dict[str, str], step: int) -> list[Flaw]:
    flaws = []
    for key, rule in rules.items():
        where = shape.sql(rule.replace("{silent}", _SILENT))
        rows = db.execute(f"SELECT r.id FROM {shape.table} r WHERE {where} ORDER BY 1 LIMIT {_NAMED}", {"step": step})
        flaws += [Flaw(text(key), _uid(db, codec, shape, number)) for (number,) in rows.fetchall()]
    return flaws


def _uid(db: sqlite3.Connection, codec: Codec, shape: Shape, number: int) -> str:
    if shape is NODE:
        return str(db.execute("SELECT uid FROM node WHERE id = ?", (number,)).fetchone()[0])
    row = db.execute(
        """SELECT r.kind, a.uid, b.uid, r.key FROM link r JOIN node a ON a.id = r.src JOIN node b ON b.id = r.dst
        WHERE r.id = ?""",
        (number,),
    ).fetchone()
    if row is None or row[0] not in codec.link_kinds:
        return ""
    kind, src, dst, key = row
    return link_uid(codec.link_kinds[kind], src, dst, key)


def _in_nodes(db: sqlite3.Connection, codec: Codec, step: int) -> Iterator[Flaw]:
    try:
        for number, *_ in differing(db, codec, read_ranks(db), f"r.source IS NULL AND r.id % {step} = 0"):
            yield Flaw(text("store.flaw-fold"), _uid(db, codec, NODE, number))
    except InputError as error:  # two kinds that cannot be one
        yield Flaw(str(error))


def _in_links(db: sqlite3.Connection, codec: Codec, step: int) -> Iterator[Flaw]:
    repeats = read_repeats(db)
    for number, said in said_of_contested(db, codec, f"SELECT id FROM link WHERE source IS NULL AND id % {step} = 0"):
        first, *_ = by_source(said).values()
        record = one_voice(first, repeats[first[0].source])[0].record
        stands = db.execute("SELECT weight, since, until, props FROM link WHERE id = ?", (number,)).fetchone()
        if stands != tuple(link_row(record)):  # type: ignore[arg-type]
            yield Flaw(text("store.flaw-fold"), record.uid)
