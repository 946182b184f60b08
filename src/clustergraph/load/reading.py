"""One reading of files by one loader: rows, what they state, and a tally of what was and was not read."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from clustergraph.errors import InputError
from clustergraph.i18n import number, text
from clustergraph.load import corrections, sheets
from clustergraph.load.identity import Gathering
from clustergraph.load.mapping import Lost, Mapped, Mapper, joined, map_row
from clustergraph.load.problems import FlaggedCode, Problem, shown
from clustergraph.load.read_as import ReadAs
from clustergraph.load.readers import open_book
from clustergraph.load.readers.base import Book, Row
from clustergraph.load.recipe import Recipe
from clustergraph.load.refused import RefusedRows, RowPlace
from clustergraph.load.report import ColumnFill, FileRead, RowSample, SlugMade
from clustergraph.model import names
from clustergraph.model.records import Link, Place, Statement
from clustergraph.model.words import facts, kind_label, name_of
from clustergraph.progress import Progress, silent

_KEPT_PROBLEMS = 10_000
_TELL_EVERY = 2_000
_SAMPLED = 5
"""Rows that a dry run shows."""


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
    flagged: dict[tuple[str, str], FlaggedCode] = field(default_factory=dict)
    refused: RefusedRows | None = None
    """All rows with problems, where somebody wants to correct them."""

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
            self.note(problem, shape=mapped.shape)
        for code in mapped.flagged:
            self.flagged.setdefault((code.scheme, code.code), code)
        for written, uid in mapped.slugs:
            self.slugs.setdefault(uid, written)

    def note(self, problem: Problem, *, shape: bool = False, needs: Iterable[RowPlace] = ()) -> None:
        """Count a problem; only so many are kept word by word."""
        if self.refused is not None:
            self.refused.add(problem, shape=shape, needs=needs)
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
    read_as: ReadAs = field(default_factory=ReadAs)
    progress: Progress = silent
    alone: bool = True
    """The only file of the command: then its failure is the failure of the command."""
    count_filled: bool = False
    """Count the filled cells of every column, not only of those that the loader does not know."""
    correcting: str | None = None
    """Source of which corrected rows are read; None: whole files."""
    files: list[FileRead] = field(default_factory=list)
    unknown: dict[str, list[int]] = field(default_factory=dict)
    """Title of a column the loader does not know → filled cells, rows."""
    known: dict[str, list[int]] = field(default_factory=dict)
    """The same of columns that it reads, where they are counted."""
    notes: list[str] = field(default_factory=list)
    skipped: int = 0
    totals: int = 0
    """Of the skipped rows, those that hold totals."""
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
        with self._open(path) as book:
            read = set()
            for found in self._tables(book):
                before = self._done
                read.add(found.sheet)
                file = found.file or book.file
                yield from self._table(found, self.mapping(found, file), file)
                header = 0 if book.format.startswith("JSON") else found.first_line
                self._tell_read(FileRead(file, found.sheet, book.format, self._done - before, header))
                self.notes.extend((*found.told, *found.notes))
            for sheet in book.sheets:
                if sheet.name not in (*read, *self.recipe.printed_sheets) and self.correcting is None:
                    self.notes.append(text("load.sheet-not-read", file=book.file, name=sheet.name))

    def _tell_read(self, read: FileRead) -> None:
        """Note what was read; tables that stand on one sheet are told together."""
        last = self.files[-1] if self.files else read
        if self.files and (last.file, last.sheet) == (read.file, read.sheet):
            self.files[-1] = replace(last, rows=last.rows + read.rows)
        else:
            self.files.append(read)

    def tables(self) -> Iterator[tuple[sheets.TableRows, str]]:
        """Give the tables of all files, each with the file it comes from, without mapping their rows."""
        for path in self.paths:
            with self._open(path) as book:
                for found in self._tables(book):
                    yield found, found.file or book.file

    def _open(self, path: Path) -> AbstractContextManager[Book]:
        if self.correcting is not None:  # our own file, whatever the files were that its rows come from
            return open_book(path)
        return open_book(path, encoding=self.recipe.encoding, delimiter=self.recipe.delimiter)

    def speaking(self) -> str:
        """Return the loader, and what was said of sums, as rows to correct bear it."""
        return self.recipe.id + self.read_as.terms()

    def _tables(self, book: Book) -> Iterator[sheets.TableRows]:
        if self.correcting is None:
            return sheets.tables(book, self.recipe)
        return corrections.tables(book, self.speaking(), self.correcting, self.recipe.tables)

    def _mapper(
        self, found: sheets.TableRows, file: str, columns: Mapping[str, int], constants: Mapping[str, str]
    ) -> Mapper:
        return Mapper(self.recipe, found.table, columns, found.titles, file, found.sheet, self._salt, constants)

    def mapping(self, found: sheets.TableRows, file: str) -> Callable[[Row], Mapped | None]:
        """Return what maps a row of a table; columns that stand side by side are read one after the other."""
        if not found.variants:
            return partial(map_row, mapper=self._mapper(found, file, found.columns, found.constants))
        mappers = [
            self._mapper(found, file, {**found.columns, **one.columns}, {**found.constants, **one.constants})
            for one in found.variants
        ]
        places = [tuple(one.columns.values()) for one in found.variants]
        return partial(_map_variants, mappers=mappers, places=places)

    def _table(
        self, found: sheets.TableRows, map_one: Callable[[Row], Mapped | None], file: str
    ) -> Iterator[RowMapped]:
        known = [index for index in found.columns.values() if index >= 0] if self.count_filled else []
        seen = _Seen(found, [*found.unknown, *known])
        for row in found.rows:
            mapped = map_one(row)
            if mapped is None:
                self.skipped += 1
                self.totals += any(row.cells)
                continue
            seen.add(row)
            self._done += 1
            if self._done % _TELL_EVERY == 0:
                self.progress(text("load.progress", file=file), self._done)
            yield RowMapped(mapped, Place(file, found.sheet, row.line))
        for counted, indexes in ((self.unknown, found.unknown), (self.known, dict.fromkeys(known))):
            for index in indexes:
                counts = counted.setdefault(found.titles[index], [0, 0])
                counts[0] += seen.filled[index]
                counts[1] += seen.rows
        self.notes.extend(seen.notes(file))

    def unknown_columns(self) -> list[ColumnFill]:
        """Return the columns that the loader does not know, in the order of the file."""
        return [ColumnFill(title, filled, rows) for title, (filled, rows) in self.unknown.items()]

    def known_columns(self) -> list[ColumnFill]:
        """Return the columns that it reads, in the order of the loader, where they were counted."""
        return [ColumnFill(title, filled, rows) for title, (filled, rows) in self.known.items()]


class _Seen:
    """What is counted over the rows of a table, to be told at its end."""

    def __init__(self, found: sheets.TableRows, counted: Sequence[int]) -> None:
        self.rows = self.formulas = self.indented = 0
        self.filled: Counter[int] = Counter()
        self._found = found
        self._counted = dict.fromkeys(counted)
        texts = (found.columns.get(column.name, -1) for column in found.table.columns if column.type == "text")
        self._named = min((index for index in texts if index >= 0), default=-1)
        """The first column of texts: there a hierarchy may be written by leading spaces."""

    def add(self, row: Row) -> None:
        """Count one row."""
        self.rows += 1
        for index in self._counted:
            if index < len(row.cells) and row.cells[index]:
                self.filled[index] += 1
        if 0 <= self._named < len(row.cells) and row.cells[self._named][:1].isspace():
            self.indented += 1
        if row.marks:
            self.formulas += sum(mark == "formula" for _, mark in row.marks)

    def notes(self, file: str) -> Iterator[str]:
        """Give what people should know of the rows."""
        if 0 < self.indented < self.rows:
            title = self._found.titles[self._named]
            yield text("load.indented", file=file, title=title, count=number(self.indented))
        if self.formulas:
            yield text("load.formulas", file=file, count=number(self.formulas))


def _map_variants(row: Row, mappers: Sequence[Mapper], places: Sequence[Sequence[int]]) -> Mapped | None:
    """Map a row once for each of the columns that stand side by side and hold something, as one row."""
    filled = [
        mapper
        for mapper, indexes in zip(mappers, places, strict=True)
        if any(index < len(row.cells) and row.cells[index].strip() for index in indexes)
    ]
    found = [mapped for mapper in filled or mappers[:1] if (mapped := map_row(row, mapper)) is not None]
    if len(found) < 2:
        return found[0] if found else None
    return joined(found)


def _in_words(mapped: Mapped) -> list[str]:
    """Return what a row states, a line a record; no natural persons."""
    records = [*mapped.records, *(stated.record for stated in mapped.about)]
    lines = []
    for record in records:
        if isinstance(record, Link):
            who = f"{record.src} → {record.dst}"
        else:
            who = " ".join(dict.fromkeys((record.uid, name_of(record))))
        said = ", ".join(f"{label}: {value}" for label, value in facts(record))
        lines.append(f"{kind_label(record)} {who}" + (f" · {said}" if said else ""))
    return lines or [text("load.sample-nameless")]


class Stating:
    """Turns mapped rows into the statements of one load, and counts as they pass."""

    def __init__(
        self, rows: Iterable[RowMapped], lost_before: Sequence[Lost], *, keep_dates: bool, correct: bool = False
    ) -> None:
        self.samples: list[RowSample] = []
        self._rows = rows
        self._lost_before = lost_before
        self._keep_dates = keep_dates
        self.tally = Tally(refused=RefusedRows() if correct else None)
        self.gathering = Gathering()
        self.finished = False
        self._names: dict[str, str] = {}

    def statements(self) -> Iterator[Statement]:
        """Give the statements; what only the whole load can tell comes last."""
        for mapped, place in self._rows:
            if mapped.named:
                self._refuse_renamed(mapped, place)
            self.tally.take(mapped)
            if len(self.samples) < _SAMPLED and not mapped.refused:
                self.samples.append(RowSample(place.file, place.sheet, place.line, _in_words(mapped)))
            if not self._keep_dates:
                mapped.observed_on = ""
            yield from self.gathering.add(mapped, place)
        lost = [*self._lost_before, *self.gathering.lost]
        for stated, place, rows in self.gathering.downgraded(lost):
            lines = ", ".join(f"{row.file} {row.row}" for row in rows[:10])
            value = stated.name or stated.subject
            reason, hint = text("load.lost-rows", rows=lines), text("load.lost-rows-hint")
            needs = [RowPlace(row.file, row.sheet, row.row) for row in rows]
            self.tally.note(Problem(place.file, place.sheet, place.line, "", value, reason, hint), needs=needs)
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
