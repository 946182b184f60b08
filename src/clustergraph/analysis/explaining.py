"""The evidence for a candidate in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from clustergraph.i18n import number, plural, text
from clustergraph.model.results import aligned
from clustergraph.model.words import clean

if TYPE_CHECKING:
    from clustergraph.analysis.detection.explain import Explanation, Lift, WhyFirm
    from clustergraph.analysis.inside import KeyProduct, OwnedTogether

_NAME_WIDTH = 40


def about_lines(why: Explanation, names: Mapping[str, str]) -> list[str]:
    """Return what speaks for the candidate as a whole, and where it is weak."""
    told = text("detection.why-links", links=number(why.links_inside), expected=number(why.expected, 1))
    shares = text("detection.why-shares", within=_percent(why.within), outside=_percent(why.outside))
    lines = [told, shares, *_lift_lines("detection.why-sectors", why.sectors)]
    lines += _lift_lines("detection.why-regions", why.regions)
    if why.weak:
        weak = [
            text("detection.weak-one", firm=_name(one.firm, names), firms=plural(one.cut_off, "common.firms"))
            for one in why.weak
        ]
        lines.append(text("detection.why-weak", listed="; ".join(weak)))
    return lines


def firm_lines(why: Explanation, names: Mapping[str, str]) -> list[str]:
    """Return a line a firm with the terms of its score, then who nearly joined."""
    lines = [text("detection.why-firms"), _table(why.firms, names)]
    if why.nearly:
        lines += ["", text("detection.why-nearly"), _table(why.nearly, names)]
    return lines


def product_lines(products: Sequence[KeyProduct]) -> list[str]:
    """Return the key products in one line, or nothing."""
    told = [f"{one.product} ({plural(one.supplies, 'detection.supplies')}, ×{number(one.lift, 1)})" for one in products]
    return [text("detection.why-products", listed="; ".join(told))] * bool(told)


def owned_lines(owned: OwnedTogether, links: int) -> list[str]:
    """Return the warning that firms of one owner trade with each other, or nothing."""
    if not owned.groups:
        return []
    firms = plural(sum(map(len, owned.groups)), "common.firms")
    return [text("detection.why-owned", firms=firms, pairs=number(owned.pairs), links=number(links))]


def _table(firms: Sequence[WhyFirm], names: Mapping[str, str]) -> str:
    header = (
        text("detection.column-firm"),
        text("detection.column-links-of-all"),
        text("detection.column-expected"),
        text("detection.term-link"),
        text("detection.term-sector"),
        text("detection.term-region"),
        text("detection.term-size"),
        text("detection.column-score"),
        text("detection.column-tier"),
        text("detection.column-elsewhere"),
    )
    return aligned(header, [_row(one, names) for one in firms], right=tuple(range(1, 9)))


def _row(one: WhyFirm, names: Mapping[str, str]) -> tuple[str, ...]:
    terms = one.terms
    places = [f"№ {other.rank} ({number(other.score, 1)})" for other in one.elsewhere]
    if one.tier is None and one.rank is not None:
        places.insert(0, text("detection.is-in", rank=one.rank))
    return (
        _name(one.firm, names),
        f"{number(terms.links_inside)}/{number(terms.links)}",
        number(terms.expected, 2),
        *(number(term, 1) for term in (terms.link, terms.sector, terms.region, terms.size, one.score)),
        "—" if one.tier is None else number(one.tier, 1),
        "; ".join(places) or "—",
    )


def _lift_lines(key: str, lifts: Sequence[Lift]) -> list[str]:
    told = []
    for one in lifts:
        quotient = one.location_quotient
        more = "" if quotient is None else text("detection.quotient", quotient=number(quotient, 1))
        told.append(f"{one.code} ({plural(one.firms, 'common.firms')}, ×{number(one.lift, 1)}{more})")
    return [f"{text(key)}: {'; '.join(told)}"] * bool(told)


def _name(uid: str, names: Mapping[str, str]) -> str:
    return clean(names.get(uid, uid), _NAME_WIDTH)


def _percent(share: float) -> str:
    return f"{number(100 * share, 1)} %"
