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


class _Addressed(Protocol):
    address: str


_S = TypeVar("_S", bound=_Addressed)


def translated(error: sqlite3.Error, address: str) -> StoreError:
    """Return our error for one of SQLite's, by its primary code."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreBusyError(text("store.busy", store=address), text("store.busy-hint"))
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return StoreDamagedError(text("store.damaged", store=address, reason=error), text("store.damaged-hint"))
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return StoreError(text("store.no-access", store=address, reason=error), text("store.no-access-hint"))
    if code in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
        return StoreError(text("store.full", store=address, reason=error), text("store.full-hint"))
    return StoreError(text("store.failed", store=address, reason=error), text("store.failed-hint"))


def translating(method: Callable[Concatenate[_S, _P], _T]) -> Callable[Concatenate[_S, _P], _T]:
    """Let a method of the store raise errors of ours only."""

    @wraps(method)
    def guarded(store: _S, /, *args: _P.args, **kwargs: _P.kwargs) -> _T:
        try:
            return method(store, *args, **kwargs)
        except sqlite3.Error as error:
            raise translated(error, store.address) from error

    return guarded


def streaming(
    method: Callable[Concatenate[_S, _P], Iterator[_T]],
) -> Callable[Concatenate[_S, _P], Iterator[_T]]:
    """Let a generator of the store raise errors of ours only, while it is read too."""

    @wraps(method)
    def guarded(store: _S, /, *args: _P.args, **kwargs: _P.kwargs) -> Iterator[_T]:
        try:
            yield from method(store, *args, **kwargs)
        except sqlite3.Error as error:
            raise translated(error, store.address) from error

    return guarded
