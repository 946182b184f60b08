"""Files in, and the care of what was stated."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from clustergraph.graph.opened import Opened
from clustergraph.progress import Progress, silent
from clustergraph.settings import expert
from clustergraph.store.base import connect

if TYPE_CHECKING:
    from clustergraph.graph.conflicts import Conflicts
    from clustergraph.graph.copying import Copied
    from clustergraph.graph.doctor import Backup
    from clustergraph.graph.loads import Loads, LoadShown, Undone
    from clustergraph.graph.merge import Take
    from clustergraph.graph.merged import Merge
    from clustergraph.graph.say import Said
    from clustergraph.graph.sources import Reweighed, Sources, SourceShown, Withdrawn
    from clustergraph.load.report import LoadReport


class Keeping(Opened):
    """The part of the facade that reads files, keeps what sources say and gives it out again."""

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
        sheet: str = "",
        header_row: int = 0,
        unit: str = "",
        vat: str = "",
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
            sheet=sheet,
            header_row=header_row,
            unit=unit,
            vat=vat,
            observed_on=observed_on,
            folders=(self.folder,),
            errors=Path(errors) if errors else None,
            progress=progress,
        )

    def sources(self) -> Sources:
        """List who speaks, with priority and date."""
        from clustergraph.graph.sources import sources

        return sources(self.store)

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

    def loaded(self, no: int, *, limit: int = 50) -> LoadShown:
        """Return what a load made (at most `limit` records, 0: all) and changed, with what its source said before."""
        from clustergraph.graph.loads import load

        return load(self.store, no, limit=limit)

    def undo(self, source: str = "", *, file: str = "") -> Undone:
        """Take back the latest load of a source, or of each source that one command read from a file."""
        from clustergraph.graph.loads import undo

        return undo(self.store, source, file=file)

    def conflicts(
        self,
        *,
        uid: str = "",
        kinds: Sequence[str] = (),
        properties: Sequence[str] = (),
        source: str = "",
        limit: int = 0,
    ) -> Conflicts:
        """List where sources contradict each other; `uid` as `show` takes it, `kinds` of nodes and links."""
        from clustergraph.graph.conflicts import conflicts

        wanted = self.resolve(uid) if uid else ""
        return conflicts(self.store, uid=wanted, kinds=kinds, properties=properties, source=source, limit=limit)

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

    def copy(self, target: str, *, progress: Progress = silent) -> Copied:
        """Bring all of this store into the one at `target`, which is made where there is none; compare both."""
        from clustergraph.graph.copying import copy

        with connect(target, create=True) as other:
            return copy(self.store, other, progress=progress)
