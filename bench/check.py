"""Decree 779 on many candidates: evidence read from SQLite, all rules judged, against the projection of the graph."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from bench.measure import measure

if TYPE_CHECKING:
    from clustergraph.model.records import Statement

FIRMS, LINKS, CANDIDATES = 10_000, 100_000, 1_000
_SMALLEST, _LARGEST = 5, 30
_RUN = "run/bench"


def table() -> list[str]:
    """Measure and return the section for docs/benchmarks.md."""
    with tempfile.TemporaryDirectory() as name:
        store = Path(name) / "store.db"
        measure("bench.check:make", store)
        projected = measure("bench.check:project", store).said["seconds"]
        taken = [
            ("evidence alone", measure("bench.check:read", store)),
            ("the newest edition", measure("bench.check:judge", store, "e2024")),
            ("an edition before 2021", measure("bench.check:judge", store, "e2015")),
            ("all editions", measure("bench.check:judge", store, "")),
            ("one by one, with inputs and questions (a tenth of them, × 10)", measure("bench.check:explain", store)),
        ]
    size = f"{CANDIDATES:,} candidates of {_SMALLEST} to {_LARGEST} firms"
    return [
        f"## Decree 779: {size}, {FIRMS:,} firms, {LINKS:,} links",
        "",
        "Evidence read from SQLite and all rules judged. Goal: the newest edition in 10 s.",
        f"Projection of the same graph to arrays: {projected:.2f} s.",
        "",
        "| | s | × the projection | peak, MB |",
        "|---|--:|--:|--:|",
        *(
            f"| {title} | {one.said['seconds']:.1f} | {one.said['seconds'] / projected:.0f} | {one.peak:.0f} |"
            for title, one in taken
        ),
    ]


def make(store: str) -> None:
    """Load a region's firms and supplies as an expert would, and candidates around firms drawn at random."""
    from clustergraph import Graph
    from clustergraph.store.base import Load, SourceInfo
    from clustergraph.synth.layouts import write_region
    from clustergraph.synth.region import Profile, make_region

    profile = Profile(
        "bench-check", FIRMS, groups=FIRMS // 30, group_size=(5, 20), rows=LINKS, hub_reach=0.02, periods=("2023",)
    )
    region = make_region(profile, seed=1)
    with tempfile.TemporaryDirectory() as folder, Graph.open(store, create=True) as graph:
        graph.load(*write_region(Path(folder), region))
        firms = [f"org/{firm.inn}" for firm in region.firms]
        groups = [[firms[firm.number - 1] for firm in group.members] for group in region.groups]
        found = list(_candidates(groups, firms))
        run = Load(_RUN, [], speaker=SourceInfo(_RUN, 10, computed=True))
        graph.store.load(run, _statements(found))


def _candidates(groups: Sequence[Sequence[str]], firms: Sequence[str]) -> Iterator[Sequence[str]]:
    """Give planted groups, widened or cut to a size between the smallest and the largest."""
    rng = Random(1)
    for number in range(CANDIDATES):
        size = rng.randint(_SMALLEST, _LARGEST)
        inside = list(groups[number % len(groups)])[:size]
        others = (firm for firm in rng.sample(firms, size) if firm not in inside)
        yield [*inside, *(firm for firm, _ in zip(others, range(size - len(inside)), strict=False))]


def _statements(candidates: Sequence[Sequence[str]]) -> Iterator[Statement]:
    from clustergraph.model.records import Entity, Place, Statement, link
    from clustergraph.model.terms import Kind, LinkKind

    for number, firms in enumerate(candidates, 1):
        candidate = Entity(_uid(number), Kind.CLUSTER_CANDIDATE, {"name": f"Candidate {number}"})
        yield Statement(candidate, Place("bench"))
        for firm in firms:
            yield Statement(link(candidate.uid, LinkKind.INCLUDES, firm, {"score": 1.0}), Place("bench"))


def _uid(number: int) -> str:
    return f"candidate/bench/{number}"


def project(store: str) -> dict[str, float]:
    """Read the whole graph as arrays, as detection does."""
    from clustergraph.store.base import Projection, connect

    with connect(store, read_only=True) as opened:
        opened.project(Projection())
        started = time.process_time()
        arrays = opened.project(Projection())
        seconds = time.process_time() - started
    assert len(arrays.src) > LINKS / 2
    return {"seconds": seconds}


def judge(store: str, edition: str) -> dict[str, float]:
    """Check all candidates against one edition, or each of them against all."""
    from clustergraph import Graph

    with Graph.open(store, read_only=True) as graph:
        editions = [edition] if edition else [one.id for one in graph.rules().editions]
        groups = [_uid(number) for number in range(1, CANDIDATES + 1)]
        started = time.process_time()
        for name in editions:
            judged = sum(1 for report in graph.check_each(groups, edition=name) if report.requirements)
            assert judged == CANDIDATES
        return {"seconds": time.process_time() - started}


def read(store: str) -> dict[str, float]:
    """Read the evidence of all candidates and judge nothing."""
    from clustergraph.analysis.evidence import gather, read_once
    from clustergraph.store.base import connect

    with connect(store, read_only=True) as opened:
        sources = list(opened.sources())
        groups = [_uid(number) for number in range(1, CANDIDATES + 1)]
        started = time.process_time()
        said = read_once(groups, lambda uids: opened.statements(ends=uids))
        statements = sum(len(gather(group, said, sources=sources).money) for group in groups)
        return {"seconds": time.process_time() - started, "statements": statements}


def explain(store: str) -> dict[str, float]:
    """Check a tenth of the candidates one by one as an expert does: with inputs, questions and what each narrows."""
    from clustergraph import Graph

    with Graph.open(store, read_only=True) as graph:
        started = time.process_time()
        for number in range(1, CANDIDATES // 10 + 1):
            graph.check(_uid(number))
        return {"seconds": (time.process_time() - started) * 10}
