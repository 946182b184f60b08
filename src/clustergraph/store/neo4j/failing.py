"""The one place that speaks about errors of the driver: each becomes an error of ours that says what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar

from neo4j.exceptions import (
    AuthError,
    ConfigurationError,
    ConstraintError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
    TransientError,
)

from clustergraph.errors import StoreBusyError, StoreError
from clustergraph.i18n import text

_P = ParamSpec("_P")
_T = TypeVar("_T")


class _Named(Protocol):
    address: str


_S = TypeVar("_S", bound=_Named)

ODD = (DriverError, Neo4jError)
"""What the driver raises."""


def translated(error: Exception, address: str) -> StoreError:
    """Return our error for one of the driver's, by its class and its code."""
    code = getattr(error, "code", None) or ""
    if isinstance(error, AuthError) or "Security" in code:
        return StoreError(text("store.neo4j-refused", store=address), text("store.neo4j-refused-hint"))
    if isinstance(error, ServiceUnavailable | SessionExpired):
        return StoreError(text("store.neo4j-silent", store=address), text("store.neo4j-silent-hint"))
    if isinstance(error, ConfigurationError):
        return StoreError(text("store.neo4j-address", store=address, reason=_line(error)))
    if code.endswith("DatabaseNotFound"):
        return StoreError(text("store.neo4j-no-database", store=address), text("store.neo4j-no-database-hint"))
    if "MemoryPoolOutOfMemory" in code or "OutOfMemory" in code:
        return StoreError(text("store.neo4j-memory", store=address), text("store.neo4j-memory-hint"))
    if isinstance(error, ConstraintError):
        return StoreError(text("store.neo4j-foreign-data", store=address, reason=_line(error)))
    if isinstance(error, TransientError):
        return StoreBusyError(text("store.busy", store=address), text("store.busy-hint"))
    return StoreError(text("store.failed", store=address, reason=_line(error)), text("store.failed-hint"))


def _line(error: Exception) -> str:
    return " ".join(str(getattr(error, "message", None) or error).split())


def translating(method: Callable[Concatenate[_S, _P], _T]) -> Callable[Concatenate[_S, _P], _T]:
    """Let a method of the store raise errors of ours only."""

    @wraps(method)
    def guarded(store: _S, /, *args: _P.args, **kwargs: _P.kwargs) -> _T:
        try:
            return method(store, *args, **kwargs)
        except ODD as error:
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
        except ODD as error:
            raise translated(error, store.address) from error

    return guarded
