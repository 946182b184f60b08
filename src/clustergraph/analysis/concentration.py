"""How much a member depends on one partner, and whose loss would leave others without a supplier or a buyer.

Only what sources list is counted, and what they leave open widens the interval: unknown is never zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

from clustergraph.analysis.evidence import link_of
from clustergraph.analysis.functional import Flow
from clustergraph.analysis.law.case import Case
from clustergraph.analysis.law.interval import ONE, ZERO, High, Interval, least, plus
from clustergraph.analysis.law.money import Amount

Side: TypeAlias = Literal["purchases", "sales"]
_TOTALS: tuple[tuple[Side, str], ...] = (("sales", "own_output"), ("purchases", "purchases_total"))


@dataclass(frozen=True, slots=True)
class Concentration:
    """How a member's sales (purchases) of the period are spread over its buyers (suppliers), members or not."""

    firm: str
    side: Side
    partners: int
    """Named ones that are listed."""
    complete: bool
    """A source declares the list complete."""
    largest: str
    """The largest known partner; "" where no sum tells which."""
    inside: bool
    """That partner is a member."""
    share: Interval | None
    """The largest partner's share of the whole; None where nothing bounds the whole."""
    index: Interval | None
    """Herfindahl–Hirschman: the sum of the squares of the shares, 0 to 1."""


@dataclass(frozen=True, slots=True)
class SinglePoint:
    """A member that others depend on alone: the one inner supplier of a product, or the one buyer of a member."""

    kind: Literal["supplier", "buyer"]
    firm: str
    product: str
    """OKPD2 code of a supplier's product, else its name; "" of a buyer."""
    product_name: str
    dependents: Sequence[str]
    """Buyers of the product, or who sells to this buyer alone."""
    certain: bool
    """Complete lists leave no room for another one; False: no other is known."""
    could: Sequence[str]
    """Members that make the product by a source, though no sale inside is known."""


def concentrations(case: Case) -> list[Concentration]:
    """Return sales, then purchases of each member that lists a partner or declares that it has none."""
    found = [_concentration(case, member.uid, side, total) for member in case.members for side, total in _TOTALS]
    return [one for one in found if one.partners or one.complete]


def _concentration(case: Case, firm: str, side: Side, measure: str) -> Concentration:
    book, inside = case.ledger, {member.uid for member in case.members}
    pairs = {other: book.sums[firm, other] for other in book.buyers(firm)}
    nameless: list[Amount] = []
    if side == "purchases":
        pairs = {other: book.sums[other, firm] for other in book.suppliers(firm)}
        nameless = [amount for sole in (False, True) for amount in book.nameless.get((firm, sole), ())]
    complete = book.is_complete(firm, side)
    known = [amount.low for amount in pairs.values()]
    listed = [*pairs.values(), *nameless]
    whole = _whole(listed, book.total(firm, measure).interval, complete=complete)
    # with all partners listed the largest has at least an equal part
    evenly = Fraction(1, len(pairs)) if complete and pairs and not nameless else ZERO
    top = min(pairs, key=lambda other: (-pairs[other].low, other), default="")
    largest = top if len(pairs) == 1 or any(known) else ""
    return Concentration(
        firm,
        side,
        len(pairs),
        complete,
        largest,
        largest in inside,
        *(_spread(known, whole, evenly) if whole else (None, None)),
    )


def _whole(listed: Sequence[Amount], stated: Interval, *, complete: bool) -> Interval | None:
    """Return where the whole lies: what is stated, and what a complete list adds up to; None where they contradict."""
    low = max(stated.low, sum((amount.low for amount in listed), ZERO))
    high = stated.high
    if complete:
        added: High = ZERO
        for amount in listed:
            added = plus(added, amount.sum)
        high = least(high, added)
    return None if high is not None and (high < low or not high) else Interval(low, high)


def _spread(known: Sequence[Fraction], whole: Interval, evenly: Fraction) -> tuple[Interval | None, Interval | None]:
    """Return the largest share and the index: what is not known is spread thin, or all with the largest partner."""
    top, all_ = max(known, default=ZERO), whole.high
    others = sum(known, ZERO) - top
    if all_ is None:
        # whatever the whole is: one partner and a complete list leave nothing else
        return (Interval(ONE, ONE), Interval(ONE, ONE)) if evenly == ONE else (None, None)
    squares = sum((amount * amount for amount in known), ZERO)
    largest = ONE - others / all_
    rest = squares - top * top
    share = Interval(max(top / all_, evenly), largest)
    return share, Interval(max(squares / all_**2, evenly), largest**2 + rest / all_**2)


def single_points(case: Case, flows: Sequence[Flow], spread: Sequence[Concentration]) -> list[SinglePoint]:
    """Return who is the only inner supplier of a product, then who is the only buyer of a member."""
    by_product: dict[str, dict[str, list[Flow]]] = {}
    for flow in flows:
        if key := flow.product or flow.product_name:
            by_product.setdefault(key, {}).setdefault(flow.supplier, []).append(flow)
    found = []
    for product, sold in sorted(by_product.items()):
        alike = {seller for other, of in by_product.items() if _alike(product, other) for seller in of}
        if len(alike) == 1:
            ((supplier, deals),) = sold.items()
            found.append(_supplier(case, product, supplier, deals, flows))
    return found + _buyers(spread)


def _alike(one: str, other: str) -> bool:
    """Tell whether two codes may mean one product: one lies under the other."""
    return one == other or one.startswith(f"{other}.") or other.startswith(f"{one}.")


def _supplier(case: Case, product: str, supplier: str, deals: Sequence[Flow], flows: Sequence[Flow]) -> SinglePoint:
    others = [member.uid for member in case.members if member.uid != supplier]
    book = case.ledger
    unnamed = any(not flow.product and not flow.product_name for flow in flows if flow.supplier != supplier)
    closed = all(
        book.is_complete(seller, "sales")
        or (book.is_complete(buyer, "purchases") and not book.nameless.get((buyer, False)))
        for seller in others
        for buyer in others
        if seller != buyer
    )
    makers = {link_of(s).src for s in case.evidence.makes if _alike(link_of(s).dst.removeprefix("okpd2/"), product)}
    return SinglePoint(
        "supplier",
        supplier,
        product,
        deals[0].product_name,
        sorted({deal.buyer for deal in deals}),
        certain=closed and not unnamed,
        could=sorted(makers & set(others)),
    )


def _buyers(spread: Sequence[Concentration]) -> list[SinglePoint]:
    depending: dict[tuple[str, bool], list[str]] = {}
    for one in spread:
        if one.side == "sales" and one.partners == 1 and one.inside:
            depending.setdefault((one.largest, one.complete), []).append(one.firm)
    return [
        SinglePoint("buyer", buyer, "", "", sorted(sellers), certain, ())
        for (buyer, certain), sellers in sorted(depending.items())
    ]
