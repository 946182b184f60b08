"""Two stores made one, readiness, a project's own files, backups."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.cli.conftest import Ran, Run
from tests.cli.keeping import FIRMS, SUPPLIES, dump, load, supply, write

# ------------------------------------------------------------ two teams


@pytest.fixture
def theirs(run: Run, tmp_path: Path) -> Path:
    store = tmp_path / "theirs.db"
    load(run, store, write(tmp_path / "a.csv", SUPPLIES + supply(0, 1, 11)), "--as", "supplies", "--source", "a")
    load(run, store, write(tmp_path / "b.csv", SUPPLIES + supply(1, 2, 22)), "--as", "supplies", "--source", "b")
    return store


def amount(run: Run, store: Path, firm: int) -> list[float]:
    links = run("show", FIRMS[firm], "--store", store, "--json").json["links"]
    return sorted(link["props"]["amount"] for link in links if link["kind"] == "SUPPLIES")


def outcomes(done: Ran) -> dict[str, str]:
    assert done.code == 0, done.err
    return {one["source"]: one["outcome"] for one in done.json["sources"]}


def test_a_source_that_only_they_have_is_taken_with_its_places(
    run: Run, graph: Path, theirs: Path, tmp_path: Path
) -> None:
    load(run, graph, write(tmp_path / "c.csv", SUPPLIES + supply(2, 3, 33)), "--as", "supplies", "--source", "c")
    done = run("merge", theirs, "--store", graph, "--json")
    assert outcomes(done) == {"source/a/supplies": "new", "source/b/supplies": "new"}
    assert amount(run, graph, 1) == [11.0, 22.0]
    assert "b.csv!2" in run("show", FIRMS[1], "--store", graph).out
    again = run("merge", theirs, "--store", graph, "--json")
    assert set(outcomes(again).values()) == {"same"}
    # the file itself, loaded here afterwards, is known
    assert load(run, graph, tmp_path / "b.csv", "--as", "supplies", "--source", "b", "--json").json["same_again"]


def test_the_newer_date_wins_and_equal_dates_ask(run: Run, graph: Path, theirs: Path, tmp_path: Path) -> None:
    ours = write(tmp_path / "a.csv", SUPPLIES + supply(0, 1, 99) + supply(0, 2, 98))
    load(run, graph, ours, "--as", "supplies", "--source", "a")
    before = dump(graph)
    undecided = run("merge", theirs, "--store", graph)
    assert undecided.code == 3
    assert "source/a/supplies" in undecided.err
    assert "--take" in undecided.err
    assert dump(graph) == before
    assert outcomes(run("merge", theirs, "--take", "ours", "--store", graph, "--json"))["source/a/supplies"] == "ours"
    assert amount(run, graph, 0) == [98.0, 99.0]
    assert (
        outcomes(run("merge", theirs, "--take", "theirs", "--store", graph, "--json"))["source/a/supplies"] == "theirs"
    )
    assert amount(run, graph, 0) == [11.0]
    load(run, graph, ours, "--as", "supplies", "--source", "a", "--observed-on", "2022", "--replace")
    load(run, theirs, ours, "--as", "supplies", "--source", "a", "--observed-on", "2023", "--replace")
    load(
        run,
        theirs,
        write(ours, SUPPLIES + supply(0, 1, 12)),
        "--as",
        "supplies",
        "--source",
        "a",
        "--observed-on",
        "2024",
    )
    assert outcomes(run("merge", theirs, "--store", graph, "--json"))["source/a/supplies"] == "theirs"
    assert amount(run, graph, 0) == [12.0]


def test_what_experts_said_is_united(run: Run, graph: Path, theirs: Path, tmp_path: Path) -> None:
    load(run, graph, tmp_path / "a.csv", "--as", "supplies", "--source", "a")
    for store, firm, activity in ((graph, 0, "20.16"), (theirs, 1, "20.17"), (graph, 1, "22.19")):
        run("say", FIRMS[firm], f"okved2={activity}", "--why", "call", "--store", store)
    assert run("merge", theirs, "--store", graph).code == 3
    done = run("merge", theirs, "--take", "theirs", "--store", graph, "--json")
    assert outcomes(done)["expert/expert"] == "united"
    activities = [run("show", firm, "--store", graph, "--json").json["props"]["okved2"] for firm in FIRMS[:2]]
    assert activities == ["20.16", "20.17"]


def test_runs_and_documents_stay_and_are_named(run: Run, store: str, graph: Path, tmp_path: Path) -> None:
    load(run, graph, write(tmp_path / "a.csv", SUPPLIES + supply(0, 1, 11)), "--as", "supplies", "--source", "a")
    done = run("merge", store, "--store", graph, "--json").json
    assert "current_run" in done["documents_left"]
    assert [uid.partition("/")[0] for uid in done["runs_left"]] == ["run"]
    assert run("candidates", "list", "--store", graph).code == 5


# ------------------------------------------------------------ readiness


def test_readiness_counts_what_is_known_and_never_takes_unknown_for_none(run: Run, graph: Path, tmp_path: Path) -> None:
    rows = supply(0, 1, 10) + supply(1, 2, "") + f";{FIRMS[3]};20.16.51;2023;5\n"
    load(run, graph, write(tmp_path / "supplies.csv", SUPPLIES + rows))
    ready = run("status", "--store", graph, "--json").json["readiness"]
    assert (ready["firms"], ready["firms_with_inn"], ready["fictional_firms"]) == (4, 4, 4)
    assert (ready["purchases"], ready["purchases_with_amount"], ready["purchases_documented"]) == (3, 2, 0)
    assert ready["coverage"] == []
    assert (ready["sources_dated"], ready["sources_undated"]) == (0, 1)
    words = run("status", "--store", graph).out
    assert "2 of 3 (67 %)" in words
    assert "nobody declares it" in words


def test_coverage_is_counted_by_year_and_side(run: Run, store: str) -> None:
    ready = run("status", "--store", store, "--json").json["readiness"]
    for one in ready["coverage"]:
        assert one["complete"] + one["partial"] + one["absent"] == ready["firms"]
    assert any(one["complete"] for one in ready["coverage"])


# ------------------------------------------------------------ a project's own folders


def test_loaders_and_rules_beside_the_store_go_before_the_shipped_ones(run: Run, graph: Path, tmp_path: Path) -> None:
    shipped = Path(__file__).parents[2]
    own = tmp_path / "loaders" / "supplies.toml"
    own.parent.mkdir()
    content = (shipped / "loaders" / "supplies.toml").read_text(encoding="utf-8")
    write(own, content.replace("priority = 60", "priority = 61", 1))
    assert run("loaders", "show", "supplies", "--store", graph, "--json").json["priority"] == 61
    load(run, graph, write(tmp_path / "supplies.csv", SUPPLIES + supply(0, 1, 10)))
    (source,) = run("sources", "list", "--store", graph, "--json").json["sources"]
    assert source["priority"] == 61


def test_rules_beside_the_store_go_before_the_shipped_ones(run: Run, graph: Path, tmp_path: Path) -> None:
    shipped = Path(__file__).parents[2] / "rules" / "decree-779" / "e2024.toml"
    own = tmp_path / "rules" / "decree-779" / "e2024.toml"
    own.parent.mkdir(parents=True)
    write(own, shipped.read_text(encoding="utf-8").replace("Number of members", "Our reading of the number", 1))
    assert "Our reading of the number" in run("rules", "show", "e2024", "--store", graph).out
    assert "Our reading" not in run("rules", "show", "e2024", "--store", tmp_path / "elsewhere" / "graph.db").out
    assert run("rules", "show", "e2015", "--store", graph).code == 0


# ------------------------------------------------------------ backup and doctor


def test_a_backup_is_a_store_that_says_the_same(run: Run, two: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copies" / "copy.db"
    copy.parent.mkdir()
    done = run("backup", copy, "--store", two, "--json")
    assert done.code == 0, done.err
    assert done.json["size"] == copy.stat().st_size
    assert done.json["stamp"] == run("status", "--store", copy, "--json").json["stamp"]
    assert run("backup", write(tmp_path / "thesis.docx", "mine"), "--store", two).code in (2, 3, 4)


def test_doctor_names_what_does_not_hold_and_exits_4(run: Run, two: Path) -> None:
    assert run("doctor", "--store", two).code == 0
    assert "every record was checked" in run("doctor", "--full", "--store", two).out
    with sqlite3.connect(two) as db:
        db.execute("UPDATE node SET props = '{\"name\":\"something else\"}' WHERE uid = 'org/0055000017'")
    done = run("doctor", "--full", "--store", two, "--json")
    assert done.code == 4
    assert "org/0055000017" in [one["what"] for one in done.json["findings"] if not one["well"]]


def test_a_run_of_a_day_is_another_run_and_kept_like_any(run: Run, demo: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    assert run("backup", copy, "--store", demo / "clustergraph.db").code == 0
    runs = [
        run("detect", *day, "--store", copy, "--json").json["run"]
        for day in (["--on", "2024-01-01"], ["--on", "2024-01-01"], [])
    ]
    assert runs[0] == runs[1] != runs[2]
