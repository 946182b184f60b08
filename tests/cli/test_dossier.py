"""The command `dossier` on the demo's cluster."""

from __future__ import annotations

from html import escape
from pathlib import Path

from tests.build import inn
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
    assert "Учебный завод органической химии" in page  # a party outside goes by its name
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


def test_a_file_of_members_gets_its_documents_and_nothing_is_written_to_the_store(
    run: Run, store: str, tmp_path: Path
) -> None:
    members = tmp_path / "members.csv"
    members.write_text(f"ИНН;Роль\n{inn(1)};finished\n{inn(3)};intermediate\n", encoding="utf-8")
    before = Path(store).read_bytes()
    told = run("dossier", "--members", members, "-o", tmp_path / "out", "--store", store)
    assert told.code == 0, told.err
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == FILES
    page = (tmp_path / "out" / "dossier.html").read_text(encoding="utf-8")
    assert "<h1>Group of the file members.csv</h1>" in page
    assert "14,200,000" in page  # what the store tells of these two
    assert Path(store).read_bytes() == before
    assert run("dossier", "-o", tmp_path / "out", "--store", store).code == 2


def test_the_documents_speak_to_the_reader_and_not_of_the_program(run: Run, store: str, tmp_path: Path) -> None:
    for group in ("demo-polymers", "demo-machines", "1"):
        out = tmp_path / group
        told = run("dossier", group, "-o", out, "--store", store)
        assert told.code == 0, told.err
        page = (out / "dossier.html").read_text(encoding="utf-8")
        for word in (
            "--for",
            "clustergraph ",
            "candidate/",
            "no plan is shorter" if group != "demo-polymers" else "--",
        ):
            assert word not in page.partition("<body>")[2], (group, word)
