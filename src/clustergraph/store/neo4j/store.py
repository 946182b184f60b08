"""The store in a Neo4j database. What each call promises stands in `store/base.py`."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

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
from clustergraph.store.neo4j import (
    answering,
    checking,
    connecting,
    contesting,
    hearing,
    keeping,
    loading,
    reading,
    schema,
    searching,
    sourcing,
    undoing,
    walking,
    withdrawing,
)
from clustergraph.store.neo4j.database import Database
from clustergraph.store.neo4j.failing import ODD, streaming, translated, translating
from clustergraph.store.neo4j.ranking import interrupted, read_speakers

log = logging.getLogger(__name__)


class Neo4jStore(Store):
    """A store in a database of a Neo4j server, which many people can share."""

    def __init__(self, db: Database) -> None:
        self.address = db.address
        self._db = db

    @classmethod
    def open(cls, place: str, *, create: bool, read_only: bool) -> Neo4jStore:
        try:
            store = cls(connecting.connect(place, read_only=read_only))
        except ODD as error:
            raise translated(error, place.rpartition("@")[2]) from error
        try:
            store._ensure(create=create and not read_only)
        except BaseException:
            store.close()
            raise
        return store

    def ensure_schema(self) -> None:
        self._ensure(create=True)

    @translating
    def _ensure(self, *, create: bool) -> None:
        schema.ensure(self._db, create=create, adopt=os.environ.get("CLUSTERGRAPH_NEO4J_ADOPT") == "1")
        for line in interrupted(read_speakers(self._db)):
            log.warning("%s", line)

    @translating
    def put_source(self, info: SourceInfo) -> bool:
        return sourcing.put_source(self._db, info)

    @translating
    def load(
        self, run: Load, statements: Iterable[Statement], *, dry_run: bool = False, progress: Progress = silent
    ) -> LoadStats:
        return loading.load(self._db, run, statements, dry_run=dry_run, progress=progress)

    @translating
    def withdraw(self, source: str, *, erase: bool = False, dry_run: bool = False) -> LoadStats:
        stats = withdrawing.withdraw(self._db, source, dry_run=dry_run)
        if erase and not dry_run:
            log.warning("%s", text("store.neo4j-not-erased", source=source, store=self.address))
        return stats

    @translating
    def undo(self, source: str) -> LoadStats:
        return undoing.undo(self._db, source)

    @streaming
    def changes(self, load: int) -> Iterator[Change]:
        return undoing.changes(self._db, load)

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
            return hearing.said_at(self._db, ends)
        if load:
            return hearing.said_in(self._db, load)
        if source:
            return hearing.said_by(self._db, source)
        return hearing.said_of(self._db, uid)

    @translating
    def get(self, uid: str, *, on: str = "") -> Record | None:
        return reading.get(self._db, uid, on or self.on)

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
        return reading.entities(self._db, kind, where, after=after, limit=limit, on=on or self.on)

    @streaming
    def links(
        self,
        kind: LinkKind | None = None,
        where: Where | None = None,
        *,
        ends: Iterable[str] | None = None,
        on: str = "",
    ) -> Iterator[Link]:
        return reading.links(self._db, kind, where, ends, on or self.on)

    @translating
    def search(self, query: str, kinds: Sequence[Kind] = (), limit: int = 20) -> list[Hit]:
        return searching.search(self._db, query, kinds, limit)

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
        return walking.neighbours(self._db, uid, kinds, direction, depth, limit, on or self.on)

    @translating
    def project(self, projection: Projection) -> GraphArrays:
        from clustergraph.store.neo4j import projecting  # numpy: only where arrays are asked for

        return projecting.project(self._db, replace(projection, on=projection.on or self.on))

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
        return contesting.conflicts(self._db, kinds, properties, source, limit, uid)

    @translating
    def stats(self) -> Stats:
        return keeping.stats(self._db)

    @translating
    def stamp(self) -> str:
        return sourcing.stamp(self._db)

    @translating
    def document(self, name: str) -> bytes | None:
        return keeping.document(self._db, name)

    @translating
    def documents(self) -> list[str]:
        return [row["name"] for row in self._db.read("read/documents")]

    @translating
    def put_document(self, name: str, content: bytes, was: bytes | None = None) -> None:
        keeping.put_document(self._db, name, content, was)

    def backup(self, path: Path) -> Path:
        from clustergraph.store.copying import backup_into

        return backup_into(self, path)

    @translating
    def check(self, full: bool = False) -> list[Flaw]:
        return checking.check(self._db, full=full)

    @translating
    def ask(
        self, statement: str, parameters: Mapping[str, object], limit: int
    ) -> tuple[Sequence[str], Sequence[Mapping[str, Any]]]:
        return answering.ask(self._db, statement, parameters, limit)

    def close(self) -> None:
        self._db.driver.close()
