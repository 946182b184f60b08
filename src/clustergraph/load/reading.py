"""One reading of files by one loader: rows, what they state, and a tally of what was and was not read."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from clustergraph.errors import InputError
from clustergraph.i18n import number, text
from clustergraph.load import sheets
from clustergraph.load.identity import Gathering
from clustergraph.load.mapping import Lost, Mapped, Mapper, map_row
from clustergraph.load.problems import Problem, shown
from clustergraph.load.readers import open_book
from clustergraph.load.readers.base import Row
from clustergraph.load.recipe import Recipe
from clustergraph.load.report import FileRead, SlugMade, UnknownColumn
from clustergraph.model import names
from clustergraph.model.records import Place, Statement
from clustergraph.progress import Progress, silent

_KEPT_PROBLEMS = 10_000
_TELL_EVERY = 2_000


class UnreadableFileError(Exception):
    """A file among several that cannot be read; the load starts again without it."""

    def __init__(self, path: Path, error: InputError) -> None:
        self.path = path
        self.error = error
        super().__init__(str(error))


class RowMapped(NamedTuple):
    """What a row states, and where it stands."""

    mapped: Mapped
    place: Place


@dataclass(slots=True)
class Tally:
    """Counts over the rows of a load."""

    rows: int = 0
    refused_rows: int = 0
    persons: int = 0
    nameless_sales: int = 0
    nameless_members: int = 0
    repaired: int = 0
    problems: list[Problem] = field(default_factory=list)
    problem_count: int = 0
    held: set[str] = field(default_factory=set)
    unreadable: int = 0
    slugs: dict[str, str] = field(default_factory=dict)
    """Uid → text it was made from."""

    def take(self, mapped: Mapped) -> None:
        """Count one row."""
        self.rows += 1
        self.persons += mapped.persons
        self.nameless_sales += len(mapped.traded)
        self.nameless_members += len(mapped.nameless)
        self.repaired += mapped.repaired
        if mapped.refused:
            self.refused_rows += 1
            self.unreadable += mapped.unreadable
        if mapped.held:
            self.held.update(mapped.held)
        for problem in mapped.problems:
            self.note(problem)
        for written, uid in mapped.slugs:
            self.slugs.setdefault(uid, written)

    def note(self, problem: Problem) -> None:
        """Count a problem; only so many are kept word by word."""
        self.problem_count += 1
        if len(self.problems) < _KEPT_PROBLEMS:
            self.problems.append(problem)

    def slugs_made(self) -> list[SlugMade]:
        """Return the uids that were made from texts, by uid."""
        return [SlugMade(written, uid) for uid, written in sorted(self.slugs.items())]


@dataclass(slots=True)
class Reading:
    """Reads files by a loader; after `rows` is exhausted, what is known of the files stands in its fields."""

    recipe: Recipe
    paths: Sequence[Path]
    encoding: str = ""
    delimiter: str = ""
    progress: Progress = silent
    alone: bool = True
    """The only file of the command: then its failure is the failure of the command."""
    files: list[FileRead] = field(default_factory=list)
    unknown: dict[str, list[int]] = field(default_factory=dict)
    """Title of a column the loader does not know → filled cells, rows."""
    notes: list[str] = field(default_factory=list)
    skipped: int = 0
    _salt: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    _done: int = 0

    def rows(self) -> Iterator[RowMapped]:
        """Map the rows of all files in the order given."""
        for path in self.paths:
            try:
                yield from self._file(path)
            except InputError as error:
                if self.alone:
                    raise
                raise UnreadableFileError(path, error) from error

    def _file(self, path: Path) -> Iterator[RowMapped]:
        with open_book(path, encoding=self.encoding, delimiter=self.delimiter) as book:
            read = set()
            for found in sheets.tables(book, self.recipe):
                before = self._done
                read.add(found.sheet)
                mapper = Mapper(
                    self.recipe, found.table, found.columns, found.titles, book.file, found.sheet, self._salt
                )
                yield from self._table(found, mapper, book.file)
                self.files.append(FileRead(book.file, found.sheet, book.format, self._done - before))
                self.notes.extend(found.notes)
            for sheet in book.sheets:
                if sheet.name not in read:
                    self.notes.append(text("load.sheet-not-read", file=book.file, name=sheet.name))

    def _table(self, found: sheets.TableRows, mapper: Mapper, file: str) -> Iterator[RowMapped]:
        filled: Counter[int] = Counter()
        formulas = rows = 0
        for row in found.rows:
            if found.table.until and _is_end(row, found.table.until):
                break
            mapped = map_row(row, mapper)
            if mapped is None:
                self.skipped += 1
                continue
            rows += 1
            for index in found.unknown:
                if index < len(row.cells) and row.cells[index]:
                    filled[index] += 1
            if row.marks:
                formulas += sum(mark == "formula" for _, mark in row.marks)
            self._done += 1
            if self._done % _TELL_EVERY == 0:
                self.progress(text("load.progress", file=file), self._done)
            yield RowMapped(mapped, Place(file, found.sheet, row.line))
        for index in found.unknown:
            counts = self.unknown.setdefault(found.titles[index], [0, 0])
            counts[0] += filled[index]
            counts[1] += rows
        if formulas:
            self.notes.append(text("load.formulas", file=file, count=number(formulas)))

    def unknown_columns(self) -> list[UnknownColumn]:
        """Return the columns that the loader does not know, in the order of the file."""
        return [UnknownColumn(title, filled, rows) for title, (filled, rows) in self.unknown.items()]


def _is_end(row: Row, until: str) -> bool:
    """Tell whether a table ends at a row: the first blank one, or one with a cell that begins with the text."""
    if until == "blank":
        return not any(row.cells)
    return any(cell.casefold().startswith(until.casefold()) for cell in row.cells)


class Stating:
    """Turns mapped rows into the statements of one load, and counts as they pass."""

    def __init__(self, rows: Iterable[RowMapped], lost_before: Sequence[Lost], *, keep_dates: bool) -> None:
        self._rows = rows
        self._lost_before = lost_before
        self._keep_dates = keep_dates
        self.tally = Tally()
        self.gathering = Gathering()
        self.finished = False
        self._names: dict[str, str] = {}

    def statements(self) -> Iterator[Statement]:
        """Give the statements; what only the whole load can tell comes last."""
        for mapped, place in self._rows:
            if mapped.named:
                self._refuse_renamed(mapped, place)
            self.tally.take(mapped)
            if not self._keep_dates:
                mapped.observed_on = ""
            yield from self.gathering.add(mapped, place)
        lost = [*self._lost_before, *self.gathering.lost]
        for stated, place, rows in self.gathering.downgraded(lost):
            lines = ", ".join(f"{row.file} {row.row}" for row in rows[:10])
            value = stated.name or stated.subject
            reason, hint = text("load.lost-rows", rows=lines), text("load.lost-rows-hint")
            self.tally.note(Problem(place.file, place.sheet, place.line, "", value, reason, hint))
        yield from self.gathering.rest(lost)
        self.finished = True

    def _refuse_renamed(self, mapped: Mapped, place: Place) -> None:
        """Refuse a node whose code stands beside another name before: one of the two is a mistake."""
        for record in mapped.named:
            name = record.props.get("name", "")
            form = names.search_form(str(name))
            if self._names.setdefault(record.uid, form) != form:
                mapped.records = [other for other in mapped.records if other is not record]
                mapped.about = [other for other in mapped.about if other.record is not record]
                reason, hint = text("load.renamed-slug", uid=record.uid), text("load.renamed-slug-hint")
                self.tally.note(Problem(place.file, place.sheet, place.line, "", shown(str(name)), reason, hint))
