"""A sheet as people really send it, with everything at once: read right, and whatever is odd is told."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from tests.build import A, B, C
from xlsxwriter import Workbook

from clustergraph.load.report import LoadReport
from clustergraph.load.run import load_files
from clustergraph.load.sheets import try_loaders
from clustergraph.store.base import Store

WIDE = ("Год", "№ договора", "Дата договора", "Сумма, руб.", "Примечание")
DAY = dt.datetime(2023, 2, 1, tzinfo=None)  # noqa: DTZ001 a spreadsheet knows no zones
ROWS = (
    (int(A[4:]), "ООО «А»", B[4:], "ООО «Б»", 2023, "Д-1", DAY, "1\u00a0234,56", ""),
    (A[4:], "   ООО «А»", C[4:], "ООО «В»", "2023 г.", "Д-2", "05.03.2023", 120.5, "срочно"),
    (A[4:], "ООО «А»", C[4:], "ООО «В»", "2023", "Д-3", "31.02.2023", "=1+2", ""),
)
FIRST, FORMULA, TOTAL, SECOND_TABLE = 6, 8, 9, 11


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Two rows of titles, a caption merged over two columns, numbered columns, a total, a table of another kind."""
    with Workbook(tmp_path / "отчёт.xlsx") as book:
        sheet = book.add_worksheet("Отчёт за год")
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        sheet.write(0, 0, "Сведения о поставках")
        sheet.write(1, 0, "по состоянию на 01.03.2024")
        for column, caption in ((0, "Поставщик"), (2, "Покупатель")):
            sheet.merge_range(3, column, 3, column + 1, caption)
            sheet.write_row(4, column, ("ИНН", "Наименование"))
        for column, title in enumerate(WIDE, 4):
            sheet.merge_range(3, column, 4, column, title)
        sheet.write_row(5, 0, range(1, 10))
        for line, row in enumerate(ROWS, FIRST):
            for column, cell in enumerate(row):
                if isinstance(cell, dt.datetime):
                    sheet.write_datetime(line, column, cell, day)
                elif str(cell).startswith("="):
                    sheet.write_formula(line, column, str(cell), None, 3)
                else:
                    sheet.write(line, column, cell)
        sheet.write_row(TOTAL, 0, ["ИТОГО", "", "", "", "", "", "", "1 358,06"])
        for line, cells in enumerate((["Справочно"], ["ИНН", "Резидент"], [A[4:], "ООО «А»"]), SECOND_TABLE):
            sheet.write_row(line, 0, cells)
        sheet.set_row(FIRST + 1, None, None, {"hidden": True})
        sheet.set_column(8, 8, None, None, {"hidden": True})
    return tmp_path / "отчёт.xlsx"


@pytest.fixture
def report(store: Store, path: Path) -> LoadReport:
    assert try_loaders(path)[0].loader == "supplies"
    return load_files(store, [path])[0]


def test_its_rows_are_read_right(store: Store, report: LoadReport) -> None:
    deals = {str(link.props["document"]): link.props for link in store.links() if link.kind == "SUPPLIES"}
    assert [(name, one["amount"], one.get("date")) for name, one in sorted(deals.items())] == [
        ("Д-1", 1234.56, "2023-02-01"),
        ("Д-2", 120.5, "2023-03-05"),
        ("Д-3", 3.0, None),
    ]
    assert {one.uid: one.props["name"] for one in store.entities()} == {A: "ООО «А»", B: "ООО «Б»", C: "ООО «В»"}
    assert (report.total_rows, report.repaired, report.files[0].header) == (1, 1, 4)


def test_all_that_is_odd_is_told(report: LoadReport) -> None:
    told = report.to_text()
    for part in (
        "hidden rows were read: 8",
        "hidden columns were read: I",
        "not recalculated (1): H9",
        "1 cells are indented",
        "column 'Примечание'",
        "Rows of totals left out: 1",
    ):
        assert part in told


def test_what_stands_below_the_table_is_refused_row_by_row(report: LoadReport) -> None:
    below = {problem.row for problem in report.problems if problem.row > TOTAL + 1}
    assert below == {SECOND_TABLE + 1, SECOND_TABLE + 2, SECOND_TABLE + 3}
    assert report.refused_rows == len(below)
    assert [(one.row, one.value) for one in report.problems if one.row <= TOTAL] == [(FORMULA + 1, "31.02.2023")]
