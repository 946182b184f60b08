"""Candidates of a run read back from the graph: the list and the page of one, as people read them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from clustergraph.analysis.detection.statements import run_id, to_statements
from clustergraph.analysis.inside import (
    LinkInside,
    Turnover,
    largest_first,
    members_of,
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
from clustergraph.model.words import clean, name_of, named_code, value_text

__all__ = ["Candidate", "CandidateRow", "Candidates", "candidate_of", "candidates_of", "run_id", "to_statements"]

_SHOWN = 10
"""Links inside that the text shows; the JSON has all."""
_MAIN_SECTORS = 3
_NAME_WIDTH = 60


@dataclass(frozen=True, slots=True)
class RunInfo:
    """The run that candidates come from."""

    uid: str
    method: str
    seed: int | None
    period: str
    """"" means all periods."""
    stale: bool
    """The graph has changed since: members and scores are of then, figures of links of now."""

    def to_lines(self) -> list[str]:
        """Return what stands above every list and page."""
        seed = "—" if self.seed is None else str(self.seed)
        period = value_text("period", self.period) if self.period else text("detection.all-periods")
        lines = [text("detection.run", run=self.uid, method=self.method, seed=seed, period=period)]
        return lines + [text("detection.stale")] * self.stale


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """One candidate of a list."""

    rank: int
    uid: str
    name: str
    firms: int
    fictional: int
    regions: Sequence[str]
    sectors: Sequence[str]
    """Classes of OKVED2 that most firms have, at most three."""
    links_inside: int | None
    """Pairs of its firms linked in either direction; None where the links were not given."""
    share_inside: float | None
    """Share of the firms' link ends that stay inside."""
    inner_degree: float | None
    score: float | None


@dataclass(frozen=True, slots=True)
class Candidates(Result):
    """The candidates of a run, the best first. A candidate is a proposal of a computation, not a cluster."""

    run: RunInfo
    candidates: Sequence[CandidateRow]
    firms: int
    """Firms in any of them."""
    fictional: int

    def to_text(self) -> str:
        """Return one line a candidate."""
        lines = [text("detection.head-list"), *self.run.to_lines(), ""]
        if not self.candidates:
            return "\n".join([*lines, text("detection.none-found")])
        header = (
            "№",
            text("detection.column-candidate"),
            text("detection.column-firms"),
            text("detection.column-regions"),
            text("detection.column-sectors"),
            text("detection.column-links-inside"),
            text("detection.column-share-inside"),
            text("detection.column-score"),
        )
        rows = [
            (
                str(row.rank),
                clean(row.name, _NAME_WIDTH),
                number(row.firms),
                ", ".join(row.regions) or "—",
                ", ".join(row.sectors) or "—",
                "—" if row.links_inside is None else number(row.links_inside),
                _share(row.share_inside),
                _score(row.score),
            )
            for row in self.candidates
        ]
        lines += [aligned(header, rows, right=(0, 2, 5, 6, 7)), "", text("detection.score-means")]
        return "\n".join([*lines, _how_many_fictional(self.firms, self.fictional)])

    def table(self) -> Table:
        """Return one row a candidate."""
        links = ("links_inside", "share_inside", "inner_degree", "score")
        return ("rank", "uid", "name", "firms", "fictional", "regions", "sectors", *links), [
            (
                *(row.rank, row.uid, row.name, row.firms, row.fictional, "; ".join(row.regions)),
                *("; ".join(row.sectors), row.links_inside, row.share_inside, row.inner_degree, row.score),
            )
            for row in self.candidates
        ]


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

    def to_text(self) -> str:
        """Return the page in words."""
        lines = [text("detection.head-one", rank=self.rank, name=self.name), self.uid, *self.run.to_lines(), ""]
        lines += [
            text("detection.figures", firms=plural(len(self.firms), "common.firms"), links=number(self.links_inside)),
            text("detection.share-inside", share=_share(self.share_inside)),
            _money("detection.sales", self.sales),
            _money("detection.purchases", self.purchases),
        ]
        if self.band:
            judge, band = label(self.judge or "none", "judge"), label(self.band, "band")
            lines.append(text("detection.judged", band=band, judge=judge))
        lines += ["", self._firm_lines(), "", *self._link_lines()]
        lines += [text("detection.score-means"), _how_many_fictional(len(self.firms), self.fictional)]
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
                clean(firm.name, _NAME_WIDTH),
                firm.uid,
                str(label(firm.role, "role")) if firm.role else "—",
                named_code("okved2", firm.okved2) if firm.okved2 else "—",
                named_code("region", firm.region) if firm.region else "—",
                f"{number(firm.links_inside)}/{number(firm.links)}",
                _score(firm.score),
            )
            for firm in self.firms
        ]
        return aligned(header, rows, right=(5, 6))

    def _link_lines(self) -> list[str]:
        if not self.links:
            return []
        header = (text("detection.column-supplier"), text("detection.column-buyer"), text("detection.column-amount"))
        rows = [
            (clean(link.src_name, _NAME_WIDTH), clean(link.dst_name, _NAME_WIDTH), _amount(link.amount))
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


def candidates_of(
    run: Entity,
    candidates: Iterable[Entity],
    includes: Iterable[Link],
    firms: Mapping[str, Entity],
    stamp: str,
    links: Iterable[Link] | None = None,
) -> Candidates:
    """Return the candidates of a run, by rank.

    Parameters
    ----------
    candidates, includes
        Those of other runs are passed over.
    firms
        uid → record of the firms included; one that is missing counts and goes by its uid.
    stamp
        Of the graph as it is now.
    links
        Supplies at the firms, of the run's period; None: the figures of links stay unknown.
    """
    members = members_of(includes)
    partners = None if links is None else partners_of(links)
    listed = [one for one in candidates if one.uid.startswith(_folder_of(run))]
    rows = sorted((_row(one, sorted(members[one.uid]), firms, partners) for one in listed), key=lambda row: row.rank)
    inside = {uid for row in rows for uid in members[row.uid]}
    return Candidates(_run_info(run, stamp), rows, len(inside), sum(map(is_fictional, inside)))


def candidate_of(
    run: Entity,
    candidate: Entity,
    includes: Iterable[Link],
    firms: Mapping[str, Entity],
    links: Iterable[Link],
    stamp: str,
) -> Candidate:
    """Return one candidate; `links` are the supplies at its firms, of the run's period; the rest as `candidates_of`."""
    included = members_of(includes)[candidate.uid]
    supplies = [link for link in links if link.kind == LinkKind.SUPPLIES and link.src != link.dst]
    partners = partners_of(supplies)
    row = _row(candidate, sorted(included), firms, partners)
    known = [_firm(uid, link, firms, partners[uid], included.keys()) for uid, link in included.items()]
    pairs = pairs_of(supplies)
    inside = {ends: pair for ends, pair in pairs.items() if ends[0] in included and ends[1] in included}
    return Candidate(
        run=_run_info(run, stamp),
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
        firms=sorted(known, key=_firm_order),
        links=[
            LinkInside(src, _name(src, firms), dst, _name(dst, firms), pair.amount, pair.unknown)
            for (src, dst), pair in largest_first(inside)
        ],
    )


def _folder_of(run: Entity) -> str:
    return f"candidate/{run.uid.removeprefix('run/')}/"


def _run_info(run: Entity, stamp: str) -> RunInfo:
    parameters = json.loads(str(run.props.get("parameters", "{}")))
    seed = run.props.get("seed")
    return RunInfo(
        uid=run.uid,
        method=str(parameters.get("method", run.props.get("method", ""))),
        seed=seed if isinstance(seed, int) else None,
        period=str(run.props.get("period", "")),
        stale=run.props.get("stamp", "") != stamp,
    )


def _row(
    candidate: Entity, members: Sequence[str], firms: Mapping[str, Entity], partners: Mapping[str, set[str]] | None
) -> CandidateRow:
    rank, regions = candidate.props.get("rank"), candidate.props.get("regions")
    ends = inside = 0
    if partners is not None:
        ends = sum(len(partners.get(uid, ())) for uid in members)
        inside = sum(len(partners.get(uid, set()).intersection(members)) for uid in members)
    return CandidateRow(
        rank=rank if isinstance(rank, int) else 0,
        uid=candidate.uid,
        name=name_of(candidate),
        firms=len(members),
        fictional=sum(map(is_fictional, members)),
        regions=regions if isinstance(regions, list) else [],
        sectors=_main_sectors(firms[uid] for uid in members if uid in firms),
        links_inside=None if partners is None else inside // 2,
        share_inside=inside / ends if ends else None,
        inner_degree=_float(candidate, "inner_degree"),
        score=_float(candidate, "score"),
    )


def _main_sectors(firms: Iterable[Entity]) -> list[str]:
    count = Counter(str(firm.props["okved2"])[:5] for firm in firms if "okved2" in firm.props)
    return sorted(count, key=lambda code: (-count[code], code))[:_MAIN_SECTORS]


def _firm(
    uid: str, link: Link, firms: Mapping[str, Entity], partners: set[str], members: Iterable[str]
) -> CandidateFirm:
    props = firms[uid].props if uid in firms else {}
    return CandidateFirm(
        uid=uid,
        name=_name(uid, firms),
        fictional=is_fictional(uid),
        role=str(link.props.get("role", "")),
        okved2=str(props.get("okved2", "")),
        region=str(props.get("region", "")),
        links_inside=len(partners.intersection(members)),
        links=len(partners),
        score=_float(link, "score"),
    )


_ROLES = ("anchor", "core", "bridge", "peripheral")


def _firm_order(firm: CandidateFirm) -> tuple[int, float, str]:
    place = _ROLES.index(firm.role) if firm.role in _ROLES else len(_ROLES)
    return place, -(firm.score or 0.0), firm.uid


def _float(record: Entity | Link, key: str) -> float | None:
    value = record.props.get(key)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _name(uid: str, firms: Mapping[str, Entity]) -> str:
    return name_of(firms[uid]) if uid in firms else uid


def _share(share: float | None) -> str:
    return "—" if share is None else f"{number(100 * share)} %"


def _score(score: float | None) -> str:
    return "—" if score is None else number(score, 1)


def _amount(amount: float | None) -> str:
    return text("detection.unknown") if amount is None else number(amount)


def _money(key: str, money: Turnover) -> str:
    if money.share is None or money.inside is None or money.total is None:
        words = text("detection.unknown") if money.unknown else "—"
    else:
        inside, total = number(money.inside), number(money.total)
        words = _share(money.share) + text("detection.of-sum", inside=inside, total=total)
    gap = text("detection.without-amount", count=plural(money.unknown, "detection.supplies")) if money.unknown else ""
    return f"{text(key)}: {words}{gap}"


def _how_many_fictional(firms: int, fictional: int) -> str:
    return text("detection.fictional", firms=plural(firms, "common.firms"), fictional=number(fictional))
