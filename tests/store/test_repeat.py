"""Several rows of one load that state the same identity, without a store."""

from __future__ import annotations

from itertools import permutations

import pytest

from clustergraph.errors import UnknownNameError
from clustergraph.model.records import Entity, Place, Statement, Value
from clustergraph.model.terms import Kind
from clustergraph.store import repeat
from tests.build import A, B, e, inn, link, said


def firms(*rows: dict[str, Value]) -> list[Statement]:
    return [said(Entity(A, Kind.ENTERPRISE, {"inn": inn(1), **row}), line) for line, row in enumerate(rows, 1)]


def deals(*rows: dict[str, Value]) -> list[Statement]:
    return [said(link(A, "SUPPLIES", B, document="12/3", **row), line) for line, row in enumerate(rows, 1)]


def joined(rows: list[Statement], declared: str) -> dict[str, Value] | None:
    statement = repeat.join(rows, repeat.parse(declared))
    if statement is None:
        return None
    assert statement.place == rows[0].place
    return {key: value for key, value in statement.record.props.items() if key not in ("inn", "document")}


def on_sheets(*told: tuple[str, float | None]) -> list[Statement]:
    """Rows of one deal: sheet and amount."""
    rows = []
    for line, (sheet, amount) in enumerate(told, 1):
        stated: dict[str, Value] = {} if amount is None else {"amount": amount}
        deal = link(A, "SUPPLIES", B, document="12/3", **stated)
        rows.append(Statement(deal, Place("form.xlsx", sheet, line)))
    return rows


def test_parts_are_added_a_sheet_and_sheets_must_agree() -> None:
    mode = "sum-a-sheet:amount"
    assert joined(on_sheets(("buys", 60.0), ("buys", 40.0), ("sells", 100.0)), mode) == {"amount": 100.0}
    assert joined(on_sheets(("buys", 60.0), ("buys", 40.0), ("sells", 60.0), ("sells", 40.0)), mode) == {
        "amount": 100.0
    }
    assert joined(on_sheets(("buys", 60.0), ("buys", 40.0), ("sells", 60.0)), mode) is None
    assert joined(on_sheets(("buys", 100.0), ("sells", 250.0)), mode) is None
    assert joined(on_sheets(("buys", 100.0), ("sells", None)), mode) == {"amount": 100.0}
    assert joined(on_sheets(("buys", 100.0), ("buys", None)), mode) is None


def test_equal_rows_are_one_whatever_the_mode() -> None:
    for mode in ("refuse", "latest:observed_on", "same:amount", "sum:amount", "sum-a-sheet:amount"):
        assert joined(deals({"amount": 5.0}, {"amount": 5.0}), mode) == {"amount": 5.0}


def test_rows_of_a_node_complete_each_other() -> None:
    rows = firms({"region": "55", "kpp": ["2"]}, {"okved2": "20.16", "kpp": ["1"]}, {"region": "55"})
    assert joined(rows, "refuse") == {"region": "55", "okved2": "20.16", "kpp": ["1", "2"]}


def test_other_spellings_of_a_name_are_kept_beside_the_longest() -> None:
    rows = firms({"name": "ОМСК"}, {"name": "ООО ОМСК"}, {"name": "ОАО ОМСК", "alt_name": ["Омск"]})
    for order in permutations(rows):
        assert joined(list(order), "refuse") == {"name": "ОАО ОМСК", "alt_name": ["ОМСК", "ООО ОМСК", "Омск"]}


def test_any_other_contradiction_of_a_node_is_refused() -> None:
    assert joined(firms({"region": "55"}, {"region": "54"}), "refuse") is None


def test_kinds_of_rows_fold_to_the_most_specific_or_are_refused() -> None:
    one, other = e("Organization", inn=inn(1)), e("Enterprise", inn=inn(1))
    statement = repeat.join([said(one), said(other)], repeat.parse("refuse"))
    assert statement is not None
    assert statement.record.kind == "Enterprise"
    assert repeat.join([said(other), said(e("PublicAuthority", inn=inn(1)))], repeat.parse("refuse")) is None


def test_links_that_differ_are_refused_even_where_one_says_less() -> None:
    assert joined(deals({"amount": 5.0}, {"amount": 6.0}), "refuse") is None
    assert joined(deals({"amount": 5.0}, {"amount": 5.0, "quantity": 1.0}), "refuse") is None


def test_latest_takes_the_row_with_the_highest_value() -> None:
    rows = deals({"amount": 5.0, "date": "2023-02"}, {"amount": 6.0, "date": "2023-10"}, {"amount": 7.0})
    for order in permutations(rows):
        assert joined(list(order), "latest:date") == {"amount": 6.0, "date": "2023-10"}


def test_two_latest_rows_that_differ_are_refused() -> None:
    assert joined(deals({"amount": 5.0, "date": "2023"}, {"amount": 6.0, "date": "2023"}), "latest:date") is None


def test_latest_decides_a_property_of_a_node_among_the_rows_that_state_it() -> None:
    rows = firms(
        {"region": "54", "registration_date": "2020-01-01"}, {"region": "55", "registration_date": "2021-01-01"}
    )
    whole = joined([*rows, *firms({"okved2": "20.16"})], "latest:registration_date")
    assert whole == {"region": "55", "registration_date": "2021-01-01", "okved2": "20.16"}


def test_same_joins_texts_in_file_order_and_leaves_out_what_differs() -> None:
    rows = deals(
        {"amount": 5.0, "product_text": "б", "quantity": 1.0, "confidence": "contract"},
        {"amount": 5.0, "product_text": "а", "quantity": 2.0, "confidence": "contract"},
        {"amount": 5.0, "product_text": "б", "quantity": 1.0, "confidence": "contract"},
    )
    assert joined(rows, "same:amount") == {"amount": 5.0, "product_text": "б; а", "confidence": "contract"}


def test_same_refuses_rows_that_differ_in_the_named_property() -> None:
    assert joined(deals({"amount": 5.0}, {"amount": 6.0}), "same:amount") is None
    assert joined(deals({"amount": 5.0}, {"product_text": "а"}), "same:amount") is None


def test_sum_adds_the_named_properties_exactly_in_any_order() -> None:
    rows = deals({"amount": 0.1, "quantity": 1.0}, {"amount": 0.2, "quantity": 2.0}, {"amount": 0.3, "quantity": 4.0})
    for order in permutations(rows):
        assert joined(list(order), "sum:amount,quantity") == {"amount": 0.6, "quantity": 7.0}


def test_sum_refuses_rows_that_differ_elsewhere_or_do_not_state_a_number() -> None:
    rows = deals({"amount": 1.0, "origin": "region"}, {"amount": 2.0, "origin": "import"})
    assert joined(rows, "sum:amount") is None
    assert joined(deals({"amount": 1.0}, {"quantity": 2.0}), "sum:amount,quantity") is None


def test_a_sum_is_of_all_texts_and_of_no_single_day_and_so_is_what_was_written_for_it() -> None:
    first: dict[str, Value] = {"amount": 1000.0, "original_amount": 1.2, "product_text": "трубы", "date": "2023-02-01"}
    second: dict[str, Value] = {
        "amount": 2000.0,
        "original_amount": 2.4,
        "product_text": "плёнка",
        "date": "2023-03-01",
    }
    expected = {"amount": 3000.0, "original_amount": 3.6, "product_text": "плёнка; трубы"}
    for order in permutations(deals(first, second)):
        assert joined(list(order), "sum:amount") == expected


def test_the_newest_date_of_the_rows_stands() -> None:
    rows = [said(e("Enterprise", inn=inn(1)), n, observed_on=day) for n, day in enumerate(("2023-05", "2024"), 1)]
    statement = repeat.join(rows, repeat.parse("refuse"))
    assert statement is not None
    assert (statement.observed_on, statement.place.line) == ("2024", 1)


def test_an_unknown_mode_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean 'latest'"):
        repeat.parse("latset:date")
