"""How ready a graph is, a project's own folders, backups and doctor."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from tests.cli.conftest import Run
from tests.cli.telling import FIRMS, SUPPLIES, load, supply, write

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
