"""The header of a sheet is found below titles, over one row or several, whatever the exact wording."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustergraph.errors import InputError
from clustergraph.load.header import Header, find_header, normal
from clustergraph.load.readers import open_book
from clustergraph.load.readers.base import Merged, Row, Sheet

WANTED = {"inn": ["ИНН"], "name": ["Наименование", "Название"], "amount": ["Сумма, руб.", "Объём"]}


def sheet(*rows: Sequence[str], merged: Sequence[Merged] = (), name: str = "") -> Sheet:
    numbered = (Row(line, tuple(cells)) for line, cells in enumerate(rows, 1))
    return Sheet(name, numbered, merged, file="a.xlsx" if name else "a.csv")


def find(
    table: Sheet, wanted: Mapping[str, Sequence[str]] = WANTED, *, header_rows: int = 0
) -> tuple[Header, list[Row]]:
    header, rows = find_header(table, wanted, header_rows=header_rows)
    return header, list(rows)


def test_a_header_in_the_first_row_is_found_and_the_rows_below_are_left() -> None:
    header, rows = find(sheet(("Сумма, руб.", "ИНН", "Прочее"), ("5", "0055000017", "x")))
    assert header == Header({"amount": 0, "inn": 1}, ("Сумма, руб.", "ИНН", "Прочее"), (1, 1))
    assert rows == [Row(2, ("5", "0055000017", "x"))]


@pytest.mark.parametrize("written", ["инн", " ИНН ", "ИНН*", "ИНН:", "«ИНН»", '"ИНН"', "\ufeffИНН", "ИНН\u00a0"])
def test_a_name_of_a_column_is_known_in_whatever_dress(written: str) -> None:
    assert find(sheet((written, "x")), {"inn": ["Инн"]})[0].columns == {"inn": 0}


def test_letters_line_breaks_and_spaces_do_not_matter() -> None:
    header, _ = find(sheet(("ОБЪЕМ", "Наимено\u00adвание"), ("1", "x")))
    assert header.columns == {"amount": 0, "name": 1}
    assert normal("Сумма,\n  руб.") == normal("сумма, РУБ")


def test_fields_of_a_dbf_table_are_their_names() -> None:
    header, _ = find(sheet(("NAME,C,40", "Сумма,N,12,2"), ("x", "1")), {"name": ["Name"], "amount": ["сумма"]})
    assert header.columns == {"name": 0, "amount": 1}
    assert header.titles == ("NAME", "Сумма")


def test_titles_above_the_header_are_passed_over() -> None:
    header, rows = find(sheet(("Сведения о поставках",), (), ("за 2023 год", ""), ("ИНН", "Название"), ("1", "x")))
    assert header.lines == (4, 4)
    assert rows == [Row(5, ("1", "x"))]


def test_the_header_is_looked_for_in_thirty_rows() -> None:
    assert find(sheet(*[("x",)] * 29, ("ИНН",)))[0].columns == {"inn": 0}
    assert find(sheet(*[("x",)] * 40, ("ИНН",)))[0].columns == {}


def test_a_caption_merged_over_columns_stands_before_each_name() -> None:
    table = sheet(
        ("ИНН", "Сумма", "", "Примечание"),
        ("", "2022", "2023", ""),
        ("1", "5", "6", "x"),
        merged=[Merged(1, 0, 2, 0), Merged(1, 1, 1, 2), Merged(1, 3, 2, 3)],
    )
    header, rows = find(table, {"inn": ["ИНН"], "last": ["Сумма 2022"], "this": ["Сумма 2023"]})
    assert header.columns == {"inn": 0, "last": 1, "this": 2}
    assert header.titles == ("ИНН", "Сумма 2022", "Сумма 2023", "Примечание")
    assert header.lines == (1, 2)
    assert [row.line for row in rows] == [3]


def test_a_merged_cell_keeps_its_rows_together_even_if_the_rows_below_are_not_wanted() -> None:
    table = sheet(
        ("ИНН", "Сумма", ""),
        ("", "2022", "2023"),
        ("1", "5", "6"),
        merged=[Merged(1, 0, 2, 0), Merged(1, 1, 1, 2)],
    )
    header, rows = find(table)
    assert header.lines == (1, 2)
    assert [row.line for row in rows] == [3]


def test_captions_of_a_text_table_reach_over_empty_cells() -> None:
    table = sheet(("ИНН", "Сумма", "", "Название"), ("", "2022", "2023", ""), ("1", "5", "6", "x"))
    header, _ = find(table, {"inn": ["ИНН"], "last": ["Сумма 2022"], "this": ["Сумма 2023"], "name": ["Название"]})
    assert header.columns == {"inn": 0, "last": 1, "this": 2, "name": 3}


def test_a_header_over_four_rows_is_joined() -> None:
    table = sheet(("Сведения", ""), ("о поставках", ""), ("Сумма", "ИНН"), ("2023", ""), ("5", "1"))
    wanted = {"amount": ["Сведения о поставках Сумма 2023"], "inn": ["ИНН"]}
    assert find(table, wanted)[0].lines == (1, 4)


def test_a_merged_title_and_a_merged_wide_column_do_not_repeat_a_name() -> None:
    table = sheet(
        ("ИНН", "", ""),
        ("ИНН", "Название", ""),
        ("1", "x", ""),
        merged=[Merged(1, 0, 1, 2), Merged(2, 1, 2, 2), Merged(3, 1, 3, 2)],
    )
    header, _ = find(table)
    assert header.columns == {"inn": 0, "name": 1}
    assert header.lines == (2, 2)


def test_cells_merged_among_the_data_do_not_matter() -> None:
    table = sheet(("ИНН", "Название"), ("1", "x"), ("", "y"), merged=[Merged(2, 0, 3, 0)])
    assert find(table)[0].lines == (1, 1)


def test_the_number_of_header_rows_may_be_given() -> None:
    header, rows = find(sheet(("ИНН", "Название"), ("10 цифр", ""), ("1", "x")), {"name": ["Название"]}, header_rows=2)
    assert header.titles == ("ИНН 10 цифр", "Название")
    assert [row.line for row in rows] == [3]


def test_a_row_that_numbers_the_columns_is_no_data() -> None:
    rows = find(sheet(("ИНН", "Название", "Сумма, руб.", "Год"), ("1", "2", "3", "4"), ("5", "x", "6", "7")))[1]
    assert [row.line for row in rows] == [3]


def test_two_columns_of_a_text_table_by_one_name_are_refused() -> None:
    with pytest.raises(InputError) as caught:
        find(sheet(("ИНН", "Название", "инн"), ("1", "x", "2")))
    assert caught.value.message == "a.csv, line 1: two columns say the same: «ИНН» (1) and «инн» (3)."


def test_two_columns_of_a_sheet_by_two_names_for_one_thing_are_refused_with_their_letters() -> None:
    with pytest.raises(InputError) as caught:
        find(sheet(("Название", "ИНН", "Наименование"), name="Поставки"))
    assert (
        caught.value.message
        == "a.xlsx, Поставки, line 1: two columns say the same: «Название» (A) and «Наименование» (C)."
    )


def test_repeated_columns_that_nobody_wants_do_not_matter() -> None:
    assert find(sheet(("ИНН", "x", "x")))[0].columns == {"inn": 0}


def test_repeats_may_be_passed_over() -> None:
    header, _ = find_header(sheet(("ИНН", "ИНН")), WANTED, refuse_repeats=False)
    assert header.columns == {"inn": 0}


def test_one_column_may_be_wanted_under_two_names() -> None:
    assert find(sheet(("Год",)), {"period": ["Год"], "year": ["год"]})[0].columns == {"period": 0, "year": 0}


def test_without_a_known_name_the_first_row_is_what_the_file_calls_its_columns() -> None:
    header, _ = find(sheet((), ("a", "b"), ("1", "2")))
    assert header == Header({}, ("a", "b"), (2, 2))


def test_a_sheet_without_rows_has_no_header() -> None:
    assert find(sheet()) == (Header({}, (), (0, 0)), [])
    assert find(sheet((), ("", ""))) == (Header({}, (), (0, 0)), [Row(1, ()), Row(2, ("", ""))])


@given(above=st.integers(0, 25), below=st.integers(0, 60))
def test_no_row_below_the_header_is_lost(above: int, below: int) -> None:
    table = sheet(*[("Отчёт", "")] * above, ("ИНН", "Название"), *[("0055000017", "x")] * below)
    header, rows = find(table)
    assert header.lines == (above + 1, above + 1)
    assert [row.line for row in rows] == list(range(above + 2, above + 2 + below))


def test_the_search_takes_no_more_than_the_first_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("ИНН;Название\n" + "1;x\n" * 1000, encoding="utf-8")
    with open_book(path) as book:
        find_header(book.sheets[0], WANTED)
        assert next(book.sheets[0].rows).line == 35


def test_the_years_of_the_real_rosstat_table_are_found_under_its_title(realdata: Path) -> None:
    with open_book(realdata / "fns" / "rosstat_org_stats_omsk_kostroma.csv") as book:
        table = replace(book.sheets[0])
        header, rows = find_header(table, {"y2017": ["2017 на 1 октября"], "y2022": ["2022 на 1 октября"]})
        assert header.columns == {"y2017": 3, "y2022": 8}
        assert len(list(rows)) == 78
