"""The command `dossier` on the demo's cluster."""

from __future__ import annotations

from html import escape
from pathlib import Path

from tests.cli.conftest import Run

FILES = ["application.docx", "calculation.xlsx", "dossier.html", "missing.docx", "note.docx", "programme.docx"]


def test_the_demo_cluster_gets_its_documents(run: Run, store: str, tmp_path: Path) -> None:
    told = run("dossier", "demo-polymers", "-o", tmp_path / "out", "--store", store)
    assert told.code == 0, told.err
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == FILES
    assert "Not an official form" in told.out
    page = (tmp_path / "out" / "dossier.html").read_text(encoding="utf-8")
    assert page.count("<svg") == 2
    assert "Date: 2024-01-15 · period: 2023" in page  # the newest day of the sources
    (step,) = [
        line for line in run("plan", "demo-polymers", "--store", store).out.splitlines() if line.startswith("1. ")
    ][:1]
    assert escape(step, quote=False).partition('"')[0] in page  # the plan stands in the note


def test_a_candidate_gets_one_too_dated_as_told(run: Run, store: str, tmp_path: Path) -> None:
    told = run("dossier", "1", "-o", tmp_path, "--date", "2024-03-01", "--edition", "e2016", "--store", store, "--json")
    assert told.code == 0, told.err
    assert (told.json["day"], told.json["edition"]) == ("2024-03-01", "e2016")
    assert len(told.json["files"]) == len(FILES)


def test_a_date_that_is_none_is_refused_and_nothing_is_written(run: Run, store: str, tmp_path: Path) -> None:
    told = run("dossier", "demo-polymers", "-o", tmp_path / "out", "--date", "soon", "--store", store)
    assert told.code == 3
    assert "'soon' is not a date" in told.err
    assert not (tmp_path / "out").exists()


def test_the_command_and_its_twin_refuse_an_unknown_group(run: Run, store: str, tmp_path: Path) -> None:
    assert run("dossier", "cluster/nowhere", "-o", tmp_path / "out", "--store", store).code == 3
