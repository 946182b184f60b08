"""What the rooms of this store ask a database with: statements by name, read, streamed or written in batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, LiteralString, TypeAlias

from clustergraph import resources
from clustergraph.errors import StoreError
from clustergraph.i18n import text
from clustergraph.model.terms import KINDS, LINKS

if TYPE_CHECKING:
    from neo4j import Driver, ManagedTransaction, Session

Answer: TypeAlias = dict[str, Any]
"""A row as Neo4j gives it."""

BATCH = 5000
PAGE = 2000
"""Nodes whose links are sorted at once."""


@cache
def cypher(name: str, kind: str = "") -> LiteralString:
    """Return a statement of `cypher/`, for a kind of the ontology or, with "", for all."""
    if kind and kind not in KINDS and kind not in LINKS:
        raise AssertionError(kind)  # never from a user
    statement = resources.folder("cypher").joinpath(f"{name}.cypher").read_text(encoding="utf-8")
    return statement.replace(":KIND", f":{kind}" if kind else "")


@dataclass(slots=True)
class Database:
    """A database of a server, as the rooms of this store ask it."""

    driver: Driver
    name: str | None
    address: str
    read_only: bool = False

    def session(self, *, write: bool = False) -> Session:
        """Open a session that sees what this program wrote before, on a cluster too."""
        return self.driver.session(
            database=self.name,
            default_access_mode="WRITE" if write else "READ",
            bookmark_manager=self.driver.execute_query_bookmark_manager,
        )

    def read(self, name: str, kind: str = "", /, **parameters: object) -> list[Answer]:
        """Return all rows of a statement."""
        statement = cypher(name, kind)

        def work(tx: Any) -> list[Answer]:
            return [dict(row) for row in tx.run(statement, parameters)]

        with self.session() as session:
            return session.execute_read(work)

    def stream(self, name: str, kind: str = "", /, **parameters: object) -> Iterator[Answer]:
        """Stream the rows of a statement."""
        with self.session() as session:
            for row in session.run(cypher(name, kind), parameters):
                yield dict(row)

    def pages(self) -> Iterator[tuple[str, str]]:
        """Cut the uids of all nodes into pages: above the first of each pair, up to the second.

        What is sorted page by page needs little of the server, however much it is.
        """
        after, count = "", PAGE
        while count == PAGE:
            (row,) = self.read("read/page", after=after, limit=PAGE)
            count = row["count"]
            if count:
                yield after, row["upto"]
                after = row["upto"]


@dataclass(slots=True)
class Desk:
    """A transaction of the one writer."""

    tx: ManagedTransaction
    address: str

    def read(self, name: str, kind: str = "", /, **parameters: object) -> list[Answer]:
        """Return all rows of a statement."""
        return [dict(row) for row in self.tx.run(cypher(name, kind), parameters)]

    def run(self, name: str, kind: str = "", /, **parameters: object) -> None:
        """Run a statement that writes."""
        self.tx.run(cypher(name, kind), parameters).consume()

    def write(self, name: str, rows: Sequence[object], kind: str = "") -> None:
        """Write rows in batches; where a statement counts what it wrote, each row must have been."""
        for batch in batches(rows):
            for row in self.tx.run(cypher(name, kind), {"rows": batch}):
                if row["count"] != len(batch):  # a row whose ends are missing is dropped in silence
                    raise StoreError(
                        text("store.neo4j-lost-rows", store=self.address, lost=len(batch) - row["count"]),
                        text("store.failed-hint"),
                    )


def batches(rows: Iterable[object]) -> Iterator[list[object]]:
    """Cut rows into batches."""
    batch: list[object] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def kinds_held(ask: Database | Desk) -> list[str]:
    """Return the kinds of links that the database holds, in the order of their names."""
    return sorted(row["kind"] for row in ask.read("read/link_kinds") if row["count"])
