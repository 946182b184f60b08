"""The same calls from Python: `Graph`, frozen results, data frames, networkx."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from pathlib import Path

import pytest

import clustergraph
from clustergraph import Graph
from clustergraph.errors import MissingExtraError
from clustergraph.synth.demo import write_demo


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Graph:
    opened = Graph.open("memory:", create=True)
    for file in write_demo(tmp_path_factory.mktemp("files")).files:
        opened.load(file.path, loader=file.loader, source=file.source)
    opened.save(opened.detect(period="2023"))
    return opened


def test_results_are_frozen_and_have_a_data_frame_row_a_record(graph: Graph) -> None:
    candidates = graph.candidates()
    frame = candidates.to_pandas()
    assert list(frame["rank"]) == [row.rank for row in candidates.candidates]
    assert list(frame["firms"]) == [row.firms for row in candidates.candidates]
    with pytest.raises(FrozenInstanceError):
        candidates.firms = 0  # type: ignore[misc]


def test_without_pandas_the_extra_is_named(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pandas", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'clustergraph\[pandas\]'"):
        graph.status().to_pandas()


def test_the_same_seed_gives_the_same_run_and_saving_it_again_writes_nothing(graph: Graph) -> None:
    stats = graph.store.stats()
    run = graph.save(graph.detect(period="2023"))
    assert run == graph.candidates().run.uid
    assert graph.store.stats() == stats


def test_networkx_gets_every_node_and_link(graph: Graph) -> None:
    network = graph.to_networkx()
    stats = graph.store.stats()
    assert network.number_of_nodes() == sum(stats.nodes.values())
    assert network.number_of_edges() == sum(stats.links.values())
    assert network.nodes["org/5501023216"]["name"] == "АО «Омский каучук»"


def test_a_check_is_a_function_of_its_evidence(graph: Graph) -> None:
    one, two = (graph.check("cluster/demo-polymers", period="2023") for _ in range(2))
    assert one == two
    assert one.verdict == "FAIL"


def test_every_public_method_says_what_it_does() -> None:
    silent = [name for name in vars(Graph) if not name.startswith("_") and not (getattr(Graph, name).__doc__ or "")]
    assert silent == []


def test_the_version_is_the_packages_own() -> None:
    from importlib.metadata import version

    assert clustergraph.__version__ == version("clustergraph")


def test_a_file_of_rules_beside_the_store_goes_before_the_shipped_one(tmp_path: Path) -> None:
    from clustergraph import resources

    own = tmp_path / "rules" / "decree-779"
    own.mkdir(parents=True)
    shipped = resources.folder("rules").joinpath("decree-779", "e2024.toml").read_text(encoding="utf-8")
    own.joinpath("e2024.toml").write_text(shipped.replace("threshold_high = 5", "threshold_high = 7"), encoding="utf-8")
    assert "7" in Graph.rule("e2024", tmp_path).to_text().split("C3")[1].splitlines()[0]


def test_a_notebook_shows_a_table_in_which_no_name_becomes_markup(graph: Graph) -> None:
    candidates = graph.candidates()
    shown = candidates._repr_html_()
    assert shown.count("<tr>") == len(candidates.candidates) + 1
    first = replace(candidates.candidates[0], name="<script>alert(1)</script>")
    shown = replace(candidates, candidates=[first] * 103)._repr_html_()
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown
    assert shown.count("<tr>") == 101
