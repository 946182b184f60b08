"""Candidates as a file to hand over: the list, and each firm with its place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from clustergraph.graph.found import candidates, candidates_in, records_of, run_of, supplies_of
from clustergraph.i18n import text
from clustergraph.model.ontology import label
from clustergraph.model.terms import LinkKind
from clustergraph.model.uids import code_of
from clustergraph.store.base import Store

if TYPE_CHECKING:
    from clustergraph.analysis.candidate import CandidateFirm
    from clustergraph.analysis.candidates import CandidateRow
    from clustergraph.export.sheets import Written


def export(store: Store, path: Path, run: str) -> Written:
    """Write the candidates of a run that no expert dismissed; of the current one where none is named."""
    from clustergraph.analysis.candidate import firms_of
    from clustergraph.analysis.inside import members_of, partners_of
    from clustergraph.export.sheets import Sheet, write_sheets

    record = run_of(store, run)
    listed = [row for row in candidates(store, record.uid).candidates if not row.dismissed]
    includes = list(store.links(LinkKind.INCLUDES, ends=[one.uid for one in candidates_in(store, record.uid)]))
    firms = records_of(store, (link.dst for link in includes))
    partners, members = partners_of(supplies_of(store, record, firms)), members_of(includes)
    found = [_candidate(row) for row in listed]
    members_rows = [_firm(row, firm) for row in listed for firm in firms_of(members[row.uid], firms, partners)]
    return write_sheets(
        path,
        [
            Sheet(text("graph.sheet-candidates"), (_candidate_columns(), found)),
            Sheet(text("graph.sheet-firms"), (_firm_columns(), members_rows)),
        ],
    )


def _candidate_columns() -> list[str]:
    return [
        "№",
        text("detection.column-candidate"),
        text("detection.column-firms"),
        text("detection.column-regions"),
        text("detection.column-sectors"),
        text("detection.column-links-inside"),
        text("detection.column-share-inside"),
        text("detection.column-score"),
        "uid",
    ]


def _candidate(row: CandidateRow) -> list[object]:
    regions, sectors = "; ".join(row.regions), "; ".join(row.sectors)
    figures = (row.links_inside, row.share_inside, row.score)
    return [row.rank, row.name, row.firms, regions, sectors, *figures, row.uid]


def _firm_columns() -> list[str]:
    return [
        "№",
        text("detection.column-candidate"),
        str(label("inn")),
        text("detection.column-firm"),
        text("detection.column-role"),
        text("detection.column-sectors"),
        text("detection.column-region"),
        text("detection.column-links-inside"),
        text("detection.column-links"),
        text("detection.column-score"),
    ]


def _firm(row: CandidateRow, firm: CandidateFirm) -> list[object]:
    role = str(label(firm.role, "role")) if firm.role else ""
    figures = (firm.links_inside, firm.links, firm.score)
    return [row.rank, row.name, code_of(firm.uid), firm.name, role, firm.okved2, firm.region, *figures]
