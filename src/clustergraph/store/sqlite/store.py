"""The store in one SQLite file: nothing to install or run. What each call promises stands in `store/base.py`."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Literal

from clustergraph.i18n import text
from clustergraph.model.arrays import GraphArrays
from clustergraph.model.records import Entity, Link, Record, Statement
from clustergraph.model.terms import Kind, LinkKind
from clustergraph.progress import Progress, silent
from clustergraph.store.base import (
    Change,
    Conflict,
    Flaw,
    Hit,
    Load,
    LoadInfo,
    LoadStats,
    Neighbourhood,
    Projection,
    SourceInfo,
    Stats,
    Store,
    Where,
)
from clustergraph.store.sqlite import (
    checking,
    contesting,
    copying,
    hearing,
    keeping,
    loading,
    opening,
    reading,
    schema,
    searching,
    settling,
    sourcing,
    undoing,
    walking,
    withdrawing,
)
from clustergraph.store.sqlite.codec import Codec, add_functions, read_codec
from clustergraph.store.sqlite.failing import damaged, streaming, translated, translating
from clustergraph.store.sqlite.ranking import read_ranks
from clustergraph.store.sqlite.writing import SETTLING, note_ranks, scratch, writing

log = logging.getLogger(__name__)


class SqliteStore(Store):
    """A store in a file, or in memory."""

    def __init__(self, db: sqlite3.Connection, address: str) -> None:
        self.address = address
        self._db = db
        self._codec = Codec({}, {}, {})

    @classmethod
    def open(cls, place: str, *, create: bool, read_only: bool) -> SqliteStore:
        address = place or "memory:"
        try:
            store = cls(opening.connect(place, create=create, read_only=read_only), address)
        except sqlite3.Error as error:
            raise translated(error, address) from error
        try:
            if read_only:
                store._take_terms()
            else:
                store.ensure_schema()
        except BaseException:
            store.close()
            raise
        return store

    @translating
    def ensure_schema(self) -> None:
        if not schema.is_current(self._db):
            older = schema.older_version(self._db)
            if older is None:
                self._create()
            else:
                self._migrate(older)
        self._take_terms()

    def _create(self, *, checked: bool = False) -> None:
        with scratch(self._db, SETTLING), writing(self._db, durable=checked):
            refold = schema.create(self._db)
            self._take_terms()
            if refold:  # the ontology may have changed: which kind is above which, what is a list
                ranks = read_ranks(self._db)
                note_ranks(self._db, ranks)
                settling.note_contested(self._db)
                settling.settle(self._db, self._codec, ranks)
            if checked and (flaws := checking.find(self._db, self._codec, full=False)):
                raise damaged(self.address, flaws[0])

    def _migrate(self, version: int) -> None:
        """Bring an older store up to date, and keep what it was beside it."""
        kept = copying.keep_older(self._db, version)
        try:
            self._create(checked=True)
        except BaseException:
            if kept is not None:  # nothing was changed
                kept.unlink(missing_ok=True)
            raise
        log.warning("%s", text("store.migrated", store=self.address, kept=kept or ""))

    @translating
    def _take_terms(self) -> None:
        self._codec = read_codec(self._db)
        add_functions(self._db, self._codec)

    @translating
    def put_source(self, info: SourceInfo) -> bool:
        return sourcing.put_source(self._db, self._codec, info)

    @translating
    def load(
        self, run: Load, statements: Iterable[Statement], *, dry_run: bool = False, progress: Progress = silent
    ) -> LoadStats:
        return loading.load(self._db, self._codec, run, statements, dry_run=dry_run, progress=progress)

    @translating
    def withdraw(self, source: str, *, erase: bool = False, dry_run: bool = False) -> LoadStats:
        return withdrawing.withdraw(self._db, self._codec, source, erase=erase, dry_run=dry_run)

    @translating
    def undo(self, source: str) -> LoadStats:
        return undoing.undo(self._db, self._codec, source)

    @streaming
    def changes(self, load: int) -> Iterator[Change]:
        return undoing.changes(self._db, self._codec, load)

    @streaming
    def sources(self) -> Iterator[SourceInfo]:
        return sourcing.sources(self._db)

    @streaming
    def loads(self, source: str = "") -> Iterator[LoadInfo]:
        return sourcing.loads(self._db, source)

    @streaming
    def statements(
        self, uid: str = "", *, source: str = "", ends: Iterable[str] | None = None, load: int = 0
    ) -> Iterator[Statement]:
        if ends is not None:
            return hearing.said_at(self._db, self._codec, ends)
        if load:
            return hearing.said_in(self._db, self._codec, load)
        if source:
            return hearing.said_by(self._db, self._codec, source)
        return hearing.said_of(self._db, self._codec, uid)

    @translating
    def get(self, uid: str, *, on: str = "") -> Record | None:
        return reading.get(self._db, self._codec, uid, on or self.on)

    @streaming
    def entities(
        self,
        kind: Kind | None = None,
        where: Where | None = None,
        *,
        after: str = "",
        limit: int = 0,
        on: str = "",
    ) -> Iterator[Entity]:
        return reading.entities(self._db, self._codec, kind, where, after=after, limit=limit, on=on or self.on)

    @streaming
    def links(
        self,
        kind: LinkKind | None = None,
        where: Where | None = None,
        *,
        ends: Iterable[str] | None = None,
        on: str = "",
    ) -> Iterator[Link]:
        return reading.links(self._db, self._codec, kind, where, ends, on or self.on)

    @translating
    def search(self, query: str, kinds: Sequence[Kind] = (), limit: int = 20) -> list[Hit]:
        with self._snapshot():
            return searching.search(self._db, self._codec, query, kinds, limit)

    @translating
    def neighbours(
        self,
        uid: str,
        kinds: Sequence[LinkKind] = (),
        direction: Literal["out", "in", "both"] = "both",
        depth: int = 1,
        limit: int = 200,
        *,
        on: str = "",
    ) -> Neighbourhood:
        with self._snapshot():
            return walking.neighbours(self._db, self._codec, uid, kinds, direction, depth, limit, on or self.on)

    @translating
    def project(self, projection: Projection) -> GraphArrays:
        from clustergraph.store.sqlite import projecting  # numpy: only where arrays are asked for

        with self._snapshot():
            return projecting.project(self._db, self._codec, replace(projection, on=projection.on or self.on))

    @streaming
    def conflicts(
        self,
        kinds: Sequence[Kind] = (),
        properties: Sequence[str] = (),
        source: str = "",
        limit: int = 0,
        *,
        uid: str = "",
    ) -> Iterator[Conflict]:
        return contesting.conflicts(self._db, self._codec, kinds, properties, source, limit, uid)

    @translating
    def stats(self) -> Stats:
        with self._snapshot():
            return keeping.stats(self._db)

    @translating
    def stamp(self) -> str:
        return sourcing.stamp(self._db)

    @translating
    def document(self, name: str) -> bytes | None:
        return keeping.document(self._db, name)

    @translating
    def documents(self) -> list[str]:
        return [name for (name,) in self._db.execute("SELECT name FROM document ORDER BY name")]

    @translating
    def put_document(self, name: str, content: bytes, was: bytes | None = None) -> None:
        keeping.put_document(self._db, name, content, was)

    @translating
    def backup(self, path: Path) -> Path:
        return copying.backup(self._db, path)

    @translating
    def check(self, full: bool = False) -> list[Flaw]:
        return checking.check(self._db, self._codec, full=full)

    def flaw(self) -> str:
        """Return why the file is not sound, "" where it is: asked after an error that may come of it."""
        return checking.flaw(self._db, self._codec)

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def _snapshot(self) -> Iterator[None]:
        """Let several queries see the same state, whatever others write meanwhile."""
        self._db.execute("BEGIN")
        try:
            yield
        finally:
            if self._db.in_transaction:  # SQLite itself may have ended it after an error
                self._db.execute("COMMIT")
