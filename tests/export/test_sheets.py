"""Tables for people: XLSX with sheets, CSV for a double click; a text is never a formula."""

from __future__ import annotations

from pathlib import Path

import pytest

from clustergraph.errors import InputError
from clustergraph.export.sheets import Sheet, write_sheets

SHEETS = [Sheet("one", (("n",), [(1,)])), Sheet("two", (("name", "share"), [("=1+1", 0.5), ("ООО", None)]))]


def test_a_csv_has_the_last_sheet_for_a_russian_excel(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    assert write_sheets(path, SHEETS).rows == [2]
    assert path.read_bytes() == "\ufeffname;share\r\n'=1+1;0,5\r\nООО;\r\n".encode()


def test_an_xlsx_has_every_sheet_and_texts_stay_texts(tmp_path: Path) -> None:
    from python_calamine import CalamineWorkbook

    path = tmp_path / "a.xlsx"
    assert write_sheets(path, SHEETS).rows == [1, 2]
    book = CalamineWorkbook.from_path(path)
    assert book.sheet_names == ["one", "two"]
    assert book.get_sheet_by_name("two").to_python() == [["name", "share"], ["=1+1", 0.5], ["ООО", ""]]


def test_another_ending_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        write_sheets(tmp_path / "a.doc", SHEETS)
    assert list(tmp_path.iterdir()) == []


def test_equal_tables_are_equal_files(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_sheets(tmp_path / name, SHEETS)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
