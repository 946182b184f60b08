"""The one place that speaks to the driver: reads, streams, and the transactions of the one writer."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, LiteralString, TypeAlias

from clustergraph import resources
from clustergraph.errors import StoreBusyError, StoreError
from clustergraph.i18n import text
from clustergraph.model.terms import KINDS, LINKS
from clustergraph.store.standing import now

if TYPE_CHECKING:
    from neo4j import Driver, Session, Transaction

Answer: TypeAlias = dict[str, Any]
"""A row as Neo4j gives it."""

BATCH = 5000
_PATIENT = 4 * BATCH
"""Rows that one transaction writes at most: fewer are complete or nothing, more say that they are unfinished."""


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

    @contextmanager
    def writing(self) -> Iterator[Desk]:
        """Be the one writer: what is written holds as a whole where it is small, else it says that it is unfinished.

        Raises
        ------
        StoreBusyError
            Where another program is writing.
        """
        if self.read_only:
            raise StoreError(text("store.neo4j-read-only", store=self.address), text("store.neo4j-read-only-hint"))
        with self.session(write=True) as session:
            desk = Desk(session, self.address, _locked(session, self.address))
            try:
                yield desk
                desk.finish()
            except BaseException:
                desk.give_up()
                raise


@dataclass(slots=True)
class Desk:
    """A transaction of the one writer; `keep = False` takes all of it back at the end."""

    session: Session
    address: str
    tx: Transaction
    keep: bool = True
    _rows: int = 0
    _committed: bool = field(default=False)

    def read(self, name: str, kind: str = "", /, **parameters: object) -> list[Answer]:
        """Return all rows of a statement."""
        return [dict(row) for row in self.tx.run(cypher(name, kind), parameters)]

    def run(self, name: str, kind: str = "", /, **parameters: object) -> None:
        """Run a statement that writes."""
        self.tx.run(cypher(name, kind), parameters).consume()

    def write(self, name: str, rows: Sequence[object], kind: str = "") -> None:
        """Write rows in batches; where a statement counts what it wrote, each row must have been."""
        for batch in batches(rows):
            if self._rows and self._rows + len(batch) > _PATIENT:
                self.tx.commit()
                self._committed, self._rows = True, 0
                self.tx = self.session.begin_transaction()
            self._rows += len(batch)
            for row in self.tx.run(cypher(name, kind), {"rows": batch}):
                if row["count"] != len(batch):  # a row whose ends are missing is dropped in silence
                    raise StoreError(
                        text("store.neo4j-lost-rows", store=self.address, lost=len(batch) - row["count"]),
                        text("store.failed-hint"),
                    )

    def finish(self) -> None:
        """Let go of the lock together with what was written last."""
        if self.keep:
            self.run("write/unlock", who=_me())
            self.tx.commit()
        else:
            self.tx.rollback()

    def give_up(self) -> None:
        """Take back what is not committed; let go of the lock where a part of it was."""
        from neo4j.exceptions import DriverError, Neo4jError

        with suppress(DriverError, Neo4jError):
            self.tx.close()
            if self._committed:
                self.session.run(cypher("write/unlock"), {"who": _me()}).consume()


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


def _me() -> str:
    return f"{socket.gethostname()}/{os.getpid()}"


def _locked(session: Session, address: str) -> Transaction:
    """Begin the transaction of the one writer; take over from one of this machine that is no more."""
    from neo4j.exceptions import ConstraintError

    forced = os.environ.get("CLUSTERGRAPH_NEO4J_FORCE") == "1"
    for attempt in range(2):
        tx = session.begin_transaction()
        try:
            tx.run(cypher("write/lock"), {"who": _me(), "since": now()}).consume()
        except ConstraintError as error:
            tx.close()
            held = [dict(row) for row in session.run(cypher("read/lock"))]
            if not held:  # just let go
                continue
            who, since = held[0]["who"], held[0]["since"]
            if attempt or not (forced or _is_gone(who)):
                raise StoreBusyError(
                    text("store.neo4j-busy", store=address, who=who, since=since), text("store.neo4j-busy-hint")
                ) from error
            session.run(cypher("write/unlock"), {"who": who}).consume()
        else:
            return tx
    raise StoreBusyError(text("store.busy", store=address), text("store.busy-hint"))


def _is_gone(who: str) -> bool:
    """Tell whether a writer ran on this machine and does so no more."""
    host, _, number = who.rpartition("/")
    if os.name != "posix" or host != socket.gethostname() or not number.isdecimal():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def kinds_held(ask: Database | Desk) -> list[str]:
    """Return the kinds of links that the database holds, in the order of their names."""
    return sorted(row["kind"] for row in ask.read("read/link_kinds") if row["count"])
