"""What the facade reads of a store for a check or a dossier."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from clustergraph.graph import Graph
from clustergraph.graph.checking import Checking
from clustergraph.model.records import Statement


def test_the_evidence_of_a_group_is_read_once_for_all_that_a_dossier_holds(demo: Path) -> None:
    with Graph.open(str(demo / "clustergraph.db"), read_only=True) as graph:
        checking = Checking(graph.store, graph.folder, "demo-polymers")
        asked: list[list[str]] = []
        said = checking.said

        def counted(uids: Iterable[str]) -> Iterator[Statement]:
            asked.append(sorted(uids))
            return iter(said(asked[-1]))

        checking._said = counted
        evidence = checking.evidence()
        once = len(asked)
        checking.check("e2024")
        checking.check("e2016")
        assert checking.cooperation().group == evidence.group
        assert checking.compare("e2015", "e2024").second.edition == "e2024"
        assert checking.evidence() is evidence
        assert len(asked) == once
