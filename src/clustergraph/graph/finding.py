"""Candidates of clusters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from clustergraph.graph.opened import Opened
from clustergraph.progress import Progress, silent
from clustergraph.settings import expert
from clustergraph.store.base import Projection

if TYPE_CHECKING:
    from clustergraph.analysis.candidate import Candidate
    from clustergraph.analysis.candidates import Candidates
    from clustergraph.analysis.detection.lineage import Lineage
    from clustergraph.analysis.detection.pins import Pins
    from clustergraph.analysis.law.report import CheckReport
    from clustergraph.export.sheets import Written
    from clustergraph.graph.found import Found
    from clustergraph.model.arrays import GraphArrays


class Finding(Opened):
    """The part of the facade that finds groups of firms and keeps the answers."""

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
        method: str = "pool",
        judge: str = "auto",
        jobs: int = 1,
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
            judge=judge,
            jobs=jobs,
            progress=progress,
        )

    def save(self, found: Found | CheckReport) -> str:
        """Keep the answer of `detect` or `check` as a computed source and return its run; again, it writes nothing."""
        from clustergraph.analysis.law.report import CheckReport

        if isinstance(found, CheckReport):
            from clustergraph.graph.kept import save_check

            return save_check(self.store, found)
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

    def candidates_export(self, path: Path | str, *, run: str = "") -> Written:
        """Write the candidates and their firms into an `.xlsx` of two sheets, or a `.csv` of one row a firm."""
        from clustergraph.graph.handing import export

        return export(self.store, Path(path), run)

    def candidates_compare(self, current: str = "", previous: str = "") -> Lineage:
        """Say what became of each candidate: by default in the current run against the one before it."""
        from clustergraph.graph.following import compare

        return compare(self.store, current, previous)

    def candidates_pin(
        self,
        *wanted: str,
        why: str = "",
        outside: Sequence[str] = (),
        name: str = "",
        dismiss: bool = False,
        remove: int = 0,
        author: str = "",
    ) -> Pins:
        """Keep an expert's decision on a candidate or on firms, take one back (`remove`), or list them.

        Firms stay together in every search to come; `outside` never enters a candidate; `name` and `dismiss` hold for
        the candidate that has most of the same firms, in this run and the next.
        """
        from clustergraph.graph.pinning import pin, pins, unpin

        if remove:
            return unpin(self.store, remove)
        if not (wanted or outside):
            return pins(self.store)
        return pin(self.store, wanted, why=why, outside=outside, name=name, dismiss=dismiss, author=author or expert())
