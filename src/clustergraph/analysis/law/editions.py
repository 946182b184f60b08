"""The editions of the decree: which one holds on a day, and what one takes over from another."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from clustergraph import resources
from clustergraph.analysis.law.rules import Edition, Relief, Requirement, Verified, read_edition
from clustergraph.analysis.law.territories import Territory, read_territory
from clustergraph.errors import InputError
from clustergraph.i18n import text, unknown
from clustergraph.model import dates

DECREE = "decree-779"
RuleT = TypeVar("RuleT", Requirement, Relief)


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All editions known, by the day from which they count."""

    editions: tuple[Edition, ...]
    territories: Mapping[str, Territory] = field(default_factory=dict)
    """Lists of relief territories by id."""
    marks: Mapping[tuple[str, str], Verified] = field(default_factory=dict)
    """(edition, requirement or relief) → who compared it with the official text; wins over the files."""

    @property
    def newest(self) -> Edition:
        """The newest edition known."""
        return self.editions[-1]

    def edition(self, name: str) -> Edition:
        """Return an edition by its id (`e2024`)."""
        for edition in self.editions:
            if edition.id == name:
                return edition
        raise unknown("law.what-edition", name, [edition.id for edition in self.editions])

    def on(self, day: str) -> Edition:
        """Return the last edition that begins not later than a date; before the first one, the first.

        A year or month means its last day. Total, and monotone: a later day never gives an earlier edition.
        """
        begun = [edition for edition in self.editions if edition.begins <= dates.last_day(day)]
        return begun[-1] if begun else self.editions[0]

    def requirements(self, edition: Edition) -> tuple[Requirement, ...]:
        """Return the requirements of an edition, those it takes over included.

        Where an edition `extends` another, what it `carries` holds as inferred; all else is open: the value is shown,
        nothing is judged.
        """
        return tuple(self._marked(edition, requirement) for requirement in self._unmarked(edition))

    def verified(self, marks: Mapping[tuple[str, str], Verified]) -> Rulebook:
        """Return the rulebook with marks of who compared what with the official text.

        Raises
        ------
        UnknownNameError
            For an edition or requirement that is not known.
        """
        for name, asked in marks:
            requirements = self._unmarked(self.edition(name))
            known = [code for r in requirements for code in (r.id, *(relief.id for relief in r.reliefs))]
            if asked not in known:
                raise unknown("law.what-requirement", asked, known)
        return replace(self, marks=marks)

    def _marked(self, edition: Edition, requirement: Requirement) -> Requirement:
        reliefs = tuple(self._official(edition, relief) for relief in requirement.reliefs)
        return self._official(edition, replace(requirement, reliefs=reliefs))

    def _official(self, edition: Edition, rule: RuleT) -> RuleT:
        mark = self.marks.get((edition.id, rule.id))
        if mark is None:
            return rule
        basis = replace(rule.basis, kind="official", edition="official")
        return replace(rule, verified=mark, basis=basis, clause=mark.clause or rule.clause)

    def _unmarked(self, edition: Edition) -> tuple[Requirement, ...]:
        if not edition.extends:
            return edition.requirements
        own = {requirement.id for requirement in edition.requirements}
        base = self._unmarked(self.edition(edition.extends))
        taken = tuple(_taken(requirement, edition.carries) for requirement in base if requirement.id not in own)
        return (*edition.requirements, *taken)


def read_rulebook(own: Path | None = None) -> Rulebook:
    """Read the editions that come with the program; files of a project's own `rules/` replace those of like name."""
    territories = [read_territory(content, name) for name, content in _files("territories", own)]
    editions = (read_edition(content, name) for name, content in _files(DECREE, own))
    return rulebook(editions, {territory.id: territory for territory in territories})


def _files(folder: str, own: Path | None) -> list[tuple[str, str]]:
    """Return name and content of the TOML files of a folder of rules, by name."""
    shipped = resources.folder("rules").joinpath(folder).iterdir()
    files = {entry.name: entry.read_text(encoding="utf-8") for entry in shipped}
    if own is not None:
        files |= {path.name: path.read_text(encoding="utf-8") for path in (own / folder).glob("*.toml")}
    return [(name, content) for name, content in sorted(files.items()) if name.endswith(".toml")]


def rulebook(editions: Iterable[Edition], territories: Mapping[str, Territory] | None = None) -> Rulebook:
    """Put editions in order and see that what they refer to is there."""
    book = Rulebook(tuple(sorted(editions, key=lambda edition: (edition.begins, edition.id))), territories or {})
    if not book.editions:
        raise InputError(text("law.no-editions"), text("law.no-editions-hint"))
    for place, edition in enumerate(book.editions):
        for relief in (relief for requirement in edition.requirements for relief in requirement.reliefs):
            for name in relief.when.measured.params.territories:
                if name not in book.territories:
                    raise unknown("law.what-territory", name, sorted(book.territories))
        if not edition.extends:
            continue
        earlier = {other.id: other for other in book.editions[:place]}
        if edition.extends not in earlier:
            raise unknown("law.what-edition", edition.extends, earlier)
        known = [requirement.id for requirement in book.requirements(earlier[edition.extends])]
        for name in edition.carries:
            if name not in known:
                raise unknown("law.what-requirement", name, known)
    return book


def _taken(requirement: Requirement, carries: tuple[str, ...]) -> Requirement:
    basis = replace(requirement.basis, edition="inferred")
    reliefs = tuple(_inferred(relief) for relief in requirement.reliefs)
    if requirement.id in carries:
        return replace(requirement, basis=basis, reliefs=reliefs, verified=None)
    also = requirement.also if requirement.test is None else (requirement.test.measured, *requirement.also)
    return replace(requirement, state="open", test=None, also=also, reliefs=(), basis=basis, verified=None)


def _inferred(relief: Relief) -> Relief:
    return replace(relief, basis=replace(relief.basis, edition="inferred"), verified=None)
