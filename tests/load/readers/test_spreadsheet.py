"""Spreadsheets: cells as text, what calamine does not tell, and files that are none."""

from __future__ import annotations

import datetime as dt
import hashlib
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from clustergraph.errors import InputError
from clustergraph.load.readers import open_book
from clustergraph.load.readers.base import Merged, Row, letters
from clustergraph.load.readers.spreadsheet import cell_text

SHEET = "xl/worksheets/sheet1.xml"


class Made:
    """A workbook under way: `with Made(path) as made: made.sheet.write(…)`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.book: Any = xlsxwriter.Workbook(str(path))
        self.sheet: Any = self.book.add_worksheet("Поставки")

    def __enter__(self) -> Made:
        return self

    def __exit__(self, *_: object) -> None:
        self.book.close()


def read(path: Path) -> tuple[list[Row], list[Merged], list[str]]:
    """Rows, merged ranges and notes of the first sheet."""
    with open_book(path) as book:
        sheet = book.sheets[0]
        return list(sheet.rows), list(sheet.merged), list(sheet.notes)


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read(path)
    assert caught.value.hint
    return caught.value.message


def rewrite(path: Path, part: str, before: str, after: str) -> None:
    """Change the XML of a workbook, as another program might have written it."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert before.encode() in parts[part]
    parts[part] = parts[part].replace(before.encode(), after.encode())
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def calculated(path: Path) -> None:
    """Say that the program that wrote the workbook has calculated it."""
    rewrite(path, "xl/workbook.xml", ' fullCalcOnLoad="1"', "")


def test_numbers_dates_and_truths_become_text(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with Made(path) as made:
        date = made.book.add_format({"num_format": "dd.mm.yyyy"})
        moment = made.book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
        made.sheet.write_row(0, 0, ["0055000017", 5501023216, 1234.5, 0.1, -7, True, False, " x\ny "])
        made.sheet.write_datetime(1, 0, dt.datetime(2020, 12, 31), date)  # noqa: DTZ001
        made.sheet.write_datetime(1, 1, dt.datetime(2020, 12, 31, 10, 0), moment)  # noqa: DTZ001
        made.sheet.write_datetime(1, 2, dt.time(10, 30), made.book.add_format({"num_format": "hh:mm"}))
        made.sheet.write_number(1, 3, 1.5, made.book.add_format({"num_format": "[h]:mm"}))
    first, second = read(path)[0]
    assert first == Row(1, ("0055000017", "5501023216", "1234.5", "0.1", "-7", "true", "false", " x\ny "))
    assert second == Row(2, ("2020-12-31", "2020-12-31T10:00:00", "10:30:00", "36:00:00", "", "", "", ""))


@given(st.floats(min_value=-1e14, max_value=1e14))
def test_a_number_comes_back_from_its_text(value: float) -> None:
    written = cell_text(value)
    assert float(written) == value
    assert "e" not in written


def test_a_number_that_lost_digits_keeps_the_form_that_says_so() -> None:
    assert cell_text(1.23456789012346e18) == "1.23456789012346e+18"
    assert cell_text(999_999_999_999_999.0) == "999999999999999"


def test_rows_keep_their_numbers_and_are_as_wide_as_the_sheet(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with Made(path) as made:
        made.sheet.write(2, 1, "ИНН")
        made.sheet.write(4, 3, "x")
    assert read(path)[0] == [
        Row(1, ("", "", "", "")),
        Row(2, ("", "", "", "")),
        Row(3, ("", "ИНН", "", "")),
        Row(4, ("", "", "", "")),
        Row(5, ("", "", "", "x")),
    ]


def test_merged_ranges_are_told(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with Made(path) as made:
        made.sheet.merge_range("B2:D2", "Сумма")
        made.sheet.merge_range("A2:A3", "ИНН")
    assert sorted(read(path)[1], key=lambda area: area.first_column) == [Merged(2, 0, 3, 0), Merged(2, 1, 2, 3)]


def test_formulas_are_marked_and_those_without_a_value_told(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with Made(path) as made:
        made.sheet.write_formula("A1", "=1+6", value=7)
        made.sheet.write_formula("B1", "=1+6", value="")
        made.sheet.write_formula("C2", '="a"&"b"', value="ab")
        made.sheet.write("D2", "7")
    calculated(path)
    rows, _, notes = read(path)
    assert rows == [
        Row(1, ("7", "", "", ""), ((0, "formula"), (1, "uncalculated"))),
        Row(2, ("", "", "ab", "7"), ((2, "formula"),)),
    ]
    assert notes == ["a.xlsx, sheet 'Поставки': formulas never calculated, without a value (1): B1."]


def test_a_workbook_to_be_recalculated_marks_its_formulas_as_stale(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with Made(path) as made:
        made.sheet.write_formula("A1", "=1+6")
        made.sheet.write_formula("A2", "=1+6", value=7)
    rows, _, notes = read(path)
    assert rows == [Row(1, ("0",), ((0, "stale"),)), Row(2, ("7",), ((0, "stale"),))]
    assert notes == [
        "a.xlsx, sheet 'Поставки': formulas not recalculated (2): A1, A2; their stored values were taken, except zeros."
    ]


def test_a_formula_that_gives_an_empty_text_is_calculated(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with Made(path) as made:
        made.sheet.write("B1", "x")
        made.sheet.write_formula("A1", '=""', value="ab")
    calculated(path)
    rewrite(path, SHEET, "<v>ab</v>", "<v></v>")
    assert read(path)[0] == [Row(1, ("", "x"), ((0, "formula"),))]


def test_a_formula_without_an_address_is_found_by_its_place(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with Made(path) as made:
        made.sheet.write_row(2, 0, [1, 2])
        made.sheet.write_formula("C3", "=A3+B3", value=3)
    calculated(path)
    for address in ("A3", "B3", "C3"):
        rewrite(path, SHEET, f' r="{address}"', "")
    assert read(path)[0][-1] == Row(3, ("1", "2", "3"), ((2, "formula"),))


def test_a_formula_far_down_a_sheet_is_found(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with Made(path) as made:
        for line in range(20_000):
            made.sheet.write_row(line, 0, ["Поставка", line])
        made.sheet.write_formula(20_000, 0, "=1", value=1)
    calculated(path)
    assert [row.marks for row in read(path)[0] if row.marks] == [((0, "formula"),)]


def test_errors_are_read_as_empty_and_told_with_their_addresses(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with Made(path) as made:
        for line in range(12):
            made.sheet.write_formula(line, 27, "=NA()", value="#N/A")
        made.sheet.write(0, 0, "x")
    calculated(path)
    rows, _, notes = read(path)
    assert rows[0].cells[27] == ""
    named = ", ".join(f"AB{line}" for line in range(1, 11))
    assert notes == [f"a.xlsx, sheet 'Поставки': errors in place of values (12), read as empty: {named}, …."]


def test_hidden_rows_columns_and_sheets_are_read_and_told(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with Made(path) as made:
        for line in range(8):
            made.sheet.write_row(line, 0, [line, "x", "y", "z"])
        for line in (1, 2, 3, 5):
            made.sheet.set_row(line, None, None, {"hidden": True})
        made.sheet.set_column("B:B", None, None, {"hidden": True})
        made.sheet.set_column("D:XFD", None, None, {"hidden": True})
        secret = made.book.add_worksheet("Тайный")
        secret.write(0, 0, "x")
        secret.hide()
    with open_book(path) as book:
        shown, hidden = book.sheets
        assert len(list(shown.rows)) == 8
        assert shown.notes == [
            "a.xlsx, sheet 'Поставки': hidden rows were read: 2–4, 6.",
            "a.xlsx, sheet 'Поставки': hidden columns were read: B, D.",
        ]
        assert hidden.notes == ["a.xlsx, sheet 'Тайный': the sheet is hidden, it was read."]


def test_sheets_come_in_their_order_and_empty_ones_and_charts_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with Made(path) as made:
        made.sheet.write(0, 0, "x")
        made.book.add_worksheet("Пустой")
        made.book.add_chartsheet("График").set_chart(_chart(made))
        made.book.add_worksheet("Члены").write(0, 0, "y")
    with open_book(path) as book:
        assert [sheet.name for sheet in book.sheets] == ["Поставки", "Члены"]
        assert {sheet.file for sheet in book.sheets} == {"a.xlsx"}
        assert book.format == "XLSX"
        assert book.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def _chart(made: Made) -> Any:
    chart = made.book.add_chart({"type": "bar"})
    chart.add_series({"values": "='Поставки'!$A$1:$A$1"})
    return chart


@pytest.mark.parametrize("name", ["a.xls", "a.ods", "a.csv", "a"])
def test_a_workbook_is_known_by_what_is_in_it(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with Made(tmp_path / "b.xlsx") as made:
        made.sheet.write(0, 0, "x")
    path.write_bytes((tmp_path / "b.xlsx").read_bytes())
    assert read(path)[0] == [Row(1, ("x",))]


NS = "urn:oasis:names:tc:opendocument:xmlns"
ODS = f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="{NS}:office:1.0" xmlns:table="{NS}:table:1.0" xmlns:text="{NS}:text:1.0">
<office:body><office:spreadsheet><table:table table:name="Поставки">
<table:table-column/><table:table-column table:visibility="collapse" table:number-columns-repeated="2"/>
<table:table-row>
<table:table-cell table:number-rows-spanned="2" office:value-type="string"><text:p>ИНН</text:p></table:table-cell>
<table:table-cell table:number-columns-spanned="2" office:value-type="string"><text:p>Сумма</text:p></table:table-cell>
<table:covered-table-cell/>
</table:table-row>
<table:table-row>
<table:covered-table-cell/>
<table:table-cell office:value-type="string"><text:p>2022</text:p></table:table-cell>
<table:table-cell office:value-type="string"><text:p>2023</text:p></table:table-cell>
</table:table-row>
<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>
<table:table-row table:visibility="filter">
<table:table-cell office:value-type="string"><text:p>0055000017</text:p></table:table-cell>
<table:table-cell office:value-type="float" office:value="1.5" table:formula="of:=1+.5"><text:p>1,5</text:p>
</table:table-cell>
<table:table-cell table:formula="of:=1"></table:table-cell>
</table:table-row>
</table:table></office:spreadsheet></office:body></office:document-content>"""


def test_ods_is_read_with_merged_cells_formulas_and_hidden_parts(tmp_path: Path) -> None:
    path = tmp_path / "a.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS.replace(">\n<", "><"))
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    rows, merged, notes = read(path)
    assert rows[0] == Row(1, ("ИНН", "Сумма", ""))
    assert rows[-1] == Row(5, ("0055000017", "1.5", ""), ((1, "formula"), (2, "uncalculated")))
    assert merged == [Merged(1, 0, 2, 0), Merged(1, 1, 1, 2)]
    assert notes == [
        "a.ods, sheet 'Поставки': hidden rows were read: 5.",
        "a.ods, sheet 'Поставки': hidden columns were read: B–C.",
        "a.ods, sheet 'Поставки': formulas never calculated, without a value (1): C5.",
    ]


@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.ods"])
@pytest.mark.parametrize("content", ["ИНН;Имя\n1;x\n", "<html><table><tr><td>ИНН</td></tr></table></html>"])
def test_text_by_the_name_of_a_spreadsheet_is_refused(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    assert refusal(tmp_path / name) == f"{name}: not a spreadsheet, whatever its name says."


def test_an_empty_spreadsheet_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"")
    assert refusal(tmp_path / "a.xlsx") == "a.xlsx: the file is empty."
    with Made(tmp_path / "b.xlsx"):
        pass
    assert refusal(tmp_path / "b.xlsx") == "b.xlsx: the file is empty."


def test_a_cut_spreadsheet_is_refused(tmp_path: Path) -> None:
    with Made(tmp_path / "a.xlsx") as made:
        made.sheet.write(0, 0, "x")
    whole = (tmp_path / "a.xlsx").read_bytes()
    (tmp_path / "a.xlsx").write_bytes(whole[: len(whole) // 2])
    assert refusal(tmp_path / "a.xlsx") == "a.xlsx: not a spreadsheet, or the file is damaged."


@pytest.mark.parametrize("content", [b"PK\x03\x04 and no more", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)])
def test_what_only_begins_like_a_spreadsheet_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.xls").write_bytes(content)
    assert refusal(tmp_path / "a.xls") == "a.xls: not a spreadsheet, or the file is damaged."


def test_an_archive_of_other_things_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    assert refusal(tmp_path / "a.zip") == "a.zip: not a spreadsheet, or the file is damaged."


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
def test_broken_xml_inside_is_refused(tmp_path: Path, part: str) -> None:
    path = tmp_path / "a.xlsx"
    with Made(path) as made:
        made.sheet.write_formula(0, 0, "=1", value=1)
    rewrite(path, part, "</", "<")
    assert refusal(path) == "a.xlsx: not a spreadsheet, or the file is damaged."


def test_a_spreadsheet_behind_a_password_is_refused(tmp_path: Path) -> None:
    packed = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le") + bytes(500)
    (tmp_path / "a.xlsx").write_bytes(packed)
    assert refusal(tmp_path / "a.xlsx") == "a.xlsx: the file is protected by a password."


def test_a_document_type_in_a_sheet_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with Made(path) as made:
        made.sheet.write(0, 0, "x")
    rewrite(path, SHEET, "<worksheet", '<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet')
    assert refusal(path) == "a.xlsx: not a spreadsheet, or the file is damaged."


def test_columns_are_named_as_spreadsheets_do() -> None:
    assert [letters(column) for column in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
