"""One candidate read back from the graph: its firms, the links among them, the money that stays inside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clustergraph.analysis.candidates import (
    NAME_WIDTH,
    RunInfo,
    decimal_of,
    how_many_fictional,
    name_in,
    row_of,
    run_info,
    score_text,
    share_text,
)
from clustergraph.analysis.explaining import about_lines, firm_lines, owned_lines, product_lines
from clustergraph.analysis.inside import (
    KeyProduct,
    LinkInside,
    OwnedTogether,
    Turnover,
    key_products,
    links_inside,
    members_of,
    owned_together,
    pairs_of,
    partners_of,
    turnover,
)
from clustergraph.i18n import number, plural, text
from clustergraph.model.codes import is_fictional
from clustergraph.model.ontology import label
from clustergraph.model.records import Entity, Link
from clustergraph.model.results import Result, Table, aligned
from clustergraph.model.terms import LinkKind
from clustergraph.model.words import clean, name_of, named_code

if TYPE_CHECKING:
    from clustergraph.analysis.detection.explain import Explanation

_SHOWN = 10
"""Links inside that the text shows; the JSON has all."""


@dataclass(frozen=True, slots=True)
class CandidateFirm:
    """A firm of a candidate."""

    uid: str
    name: str
    fictional: bool
    role: str
    okved2: str
    region: str
    links_inside: int
    """Firms of the candidate that it supplies or buys from."""
    links: int
    """Organizations at all that it supplies or buys from."""
    score: float | None
    """Log-odds of the links' evidence that it belongs here; not a probability."""


@dataclass(frozen=True, slots=True)
class Candidate(Result):
    """One candidate: its firms, the links among them, the money that stays inside. Not a cluster."""

    run: RunInfo
    uid: str
    rank: int
    name: str
    regions: Sequence[str]
    judge: str
    band: str
    score: float | None
    inner_degree: float | None
    links_inside: int
    share_inside: float | None
    fictional: int
    sales: Turnover
    purchases: Turnover
    firms: Sequence[CandidateFirm]
    """By role, then by score, the strongest first."""
    links: Sequence[LinkInside]
    """The largest known amount first, then those without one."""
    products: Sequence[KeyProduct]
    owned: OwnedTogether
    names: Mapping[str, str]
    """Of firms around it that `why` names."""
    why: Explanation | None = None
    """None: the graph has changed since the run, so that its evidence cannot be counted any more."""
    dismissed: str = ""
    """Why an expert dismissed it; "": nobody did."""

    def to_text(self) -> str:
        """Return the page in words."""
        lines = [text("detection.head-one", rank=self.rank, name=self.name), self.uid, *self.run.to_lines(), ""]
        lines += [
            text("detection.figures", firms=plural(len(self.firms), "common.firms"), links=number(self.links_inside)),
            text("detection.share-inside", share=share_text(self.share_inside)),
            _money("detection.sales", self.sales),
            _money("detection.purchases", self.purchases),
        ]
        lines += [text("detection.dismissed-one", why=clean(self.dismissed))] * bool(self.dismissed)
        if self.band:
            judge, band = label(self.judge or "none", "judge"), label(self.band, "band")
            lines.append(text("detection.judged", band=band, judge=judge))
        lines += owned_lines(self.owned, self.links_inside) + product_lines(self.products)
        known = {firm.uid: firm.name for firm in self.firms} | dict(self.names)
        lines += [] if self.why is None else about_lines(self.why, known)
        lines += ["", self._firm_lines(), "", *self._link_lines()]
        lines += [] if self.why is None else [*firm_lines(self.why, known), ""]
        lines += [text("detection.score-means"), how_many_fictional(len(self.firms), self.fictional)]
        return "\n".join(lines)

    def _firm_lines(self) -> str:
        header = (
            text("detection.column-firm"),
            "uid",
            text("detection.column-role"),
            text("detection.column-sectors"),
            text("detection.column-region"),
            text("detection.column-links-of-all"),
            text("detection.column-score"),
        )
        rows = [
            (
                clean(firm.name, NAME_WIDTH),
                firm.uid,
                str(label(firm.role, "role")) if firm.role else "—",
                named_code("okved2", firm.okved2) if firm.okved2 else "—",
                named_code("region", firm.region) if firm.region else "—",
                f"{number(firm.links_inside)}/{number(firm.links)}",
                score_text(firm.score),
            )
            for firm in self.firms
        ]
        return aligned(header, rows, right=(5, 6))

    def _link_lines(self) -> list[str]:
        if not self.links:
            return []
        header = (
            text("detection.column-supplier"),
            text("detection.column-buyer"),
            text("detection.column-amount"),
            text("detection.column-documents"),
            text("detection.column-sources"),
        )
        rows = [
            (
                clean(link.src_name, NAME_WIDTH),
                clean(link.dst_name, NAME_WIDTH),
                _amount(link.amount),
                clean("; ".join(link.documents), NAME_WIDTH) or "—",
                "; ".join(link.sources) or "—",
            )
            for link in self.links[:_SHOWN]
        ]
        more = len(self.links) - len(rows)
        lines = [aligned(header, rows, right=(2,))]
        return [*lines, *[text("detection.more-links", more=plural(more, "common.links"))] * (more > 0), ""]

    def table(self) -> Table:
        """Return one row a firm."""
        columns = ("uid", "name", "fictional", "role", "okved2", "region", "links_inside", "links", "score")
        return columns, [
            (f.uid, f.name, f.fictional, f.role, f.okved2, f.region, f.links_inside, f.links, f.score)
            for f in self.firms
        ]


def candidate_of(
    run: Entity,
    candidate: Entity,
    includes: Iterable[Link],
    firms: Mapping[str, Entity],
    links: Iterable[Link],
    stamp: str,
    *,
    owns: Iterable[Link] = (),
    why: Explanation | None = None,
) -> Candidate:
    """Return one candidate; `links` are the supplies at its firms, of the run's period; the rest as `candidates_of`."""
    included = members_of(includes)[candidate.uid]
    supplies = [link for link in links if link.kind == LinkKind.SUPPLIES and link.src != link.dst]
    partners = partners_of(supplies)
    row = row_of(candidate, sorted(included), firms, partners)
    pairs, names = pairs_of(supplies), {uid: name_of(firm) for uid, firm in firms.items()}
    inside = {ends: pair for ends, pair in pairs.items() if ends[0] in included and ends[1] in included}
    return Candidate(
        run=run_info(run, stamp),
        uid=candidate.uid,
        rank=row.rank,
        name=row.name,
        regions=row.regions,
        judge=str(candidate.props.get("judge", "")),
        band=str(candidate.props.get("band", "")),
        score=row.score,
        inner_degree=row.inner_degree,
        links_inside=row.links_inside or 0,
        share_inside=row.share_inside,
        fictional=row.fictional,
        sales=turnover(pairs, inside, {ends for ends in pairs if ends[0] in included}),
        purchases=turnover(pairs, inside, {ends for ends in pairs if ends[1] in included}),
        firms=firms_of(included, firms, partners),
        links=links_inside(supplies, included.keys(), names),
        products=key_products(supplies, included.keys()),
        owned=owned_together(owns, included.keys(), inside),
        names={uid: names.get(uid, uid) for uid in sorted({near.firm for near in why.nearly} if why else ())},
        why=why,
    )


def firms_of(
    included: Mapping[str, Link], firms: Mapping[str, Entity], partners: Mapping[str, set[str]]
) -> list[CandidateFirm]:
    """Return the firms of a candidate by role, then by score; `included`: firm → its INCLUDES."""
    known = [_firm(uid, link, firms, partners.get(uid, set()), included.keys()) for uid, link in included.items()]
    return sorted(known, key=_firm_order)


def _firm(
    uid: str, link: Link, firms: Mapping[str, Entity], partners: set[str], members: Iterable[str]
) -> CandidateFirm:
    props = firms[uid].props if uid in firms else {}
    return CandidateFirm(
        uid=uid,
        name=name_in(uid, firms),
        fictional=is_fictional(uid),
        role=str(link.props.get("role", "")),
        okved2=str(props.get("okved2", "")),
        region=str(props.get("region", "")),
        links_inside=_kept(link, "links_inside", len(partners.intersection(members))),
        links=_kept(link, "link_count", len(partners)),
        score=decimal_of(link, "score"),
    )


def _kept(link: Link, key: str, now: int) -> int:
    """Return a figure as the run kept it; of runs that kept none, as it is now."""
    value = link.props.get(key)
    return value if isinstance(value, int) else now


_ROLES = ("anchor", "core", "bridge", "peripheral")


def _firm_order(firm: CandidateFirm) -> tuple[int, float, str]:
    place = _ROLES.index(firm.role) if firm.role in _ROLES else len(_ROLES)
    return place, -(firm.score or 0.0), firm.uid


def _amount(amount: float | None) -> str:
    return text("detection.unknown") if amount is None else number(amount)


def _money(key: str, money: Turnover) -> str:
    if money.share is None or money.inside is None or money.total is None:
        words = text("detection.unknown") if money.unknown else "—"
    else:
        inside, total = number(money.inside), number(money.total)
        words = share_text(money.share) + text("detection.of-sum", inside=inside, total=total)
    gap = text("detection.without-amount", count=plural(money.unknown, "detection.supplies")) if money.unknown else ""
    return f"{text(key)}: {words}{gap}"
