"""Chapters on trade among the members: who supplies whom, the functional map, who depends on whom."""

from __future__ import annotations

from clustergraph.analysis import cooperation_tables as shown
from clustergraph.analysis.law.interval import Interval
from clustergraph.export.dossier.parts import Cell, Chapter, Dossier, Table, tabled
from clustergraph.i18n import plural, text


def supplies(dossier: Dossier) -> Table:
    """Return one row a pair of members with a known supply: sum, share of the buyer's purchases."""
    names = dict(dossier.cooperation.firms)
    columns = (
        text("dossier.column-supplier"), text("dossier.column-buyer"), text("dossier.column-amount"),
        text("dossier.column-share"),
    )  # fmt: skip
    rows = [
        (
            names[cell.supplier], names[cell.buyer], _amount(cell.amount),
            shown.share(cell.of_purchases) if cell.of_purchases and cell.state != "no-amount" else None,
        )
        for cell in dossier.cooperation.cells
        if cell.state != "zero"
    ]  # fmt: skip
    return Table(columns, rows)


def flows(dossier: Dossier) -> Table:
    """Return one row a product that one member sells to another, with its documents."""
    names = dict(dossier.cooperation.firms)
    columns = (
        text("dossier.column-supplier"), text("dossier.column-buyer"), text("dossier.column-product"),
        text("dossier.column-documents"), text("dossier.column-amount"),
    )  # fmt: skip
    rows = [
        (
            names[flow.supplier], names[flow.buyer], f"{flow.product} {flow.product_name}".strip() or None,
            "; ".join(flow.documents) or None, _amount(flow.amount),
        )
        for flow in dossier.cooperation.flows
    ]  # fmt: skip
    return Table(columns, rows)


def contracts(dossier: Dossier) -> Table:
    """Return the supplies between members that name a document: such a contract counts as an agreement of the two."""
    table = flows(dossier)
    return Table(table.columns, [row for row in table.rows if row[3]])


def cooperation(dossier: Dossier) -> Chapter:
    """Return who supplies whom, as picture and table."""
    title, table = text("dossier.chapter-cooperation"), supplies(dossier)
    if not table.rows:
        return Chapter(title, [text("dossier.no-supplies")])
    return Chapter(title, [text("dossier.cooperation-note")], [table], dossier.pictures.get("matrix"))


def functional_map(dossier: Dossier) -> Chapter:
    """Return the members by tier, from intermediate to finished products, and what they sell each other."""
    found, lines = dossier.cooperation, []
    if any(place.inferred and place.roles for place in found.places):
        lines.append(text("dossier.map-inferred"))
    if not found.flows:
        lines.append(text("dossier.no-supplies"))
    if found.nameless_purchases:
        lines.append(text("cooperation.nameless", rows=plural(found.nameless_purchases, "common.rows")))
    tables = [Table(*shown.members(found)), flows(dossier)]
    picture = dossier.pictures.get("network")
    return Chapter(text("dossier.chapter-map"), lines, [table for table in tables if table.rows], picture)


def dependence(dossier: Dossier) -> list[Chapter]:
    """Return how much members depend on one partner, single points of failure, and ties of ownership."""
    found = dossier.cooperation
    spread = tabled(
        text("dossier.chapter-concentration"), Table(*shown.concentration(found)), text("dossier.no-supplies")
    )
    if spread.tables:
        spread = Chapter(spread.title, [text("cooperation.concentration-note")], spread.tables)
    nothing = text("cooperation.no-points") if found.flows else text("dossier.no-supplies")
    points = tabled(text("dossier.chapter-points"), Table(*shown.points(found)), nothing)
    tied = tabled(
        text("dossier.chapter-affiliated"), Table(*shown.affiliated(found)), text("cooperation.no-affiliated")
    )
    return [spread, points, tied]


def _amount(amount: Interval) -> Cell:
    return amount.low if amount.exact else shown.roubles(amount)
