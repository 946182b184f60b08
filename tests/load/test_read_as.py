"""What people say of a file wins over what is found in it and over what its loader says."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.build import A, B
from xlsxwriter import Workbook

from clustergraph.errors import InputError
from clustergraph.load.read_as import read_as
from clustergraph.load.run import load_files
from clustergraph.load.sheets import try_loaders
from clustergraph.store.base import Store

HEADER = ["ИНН поставщика", "ИНН покупателя", "Год", "№ документа", "Сумма, руб."]
ROW = [A[4:], B[4:], "2023", "Д-1", "120"]


def csv(path: Path, *rows: list[str]) -> Path:
    path.write_text("\n".join(";".join(row) for row in rows) + "\n", encoding="utf-8", newline="")
    return path


def book(path: Path, **sheets: list[list[str]]) -> Path:
    with Workbook(path) as made:
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            for line, row in enumerate(rows):
                sheet.write_row(line, 0, row)
    return path


def amounts(store: Store) -> list[tuple[object, object, object]]:
    props = [link.props for link in store.links() if link.kind == "SUPPLIES"]
    return [(one.get("amount"), one.get("original_amount"), one.get("original_unit")) for one in props]


def test_unit_and_vat_of_sums_can_be_said(store: Store, tmp_path: Path) -> None:
    path = csv(tmp_path / "s.csv", HEADER, ROW)
    load_files(store, [path], unit="тыс. руб.", vat="20")
    assert amounts(store) == [(100_000.0, 120.0, "384")]
    (report,) = load_files(store, [path])  # the same bytes, read otherwise, are not the same again
    assert (report.same_again, amounts(store)) == (False, [(120.0, None, None)])


def test_an_unknown_vat_makes_a_sum_an_estimate(store: Store, tmp_path: Path) -> None:
    load_files(store, [csv(tmp_path / "s.csv", HEADER, ROW)], vat="unknown")
    assert [link.props["confidence"] for link in store.links() if link.kind == "SUPPLIES"] == ["estimated"]


@pytest.mark.parametrize("wrong", [{"unit": "шт."}, {"vat": "двадцать"}, {"header_row": -1}])
def test_what_cannot_be_meant_is_an_error(store: Store, tmp_path: Path, wrong: dict[str, str]) -> None:
    with pytest.raises(InputError):
        load_files(store, [csv(tmp_path / "s.csv", HEADER, ROW)], **wrong)  # type: ignore[arg-type]


def test_rows_to_correct_remember_in_what_their_sums_stand(store: Store, tmp_path: Path) -> None:
    spoilt = csv(tmp_path / "s.csv", HEADER, [*ROW[:4], "сто двадцать"])
    load_files(store, [spoilt], unit="384", vat="20", errors=tmp_path / "e.csv")
    written = (tmp_path / "e.csv").read_text(encoding="utf-8-sig")
    (tmp_path / "e.csv").write_text(written.replace("сто двадцать", "120"), encoding="utf-8-sig", newline="")
    load_files(store, [tmp_path / "e.csv"])
    assert amounts(store) == [(100_000.0, 120.0, "384")]


def test_one_sheet_of_several_can_be_named(store: Store, tmp_path: Path) -> None:
    path = book(tmp_path / "b.xlsx", План=[HEADER, [*ROW[:4], "1"]], Факт=[HEADER, ROW])
    (report,) = load_files(store, [path], sheet="факт")
    assert [(one.sheet, one.rows) for one in report.files] == [("Факт", 1)]
    assert amounts(store) == [(120.0, None, None)]
    with pytest.raises(InputError, match="no sheet 'Итоги'") as caught:
        load_files(store, [path], sheet="Итоги")
    assert caught.value.hint == "Sheets: 'План', 'Факт'"


@pytest.mark.parametrize("above", [3, 60])
def test_the_row_of_the_header_can_be_named(store: Store, tmp_path: Path, above: int) -> None:
    old = [[*HEADER], [*ROW[:3], "Д-0", "1"]]
    blank = [["x"] * 5] * (above - 2)
    path = csv(tmp_path / "s.csv", *old, *blank, HEADER, ROW)
    (report,) = load_files(store, [path], loader="supplies", header_row=above + 1)
    assert (report.rows, [one.header for one in report.files]) == (1, [above + 1])
    assert amounts(store) == [(120.0, None, None)]
    assert f"header in row {above + 1}" in report.to_text()


def test_a_loader_can_say_how_its_files_are_written(store: Store, tmp_path: Path) -> None:
    (tmp_path / "loaders").mkdir()
    toml = """
encoding = "cp866"
delimiter = "|"
header_row = 2
[columns]
inn = { header = ["ИНН"], type = "inn", required = true }
name = { header = ["Имя; прочее"], type = "text" }
[[record]]
kind = "Enterprise"
properties = { inn = "inn", name = "name" }
"""
    (tmp_path / "loaders" / "own.toml").write_text(toml, encoding="utf-8")
    rows = f"ИНН|Имя; прочее;;;\nИНН|Имя; прочее\n{A[4:]}|Ж; Щ\n"
    (tmp_path / "s.txt").write_text(rows, encoding="cp866", newline="")
    for loader in ("own", ""):
        (report,) = load_files(store, [tmp_path / "s.txt"], loader=loader, folders=[tmp_path], replace=True)
        assert (report.loader, report.rows) == ("own", 1)
    assert [node.props["name"] for node in store.entities()] == ["Ж; Щ"]


def test_trying_shows_what_was_found_and_follows_what_is_said(tmp_path: Path) -> None:
    path = book(tmp_path / "b.xlsx", Письмо=[["Уважаемые коллеги"]], Данные=[["Отчёт"], [], HEADER, ROW])
    best = try_loaders(path)[0]
    assert (best.loader, best.format, best.sheet, best.header) == ("supplies", "XLSX", "Данные", 3)
    assert best.to_text().endswith("sheet 'Данные'; header in row 3")
    assert not try_loaders(path, said=read_as(sheet="Письмо"))[0].fits
