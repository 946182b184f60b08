"""Loading is replacing, as a person sees it: what goes, what stays, and when nothing is taken away unasked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.telling import FIRMS, SUPPLIES, dump, load, supply, write

FEW, MANY = 60, 220


def deals(count: int) -> str:
    """Supplies between four firms, a year each."""
    return SUPPLIES + "".join(
        supply(number % 4, (number + 1 + number // 4 % 3) % 4, 10, 1950 + number // 12) for number in range(count)
    )


def supplies(run: Run, store: Path) -> int:
    counts = run("status", "--store", store, "--json").json["links"]
    return sum(each["count"] for each in counts if each["kind"] == "SUPPLIES")


def own_loader(folder: Path, line: str) -> None:
    """Put a loader of one's own beside the store: the shipped one with a line more."""
    shipped = Path(__file__).parents[2] / "loaders" / "supplies.toml"
    (folder / "loaders").mkdir()
    content = shipped.read_text(encoding="utf-8").replace("priority = 60\n", f"priority = 60\n{line}\n", 1)
    assert line in content
    write(folder / "loaders" / "supplies.toml", content)


def test_a_file_that_would_take_most_away_is_refused_until_it_is_meant(run: Run, graph: Path, tmp_path: Path) -> None:
    path = write(tmp_path / "supplies.csv", deals(MANY))
    load(run, graph, path)
    write(path, deals(FEW))
    before = dump(graph)
    refused = run("load", path, "--store", graph)
    assert refused.code == 3
    assert "'supplies' would lose 160 of 224 statements" in refused.err.replace("\u00a0", " ")
    assert "--replace" in refused.err
    assert dump(graph) == before
    done = run("load", path, "--store", graph, "--replace", "--json").json
    assert done["links"]["closed"] == MANY - FEW
    assert supplies(run, graph) == FEW


def test_several_files_of_a_source_are_one_load(run: Run, graph: Path, tmp_path: Path) -> None:
    first = write(tmp_path / "first.csv", SUPPLIES + supply(0, 1, 10))
    second = write(tmp_path / "second.csv", SUPPLIES + supply(1, 2, 20))
    load(run, graph, first, second)
    (listed,) = run("loads", "list", "--store", graph, "--json").json["loads"]
    assert [file["name"] for file in listed["files"]] == ["first.csv", "second.csv"]
    before = dump(graph)
    assert load(run, graph, second, first, "--json").json["same_again"]
    assert dump(graph) == before
    assert load(run, graph, first, "--json").json["links"]["closed"] == 1  # the source is now one file
    assert supplies(run, graph) == 1


def test_a_broken_file_among_others_closes_nothing(run: Run, graph: Path, tmp_path: Path) -> None:
    folder = tmp_path / "delivery"
    folder.mkdir()
    write(folder / "a.csv", SUPPLIES + supply(0, 1, 10) + supply(1, 2, 20))
    load(run, graph, folder)
    write(folder / "a.csv", SUPPLIES + supply(0, 1, 15))
    write(folder / "b.csv", "")
    done = run("load", folder, "--store", graph)
    assert done.code == 3
    assert "b.csv" in done.out + done.err
    assert supplies(run, graph) == 2
    links = run("show", FIRMS[0], "--store", graph, "--json").json["links"]
    assert [link["props"]["amount"] for link in links if link["kind"] == "SUPPLIES"] == [15.0]


@pytest.mark.parametrize(("line", "left"), [('delivery = "increment"', 3), ("", 2)])
def test_an_increment_closes_nothing(line: str, left: int, run: Run, graph: Path, tmp_path: Path) -> None:
    if line:
        own_loader(tmp_path, line)
    path = write(tmp_path / "supplies.csv", SUPPLIES + supply(0, 1, 10) + supply(1, 2, 20))
    load(run, graph, path)
    write(path, SUPPLIES + supply(1, 2, 25) + supply(2, 3, 30))
    load(run, graph, path)
    assert supplies(run, graph) == left


def test_rows_of_one_record_are_joined_as_the_loader_says(run: Run, graph: Path, tmp_path: Path) -> None:
    own_loader(tmp_path, 'repeat = "sum:amount"')
    load(run, graph, write(tmp_path / "supplies.csv", SUPPLIES + supply(0, 1, 10) + supply(0, 1, 20)))
    links = run("show", FIRMS[0], "--store", graph, "--json").json["links"]
    assert [link["props"]["amount"] for link in links if link["kind"] == "SUPPLIES"] == [30.0]
