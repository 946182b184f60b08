"""A group under Decree 779."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Unpack

from clustergraph.graph.declared import Declared
from clustergraph.graph.opened import Opened
from clustergraph.progress import Progress, silent

if TYPE_CHECKING:
    from clustergraph.analysis.cooperation import Cooperation
    from clustergraph.analysis.evidence import Evidence
    from clustergraph.analysis.law.compare import Comparison
    from clustergraph.analysis.law.listing import Rules
    from clustergraph.analysis.law.planned import Plan
    from clustergraph.analysis.law.report import CheckReport
    from clustergraph.export.dossier.write import DossierFiles
    from clustergraph.export.sheets import Written
    from clustergraph.graph.checking import Checking, GroupAsked


class Legal(Opened, Declared):
    """The part of the facade that checks a group against the decree."""

    def evidence(self, wanted: str, *, period: str = "", as_of: str = "") -> Evidence:
        """Collect all that sources say around a cluster or candidate; the day of reading is `as_of`, else `on`."""
        return self._checking(wanted, period=period, as_of=as_of).evidence()

    def check(self, wanted: str = "", *, edition: str = "", **group: Unpack[GroupAsked]) -> CheckReport:
        """Check a cluster or candidate, or the group in a file of `members`, against Decree 779.

        Indicative until the rules are verified. Nothing is written, not even of a file.
        """
        return self._checking(wanted, **group).check(edition)

    def check_each(
        self, wanted: Iterable[str] = (), *, edition: str = "", period: str = "", as_of: str = ""
    ) -> Iterator[CheckReport]:
        """Check many groups, by default the candidates of the current run: figures and verdicts, without questions."""
        from clustergraph.graph.judging import check_each

        return check_each(self.store, self.folder, wanted, edition=edition, period=period, as_of=as_of)

    def check_compare(self, first: str, second: str, wanted: str = "", **group: Unpack[GroupAsked]) -> Comparison:
        """Check a group in two editions of the decree, side by side."""
        return self._checking(wanted, **group).compare(first, second)

    def check_whatif(
        self, moves: Sequence[str], wanted: str = "", *, edition: str = "", **group: Unpack[GroupAsked]
    ) -> Comparison:
        """Check a group before and after firms join (`+INN=ROLE`, `+INN`) or leave (`-INN`); nothing is written."""
        return self._checking(wanted, **group).whatif(moves, edition)

    def plan(
        self,
        wanted: str = "",
        *,
        targets: Sequence[str] = (),
        edition: str = "",
        accept: bool = False,
        progress: Progress = silent,
        **group: Unpack[GroupAsked],
    ) -> Plan:
        """Find the shortest list of steps after which the targets are met and nothing else got worse.

        `targets` are ids of requirements, else those that are not met. Nothing is written, but with `accept`: then the
        plan is kept in the store as a document.
        """
        from clustergraph.graph.planning import accepted

        plan = self._checking(wanted, **group).plan(edition, targets, progress)
        return accepted(self.store, plan, of_file=bool(group.get("members"))) if accept else plan

    def cooperation(self, wanted: str = "", **group: Unpack[GroupAsked]) -> Cooperation:
        """Return who in a group supplies whom: matrix, functional map, who depends on whom; a blank is not zero."""
        return self._checking(wanted, **group).cooperation()

    def export_cooperation(self, path: Path | str, wanted: str = "", **group: Unpack[GroupAsked]) -> Written:
        """Write the functional map as `.xlsx`, or its supplies as `.csv`."""
        from clustergraph.export.sheets import Sheet, write_sheets

        tables = self.cooperation(wanted, **group).tables()
        return write_sheets(Path(path), [Sheet(title, table) for title, table in tables.items()])

    def dossier(
        self, wanted: str, out: Path | str, *, date: str = "", edition: str = "", **group: Unpack[GroupAsked]
    ) -> DossierFiles:
        """Write the documents of a group to edit and hand over; `date` stands on them. The form is not official."""
        from clustergraph.graph.dossier import dossier

        return dossier(self._checking(wanted, **group), Path(out), edition=edition, day=date)

    def _checking(self, wanted: str, **group: Unpack[GroupAsked]) -> Checking:
        from clustergraph.graph.checking import Checking

        return Checking(self.store, self.folder, wanted, **group)

    def rules_verify(self, edition: str, requirement: str, *, by: str, on: str, clause: str = "") -> Rules:
        """Keep in the store that a person compared a requirement with the official text: it is indicative no more."""
        from clustergraph.graph.checking import verify

        verify(self.store, self.folder, edition, requirement, by=by, on=on, clause=clause)
        return self.rule(edition, self.folder, self.store)
