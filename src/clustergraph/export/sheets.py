"""Tables for people: several sheets of one XLSX, or one CSV that Excel opens by a double click."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from clustergraph.errors import InputError
from clustergraph.files import guarded, replacing
from clustergraph.i18n import plural, text
from clustergraph.model.results import Result, Table

_CREATED = datetime(2000, 1, 1, tzinfo=UTC)
"""Written into every workbook instead of the clock, so that equal tables are equal files."""
_WIDEST = 60
_LOOKED_AT = 200
"""Rows that decide how wide a column is."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with headings in the language of the reader."""

    name: str
    table: Table


@dataclass(frozen=True, slots=True)
class Written(Result):
    """A file of tables."""

    path: Path
    rows: Sequence[int]
    """One a sheet."""

    def to_text(self) -> str:
        """Return what was written where."""
        return text("export.sheets-written", file=self.path, rows=plural(sum(self.rows), "common.rows"))

    def table(self) -> Table:
        """Return one row a sheet."""
        return ("path", "rows"), [(str(self.path), rows) for rows in self.rows]


def write_sheets(path: Path, sheets: Sequence[Sheet]) -> Written:
    """Write `.xlsx` with all sheets, or `.csv` with the last one, the most detailed; whole or not at all.

    Texts never become formulas: in XLSX they are written as texts, in CSV one that a spreadsheet would take for a
    formula gets `'` in front. The CSV is UTF-8 with a byte order mark, `;` and decimal commas for a Russian Excel.

    Raises
    ------
    InputError
        Where the file has another ending or cannot be written.
    """
    ending = path.suffix.casefold()
    if ending not in (".csv", ".xlsx"):
        raise InputError(text("export.sheets-ending", file=path), text("export.sheets-ending-hint"))
    with replacing() as files:
        if ending == ".xlsx":
            files.open_binary(path).write(_workbook(sheets))
        else:
            writer = csv.writer(files.open(path, encoding="utf-8-sig"), delimiter=";", lineterminator="\r\n")
            columns, rows = sheets[-1].table
            writer.writerow([guarded(column) for column in columns])
            writer.writerows([_cell(value) for value in row] for row in rows)
    written = sheets if ending == ".xlsx" else sheets[-1:]
    return Written(path, [len(sheet.table[1]) for sheet in written])


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return str(value).replace(".", ",")
    return guarded(value) if isinstance(value, str) else str(value)


def _workbook(sheets: Sequence[Sheet]) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, {**options, "in_memory": True}) as book:
        book.set_properties({"created": _CREATED})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        for sheet in sheets:
            columns, rows = sheet.table
            page = book.add_worksheet(sheet.name)
            page.freeze_panes(1, 0)
            page.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)
            for at, column in enumerate(columns):
                widest = max((len(str(row[at] or "")) for row in rows[:_LOOKED_AT]), default=0)
                page.set_column(at, at, min(max(widest, 10) + 2, _WIDEST))
                page.write_string(0, at, column, bold)
            for line, row in enumerate(rows, start=1):
                for at, value in enumerate(row):
                    if isinstance(value, str):
                        page.write_string(line, at, value)
                    elif value is not None:
                        page.write_number(line, at, value)
    return out.getvalue()
