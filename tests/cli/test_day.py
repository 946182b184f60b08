"""A day of reading, and which commands have none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_a_day_of_reading_shows_what_holds_then(run: Run, store: str) -> None:
    def members(*options: str) -> int:
        links = run("show", "cluster/demo-polymers", *options, "--store", store, "--json").json["links"]
        return sum(link["kind"] == "MEMBER_OF" for link in links)

    assert members("--on", "1990") == 0
    assert members() > 0


@pytest.mark.parametrize(
    "command",
    [
        ["search", "x"],
        ["conflicts"],
        ["status"],
        ["sources", "list"],
        ["sources", "show", "supplies"],
        ["loads", "list"],
        ["loads", "show", "1"],
    ],
    ids=" ".join,
)
def test_what_has_no_day_refuses_one_in_one_line(run: Run, store: str, command: list[str]) -> None:
    done = run(*command, "--on", "2023", "--store", store)
    assert done.code == 2
    assert done.err.count("\n") == 1
    assert "--on" in done.err


def test_a_day_must_be_a_date(run: Run, store: str) -> None:
    assert run("show", "5501023216", "--on", "yesterday", "--store", store).code == 3


def test_every_command_that_reads_the_graph_takes_a_day(run: Run, store: str, tmp_path: Path) -> None:
    for command in (
        ["candidates", "list"],
        ["candidates", "show", "1"],
        ["check", "cluster/demo-machines"],
        ["export", "csv", "-o", tmp_path / "tables"],
        ["rdf", "export", tmp_path / "rdf"],
        ["view", "1", "-o", tmp_path / "one.html"],
        ["questionnaire", "make", "demo-polymers", "-o", tmp_path / "questionnaires"],
        ["questionnaire", "status", "demo-polymers"],
    ):
        done = run(*command, "--on", "2024-01-01", "--store", store)
        assert done.code == 0, (command, done.err)
