"""The demo tells the same on a server as in a file: arrays, candidates, checks, search, stamp."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from clustergraph.errors import StoreError
from clustergraph.graph import Graph
from clustergraph.graph.demo import CLUSTER
from clustergraph.model.records import Link
from clustergraph.model.terms import LinkKind
from clustergraph.store.base import Projection
from clustergraph.synth.demo import write_demo
from tests.build import A, B, link
from tests.store.server import standing
from tests.store.telling import speaker, tell

pytestmark = pytest.mark.neo4j
EVERYTHING = Projection(
    link_kinds=tuple(LinkKind), node_columns=["name", "okved2", "kpp"], link_columns=["period"], computed=True
)


def test_the_demo_is_the_same_on_both(tmp_path: Path) -> None:
    folder, address = tmp_path / "files", standing.emptied()
    folder.mkdir()
    demo = write_demo(folder)
    with Graph.open(str(tmp_path / "graph.db"), create=True) as embedded, Graph.open(address, create=True) as server:
        for graph in (embedded, server):
            for file in demo.files:
                graph.load(file.path, loader=file.loader, source=file.source)
        assert server.store.stamp() == embedded.store.stamp()
        assert server.store.stats() == embedded.store.stats()
        assert list(server.store.entities()) == list(embedded.store.entities())
        assert [each.sources for each in server.store.entities()] == [
            each.sources for each in embedded.store.entities()
        ]
        assert list(server.store.links()) == list(embedded.store.links())
        assert list(server.store.conflicts()) == list(embedded.store.conflicts())
        mine, theirs = server.store.project(EVERYTHING), embedded.store.project(EVERYTHING)
        assert (mine.uids, mine.kinds, mine.link_kinds) == (theirs.uids, theirs.kinds, theirs.link_kinds)
        assert (mine.node_columns, mine.link_columns) == (theirs.node_columns, theirs.link_columns)
        for name in ("node_kind", "src", "dst", "link_kind"):
            assert np.array_equal(getattr(mine, name), getattr(theirs, name))
        assert np.array_equal(mine.weight, theirs.weight, equal_nan=True)
        told = []
        for graph in (embedded, server):
            run = graph.save(graph.detect(period="2023", seed=1))
            told.append([graph.candidates(run).to_json(), graph.check(CLUSTER, period="2023").to_json()])
        assert told[0] == told[1]
        for words in ("омск", "завод", "0055000017"):
            assert server.search(words).to_json() == embedded.search(words).to_json()
        assert server.store.check(full=True) == []


def test_a_question_is_answered_and_nothing_can_be_changed(tmp_path: Path) -> None:
    with Graph.open(standing.emptied(), create=True) as graph:
        assert graph.query("members").rows == []
        own = tmp_path / "own.cypher"
        own.write_text("RETURN $word AS word, [1, 2] AS numbers", encoding="utf-8")
        assert graph.query(file=own, parameters={"word": "x"}).rows == [{"word": "x", "numbers": [1, 2]}]
        own.write_text("CREATE (:Film)", encoding="utf-8")
        with pytest.raises(StoreError):
            graph.query(file=own)
    with Graph.open("memory:", create=True) as graph, pytest.raises(StoreError, match="does not understand Cypher"):
        graph.query("members")


def test_a_pair_and_period_is_the_largest_of_total_products_and_deals() -> None:
    def supply(amount: float, **more: str) -> Link:
        return link(A, "SUPPLIES", B, amount=amount, **more)

    with Graph.open(standing.emptied(), create=True) as graph:
        products = [supply(60, period="2022", product="20.16.51"), supply(50, period="2022", product="20.16.59")]
        deals = [supply(40, period="2023", document="1"), supply(45, period="2023", document="2")]
        totals = [supply(100, period="2022"), supply(90, period="2023"), supply(10, period="2024")]
        tell(graph.store, speaker(graph.store, "a"), *products, *deals, *totals)
        tell(graph.store, speaker(graph.store, "b"), *products, supply(80, period="2023"))  # tells of the same
        sums = {"2022": 110.0, "2023": 90.0, "2024": 10.0}
        for name, uid in (("suppliers", B), ("buyers", A)):
            rows = graph.query(name, parameters={"uid": uid}).rows
            assert {row["period"]: row["amount"] for row in rows} == sums
