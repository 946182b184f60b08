"""A whole store brought into another one, whatever keeps them, and both compared at the end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from clustergraph.errors import StoreError
from clustergraph.i18n import number, text
from clustergraph.model.results import Result, Table, aligned
from clustergraph.model.terms import LinkKind
from clustergraph.progress import Progress, silent
from clustergraph.store.base import Projection, Store
from clustergraph.store.copying import copy as copy_store

if TYPE_CHECKING:
    from clustergraph.model.arrays import GraphArrays


@dataclass(frozen=True, slots=True)
class Copied(Result):
    """What a copy wrote, and that both stores say the same now."""

    origin: str
    target: str
    sources: int
    """Sources that were written; those that were there already are left alone."""
    nodes: int
    links: int
    stamp: str

    def to_text(self) -> str:
        """Return what was written in words."""
        rows = [
            (text("graph.copy-origin"), self.origin),
            (text("graph.copy-target"), self.target),
            (text("graph.copy-sources"), number(self.sources)),
            (text("graph.copy-nodes"), number(self.nodes)),
            (text("graph.copy-links"), number(self.links)),
            (text("graph.copy-stamp"), self.stamp),
        ]
        return aligned(("", ""), rows).strip()

    def table(self) -> Table:
        """Return one row."""
        row = (self.origin, self.target, self.sources, self.nodes, self.links, self.stamp)
        return ("origin", "target", "sources", "nodes", "links", "stamp"), [row]


def copy(store: Store, target: Store, *, progress: Progress = silent) -> Copied:
    """Bring all that a store says into another one; what was there already and is the same is not written.

    Raises
    ------
    StoreError
        Where the two differ afterwards.
    """
    written = copy_store(target, store, progress=progress)
    mine, theirs = store.stats(), target.stats()
    differing = ""
    if (mine.nodes, mine.links, mine.contested) != (theirs.nodes, theirs.links, theirs.contested):
        differing = text("graph.copy-counts")
    elif store.stamp() != target.stamp():
        differing = text("graph.copy-stamp")
    elif not _equal(store.project(_everything()), target.project(_everything())):
        differing = text("graph.copy-arrays")
    if differing:
        raise StoreError(
            text("graph.copy-differs", origin=store.address, target=target.address, what=differing),
            text("graph.copy-differs-hint"),
        )
    nodes, links = sum(theirs.nodes.values()), sum(theirs.links.values())
    return Copied(store.address, target.address, len(written), nodes, links, target.stamp())


def _everything() -> Projection:
    return Projection(link_kinds=tuple(LinkKind), computed=True)


def _equal(one: GraphArrays, other: GraphArrays) -> bool:
    import numpy as np

    if (one.uids, one.kinds, one.link_kinds) != (other.uids, other.kinds, other.link_kinds):
        return False
    names = ("node_kind", "src", "dst", "link_kind")
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in names) and np.array_equal(
        one.weight, other.weight, equal_nan=True
    )
