"""What a loader may say of a file: its tables, single cells, years side by side, units in cells."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.build import A, B
from xlsxwriter import Workbook

from clustergraph.errors import InputError
from clustergraph.load.places import cell_of
from clustergraph.load.readers import open_book
from clustergraph.load.readers.base import Row
from clustergraph.load.recipe_toml import parse
from clustergraph.load.run import load_files
from clustergraph.model.records import Value
from clustergraph.model.terms import Kind
from clustergraph.store.base import Store

FORM = """
title = { ru = "Анкета", en = "Form" }
recognise = { defined_name = "clustergraph_form", value = "form/1" }
[cells]
firm = { cell = "clustergraph_inn", type = "inn", required = true }
year = { cell = "Я покупаю!B2", type = "year" }
unit = { cell = "Я покупаю!B3" }
vat = "Я покупаю!B4"
all = { cell = "Я покупаю!B5", type = "term:coverage_level", values = { "да" = "complete", "нет" = "partial" } }
[[table]]
sheet = "Я покупаю"
until = "Итого"
[table.columns]
inn = { header = "ИНН", type = "inn", required = true }
amount = { header = "Сумма", type = "money", unit = "unit", vat = "vat" }
[[table.record]]
as = "supplier"
kind = "Enterprise"
properties = { inn = "inn" }
[[table.record]]
as = "firm"
kind = "Enterprise"
properties = { inn = "firm" }
[[table.record]]
link = "SUPPLIES"
src = "supplier"
dst = "firm"
properties = { period = "year", amount = "amount", confidence = "=declared" }
[[table.record]]
kind = "Coverage"
subject = "firm"
properties = { side = "=purchases", period = "year", coverage_level = "all" }
[[table]]
sheet = "Я покупаю"
until = "blank"
[table.columns]
code = { header = "ОКПД2", type = "okpd2", required = true }
capacity = { header = "Мощность", type = "number" }
[[table.record]]
as = "firm"
kind = "Enterprise"
properties = { inn = "firm" }
[[table.record]]
as = "product"
kind = "Product"
notation = "code"
[[table.record]]
link = "MAKES"
src = "firm"
dst = "product"
properties = { capacity = "capacity" }
"""
WIDE = """
title = { ru = "Выручка по годам", en = "Revenue by year" }
[columns]
inn = { header = "ИНН", type = "inn", required = true }
year = { type = "year", required = true }
revenue = { type = "money", unit = "384" }
headcount = { type = "number" }
[[unpivot]]
columns = 'Выручка (20\\d\\d)'
name = "year"
value = "revenue"
[[unpivot]]
columns = 'Численность (20\\d\\d)'
name = "year"
value = "headcount"
[[record]]
as = "firm"
kind = "Enterprise"
properties = { inn = "inn" }
[[record]]
kind = "Indicator"
subject = "firm"
properties = { measure = "=revenue", period = "year", value = "revenue" }
when = "revenue"
[[record]]
kind = "Indicator"
subject = "firm"
properties = { measure = "=headcount", period = "year", value = "headcount" }
when = "headcount"
"""


def project(folder: Path, name: str, toml: str) -> Path:
    (folder / "loaders").mkdir(exist_ok=True)
    (folder / "loaders" / f"{name}.toml").write_text(toml, encoding="utf-8")
    return folder


def form(path: Path, *, unit: str = "тыс. руб.", vat: str = "с НДС 20 %", amount: str = "12") -> Path:
    with Workbook(path) as book:
        sheet = book.add_worksheet("Я покупаю")
        for line, cells in enumerate(
            [
                ["Анкета", A[4:]],
                ["Период", "2023"],
                ["Единица", unit],
                ["НДС", vat],
                ["Это полный перечень", "да"],
                ["ИНН", "Сумма"],
                [B[4:], amount],
                ["Итого", "12"],
                [],
                ["ОКПД2", "Мощность"],
                ["20.16", "5"],
                [],
                ["не таблица", "7"],
            ]
        ):
            sheet.write_row(line, 0, cells)
        book.define_name("clustergraph_form", '="form/1"')
        book.define_name("clustergraph_inn", "='Я покупаю'!$B$1")
    return path


def links(store: Store) -> dict[str, Mapping[str, Value]]:
    return {link.kind: link.props for link in store.links() if link.kind != "ABOUT"}


def test_a_form_is_known_by_its_name_and_read_by_its_cells(store: Store, tmp_path: Path) -> None:
    (report,) = load_files(store, [form(tmp_path / "any name.xlsx")], folders=[project(tmp_path, "form", FORM)])
    assert (report.loader, report.problem_count, report.rows) == ("form", 0, 2)
    found = links(store)
    assert found["SUPPLIES"] == {
        "period": "2023",
        "amount": 10000.0,
        "original_amount": 12.0,
        "original_unit": "384",
        "confidence": "declared",
    }
    assert found["MAKES"] == {"capacity": 5.0}
    (coverage,) = store.entities(Kind.COVERAGE)
    assert coverage.props == {"side": "purchases", "period": "2023", "coverage_level": "complete"}


def test_a_sum_of_which_nobody_knows_the_vat_is_an_estimate(store: Store, tmp_path: Path) -> None:
    load_files(store, [form(tmp_path / "a.xlsx", vat="не знаю")], folders=[project(tmp_path, "form", FORM)])
    assert links(store)["SUPPLIES"]["confidence"] == "estimated"
    assert links(store)["SUPPLIES"]["amount"] == 12000.0


def test_a_sum_without_a_unit_is_refused_and_comes_back_with_the_rows_to_correct(store: Store, tmp_path: Path) -> None:
    folders = [project(tmp_path, "form", FORM)]
    path = form(tmp_path / "a.xlsx", unit="")
    (report,) = load_files(store, [path], folders=folders, errors=tmp_path / "errors.csv")
    assert "what the sum is in" in report.problems[0].reason
    text = (tmp_path / "errors.csv").read_text("utf-8-sig")
    assert "Я покупаю!B3" in text
    header, row = text.splitlines()
    cells = row.split(";")
    cells[header.split(";").index("Я покупаю!B3")] = "млн руб."
    (tmp_path / "errors.csv").write_text(f"{header}\n{';'.join(cells)}\n", encoding="utf-8-sig")
    (report,) = load_files(store, [tmp_path / "errors.csv"], folders=folders)
    assert report.problem_count == 0
    assert links(store)["SUPPLIES"]["amount"] == 10_000_000.0


def test_years_side_by_side_are_read_one_after_the_other(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    rows = ["ИНН;Выручка 2022;Выручка 2023;Численность 2023", f"{A[4:]};10;сто;5", f"{B[4:]};;7;"]
    path.write_text("\n".join(rows), encoding="utf-8")
    (report,) = load_files(store, [path], loader="wide", folders=[project(tmp_path, "wide", WIDE)])
    assert (report.rows, report.refused_rows, report.problem_count) == (2, 0, 1)
    assert report.problems[0].column == "Выручка 2023"
    assert report.unknown_columns == ()
    found = {node.uid.split("/", 2)[2]: node.props["value"] for node in store.entities(Kind.INDICATOR)}
    a, b = A[4:], B[4:]
    assert found == {f"{a}/revenue/2022": 10.0, f"{a}/headcount/2023": 5.0, f"{b}/revenue/2023": 7.0}
    load_files(store, [path], loader="wide", folders=[tmp_path], errors=tmp_path / "errors.csv")
    corrected = (tmp_path / "errors.csv").read_text("utf-8-sig").replace(";сто;", ";12;")
    (tmp_path / "errors.csv").write_text(corrected, encoding="utf-8-sig")
    (report,) = load_files(store, [tmp_path / "errors.csv"], folders=[tmp_path])
    assert (report.problem_count, report.nodes.created) == (0, 1)
    assert store.get(f"indicator/org/{a}/revenue/2023") is not None


def test_the_unit_of_a_sum_may_stand_beside_it(store: Store, tmp_path: Path) -> None:
    toml = """
title = { ru = "Суммы", en = "Sums" }
[columns]
inn = { header = "ИНН", type = "inn", required = true }
buyer = { header = "Покупатель", type = "inn", required = true }
unit = { header = "Единица" }
amount = { header = "Сумма", type = "money", unit = "unit" }
[[record]]
as = "a"
kind = "Enterprise"
properties = { inn = "inn" }
[[record]]
as = "b"
kind = "Enterprise"
properties = { inn = "buyer" }
[[record]]
link = "SUPPLIES"
src = "a"
dst = "b"
properties = { amount = "amount" }
"""
    path = tmp_path / "sums.csv"
    rows = ["ИНН;Покупатель;Сумма;Единица", f"{A[4:]};{B[4:]};5;млн", f"{B[4:]};{A[4:]};5;тыс. руб."]
    path.write_text("\n".join(rows), encoding="utf-8")
    load_files(store, [path], loader="sums", folders=[project(tmp_path, "sums", toml)])
    assert sorted(float(str(link.props["amount"])) for link in store.links()) == [5000.0, 5_000_000.0]


def test_defined_names_are_read_from_a_workbook(tmp_path: Path) -> None:
    with open_book(form(tmp_path / "a.xlsx")) as book:
        assert dict(book.names) == {"clustergraph_form": '"form/1"', "clustergraph_inn": "'Я покупаю'!$B$1"}


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("Лист!B2", "x"),
        ("'Лист'!$B$2", "x"),
        ("$Лист.$B$2", "x"),
        ("B2", "x"),
        ("Лист!C9", ""),
        ("нет", ""),
        ("n", "y"),
    ],
)
def test_a_cell_is_found_by_its_address(address: str, said: str) -> None:
    assert cell_of(address, {"n": '="y"'}, [("Лист", [Row(2, ("", " x "))])]) == said


@pytest.mark.parametrize(
    "wrong",
    ["[cells]\na = { type = 'text' }", "[cells]\na = { cell = 'x', header = 'y' }", "recognise = { sheet = 'x' }"],
)
def test_a_cell_without_a_place_is_an_error(wrong: str) -> None:
    with pytest.raises(InputError):
        parse("x", wrong + "\n[columns]\nb = {}\n[[record]]\nkind = 'Enterprise'\nproperties = {name='b'}")
