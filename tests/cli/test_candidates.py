"""Candidates across runs: compare, pin, export."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.analysis.networks import CLIQUES, clique
from tests.build import inn
from tests.cli.conftest import Run

HEAD = "ИНН поставщика;Поставщик;ИНН покупателя;Покупатель;ОКПД2;Год;Сумма, руб.\n"


def write(path: Path, links: list[tuple[int, int]]) -> Path:
    """Supplies between firms by number, 10 roubles each."""
    rows = (f"{inn(a + 1)};Завод {a + 1};{inn(b + 1)};Завод {b + 1};20.16.51;2023;10\n" for a, b in links)
    path.write_text(HEAD + "".join(rows), encoding="utf-8", newline="")
    return path


@pytest.fixture
def cliques(run: Run, graph: Path, tmp_path: Path) -> Path:
    """A store with two groups of six and a bridge, detected."""
    assert run("load", write(tmp_path / "supplies.csv", CLIQUES), "--store", graph).code == 0
    assert run("detect", "--store", graph).code == 0
    return graph


def test_one_run_has_nothing_to_be_compared_with(run: Run, cliques: Path) -> None:
    done = run("candidates", "compare", "--store", cliques)
    assert done.code == 5
    assert "clustergraph detect" in done.err


def test_a_run_is_compared_with_the_one_before_it(run: Run, cliques: Path, tmp_path: Path) -> None:
    first = run("candidates", "list", "--store", cliques, "--json").json["run"]["uid"]
    grown = [*CLIQUES, *((i, 12) for i in range(6)), *clique(range(13, 18))]
    run("load", write(tmp_path / "supplies.csv", grown), "--store", cliques)
    assert run("detect", "--store", cliques).code == 0
    found = run("candidates", "compare", "--store", cliques, "--json").json
    assert found["previous"] == first
    fates = {one["fate"]: one for one in found["candidates"]}
    assert sorted(fates) == ["grown", "kept", "new"]
    assert fates["grown"]["joined"] == [f"org/{inn(13)}"]
    assert found["gone"] == []
    back = run("candidates", "compare", first, found["current"], "--store", cliques, "--json").json
    assert len(back["gone"]) == 1


def test_firms_pinned_together_are_one_candidate_in_the_next_run(run: Run, cliques: Path) -> None:
    done = run("candidates", "pin", inn(1), inn(12), "--why", "one owner", "--outside", inn(2), "--store", cliques)
    assert done.code == 0, done.err
    first = run("candidates", "list", "--store", cliques, "--json").json["run"]["uid"]
    assert run("detect", "--store", cliques).code == 0
    assert run("candidates", "list", "--store", cliques, "--json").json["run"]["uid"] != first
    groups = [
        {firm["uid"] for firm in run("candidates", "show", rank, "--store", cliques, "--json").json["firms"]}
        for rank in (1, 2)
    ]
    assert [{f"org/{inn(1)}", f"org/{inn(12)}"} <= group for group in groups].count(True) == 1
    assert not any(f"org/{inn(2)}" in group for group in groups)


def test_names_and_dismissals_survive_the_next_run_and_can_be_taken_back(run: Run, cliques: Path) -> None:
    run("candidates", "pin", 1, "--name", "Rubber", "--why", "known by it", "--store", cliques)
    done = run("candidates", "pin", 2, "--dismiss", "--why", "a holding", "--store", cliques, "--json")
    assert [(pin["n"], pin["act"], pin["text"]) for pin in done.json["pins"]] == [
        (1, "name", "Rubber"),
        (2, "dismiss", ""),
    ]
    assert run("detect", "--seed", 2, "--store", cliques).code == 0
    words = run("candidates", "list", "--store", cliques).out
    assert "Rubber" in words
    assert "Dismissed by an expert: № 2 — a holding" in words
    assert "Dismissed by an expert: a holding" in run("candidates", "show", 2, "--store", cliques).out
    run("candidates", "pin", "--remove", 2, "--store", cliques)
    assert "Dismissed" not in run("candidates", "list", "--store", cliques).out


def test_a_pin_needs_a_reason_and_contradicts_no_other(run: Run, cliques: Path) -> None:
    assert run("candidates", "pin", 1, "--store", cliques).code == 3
    assert run("candidates", "pin", 1, "--why", "one chain", "--store", cliques).code == 0
    done = run("candidates", "pin", "--outside", inn(1), "--why", "too small", "--store", cliques)
    assert done.code == 3
    assert inn(1) in done.err
    assert "--remove 1" in done.err


def test_a_pin_of_nothing_is_a_list_or_a_usage_error(run: Run, cliques: Path) -> None:
    assert run("candidates", "pin", "--store", cliques, "--json").json == {"pins": []}
    assert run("candidates", "pin", "--name", "X", "--why", "y", "--store", cliques).code == 2
    assert run("candidates", "pin", "--remove", 3, "--store", cliques).code == 3


def test_a_pinned_firm_that_the_graph_lost_is_named(run: Run, graph: Path, tmp_path: Path) -> None:
    run("load", write(tmp_path / "supplies.csv", CLIQUES), "--store", graph)
    run("candidates", "pin", inn(1), inn(2), "--why", "one owner", "--store", graph)
    run("load", write(tmp_path / "supplies.csv", clique(range(6, 12))), "--store", graph, "--replace")
    done = run("detect", "--store", graph)
    assert done.code == 0
    assert f"org/{inn(1)}" in done.err


def test_the_page_counts_the_evidence_while_the_graph_is_the_one_searched(
    run: Run, cliques: Path, tmp_path: Path
) -> None:
    page = run("candidates", "show", 1, "--store", cliques, "--json").json
    assert page["why"]["score"] == pytest.approx(page["score"], abs=1e-4)
    assert {one["firm"]: one["score"] for one in page["why"]["firms"]} == pytest.approx(
        {one["uid"]: one["score"] for one in page["firms"]}, abs=2e-6
    )
    assert all(one["sources"] for one in page["links"])
    run("load", write(tmp_path / "supplies.csv", CLIQUES[:-1]), "--store", cliques)
    assert run("candidates", "show", 1, "--store", cliques, "--json").json["why"] is None


def test_candidates_are_written_with_their_firms(run: Run, cliques: Path, tmp_path: Path) -> None:
    run("candidates", "pin", 2, "--dismiss", "--why", "a holding", "--store", cliques)
    run("candidates", "pin", 1, "--name", "=Rubber", "--why", "known by it", "--store", cliques)
    done = run("candidates", "export", "-o", tmp_path / "c.csv", "--store", cliques)
    assert done.code == 0, done.err
    lines = (tmp_path / "c.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 7
    assert lines[1].startswith(f"1;'=Rubber;{inn(1)};Завод 1;")
    assert run("candidates", "export", "-o", tmp_path / "c.xlsx", "--store", cliques, "--json").json["rows"] == [1, 6]
