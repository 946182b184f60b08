"""Mapping: what a row states, what is held when it cannot be read, and that no natural person is kept."""

from __future__ import annotations

import pickle
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.build import A, B, C

from clustergraph.errors import InputError, UnknownNameError
from clustergraph.load.cells import READERS
from clustergraph.load.identity import Gathering
from clustergraph.load.mapping import Mapped, Mapper, map_row
from clustergraph.load.readers.base import Book, Mark, Row, Sheet
from clustergraph.load.recipe import Recipe
from clustergraph.load.recipe_toml import parse, recipe
from clustergraph.load.sheets import tables
from clustergraph.model.records import Entity, Link, Place, Record, Value, link
from clustergraph.model.terms import Kind, LinkKind

SUPPLIES = recipe("supplies")
TITLES = [column.headers[0] for column in SUPPLIES.tables[0].columns]
GOOD = {"ИНН поставщика": A[4:], "ИНН покупателя": B[4:], "ОКПД2": "20.16", "Год": "2023", "Сумма, руб.": "100"}
TRADER = {"ИНН поставщика": "005500000110", "Поставщик": "ИП Фамилия Имя Отчество"}


def mapper(chosen: Recipe = SUPPLIES, titles: Sequence[str] = TITLES) -> Mapper:
    table = chosen.tables[0]
    index = {c.name: titles.index(c.headers[0]) for c in table.columns if c.headers[0] in titles}
    return Mapper(chosen, table, index, titles, "a.csv")


def row(cells: dict[str, str], line: int = 2, marks: tuple[tuple[int, Mark], ...] = ()) -> Row:
    return Row(line, tuple(cells.get(title, "") for title in TITLES), marks)


def mapped(**changes: str) -> Mapped:
    found = map_row(row({**GOOD, **changes}), mapper())
    assert found is not None
    return found


def changed(cells: dict[str, str]) -> Mapped:
    found = map_row(row({**GOOD, **cells}), mapper())
    assert found is not None
    return found


def gathered(rows: Sequence[dict[str, str]], chosen: Recipe = SUPPLIES) -> list[Record]:
    """The records of several rows of the supplies, after what only the whole load can tell."""
    gathering, one = Gathering(), mapper(chosen)
    statements = []
    for line, cells in enumerate(rows, 2):
        stated = map_row(row(cells, line), one)
        assert stated is not None
        statements += list(gathering.add(stated, Place("a.csv", "", line)))
    statements += list(gathering.rest(gathering.lost))
    return [statement.record for statement in statements]


def test_a_supply_row_states_two_firms_and_a_link() -> None:
    props: dict[str, Value] = {"product": "20.16", "period": "2023", "amount": 100.0, "confidence": "declared"}
    assert set(map(str, changed({}).records)) == {
        str(Entity(A, Kind.ENTERPRISE, {"inn": A[4:]})),
        str(Entity(B, Kind.ENTERPRISE, {"inn": B[4:]})),
        str(link(A, LinkKind.SUPPLIES, B, props)).replace(
            "'amount': 100.0, 'confidence': 'declared'", "'confidence': 'declared', 'amount': 100.0"
        ),
    }


def test_a_mapper_sent_to_another_process_maps_alike() -> None:
    one = mapper()
    other = pickle.loads(pickle.dumps(one))
    assert map_row(row(GOOD), other) == map_row(row(GOOD), one)


@pytest.mark.parametrize(
    "cells", [{}, {"ИНН поставщика": "Итого", "Сумма, руб.": "100"}, {"Поставщик": "ВСЕГО по листу"}]
)
def test_blank_rows_and_totals_are_no_rows(cells: dict[str, str]) -> None:
    assert map_row(row(cells), mapper()) is None


def test_a_supplier_without_inn_is_unidentified_and_never_an_enterprise() -> None:
    found = changed({"ИНН поставщика": "", "Поставщик": "ООО «Без кода»"})
    supplier = found.records[0]
    assert isinstance(supplier, Entity)
    assert supplier.kind == Kind.ORGANIZATION
    assert supplier.props == {"name": "ООО «Без кода»", "unidentified": True}
    assert supplier.uid.startswith("org/x-")


def test_a_purchase_without_a_supplier_is_demand() -> None:
    records = changed({"ИНН поставщика": "", "ОКПД2": ""}).records
    links = [record for record in records if isinstance(record, Link)]
    assert [(one.kind, one.src, one.dst) for one in links] == [(LinkKind.BUYS, B, "okpd2/unknown")]


def test_a_refused_optional_cell_leaves_its_property_out() -> None:
    found = changed({"Сумма, руб.": "по договорённости"})
    assert not found.refused
    assert [problem.column for problem in found.problems] == ["Сумма, руб."]
    assert "amount" not in found.records[2].props


def test_a_refused_required_cell_refuses_the_row_and_holds_what_is_known_of_it() -> None:
    found = changed({"Год": "2О23"})
    assert (found.refused, found.unreadable, found.records) == (True, True, ())
    assert list(found.held) == [A, B]
    assert [(lost.uid, lost.side) for lost in found.lost] == [(B, "purchases"), (A, "sales")]


@pytest.mark.parametrize("cells", [{"ОКПД2": "пластик"}, {"ИНН поставщика": "0055000018"}])
def test_a_refused_cell_that_names_the_record_refuses_the_row(cells: dict[str, str]) -> None:
    found = changed(cells)
    assert (found.refused, found.unreadable, len(found.problems)) == (True, True, 1)


def test_a_refused_row_whose_identity_is_known_holds_it() -> None:
    strict_amount = parse("supplies", _toml("supplies").replace('unit = "383"', 'unit = "383", required = true'))
    found = map_row(row({**GOOD, "Сумма, руб.": "много"}), mapper(strict_amount))
    assert found is not None
    supply = link(A, LinkKind.SUPPLIES, B, {"product": "20.16", "period": "2023"})
    assert (found.refused, found.unreadable, list(found.held)) == (True, False, [A, B, supply.uid])


def test_a_cut_row_is_refused_with_the_number_of_its_cells() -> None:
    found = map_row(Row(7, (A[4:], "", B[4:])), mapper())
    assert found is not None
    assert found.refused
    assert [(problem.row, problem.reason) for problem in found.problems] == [
        (7, "the row is cut off: 3 cells instead of 13")
    ]


def test_a_row_with_surplus_cells_is_refused() -> None:
    found = map_row(Row(2, (*row(GOOD).cells, "лишнее")), mapper())
    assert found is not None
    assert found.refused


def test_a_formula_is_read_where_it_was_calculated_and_refused_where_not() -> None:
    amount = TITLES.index("Сумма, руб.")
    for mark, value, refused in (
        ("formula", "100", False),
        ("uncalculated", "", True),
        ("stale", "0", True),
        ("stale", "5", False),
    ):
        found = map_row(row({**GOOD, "Сумма, руб.": value}, marks=((amount, mark),)), mapper())  # type: ignore[arg-type]
        assert found is not None
        assert bool(found.problems) is refused


def test_what_is_bought_from_a_sole_trader_stays_as_nameless_money() -> None:
    found = changed(TRADER)
    assert found.persons == 1
    assert [(trade.buyer, trade.product, trade.props["amount"]) for trade in found.traded] == [(B, "20.16", 100.0)]
    assert [record.uid for record in found.records] == [B]


def test_purchases_from_sole_traders_are_summed_a_product_and_origin() -> None:
    trader = {**GOOD, **TRADER}
    records = gathered(
        [{**trader, "Сумма, руб.": "0,10"}, {**trader, "Сумма, руб.": "0,20"}, {**trader, "ОКПД2": "22.2"}]
    )
    sums = {record.dst: record.props for record in records if isinstance(record, Link)}
    assert sums["okpd2/20.16"] == {
        "period": "2023", "origin": "unknown", "confidence": "declared", "sole_trader": True, "amount": 0.3
    }  # fmt: skip
    assert sums["okpd2/22.2"]["amount"] == 100.0


def test_a_sole_trader_and_an_unnamed_supplier_of_one_product_are_two_purchases() -> None:
    records = gathered([{**GOOD, **TRADER}, {**GOOD, "ИНН поставщика": ""}])
    assert len({record.uid for record in records if isinstance(record, Link)}) == 2


@pytest.mark.parametrize("cells", [{**TRADER, "Сумма, руб.": ""}, {"ИНН покупателя": "005500000110"}])
def test_money_that_goes_with_a_sole_trader_makes_a_list_incomplete(cells: dict[str, str]) -> None:
    assert changed(cells).lost


@pytest.mark.parametrize("cells", [TRADER, {**TRADER, "Год": "2О23"}, {**TRADER, "ИНН поставщика": "005500000111"}])
def test_nothing_of_a_person_is_in_what_a_row_gives(cells: dict[str, str]) -> None:
    told = repr(changed(cells))
    assert "Фамилия" not in told
    assert "0055000001" not in told


def test_a_second_period_of_a_role_has_an_ordinal_whatever_the_order_of_rows() -> None:
    clusters = recipe("clusters")
    titles = [column.headers[0] for column in clusters.tables[0].columns]
    rows = [("2023-04-01", ""), ("2020-06-01", "2021-06-01")]

    def keys(order: Sequence[tuple[str, str]]) -> dict[object, str]:
        gathering, one = Gathering(), mapper(clusters, titles)
        for line, (since, until) in enumerate(order, 2):
            cells = ("demo", "Кластер", "", "", "", A[4:], "", "intermediate", since, until, "")
            stated = map_row(Row(line, cells), one)
            assert stated is not None
            list(gathering.add(stated, Place("a.csv", "", line)))
        links = [statement.record for statement in gathering.rest(())]
        return {record.props["since"]: record.key for record in links if isinstance(record, Link)}

    assert keys(rows) == keys(rows[::-1]) == {"2020-06-01": '["intermediate"]', "2023-04-01": '["intermediate/2"]'}


def test_an_indicator_is_tied_to_its_subject_and_keeps_its_unit() -> None:
    figures = recipe("figures")
    titles = [column.headers[0] for column in figures.tables[0].columns]
    cells = {"ИНН": C[4:], "Год": "2023", "Выручка, тыс. руб.": "1 234,5"}
    found = map_row(Row(2, tuple(cells.get(title, "") for title in titles)), mapper(figures, titles))
    assert found is not None
    assert [(one.record.uid, one.subject) for one in found.about] == [(f"indicator/{C}/revenue/2023", C)]
    assert found.about[0].record.props == {"measure": "revenue", "period": "2023", "value": 1234.5, "unit": "384"}


def _toml(loader: str) -> str:
    from clustergraph import resources

    return resources.folder("loaders").joinpath(f"{loader}.toml").read_text(encoding="utf-8")


SMALL = """
[columns]
inn = { header = "ИНН", type = "inn" }
[[record]]
kind = "Enterprise"
properties = { inn = "inn" }
"""


@pytest.mark.parametrize(
    ("was", "becomes", "near"),
    [
        ('"Enterprise"', '"Enterprize"', "Enterprise"),
        ("{ inn = ", "{ imn = ", "inn"),
        ('type = "inn"', 'type = "okved"', "okved2"),
        ("[columns]", "[colums]", "columns"),
        ('inn = "inn" }', 'inn = "in" }', "inn"),
    ],
)
def test_an_unknown_name_in_a_loader_is_an_error_that_names_the_nearest(was: str, becomes: str, near: str) -> None:
    with pytest.raises(UnknownNameError) as error:
        parse("small", SMALL.replace(was, becomes))
    assert near in error.value.hint


@pytest.mark.parametrize(
    "broken",
    [
        "[columns",
        SMALL.replace('inn = "inn"', 'url = "inn", okved2 = "inn"').replace('type = "inn"', 'type = "number"'),
        "priority = 101\n" + SMALL,
        'repeat = "twice"\n' + SMALL,
        "priority = 50\n",
    ],
)
def test_a_loader_that_does_not_fit_is_an_error(broken: str) -> None:
    with pytest.raises(InputError):
        parse("small", broken)


WORKBOOK = """
[[table]]
sheet = "Парки"
until = "Примечания"
[table.columns]
park = { header = "Парк", type = "text" }
[[table.record]]
kind = "IndustrialPark"
slug = "park"
properties = { name = "park" }

[[table]]
sheet = "Фирмы"
[table.columns]
inn = { header = "ИНН", type = "inn", required = true }
[[table.record]]
kind = "Enterprise"
properties = { inn = "inn" }
"""


def test_a_workbook_has_a_table_a_sheet() -> None:
    def sheet(name: str, *cells: str) -> Sheet:
        return Sheet(name, iter([Row(line, (cell,)) for line, cell in enumerate(cells, 1)]))

    sheets = [sheet("ФИРМЫ", "ИНН", A[4:]), sheet("Парки", "Парк", "Учебный парк"), sheet("Прочее", "Парк", "Мимо")]
    found = list(tables(Book("a.xlsx", "", "XLSX", sheets), parse("workbook", WORKBOOK)))
    assert [(table.sheet, dict(table.columns)) for table in found] == [("ФИРМЫ", {"inn": 0}), ("Парки", {"park": 0})]


def test_the_example_of_the_reference_page_is_a_loader() -> None:
    page = Path(__file__).parents[2] / "docs" / "reference" / "loaders.md"
    example, *_ = re.findall(r"```toml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    residents = parse("residents", example)
    titles = ["Парк", "ИНН", "Резидент", "С", "Площадь, га"]
    cells = ("Учебный парк", A[4:], "ООО «Учебный завод № 1»", "01.06.2022", "164")
    found = map_row(Row(2, cells), mapper(residents, titles))
    assert found is not None
    assert [(str(one.kind), one.props.get("since")) for one in found.records] == [
        ("IndustrialPark", None),
        ("Enterprise", None),
        ("RESIDENT_OF", "2022-06-01"),
    ]


def test_the_page_names_every_type_of_column() -> None:
    page = (Path(__file__).parents[2] / "docs" / "reference" / "loaders.md").read_text(encoding="utf-8")
    assert [type_ for type_ in READERS if f"`{type_}`" not in page and f"`{type_}:" not in page] == []


def test_the_digest_of_a_recipe_changes_with_its_text() -> None:
    assert parse("small", SMALL).digest == parse("small", SMALL).digest
    assert parse("small", SMALL).digest != parse("small", SMALL + "# another\n").digest


def test_a_cell_is_repaired_or_refused_on_every_row_it_stands_on() -> None:
    one = mapper()
    told = []
    for amount in ("1", "2", "3"):
        for unit in ("6", "166", "unit"):
            found = map_row(row({**GOOD, "Сумма, руб.": amount, "ОКЕИ": unit}), one)
            assert found is not None
            told.append((found.repaired, len(found.problems)))
    assert told == [(1, 0), (0, 0), (0, 1)] * 3
