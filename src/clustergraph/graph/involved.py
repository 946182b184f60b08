"""Clusters, their agreements, and the questionnaires of their firms."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from clustergraph.graph.opened import Opened

if TYPE_CHECKING:
    from clustergraph.graph.asking import Answers, Questionnaires
    from clustergraph.graph.clusters import Adopted, Agreements, Clusters, Shown


class Involved(Opened):
    """The part of the facade that lists clusters and agreements, and asks their firms."""

    def clusters(self) -> Clusters:
        """List the clusters."""
        from clustergraph.graph.clusters import clusters

        return clusters(self.store)

    def cluster(self, wanted: str) -> Shown:
        """Return one cluster with its members."""
        from clustergraph.graph.clusters import cluster

        return cluster(self.store, wanted)

    def clusters_adopt(
        self, candidate: str, slug: str, *, name: str = "", roles: bool = False, expert: str = "expert"
    ) -> Adopted:
        """Make a candidate a cluster of status `idea`, as an expert says it; `roles`: with those a check proposes."""
        from clustergraph.graph.clusters import adopt

        return adopt(self.store, candidate, slug, name=name, roles=roles, expert=expert)

    def agreements(self) -> Agreements:
        """List the agreements."""
        from clustergraph.graph.clusters import agreements

        return agreements(self.store)

    def agreement(self, wanted: str) -> Shown:
        """Return one agreement with its parties."""
        from clustergraph.graph.clusters import agreement

        return agreement(self.store, wanted)

    def questionnaire_make(
        self,
        wanted: str,
        folder: Path | str,
        *,
        region: str = "",
        period: str = "",
        adopt: str = "",
        expert: str = "expert",
    ) -> Questionnaires:
        """Write a questionnaire a firm, and one of all firms, into a folder; `adopt` makes a candidate a cluster."""
        from clustergraph.graph.asking import make

        into = Path(folder)
        return make(self.store, self.folder, wanted, into, region=region, period=period, adopted=adopt, expert=expert)

    def questionnaire_status(self, wanted: str, *, period: str = "", letter: Path | None = None) -> Answers:
        """Say who has answered, who has not, what is missing; `letter` is the reminder to write, as DOCX."""
        from clustergraph.graph.asking import status

        return status(self.store, self.folder, wanted, period=period, letter=letter)
