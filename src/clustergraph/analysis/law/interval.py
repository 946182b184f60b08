"""Exact intervals: a value is known to lie between two numbers, and a verdict needs both of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Literal

Operator = Literal[">=", ">", "<=", "<", "=="]
Verdict = Literal["PASS", "FAIL", "UNKNOWN"]
High = Fraction | None
"""An upper end; None where nothing bounds it."""

ZERO = Fraction(0)
ONE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Interval:
    """What a value can be: `low` to `high`, both included; `high` is None where nothing bounds it."""

    low: Fraction = ZERO
    high: High = None

    @property
    def exact(self) -> bool:
        """Tell whether only one value is left."""
        return self.low == self.high

    @property
    def width(self) -> High:
        """Return the distance of the ends, None where there is no upper one."""
        return None if self.high is None else self.high - self.low

    def __add__(self, other: Interval) -> Interval:
        return Interval(self.low + other.low, plus(self.high, other.high))


@dataclass(frozen=True, slots=True)
class Threshold:
    """What a value is compared with; an end that is not established is None."""

    low: Fraction | None = None
    high: Fraction | None = None


def point(value: int | Decimal | Fraction) -> Interval:
    """Return the interval of one value."""
    return Interval(Fraction(value), Fraction(value))


def total(intervals: Iterable[Interval]) -> Interval:
    """Return where a sum lies."""
    low, high = ZERO, ZERO
    bounded = True
    for interval in intervals:  # zeros are many, and to add one costs as much as any other number
        if interval.low:
            low += interval.low
        if interval.high is None:
            bounded = False
        elif interval.high:
            high += interval.high
    return Interval(low, high if bounded else None)


def hull(intervals: Iterable[Interval]) -> Interval:
    """Return the smallest interval that holds all of them; there must be one."""
    several = list(intervals)
    highs = [interval.high for interval in several]
    high = None if None in highs else max(high for high in highs if high is not None)
    return Interval(min(interval.low for interval in several), high)


def plus(one: High, other: High) -> High:
    """Add two upper ends."""
    return None if one is None or other is None else one + other


def minus(high: High, low: Fraction) -> High:
    """Take a sure amount from an upper end; below zero it stays, so that a contradiction can be seen."""
    return None if high is None else high - low


def least(one: High, other: High) -> High:
    """Return the smaller of two upper ends."""
    if one is None or other is None:
        return other if one is None else one
    return min(one, other)


@cache
def exact(number: float | int) -> Fraction:
    """Return the decimal that a stored number means: 0.1 is one tenth."""
    return Fraction(Decimal(repr(number)))


def judge(value: Interval, op: Operator, threshold: Threshold) -> Verdict:
    """Compare a value with a threshold; a verdict that needs an absent end is impossible.

    >>> judge(Interval(Fraction(1, 10), Fraction(3, 10)), ">=", Threshold(Fraction(1, 10), Fraction(1, 10)))
    'PASS'
    """
    if op == "==":
        return _equal(value, threshold)
    passes, fails = {
        ">=": (_not_below(value.low, threshold.high), _below(value.high, threshold.low)),
        ">": (_below(threshold.high, value.low), _not_below(threshold.low, value.high)),
        "<=": (_not_below(threshold.low, value.high), _below(threshold.high, value.low)),
        "<": (_below(value.high, threshold.low), _not_below(value.low, threshold.high)),
    }[op]
    return "PASS" if passes else "FAIL" if fails else "UNKNOWN"


def _not_below(one: High, other: High) -> bool:
    return one is not None and other is not None and one >= other


def _below(one: High, other: High) -> bool:
    return one is not None and other is not None and one < other


def _equal(value: Interval, threshold: Threshold) -> Verdict:
    if _below(value.high, threshold.low) or _below(threshold.high, value.low):
        return "FAIL"
    point_each = value.exact and threshold.low is not None and threshold.low == threshold.high
    return "PASS" if point_each else "UNKNOWN"
