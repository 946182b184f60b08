"""Verdicts of intervals against thresholds."""

from __future__ import annotations

from fractions import Fraction

import pytest

from clustergraph.analysis.law.interval import Interval, Operator, Threshold, Verdict, exact, hull, judge, point, total


def _interval(low: int, high: int | None) -> Interval:
    return Interval(Fraction(low), None if high is None else Fraction(high))


def _threshold(low: int | None, high: int | None) -> Threshold:
    return Threshold(*(None if end is None else Fraction(end) for end in (low, high)))


@pytest.mark.parametrize(
    ("value", "op", "needed", "verdict"),
    [
        ((20, 20), ">=", (20, 20), "PASS"),  # met exactly
        ((20, 30), ">=", (20, 20), "PASS"),
        ((10, 19), ">=", (20, 20), "FAIL"),
        ((10, 20), ">=", (20, 20), "UNKNOWN"),
        ((20, None), ">=", (20, 20), "PASS"),
        ((0, None), ">=", (20, 20), "UNKNOWN"),
        ((15, 15), ">=", (10, 20), "UNKNOWN"),  # a relief that may hold
        ((9, 9), ">=", (10, 20), "FAIL"),
        ((20, 20), ">=", (10, 20), "PASS"),
        ((5, 5), ">=", (None, 5), "PASS"),  # only "not above 5" is established
        ((0, 4), ">=", (None, 5), "UNKNOWN"),
        ((9, 9), ">=", (10, None), "FAIL"),
        ((99, 99), ">=", (10, None), "UNKNOWN"),
        ((50, 50), ">=", (None, None), "UNKNOWN"),
        ((0, 0), "<=", (0, 0), "PASS"),
        ((1, 3), "<=", (0, 0), "FAIL"),
        ((0, 3), "<=", (0, 0), "UNKNOWN"),
        ((0, None), "<=", (3, 3), "UNKNOWN"),
        ((20, 20), ">", (20, 20), "FAIL"),
        ((21, 22), ">", (20, 20), "PASS"),
        ((20, 22), ">", (20, 20), "UNKNOWN"),
        ((20, 20), "<", (20, 20), "FAIL"),
        ((18, 19), "<", (20, 20), "PASS"),
        ((2, 2), "==", (2, 2), "PASS"),
        ((2, 3), "==", (2, 2), "UNKNOWN"),
        ((3, 3), "==", (2, 2), "FAIL"),
    ],
)
def test_a_verdict_needs_every_possible_value(
    value: tuple[int, int | None], op: Operator, needed: tuple[int | None, int | None], verdict: Verdict
) -> None:
    assert judge(_interval(*value), op, _threshold(*needed)) == verdict


def test_stored_decimals_are_exact() -> None:
    assert exact(0.1) == Fraction(1, 10)
    assert exact(1200000.5) == Fraction(2400001, 2)


def test_sums_and_hulls_keep_an_open_end() -> None:
    assert total([point(1), _interval(2, 5)]) == _interval(3, 6)
    assert total([point(1), _interval(2, None)]) == _interval(3, None)
    assert hull([point(4), _interval(2, 3)]) == _interval(2, 4)
    assert hull([point(4), _interval(2, None)]) == _interval(2, None)
