"""Short ways to let sources speak, and to look at what stands in a store."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from clustergraph.model.records import Entity, Link, Statement, Value
from clustergraph.store.base import Load, LoadedFile, LoadStats, SourceInfo, Store
from tests.build import said

Graph = list[tuple[str, str, Mapping[str, Value], tuple[str, ...]]]


def speaker(store: Store, name: str, priority: int = 60, *, computed: bool = False) -> str:
    """Make a source; return its uid."""
    uid = name if "/" in name else f"source/{name}"
    store.put_source(SourceInfo(uid, priority, computed=computed))
    return uid


def tell(
    store: Store,
    source: str,
    *said_by_it: Entity | Link | Statement,
    file: str = "",
    observed_on: str = "",
    whole: bool = True,
    repeat: str = "refuse",
    missing: Literal["close", "end"] = "close",
    replace: bool = False,
    refused: Sequence[str] = (),
    unreadable: int = 0,
    dry_run: bool = False,
) -> LoadStats:
    """Load what a source says; records stand on the lines 1, 2, …; `file` is the hash of the file, "" no file."""
    statements = [each if isinstance(each, Statement) else said(each, line) for line, each in enumerate(said_by_it, 1)]
    run = Load(
        source,
        [LoadedFile("a.csv", file)] if file else [],
        observed_on=observed_on,
        whole=whole,
        repeat=repeat,
        missing=missing,
        replace=replace,
        refused=frozenset(refused),
        unreadable=unreadable,
    )
    return store.load(run, statements, dry_run=dry_run)


def graph(store: Store) -> Graph:
    """Return everything that stands in a store, in its order."""
    nodes: Graph = [(node.uid, node.kind, node.props, node.sources) for node in store.entities()]
    links: Graph = [(link.uid, link.kind, link.props, link.sources) for link in store.links()]
    return nodes + links


def node(store: Store, uid: str) -> Entity:
    """Return a node that must be there."""
    found = store.get(uid)
    assert isinstance(found, Entity)
    return found


def only_link(store: Store) -> Link:
    """Return the one link of a store."""
    (found,) = store.links()
    return found
