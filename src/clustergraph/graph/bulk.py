"""A store as files for Neo4j's own import, and how they become a database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from clustergraph.i18n import number, text
from clustergraph.model.results import Result, Table
from clustergraph.progress import Progress, silent
from clustergraph.store.base import Store


@dataclass(frozen=True, slots=True)
class BulkExport(Result):
    """What was written for an import, and the command that takes it."""

    folder: Path
    files: Sequence[Path]
    command: str
    """To be given in the folder, while the server is stopped."""
    nodes: int
    links: int
    stamp: str

    def to_text(self) -> str:
        """Return what was written and what to do with it."""
        written = text("graph.bulk-written", folder=self.folder, nodes=number(self.nodes), links=number(self.links))
        return "\n".join((written, text("graph.bulk-next", folder=self.folder), "", f"  {self.command}"))

    def table(self) -> Table:
        """Return one row a file."""
        return ("path",), [(str(path),) for path in self.files]


def export(store: Store, folder: Path, *, progress: Progress = silent) -> BulkExport:
    """Write a store into a folder for `neo4j-admin database import`."""
    from clustergraph.store.neo4j.bulk import write_bulk

    bulk = write_bulk(store, folder, progress=progress)
    return BulkExport(folder, bulk.files, bulk.command, bulk.nodes, bulk.links, bulk.stamp)
