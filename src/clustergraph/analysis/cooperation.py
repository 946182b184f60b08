"""Who of a group supplies whom, in roubles without VAT, with margins: what is known and what no record explains.

A blank is not zero: it says that no source tells of a supply. Zero stands only where a complete list holds none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from clustergraph.analysis.evidence import Evidence
from clustergraph.analysis.law.case import Case, Member
from clustergraph.analysis.law.interval import ZERO, High, Interval, minus
from clustergraph.analysis.law.money import Ledger
from clustergraph.i18n import number, text
from clustergraph.model.results import Result, Table, aligned
from clustergraph.model.words import clean

_NAME_WIDTH = 40


@dataclass(frozen=True, slots=True)
class Cell:
    """What one firm of the group sells to another; pairs without a record are left out unless they are surely zero."""

    supplier: str
    buyer: str
    state: Literal["known", "between", "no-amount", "zero"]
    amount: Interval
    """Of what is listed: at least what one source says, at most what all say; no upper end where one has no sum."""
    of_purchases: Interval | None
    """The amount over what the buyer states to have bought; None where no source states it."""


@dataclass(frozen=True, slots=True)
class Margin:
    """One side of a firm: known sums inside and outside the group, the total stated, and what is left unexplained."""

    firm: str
    side: Literal["purchases", "sales"]
    inside: Fraction
    outside: Fraction
    stated: Interval | None
    unexplained: Interval | None
    """None where no source states the total."""


@dataclass(frozen=True, slots=True)
class Cooperation(Result):
    """The matrix of a group for one period."""

    group: str
    name: str
    period: str
    firms: Sequence[tuple[str, str]]
    """Uid and name, in the order of rows and columns."""
    cells: Sequence[Cell]
    margins: Sequence[Margin]

    def to_text(self) -> str:
        """Return the matrix, suppliers down and buyers across, and below it the margins of each firm."""
        found = {(cell.supplier, cell.buyer): cell for cell in self.cells}
        header = ["№", text("law.column-supplier-buyer"), *(str(place) for place, _ in enumerate(self.firms, start=1))]
        rows = [
            [
                str(place),
                clean(name, _NAME_WIDTH),
                *(_shown(found.get((uid, buyer)), uid == buyer) for buyer, _ in self.firms),
            ]
            for place, (uid, name) in enumerate(self.firms, start=1)
        ]
        right = range(2, len(header))
        head = text("law.cooperation-head", name=self.name, uid=self.group, period=self.period or "—")
        parts = [head, aligned(header, rows, right=right), text("law.cooperation-legend")]
        return "\n\n".join([*parts, self._margins("sales"), self._margins("purchases")])

    def _margins(self, side: str) -> str:
        names = dict(self.firms)
        header = [text("law.column-firm"), text("law.column-inside"), text("law.column-outside")]
        header += [text("law.column-stated"), text("law.column-unexplained")]
        rows = [
            (
                clean(names[m.firm], _NAME_WIDTH),
                _sum(m.inside),
                _sum(m.outside),
                _between(m.stated),
                _between(m.unexplained),
            )
            for m in self.margins
            if m.side == side
        ]
        title = text("law.cooperation-sales" if side == "sales" else "law.cooperation-purchases")
        return f"{title}\n{aligned(header, rows, right=range(1, 5))}"

    def table(self) -> Table:
        """Return one row a pair."""
        names = dict(self.firms)
        columns = (
            "supplier",
            "supplier_name",
            "buyer",
            "buyer_name",
            "state",
            "low",
            "high",
            "of_purchases_low",
            "of_purchases_high",
        )
        return columns, [
            (
                c.supplier, names[c.supplier], c.buyer, names[c.buyer], c.state, float(c.amount.low),
                _float(c.amount.high),
                *((None, None) if c.of_purchases is None else map(_float, (c.of_purchases.low, c.of_purchases.high))),
            )
            for c in self.cells
        ]  # fmt: skip


def cooperation(evidence: Evidence, *, as_of: str = "") -> Cooperation:
    """Return who supplies whom among the members on the reading day, in the evidence's period or its latest one."""
    case = Case(evidence, evidence.period or evidence.default_period(), as_of or evidence.as_of)
    members, book = case.members, case.ledger
    cells = [_cell(book, one.uid, other.uid) for one in members for other in members if one.uid != other.uid]
    margins = [margin for member in members for margin in (_sales(case, member), _purchases(case, member))]
    return Cooperation(
        evidence.group,
        evidence.name,
        case.period,
        tuple((member.uid, member.name) for member in members),
        tuple(cell for cell in cells if cell is not None),
        tuple(margins),
    )


def _cell(book: Ledger, supplier: str, buyer: str) -> Cell | None:
    listed = book.sums.get((supplier, buyer))
    if listed is None:
        surely_none = book.pair(supplier, buyer).interval.high == 0
        return Cell(supplier, buyer, "zero", Interval(ZERO, ZERO), None) if surely_none else None
    bought = book.total(buyer, "purchases_total")
    amount = Interval(listed.low, listed.sum)
    share = _over(amount, bought.interval) if bought.stated else None
    if amount.exact:
        return Cell(supplier, buyer, "known", amount, share)
    return Cell(supplier, buyer, "between" if amount.low else "no-amount", amount, share)


def _over(amount: Interval, bought: Interval) -> Interval | None:
    if not bought.high or not bought.low:
        return None
    return Interval(amount.low / bought.high, None if amount.high is None else amount.high / bought.low)


def _sales(case: Case, member: Member) -> Margin:
    book, inside = case.ledger, {other.uid for other in case.members}
    sums = [(buyer in inside, book.sums[member.uid, buyer].low) for buyer in book.buyers(member.uid)]
    return _margin(case, member, "sales", sums, "own_output")


def _purchases(case: Case, member: Member) -> Margin:
    book, inside = case.ledger, {other.uid for other in case.members}
    sums = [(supplier in inside, book.sums[supplier, member.uid].low) for supplier in book.suppliers(member.uid)]
    sums += [(False, amount.low) for sole in (False, True) for amount in book.nameless.get((member.uid, sole), ())]
    return _margin(case, member, "purchases", sums, "purchases_total")


def _margin(
    case: Case, member: Member, side: Literal["purchases", "sales"], sums: Sequence[tuple[bool, Fraction]], measure: str
) -> Margin:
    inside = sum((amount for within, amount in sums if within), ZERO)
    outside = sum((amount for within, amount in sums if not within), ZERO)
    total = case.ledger.total(member.uid, measure)
    if not total.stated:
        return Margin(member.uid, side, inside, outside, None, None)
    left = Interval(total.interval.low - inside - outside, minus(total.interval.high, inside + outside))
    return Margin(member.uid, side, inside, outside, total.interval, left)


def _shown(cell: Cell | None, same: bool) -> str:
    if same:
        return "·"
    if cell is None:
        return ""
    if cell.state in ("known", "zero"):
        return _sum(cell.amount.low)
    return "?" if cell.state == "no-amount" else f"{_sum(cell.amount.low)}+"


def _sum(amount: Fraction) -> str:
    return number(int(amount) if amount.denominator == 1 else float(amount), 0 if amount.denominator == 1 else 2)


def _between(interval: Interval | None) -> str:
    if interval is None:
        return "—"
    if interval.exact or interval.high is None:
        return _sum(interval.low)
    return f"{_sum(interval.low)} … {_sum(interval.high)}"


def _float(value: High) -> float | None:
    return None if value is None else float(value)
