"""The contract of a store: statements of sources in, the graph (their fold) out.

Every backend is held to the docstrings here by `tests/store`. The order of every answer is part of the contract.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

from clustergraph.errors import StoreError
from clustergraph.i18n import text, unknown
from clustergraph.model.arrays import GraphArrays
from clustergraph.model.records import Entity, Link, Record, Statement
from clustergraph.model.terms import Kind, LinkKind
from clustergraph.progress import Progress, silent
from clustergraph.store.answers import (
    Between,
    Change,
    Condition,
    Conflict,
    Counts,
    Flaw,
    Hit,
    In,
    Load,
    LoadedFile,
    LoadInfo,
    LoadStats,
    Neighbourhood,
    Projection,
    Repeated,
    Said,
    SourceInfo,
    StartsWith,
    Stats,
    Where,
)

__all__ = [
    "Between",
    "Change",
    "Condition",
    "Conflict",
    "Counts",
    "Flaw",
    "Hit",
    "In",
    "Load",
    "LoadInfo",
    "LoadStats",
    "LoadedFile",
    "Neighbourhood",
    "Projection",
    "Repeated",
    "Said",
    "SourceInfo",
    "StartsWith",
    "Stats",
    "Store",
    "Where",
    "connect",
]


class Store(ABC):
    """Statements of sources in, the graph out. One writer at a time, any number of readers."""

    address: str
    """As people write it, without credentials."""
    on: str = ""
    """The day of reading where a call names none; "" reads all days."""

    @classmethod
    @abstractmethod
    def open(cls, place: str, *, create: bool, read_only: bool) -> Store:
        """Open the store at a place of this backend ("" is memory), as `connect` does."""

    @abstractmethod
    def ensure_schema(self) -> None:
        """Create what is missing or migrate an older store; again: nothing."""

    @abstractmethod
    def put_source(self, info: SourceInfo) -> bool:
        """Create or change a source; return whether anything changed. A new priority refolds what it shares."""

    @abstractmethod
    def load(
        self, run: Load, statements: Iterable[Statement], *, dry_run: bool = False, progress: Progress = silent
    ) -> LoadStats:
        """Replace what the source said before; `dry_run` returns the same counts and writes nothing.

        Statements come in any order. The store is complete or unchanged. The source stands (`put_source`), or the
        load brings it along (`Load.speaker`).
        """

    @abstractmethod
    def withdraw(self, source: str, *, erase: bool = False, dry_run: bool = False) -> LoadStats:
        """Take away all that a source says; the graph is then one that never saw it. Again: zeros.

        `source/NAME/*` means `source/NAME` and every source below it. What was said is counted as `closed`. Statements
        and changes go; loads stay in the list, but none stands any more; the source stays with `withdrawn_on`. There
        is no undo: load it again. `erase` also overwrites what is free in the file, so that nothing can be read there.

        Raises
        ------
        UnknownNameError
            Where the store knows no such source.
        """

    @abstractmethod
    def undo(self, source: str) -> LoadStats:
        """Take back the latest standing load of a source; again: the one before; with none left: zeros.

        Counts what it did: statements put back are `created`, changed back `updated`, taken away `closed`; `load` is
        the one that no longer stands. The source has the date of the load before. No file is read; priorities and
        documents stay as they are.

        Raises
        ------
        InputError
            Where the load was made by a changed judgement, or before the store kept changes.
        """

    @abstractmethod
    def changes(self, load: int) -> Iterator[Change]:
        """Stream what a load updated, ended or closed, by identity; an undone load keeps its changes."""

    @abstractmethod
    def sources(self) -> Iterator[SourceInfo]:
        """Stream the sources by uid."""

    @abstractmethod
    def loads(self, source: str = "") -> Iterator[LoadInfo]:
        """Stream the loads, of one source or all, by number."""

    @abstractmethod
    def statements(
        self, uid: str = "", *, source: str = "", ends: Iterable[str] | None = None, load: int = 0
    ) -> Iterator[Statement]:
        """Stream what is said of one record, by one source, or of these nodes and all links at them (`ends`).

        `load`: what has its place in that load, its source having said the same ever since.

        Nodes before links, by identity; of one identity in fold order.
        """

    @abstractmethod
    def get(self, uid: str, *, on: str = "") -> Record | None:
        """Return the folded record, of a link too, or None.

        `on`, here and below, is a day (a month or a year stands for its first day): links and dated nodes count only
        where since <= on < until, an end not stated being open; links only where both ends hold, too. It filters the
        fold and does not fold anew.
        """

    @abstractmethod
    def entities(
        self,
        kind: Kind | None = None,
        where: Where | None = None,
        *,
        after: str = "",
        limit: int = 0,
        on: str = "",
    ) -> Iterator[Entity]:
        """Stream nodes of a kind, its sub-kinds included (None: all), by uid, from the first uid above `after`."""

    @abstractmethod
    def links(
        self,
        kind: LinkKind | None = None,
        where: Where | None = None,
        *,
        ends: Iterable[str] | None = None,
        on: str = "",
    ) -> Iterator[Link]:
        """Stream links by (src uid, kind, dst uid, key); `ends`: only those with an end among these uids."""

    @abstractmethod
    def search(self, query: str, kinds: Sequence[Kind] = (), limit: int = 20) -> list[Hit]:
        """Find nodes by INN, OGRN, uid or words of their names.

        A hit contains every token of the query. Order: an equal code or uid, a name that starts with the query, the
        shorter name, uid.
        """

    @abstractmethod
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
        """Return what is linked to a node within `depth` steps (at most 3), at most `limit` nodes."""

    @abstractmethod
    def project(self, projection: Projection) -> GraphArrays:
        """Return nodes and links as arrays; links with an end left out are dropped and counted."""

    @abstractmethod
    def conflicts(
        self,
        kinds: Sequence[Kind] = (),
        properties: Sequence[str] = (),
        source: str = "",
        limit: int = 0,
        *,
        uid: str = "",
    ) -> Iterator[Conflict]:
        """Stream properties that live sources state differently, of all records or one, by identity and property."""

    @abstractmethod
    def stats(self) -> Stats:
        """Return counts by kind."""

    @abstractmethod
    def stamp(self) -> str:
        """Return a short hash that changes with what sources say or weigh, and with nothing else."""

    @abstractmethod
    def document(self, name: str) -> bytes | None:
        """Return a document of the store, or None."""

    @abstractmethod
    def documents(self) -> list[str]:
        """Return the names of the documents, sorted."""

    @abstractmethod
    def put_document(self, name: str, content: bytes, was: bytes | None = None) -> None:
        """Keep a document; refused where the stored bytes are no longer `was` (None: there was none)."""

    @abstractmethod
    def backup(self, path: Path) -> Path:
        """Write the state of this moment into a file that is a store of its own; return its path.

        Whoever reads or writes goes on. An older backup there is replaced once the new one is whole; any other file,
        this store itself or one at work is refused.
        """

    @abstractmethod
    def check(self, full: bool = False) -> list[Flaw]:
        """Return what does not hold in the store, nothing where it is whole; changes nothing.

        The file is sound, ends of links exist, each record agrees with the statements beside it, its fold, search text,
        kind and place. A sample of the folds is computed again; `full`: all.
        """

    def ask(
        self, statement: str, parameters: Mapping[str, object], limit: int
    ) -> tuple[Sequence[str], Sequence[Mapping[str, Any]]]:
        """Return columns and at most `limit` rows of a person's question in Cypher; nothing is changed.

        Raises
        ------
        StoreError
            Where the store does not speak Cypher.
        """
        raise StoreError(text("store.no-cypher", store=self.address), text("store.no-cypher-hint"))

    @abstractmethod
    def close(self) -> None:
        """Let go of the store."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


# scheme -> (module, class); a plain path is SQLite
_BACKENDS: dict[str, tuple[str, str]] = {
    "sqlite": ("clustergraph.store.sqlite.store", "SqliteStore"),
    "memory": ("clustergraph.store.sqlite.store", "SqliteStore"),
    **{
        scheme: ("clustergraph.store.neo4j.store", "Neo4jStore")
        for protocol in ("neo4j", "bolt")
        for scheme in (protocol, f"{protocol}+s", f"{protocol}+ssc")
    },
}


def connect(address: str, *, create: bool = False, read_only: bool = False) -> Store:
    """Open a store: a path or `sqlite:PATH`, `memory:` for tests and scratch, `neo4j://HOST` or `bolt://HOST`.

    Parameters
    ----------
    address
        Where the store is. A single letter before a colon is a Windows drive, not a scheme.
    create
        Make the store where there is none; else a missing store is a `StoreError` that says which command makes one.
    read_only
        Never write, not even a migration.
    """
    scheme, colon, rest = address.partition(":")
    if not colon or len(scheme) == 1:
        scheme, rest = "sqlite", address
    if scheme not in _BACKENDS:
        raise unknown("store.what-backend", scheme, _BACKENDS)
    module, name = _BACKENDS[scheme]
    backend: type[Store] = getattr(import_module(module), name)
    place = {"memory": "", "sqlite": rest}.get(scheme, address)
    return backend.open(place, create=create, read_only=read_only)
