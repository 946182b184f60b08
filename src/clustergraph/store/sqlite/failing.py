"""The one place that speaks about errors of SQLite: each becomes an error of ours that says what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from clustergraph.errors import StoreBusyError, StoreDamagedError, StoreError
from clustergraph.i18n import text

_P = ParamSpec("_P")
_T = TypeVar("_T")


class _Guarded(Protocol):
    address: str

    def flaw(self) -> str:
        """Return why the file is not sound, "" where it is."""
        ...


_S = TypeVar("_S", bound=_Guarded)

ODD = (sqlite3.Error, LookupError, TypeError, ValueError)
"""What reading raises where bytes of the file are not what was written; else it is a bug of ours."""


def translated(error: sqlite3.Error, address: str) -> StoreError:
    """Return our error for one of SQLite's, by its primary code."""
    code = _code(error)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreBusyError(text("store.busy", store=address), text("store.busy-hint"))
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return damaged(address, error)
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return StoreError(text("store.no-access", store=address, reason=error), text("store.no-access-hint"))
    if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
        return StoreError(text("store.full", store=address, reason=error), text("store.full-hint"))
    return StoreError(text("store.failed", store=address, reason=error), text("store.failed-hint"))


def tells_damage(error: Exception) -> bool:
    """Tell whether an error of ODD, met while reading what only this program writes, says that the file is damaged."""
    if not isinstance(error, sqlite3.Error):
        return True
    return not isinstance(error, sqlite3.ProgrammingError) and _code(error) in _DAMAGE


def _code(error: sqlite3.Error) -> int:
    """Return the primary code; what Python itself cannot read, a torn text for one, has none."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF


_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)
_DOUBTFUL = (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH)


def _tell(error: Exception, store: _Guarded) -> None:
    """Raise our error for one of ODD, or return where it is a bug; what may come of damage is looked into.

    No error stands in a variable here: it would keep itself, and open cursors with it.
    """
    doubtful = not isinstance(error, sqlite3.Error) or (
        _code(error) in _DOUBTFUL and not isinstance(error, sqlite3.ProgrammingError)
    )
    if doubtful and (reason := store.flaw()):
        raise damaged(store.address, reason) from error
    if isinstance(error, sqlite3.Error):
        raise translated(error, store.address) from error


def damaged(address: object, reason: object) -> StoreDamagedError:
    """Return the error that names what is broken in a file, in one line."""
    reason = " ".join(str(reason).split())
    return StoreDamagedError(text("store.damaged", store=address, reason=reason), text("store.damaged-hint"))


def translating(method: Callable[Concatenate[_S, _P], _T]) -> Callable[Concatenate[_S, _P], _T]:
    """Let a method of the store raise errors of ours only."""

    @wraps(method)
    def guarded(store: _S, /, *args: _P.args, **kwargs: _P.kwargs) -> _T:
        try:
            return method(store, *args, **kwargs)
        except ODD as error:
            _tell(error, store)
            raise

    return guarded


def streaming(
    method: Callable[Concatenate[_S, _P], Iterator[_T]],
) -> Callable[Concatenate[_S, _P], Iterator[_T]]:
    """Let a generator of the store raise errors of ours only, while it is read too."""

    @wraps(method)
    def guarded(store: _S, /, *args: _P.args, **kwargs: _P.kwargs) -> Iterator[_T]:
        try:
            yield from method(store, *args, **kwargs)
        except ODD as error:
            _tell(error, store)
            raise

    return guarded
