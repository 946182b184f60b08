"""Two teams' stores made one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Ran, Run
from tests.cli.telling import ENTERPRISES, FIRMS, SUPPLIES, dump, load, supply, write


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


def test_what_differs_and_what_contradicts_is_listed_by_name(
    run: Run, graph: Path, theirs: Path, tmp_path: Path
) -> None:
    load(
        run,
        graph,
        write(tmp_path / "a.csv", SUPPLIES + supply(0, 1, 99) + supply(0, 2, 98)),
        "--as",
        "supplies",
        "--source",
        "a",
    )
    named = ENTERPRISES + f"{FIRMS[0]};ООО «Учебный завод»;20.16\n"
    load(run, graph, write(tmp_path / "named.csv", named), "--as", "enterprises", "--source", "named")
    other = ENTERPRISES + f"{FIRMS[0]};ООО «Учебный завод»;22.19\n"
    load(run, theirs, write(tmp_path / "other.csv", other), "--as", "enterprises", "--source", "other")
    undecided = run("merge", theirs, "--store", graph).err
    assert "1 differ — ООО «Учебный завод» → org/0055000024" in undecided
    done = run("merge", theirs, "--take", "ours", "--store", graph, "--json").json
    (differing,) = done["differing"]
    assert (differing["source"], differing["name"]) == (
        "source/a/supplies",
        "ООО «Учебный завод» → org/0055000024",
    )
    assert differing["values"] == [{"property": "amount", "ours": 99.0, "theirs": 11.0}]
    (conflict,) = done["conflicts"]
    assert (conflict["uid"], conflict["property"]) == (f"org/{FIRMS[0]}", "okved2")
    words = run("merge", theirs, "--take", "theirs", "--store", graph).out
    assert "Here and there one source says different things" in words
    assert "99.00" in words
    assert "11.00" in words
    assert "What was taken contradicts" not in words
    words = run("merge", theirs, "--take", "ours", "--store", graph, "--lang", "ru").out
    assert "говорит здесь и там разное" not in words  # both say the same now


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
