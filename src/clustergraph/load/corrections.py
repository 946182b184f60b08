"""Rows that could not be read, written out whole to be corrected, and read back as an increment of their source.

Columns in front tell where a row comes from and what is wrong with it; the original columns follow. Natural persons
are left out: such rows are corrected in the file they come from.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from clustergraph.errors import InputError
from clustergraph.files import guarded, replacing, unguarded
from clustergraph.i18n import Text, both, number, text
from clustergraph.load.cells import is_sole_trader, read
from clustergraph.load.header import normal
from clustergraph.load.mapping import Mapped
from clustergraph.load.problems import is_personal_number
from clustergraph.load.readers.base import Book, Row
from clustergraph.load.recipe import Column, Recipe, Table
from clustergraph.load.refused import Refused, RowPlace
from clustergraph.load.sheets import Examined, TableRows, variants_of
from clustergraph.model.records import Link
from clustergraph.model.terms import LINKS, PROPERTIES, Kind

if TYPE_CHECKING:
    from clustergraph.load.reading import Reading

_SHAPE = re.compile(r"cells (\d+)/(\d+)")
_NEEDS = "rows "
_UNTITLED = re.compile(r"#(\d+)")


class Front(NamedTuple):
    """What stands before the original cells of a row."""

    loader: str
    source: str
    file: str
    sheet: str
    row: str
    reasons: str
    hints: str
    check: str
    """`cells FILLED/WANTED` of a row of the wrong width; `rows …` of a list that is complete once these are read."""


@cache
def _headers() -> tuple[Text, ...]:
    return (
        both("load.errors-loader"),
        both("load.errors-source"),
        both("load.errors-file"),
        both("load.errors-sheet"),
        both("load.errors-row"),
        both("load.errors-reasons"),
        both("load.errors-hints"),
        both("load.errors-check"),
    )


# ------------------------------------------------------------ out
@dataclass(frozen=True, slots=True)
class _Written:
    """A row that is to be corrected."""

    front: Front
    cells: Mapping[str, str]
    """Title, numbered where it stands twice, → cell."""


@dataclass(slots=True)
class Corrections:
    """Collects the refused rows of a command and writes them."""

    path: Path
    rows: list[_Written] = field(default_factory=list)
    personal: int = 0

    def take(self, reading: Reading, refused: Mapping[RowPlace, tuple[str, Refused]]) -> None:
        """Read the files of a load again for the rows that were refused; `refused`: place → source and why."""
        if not refused:
            return
        incomplete: list[_Written] = []
        told = _together(reading, refused)
        for found, file in reading.tables():
            titles = _numbered(found.titles)
            said = {column.cell: found.constants[column.name] for column in found.table.columns if column.cell}
            personal = _personal_columns(found.table, found.columns)
            for row in found.rows:
                place = RowPlace(file, found.sheet, row.line)
                if place not in told:
                    continue
                source, why = told[place]
                if _is_personal(row, personal):
                    self.personal += 1
                    continue
                written = _written(reading.speaking(), source, place, why, row, titles, said)
                if why.needs:
                    incomplete.append(written)
                else:
                    self.rows.append(written)
        kept = {_named(RowPlace(row.front.file, row.front.sheet, int(row.front.row))) for row in self.rows}
        # a list is complete again only once each row it lacks is read: one that is not here leaves it partial
        self.rows += [row for row in incomplete if set(_needs(row.front)) <= kept]

    def write(self) -> str:
        """Write the file, with its header alone where nothing was refused; return what there is to tell."""
        titles = list(dict.fromkeys(title for row in self.rows for title in row.cells))
        with replacing() as files:
            out = csv.writer(files.open(self.path, encoding="utf-8-sig"), delimiter=";", lineterminator="\r\n")
            out.writerow([*map(str, _headers()), *(guarded(title.partition("\0")[0]) for title in titles)])
            for row in sorted(self.rows, key=_order):
                out.writerow([*map(guarded, row.front), *(guarded(row.cells.get(title, "")) for title in titles)])
        told = text("load.errors-written", file=self.path, rows=number(len(self.rows)))
        return f"{told} {text('load.errors-personal', rows=number(self.personal))}" if self.personal else told


def _together(reading: Reading, refused: Mapping[RowPlace, tuple[str, Refused]]) -> dict[RowPlace, tuple[str, Refused]]:
    """Return the refused rows with those that state the same: summed, joined or numbered rows are read together."""
    told = dict(refused)
    speaker: dict[tuple[str, str], str] = {}
    for place, mapped in mapped_at(reading, lambda place: place in refused):
        uids = [*_joined(mapped, reading.recipe), *mapped.held]
        speaker.update(((mapped.source[0], uid), refused[place][0]) for uid in uids)
    if speaker and (reading.recipe.repeat != "refuse" or _states_periods(reading.recipe)):
        for place, mapped in mapped_at(reading, lambda place: place not in refused):
            for uid in _joined(mapped, reading.recipe):
                if (mapped.source[0], uid) in speaker:
                    told[place] = (speaker[mapped.source[0], uid], Refused([text("load.errors-together")]))
    return told


def mapped_at(reading: Reading, wanted: Callable[[RowPlace], bool]) -> Iterator[tuple[RowPlace, Mapped]]:
    """Read the files of a load again for what some rows state."""
    for found, file in reading.tables():
        map_one = reading.mapping(found, file)
        for row in found.rows:
            place = RowPlace(file, found.sheet, row.line)
            mapped = map_one(row) if wanted(place) else None
            if mapped:
                yield place, mapped


def _states_periods(recipe: Recipe) -> bool:
    """Tell whether a loader states what may be so a second time, from another day on."""
    rules = (rule for table in recipe.tables for rule in table.records)
    return any(rule.kind == Kind.REGISTER_ENTRY or (rule.link and _is_dated(rule.link)) for rule in rules)


def _is_dated(link: str) -> bool:
    return "since" in LINKS[link].properties


def _joined(mapped: Mapped, recipe: Recipe) -> list[str]:
    """Return the uids of the records of a row of which other rows may state a part."""
    uids = [
        record.uid
        for record in mapped.records
        if isinstance(record, Link) and (recipe.repeat != "refuse" or _is_dated(record.kind))
    ]
    return uids + [stated.record.uid for stated in mapped.about if stated.record.kind == Kind.REGISTER_ENTRY]


def _order(row: _Written) -> tuple[str, str, str, int]:
    return (row.front.loader, row.front.file, row.front.sheet, int(row.front.row))


def _numbered(titles: Sequence[str]) -> list[str]:
    """Return titles that are all different: columns without one by their number, the second of a name marked."""
    counts: dict[str, int] = {}
    found = []
    for index, title in enumerate(titles):
        counts[title] = counts.get(title, 0) + 1
        found.append(f"#{index + 1}" if not title else title + "\0" * (counts[title] - 1))
    return found


def _written(
    loader: str, source: str, place: RowPlace, why: Refused, row: Row, titles: Sequence[str], said: Mapping[str, str]
) -> _Written:
    wanted = len(titles)
    check = _NEEDS + "; ".join(sorted(map(_named, why.needs))) if why.needs else ""
    if why.shape:
        check = f"cells {sum(map(bool, row.cells))}/{wanted}"
    front = Front(
        loader, source, place.file, place.sheet, str(place.line), "; ".join(why.reasons), " ".join(why.hints), check
    )
    beyond = [f"#{index + 1}" for index in range(wanted, len(row.cells))]
    padded = (*row.cells, *[""] * (wanted - len(row.cells)))
    return _Written(front, dict(zip([*titles, *beyond], padded, strict=True)) | dict(said))


def _named(place: RowPlace) -> str:
    return "!".join((place.file, place.sheet, str(place.line)))


def _needs(front: Front) -> list[str]:
    return front.check.removeprefix(_NEEDS).split("; ") if front.check.startswith(_NEEDS) else []


def _personal_columns(table: Table, index: Mapping[str, int]) -> list[tuple[int, Column | None]]:
    """Return the columns in which natural persons stand: names at once (None), codes where they are of a person."""
    named = {ref for rule in table.records for key, refs in rule.properties if PROPERTIES[key].personal for ref in refs}
    return [
        (index[column.name], None if column.name in named else column)
        for column in table.columns
        if column.name in index and (column.name in named or column.type in ("inn", "ogrn"))
    ]


def _is_personal(row: Row, columns: Sequence[tuple[int, Column | None]]) -> bool:
    for index, column in columns:
        if index < len(row.cells) and row.cells[index] and (column is None or read(row.cells[index], column).person):
            return True
    return any(cell and (is_personal_number(cell) or is_sole_trader(cell)) for cell in row.cells)


# ------------------------------------------------------------ back
def header_of(rows: Sequence[Row]) -> Row | None:
    """Return the header of a file of rows to correct, else None."""
    for row in rows:
        cells = [cell.strip() for cell in row.cells[: len(_headers())]]
        if len(cells) == len(_headers()) and all(cell in title for cell, title in zip(cells, _headers(), strict=True)):
            return row
    return None


def is_one(examined: Examined) -> bool:
    """Tell whether a file holds rows to correct."""
    return any(header_of(rows) is not None for _, rows in examined.heads)


def speakers(book: Book) -> list[tuple[str, str]]:
    """Return loader and source of the rows to correct, sorted."""
    found: set[tuple[str, str]] = set()
    for sheet in book.sheets:
        rows = list(sheet.rows)
        header = header_of(rows)
        if header is not None:
            below = (row for row in rows if row.line > header.line and any(row.cells))
            found.update((row.cells[0].strip(), row.cells[1].strip()) for row in below)
    return sorted(found)


class _Back(NamedTuple):
    """A corrected row."""

    front: Front
    cells: tuple[str, ...]


def tables(book: Book, loader: str, source: str, candidates: Sequence[Table]) -> Iterator[TableRows]:
    """Give the corrected rows of a loader and source as the tables they come from, each row with its place of old.

    Raises
    ------
    InputError
        Where a row no longer tells where it comes from.
    """
    for sheet in book.sheets:
        rows = list(sheet.rows)
        header = header_of(rows)
        if header is None:
            continue
        first = len(_headers())
        titles = tuple(unguarded(" ".join(title.split())) for title in header.cells[first:])
        by_sheet: dict[tuple[str, str], list[_Back]] = {}
        present: set[str] = set()
        for row in rows:
            if row.line <= header.line or not any(row.cells):
                continue
            back = _read_back(book.file, row, len(titles))
            present.add("!".join(back.front[2:5]))
            if back.front[:2] == (loader, source):
                by_sheet.setdefault((back.front.file, back.front.sheet), []).append(back)
        for (file, name), told in by_sheet.items():
            yield _table(file, name, titles, told, candidates, present)


def _read_back(file: str, row: Row, width: int) -> _Back:
    first = len(_headers())
    cells = tuple(map(unguarded, row.cells)) + ("",) * (first + width - len(row.cells))
    front = Front(*(cell.strip() for cell in cells[:first]))
    if not front.row.isdecimal():
        message = text("load.errors-no-place", file=file, line=row.line)
        raise InputError(message, text("load.errors-no-place-hint"))
    return _Back(front, cells[first:])


def _table(
    file: str,
    sheet: str,
    titles: Sequence[str],
    told: Sequence[_Back],
    candidates: Sequence[Table],
    present: set[str],
) -> TableRows:
    """Return the rows of one sheet. Of several columns with names of one meaning the one is taken that holds something:
    the file has the columns of all sheets side by side."""
    filled = {index for back in told for index, cell in enumerate(back.cells) if cell.strip()}
    forms = [normal(title) for title in titles]

    def columns_of(table: Table) -> dict[str, int]:
        places: dict[str, int] = {}
        for column in table.columns:
            wanted = set(map(normal, column.headers or (column.cell,)))
            found = [index for index, form in enumerate(forms) if form in wanted]
            if found:
                places[column.name] = next((index for index in found if index in filled), found[0])
        return places

    fitting = [table for table in candidates if not table.sheet or table.sheet.casefold() == sheet.casefold()]
    table, places = max(
        ((table, columns_of(table)) for table in fitting or candidates),
        key=lambda pair: len(filled & set(pair[1].values())),
    )
    waiting = [back for back in told if not set(_needs(back.front)) <= present]
    notes = [text("load.errors-still-missing", place=f"{back.front.file} {back.front.row}") for back in waiting]
    rows = (_row(back, titles) for back in told if back not in waiting)
    variants, taken = variants_of(table, [title if index in filled else "" for index, title in enumerate(titles)])
    known = {*places.values(), *taken}
    unknown = [index for index in sorted(filled) if index < len(titles) and index not in known]
    return TableRows(table, sheet, places, titles, unknown, rows, notes, variants=variants, file=file)


def _row(back: _Back, titles: Sequence[str]) -> Row:
    """Return a row as it stands in its file; one that was too short or too wide and still is remains so."""
    cells = back.cells
    shape = _SHAPE.fullmatch(back.front.check)
    if shape:
        filled, wanted = int(shape.group(1)), int(shape.group(2))
        numbers = [int(m.group(1)) if (m := _UNTITLED.fullmatch(title)) else 0 for title in titles]
        beyond = tuple(cell for cell, place in zip(cells, numbers, strict=False) if place > wanted and cell.strip())
        if beyond:
            cells = (*cells[: len(titles)], *beyond)
        elif sum(map(bool, cells)) <= filled:
            cells = cells[:1]
    return Row(int(back.front.row), cells)
