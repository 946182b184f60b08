"""Looking into the graph, and files out of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from clustergraph.errors import StoreError
from clustergraph.graph.opened import Opened
from clustergraph.model.terms import Kind
from clustergraph.progress import Progress, silent
from clustergraph.settings import DEFAULT_STORE
from clustergraph.store.base import connect

if TYPE_CHECKING:
    import networkx as nx

    from clustergraph.export.tables import ExportReport
    from clustergraph.graph.bulk import BulkExport
    from clustergraph.graph.doctor import Doctor
    from clustergraph.graph.query import Answer
    from clustergraph.graph.search import SearchResult
    from clustergraph.graph.show import Shown
    from clustergraph.graph.status import Status
    from clustergraph.rdf.bundle import RdfExport
    from clustergraph.view.pyvis import PictureFile


class Looking(Opened):
    """The part of the facade that reads: search, records, pictures, tables, RDF."""

    def status(self) -> Status:
        """Count what is in the graph."""
        from clustergraph.graph.status import status

        return status(self.store)

    def query(
        self,
        name: str = "",
        *,
        file: Path | str = "",
        parameters: Mapping[str, str] | None = None,
        limit: int = 50,
    ) -> Answer:
        """Ask a Neo4j store a question in Cypher: one of `cypher/explore` by name, or of a file; nothing is changed."""
        from clustergraph.graph.query import query

        return query(self.store, name, file=Path(file) if file else None, parameters=parameters or {}, limit=limit)

    @staticmethod
    def doctor(address: str = DEFAULT_STORE, *, full: bool = False) -> Doctor:
        """Look whether the program, its packages and the store, where there is one, are well; `full`: every record."""
        from clustergraph.graph.doctor import doctor

        try:
            store = connect(address, read_only=True)
        except StoreError:
            if Path(address).exists():
                raise
            return doctor(None)
        with store:
            return doctor(store, full=full)

    def search(self, query: str, *, kinds: Sequence[Kind] = (), limit: int = 20) -> SearchResult:
        """Find records by code or words of their names, also with a typing error."""
        from clustergraph.graph.search import search

        return search(self.store, query, kinds, limit)

    def show(self, wanted: str, *, limit: int = 500) -> Shown:
        """Return one record with its statements, their places, links and contradictions."""
        from clustergraph.graph.show import show

        return show(self.store, self.resolve(wanted), limit=limit)

    def view(self, out: Path | str, wanted: str = "", *, depth: int = 1) -> PictureFile:
        """Draw a group or the surroundings of a record into one offline HTML file; nothing named: all candidates."""
        from clustergraph.graph.picture import view

        return view(self.store, Path(out), wanted, depth=depth)

    def export_csv(self, folder: Path | str, *, delimiter: str = ",", decimal: str = ".") -> ExportReport:
        """Write one CSV a kind of node and link; a Russian Excel wants `delimiter=";", decimal=","`."""
        from clustergraph.export.tables import write_csv

        entities, links = self.store.entities(), self.store.links()
        return write_csv(Path(folder), entities, links, delimiter=delimiter, decimal=decimal)

    def export_neo4j_bulk(self, folder: Path | str, *, progress: Progress = silent) -> BulkExport:
        """Write the store as the files and the one command with which Neo4j's own tool makes a database of it."""
        from clustergraph.graph.bulk import export

        return export(self.store, Path(folder), progress=progress)

    def rdf_export(
        self, folder: Path | str, *, formats: Sequence[str] = ("nt", "ttl"), progress: Progress = silent
    ) -> RdfExport:
        """Write the graph as RDF with ontology, shapes and code lists beside it."""
        from clustergraph.rdf.bundle import export

        return export(self.store, Path(folder), formats=formats, progress=progress)

    def to_networkx(self) -> nx.MultiDiGraph[str]:
        """Return the whole graph for networkx: node uid and link uid as keys, properties as attributes."""
        from clustergraph.export.graphs import to_networkx

        return to_networkx(self.store.entities(), self.store.links())
