"""How cooperation reads on a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from clustergraph.analysis.cooperation_tables import (
    NONE,
    Told,
    amount_text,
    certainty,
    concentration,
    points,
    roubles,
    share,
    shown,
    tied,
    tier_name,
    why,
)
from clustergraph.analysis.functional import TIERS
from clustergraph.analysis.law.interval import Interval
from clustergraph.i18n import plural, text
from clustergraph.model.results import aligned
from clustergraph.model.words import clean

if TYPE_CHECKING:
    from clustergraph.analysis.cooperation import Cooperation
    from clustergraph.analysis.functional import Flow

_NAME_WIDTH, _CUT = 40, 56
_MATRIX = 20
"""Firms up to which a terminal holds the matrix."""
_ROUNDED = (1_000, 1_000_000)
"""A figure in whole thousands or millions is known to half of one either way."""


def words(found: Cooperation) -> str:
    """Return all of it for a terminal; firms are numbered as in the matrix."""
    head = text("law.cooperation-head", name=found.name, uid=found.group, period=found.period or NONE)
    drawn = [_matrix(found), text("law.cooperation-legend")]
    if len(found.firms) > _MATRIX:
        drawn = [text("cooperation.matrix-large", firms=plural(len(found.firms), "common.firms"))]
    parts = [head, *drawn, _margins(found, "sales")]
    parts += [_margins(found, "purchases"), _map(found), _concentration(found), _points(found), _affiliated(found)]
    return "\n\n".join(parts)


def _matrix(found: Cooperation) -> str:
    cells = {(cell.supplier, cell.buyer): cell for cell in found.cells}
    header = ["№", text("law.column-supplier-buyer"), *(str(place) for place, _ in enumerate(found.firms, start=1))]
    rows = [
        [
            str(place),
            clean(name, _NAME_WIDTH),
            *(shown(cells.get((uid, buyer)), uid == buyer) for buyer, _ in found.firms),
        ]
        for place, (uid, name) in enumerate(found.firms, start=1)
    ]
    return aligned(header, rows, right=range(2, len(header)))


def _margins(found: Cooperation, side: str) -> str:
    names = dict(found.firms)
    header = [text("law.column-firm"), text("law.column-inside"), text("law.column-outside")]
    header += [text("law.column-stated"), text("law.column-unexplained")]
    rows = [
        (
            clean(names[m.firm], _NAME_WIDTH),
            NONE if m.inside is None else amount_text(m.inside),
            NONE if m.outside is None else amount_text(m.outside),
            _between(m.stated),
            _between(m.unexplained),
        )
        for m in found.margins
        if m.side == side
    ]
    title = text("law.cooperation-sales" if side == "sales" else "law.cooperation-purchases")
    return f"{title}\n{aligned(header, rows, right=range(1, 5))}"


def _map(found: Cooperation) -> str:
    """Return the members of each tier, then a line a flow; both by the numbers of the matrix."""
    place = {uid: str(place) for place, (uid, _) in enumerate(found.firms, start=1)}
    lines = [text("cooperation.map")]
    for tier in TIERS:
        of_tier = [one for one in found.places if one.tier == tier]
        if of_tier:
            named = ", ".join(f"{place[one.firm]}{'?' if one.inferred and one.roles else ''}" for one in of_tier)
            lines.append(f"  {tier_name(tier)}: {named}")
    if any(one.inferred and one.roles for one in found.places):
        lines.append(text("cooperation.inferred-note"))
    if not found.flows:
        return "\n".join([*lines, text("cooperation.no-flows")])
    header = (text("cooperation.flow"), text("cooperation.product"), text("cooperation.documents"))
    rows = [
        (
            f"{place[f.supplier]} → {place[f.buyer]}",
            _product(f),
            "; ".join(f.documents) or NONE,
            roubles(f.amount),
            NONE if f.state == "no-amount" else share(f.of_purchases),
        )
        for f in found.flows
    ]
    table = aligned((*header, text("cooperation.amount"), text("cooperation.share")), rows, right=(3, 4))
    notes = [text("cooperation.nameless", rows=plural(found.nameless_purchases, "common.rows"))]
    return "\n".join([*lines, table, *(notes if found.nameless_purchases else ())])


def _product(flow: Flow) -> str:
    """Return code and name of what is sold; a dash where no source names it."""
    return clean(f"{flow.product} {flow.product_name}", 2 * _NAME_WIDTH) or NONE


def _concentration(found: Cooperation) -> str:
    title, table = text("cooperation.concentration-title"), _cut(concentration(found))
    if not table[1]:
        return f"{title}\n{text('cooperation.no-flows')}"
    return f"{title}\n{aligned(*table)}\n{text('cooperation.concentration-note')}"


def _points(found: Cooperation) -> str:
    """Return a line a single point; who depends on it stands by the numbers of the matrix."""
    title = text("cooperation.points-title")
    if not found.single_points:
        return f"{title}\n{text('cooperation.no-points' if found.flows else 'cooperation.no-flows')}"
    place, names = {uid: str(place) for place, (uid, _) in enumerate(found.firms, start=1)}, dict(found.firms)
    rows = [
        (
            f"{place[one.firm]} {clean(names[one.firm], _NAME_WIDTH)}",
            clean(why(one), 2 * _NAME_WIDTH),
            ", ".join(place[uid] for uid in one.dependents),
            text("cooperation.sure" if one.certain else "cooperation.unsure"),
            ", ".join(place[uid] for uid in one.could) or NONE,
        )
        for one in found.single_points
    ]
    return f"{title}\n{aligned(points(found)[0], rows)}"


def _affiliated(found: Cooperation) -> str:
    title = text("cooperation.affiliated-title")
    if not found.affiliations:
        return f"{title}\n{text('cooperation.no-affiliated')}"
    names, lines = dict(found.firms), [title]
    for one in found.affiliations:
        firms = "; ".join(names[uid] for uid in one.firms)
        lines.append(f"  {firms}: {certainty(one)}; {_sold(one.sales)}")
        lines += [f"    {tied(tie, found)}" for tie in one.ties]
    return "\n".join([*lines, text("cooperation.persons")])


def _sold(sales: Interval | None) -> str:
    if sales is None:
        return text("cooperation.sales-not-told")
    if sales.high is None and not sales.low:
        return text("cooperation.sales-no-amount")
    return text("cooperation.sell-each-other", amount=roubles(sales))


def _cut(table: Told) -> tuple[Sequence[str], list[list[str]]]:
    """Return a table for a terminal: no cell is wider than a name and a word beside it."""
    columns, rows = table
    return columns, [[clean(_or_dash(cell), _CUT) for cell in row] for row in rows]


def _or_dash(cell: object) -> str:
    return NONE if cell is None else str(cell)


def _between(interval: Interval | None) -> str:
    """Return an interval as a margin shows it; a rounded figure as itself with half its unit either way."""
    if interval is None:
        return NONE
    if interval.exact or interval.high is None:
        return amount_text(interval.low)
    if interval.width in _ROUNDED:
        return f"{amount_text((interval.low + interval.high) / 2)} ± {amount_text(interval.width / 2)}"
    return f"{amount_text(interval.low)} … {amount_text(interval.high)}"
