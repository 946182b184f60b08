"""The newcomer's first command: it works, says what it does, and works again."""

from __future__ import annotations

from pathlib import Path

from clustergraph import Graph
from tests.cli.conftest import Run
from tests.cli.telling import ENTERPRISES, write

WITH_VAT = "0055000296"


def test_the_demo_says_every_step_and_ends_with_what_it_wrote(demo: Path) -> None:
    told = (demo / "told.txt").read_text(encoding="utf-8")
    assert [f"[{step}/6]" in told for step in range(1, 7)] == [True] * 6
    assert "Requirement" in told
    for path in ("clustergraph.db", "picture.html", "rdf", "tables"):
        assert str(demo / path) in told
        assert (demo / path).exists()


def test_a_second_run_writes_no_statement_and_makes_the_outputs_anew(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    first = run("demo", folder, "--json").json
    picture = (folder / "picture.html").read_bytes()
    (folder / "picture.html").unlink()
    second = run("demo", folder, "--json").json
    assert first["written"] > 0
    assert second["written"] == 0
    assert (folder / "picture.html").read_bytes() == picture
    same = ("folder", "store", "picture", "rdf", "tables", "candidates", "verdict")
    assert [first[key] for key in same] == [second[key] for key in same]


def test_the_same_seed_gives_the_same_files(run: Run, tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert run("demo", tmp_path / name).code == 0
    for path in ("rdf/data.nt.gz", "rdf/data.ttl", "picture.html", "tables/SUPPLIES.csv"):
        assert (tmp_path / "one" / path).read_bytes() == (tmp_path / "two" / path).read_bytes(), path


def test_a_folder_with_something_else_is_left_alone(run: Run, tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_bytes(b"mine")
    refused = run("demo", tmp_path)
    assert refused.code == 2
    assert refused.err.splitlines()[-1] == (
        f"clustergraph: The folder {tmp_path} is not empty and was not made by demo. "
        "Name another one: clustergraph demo DIR"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.docx"]


def test_only_one_real_firm_carries_codes_and_every_statement_has_a_source(store: str) -> None:
    with Graph.open(store) as graph:
        real = [e for e in graph.store.entities() if "inn" in e.props and not str(e.props["inn"]).startswith("0055")]
        assert [entity.uid for entity in real] == ["org/5501023216"]
        for source in graph.store.sources():
            for statement in graph.store.statements(source=source.uid):
                assert statement.source == source.uid
                assert statement.place.file


def test_questionnaires_came_back_but_for_one_and_one_speaks_against_a_contract(run: Run, store: str) -> None:
    asked = ("demo-machines", "--period", "2023", "--store", store, "--json")
    answers = run("questionnaire", "status", *asked).json["firms"]
    assert [answer["answered"] for answer in answers] == [True] * 5 + [False]
    with Graph.open(store) as graph:
        spoken = [one for one in graph.conflicts().conflicts if any("questionnaire-" in s.source for s in one.said)]
        assert [one.property for one in spoken] == ["amount"]
        first, second = sorted(float(str(said.value)) for said in spoken[0].said)
        assert round(first / second, 6) == 0.8
        source = f"source/questionnaire-2023/{WITH_VAT}/questionnaire"
        said = [one.record.props for one in graph.store.statements(source=source)]
    assert {props["original_unit"] for props in said if "amount" in props} == {"384"}
    report = run("check", *asked).json
    four = next(one for one in report["requirements"] if one["id"] == "C4")
    assert (four["verdict"], four["reason"]) == ("UNKNOWN", "contradiction")


def test_counts_of_clusters_stand_beside_each_other_with_their_dates(store: str) -> None:
    with Graph.open(store) as graph:
        counts = {
            entity.uid.removeprefix("indicator/region/55/"): entity.props["value"]
            for entity in graph.store.entities()
            if entity.uid.startswith("indicator/region/55/clusters_")
        }
    assert counts == {
        "clusters_planned/2023-08-11": 15,
        "clusters_submitted/2023": 8,
        "clusters_in_register/2024": 10,
        "clusters_regional/2024-11-20": 9,
        "clusters_interregional/2024-11-20": 3,
        "clusters_in_register/2025-03-27": 11,
    }


def test_the_graph_may_stand_elsewhere_but_not_among_other_data(run: Run, demo: Path, tmp_path: Path) -> None:
    told = run("demo", tmp_path / "one", "--store", tmp_path / "graph.db", "--json").json
    assert told["store"] == str(tmp_path / "graph.db")
    assert not (tmp_path / "one" / "clustergraph.db").exists()
    assert (tmp_path / "one" / "picture.html").read_bytes() == (demo / "picture.html").read_bytes()
    firms = write(tmp_path / "firms.csv", ENTERPRISES + "0055000017;Завод;22.22\n")
    run("load", firms, "--store", tmp_path / "own.db")
    refused = run("demo", tmp_path / "two", "--store", tmp_path / "own.db")
    assert refused.code == 2
    assert f"The store {tmp_path / 'own.db'} holds other data" in refused.err
