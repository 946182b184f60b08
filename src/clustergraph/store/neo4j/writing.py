"""The turn of the one writer: small work is one transaction, larger work is many of them under a lock that all see.

Every transaction is a function that the driver may run again: it reads what it needs, so that it writes the same twice.
"""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from neo4j.exceptions import ConstraintError, DriverError, Neo4jError, ServiceUnavailable, SessionExpired

from clustergraph.errors import StoreBusyError, StoreError
from clustergraph.i18n import text
from clustergraph.store.neo4j.database import BATCH, Database, Desk, cypher
from clustergraph.store.standing import now

if TYPE_CHECKING:
    from neo4j import ManagedTransaction, Session

PATIENT = 4 * BATCH
"""Records that one transaction changes at most: fewer are complete or nothing, more say that they are unfinished."""
_RESTART_SECONDS = 30.0
"""How long a step waits for a server that went away: as long as a restart takes."""
_turns: set[object] = set()
"""Turns of this program under way: where there is no other, a server that died left a lock of its own."""
_T = TypeVar("_T")
Step = Callable[[Desk], None]


@dataclass
class Job(Generic[_T]):
    """What a writer is about to do."""

    answer: _T
    steps: Callable[[], Iterable[Step]] = tuple
    """Parts of the work, in order; each can be done twice."""
    size: int = 0
    """Records to change."""
    begin: Step | None = None
    """What tells others that the work is under way; it is done with the lock."""
    keep: bool = True


class _TakenBackError(Exception):
    """Nothing of a transaction is to be kept: a dry run, or nothing to do."""

    def __init__(self, job: Job[object]) -> None:
        super().__init__()
        self.job = job


def write(db: Database, plan: Callable[[Desk], Job[_T]]) -> _T:
    """Be the one writer: do what `plan` decides on, in one transaction with it or, if it is much, in several.

    Raises
    ------
    StoreBusyError
        Where another program is writing.
    """
    if db.read_only:
        raise StoreError(text("store.neo4j-read-only", store=db.address), text("store.neo4j-read-only-hint"))
    begun, turn = False, object()
    _turns.add(turn)
    try:
        with db.session(write=True) as session:
            job = _begun(session, db.address, plan)
            if job.size > PATIENT:
                begun = True
                for step in job.steps():
                    _done(session, db.address, step)
                _done(session, db.address, _unlock)
    except _TakenBackError as taken:
        return taken.job.answer  # type: ignore[return-value]
    except BaseException:
        if begun:
            # in a session of its own: the other one may be unusable, and still hold the lock until it is closed
            with suppress(DriverError, Neo4jError), db.session(write=True) as session:
                session.run(cypher("write/unlock"), {"who": _me()}).consume()
        raise
    finally:
        _turns.discard(turn)
    return job.answer


def _begun(session: Session, address: str, plan: Callable[[Desk], Job[_T]]) -> Job[_T]:
    """Take the lock and do the work, or of much work the beginning."""

    def first(tx: ManagedTransaction) -> Job[_T]:
        desk = Desk(tx, address)
        desk.run("write/lock", who=_me(), since=now())
        job = plan(desk)
        if not job.keep:
            raise _TakenBackError(job)  # type: ignore[arg-type]
        if job.begin:
            job.begin(desk)
        if job.size > PATIENT:
            return job
        for step in job.steps():
            step(desk)
        _unlock(desk)
        return job

    for attempt in range(2):
        try:
            return session.execute_write(first)
        except ConstraintError as error:
            held = [dict(row) for row in session.run(cypher("read/lock"))]
            if attempt or (held and not _may_take(held[0]["who"])):
                raise _busy(address, held) from error
            for each in held:
                session.run(cypher("write/unlock"), {"who": each["who"]}).consume()
    raise AssertionError


def _done(session: Session, address: str, step: Step) -> None:
    """Do one step of much work; it is done again where nobody knows whether it was."""

    def work(tx: ManagedTransaction) -> None:
        desk = Desk(tx, address)
        if not desk.read("write/hold", who=_me())[0]["count"]:
            raise _busy(address, desk.read("read/lock"))
        step(desk)

    end = time.monotonic() + _RESTART_SECONDS
    while True:
        try:
            return session.execute_write(work)
        except (ServiceUnavailable, SessionExpired):
            if time.monotonic() > end:
                raise
            time.sleep(1)


def _unlock(desk: Desk) -> None:
    desk.run("write/unlock", who=_me())


def _busy(address: str, held: list[dict[str, object]]) -> StoreBusyError:
    if not held:
        return StoreBusyError(text("store.busy", store=address), text("store.busy-hint"))
    who, since = held[0]["who"], held[0]["since"]
    return StoreBusyError(text("store.neo4j-busy", store=address, who=who, since=since), text("store.neo4j-busy-hint"))


def _me() -> str:
    return f"{socket.gethostname()}/{os.getpid()}"


def _may_take(who: str) -> bool:
    """Tell whether the lock of a writer may be taken: a person says so, or it ran on this machine and is no more."""
    host, _, number = who.rpartition("/")
    if os.environ.get("CLUSTERGRAPH_NEO4J_FORCE") == "1" or (who == _me() and len(_turns) == 1):
        return True
    if os.name != "posix" or host != socket.gethostname() or not number.isdecimal():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
