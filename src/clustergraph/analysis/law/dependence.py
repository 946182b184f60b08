"""The cooperation number in both formulas, as exact intervals: purchases from members, or sales to members.

`fd_input` (editions since 2021): finished-product makers' purchases from intermediate members over all they buy.
`coop_output` (before): a member's sales to other members over its output, judged by the least member.
Absent is not zero: every amount, list and total that nobody states widens the interval, and is a question.
What a supplier has left unexplained is shared by its buyers (`flow.py`). The least share of several sellers is taken
over each alone: what is left unexplained of a buyer may bound it further.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from clustergraph.analysis.law.case import FINISHED, INTERMEDIATE, Case, Member
from clustergraph.analysis.law.figures import Contradiction, Figure, Part, Reason, distinct
from clustergraph.analysis.law.flow import impossible, shared
from clustergraph.analysis.law.interval import Interval, point
from clustergraph.analysis.law.money import Pair
from clustergraph.analysis.law.questions import Measure, missing_roles, questions
from clustergraph.analysis.law.rules import DENOMINATORS, ESTIMATES, Params
from clustergraph.analysis.law.side import Side, minimum, ratio
from clustergraph.model.records import Statement


def fd_input(case: Case, params: Params) -> Figure:
    """Functional dependence by purchases: Σ over finished makers of purchases from intermediate members / Σ purchases.

    A firm with both roles buys as finished and sells as intermediate. The numerator takes all that is bought from
    intermediate members, also where the denominator is only what is bought for the finished product.
    """
    sides = purchases(case, params)
    apart = purchases(case, replace(params, within_group=False)) if case.evidence.ties and not case.terse else sides
    figure = _figure(case, "fd_input", sides, shared)
    beside = {"without_group_sales": value} if (value := _value(apart, shared)) and value != figure.value else {}
    estimated = tuple(side.firm.name for side in sides if side.estimated)
    return replace(figure, beside=beside, denominator=params.denominator, estimated=estimated)


def purchases(case: Case, params: Params) -> list[Side]:
    """Return what each finished maker buys, inside and outside."""
    buyers = [member for member in case.with_role(FINISHED) if params.newcomers or not member.newcomer_since]
    tied = _untied if params.within_group else _together(case, params)
    return [_purchases(case, params, buyer, tied) for buyer in buyers]


def coop_output_min(case: Case, params: Params) -> Figure:
    """Level of cooperation by sales: the least, over industrial members, of sales to members / own output.

    The roles named in `except_roles` are exempt. `beside["pooled"]` is Σ sales to members / Σ output.
    """
    members = [m for m in case.with_role(FINISHED, INTERMEDIATE) if not m.has_any(params.except_roles)]
    inside = _together(case, params) if not params.within_group else _untied
    sides = [_sales(case, member, inside) for member in members]
    figure = _figure(case, "coop_output_min", sides, minimum)
    pooled = _value(sides, shared)
    return replace(figure, beside={"pooled": pooled} if pooled else {})


_Inside = Callable[[str, str], tuple[bool, bool]]
"""(supplier, buyer) → tied by ownership (surely, perhaps)."""


def _untied(supplier: str, buyer: str) -> tuple[bool, bool]:
    return False, False


def _together(case: Case, params: Params) -> _Inside:
    surely = case.owned_together(params.group_share, perhaps=False)
    perhaps = case.owned_together(params.group_share, perhaps=True)

    def tied(supplier: str, buyer: str) -> tuple[bool, bool]:
        sure = supplier in surely and surely[supplier] == surely.get(buyer)
        return sure, supplier in perhaps and perhaps[supplier] == perhaps.get(buyer)

    return tied


def _purchases(case: Case, params: Params, buyer: Member, tied: _Inside) -> Side:
    book, firm = case.ledger, buyer.uid
    makers = {member.uid for member in case.with_role(INTERMEDIATE)} - {firm}
    whole = params.denominator == DENOMINATORS[0]
    others = sorted(makers | set(book.suppliers(firm)))
    pairs = [(book.pair(supplier, firm), supplier in makers, tied(supplier, firm)) for supplier in others]
    traders, nameless = book.nameless.get((firm, True), ()), book.nameless.get((firm, False), ())
    if any(member.nameless for member in case.with_role(INTERMEDIATE)):
        traders, nameless = (), (*nameless, *traders)
    measure = "purchases_total" if whole else "purchases_for_final_product"
    surely, perhaps, outside = _sorted_out(pairs)
    side = Side(
        firm=buyer,
        side="purchases",
        surely=surely,
        perhaps=perhaps,
        outside=outside,
        either=nameless,
        traders=traders,
        complete=book.is_complete(firm, "purchases"),
        stated=book.total(firm, measure),
        measure=measure,
        floor=book.spoken_purchases(firm),
        whole=whole,
    )
    return _estimated(case, side) if case.evidence.estimate and whole and not side.stated.stated else side


def _estimated(case: Case, side: Side) -> Side:
    """Take payments to suppliers for purchases that nobody states, unless what is listed speaks against it."""
    paid = replace(side, stated=case.ledger.total(side.firm.uid, ESTIMATES[case.evidence.estimate]), estimated=True)
    return paid if paid.stated.stated and not paid.contradicts else side


def _sales(case: Case, seller: Member, tied: _Inside) -> Side:
    book, firm = case.ledger, seller.uid
    members = {member.uid for member in case.members} - {firm}
    others = sorted(members | set(book.buyers(firm)))
    pairs = [(book.pair(firm, buyer), buyer in members, tied(firm, buyer)) for buyer in others]
    surely, perhaps, outside = _sorted_out(pairs)
    return Side(
        firm=seller,
        side="sales",
        surely=surely,
        perhaps=perhaps,
        outside=outside,
        complete=book.is_complete(firm, "sales"),
        stated=book.total(firm, "own_output"),
        measure="own_output",
    )


def _sorted_out(pairs: Iterable[tuple[Pair, bool, tuple[bool, bool]]]) -> Iterator[tuple[Pair, ...]]:
    """Give pairs surely inside, perhaps inside, outside; what is tied by ownership does not count as inside."""
    groups: tuple[list[Pair], list[Pair], list[Pair]] = [], [], []
    for pair, inside, (tied, perhaps_tied) in pairs:
        groups[2 if not inside or tied else 1 if perhaps_tied else 0].append(pair)
    return map(tuple, groups)


def _value(sides: Sequence[Side], measure: Measure) -> Interval | None:
    if not sides or any(side.contradicts for side in sides):
        return None
    return measure(sides)


def _figure(case: Case, metric: str, sides: Sequence[Side], measure: Measure) -> Figure:
    value = _value(sides, measure)
    contradictions = tuple(_contradiction(case, side) for side in sides if side.contradicts)
    hold: Reason = "contradiction" if contradictions else "inferred-roles" if case.inferred else ""
    if value is None and not contradictions and impossible(sides):
        hold = "contradiction"
    elif value is None and not contradictions:
        hold = "nothing-to-divide" if sides else "no-finished" if metric == "fd_input" else "no-intermediate"
    if case.terse:
        return Figure(metric, value, hold=hold)
    used = [statement for side in sides for statement in _statements(case, side)]
    roles = [statement for member in case.members for statement in member.statements]
    return Figure(
        metric,
        value,
        inputs=case.inputs((*used, *roles)),
        gaps=distinct((*missing_roles(case, hold), *questions(case, sides, measure, value))),
        parts=tuple(_part(side) for side in sides if not side.contradicts),
        contradictions=contradictions,
        hold=hold,
    )


def _part(side: Side) -> Part:
    inside, outside = side.split
    return Part(side.firm.uid, side.firm.name, inside, outside, ratio([(inside, outside)]))


def _contradiction(case: Case, side: Side) -> Contradiction:
    """Return the figures that cannot be true together: of one pair, else what is listed against the stated total."""
    for pair in side.pairs:
        if pair.clash is not None:
            sources = _titles(case, pair.amount.statements)
            return Contradiction(side.firm.uid, side.firm.name, point(pair.amount.low), point(pair.clash), sources)
    listed = [statement for pair in side.pairs for statement in pair.amount.statements]
    sources = _titles(case, (*listed, *side.stated.statements))
    return Contradiction(side.firm.uid, side.firm.name, side.known, side.declared, sources)


def _titles(case: Case, statements: Iterable[Statement]) -> tuple[str, ...]:
    return tuple(sorted({case.evidence.source(statement.source).title for statement in statements}))


def _statements(case: Case, side: Side) -> Iterable[Statement]:
    """Return all that the split of one firm was made from."""
    book = case.ledger
    for pair in side.pairs:
        yield from pair.amount.statements
        yield from book.complete.get((pair.supplier, "sales"), ())
        yield from book.total(pair.supplier, "own_output").statements
        yield from book.complete.get((pair.buyer, "purchases"), ())
    for amount in (*side.either, *side.traders):
        yield from amount.statements
    yield from book.complete.get((side.firm.uid, side.side), ())
    yield from side.stated.statements
