"""The questions that would narrow a cooperation number: what, from whom, for which period, and by how much."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from clustergraph.analysis.law.case import Case, Member
from clustergraph.analysis.law.figures import EXPERT, Gap
from clustergraph.analysis.law.interval import Interval
from clustergraph.analysis.law.money import Amount, Pair, Total
from clustergraph.analysis.law.side import Side, Split
from clustergraph.model.records import Statement

Measure = Callable[[Sequence[Split]], Interval | None]


def missing_roles(case: Case, hold: str) -> Iterator[Gap]:
    """Ask for roles: of each member whose role was proposed, of the group where nobody makes what the metric needs."""
    if hold in ("no-finished", "no-intermediate"):
        yield Gap("role", EXPERT, case.evidence.group, case.period)
    for member in case.inferred:
        yield Gap("role", who(member), member.uid, case.period)


def questions(case: Case, sides: Sequence[Side], measure: Measure, value: Interval | None) -> list[Gap]:
    """Return what each firm whose share is not exact can be asked.

    The width of a question is what the interval loses if the answer is the least possible. Questions that narrow
    nothing alone are asked only of a firm that has no better one.
    """
    found: list[Gap] = []
    for place, side in enumerate(sides):
        if side.contradicts():
            found.append(Gap("contradiction", EXPERT, side.firm.uid, case.period))
            continue

        def narrowed(answered: Side, place: int = place) -> Fraction | None:
            return _narrowed(sides, place, answered, measure, value)

        asked = list(_of_one(case, side, narrowed))
        useful = [gap for gap in asked if gap.width is None or gap.width > 0]
        found += useful or [gap for gap in asked if gap.need != "own_output" or gap.ask == who(side.firm)]
    return found


def who(member: Member) -> str:
    """Return whom to ask about a member; a nameless one has no address."""
    return EXPERT if member.nameless else member.uid


def _narrowed(
    sides: Sequence[Side], place: int, answered: Side, measure: Measure, value: Interval | None
) -> Fraction | None:
    if value is None or value.width is None or any(side.contradicts() for side in (*sides, answered)):
        return None
    after = measure([(answered if at == place else side).split() for at, side in enumerate(sides)])
    return None if after is None or after.width is None else max(value.width - after.width, Fraction(0))


def _of_one(case: Case, side: Side, narrowed: Callable[[Side], Fraction | None]) -> Iterator[Gap]:
    if all(part.exact for part in side.split()):
        return
    firm, ask, period = side.firm.uid, who(side.firm), case.period
    if not side.complete:
        yield Gap("coverage", ask, firm, period, side.side, width=narrowed(_completed(case, side)))
    if not side.stated.stated or _sources_differ(side.stated):
        least = Interval(side.known.low, side.known.low) if side.whole else Interval(side.inside.low, side.inside.low)
        known = replace(side, stated=Total(least, side.stated.statements))
        yield Gap(side.measure, ask, firm, period, width=narrowed(known))
    for pair in side.pairs:
        settled = _with_least(side, pair)
        for statement in pair.amount.missing or _differing(pair.amount):
            yield Gap("amount", ask, statement.record.uid, period, width=narrowed(settled))
    for pair in (*side.surely, *side.perhaps):
        output = case.ledger.total(pair.supplier, "own_output")
        if side.side == "purchases" and not output.stated and pair.interval.high is None:
            yield Gap("own_output", pair.supplier, pair.supplier, period, width=narrowed(_with_least(side, pair)))
    for amount in side.either:
        named = replace(side, either=tuple(other for other in side.either if other is not amount), traders=(*side.traders, amount))
        for statement in amount.statements[:1]:
            yield Gap("supplier", ask, statement.record.uid, period, width=narrowed(named))
    for amount in (*side.either, *side.traders):
        for statement in amount.missing:
            yield Gap("amount", ask, statement.record.uid, period)


def _sources_differ(stated: Total) -> bool:
    return len({statement.source for statement in stated.statements}) > 1 and not stated.interval.exact


def _differing(amount: Amount) -> Sequence[Statement]:
    return amount.statements[:1] if amount.sum != amount.low else ()


def _with_least(side: Side, pair: Pair) -> Side:
    """Return the side as if the pair's amount were the least it can be."""
    least = replace(pair, interval=Interval(pair.interval.low, pair.interval.low))

    def settled(pairs: Iterable[Pair]) -> tuple[Pair, ...]:
        return tuple(least if other is pair else other for other in pairs)

    return replace(side, surely=settled(side.surely), perhaps=settled(side.perhaps), outside=settled(side.outside))


def _completed(case: Case, side: Side) -> Side:
    """Return the side as if its list were complete."""

    def closed(pairs: Iterable[Pair]) -> tuple[Pair, ...]:
        return tuple(case.ledger.pair(pair.supplier, pair.buyer, closed=True) for pair in pairs)

    return replace(
        side, surely=closed(side.surely), perhaps=closed(side.perhaps), outside=closed(side.outside), complete=True
    )
