"""Text tables: CSV in whatever encoding, with whatever separator. Streams; memory does not grow with the file."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from clustergraph.errors import InputError
from clustergraph.i18n import number, text
from clustergraph.load.readers import dialect
from clustergraph.load.readers.base import Book, Row, Sheet
from clustergraph.load.readers.encoding import examine

_SAMPLE = 1 << 18
_EXCEL_SAYS = re.compile(r"sep=(.)(?:\r\n|\r|\n)")
_NAMED_ROWS = 10
_DOS_END = "\x1a"
"""Programs of DOS end a text with it."""


@contextmanager
def open_delimited(path: Path, *, encoding: str = "", delimiter: str = "") -> Iterator[Book]:
    """Open a text table; see `open_book`."""
    file = examine(path, encoding)
    with path.open(encoding=file.encoding, newline="") as stream:
        sample = stream.read(_SAMPLE)
        if not sample.strip("\ufeff\r\n\t ;,|" + _DOS_END):
            raise InputError(text("readers.empty", file=path.name), text("readers.empty-hint"))
        excel_says = _EXCEL_SAYS.match(sample)
        if delimiter:
            separator = dialect.declared_delimiter(delimiter)
        elif excel_says:
            separator = excel_says.group(1)
        else:
            separator = dialect.delimiter_of(sample, cut=len(sample) == _SAMPLE)
        if file.ruined:
            stream.seek(0)
            raise ruined(path, stream, separator)
        stream.seek(0)
        first_line = 1
        if excel_says:
            stream.readline()
            first_line = 2
        notes: list[str] = []
        rows = _rows(stream, separator, first_line, path.name, notes)
        shown = f"CSV, {file.encoding}, {dialect.shown(separator)}"
        yield Book(path.name, file.sha256, shown, [Sheet("", rows, notes=notes, file=path.name)])


class _Lines:
    """Feeds lines to csv and keeps those of the row being read, so that a broken row can be shown whole."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.kept: list[str] = []
        self.ended = False

    def __iter__(self) -> Iterator[str]:
        keep = self.kept.append
        for line in self.stream:
            if line == _DOS_END:
                break
            keep(line)
            yield line
        self.ended = True


def _rows(stream: TextIO, separator: str, line: int, file: str, notes: list[str]) -> Iterator[Row]:
    """Give the rows. A row with a stray quote is given as one cell, so that it is refused and not read wrongly."""
    lines = _Lines(stream)
    kept = lines.kept
    before = line - 1
    reader = csv.reader(lines, delimiter=separator, strict=True)
    broken = 0
    while True:
        try:
            for cells in reader:
                yield Row(line, tuple(cells))
                kept.clear()
                line = before + reader.line_num + 1
        except csv.Error as error:
            if lines.ended or sum(map(len, kept)) > csv.field_size_limit():
                raise _unclosed(file, line, kept) from error
            broken += 1
            if broken <= _NAMED_ROWS:
                notes.append(text("readers.stray-quote", file=file, line=line))
            yield Row(line, ("".join(kept).rstrip("\r\n"),))
            kept.clear()
            line = before + reader.line_num + 1
        else:
            break
    if broken > _NAMED_ROWS:
        notes.append(text("readers.stray-quotes", file=file, count=number(broken)))


def _unclosed(file: str, line: int, kept: list[str]) -> InputError:
    """Return the error for a quote that is never closed, with the line in which it stands; or for too long a cell."""
    opened, inside = line, False
    for here, written in enumerate(kept, line):
        for _ in range(written.replace('""', "").count('"')):
            inside = not inside
            opened = here if inside else opened
    if not inside:
        limit = number(csv.field_size_limit())
        return InputError(text("readers.long-cell", file=file, line=line, limit=limit), text("readers.long-cell-hint"))
    return InputError(text("readers.unclosed-quote", file=file, line=opened), text("readers.unclosed-quote-hint"))


def ruined(path: Path, stream: TextIO, separator: str) -> InputError:
    """Return the error for text that was lost in a wrong decoding before; counts the cells, tells the first line."""
    cells = first = 0
    for line, written in enumerate(stream, 1):
        if "\ufffd" in written:
            first = first or line
            cells += sum("\ufffd" in cell for cell in written.split(separator))
    message = text("readers.ruined", file=path.name, count=number(cells), line=first)
    return InputError(message, text("readers.ruined-hint"))
