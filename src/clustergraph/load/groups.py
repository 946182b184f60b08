"""Which files of a command belong together: files of one loader are one load of its source."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from clustergraph.errors import InputError
from clustergraph.i18n import text
from clustergraph.load import corrections, sheets
from clustergraph.load.mapping import LISTED
from clustergraph.load.problems import Problem
from clustergraph.load.read_as import ReadAs, with_terms
from clustergraph.load.readers import open_book
from clustergraph.load.recipe import Recipe
from clustergraph.load.recipe_toml import recipe as recipe_of
from clustergraph.model import dates
from clustergraph.model.terms import Kind
from clustergraph.store.base import LoadedFile

_SUFFIXES = (".csv", ".tsv", ".txt", ".jsonl", ".ndjson", ".json", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")


@dataclass(frozen=True, slots=True)
class Delivered:
    """A file, and its sheets in which the loader finds its tables."""

    path: Path
    parts: Sequence[LoadedFile]


@dataclass(frozen=True, slots=True)
class Group:
    """Files of one command that one loader reads, and of one source where each file names its own."""

    recipe: Recipe
    files: Sequence[Delivered]
    read_as: ReadAs
    correcting: str | None = None
    """Source of which the files hold corrected rows, "" where the rows name it; None: whole files."""

    def states_coverage(self) -> bool:
        """Tell whether the loader says how complete lists are."""
        return any(rule.kind == Kind.COVERAGE for table in self.recipe.tables for rule in table.records)

    def lists_rows(self) -> bool:
        """Tell whether the loader reads rows of which somebody can say that they are all."""
        return any(rule.link in LISTED for table in self.recipe.tables for rule in table.records)

    def observed_on(self) -> str:
        """Return the date that the names of the files tell, where the loader says how; the latest of them."""
        if not self.recipe.observed_file_name:
            return ""
        matches = (re.search(self.recipe.observed_file_name, file.path.name) for file in self.files)
        found = (dates.parse(match.group(match.lastindex or 0)) for match in matches if match)
        return max((date for date in found if date), default="")


def grouped(
    paths: Sequence[Path],
    loader: str = "",
    folders: Sequence[Path] = (),
    *,
    read_as: ReadAs,
) -> tuple[list[Group], list[Problem]]:
    """Group files by loader, recognised by their headers where none is named; name the files that cannot be read.

    Groups come by loader, those that say how complete lists are last: what the others lost is known by then.

    Raises
    ------
    InputError
        Where there is one file, or none can be read.
    """
    files: dict[tuple[str, str | None, str], list[Delivered]] = {}
    readings: dict[str, tuple[Recipe, ReadAs]] = {}
    named = read_as.applied(recipe_of(loader, folders)) if loader else None
    if named:
        read_as = replace(read_as, encoding=named.encoding, delimiter=named.delimiter)
    unread: list[Problem] = []
    found = _files(paths)
    for path in found:
        try:
            examined = sheets.examine(path, read_as)
            if corrections.is_one(examined):
                with open_book(path, encoding=read_as.encoding, delimiter=read_as.delimiter) as book:
                    speakers = corrections.speakers(book)
                for chosen, source in speakers:
                    id_, terms = with_terms(chosen)
                    readings.setdefault(chosen, (terms.applied(recipe_of(id_, folders)), terms))
                    parts = [LoadedFile(examined.file, examined.sha256)]
                    files.setdefault((chosen, source, ""), []).append(Delivered(path, parts))
                continue
            chosen = loader or sheets.recognised(examined, folders)
            known = read_as.applied(recipe_of(chosen, folders))
            readings.setdefault(chosen, (known, read_as))
            if (known.encoding, known.delimiter) != (read_as.encoding, read_as.delimiter):
                said = replace(read_as, encoding=known.encoding, delimiter=known.delimiter)
                examined = sheets.examine(path, said)
            key = (chosen, None, _speaker(examined, known))
            files.setdefault(key, []).append(Delivered(path, sheets.parts(examined, known)))
        except InputError as error:
            if len(found) == 1:
                raise
            unread.append(unreadable(path, error))
    if not files and not unread:
        raise InputError(text("load.errors-none", file=found[0].name), text("load.errors-none-hint"))
    if not files:
        raise InputError(f"{unread[0].file}: {unread[0].reason}", unread[0].hint)
    groups = [
        Group(
            readings[chosen][0] if source is None else replace(readings[chosen][0], delivery="increment"),
            read,
            readings[chosen][1],
            source,
        )
        for (chosen, source, _), read in sorted(
            files.items(), key=lambda pair: (pair[0][0], pair[0][1] or "", pair[0][2])
        )
    ]
    return sorted(groups, key=Group.states_coverage), unread


def _speaker(examined: sheets.Examined, chosen: Recipe) -> str:
    """Return who speaks in a whole file, where a cell of it says so, else "": then its rows or the loader say it."""
    cells = [chosen.tables[0].column(name) for name in chosen.source.columns]
    told = (examined.says(column.cell, column.label) for column in cells if column.cell)
    return next(filter(None, told), "")


def unreadable(path: Path, error: InputError) -> Problem:
    """Return the problem of a file that cannot be read at all."""
    return Problem(path.name, "", 0, "", "", error.message.rstrip("."), error.hint)


def _files(paths: Sequence[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(file for file in path.iterdir() if file.suffix.casefold() in _SUFFIXES)
            found += [file for file in inside if not file.name.startswith((".", "~$"))]
        else:
            found.append(path)
    if not found:
        named = ", ".join(str(path) for path in paths)
        raise InputError(text("load.no-files", path=named), text("load.no-files-hint"))
    return list(dict.fromkeys(found))
