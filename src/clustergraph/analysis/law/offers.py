"""What could be done for a group: the steps a plan is chosen from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from clustergraph.analysis.evidence import Evidence, link_of
from clustergraph.analysis.law.case import BODIES, FINISHED, INTERMEDIATE, Case
from clustergraph.analysis.law.counts import with_agreement
from clustergraph.analysis.law.interval import ZERO
from clustergraph.analysis.law.money import amount_of, touches
from clustergraph.analysis.law.rules import Params
from clustergraph.analysis.law.steps import Ground, Step, bought
from clustergraph.model import dates
from clustergraph.model.terms import LinkKind

_SAME = len("20.16.51")
"""Digits and dots of a product's code that must agree for one firm to sell what another sells."""
_NAMELESS = "member/"
"""Sole traders of another cluster: nobody knows whom to invite."""


def newcomers(evidence: Evidence, inside: Iterable[str], period: str) -> list[tuple[str, str]]:
    """Return outsiders with known trade in the period and the role it shows: intermediate sells, finished buys."""
    members, found = set(inside), set()
    for statement in evidence.money:
        record = link_of(statement)
        if record.kind != LinkKind.SUPPLIES or not touches(str(record.props.get("period", "")), period):
            continue
        if record.src.startswith(_NAMELESS):
            continue
        if record.dst in members and record.src not in members:
            found.add((record.src, INTERMEDIATE))
        elif record.src in members and record.dst not in members:
            found.add((record.dst, FINISHED))
    return sorted(found)


def offers(
    ground: Ground,
    joining: Iterable[tuple[str, str]],
    params: Params,
    *,
    agree: bool,
    leave: bool,
    makes: Mapping[str, set[str]],
) -> list[Step]:
    """Return all steps known for a group, sorted.

    Parameters
    ----------
    joining
        Firms that could join, and in which role.
    params
        Of the requirement of agreements: which kinds count.
    agree
        Whether a target is about agreements.
    leave
        Whether members may leave: only where a requirement that allows at most so many fails.
    makes
        Firm → codes of the products that it makes.
    """
    joining = list(joining)
    case = ground.case()
    steps = [Step("add", firm, role) for firm, role in joining]
    steps += _roles(case)
    steps += _agreements(ground, {firm for firm, _ in joining}, params, wanted=agree)
    steps += _purchases(case, {member.uid for member in case.makers}, makes)
    if leave:
        steps += [Step("remove", member.uid) for member in case.members]
    return sorted(set(steps), key=lambda step: step.order)


def _roles(case: Case) -> Iterator[Step]:
    """Give each member the roles that its trade inside shows and that are not stated."""
    firms = frozenset(member.uid for member in case.members)
    for member in case.members:
        if member.roles and not member.inferred and member.roles <= BODIES:
            continue
        stated = frozenset() if member.inferred else member.roles
        for role in sorted(case.proposed(member.uid, firms) - stated):
            yield Step("role", member.uid, role)


def _agreements(ground: Ground, joining: set[str], params: Params, *, wanted: bool) -> Iterator[Step]:
    """Give pairs with trade of whom one, at least, has no agreement that counts.

    Where no target is about agreements (`wanted`), only a firm that joins needs one: with whom it trades most.
    """
    wide = ground.case(Step("add", firm, INTERMEDIATE) for firm in sorted(joining))
    proved = with_agreement(ground.case(), params)
    for firm in sorted(joining):
        alone = ground.case([Step("add", firm, INTERMEDIATE)])
        proved |= {firm} & with_agreement(alone, params)
    members, trade = set(ground.inside) | joining, wide.ledger.sums
    pairs: dict[tuple[str, str], Fraction] = {}
    for (supplier, buyer), amount in trade.items():
        both = {supplier, buyer}
        if both <= members and both & ground.inside and not both <= proved:
            pair = (min(both), max(both))
            pairs[pair] = pairs.get(pair, ZERO) + amount.low
    for firm in [] if wanted else sorted(joining - proved):
        if known := [pair for pair in sorted(pairs) if firm in pair]:
            one, other = max(known, key=lambda pair: pairs[pair])
            yield Step("agree", one, other=other, outside=(firm,))
    for pair in sorted(pairs) if wanted else []:
        yield Step("agree", pair[0], other=pair[1], outside=tuple(sorted(set(pair) & joining)))


def _purchases(case: Case, makers: set[str], makes: Mapping[str, set[str]]) -> Iterator[Step]:
    """Give purchases from outsiders of what a member makes; a product sold is a product made."""
    sold = {firm: set(codes) for firm, codes in makes.items() if firm in makers}
    wanted: set[tuple[str, str, str]] = set()
    vague: set[tuple[str, str]] = set()
    for statement in case.evidence.money:
        record = link_of(statement)
        product = str(record.props.get("product", ""))
        if record.kind == LinkKind.SUPPLIES and record.src in makers and product:
            sold.setdefault(record.src, set()).add(product)
        if not touches(str(record.props.get("period", "")), case.period):
            continue
        if record.kind == LinkKind.BUYS:
            wanted.add(("", record.src, record.dst.removeprefix("okpd2/")))
        elif record.dst in makers and record.src not in makers:
            whole = product and dates.inside(str(record.props.get("period", "")), case.period)
            vague |= set() if whole else {(record.src, record.dst)}
            wanted.add((record.src, record.dst, product))
    for supplier, buyer, product in sorted(wanted):
        if buyer not in makers or (supplier, buyer) in vague or len(product) < _SAME:
            continue
        amount = _amount(case, supplier, buyer, product)
        for firm in sorted(sold):
            alike = any(code[:_SAME] == product[:_SAME] for code in sold[firm])
            room = case.ledger.pair(firm, buyer).unsold
            if amount and alike and firm != buyer and (room is None or room >= amount):
                yield Step("move", firm, "", buyer, supplier, product, amount, room)


def _amount(case: Case, supplier: str, buyer: str, product: str) -> Fraction | None:
    """Return what was bought in the period; None where it is not known for certain or differs by source."""
    found = amount_of(bought(case.evidence, case.period, supplier, buyer, product), case.period)
    return found.low if found.told and found.sum == found.low else None
