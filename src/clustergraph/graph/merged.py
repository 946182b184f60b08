"""What a merge did: source by source, where both sides differ, what now contradicts, what stayed there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from clustergraph.graph.conflicts import Contradiction, contradictions_text
from clustergraph.i18n import number, text
from clustergraph.model.ontology import label
from clustergraph.model.records import Value
from clustergraph.model.results import Result, Table, aligned
from clustergraph.model.words import clean, value_text
from clustergraph.store.base import Counts

Outcome: TypeAlias = Literal["new", "same", "ours", "theirs", "united"]
"""What became of a source: only there, the same in both, ours kept, theirs taken, or both put together."""
_SHOWN = 50
"""Rows of a list that the text shows."""
_NAME = 40
"""Characters of a name that a table shows."""


@dataclass(frozen=True, slots=True)
class Merged:
    """One source of the other store."""

    source: str
    outcome: Outcome
    ours: str
    """Its date here."""
    theirs: str
    """Its date there."""
    differing: int = 0
    """Identities of which both say something, and not the same."""
    nodes: Counts = Counts()
    links: Counts = Counts()


@dataclass(frozen=True, slots=True)
class TwoValues:
    """A property as a source states it here and there; None: not stated."""

    property: str
    ours: Value | None
    theirs: Value | None


@dataclass(frozen=True, slots=True)
class Differing:
    """A record of which one source says something else there than here."""

    source: str
    uid: str
    kind: str
    name: str
    values: Sequence[TwoValues]


@dataclass(frozen=True, slots=True)
class Merge(Result):
    """What a merge took from the other store, and what it left there."""

    other: str
    sources: Sequence[Merged]
    differing: Sequence[Differing]
    """The first of each source; `sources` has their numbers."""
    conflicts: Sequence[Contradiction]
    """The first contradictions in which a source takes part that was taken from there."""
    documents_left: Sequence[str]
    """Documents of the other store that this one has not, or has in another version; they do not travel."""
    runs_left: Sequence[str]
    """Computed sources: to be computed again."""

    def to_text(self) -> str:
        """Return one line a source, then where both differ, what now contradicts, and what stayed there."""
        lines = [self._sources_text()]
        if self.differing:
            lines += ["", text("graph.merge-differing"), differing_text(self.differing)]
        if self.conflicts:
            lines += ["", text("graph.merge-conflicts"), contradictions_text(self.conflicts[:_SHOWN])]
            if len(self.conflicts) > _SHOWN:
                lines.append(text("graph.show-more", more=number(len(self.conflicts) - _SHOWN)))
        if self.documents_left:
            lines += ["", text("graph.merge-documents", names=", ".join(self.documents_left))]
        if self.runs_left:
            lines += ["", text("graph.merge-runs", names=", ".join(self.runs_left))]
        return "\n".join(lines)

    def _sources_text(self) -> str:
        header = (
            text("graph.column-source"),
            text("graph.column-outcome"),
            text("graph.column-ours"),
            text("graph.column-theirs"),
            text("graph.column-differing"),
            text("graph.column-written"),
        )
        rows = [
            (
                one.source,
                text(f"graph.merge-{one.outcome}"),
                one.ours or "—",
                one.theirs or "—",
                number(one.differing),
                number(sum(counts.created + counts.updated + counts.closed for counts in (one.nodes, one.links))),
            )
            for one in self.sources
        ]
        return aligned(header, rows, right=(4, 5)) if rows else text("graph.merge-nothing", other=self.other)

    def table(self) -> Table:
        """Return one row a source."""
        rows = [(one.source, one.outcome, one.ours, one.theirs, one.differing) for one in self.sources]
        return ("source", "outcome", "ours", "theirs", "differing"), rows


def differing_text(differing: Sequence[Differing]) -> str:
    """Return one line a value that a source states otherwise there."""
    header = (
        text("graph.column-record"),
        text("graph.column-property"),
        text("graph.column-here"),
        text("graph.column-there"),
        text("graph.column-source"),
    )
    rows = [row for one in differing for row in _rows(one)]
    more = [text("graph.show-more", more=number(len(rows) - _SHOWN))] if len(rows) > _SHOWN else []
    return "\n".join([aligned(header, rows[:_SHOWN]), *more])


def _rows(one: Differing) -> Iterator[tuple[str, str, str, str, str]]:
    titles = [clean(one.name, _NAME), one.uid]
    for place, each in enumerate(one.values):
        record = titles[place] if place < len(titles) else ""
        ours, theirs = (
            "—" if value is None else value_text(each.property, value) for value in (each.ours, each.theirs)
        )
        yield record, str(label(each.property)), ours, theirs, one.source
    for title in titles[len(one.values) :]:
        yield title, "", "", "", ""
