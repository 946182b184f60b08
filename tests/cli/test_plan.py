"""`plan` as experts use it, on the demo's cluster."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from clustergraph.graph import Graph
from tests.build import inn
from tests.cli.conftest import Run

CLUSTER = "cluster/demo-polymers"


def test_the_demo_cluster_reaches_a_fifth_and_the_check_agrees(run: Run, store: str) -> None:
    size = Path(store).read_bytes()
    done = run("plan", CLUSTER, "--store", store)
    assert done.code == 0, done.err
    assert "Targets: C4." in done.out
    assert "Take in as a member" in done.out
    assert "What to ask" in done.out
    data = run("plan", CLUSTER, "--store", store, "--json").json
    before, after = (_c4(data[name]) for name in ("before", "after"))
    assert before["high"] < 0.10
    assert after["low"] >= 0.20
    moves = [f"+{one['step']['firm'].removeprefix('org/')}={one['step']['role']}" for one in data["steps"]]
    whatif = [argument for move in moves for argument in ("--whatif", move)]
    assert _c4(run("check", CLUSTER, *whatif, "--store", store, "--json").json["second"]) == after
    assert Path(store).read_bytes() == size


def test_an_accepted_plan_is_kept_and_nothing_else(run: Run, demo: Path, tmp_path: Path) -> None:
    store = tmp_path / "own.db"
    shutil.copy(demo / "clustergraph.db", store)
    check = run("check", CLUSTER, "--store", store).out
    done = run("plan", CLUSTER, "--accept", "--store", store)
    assert "plan/demo-polymers" in done.out
    assert run("plan", CLUSTER, "--accept", "--store", store).code == 0  # again, in its place
    with Graph.open(str(store)) as graph:
        kept = graph.store.document("plan/demo-polymers")
    assert kept
    assert json.loads(kept)["targets"] == ["C4"]
    assert run("check", CLUSTER, "--store", store).out == check


def test_a_file_of_members_has_a_plan_that_cannot_be_kept(run: Run, store: str, tmp_path: Path) -> None:
    file = tmp_path / "ours.csv"
    file.write_text(f"ИНН;Роль\n{inn(1)};finished\n{inn(3)};intermediate\n", encoding="utf-8")
    done = run("plan", "--members", file, "--period", "2023", "--store", store)
    assert done.code in (0, 1), done.err
    assert "ours.csv" in done.out
    assert run("plan", "--members", file, "--accept", "--store", store).code == 2


def test_a_candidate_is_planned_with_the_roles_its_trade_shows(run: Run, store: str) -> None:
    done = run("plan", "1", "--store", store)
    assert done.code in (0, 1), done.err
    assert "A candidate" in done.out


def test_what_cannot_be_a_target_is_refused(run: Run, store: str) -> None:
    assert run("plan", CLUSTER, "--for", "C8", "--store", store).code == 3
    assert "C4" in run("plan", CLUSTER, "--for", "C44", "--store", store).err


def _c4(report: dict[str, object]) -> dict[str, float]:
    rows = report["requirements"]
    assert isinstance(rows, list)
    value: dict[str, float] = next(row["figure"]["value"] for row in rows if row["id"] == "C4")
    return value
