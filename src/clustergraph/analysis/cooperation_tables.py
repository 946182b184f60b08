"""Cooperation as tables for a spreadsheet and for documents, and how its values read."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from clustergraph.analysis.law.interval import High, Interval
from clustergraph.i18n import number, text
from clustergraph.model.ontology import label
from clustergraph.model.results import Table
from clustergraph.model.words import value_text

if TYPE_CHECKING:
    from clustergraph.analysis.concentration import Concentration, SinglePoint
    from clustergraph.analysis.cooperation import Cell, Cooperation
    from clustergraph.analysis.functional import Affiliation, Place, Tie, Tier

Told: TypeAlias = tuple[Sequence[str], Sequence[Sequence[str | int | None]]]
"""Column names and rows in words; None: no source states it."""

NONE = "—"


def pairs(found: Cooperation) -> Table:
    """Return one row a pair of members, with exact ends."""
    names = dict(found.firms)
    columns = (
        "supplier", "supplier_name", "buyer", "buyer_name", "state", "low", "high", "of_purchases_low",
        "of_purchases_high",
    )  # fmt: skip
    return columns, [
        (
            c.supplier, names[c.supplier], c.buyer, names[c.buyer], c.state, float(c.amount.low),
            _float(c.amount.high),
            *((None, None) if c.of_purchases is None else map(_float, (c.of_purchases.low, c.of_purchases.high))),
        )
        for c in found.cells
    ]  # fmt: skip


def tables(found: Cooperation) -> dict[str, Table]:
    """Return title → table with headings in the reader's language and amounts as numbers."""
    names = dict(found.firms)
    tiers = {place.firm: tier_name(place.tier) for place in found.places}
    flow_columns = (
        text("cooperation.supplier"), text("cooperation.supplier-tier"), text("cooperation.buyer"),
        text("cooperation.buyer-tier"), text("cooperation.product"), text("cooperation.product-name"),
        text("cooperation.documents"), text("cooperation.amount-low"), text("cooperation.amount-high"),
    )  # fmt: skip
    sold = [
        (
            names[one.supplier], tiers[one.supplier], names[one.buyer], tiers[one.buyer], one.product or None,
            one.product_name or None, "; ".join(one.documents) or None,
            None if one.state == "no-amount" else float(one.amount.low), _float(one.amount.high),
        )
        for one in found.flows
    ]  # fmt: skip
    return {
        text("cooperation.matrix"): matrix(found),
        text("cooperation.margins"): margins(found),
        text("cooperation.members"): members(found),
        text("cooperation.concentration"): concentration(found),
        text("cooperation.points"): points(found),
        text("cooperation.affiliated"): affiliated(found),
        text("cooperation.flows"): (flow_columns, sold),
    }


def matrix(found: Cooperation) -> Table:
    """Return suppliers down and buyers across, by number: a sum where it is known, `?` and `100+` as on a terminal."""
    cells = {(cell.supplier, cell.buyer): cell for cell in found.cells}
    columns = ("№", text("law.column-supplier-buyer"), *(str(place) for place, _ in enumerate(found.firms, start=1)))
    rows = [
        (place, name, *(_number(cells.get((uid, buyer))) for buyer, _ in found.firms))
        for place, (uid, name) in enumerate(found.firms, start=1)
    ]
    return columns, rows


def margins(found: Cooperation) -> Table:
    """Return one row a member and side: what is known with members and others, what is stated, what is left."""
    names = dict(found.firms)
    columns = (
        text("law.column-firm"), text("cooperation.side"), text("law.column-inside"), text("law.column-outside"),
        text("cooperation.stated-low"), text("cooperation.stated-high"), text("cooperation.left-low"),
        text("cooperation.left-high"),
    )  # fmt: skip
    return columns, [
        (names[one.firm], value_text("side", one.side), _float(one.inside), _float(one.outside),
         *_both_ends(one.stated), *_both_ends(one.unexplained))
        for one in found.margins
    ]  # fmt: skip


def members(found: Cooperation) -> Told:
    """Return one row a member, tier by tier, with its role."""
    columns = (text("cooperation.tier"), text("law.column-firm"), text("cooperation.role"))
    return columns, [(tier_name(place.tier), place.name, role(place)) for place in found.places]


def concentration(found: Cooperation) -> Told:
    """Return one row a member and side: how many partners, the largest one's share, the index."""
    names = dict(found.firms)
    columns = (
        text("law.column-firm"), text("cooperation.side"), text("cooperation.partners"), text("cooperation.largest"),
        text("cooperation.largest-share"), text("cooperation.index"),
    )  # fmt: skip
    return columns, [
        (
            names[one.firm], value_text("side", one.side),
            text("cooperation.complete" if one.complete else "cooperation.partial", partners=one.partners),
            _partner(one, found) or None, share(one.share), _index(one.index),
        )
        for one in found.concentrations
    ]  # fmt: skip


def points(found: Cooperation) -> Told:
    """Return one row a single point of failure, in words."""
    columns = (
        text("law.column-firm"), text("cooperation.why"), text("cooperation.dependents"), text("cooperation.certain"),
        text("cooperation.could"),
    )  # fmt: skip
    names = dict(found.firms)
    return columns, [
        (
            names[one.firm], why(one), "; ".join(names[uid] for uid in one.dependents),
            text("cooperation.sure" if one.certain else "cooperation.unsure"),
            "; ".join(names[uid] for uid in one.could) or None,
        )
        for one in found.single_points
    ]  # fmt: skip


def affiliated(found: Cooperation) -> Told:
    """Return one row an ownership group: its members, what ties them, what they sell each other."""
    columns = (
        text("cooperation.group"), text("cooperation.ties"), text("cooperation.certain"),
        text("cooperation.group-sales"),
    )  # fmt: skip
    names = dict(found.firms)
    return columns, [
        (
            "; ".join(names[uid] for uid in one.firms), "; ".join(tied(tie, found) for tie in one.ties),
            certainty(one), None if one.sales is None else roubles(one.sales),
        )
        for one in found.affiliations
    ]  # fmt: skip


def tier_name(tier: Tier) -> str:
    """Return what a tier of the functional map is called."""
    return text(f"cooperation.tier-{tier}")


def role(place: Place) -> str | None:
    """Return the roles of a member in words; those nobody states are marked."""
    named = ", ".join(value_text("role", one) for one in place.roles)
    return text("cooperation.inferred", role=named) if named and place.inferred else named or None


def share(interval: Interval | None) -> str:
    """Return a share in per cent; ends that read alike are one, nothing known is a dash."""
    if interval is None or interval.high is None:
        return NONE
    low, high = (number(float(end * 100), 0 if (end * 100).denominator == 1 else 1) for end in _ends(interval))
    unit = "\u00a0%"
    return f"{low}{unit}" if low == high else text("law.between", low=low, high=f"{high}{unit}")


def roubles(interval: Interval) -> str:
    """Return an amount with kopecks where there are some, `from … to …`, or `at least`; never a middle."""
    if interval.exact:
        return amount_text(interval.low)
    if interval.high is None:
        return text("law.at-least", low=amount_text(interval.low)) if interval.low else text("cooperation.no-amount")
    return text("law.between", low=amount_text(interval.low), high=amount_text(interval.high))


def certainty(group: Affiliation) -> str:
    """Tell whether an ownership group is established."""
    return text("cooperation.stated" if group.certain else "cooperation.perhaps")


def why(one: SinglePoint) -> str:
    """Return why a member is a single point of failure."""
    if one.kind == "buyer":
        return text("cooperation.only-buyer")
    named = one.product_name if one.product == one.product_name else f"{one.product} {one.product_name}".strip()
    return text("cooperation.only-supplier", product=named)


def tied(tie: Tie, found: Cooperation) -> str:
    """Return who owns or directs whom."""
    ends = [_called(uid, found) for uid in (tie.owner, tie.owned)]
    how = str(label(tie.kind))
    if tie.kind == "OWNS":
        held = tie.share
        how = (
            text("cooperation.no-share")
            if held is None
            else text("cooperation.holds", share=share(Interval(held, held)))
        )
    return f"{ends[0]} → {ends[1]} ({how})"


def shown(cell: Cell | None, same: bool) -> str:
    """Return a cell of the matrix: blank where nobody tells, `?` without a sum, `100+` at least."""
    if same:
        return "·"
    if cell is None:
        return ""
    if cell.state in ("known", "zero"):
        return amount_text(cell.amount.low)
    return "?" if cell.state == "no-amount" else f"{amount_text(cell.amount.low)}+"


def amount_text(amount: Fraction) -> str:
    """Return roubles, with kopecks where there are some."""
    return number(int(amount) if amount.denominator == 1 else float(amount), 0 if amount.denominator == 1 else 2)


def _partner(one: Concentration, found: Cooperation) -> str:
    if one.inside or not one.largest:
        return _called(one.largest, found) if one.largest else ""
    return text("cooperation.outsider", name=_called(one.largest, found))


def _called(uid: str, found: Cooperation) -> str:
    """Return the name of a firm inside or outside, else its code."""
    return dict(found.firms).get(uid) or found.others.get(uid) or uid.removeprefix("org/")


def _index(interval: Interval | None) -> str:
    if interval is None:
        return NONE
    low, high = (number(float(end), 2) for end in _ends(interval))
    return low if low == high else f"{low}\u00a0…\u00a0{high}"


def _ends(interval: Interval) -> tuple[Fraction, Fraction]:
    return interval.low, interval.low if interval.high is None else interval.high


def _number(cell: Cell | None) -> float | str | None:
    if cell is None:
        return None
    return float(cell.amount.low) if cell.state in ("known", "zero") else shown(cell, same=False)


def _both_ends(interval: Interval | None) -> tuple[float | None, float | None]:
    return (None, None) if interval is None else (float(interval.low), _float(interval.high))


def _float(value: High) -> float | None:
    return None if value is None else float(value)
