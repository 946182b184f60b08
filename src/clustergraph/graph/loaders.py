"""The kinds of files that can be read, shipped ones and those beside the store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from clustergraph.i18n import text
from clustergraph.load.drafting import draft
from clustergraph.load.read_as import ReadAs
from clustergraph.load.recipe import Column, Recipe
from clustergraph.load.recipe_toml import loader_ids, recipe
from clustergraph.load.report import LoaderFit
from clustergraph.load.sheets import try_loaders
from clustergraph.model.ontology import label
from clustergraph.model.results import Result, Table, aligned

_TRIED = 3
"""Fits that the text shows; the JSON has all."""


@dataclass(frozen=True, slots=True)
class LoaderLine:
    """A loader in the list."""

    id: str
    title: str
    states: Sequence[str]
    """Kinds of nodes and links that its rows state."""
    priority: int


@dataclass(frozen=True, slots=True)
class LoaderList(Result):
    """All loaders, by id."""

    loaders: Sequence[LoaderLine]

    def to_text(self) -> str:
        """Return one line a loader."""
        rows = [
            (line.id, line.title, str(line.priority), ", ".join(str(label(name)) for name in line.states))
            for line in self.loaders
        ]
        header = (
            text("graph.column-loader"),
            text("graph.column-file-kind"),
            text("graph.column-priority"),
            text("graph.column-states"),
        )
        return aligned(header, rows, right=(2,))

    def table(self) -> Table:
        """Return one row a loader."""
        rows = [(line.id, line.title, line.priority, ", ".join(line.states)) for line in self.loaders]
        return ("id", "title", "priority", "states"), rows


def loaders(folder: Path | None) -> LoaderList:
    """List the loaders."""
    own = _own(folder)
    lines = []
    for name in loader_ids(own):
        read = recipe(name, own)
        lines.append(LoaderLine(name, str(read.title), _states(read), read.priority))
    return LoaderList(lines)


def _states(read: Recipe) -> list[str]:
    rules = [rule for table in read.tables for rule in table.records]
    return list(dict.fromkeys(str(rule.kind or rule.link) for rule in rules))


@dataclass(frozen=True, slots=True)
class LoaderColumn:
    """A column that a loader reads."""

    name: str
    headers: Sequence[str]
    type: str
    required: bool


@dataclass(frozen=True, slots=True)
class LoaderPage(Result):
    """One loader: its columns and what its rows state."""

    id: str
    title: str
    delivery: str
    repeat: str
    priority: int
    columns: Sequence[LoaderColumn]
    states: Sequence[str]

    def to_text(self) -> str:
        """Return the columns as a table."""
        rows = [
            (
                column.headers[0],
                column.type,
                text("common.yes") if column.required else "",
                ", ".join(column.headers[1:]),
            )
            for column in self.columns
        ]
        header = (
            text("graph.column-header"),
            text("graph.column-type"),
            text("graph.column-required"),
            text("graph.column-also"),
        )
        states = ", ".join(f"{label(name)} ({name})" for name in self.states)
        facts = text(f"graph.loader-{self.delivery}", states=states, priority=self.priority, repeat=self.repeat)
        return "\n".join([f"{self.id} — {self.title}", facts, "", aligned(header, rows)])

    def table(self) -> Table:
        """Return one row a column."""
        rows = [(c.name, c.type, c.required, ", ".join(c.headers)) for c in self.columns]
        return ("name", "type", "required", "headers"), rows


def loader(name: str, folder: Path | None) -> LoaderPage:
    """Return the columns and records of one loader."""
    read = recipe(name, _own(folder))
    columns = [_column(column) for table in read.tables for column in table.columns]
    return LoaderPage(read.id, str(read.title), read.delivery, read.repeat, read.priority, columns, _states(read))


def _column(column: Column) -> LoaderColumn:
    kind = f"term:{column.scheme}" if column.scheme else column.type
    return LoaderColumn(column.name, column.headers, kind, column.required)


@dataclass(frozen=True, slots=True)
class LoaderFits(Result):
    """How a file fits each loader, the best first."""

    file: str
    fits: Sequence[LoaderFit]

    def to_text(self) -> str:
        """Return the best fits and, where one fits, the command to run."""
        lines = [f"  {fit.to_text()}" for fit in self.fits[:_TRIED]]
        best = self.fits[0]
        if best.unknown:
            lines.append(text("graph.fits-unknown", loader=best.loader, columns=", ".join(best.unknown)))
        if best.fits:
            lines.append(text("graph.fits-command", file=self.file, loader=best.loader))
        return "\n".join([text("graph.fits-head", file=self.file, format=self.fits[0].format), *lines])

    def table(self) -> Table:
        """Return one row a loader."""
        rows = [row for fit in self.fits for row in fit.table()[1]]
        return self.fits[0].table()[0], rows


def fits(path: Path, folder: Path | None, said: ReadAs) -> LoaderFits:
    """Say which loader fits a file, and why."""
    found = try_loaders(path, _own(folder), said=said)
    return LoaderFits(str(path), found)


@dataclass(frozen=True, slots=True)
class LoaderDraft(Result):
    """A loader for a file that none fits, to be finished by hand."""

    file: str
    toml: str

    def to_text(self) -> str:
        """Return the TOML."""
        return self.toml.rstrip("\n")

    def table(self) -> Table:
        """Return one row."""
        return ("file", "toml"), [(self.file, self.toml)]


def new(path: Path, *, encoding: str = "", delimiter: str = "") -> LoaderDraft:
    """Draft a loader from the header and the first rows of a file."""
    return LoaderDraft(str(path), draft(path, encoding=encoding, delimiter=delimiter))


def _own(folder: Path | None) -> tuple[Path, ...]:
    return () if folder is None else (folder,)
