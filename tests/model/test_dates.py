"""Dates and periods: one type, an ISO prefix; nothing that could mean two days is read."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustergraph.model import dates

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("31.12.2020", "2020-12-31"),
        ("1.2.2020", "2020-02-01"),
        ("31.12.2020 г.", "2020-12-31"),
        ("12.2023", "2023-12"),
        ("2016", "2016"),
        ("2016-12", "2016-12"),
        ("2016-12-26", "2016-12-26"),
        ("2023-01-05 00:00:00", "2023-01-05"),
        ("2023-01-05T10:20:30+03:00", "2023-01-05"),
        ("\u00a029.02.2024 ", "2024-02-29"),
    ],
)
def test_what_sources_write_is_read_as_an_iso_prefix(text: str, iso: str) -> None:
    assert dates.parse(text) == iso


@pytest.mark.parametrize(
    "text",
    ["01.02.03", "31.02.2020", "29.02.2023", "2023-13", "2023-00", "12/31/2020", "2020/12/31", "45291", "20231231"],
)
def test_what_is_no_day_or_could_be_several_is_refused(text: str) -> None:
    assert dates.parse(text) is None


@given(DAYS)
def test_a_day_is_read_alike_in_both_ways_of_writing(day: date) -> None:
    iso = day.isoformat()
    assert dates.parse(iso) == dates.parse(f"{day.day:02d}.{day.month:02d}.{day.year}") == iso
    assert dates.is_date(iso)
    assert dates.is_date(iso[:7])
    assert dates.is_date(iso[:4])


@given(DAYS, st.sampled_from([4, 7, 10]))
def test_a_period_holds_its_first_and_last_day_and_not_the_next(day: date, length: int) -> None:
    period = day.isoformat()[:length]
    first, last, after = dates.first_day(period), dates.last_day(period), dates.next_day(period)
    assert first <= day.isoformat() <= last < after
    assert dates.inside(first, period)
    assert dates.inside(last, period)
    assert not dates.inside(after, period)


def test_what_is_dated_holds_from_its_first_day_to_before_its_end() -> None:
    assert dates.holds_on("2023-06-01", "2023", "")
    assert dates.holds_on("2023-06-01", "2023-06-01", "2023-06-02")
    assert not dates.holds_on("2023-06-01", "2023-07", "")
    assert not dates.holds_on("2023-06-01", "", "2023-06-01")
    assert not dates.holds_on("2023-06-01", "", "2023")


@given(st.text(max_size=25))
def test_any_text_is_a_stored_date_or_nothing(text: str) -> None:
    parsed = dates.parse(text)
    assert parsed is None or dates.is_date(parsed)
