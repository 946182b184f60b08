"""Registration codes: the known samples, the repairs that may be made, and the guesses that may not."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustergraph.model import codes

VALID_INN = ("7707083893", "5501023216", "0055000017", "0055000024", "0055000031")
VALID_OGRN = ("1025500520297", "1250000000018", "1250000000029", "1250000000030")
# remainder 10 of the second: its low digit 0 is the check digit
VALID_OGRNIP = ("385768585948949", "318550000000020")
DIGITS = st.text("0123456789", min_size=1, max_size=16)


@pytest.mark.parametrize("code", VALID_INN)
def test_the_inn_of_a_legal_person_is_read_as_it_stands(code: str) -> None:
    assert codes.inn(code) == codes.Reading(code)


@pytest.mark.parametrize("code", ["7100000000", "4444444442", "0055000018"])
def test_an_inn_with_a_wrong_check_digit_is_refused(code: str) -> None:
    assert codes.inn(code) == codes.Reading(reason="check-digit")


@pytest.mark.parametrize("code", VALID_OGRN)
def test_an_ogrn_is_read_as_it_stands(code: str) -> None:
    assert codes.ogrn(code) == codes.Reading(code)


@pytest.mark.parametrize("code", VALID_OGRNIP)
def test_the_number_of_a_sole_trader_is_a_person_and_gives_no_code(code: str) -> None:
    assert codes.valid_ogrnip(code)
    assert codes.ogrn(code) == codes.Reading(person=True)


def test_no_valid_number_of_a_sole_trader_is_refused() -> None:
    rng = random.Random(1)
    for _ in range(100_000):
        body = f"3{rng.randrange(10**13):013d}"
        assert codes.valid_ogrnip(f"{body}{int(body) % 13 % 10}")


def test_twelve_digits_are_a_person_whether_or_not_the_check_digits_agree() -> None:
    assert codes.inn("005512345663") == codes.Reading(person=True)
    assert codes.inn("005512345660") == codes.Reading(person=True, reason="check-digit")


@pytest.mark.parametrize("length", [8, 9, 10, 12, 13, 15])
def test_nothing_but_zeros_is_no_code(length: int) -> None:
    zeros = "0" * length
    assert codes.inn(zeros).reason == codes.ogrn(zeros).reason == codes.okpo(zeros).reason == "zeros"
    assert codes.kpp(zeros).reason == "zeros"
    tests = (codes.valid_inn, codes.valid_person_inn, codes.valid_ogrn, codes.valid_ogrnip, codes.valid_okpo)
    assert not any(valid(zeros) for valid in tests)


def test_one_lost_zero_is_put_back_where_the_check_digit_then_agrees() -> None:
    assert codes.inn("123456788") == codes.Reading("0123456788", repaired=True)
    assert codes.inn("123456789").reason == "length"


def test_two_lost_zeros_are_put_back_for_fictional_firms_only() -> None:
    assert codes.inn("55000017") == codes.Reading("0055000017", repaired=True)
    assert codes.inn("55000018").reason == "length"
    assert codes.inn("77070838").reason == "length"


def test_eleven_digits_are_a_person_who_lost_a_zero() -> None:
    assert codes.inn("10505579012").person


@pytest.mark.parametrize("text", ["6,319E+11", "5,50E+09", "5.50e9", "5,50Е+09"])
def test_digits_lost_to_scientific_notation_are_not_guessed(text: str) -> None:
    assert codes.inn(text).reason == codes.ogrn(text).reason == codes.kpp(text).reason == "scientific"
    assert codes.is_scientific(text)


@pytest.mark.parametrize(
    "text", ["77 07083893", "\u00a07707083893\ufeff", "7707083893.0", "7707083893,00", "'7707083893"]
)
def test_marks_of_spreadsheets_around_a_code_are_cleaned(text: str) -> None:
    assert codes.inn(text) == codes.Reading("7707083893")


@pytest.mark.parametrize("text", ["ИНН 7707083893", "7707083893/770701001", "77О7083893", "٧٧٠٧٠٨٣٨٩٣", "", "-"])
def test_what_is_not_all_digits_is_no_inn(text: str) -> None:
    assert codes.inn(text).reason in ("not-digits", "zeros")


def test_an_ogrn_begins_with_1_or_5() -> None:
    assert codes.ogrn("2025500520297").reason == "form"
    assert codes.ogrn("1025500520298").reason == "check-digit"


def test_an_okpo_with_a_wrong_check_digit_is_kept_and_marked() -> None:
    assert codes.okpo("95818430") == codes.Reading("95818430")
    assert codes.okpo("95818431") == codes.Reading("95818431", doubtful=True)


def test_a_kpp_may_hold_latin_letters_and_look_alikes() -> None:
    assert codes.kpp("005501001") == codes.Reading("005501001")
    assert codes.kpp("7701АВ001") == codes.Reading("7701AB001")  # Cyrillic А and В
    assert codes.kpp("27501001") == codes.Reading("027501001", repaired=True)
    assert codes.kpp("77010100").repaired
    assert codes.kpp("7701010011").reason == "form"


@given(DIGITS)
def test_a_code_that_is_read_is_read_again_alike(text: str) -> None:
    for read in (codes.inn, codes.ogrn, codes.okpo):
        code = read(text).code
        assert not code or read(code).code == code


@given(st.integers(1, 10**9 - 1))
def test_exactly_one_check_digit_makes_an_inn(body: int) -> None:
    assert sum(codes.valid_inn(f"{body:09d}{digit}") for digit in range(10)) == 1


@given(st.text(max_size=20))
def test_any_text_is_read_or_refused_with_a_reason(text: str) -> None:
    for read in (codes.inn, codes.ogrn, codes.okpo, codes.kpp):
        reading = read(text)
        assert bool(reading.code) != bool(reading.reason or reading.person)
