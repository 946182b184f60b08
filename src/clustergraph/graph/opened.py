"""The graph as an open store."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from clustergraph.errors import InputError
from clustergraph.i18n import text
from clustergraph.model.dates import is_date
from clustergraph.model.terms import Kind
from clustergraph.settings import DEFAULT_STORE
from clustergraph.store.base import Store, connect


def project_folder(address: str) -> Path:
    """Return the folder beside a store, whose own `loaders/` and `rules/` go before the shipped ones."""
    scheme, colon, rest = address.partition(":")
    if rest.startswith("//"):  # a server: the project is where the command is given
        return Path()
    place = rest if colon and len(scheme) > 1 else address
    return Path(place).parent


class Opened:
    """A store and the project's folder beside it: what every part of the facade stands on."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        """The store itself, for what has no command."""
        self.folder = folder

    @classmethod
    def open(cls, address: str = DEFAULT_STORE, *, create: bool = False, read_only: bool = False, on: str = "") -> Self:
        """Open a store: the path of an SQLite file, `memory:` or `neo4j://HOST`; `create` makes a missing one.

        `on` is a day: links and dated nodes are read only where they hold then.
        """
        if on and not is_date(on):
            raise InputError(text("store.no-day", day=on), text("store.no-day-hint"))
        store = connect(address, create=create, read_only=read_only)
        store.on = on
        return cls(store, project_folder(address))

    def close(self) -> None:
        """Let go of the store."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def resolve(self, wanted: str, kinds: Sequence[Kind] = ()) -> str:
        """Return the uid that people mean by a uid, an INN, a rank or a name."""
        from clustergraph.graph.resolve import resolve

        return resolve(self.store, wanted, kinds)
