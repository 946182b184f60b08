"""One method a command; each opens the room it needs when it is called."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, Unpack

from clustergraph.errors import InputError, StoreError
from clustergraph.graph.declared import Declared
from clustergraph.i18n import text
from clustergraph.model.dates import is_date
from clustergraph.model.terms import Kind
from clustergraph.progress import Progress, silent
from clustergraph.settings import DEFAULT_STORE, expert
from clustergraph.store.base import Projection, Store, connect

if TYPE_CHECKING:
    import networkx as nx

    from clustergraph.analysis.candidates import Candidate, Candidates
    from clustergraph.analysis.cooperation import Cooperation
    from clustergraph.analysis.evidence import Evidence
    from clustergraph.analysis.law.compare import Comparison
    from clustergraph.analysis.law.listing import Rules
    from clustergraph.analysis.law.report import CheckReport
    from clustergraph.export.tables import ExportReport
    from clustergraph.graph.checking import Checking, GroupAsked
    from clustergraph.graph.conflicts import Conflicts
    from clustergraph.graph.doctor import Backup, Doctor
    from clustergraph.graph.found import Found
    from clustergraph.graph.loads import Loads, LoadShown, Undone
    from clustergraph.graph.merge import Merge, Take
    from clustergraph.graph.say import Said
    from clustergraph.graph.search import SearchResult
    from clustergraph.graph.show import Shown
    from clustergraph.graph.sources import Reweighed, Sources, SourceShown, Withdrawn
    from clustergraph.graph.status import Status
    from clustergraph.load.report import LoadReport
    from clustergraph.model.arrays import GraphArrays
    from clustergraph.rdf.bundle import RdfExport
    from clustergraph.view.pyvis import PictureFile


def project_folder(address: str) -> Path:
    """Return the folder beside a store, whose own `loaders/` and `rules/` go before the shipped ones."""
    scheme, colon, rest = address.partition(":")
    place = rest if colon and len(scheme) > 1 else address
    return Path(place).parent


class Graph(Declared):
    """A graph of enterprises and clusters in a store.

    >>> with Graph.open("memory:", create=True) as graph:
    ...     graph.status().firms
    0
    """

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        """The store itself, for what has no command."""
        self.folder = folder

    @classmethod
    def open(cls, address: str = DEFAULT_STORE, *, create: bool = False, read_only: bool = False, on: str = "") -> Self:
        """Open a store: the path of an SQLite file, or `memory:`; `create` makes one where there is none.

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

    # ------------------------------------------------------------ files in
    def load(
        self,
        *paths: Path | str,
        loader: str = "",
        source: str = "",
        dry_run: bool = False,
        strict: bool = False,
        replace: bool = False,
        encoding: str = "",
        delimiter: str = "",
        observed_on: str = "",
        errors: Path | str | None = None,
        progress: Progress = silent,
    ) -> list[LoadReport]:
        """Read files into the graph; loading a source again replaces what it said. One report a load.

        `errors` names a CSV file for the whole rows that could not be read; corrected, it is loaded like any other.
        """
        from clustergraph.load.run import load_files

        return load_files(
            self.store,
            [Path(path) for path in paths],
            loader=loader,
            source=source,
            dry_run=dry_run,
            strict=strict,
            replace=replace,
            encoding=encoding,
            delimiter=delimiter,
            observed_on=observed_on,
            folders=(self.folder,),
            errors=Path(errors) if errors else None,
            progress=progress,
        )

    def sources(self) -> Sources:
        """List who speaks, with priority and date."""
        from clustergraph.graph.sources import sources

        return sources(self.store)

    # ------------------------------------------------------------ statements for keeps
    def source(self, wanted: str) -> SourceShown:
        """Return one source with what it says and its loads; `source/` may be left out."""
        from clustergraph.graph.sources import source

        return source(self.store, wanted)

    def withdraw(self, wanted: str, *, erase: bool = False, dry_run: bool = False) -> Withdrawn:
        """Take away all that a source says, or with `NAME/*` it and every source below it; not to be undone."""
        from clustergraph.graph.sources import withdraw

        return withdraw(self.store, wanted, erase=erase, dry_run=dry_run)

    def priority(self, wanted: str, value: int) -> Reweighed:
        """Give a source, or `NAME/*`, another priority, 0 to 100; the higher one is shown where sources differ."""
        from clustergraph.graph.sources import priority

        return priority(self.store, wanted, value)

    def loads(self, source: str = "") -> Loads:
        """List the loads of a source, of `NAME/*`, or all."""
        from clustergraph.graph.loads import loads

        return loads(self.store, source)

    def loaded(self, no: int) -> LoadShown:
        """Return what a load changed, with what its source said before."""
        from clustergraph.graph.loads import load

        return load(self.store, no)

    def undo(self, source: str = "", *, file: str = "") -> Undone:
        """Take back the latest load of a source, or of each source that one command read from a file."""
        from clustergraph.graph.loads import undo

        return undo(self.store, source, file=file)

    def conflicts(
        self, *, kinds: Sequence[str] = (), properties: Sequence[str] = (), source: str = "", limit: int = 0
    ) -> Conflicts:
        """List where sources contradict each other; names of kinds may be of nodes and links."""
        from clustergraph.graph.conflicts import conflicts

        return conflicts(self.store, kinds=kinds, properties=properties, source=source, limit=limit)

    def say(self, wanted: str, *assignments: str, why: str, alias: str = "") -> Said:
        """State properties of a record as an expert, `PROPERTY=VALUE` each; `PROPERTY=` takes it back."""
        from clustergraph.graph.say import say

        return say(self.store, self.resolve(wanted), assignments, why=why, expert=alias or expert())

    def backup(self, path: Path | str) -> Backup:
        """Write the state of this moment into a file that is a store of its own."""
        from clustergraph.graph.doctor import backup

        return backup(self.store, Path(path))

    def merge(self, address: str, *, take: Take = "", progress: Progress = silent) -> Merge:
        """Take the sources of another store into this one, the newer of two; `take` decides where dates do not."""
        from clustergraph.graph.merge import merge

        with connect(address, read_only=True) as other:
            return merge(self.store, other, take=take, progress=progress)

    # ------------------------------------------------------------ looking
    def status(self) -> Status:
        """Count what is in the graph."""
        from clustergraph.graph.status import status

        return status(self.store)

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

    def resolve(self, wanted: str, kinds: Sequence[Kind] = ()) -> str:
        """Return the uid that people mean by a uid, an INN, a rank or a name."""
        from clustergraph.graph.resolve import resolve

        return resolve(self.store, wanted, kinds)

    # ------------------------------------------------------------ candidates
    def project(self, projection: Projection) -> GraphArrays:
        """Return the graph as arrays."""
        return self.store.project(projection)

    def detect(
        self,
        *,
        regions: Iterable[str] = (),
        period: str = "",
        seed: int = 1,
        min_firms: int = 5,
        method: str = "fast",
        progress: Progress = silent,
    ) -> Found:
        """Find groups of firms that could form a cluster; `save` keeps the answer."""
        from clustergraph.graph.found import detect

        return detect(
            self.store,
            regions=sorted(set(regions)),
            period=period,
            seed=seed,
            min_firms=min_firms,
            method=method,
            progress=progress,
        )

    def save(self, found: Found) -> str:
        """Keep the answer of `detect` as a computed source and return its run; the same run again writes nothing."""
        from clustergraph.graph.found import save

        return save(self.store, found)

    def candidates(self, run: str = "") -> Candidates:
        """List the candidates of a run; of the latest where none is named."""
        from clustergraph.graph.found import candidates

        return candidates(self.store, run)

    def candidate(self, wanted: str, *, run: str = "") -> Candidate:
        """Return one candidate: its firms, why they are together."""
        from clustergraph.graph.found import candidate

        return candidate(self.store, wanted, run)

    # ------------------------------------------------------------ decree 779
    def evidence(self, wanted: str, *, period: str = "", as_of: str = "") -> Evidence:
        """Collect all that sources say around a cluster or candidate; the day of reading is `as_of`, else `on`."""
        return self._checking(wanted, period=period, as_of=as_of).evidence()

    def check(self, wanted: str = "", *, edition: str = "", **group: Unpack[GroupAsked]) -> CheckReport:
        """Check a cluster or candidate, or the group in a file of `members`, against Decree 779.

        Indicative until the rules are verified. Nothing is written, not even of a file.
        """
        return self._checking(wanted, **group).check(edition)

    def check_compare(self, first: str, second: str, wanted: str = "", **group: Unpack[GroupAsked]) -> Comparison:
        """Check a group in two editions of the decree, side by side."""
        return self._checking(wanted, **group).compare(first, second)

    def check_whatif(
        self, moves: Sequence[str], wanted: str = "", *, edition: str = "", **group: Unpack[GroupAsked]
    ) -> Comparison:
        """Check a group before and after firms join (`+INN=ROLE`, `+INN`) or leave (`-INN`); nothing is written."""
        return self._checking(wanted, **group).whatif(moves, edition)

    def cooperation(self, wanted: str = "", **group: Unpack[GroupAsked]) -> Cooperation:
        """Return who in a group supplies whom: a matrix supplier × buyer with margins; a blank is not zero."""
        from clustergraph.analysis.cooperation import cooperation

        return cooperation(self._checking(wanted, **group).evidence())

    def _checking(self, wanted: str, **group: Unpack[GroupAsked]) -> Checking:
        from clustergraph.graph.checking import Checking

        return Checking(self.store, self.folder, wanted, **group)

    def rules_verify(self, edition: str, requirement: str, *, by: str, on: str, clause: str = "") -> Rules:
        """Keep in the store that a person compared a requirement with the official text: it is indicative no more."""
        from clustergraph.graph.checking import verify

        verify(self.store, self.folder, edition, requirement, by=by, on=on, clause=clause)
        return self.rule(edition, self.folder, self.store)

    # ------------------------------------------------------------ files out
    def view(self, out: Path | str, wanted: str = "", *, depth: int = 1) -> PictureFile:
        """Draw a group or the surroundings of a record into one offline HTML file; nothing named: all candidates."""
        from clustergraph.graph.picture import view

        return view(self.store, Path(out), wanted, depth=depth)

    def export_csv(self, folder: Path | str, *, delimiter: str = ",", decimal: str = ".") -> ExportReport:
        """Write one CSV a kind of node and link; a Russian Excel wants `delimiter=";", decimal=","`."""
        from clustergraph.export.tables import write_csv

        entities, links = self.store.entities(), self.store.links()
        return write_csv(Path(folder), entities, links, delimiter=delimiter, decimal=decimal)

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
