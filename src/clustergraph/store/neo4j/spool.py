"""What a source is to say and what it said before, side by side in a temporary file: memory stays flat.

The file is a nameless SQLite database, which is gone with its connection; small loads never leave memory.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from clustergraph.model.records import canonical
from clustergraph.model.terms import LinkKind
from clustergraph.store.answers import Counts
from clustergraph.store.neo4j.codec import At, Ends, Key, Told

_TABLES = """
CREATE TABLE heard(link INTEGER, uid TEXT, said_as TEXT, load INTEGER, part INTEGER, line INTEGER, digest TEXT,
    kind TEXT, props TEXT, said_on TEXT, src TEXT, dst TEXT, key TEXT);
CREATE TABLE own(link INTEGER, uid TEXT, said_as TEXT, digest TEXT, load INTEGER);
CREATE TABLE act(link INTEGER, uid TEXT, said_as TEXT, what TEXT);
CREATE TABLE refused(uid TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE swept(uid TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE edge(uid TEXT PRIMARY KEY) WITHOUT ROWID;
"""
_INDEX = "CREATE INDEX IF NOT EXISTS heard_by_key ON heard(link, uid, said_as)"
_SAME_KEY = "link = ? AND uid = ? AND said_as = ?"
_EITHER = "link IN (0, 1) AND uid = ? AND said_as = ?"
_COLUMNS = "uid, said_as, load, part, line, kind, props, said_on, src, dst, key"

Own = tuple[bool, str, str, str, int]
"""Of a statement said before: of a link?, uid, alias, digest, number of its load."""


class Heard(NamedTuple):
    """A statement that is to stand; `told.at.load` is 0 where it is new."""

    uid: str
    told: Told
    ends: Ends | None


class Batch(NamedTuple):
    """What is to happen to some records, all statements of one together."""

    put: list[Heard]
    gone: set[Key]
    again: set[str]

    def uids(self) -> set[str]:
        """Return the records that are concerned."""
        return {each.uid for each in self.put} | {uid for uid, _ in self.gone} | self.again


class Spool:
    """The temporary file."""

    def __init__(self, source: str) -> None:
        self._source = source
        self.load = 0
        """Number of the load that what is new belongs to."""
        self.first_part = 0
        """Number of its first file."""
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.executescript(f"PRAGMA journal_mode = OFF; PRAGMA cache_size = -65536; {_TABLES}")

    def close(self) -> None:
        """Let the file go."""
        self._db.close()

    def __enter__(self) -> Spool:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # what is heard

    def hear(self, said: Iterable[Heard]) -> None:
        """Take statements, in any order."""
        rows = ((each.ends is not None, *_row(each)) for each in said)
        self._many(f"INSERT INTO heard VALUES ({_marks(13)})", rows)

    def repeated(self) -> Iterator[list[Heard]]:
        """Give the statements of each key that is heard more than once, in the order of files and lines."""
        self._db.execute(_INDEX)
        twice = "SELECT link, uid, said_as FROM heard GROUP BY 1, 2, 3 HAVING count(*) > 1"
        self._db.execute(f"CREATE TEMP TABLE twice AS {twice}")
        for key in self._db.execute("SELECT * FROM twice ORDER BY rowid"):
            found = self._db.execute(
                f"SELECT {_COLUMNS} FROM heard WHERE {_SAME_KEY} ORDER BY part, line, kind, props, said_on", key
            )
            yield [self._heard(row) for row in found.fetchall()]

    def join(self, key: Key, said: Heard | None) -> None:
        """Let one statement stand for all of a key, or none."""
        self._db.execute(f"DELETE FROM heard WHERE {_EITHER}", key)
        if said is not None:
            self.hear([said])

    def refuse(self, uids: Iterable[str]) -> None:
        """Note identities that could not be read."""
        self._many("INSERT OR IGNORE INTO refused VALUES (?)", ((uid,) for uid in uids))

    def drop_refused(self) -> None:
        """Hear nothing of what was refused, but of a node of which the source did not speak before."""
        self._db.execute("""DELETE FROM heard WHERE uid IN (SELECT uid FROM refused)
            AND (link OR EXISTS (SELECT 1 FROM own WHERE own.link = heard.link AND own.uid = heard.uid))""")

    # what was said before

    def remember(self, said: Iterable[Own]) -> None:
        """Take what the source said before; what was remembered or decided until now is forgotten."""
        self._db.executescript("DROP INDEX IF EXISTS own_by_key; DELETE FROM own; DELETE FROM act; DELETE FROM edge")
        self._db.execute("DELETE FROM heard WHERE load > 0")
        self._many(f"INSERT INTO own VALUES ({_marks(5)})", said)
        self._db.execute(_INDEX)
        self._db.execute("CREATE UNIQUE INDEX own_by_key ON own(link, uid, said_as)")

    def said_before(self) -> int:
        """Return how many statements the source has."""
        return self._one("SELECT count(*) FROM own")

    # what is to happen

    def compare(self) -> None:
        """Note what is new, what is other, and what is missing."""
        same_key = "o.link = h.link AND o.uid = h.uid AND o.said_as = h.said_as"
        self._db.execute(f"""INSERT INTO act SELECT h.link, h.uid, h.said_as, iif(o.uid IS NULL, 'new', 'other')
            FROM heard h LEFT JOIN own o ON {same_key} WHERE o.uid IS NULL OR o.digest <> h.digest""")
        self._db.execute(f"""INSERT INTO act SELECT o.link, o.uid, o.said_as, 'missing'
            FROM own o LEFT JOIN heard h ON {same_key} WHERE h.uid IS NULL""")

    def put_all(self) -> None:
        """Note that all that is heard is to stand, whatever stands."""
        self._db.execute("""INSERT INTO act SELECT h.link, h.uid, h.said_as, iif(o.uid IS NULL, 'new', 'other')
            FROM heard h LEFT JOIN own o ON o.link = h.link AND o.uid = h.uid AND o.said_as = h.said_as""")

    def drop(self, load: int = 0) -> None:
        """Note that what was said before goes: all, or what was read by one load and is not heard again."""
        self._db.execute(
            """INSERT INTO act SELECT o.link, o.uid, o.said_as, 'gone' FROM own o
            LEFT JOIN heard h ON h.link = o.link AND h.uid = o.uid AND h.said_as = o.said_as
            WHERE ? IN (0, o.load) AND h.uid IS NULL""",
            [load],
        )

    def settle_missing(self, *, whole: bool, hold_all: bool) -> None:
        """Decide on what is missing: held where it could not be read, else gone; an increment leaves it alone."""
        held = "1" if hold_all else "uid IN (SELECT uid FROM refused)"
        self._db.execute(f"UPDATE act SET what = 'held' WHERE what = 'missing' AND {held}")
        if whole:
            self._db.execute("UPDATE act SET what = 'gone' WHERE what = 'missing'")
        else:
            self._db.execute("DELETE FROM act WHERE what = 'missing'")

    def end(self, ended: Iterable[Heard | Key]) -> None:
        """Let what is to go stand with an end instead (a statement), or untouched (a key)."""
        for each in ended:
            if isinstance(each, Heard):
                self.hear([each])
                key, what = (each.uid, each.told.said_as), "ended"
            else:
                key, what = each, ""
            self._db.execute(f"UPDATE act SET what = ? WHERE what = 'gone' AND {_EITHER}", [what, *key])
        self._db.execute("DELETE FROM act WHERE what = ''")

    def again(self, uids: Iterable[tuple[bool, str]]) -> None:
        """Note records that are to be folded anew though no statement of them changed."""
        self._many("INSERT INTO act VALUES (?, ?, '', 'again')", uids)

    def counts(self, *, link: bool) -> Counts:
        """Count what is to happen."""
        found: dict[str, int] = dict(
            self._db.execute("SELECT what, count(*) FROM act WHERE link = ? GROUP BY what", [link])
        )
        made, changed, gone, ended = (found.get(what, 0) for what in ("new", "other", "gone", "ended"))
        told = self._one("SELECT count(*) FROM heard WHERE link = ?", link) - ended
        return Counts(made, changed, told - made - changed, gone + ended, ended, found.get("held", 0))

    def size(self) -> int:
        """Return how many statements or records change."""
        return self._one("SELECT count(*) FROM act WHERE what <> 'held'")

    def batches(self, size: int, *, links: bool | None, what: str = "new other gone ended again") -> Iterator[Batch]:
        """Give what is to happen to nodes or to links (None: both), by uid, `size` records at a time."""
        self._db.execute("CREATE INDEX IF NOT EXISTS act_by_uid ON act(link, uid)")
        words = ", ".join(f"'{word}'" for word in what.split())
        for link in (False, True) if links is None else (links,):
            after = ""
            while True:
                page = f"SELECT DISTINCT uid FROM act WHERE link = ? AND uid > ? AND what IN ({words}) ORDER BY uid"
                upto = self._db.execute(f"SELECT max(uid) FROM ({page} LIMIT {size})", [link, after]).fetchone()[0]
                if upto is None:
                    break
                yield self._batch(words, link, after, upto)
                after = upto

    def _batch(self, words: str, link: bool, after: str, upto: str) -> Batch:
        among = f"a.link = ? AND a.uid > ? AND a.uid <= ? AND a.what IN ({words})"
        columns = ", ".join(f"h.{name}" for name in _COLUMNS.split(", "))
        put = self._db.execute(
            # the + keeps SQLite from looking up the range of uids in `heard`, too, once for each row
            f"""SELECT {columns} FROM act a
            CROSS JOIN heard h ON h.link = +a.link AND h.uid = +a.uid AND h.said_as = +a.said_as
            WHERE {among} AND a.what IN ('new', 'other', 'ended') ORDER BY a.uid, a.said_as""",
            [link, after, upto],
        ).fetchall()
        rest = self._db.execute(
            f"SELECT a.uid, a.said_as, a.what FROM act a WHERE {among} AND a.what IN ('gone', 'again')",
            [link, after, upto],
        ).fetchall()
        return Batch(
            [self._heard(row) for row in put],
            {(uid, said_as) for uid, said_as, what in rest if what == "gone"},
            {uid for uid, _, what in rest if what == "again"},
        )

    # nodes that links name

    def gather_ends(self) -> None:
        """Note the ends of new links of which the source itself says nothing now."""
        for end in ("src", "dst"):
            self._db.execute(f"""INSERT OR IGNORE INTO edge SELECT h.{end} FROM act a
                CROSS JOIN heard h ON h.link = a.link AND h.uid = a.uid AND h.said_as = a.said_as
                WHERE a.link = 1 AND a.what = 'new'""")
        self._db.execute("DELETE FROM edge WHERE uid IN (SELECT uid FROM heard WHERE link = 0)")

    def sweep(self, uids: Iterable[str]) -> None:
        """Note nodes to be looked at in the end: perhaps nothing names them any more."""
        self._many("INSERT OR IGNORE INTO swept VALUES (?)", ((uid,) for uid in uids))

    def ends(self, size: int) -> Iterator[list[str]]:
        """Give what `gather_ends` noted."""
        return self._pages("edge", size)

    def to_sweep(self, size: int) -> Iterator[list[str]]:
        """Give what `sweep` noted."""
        return self._pages("swept", size)

    def _pages(self, table: str, size: int) -> Iterator[list[str]]:
        after = ""
        while found := self._column(f"SELECT uid FROM {table} WHERE uid > ? ORDER BY uid LIMIT {size}", after):
            yield found
            after = found[-1]

    def _heard(self, row: tuple[object, ...]) -> Heard:
        uid, said_as, load, part, line, kind, props, said_on, src, dst, key = row
        at = At(load, part, line) if load else At(self.load, self.first_part + part, line)  # type: ignore[operator, arg-type]
        told = Told(self._source, said_as, kind, json.loads(props), said_on, at)  # type: ignore[arg-type]
        ends = None if src is None else Ends(LinkKind(kind), src, dst, key)  # type: ignore[arg-type]
        return Heard(uid, told, ends)  # type: ignore[arg-type]

    def _many(self, sql: str, rows: Iterable[tuple[object, ...]]) -> None:
        self._db.execute("BEGIN")  # else each row would be a transaction of its own
        self._db.executemany(sql, rows)
        self._db.execute("COMMIT")

    def _one(self, sql: str, *values: object) -> int:
        return int(self._db.execute(sql, values).fetchone()[0])

    def _column(self, sql: str, *values: object) -> list[str]:
        return [value for (value,) in self._db.execute(sql, values)]


def _row(said: Heard) -> tuple[object, ...]:
    told, ends = said.told, said.ends
    props = canonical(told.props)
    where = (None, None, None) if ends is None else (ends.src, ends.dst, ends.key)
    return said.uid, told.said_as, *told.at, told.digest, told.kind, props, told.said_on, *where


def _marks(count: int) -> str:
    return ", ".join("?" * count)
