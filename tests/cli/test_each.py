"""Many groups at once are judged as one by one."""

from __future__ import annotations

from clustergraph.analysis.law.report import CheckReport
from clustergraph.graph import Graph


def judged(report: CheckReport) -> list[tuple[object, ...]]:
    return [(one.id, one.verdict, one.figure and one.figure.value, one.threshold) for one in report.requirements]


def test_all_candidates_are_judged_as_each_alone(store: str) -> None:
    with Graph.open(store, read_only=True) as graph:
        for edition in ("e2015", "e2024"):
            reports = list(graph.check_each(edition=edition))
            assert len(reports) > 3
            for report in reports:
                alone = graph.check(report.group, edition=edition)
                assert judged(report) == judged(alone)
                assert (report.verdict, report.members, report.period) == (alone.verdict, alone.members, alone.period)


def test_groups_that_are_named_are_judged_in_their_order(store: str) -> None:
    with Graph.open(store, read_only=True) as graph:
        reports = list(graph.check_each(["2", "cluster/demo-polymers", "1"]))
        assert [report.group for report in reports] == [graph.resolve(name) for name in ("2", "demo-polymers", "1")]
