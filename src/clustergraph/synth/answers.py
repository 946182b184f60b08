"""What firms answered to a questionnaire: complete lists of purchases, each firm in a unit of its own.

One firm does not answer, one gives sums with VAT, one names less than its own contract says; nobody is right by fiat.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from clustergraph.synth.layouts import ORIGINS
from clustergraph.synth.region import Firm, Group
from clustergraph.synth.supplies import Supply

YEAR = "2023"
_VAT = Decimal("1.2")
_UNSTATED = 250_000_000
"""Kopecks of a purchase whose sum no other file states: only the buyer knows it."""
_ROLES = {
    "finished": "производитель готовой продукции",
    "intermediate": "производитель промежуточной продукции",
}


class Bought(NamedTuple):
    """A row of «I buy»; the sum as it is written, in the unit of the answer."""

    supply: Supply
    amount: str
    origin: str


class Answer(NamedTuple):
    """The questionnaire of one firm as it came back."""

    firm: Firm
    role: str
    unit: str
    vat: str
    buys: tuple[Bought, ...]
    payroll: str
    """Thousands of roubles in the year."""


class Doubted(NamedTuple):
    """A contract of which a firm names a smaller sum than another file does."""

    supply: Supply
    said: int
    """Kopecks."""


def answers(group: Group, told: Iterable[Supply]) -> tuple[list[Answer], Doubted]:
    """Return the answers of a group, all of it but its last firm, and the contract that one of them contradicts."""
    bought: dict[int, list[Supply]] = {firm.number: [] for firm in group.members}
    for supply in told:
        if supply.year == YEAR and supply.supplier and supply.buyer.number in bought:
            bought[supply.buyer.number].append(supply)
    asked = group.members[:-1]
    contracts = [supply for firm in asked for supply in bought[firm.number] if supply.document and supply.kopecks]
    largest = max(contracts, key=lambda supply: (supply.kopecks or 0, supply.document))
    doubted = Doubted(largest, (largest.kopecks or 0) * 8 // 10)
    with_vat = next(firm for firm in asked if bought[firm.number] and firm != largest.buyer)
    return [_answer(firm, bought[firm.number], doubted, vat=firm == with_vat) for firm in asked], doubted


def _answer(firm: Firm, bought: list[Supply], doubted: Doubted, *, vat: bool) -> Answer:
    rows = []
    for supply in bought:
        kopecks = doubted.said if supply == doubted.supply else supply.kopecks or _UNSTATED
        amount = Decimal(kopecks) / 100
        if vat:
            amount = amount * _VAT / 1000
        rows.append(Bought(supply, format(amount.normalize(), "f"), ORIGINS[supply.origin]))
    unit, words = ("тыс. руб.", "с НДС по ставке 20 %") if vat else ("руб.", "без НДС")
    return Answer(firm, _ROLES[firm.role], unit, words, tuple(rows), str(9_000 + firm.number % 7 * 2_500))
