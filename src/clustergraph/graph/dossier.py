"""The dossier of a group: evidence, check, cooperation and pictures brought together for `export`."""

from __future__ import annotations

from pathlib import Path

from clustergraph.analysis.cooperation import Cooperation
from clustergraph.analysis.evidence import Evidence, link_of
from clustergraph.analysis.law.planned import Plan
from clustergraph.errors import InputError
from clustergraph.export.dossier.parts import Chapter, Dossier, Picture, Table
from clustergraph.export.dossier.write import DossierFiles, write_dossier
from clustergraph.graph.checking import Checking
from clustergraph.i18n import text
from clustergraph.model import dates
from clustergraph.view import svg


def dossier(
    checking: Checking,
    out: Path,
    *,
    edition: str = "",
    day: str = "",
) -> DossierFiles:
    """Write the documents of a group into a folder; `day` is the date on them."""
    if day and not dates.is_date(day):
        raise InputError(text("dossier.no-date", day=day), text("dossier.no-date-hint"))
    evidence, report, found = checking.evidence(), checking.check(edition), checking.cooperation()
    return write_dossier(
        Dossier(
            evidence=evidence,
            report=report,
            cooperation=found,
            day=day or report.as_of or newest(evidence),
            pictures=_pictures(found),
            others=checking.names(_outside(evidence)),
            plan=_plan(checking.plan(edition, ())),
        ),
        out,
    )


def _outside(evidence: Evidence) -> set[str]:
    """Return who is not of the group, yet party to an agreement, participant of a project or seller or buyer."""
    named = (*evidence.parties, *evidence.participants, *evidence.operators, *evidence.money)
    ends = {end for s in named for end in (link_of(s).src, link_of(s).dst)}
    return {end for end in ends if end.startswith("org/")} - evidence.names.keys()


def _plan(plan: Plan) -> Chapter:
    """Return the plan to comply as a chapter: what it reaches, and each step with what changes by it."""
    title = text("dossier.chapter-plan")
    if not plan.targets:
        return Chapter(title, [text("dossier.plan-not-needed")])
    columns = (text("dossier.column-step"), text("dossier.column-changes"))
    rows = [(f"{place}. {deed}", "; ".join(changes)) for place, (deed, changes) in enumerate(plan.actions(), 1)]
    return Chapter(title, plan.outcome(), [Table(columns, rows)] if rows else [])


def newest(evidence: Evidence) -> str:
    """Return the newest day as of which a source of this evidence speaks, else the newest agreement's, else ""."""
    told = (
        *evidence.cluster, *evidence.memberships, *evidence.managers, *evidence.nodes, *evidence.indicators,
        *evidence.coverage, *evidence.agreements, *evidence.money, *evidence.ties, *evidence.locations,
    )  # fmt: skip
    days = {s.observed_on or evidence.source(s.source).observed_on for s in told}
    days |= {str(s.record.props.get("date", "")) for s in evidence.agreements}
    return max(days, default="")


def _pictures(found: Cooperation) -> dict[str, Picture]:
    """Draw who supplies whom as a matrix and as a functional map; without a supply there is nothing to draw."""
    if not any(cell.state != "zero" for cell in found.cells):
        return {}
    drawn = {"matrix": svg.matrix(found), "network": svg.network(found)}
    titles = {"matrix": text("view.matrix-title"), "network": text("view.network-title")}
    return {name: Picture(titles[name], words, svg.png(words)) for name, words in drawn.items()}
