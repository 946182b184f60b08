"""Files and cells as they come: a bad file is one clear line and changes nothing, a bad cell is a row of the report."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run

HEADER = "ИНН поставщика;Поставщик;ИНН покупателя;Покупатель;ОКПД2;Год;№ документа;Дата документа;Сумма, руб."
ROW = "0055000017;Учебный завод № 1;0055000024;Учебный завод № 2;20.16.51;2023;П-1;10.02.2023;1 200,50"


@pytest.fixture
def store(run: Run, tmp_path: Path) -> Path:
    """A store with one supply in it."""
    good = tmp_path / "good.csv"
    good.write_text(f"{HEADER}\n{ROW}\n", encoding="utf-8")
    path = tmp_path / "graph.db"
    assert run("load", good, "--as", "supplies", "--source", "good", "--store", path).code == 0
    return path


def _content(store: Path) -> str:
    with sqlite3.connect(store) as database:
        return "\n".join(database.iterdump())


def _refused(run: Run, store: Path, file: Path, *words: str, options: tuple[str, ...] = ()) -> None:
    """The file is refused in one line that holds the words; the store is as before."""
    before = _content(store)
    done = run("load", file, "--as", "supplies", "--source", "bad", "--store", store, *options)
    assert done.code == 3, done
    assert done.out == ""
    assert done.err.count("\n") == 1, done.err
    for word in (file.name, *words):
        assert word in done.err, done.err
    assert _content(store) == before


def _file(tmp_path: Path, content: bytes, name: str = "bad.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def test_an_empty_file(run: Run, store: Path, tmp_path: Path) -> None:
    _refused(run, store, _file(tmp_path, b""), "empty")


def test_a_wrong_encoding_that_was_asked_for(run: Run, store: Path, tmp_path: Path) -> None:
    file = _file(tmp_path, f"{HEADER}\n{ROW}\n".encode("cp1251"))
    _refused(run, store, file, "utf-8", options=("--encoding", "utf-8"))


def test_text_that_was_ruined_before(run: Run, store: Path, tmp_path: Path) -> None:
    ruined = ROW.replace("Учебный", "Уч\ufffdбный")
    file = _file(tmp_path, f"{HEADER}\n{ruined}\n".encode())
    _refused(run, store, file, "\ufffd")


def test_a_missing_required_column(run: Run, store: Path, tmp_path: Path) -> None:
    file = _file(tmp_path, f"{HEADER}\n{ROW}\n".replace("ИНН покупателя", "Комментарий").encode())
    _refused(run, store, file, "ИНН покупателя")


def test_a_header_that_stands_twice(run: Run, store: Path, tmp_path: Path) -> None:
    file = _file(tmp_path, f"{HEADER};Год\n{ROW};2022\n".encode())
    _refused(run, store, file, "Год")


def test_what_is_no_spreadsheet(run: Run, store: Path, tmp_path: Path) -> None:
    _refused(run, store, _file(tmp_path, b"%PDF-1.7 not a table \x00\x01\x02", "bad.xlsx"))
    _refused(run, store, _file(tmp_path, b"\x00\x01\x02\x03" * 64, "bad.csv"))


def test_a_store_that_another_program_writes_to(run: Run, store: Path, tmp_path: Path, fast_busy: None) -> None:
    with sqlite3.connect(store, isolation_level=None) as other:
        other.execute("BEGIN IMMEDIATE")
        done = run("load", _file(tmp_path, f"{HEADER}\n{ROW}\n".encode()), "--source", "new", "--store", store)
        other.execute("ROLLBACK")
    assert done.code == 4
    assert done.err.count("\n") == 1
    assert "another program is writing" in done.err.casefold()


@pytest.fixture
def fast_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait less for the other writer than people do."""
    monkeypatch.setattr("clustergraph.store.sqlite.opening.BUSY_MS", 50)


def test_a_store_of_a_newer_version(run: Run, store: Path) -> None:
    with sqlite3.connect(store) as database:
        database.execute("PRAGMA user_version = 999")
    digest = hashlib.sha256(store.read_bytes()).hexdigest()
    done = run("status", "--store", store)
    assert done.code == 4
    assert done.err.count("\n") == 1
    assert "newer" in done.err
    assert hashlib.sha256(store.read_bytes()).hexdigest() == digest


@pytest.mark.skipif(os.name != "posix", reason="folders are made read-only by their mode")
def test_a_folder_that_cannot_be_written_to(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("open") / "locked"
    folder.mkdir()
    for parent in (folder, *folder.parents[:3]):
        parent.chmod(0o755)
    (folder / "new.csv").write_text(f"{HEADER}\n{ROW}\n", encoding="utf-8")
    folder.chmod(0o555)
    # root may write anywhere: the second command runs as a user who owns nothing, with all modules already imported
    code = (
        "import contextlib, os, sys\n"
        "from clustergraph.cli.main import main\n"
        "warm, *command = sys.argv[1:]\n"
        "with contextlib.suppress(SystemExit), contextlib.redirect_stdout(open(os.devnull, 'w', encoding='utf-8')):\n"
        "    main([*command[:-1], warm])\n"
        "if os.geteuid() == 0:\n    os.setgid(65534)\n    os.setuid(65534)\n"
        "main(command)\n"
    )
    command = ["--lang", "en", "load", str(folder / "new.csv"), "--store", str(folder / "graph.db")]
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder.parent / "warm.db"), *command],
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    folder.chmod(0o755)
    assert done.returncode == 4, done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    assert str(folder) in done.stderr
    assert not (folder / "graph.db").exists()


@pytest.mark.skipif(os.name != "posix", reason="the size of files is limited by RLIMIT_FSIZE")
def test_a_full_disk_keeps_the_store_as_it_was(store: Path, tmp_path: Path) -> None:
    rows = "\n".join(ROW.replace("П-1", f"П-{number}") for number in range(20_000))
    file = _file(tmp_path, f"{HEADER}\n{rows}\n".encode())
    before = _content(store)
    limit = 2 * store.stat().st_size + 100_000
    code = (
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))\n"
        "from clustergraph.cli.main import main\n"
        "main(sys.argv[1:])\n"
    )
    arguments = ["--lang", "en", "load", str(file), "--source", "large", "--store", str(store)]
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 4, done.stderr
    assert "disk" in done.stderr
    assert _content(store) == before


CELLS = {
    "wrong check digit": ("0055000024", "0055000025", "ИНН покупателя"),
    "scientific notation in a code": ("0055000024", "6,319E+11", "ИНН покупателя"),
    "a date that may be several": ("10.02.2023", "01.02.03", "Дата документа"),
    "a date that does not exist": ("10.02.2023", "31.02.2023", "Дата документа"),
    "an amount that is a word": ("1 200,50", "много", "Сумма, руб."),
}


@pytest.mark.parametrize(("good", "bad", "column"), CELLS.values(), ids=CELLS)
def test_a_bad_cell_is_reported_while_the_rest_loads(
    run: Run, store: Path, tmp_path: Path, good: str, bad: str, column: str
) -> None:
    second = ROW.replace("П-1", "П-2").replace(good, bad)
    file = _file(tmp_path, f"{HEADER}\n{ROW}\n{second}\n".encode(), "cells.csv")
    strict = run("load", file, "--source", "cells", "--store", store, "--strict")
    assert strict.code == 3
    done = run("load", file, "--source", "cells", "--store", store, "--json")
    assert done.code == 0
    (problem,) = done.json["problems"]
    assert (problem["file"], problem["row"], problem["column"], problem["value"]) == ("cells.csv", 3, column, bad)
    assert problem["reason"]
    assert problem["hint"]
    assert done.json["links"]["created"] >= 1


def test_a_truncated_row_is_reported(run: Run, store: Path, tmp_path: Path) -> None:
    file = _file(tmp_path, f"{HEADER}\n{ROW}\n0055000017;Учебный завод № 1\n".encode(), "short.csv")
    done = run("load", file, "--as", "supplies", "--source", "short", "--store", store, "--json").json
    assert done["links"]["created"] == 1
    assert {problem["row"] for problem in done["problems"]} == {3}


def test_what_is_read_right_is_never_refused(run: Run, tmp_path: Path) -> None:
    rows = [
        ROW,
        ROW.replace("П-1", "П-2").replace("1 200,50", "1\u00a0200,50"),
        ROW.replace("П-1", "П-3").replace("10.02.2023", "2023-02-10"),
        ROW.replace("П-1", "П-4").replace("0055000017", "55000017"),
    ]
    for ending, encoding in (("\r", "utf-8"), ("\r\n", "cp1251"), ("\n", "utf-8-sig")):
        file = tmp_path / f"right-{encoding}.csv"
        file.write_bytes(ending.join([HEADER, *rows, ""]).encode(encoding))
        store = tmp_path / f"right-{encoding}.db"
        done = run("load", file, "--store", store, "--json").json
        assert done["problems"] == []
        assert done["links"]["created"] == 4
        assert done["repaired"] == 1
        amounts = run("show", "0055000024", "--store", store, "--json").json["links"]
        assert [link["props"]["amount"] for link in amounts] == [1200.5] * 4


def test_an_uncalculated_formula_and_a_merged_header_of_a_spreadsheet(run: Run, tmp_path: Path) -> None:
    import xlsxwriter

    path = tmp_path / "book.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Поставки")
    sheet.merge_range(0, 0, 0, 4, "Поставки за 2023 год")
    for column, title in enumerate(["ИНН поставщика", "ИНН покупателя", "ОКПД2", "Год", "Сумма, руб."]):
        sheet.merge_range(1, column, 2, column, title)
    sheet.write_row(3, 0, [55000017, "0055000024", "20.16.51", 2023, 1200.5])
    sheet.write_row(4, 0, ["0055000031", "0055000024", "20.16.51", 2023])
    sheet.write_formula(4, 4, "=E4*2", value="")
    book.close()
    done = run("load", path, "--as", "supplies", "--store", tmp_path / "book.db", "--json").json
    assert done["links"]["created"] == 2
    (problem,) = done["problems"]
    assert (problem["sheet"], problem["row"], problem["column"]) == ("Поставки", 5, "Сумма, руб.")
    assert done["repaired"] == 1


def test_a_copy_under_another_name_writes_nothing(run: Run, store: Path, tmp_path: Path) -> None:
    shutil.copy(tmp_path / "good.csv", tmp_path / "copy.csv")
    before = _content(store).replace("good.csv", "")
    done = run("load", tmp_path / "copy.csv", "--as", "supplies", "--source", "good", "--store", store, "--json").json
    assert (done["nodes"]["created"], done["links"]["created"], done["nodes"]["updated"]) == (0, 0, 0)
    assert _content(store).replace("copy.csv", "").count('INSERT INTO "link"') == before.count('INSERT INTO "link"')
