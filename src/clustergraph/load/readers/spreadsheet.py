"""Spreadsheets: XLSX, XLSM, XLSB, XLS and ODS by calamine; what it does not tell comes from `sheetxml`."""

from __future__ import annotations

import datetime as dt
import hashlib
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import BinaryIO, NamedTuple
from xml.parsers.expat import ExpatError
from zipfile import BadZipFile, ZipFile

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from clustergraph.errors import InputError
from clustergraph.i18n import number, text
from clustergraph.load.readers import odsxml, sheetxml
from clustergraph.load.readers.base import Book, Merged, Row, Sheet, letters
from clustergraph.load.readers.sheetxml import DoctypeError, SheetFacts

_EXACT = 10**15
"""Spreadsheets keep 15 digits; a larger number has lost some."""
_SHORT = 17
"""Characters below which a number has lost no digit."""
_NAMED = 10
_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# RuntimeError: an entry of the archive behind a password, or packed in a way that zipfile does not know
_BROKEN_ARCHIVE = (BadZipFile, zlib.error, ExpatError, DoctypeError, KeyError, ValueError, EOFError, RuntimeError)


class _Table(NamedTuple):
    """A sheet that holds something, with what its XML tells."""

    name: str
    cells: CalamineSheet
    told: SheetFacts
    hidden: bool


@dataclass(frozen=True, slots=True)
class _Parsed:
    """A workbook that was read."""

    sha256: str
    format: str
    names: dict[str, str]
    tables: list[_Table]


_KEPT: dict[tuple[str, int, int], _Parsed] = {}
"""The workbook read last, by path, time and size: a load reads a file twice, first its head, then its rows."""


@contextmanager
def open_spreadsheet(path: Path) -> Iterator[Book]:
    """Open a spreadsheet; see `open_book`. Its sheets are in memory until they are read again."""
    state = path.stat()
    key = (str(path.absolute()), state.st_mtime_ns, state.st_size)
    kept = _KEPT.pop(key, None)
    parsed = kept or _parsed(path)
    sheets = [_sheet(path.name, *table) for table in parsed.tables]
    yield Book(path.name, parsed.sha256, parsed.format, sheets, parsed.names)
    if kept is None:
        _KEPT.clear()
        _KEPT[key] = parsed


def _parsed(path: Path) -> _Parsed:
    """Read a workbook whole."""
    with path.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        is_ole = _is_ole(path, stream)
        try:
            format_name, facts, names = ("XLS", {}, {}) if is_ole else _facts(stream)
            stream.seek(0)
            with CalamineWorkbook.from_filelike(stream) as workbook:
                tables = list(_tables(workbook, facts))
        except PasswordError as error:
            raise _protected(path) from error
        except (CalamineError, *_BROKEN_ARCHIVE) as error:
            message = text("readers.broken-spreadsheet", file=path.name)
            raise InputError(message, text("readers.broken-spreadsheet-hint")) from error
    if not tables:
        raise InputError(text("readers.empty", file=path.name), text("readers.empty-hint"))
    return _Parsed(sha256, format_name, names, tables)


def _is_ole(path: Path, stream: BinaryIO) -> bool:
    """Tell whether a file is of the old kind (XLS); an XLSX behind a password is packed into one as well."""
    stream.seek(0)
    content = stream.read(len(_OLE))
    if content != _OLE:
        return False
    stream.seek(0)
    if _ENCRYPTED in stream.read():
        raise _protected(path)
    return True


def _protected(path: Path) -> InputError:
    return InputError(text("readers.protected", file=path.name), text("readers.protected-hint"))


def _facts(stream: BinaryIO) -> tuple[str, dict[str, SheetFacts], dict[str, str]]:
    """Return the format of a zipped spreadsheet, what its XML tells of each sheet, and its defined names."""
    with ZipFile(stream) as archive:
        if "content.xml" in archive.namelist():
            return "ODS", *odsxml.sheet_facts(archive)
        facts = sheetxml.sheet_facts(archive)
        return ("XLSX", facts, sheetxml.defined_names(archive)) if facts else ("XLSB", facts, {})


def _tables(workbook: CalamineWorkbook, facts: dict[str, SheetFacts]) -> Iterator[_Table]:
    """Give the sheets that hold something."""
    for index, about in enumerate(workbook.sheets_metadata):
        if about.typ is not SheetTypeEnum.WorkSheet:
            continue
        table = workbook.get_sheet_by_index(index)
        if table.start is None:
            continue
        hidden = about.visible is not SheetVisibleEnum.Visible
        yield _Table(about.name, table, facts.get(about.name, SheetFacts()), hidden)


def _sheet(file: str, name: str, table: CalamineSheet, told: SheetFacts, hidden: bool) -> Sheet:
    notes = list(_notes(file, table, told, hidden=hidden))
    merged = [Merged(first[0] + 1, first[1], last[0] + 1, last[1]) for first, last in table.merged_cell_ranges or ()]
    return Sheet(name, _rows(table, told), merged or told.merged, notes, file)


def _rows(table: CalamineSheet, told: SheetFacts) -> Iterator[Row]:
    """Give the rows, each as wide as the sheet."""
    marks = told.marks
    left = ("",) * (table.start[1] if table.start else 0)  # calamine counts rows from the top, but not columns
    for line, cells in enumerate(table.iter_rows(), 1):
        special = tuple(marks[line]) if line in marks else ()
        texts = [
            cell if type(cell) is str else _number(cell) if type(cell) is float else cell_text(cell) for cell in cells
        ]
        yield Row(line, (*left, *texts), special)


def _number(cell: float) -> str:
    """Return what `cell_text` does of a number, of a short one at once."""
    written = repr(cell)
    if len(written) < _SHORT and written[0] != "-" and "e" not in written:
        return written.removesuffix(".0")
    return cell_text(cell)


def cell_text(cell: float | str | dt.date | dt.time | dt.timedelta) -> str:
    """Return a cell as text: numbers without a needless `.0` and without an exponent, dates as ISO.

    >>> cell_text(5501023216.0), cell_text(1234.5), cell_text(1e-7), cell_text(dt.datetime(2020, 12, 31))
    ('5501023216', '1234.5', '0.0000001', '2020-12-31')
    >>> cell_text(1.23456789012346e18)  # digits are lost: the form says so
    '1.23456789012346e+18'
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | float):
        written = repr(float(cell))
        if abs(cell) >= _EXACT:
            return written
        if "e" in written:
            written = format(Decimal(written), "f")
        return written.removesuffix(".0").removeprefix("-" if not cell else "")
    if isinstance(cell, dt.datetime):
        if cell.time() == dt.time():
            return cell.date().isoformat()
        return cell.isoformat(timespec="seconds")
    if isinstance(cell, dt.timedelta):
        minutes, seconds = divmod(round(cell.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return cell.isoformat()


def _notes(file: str, table: CalamineSheet, told: SheetFacts, *, hidden: bool) -> Iterator[str]:
    where = text("readers.sheet", file=file, sheet=table.name)
    if hidden:
        yield text("readers.hidden-sheet", where=where)
    bottom, right = table.end or (0, 0)
    rows = [row for row in told.hidden_rows if row <= bottom + 1]
    if rows:
        yield text("readers.hidden-rows", where=where, rows=_ranges(rows, str))
    columns = [column for first, last in told.hidden_columns for column in range(first, min(last, right) + 1)]
    if columns:
        yield text("readers.hidden-columns", where=where, columns=_ranges(columns, letters))
    for key, cells in (
        ("readers.error-cells", told.errors),
        ("readers.not-recalculated", told.marked("stale")),
        ("readers.uncalculated", told.marked("uncalculated")),
    ):
        if cells:
            named = ", ".join(f"{letters(column)}{line}" for line, column in cells[:_NAMED])
            yield text(key, where=where, count=number(len(cells)), cells=_and_more(named, cells))


def _ranges(numbers: Sequence[int], name: Callable[[int], str]) -> str:
    """Return rows or columns as people write them: `5–7, 9`."""
    ranges: list[list[int]] = []
    for each in numbers:
        if ranges and each == ranges[-1][1] + 1:
            ranges[-1][1] = each
        else:
            ranges.append([each, each])
    shown = [name(first) if first == last else f"{name(first)}–{name(last)}" for first, last in ranges[:_NAMED]]
    return _and_more(", ".join(shown), ranges)


def _and_more(shown: str, named: Sequence[object]) -> str:
    return f"{shown}, …" if len(named) > _NAMED else shown
