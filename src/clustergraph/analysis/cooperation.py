"""Who of a group supplies whom, in roubles without VAT, with margins: what is known and what no record explains.

A blank is not zero: it says that no source tells of a supply. Zero stands only where a complete list holds none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from clustergraph.analysis.concentration import Concentration, SinglePoint, concentrations, single_points
from clustergraph.analysis.evidence import Evidence
from clustergraph.analysis.functional import (
    Affiliation,
    Flow,
    Place,
    State,
    affiliations,
    flows,
    over,
    places,
    state_of,
)
from clustergraph.analysis.law.case import Case, Member
from clustergraph.analysis.law.interval import ZERO, Interval, minus
from clustergraph.analysis.law.money import Amount, Ledger
from clustergraph.model.results import Result, Table


@dataclass(frozen=True, slots=True)
class Cell:
    """What one firm of the group sells to another; pairs without a record are left out unless they are surely zero."""

    supplier: str
    buyer: str
    state: State | Literal["zero"]
    amount: Interval
    """Of what is listed: at least what one source says, at most what all say; no upper end where one has no sum."""
    of_purchases: Interval | None
    """The amount over what the buyer states to have bought; None where no source states it."""


@dataclass(frozen=True, slots=True)
class Margin:
    """One side of a firm: known sums inside and outside the group, the total stated, and what is left unexplained."""

    firm: str
    side: Literal["purchases", "sales"]
    inside: Fraction | None
    outside: Fraction | None
    """None where no sum is listed and nobody declares the list complete: not known, and no zero."""
    stated: Interval | None
    unexplained: Interval | None
    """None where no source states the total."""


@dataclass(frozen=True, slots=True)
class Cooperation(Result):
    """Who of a group supplies whom in one period: matrix, functional map, and who depends on whom."""

    group: str
    name: str
    period: str
    firms: Sequence[tuple[str, str]]
    """Uid and name, in the order of rows and columns."""
    cells: Sequence[Cell]
    margins: Sequence[Margin]
    places: Sequence[Place]
    """The members tier by tier."""
    flows: Sequence[Flow]
    concentrations: Sequence[Concentration]
    single_points: Sequence[SinglePoint]
    affiliations: Sequence[Affiliation]
    others: Mapping[str, str]
    """Names of firms outside that are spoken of: uid → name."""
    nameless_purchases: int
    """Rows of purchases without a named supplier: who sells these is not in the map."""

    @property
    def outsiders(self) -> frozenset[str]:
        """Uids of the firms outside that are spoken of: the largest partners, and who owns members."""
        spoken = {one.largest for one in self.concentrations}
        spoken |= {end for group in self.affiliations for tie in group.ties for end in (tie.owner, tie.owned)}
        return frozenset(spoken - {uid for uid, _ in self.firms} - {""})

    def to_text(self) -> str:
        """Return the matrix, the margins of each firm, the functional map and who depends on whom."""
        from clustergraph.analysis.cooperation_words import words

        return words(self)

    def table(self) -> Table:
        """Return one row a pair."""
        from clustergraph.analysis.cooperation_tables import pairs

        return pairs(self)

    def tables(self) -> dict[str, Table]:
        """Return title → rows for a spreadsheet, in words; the flows of the functional map, the most detailed, last."""
        from clustergraph.analysis.cooperation_tables import tables

        return tables(self)


def cooperation(evidence: Evidence, *, as_of: str = "", group_share: Fraction | None = None) -> Cooperation:
    """Return who supplies whom among the members on the reading day, in the evidence's period or its latest one.

    Parameters
    ----------
    group_share
        A share of OWNS above it ties two firms into one ownership group; None: any that is stated.
    """
    case = Case(evidence, evidence.period or evidence.default_period(), as_of or evidence.as_of)
    members, book = case.members, case.ledger
    cells = [_cell(book, one.uid, other.uid) for one in members for other in members if one.uid != other.uid]
    margins = [margin for member in members for margin in (_sales(case, member), _purchases(case, member))]
    sold, spread = flows(case), concentrations(case)
    return Cooperation(
        group=evidence.group,
        name=evidence.name,
        period=case.period,
        firms=tuple((member.uid, member.name) for member in members),
        cells=tuple(cell for cell in cells if cell is not None),
        margins=tuple(margins),
        places=tuple(places(case)),
        flows=tuple(sold),
        concentrations=tuple(spread),
        single_points=tuple(single_points(case, sold, spread)),
        affiliations=tuple(affiliations(case, group_share)),
        others={},
        nameless_purchases=sum(
            len(book.nameless.get((member.uid, sole), ())) for member in members for sole in (False, True)
        ),
    )


def _cell(book: Ledger, supplier: str, buyer: str) -> Cell | None:
    listed = book.sums.get((supplier, buyer))
    if listed is None:
        surely_none = book.pair(supplier, buyer).interval.high == 0
        return Cell(supplier, buyer, "zero", Interval(ZERO, ZERO), None) if surely_none else None
    bought = book.total(buyer, "purchases_total")
    amount = Interval(listed.low, listed.sum)
    share = over(amount, bought.interval) if bought.stated else None
    return Cell(supplier, buyer, state_of(listed), amount, share)


def _known(amounts: Sequence[Amount], *, complete: bool) -> Fraction | None:
    """Return what is known at least; of amounts that nobody states no zero is made."""
    low = sum((amount.low for amount in amounts), ZERO)
    stated = any(amount.sum is not None for amount in amounts) if amounts else complete
    return low if low or stated else None


def _sales(case: Case, member: Member) -> Margin:
    book, inside = case.ledger, {other.uid for other in case.members}
    sums = [(buyer in inside, book.sums[member.uid, buyer]) for buyer in book.buyers(member.uid)]
    return _margin(case, member, "sales", sums, "own_output")


def _purchases(case: Case, member: Member) -> Margin:
    book, inside = case.ledger, {other.uid for other in case.members}
    sums = [(supplier in inside, book.sums[supplier, member.uid]) for supplier in book.suppliers(member.uid)]
    sums += [(False, amount) for sole in (False, True) for amount in book.nameless.get((member.uid, sole), ())]
    return _margin(case, member, "purchases", sums, "purchases_total")


def _margin(
    case: Case, member: Member, side: Literal["purchases", "sales"], sums: Sequence[tuple[bool, Amount]], measure: str
) -> Margin:
    parts = [[amount for within, amount in sums if within == inside] for inside in (True, False)]
    known = sum((amount.low for _, amount in sums), ZERO)
    complete = case.ledger.is_complete(member.uid, side)
    inside, outside = (_known(part, complete=complete) for part in parts)
    total = case.ledger.total(member.uid, measure)
    if not total.stated:
        return Margin(member.uid, side, inside, outside, None, None)
    left = Interval(total.interval.low - known, minus(total.interval.high, known))
    return Margin(member.uid, side, inside, outside, total.interval, left)
