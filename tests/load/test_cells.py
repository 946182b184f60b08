"""Cells: every type reads what people write, refuses what cannot be right, and never guesses."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustergraph import i18n
from clustergraph.load.cells import EMPTY, READERS, Cell, Money, decimal, is_sole_trader, read
from clustergraph.load.recipe import Column

NBSP, NARROW = "\u00a0", "\u202f"


def cell(written: str, type_: str = "text", **settings: object) -> Cell:
    return read(written, Column("x", ("X",), type_, **settings))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("type_", "written", "value"),
    [
        ("text", f"  ООО{NBSP} «Завод»\n№ 7 ", "ООО «Завод» № 7"),
        ("inn", "0055000017", "0055000017"),
        ("ogrn", "1250000000018", "1250000000018"),
        ("kpp", "005501001", "005501001"),
        ("okpo", "95818430", "95818430"),
        ("okved2", "0111", "01.11"),
        ("okved2", "01.11.1", "01.11.1"),
        ("okved2", "c", "C"),
        ("okpd2", "20.16.51.000", "20.16.51"),
        ("okpd2", "201651110", "20.16.51.110"),
        ("okpd2", "20.16", "20.16"),
        ("tnved", "3902 10 000 0", "3902100000"),
        ("okei", "168", "168"),
        ("oktmo", "52701000", "52701000"),
        ("region", "55", "55"),
        ("date", "31.12.2020", "2020-12-31"),
        ("date", "2016", "2016"),
        ("month", "12.2023", "2023-12"),
        ("month", "12/2023", "2023-12"),
        ("year", "2023", "2023"),
        ("year", "2023 г.", "2023"),
        ("number", f"1{NBSP}234,56", 1234.56),
        ("number", "24e3", 24000.0),
        ("int", f"1{NARROW}200", 1200),
        ("int", "12,0", 12),
        ("share", "25 %", 0.25),
        ("share", "0,042658", 0.042658),
        ("bool", "Да", True),
        ("bool", "ложь", False),
        ("slug", "demo-food", "demo-food"),
        ("slug", "cluster/demo-food", "cluster/demo-food"),
    ],
)
def test_a_cell_is_read_as_its_type_says(type_: str, written: str, value: object) -> None:
    assert cell(written, type_, places=2) == Cell(value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("type_", "written"),
    [
        ("inn", "0055000018"),
        ("inn", "6,319E+11"),
        ("ogrn", "1250000000019"),
        ("okved2", "пластик"),
        ("okved2", "6,319E+11"),
        ("okved2", "2024-11-01"),
        ("okved2", "20.16.51.110"),
        ("okpd2", "1.11"),
        ("okpd2", "24e3"),
        ("tnved", "390210000"),
        ("okei", "кг"),
        ("oktmo", "5270"),
        ("region", "Омская"),
        ("date", "01.02.03"),
        ("date", "31.02.2020"),
        ("month", "2023"),
        ("year", "23"),
        ("year", "2О23"),
        ("year", "31.12.2023"),
        ("number", "десять"),
        ("number", "1 2 3,4,5"),
        ("int", "12,5"),
        ("share", "25"),
        ("bool", "наверное"),
        ("slug", "№"),
        ("text", "испорчен\ufffd"),
    ],
)
def test_a_cell_that_cannot_be_right_is_refused_with_reason_and_hint(type_: str, written: str) -> None:
    found = cell(written, type_, places=2)
    assert found.value is None
    assert found.reason
    assert found.hint


@pytest.mark.parametrize("type_", READERS)
def test_an_empty_cell_says_nothing(type_: str) -> None:
    assert cell(f" {NBSP}", type_, scheme="role") is EMPTY


@pytest.mark.parametrize(
    ("type_", "written", "value"),
    [("inn", "55000017", "0055000017"), ("kpp", "27501001", "027501001"), ("okei", "6", "006"), ("region", "1", "01")],
)
def test_a_zero_that_a_spreadsheet_dropped_is_put_back_and_told(type_: str, written: str, value: str) -> None:
    assert cell(written, type_) == Cell(value, repaired=True)


@pytest.mark.parametrize(("type_", "written"), [("inn", "005500000110"), ("ogrn", "312550000000011")])
def test_the_number_of_a_person_gives_no_value(type_: str, written: str) -> None:
    assert cell(written, type_) == Cell(person=True)


@pytest.mark.parametrize(
    "name",
    [
        "ИП Фамилия И. О.",
        " «ИП» Фамилия",
        "Индивидуальный предприниматель Фамилия",
        "И.П. Фамилия",
        "Глава КФХ Фамилия",
    ],
)
def test_a_sole_trader_is_known_by_name(name: str) -> None:
    assert is_sole_trader(name)


@pytest.mark.parametrize("name", ["ООО «ИПС»", "ИПОТЕКА", "Завод ИП", "АО «Предприниматель»", "ип"])
def test_a_firm_is_not_taken_for_a_sole_trader(name: str) -> None:
    assert not is_sole_trader(name)


@pytest.mark.parametrize(
    ("written", "unit", "vat", "money"),
    [
        ("1 234 567,89", "383", "none", Money(1234567.89, 1234567.89, "383")),
        ("1 234,5", "384", "none", Money(1234500.0, 1234.5, "384")),
        ("1,234", "384", "none", Money(1234.0, 1.234, "384")),
        ("2", "385", "unknown", Money(2000000.0, 2.0, "385", vat_unknown=True)),
        ("120", "383", "included:20", Money(100.0, 120.0, "383")),
        ("100", "383", "included:20", Money(83.33, 100.0, "383")),
        ("0.1", "385", "included:0", Money(100000.0, 0.1, "385")),
        ("901 600,00 руб.", "383", "none", Money(901600.0, 901600.0, "383")),
    ],
)
def test_a_sum_is_converted_exactly_and_what_stood_is_kept(written: str, unit: str, vat: str, money: Money) -> None:
    assert cell(written, "money", unit=unit, vat=vat).value == money


@pytest.mark.parametrize("written", ["1,234", "1.234", "12,345", "-1,234"])
def test_roubles_that_could_be_thousands_are_refused(written: str) -> None:
    assert "thousands" in cell(written, "money", unit="383").reason


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("1,234.5", "1234.5"),
        ("1.234,5", "1234.5"),
        ("1'234", "1234"),
    ],
)
def test_grouped_thousands_are_read_where_they_can_mean_one_number(written: str, number: str) -> None:
    assert decimal(written) == Decimal(number)


def test_a_sum_longer_than_a_float_keeps_is_refused() -> None:
    assert cell("12345678901234,56", "money").reason
    assert cell("1234567890123,45", "money").value == Money(1234567890123.45, 1234567890123.45, "383")


@given(st.integers(0, 10**14))
def test_kopecks_come_back_exactly(kopecks: int) -> None:
    roubles, rest = divmod(kopecks, 100)
    value = cell(f"{roubles:,}".replace(",", NBSP) + f",{rest:02d}", "money").value
    assert isinstance(value, Money)
    assert round(value.amount * 100) == kopecks


@pytest.mark.parametrize("written", ["finished", "Finished-product maker", "ПРОИЗВОДИТЕЛЬ готовой  продукции"])
def test_a_choice_is_known_by_code_and_by_its_name_in_both_languages(written: str) -> None:
    assert cell(written, "term", scheme="role").value == "finished"


def test_a_choice_outside_the_part_of_the_list_that_a_link_admits_is_refused() -> None:
    found = cell("поставщик", "term", scheme="role", sets=("MemberRole",))
    assert found.value is None
    assert "intermediate" in found.hint
    assert "supplier" not in found.hint


def test_a_list_is_sorted_and_distinct_and_one_bad_item_refuses_it() -> None:
    assert cell("22.21; 01.11 ;2221;", "okved2", split=";").value == ["01.11", "22.21"]
    assert cell("22.21; пластик", "okved2", split=";").value is None


def test_a_year_is_taken_out_of_a_date() -> None:
    assert cell("31.12.2013", "date", part="year").value == "2013"


def test_words_of_the_file_are_translated_before_the_type_is_read() -> None:
    values = (("да", "complete"), ("нет", "partial"))
    assert cell("Да", "term", scheme="coverage_level", values=values).value == "complete"


def test_a_text_without_a_code_becomes_one_and_says_so() -> None:
    assert cell("Учебный кластер", "slug") == Cell("uchebnyj-klaster", hint="Учебный кластер")


def test_reasons_are_told_in_the_language_in_force() -> None:
    with i18n.use("ru"):
        assert cell("0055000018", "inn").reason == "контрольная цифра не сходится"


@given(st.text(max_size=30), st.sampled_from(sorted(READERS)))
def test_any_text_is_read_refused_or_empty_and_never_breaks(written: str, type_: str) -> None:
    found = cell(written, type_, scheme="role", places=2)
    assert not (found.value is not None and found.reason)
    assert found.value is not None or found.reason or found.person or not written.split()
