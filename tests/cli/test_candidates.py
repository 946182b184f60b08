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
