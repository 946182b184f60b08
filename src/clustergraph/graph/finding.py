"""Candidates of clusters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from clustergraph.graph.opened import Opened
from clustergraph.progress import Progress, silent
from clustergraph.store.base import Projection

if TYPE_CHECKING:
    from clustergraph.analysis.candidates import Candidate, Candidates
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
