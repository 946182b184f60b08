"""Commands one by one: answers on stdout, everything else on stderr, exit codes, JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from clustergraph.cli.main import main
from tests.cli.conftest import Run

SUPPLIES = """\
ИНН поставщика;Поставщик;ИНН покупателя;Покупатель;ОКПД2;Год;Сумма, руб.
0055000017;Учебный завод № 1;0055000024;Учебный завод № 2;20.16.51;2023;1 200,50
0055000031;Учебный завод № 3;0055000025;Учебный завод № 4;20.16.51;2023;10
"""


@pytest.fixture
def supplies(tmp_path: Path) -> Path:
    path = tmp_path / "supplies.csv"
    path.write_text(SUPPLIES, encoding="utf-8", newline="")
    return path


def test_a_load_reports_the_refused_cell_and_exits_0(run: Run, supplies: Path, tmp_path: Path) -> None:
    done = run("load", supplies, "--store", tmp_path / "g.db", "--json")
    assert done.code == 0
    assert done.json["source"] == "source/supplies"
    assert done.json["rows"] == 2
    assert done.json["links"]["created"] == 1
    (problem,) = done.json["problems"]
    assert (problem["file"], problem["row"], problem["column"], problem["value"]) == (
        "supplies.csv", 3, "ИНН покупателя", "0055000025",
    )  # fmt: skip
    assert problem["reason"]
    assert problem["hint"]


def test_strict_writes_nothing_and_exits_3(run: Run, supplies: Path, tmp_path: Path) -> None:
    store = tmp_path / "g.db"
    assert run("load", supplies, "--store", store, "--strict").code == 3
    assert run("status", "--store", store, "--json").json["firms"] == 0


def test_a_dry_run_counts_the_same_and_writes_nothing(run: Run, supplies: Path, tmp_path: Path) -> None:
    store = tmp_path / "g.db"
    dry = run("load", supplies, "--store", store, "--dry-run", "--json").json
    assert run("status", "--store", store, "--json").json["firms"] == 0
    wet = run("load", supplies, "--store", store, "--json").json
    assert [dry[key] for key in ("nodes", "links", "problems")] == [wet[key] for key in ("nodes", "links", "problems")]


def test_a_missing_store_is_exit_4_with_the_command_to_run(run: Run, tmp_path: Path) -> None:
    done = run("status", "--store", tmp_path / "none.db")
    assert done.code == 4
    assert "clustergraph load" in done.err
    assert done.out == ""


def test_an_unknown_command_is_exit_2(run: Run) -> None:
    assert run("stauts").code == 2


def test_an_error_is_one_json_object_on_stderr_when_json_is_asked_for(run: Run, store: str) -> None:
    done = run("show", "нет такого", "--store", store, "--json")
    assert done.code == 3
    assert set(json.loads(done.err)) == {"error", "hint", "exit_code"}


def test_a_name_that_several_records_have_lists_them(run: Run, store: str) -> None:
    done = run("show", "Учебный завод", "--store", store)
    assert done.code == 3
    assert "org/0055" in done.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["status"],
        ["search", "каучук"],
        ["show", "5501023216"],
        ["doctor"],
        ["sources", "list"],
        ["sources", "show", "demo-register/enterprises"],
        ["loads", "list"],
        ["loads", "show", "1"],
        ["conflicts"],
        ["loaders", "list"],
        ["loaders", "show", "supplies"],
        ["candidates", "list"],
        ["candidates", "show", "1"],
        ["check", "cluster/demo-machines"],
        ["cooperation", "cluster/demo-polymers"],
        ["rules", "list"],
        ["rules", "show", "e2024"],
    ],
    ids=" ".join,
)
def test_every_command_answers_in_words_and_in_json(run: Run, store: str, arguments: list[str]) -> None:
    words = run(*arguments, "--store", store)
    assert words.code == 0, words.err
    assert words.out.strip()
    answer = run(*arguments, "--store", store, "--json")
    assert answer.code == 0
    assert isinstance(answer.json, dict)
    assert answer.json == json.loads(json.dumps(answer.json, sort_keys=True))


def test_ontology_names_are_found_whatever_their_case(run: Run) -> None:
    assert run("ontology", "list").code == 0
    assert "SUPPLIES" in run("ontology", "show", "supplies").out
    mistaken = run("ontology", "show", "SUPLIES")
    assert mistaken.code == 3
    assert "SUPPLIES" in mistaken.err


def test_help_speaks_russian_to_the_last_word(run: Run) -> None:
    told = " ".join(run("check", "--help", "--lang", "ru").out.split())
    assert told.startswith("Вызов: clustergraph check [ПАРАМЕТРЫ]")
    assert "Показать эту справку." in told
    assert "по умолчанию: ./clustergraph.db" in told
    english = ("Usage", "Options", "OPTIONS", "Arguments", "default", "env var", "Show this")
    assert not [word for word in english if word in told]


def test_a_code_is_found_by_its_name_with_the_firms_that_have_it(run: Run, store: str) -> None:
    done = run("search", "шпон", "--store", store, "--json").json
    (code,) = [one for one in done["codes"] if one["uid"] == "okved2/16.21"]
    assert (code["name"], code["firms"]) == ("Производство шпона, фанеры, деревянных плит и панелей", 4)


def test_search_forgives_a_typing_error(run: Run, store: str) -> None:
    done = run("search", "омский", "кучук", "--store", store, "--json").json
    assert "org/5501023216" in [hit["uid"] for hit in done["similar"]]


def test_show_leads_to_the_file_and_row(run: Run, store: str) -> None:
    done = run("show", "5501023216", "--store", store).out
    assert "omsk-facts.csv!" in done


def test_exports_are_written(run: Run, store: str, tmp_path: Path) -> None:
    assert run("export", "csv", "-o", tmp_path / "tables", "--store", store).code == 0
    assert run("export", "csv", "-o", tmp_path / "excel", "--excel", "--store", store).code == 0
    assert run("rdf", "export", tmp_path / "rdf", "--store", store).code == 0
    assert run("view", "1", "-o", tmp_path / "one.html", "--store", store).code == 0
    assert run("view", "5501023216", "-o", tmp_path / "firm.html", "--store", store).code == 0
    assert "\ufeffuid;" in (tmp_path / "excel" / "Enterprise.csv").read_text(encoding="utf-8")
    assert (tmp_path / "rdf" / "data.ttl").stat().st_size > 0


def test_a_failed_requirement_is_exit_1(run: Run, store: str) -> None:
    done = run("check", "cluster/demo-polymers", "--edition", "e2015", "--store", store)
    assert done.code == 1
    assert "not met" in done.out


def test_a_bug_is_one_line_with_a_file_and_exit_70(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)

    def broken() -> None:
        raise ZeroDivisionError("a fault")

    monkeypatch.setattr("clustergraph.cli.app.build", broken)
    with pytest.raises(SystemExit) as end:
        main(["--lang", "en", "status"])
    assert end.value.code == 70
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "ZeroDivisionError: a fault" in said
    (trace,) = tmp_path.glob("clustergraph-*/traceback.txt")
    assert "raise ZeroDivisionError" in trace.read_text(encoding="utf-8")
