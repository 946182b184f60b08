"""The one place that speaks about errors of the driver: each becomes an error of ours that says what to do."""

from __future__ import annotations

import ssl
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
    if "Unsupported administration command" in _line(error):  # its code differs between versions
        return StoreError(text("store.neo4j-enterprise", store=address), text("store.neo4j-enterprise-hint"))
    return _by_code(code, address) or _by_class(error, address)


def _by_code(code: str, address: str) -> StoreError | None:
    if "Security" in code:
        return StoreError(text("store.neo4j-refused", store=address), text("store.neo4j-refused-hint"))
    if "DatabaseNotFound" in code:
        return StoreError(text("store.neo4j-no-database", store=address), text("store.neo4j-no-database-hint"))
    if "ReadOnlyDatabase" in code or "ReadOnlyAccess" in code or "NotALeader" in code:
        return StoreError(text("store.neo4j-replica", store=address), text("store.neo4j-replica-hint"))
    if "OutOfMemory" in code:
        return StoreError(text("store.neo4j-memory", store=address), text("store.neo4j-memory-hint"))
    return None


def _by_class(error: Exception, address: str) -> StoreError:
    if isinstance(error, AuthError):
        return StoreError(text("store.neo4j-refused", store=address), text("store.neo4j-refused-hint"))
    if _is_about_encryption(error):
        return StoreError(text("store.neo4j-tls", store=address), text("store.neo4j-tls-hint"))
    if isinstance(error, ServiceUnavailable | SessionExpired):
        return StoreError(text("store.neo4j-silent", store=address), text("store.neo4j-silent-hint"))
    if isinstance(error, ConfigurationError):
        return StoreError(text("store.neo4j-address", store=address, reason=_line(error)))
    if isinstance(error, ConstraintError):
        return StoreError(text("store.neo4j-foreign-data", store=address, reason=_line(error)))
    if isinstance(error, TransientError):
        return StoreBusyError(text("store.busy", store=address), text("store.busy-hint"))
    return StoreError(text("store.failed", store=address, reason=_line(error)), text("store.failed-hint"))


def _is_about_encryption(error: BaseException | None) -> bool:
    """Tell whether a connection failed for a certificate, or because only one side encrypts."""
    while error is not None:
        if isinstance(error, ssl.SSLError):
            return True
        error = error.__cause__ or error.__context__
    return False


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
