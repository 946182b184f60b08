"""What a sheet says beside its cells reaches the report: totals, indents, units, hidden rows and columns."""

from __future__ import annotations

from pathlib import Path

from tests.build import A, B
from xlsxwriter import Workbook

from clustergraph.load.run import load_files
from clustergraph.store.base import Store

HEADER = ["ИНН", "Предприятие", "Год", "Выручка, тыс. руб."]
ROWS = [[A[4:], "ООО «А»", "2023", "10"], [B[4:], "ООО «Б»", "2023", "20"]]


def told(store: Store, folder: Path, *rows: list[str], loader: str = "figures") -> str:
    path = folder / "figures.csv"
    path.write_text("\n".join(";".join(row) for row in rows) + "\n", encoding="utf-8")
    (report,) = load_files(store, [path], loader=loader)
    assert not report.problem_count
    return report.to_text()


def test_totals_are_left_out_and_counted(store: Store, tmp_path: Path) -> None:
    text = told(store, tmp_path, HEADER, *ROWS, ["Итого", "", "", "30"], ["", "", "", ""])
    assert "Rows of totals left out: 1" in text
    assert [node.props["value"] for node in store.entities() if node.kind == "Indicator"] == [10.0, 20.0]


def test_a_hierarchy_by_leading_spaces_is_told_and_the_names_are_whole(store: Store, tmp_path: Path) -> None:
    text = told(store, tmp_path, HEADER, ROWS[0], [B[4:], "   Филиал ООО «А»", "2023", "20"])
    assert "column 'Предприятие': 1 cells are indented" in text
    assert {node.props["name"] for node in store.entities() if "name" in node.props} == {"ООО «А»", "Филиал ООО «А»"}


def test_a_space_after_every_separator_is_no_hierarchy(store: Store, tmp_path: Path) -> None:
    assert "indented" not in told(store, tmp_path, HEADER, *([a, f" {b}", c, d] for a, b, c, d in ROWS))


def test_a_unit_above_the_table_that_the_loader_does_not_expect_is_told(store: Store, tmp_path: Path) -> None:
    text = told(store, tmp_path, ["Показатели, млн руб.", "", "", ""], ["ИНН", "Предприятие", "Год", "revenue"], *ROWS)
    assert "'Показатели, млн руб.'" in text
    assert "read in thousands of roubles" in text


def test_sums_in_a_column_of_another_unit_are_not_taken_and_told(store: Store, tmp_path: Path) -> None:
    text = told(store, tmp_path, ["ИНН", "Предприятие", "Год", "Выручка, млн руб."], *ROWS[:1])
    assert "The column 'Выручка, млн руб.' is in millions of roubles" in text
    assert not [node for node in store.entities() if node.kind == "Indicator"]


def test_hidden_rows_and_columns_are_read_and_told(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "figures.xlsx"
    with Workbook(path) as book:
        sheet = book.add_worksheet("Лист")
        for line, row in enumerate([HEADER, *ROWS]):
            sheet.write_row(line, 0, row)
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column(3, 3, None, None, {"hidden": True})
    (report,) = load_files(store, [path])
    assert (report.rows, report.problem_count) == (2, 0)
    assert any("hidden rows" in note and "3" in note for note in report.notes)
    assert any("hidden columns" in note and "D" in note for note in report.notes)


def test_a_dry_run_shows_how_full_each_column_is(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "figures.csv"
    rows = [HEADER, *ROWS, [B[4:], "", "2022", "5"], [A[4:], "", "2022", ""]]
    path.write_text("\n".join(";".join(row) for row in rows) + "\n", encoding="utf-8")
    (report,) = load_files(store, [path], loader="figures", dry_run=True)
    assert {one.title: one.filled / one.rows for one in report.columns} == {
        "ИНН": 1,
        "Предприятие": 0.5,
        "Год": 1,
        "Выручка, тыс. руб.": 0.75,
    }
    assert "Предприятие 50 %" in report.to_text()
