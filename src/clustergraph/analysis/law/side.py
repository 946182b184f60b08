"""One firm's purchases or sales split into what is inside the group and what is not: steps 2 and 3 of the interval."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Literal, TypeAlias

from clustergraph.analysis.law.case import Member
from clustergraph.analysis.law.interval import ONE, ZERO, High, Interval, least, minus, plus, total
from clustergraph.analysis.law.money import Amount, Pair, Total

Part = Literal["inside", "outside"]
Split: TypeAlias = tuple[Interval, Interval]
"""What is inside and what is outside."""


@dataclass(frozen=True, slots=True)
class Firm:
    """One part of a firm's total, inside or outside: what it has, what it must have, up to where room may be sent."""

    has: Fraction
    other: Fraction
    """The least on the other part."""
    must: Fraction
    """Above `has`, since the other part and the least total leave it."""
    low: Fraction
    """Least total."""
    high: High
    """Largest total."""
    rooms: Mapping[str, High]
    """Partner → how much more than known it may trade with this firm; "": without a name."""
    left: Mapping[str, Fraction]
    """Partner → what it has left for all firms together; one that nothing bounds is not here."""


@dataclass(frozen=True)
class Side:
    """What one firm buys (or sells) in the period: pairs inside and outside, nameless sums, the total it states."""

    firm: Member
    side: Literal["purchases", "sales"]
    surely: tuple[Pair, ...]
    """Pairs inside."""
    perhaps: tuple[Pair, ...]
    """Pairs of which it is not known whether they are inside."""
    outside: tuple[Pair, ...]
    complete: bool
    """A source declares the list complete."""
    stated: Total
    measure: str
    """Of the total: purchases_total, own_output …"""
    either: tuple[Amount, ...] = ()
    """Without a named supplier: inside or outside."""
    traders: tuple[Amount, ...] = ()
    """From sole traders who cannot be inside."""
    floor: Fraction = ZERO
    """The most that one speaker lists."""
    estimated: bool = False
    """The total is not stated: payments to suppliers stand for it."""
    whole: bool = True
    """The total covers all that is listed; else only what was bought for the finished product."""

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """All listed or possible pairs."""
        return (*self.surely, *self.perhaps, *self.outside)

    @cached_property
    def inside(self) -> Interval:
        """Listed inside: sure from below, possible from above."""
        low = _lows(self.surely)
        high = _highs(pair.interval.high for pair in (*self.surely, *self.perhaps))
        return Interval(low, plus(high, _highs(amount.sum for amount in self.either)))

    @cached_property
    def beside(self) -> Interval:
        """Listed outside; unbounded unless the list is complete."""
        if not self.whole:
            return Interval()
        low = sum((amount.low for amount in self.traders), _lows(self.outside))
        if not self.complete:
            return Interval(low)
        pairs = _highs(pair.interval.high for pair in (*self.outside, *self.perhaps))
        return Interval(low, plus(pairs, _highs(amount.sum for amount in (*self.either, *self.traders))))

    @cached_property
    def known(self) -> Interval:
        """All that is listed, inside and outside together."""
        low = sum((amount.low for amount in self.traders), _lows(self.pairs))
        if not self.complete:
            return Interval(max(low, self.floor))
        pairs = _highs(pair.interval.high for pair in self.pairs)
        return Interval(
            max(low, self.floor), plus(pairs, _highs(amount.sum for amount in (*self.either, *self.traders)))
        )

    @property
    def declared(self) -> Interval:
        """The stated total."""
        return self.stated.interval

    @cached_property
    def contradicts(self) -> bool:
        """Tell whether what is listed and the stated total cannot be true together."""
        if any(pair.clash is not None for pair in self.pairs):
            return True
        known = self.known if self.whole else Interval(self.inside.low)
        return _above(known.low, self.declared.high) or _above(self.declared.low, known.high)

    def seen(self, part: Part) -> Firm:
        """Return the firm as seen from one part of its total."""
        return self._inside_seen if part == "inside" else self._outside_seen

    @cached_property
    def _inside_seen(self) -> Firm:
        return _seen(self, "inside")

    @cached_property
    def _outside_seen(self) -> Firm:
        return _seen(self, "outside")

    @cached_property
    def split(self) -> Split:
        """Return what is bought (sold) inside and outside: each is at least what the total leaves beside the other."""
        inside, beside = self.inside, self.beside
        low = max(self.declared.low, self.known.low) if self.whole else self.declared.low
        high = self.declared.high
        return (_within(inside, beside, low, high), _within(beside, inside, low, high))


def _seen(side: Side, part: Part) -> Firm:
    here, there = (side.inside, side.beside) if part == "inside" else (side.beside, side.inside)
    low = max(side.declared.low, side.known.low) if side.whole else side.declared.low
    rooms: dict[str, High] = {}
    left: dict[str, Fraction] = {}
    named, endless = ZERO, False
    for pair in (*side.perhaps, *(side.surely if part == "inside" else side.outside)):
        partner = pair.supplier if side.side == "purchases" else pair.buyer
        of_all = pair.unsold if side.side == "purchases" else pair.unbought
        if of_all is not None:
            left[partner] = of_all
        rooms[partner] = room = minus(pair.interval.high, pair.interval.low)
        endless = endless or room is None
        if room:
            named += room
    if not endless:
        rest = None if here.high is None else here.high - here.low - named
        if rest is None or rest:
            rooms[""] = rest
    must = ZERO if there.high is None else max(low - there.high - here.low, ZERO)
    return Firm(here.low, there.low, must, low, side.declared.high, rooms, left)


def ratio(splits: Sequence[Split]) -> Interval | None:
    """Return where Σ inside / (Σ inside + Σ outside) lies; None where all is zero.

    inside / (inside + outside) rises with the one and falls with the other, so the ends lie in the corners. Where all
    may be zero, nothing is known.
    """
    inside, outside = splits[0] if len(splits) == 1 else map(total, zip(*splits, strict=True))
    if inside.high == outside.high == ZERO:
        return None
    low = ZERO if outside.high is None or not inside.low else inside.low / (inside.low + outside.high)
    high = ONE if inside.high is None or not outside.low else inside.high / (inside.high + outside.low)
    return Interval(low, high)


def minimum(sides: Sequence[Side]) -> Interval | None:
    """Return where the least share lies; None where one of them has nothing to divide by."""
    shares = [share for side in sides if (share := ratio([side.split])) is not None]
    if not shares or len(shares) < len(sides):
        return None
    return Interval(min(share.low for share in shares), min(share.high or ZERO for share in shares))


def _within(one: Interval, other: Interval, low: Fraction, high: High) -> Interval:
    """Return where one part of a total lies, given the other part and the total."""
    least_left = ZERO if other.high is None else low - other.high
    return Interval(max(one.low, least_left), least(one.high, minus(high, other.low)))


def _highs(highs: Iterable[High]) -> High:
    result = ZERO
    for high in highs:
        if high is None:
            return None
        if high:
            result += high
    return result


def _lows(pairs: Iterable[Pair]) -> Fraction:
    return sum((pair.interval.low for pair in pairs if pair.interval.low), ZERO)


def _above(low: Fraction, high: High) -> bool:
    return high is not None and low > high
