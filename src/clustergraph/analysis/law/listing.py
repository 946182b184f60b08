"""The rules themselves, to read: the editions known, and what one of them requires, from which source."""

from __future__ import annotations

from dataclasses import dataclass, replace

from clustergraph.analysis.law import words
from clustergraph.analysis.law.editions import Rulebook
from clustergraph.analysis.law.rules import Edition, Requirement, Term, Verified
from clustergraph.i18n import text
from clustergraph.model.results import Result, Table, aligned


@dataclass(frozen=True, slots=True)
class EditionLine:
    """An edition in one line."""

    id: str
    act: str
    begins: str
    in_force_known: bool
    tested: int
    open: int
    verified: bool


@dataclass(frozen=True, slots=True)
class Editions(Result):
    """The editions of the decree, old to new."""

    editions: tuple[EditionLine, ...]

    def to_text(self) -> str:
        """Return one line an edition."""
        header = ("edition", "begins", "tested", "open", "verified", "act")
        rows = [
            (
                line.id,
                line.begins,
                str(line.tested),
                str(line.open),
                text("common.yes" if line.verified else "common.no"),
                line.act,
            )
            for line in self.editions
        ]
        table = aligned([text(f"law.column-{name}") for name in header], rows, right=range(2, 4))
        return f"{table}\n\n{text('law.editions-known', edition=self.editions[-1].id)}"

    def table(self) -> Table:
        """Return one row an edition."""
        rows = [(e.id, e.begins, e.in_force_known, e.tested, e.open, e.verified, e.act) for e in self.editions]
        return ("edition", "begins", "in_force_known", "tested", "open", "verified", "act"), rows


@dataclass(frozen=True, slots=True)
class Rules(Result):
    """One edition with its requirements, those it takes over included."""

    edition: Edition
    """Its head and terms; its own requirements stand among `requirements`."""
    requirements: tuple[Requirement, ...]

    def to_text(self) -> str:
        """Return what is required, how certain that is, and who says so."""
        edition = self.edition
        begins = edition.in_force or text("law.begins-act", day=edition.act_date)
        lines = [
            f"{edition.id}: {edition.act}",
            f"{text('law.column-begins')}: {begins}; {_verified(edition.verified)}",
        ]
        if edition.extends:
            lines.append(text("law.extends", base=edition.extends, carries=", ".join(edition.carries)))
        rows = [row for requirement in self.requirements for row in _rows(requirement)]
        header = ("requirement", "needed", "basis", "verified")
        blocks = ["\n".join(lines), aligned([text(f"law.column-{name}") for name in header], rows)]
        blocks += ["\n".join(_notes(part)) for part in self._parts() if part.note or part.basis.source]
        return "\n\n".join(blocks)

    def _parts(self) -> list[Requirement | Term]:
        return [*self.requirements, *self.edition.terms]

    def table(self) -> Table:
        """Return one row a requirement."""
        rows = [
            (
                r.id,
                str(r.title),
                r.state,
                r.test.measured.metric if r.test else "",
                r.basis.kind,
                r.basis.edition,
                r.clause,
                bool(r.verified),
                r.note,
            )
            for r in self.requirements
        ]
        return ("id", "title", "state", "metric", "basis", "basis_edition", "clause", "verified", "note"), rows


def editions(rulebook: Rulebook) -> Editions:
    """List the editions known."""
    return Editions(tuple(_line(rulebook, edition) for edition in rulebook.editions))


def rules(rulebook: Rulebook, name: str) -> Rules:
    """Return the requirements of one edition (`e2024`)."""
    edition = rulebook.edition(name)
    return Rules(replace(edition, requirements=()), rulebook.requirements(edition))


def _line(rulebook: Rulebook, edition: Edition) -> EditionLine:
    states = [requirement.state for requirement in rulebook.requirements(edition)]
    counts = states.count("tested"), states.count("open")
    verified = all(requirement.verified for requirement in rulebook.requirements(edition))
    return EditionLine(edition.id, str(edition.act), edition.begins, bool(edition.in_force), *counts, verified)


def _rows(requirement: Requirement) -> list[tuple[str, str, str, str]]:
    test = requirement.test
    needed = text(f"law.state-{requirement.state}-word")
    if test:
        needed = (
            f"{words.metric(test.measured.metric)}: {words.threshold(test.op, test.threshold, test.measured.metric)}"
        )
    rows = [
        (f"{requirement.id} {requirement.title}", needed, _basis(requirement.basis.weaker), _mark(requirement.verified))
    ]
    for relief in requirement.reliefs:
        when = relief.when
        condition = words.threshold(when.op, when.threshold, when.measured.metric)
        needed = text(
            "law.relief-then",
            condition=f"{words.metric(when.measured.metric)} {condition}",
            threshold=words.plain(relief.threshold, test.measured.metric if test else ""),
        )
        rows.append((f"   {relief.id} {relief.title}", needed, _basis(relief.basis.weaker), _mark(relief.verified)))
    return rows


def _basis(kind: str) -> str:
    return text(f"law.basis-{kind}")


def _mark(mark: Verified | None) -> str:
    return text("common.yes" if mark else "common.no")


def _verified(mark: Verified | None) -> str:
    return text("law.verified-by", by=mark.by, on=mark.on) if mark else text("law.not-verified")


def _notes(part: Requirement | Term) -> list[str]:
    lines = [f"{part.id} {part.title}"]
    if part.clause:
        lines.append(f"   {part.clause}")
    if part.note:
        lines.append(f"   {part.note}")
    if part.basis.source:
        lines.append(f"   {text('law.sources', sources=', '.join(part.basis.source))}")
    return lines
