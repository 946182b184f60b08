"""The questions that would narrow a cooperation number: what, from whom, for which period, and by how much."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from clustergraph.analysis.law.case import Case, Member
from clustergraph.analysis.law.figures import EXPERT, Gap
from clustergraph.analysis.law.interval import ZERO, Interval
from clustergraph.analysis.law.money import Pair, Total
from clustergraph.analysis.law.side import Side

Measure = Callable[[Sequence[Side]], Interval | None]
"""The sides of several firms → where their value lies."""
Narrowed = Callable[[Side], Fraction | None]
"""A side as if a question were answered → by how much the interval narrows."""


def missing_roles(case: Case, hold: str) -> Iterator[Gap]:
    """Ask for roles: of each member whose role was proposed, of the group where nobody makes what the metric needs."""
    if hold in ("no-finished", "no-intermediate"):
        yield Gap("role", EXPERT, case.evidence.group, case.period)
    for member in case.inferred:
        yield Gap("role", who(member), member.uid, case.period)


def questions(case: Case, sides: Sequence[Side], measure: Measure, value: Interval | None) -> list[Gap]:
    """Return what each firm whose share is not exact can be asked.

    The width of a question is what the interval loses if the answer is the least possible. A question that narrows
    nothing by itself is asked only of a firm that has no better one.
    """
    found: list[Gap] = []
    if value is None and not any(side.contradicts for side in sides):
        return [Gap(side.measure, who(side.firm), side.firm.uid, case.period) for side in sides]
    for place, side in enumerate(sides):
        if side.contradicts:
            found.append(Gap("contradiction", EXPERT, side.firm.uid, case.period))
            continue

        def narrowed(answered: Side, place: int = place) -> Fraction | None:
            """Return by how much; None where the value has no ends to compare."""
            if value is None or value.width is None or answered.contradicts:
                return None
            after = measure([*sides[:place], answered, *sides[place + 1 :]])
            return None if after is None or after.width is None else max(value.width - after.width, ZERO)

        if side.estimated or not all(part.exact for part in side.split):
            asked = [
                *_of_the_whole(case, side, narrowed),
                *_of_pairs(case, side, narrowed),
                *_of_nameless(case, side, narrowed),
            ]
            found += [gap for gap in asked if gap.width is None or gap.width > 0] or asked
    return found


def who(member: Member) -> str:
    """Return whom to ask about a member; a nameless one has no address."""
    return EXPERT if member.nameless else member.uid


def _of_the_whole(case: Case, side: Side, narrowed: Narrowed) -> Iterator[Gap]:
    """Ask whether the list is complete, and for its total."""
    firm, ask = side.firm.uid, who(side.firm)
    if not side.complete:
        yield Gap("coverage", ask, firm, case.period, side=side.side, width=narrowed(_completed(case, side)))
    sources = {statement.source for statement in side.stated.statements}
    if not sources or side.estimated or (len(sources) > 1 and not side.declared.exact):
        least = side.known.low if side.whole else side.inside.low
        answered = replace(side, stated=Total(Interval(least, least), side.stated.statements))
        # an estimate is no answer, however exact it seems
        width = None if side.estimated else narrowed(answered)
        yield Gap(side.measure, ask, firm, case.period, width=width)


def _of_pairs(case: Case, side: Side, narrowed: Narrowed) -> Iterator[Gap]:
    """Ask for amounts, and for the output of the one supplier that nothing bounds."""
    for pair in side.pairs:
        differing = pair.amount.statements[:1] if pair.amount.sum != pair.amount.low else ()
        for statement in pair.amount.missing or differing:
            width = narrowed(_with_least(side, pair))
            yield Gap("amount", who(side.firm), statement.record.uid, case.period, _between(case, pair), width=width)
    unbounded = [pair for pair in (*side.surely, *side.perhaps) if pair.interval.high is None]
    if side.side == "purchases" and len(unbounded) == 1:
        supplier = unbounded[0].supplier
        yield Gap("own_output", supplier, supplier, case.period, width=narrowed(_with_least(side, unbounded[0])))


def _of_nameless(case: Case, side: Side, narrowed: Narrowed) -> Iterator[Gap]:
    """Ask from whom the firm bought what names no supplier, and for its amount."""
    for amount in side.either:
        rest = tuple(other for other in side.either if other is not amount)
        width = narrowed(replace(side, either=rest, traders=(*side.traders, amount)))
        for statement in amount.statements[:1]:
            yield Gap("supplier", who(side.firm), statement.record.uid, case.period, width=width)
    for amount in (*side.either, *side.traders):
        for statement in amount.missing:
            yield Gap("amount", who(side.firm), statement.record.uid, case.period)


def _between(case: Case, pair: Pair) -> tuple[str, str]:
    names = case.evidence.names
    return names.get(pair.supplier, pair.supplier), names.get(pair.buyer, pair.buyer)


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
