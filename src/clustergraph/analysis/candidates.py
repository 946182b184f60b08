"""Candidates of a run read back from the graph: the list and the page of one, as people read them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from clustergraph.analysis.inside import members_of, partners_of
from clustergraph.i18n import number, plural, text
from clustergraph.model.codes import is_fictional
from clustergraph.model.records import Entity, Link, Value
from clustergraph.model.results import Result, Table, aligned
from clustergraph.model.words import clean, name_of, value_text

_MAIN_SECTORS = 3
NAME_WIDTH = 60


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
    """What most firms do, at most three: classes of OKVED2, or divisions where the search went by these."""
    links_inside: int | None
    """Pairs of its firms linked in either direction; None where the links were not given."""
    share_inside: float | None
    """Share of the firms' link ends that stay inside."""
    inner_degree: float | None
    score: float | None
    dismissed: str = ""
    """Why an expert dismissed it; "": nobody did."""


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
                clean(row.name, NAME_WIDTH),
                number(row.firms),
                ", ".join(row.regions) or "—",
                ", ".join(row.sectors) or "—",
                "—" if row.links_inside is None else number(row.links_inside),
                share_text(row.share_inside),
                score_text(row.score),
            )
            for row in self.candidates
            if not row.dismissed
        ]
        lines += [aligned(header, rows, right=(0, 2, 5, 6, 7)), "", text("detection.score-means")]
        dismissed = "; ".join(
            f"№ {row.rank} — {clean(row.dismissed, NAME_WIDTH)}" for row in self.candidates if row.dismissed
        )
        lines += [text("detection.dismissed", listed=dismissed)] * bool(dismissed)
        return "\n".join([*lines, how_many_fictional(self.firms, self.fictional)])

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
    rows = sorted((row_of(one, sorted(members[one.uid]), firms, partners) for one in listed), key=lambda row: row.rank)
    inside = {uid for row in rows for uid in members[row.uid]}
    return Candidates(run_info(run, stamp), rows, len(inside), sum(map(is_fictional, inside)))


def _folder_of(run: Entity) -> str:
    return f"candidate/{run.uid.removeprefix('run/')}/"


def run_info(run: Entity, stamp: str) -> RunInfo:
    """Return what is said of a run; `stamp` is of the graph as it is now."""
    parameters = json.loads(str(run.props.get("parameters", "{}")))
    seed = run.props.get("seed")
    return RunInfo(
        uid=run.uid,
        method=str(parameters.get("method", run.props.get("method", ""))),
        seed=seed if isinstance(seed, int) else None,
        period=str(run.props.get("period", "")),
        stale=run.props.get("stamp", "") != stamp,
    )


def row_of(
    candidate: Entity, members: Sequence[str], firms: Mapping[str, Entity], partners: Mapping[str, set[str]] | None
) -> CandidateRow:
    """Return the row of a candidate."""
    props = candidate.props
    rank, regions, sectors = props.get("rank"), props.get("regions"), props.get("activities")
    links_inside, share = props.get("links_inside"), decimal_of(candidate, "share_inside")
    if links_inside is None and partners is not None:
        # a run kept before runs kept their own figures: those of now
        ends = sum(len(partners.get(uid, ())) for uid in members)
        inside = sum(len(partners.get(uid, set()).intersection(members)) for uid in members)
        links_inside, share = inside // 2, inside / ends if ends else None
    return CandidateRow(
        rank=rank if isinstance(rank, int) else 0,
        uid=candidate.uid,
        name=name_of(candidate),
        firms=len(members),
        fictional=sum(map(is_fictional, members)),
        regions=regions if isinstance(regions, list) else [],
        sectors=_main_sectors((firms[uid] for uid in members if uid in firms), sectors),
        links_inside=links_inside if isinstance(links_inside, int) else None,
        share_inside=share,
        inner_degree=decimal_of(candidate, "inner_degree"),
        score=decimal_of(candidate, "score"),
    )


def _main_sectors(firms: Iterable[Entity], kept: Value | None) -> list[str]:
    """Return the sectors that the run kept, the most frequent first; of a run that kept none, classes of OKVED2."""
    codes = [str(firm.props["okved2"]) for firm in firms if "okved2" in firm.props]
    sectors = kept if isinstance(kept, list) else {code[:5] for code in codes}
    count = {sector: sum(code.startswith(sector) for code in codes) for sector in sectors}
    return sorted(count, key=lambda sector: (-count[sector], sector))[:_MAIN_SECTORS]


def decimal_of(record: Entity | Link, key: str) -> float | None:
    """Return a number of a record, or None."""
    value = record.props.get(key)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def name_in(uid: str, firms: Mapping[str, Entity]) -> str:
    """Return the name of a firm, else its uid."""
    return name_of(firms[uid]) if uid in firms else uid


def share_text(share: float | None) -> str:
    """Return a share in per cent."""
    return "—" if share is None else f"{number(100 * share)} %"


def score_text(score: float | None) -> str:
    """Return a score with one decimal."""
    return "—" if score is None else number(score, 1)


def how_many_fictional(firms: int, fictional: int) -> str:
    """Return the last line of a list or page."""
    return text("detection.fictional", firms=plural(firms, "common.firms"), fictional=number(fictional))
