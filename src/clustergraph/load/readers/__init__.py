"""One reader a family of file formats: rows with their place."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from clustergraph.errors import InputError
from clustergraph.i18n import reason, text
from clustergraph.load.readers.base import Book
from clustergraph.load.readers.delimited import open_delimited
from clustergraph.load.readers.jsonlines import looks_like_json, open_json


@contextmanager
def open_book(path: Path, *, encoding: str = "", delimiter: str = "") -> Iterator[Book]:
    """Open a file by what is in it, whatever its name says; the rows stream while the `with` block lasts.

    Parameters
    ----------
    path
        A text table (CSV), JSON lines or an array of objects, or a spreadsheet (XLSX, XLSM, XLSB, XLS, ODS).
    encoding, delimiter
        Of a text; found where empty. A declared encoding that is not that of the file is refused.

    Raises
    ------
    InputError
        Where the file cannot be opened or is no table; while rows are read, where a quote is never closed.
    """
    try:
        with path.open("rb") as stream:
            head = stream.read(8)
    except OSError as error:
        raise InputError(
            text("readers.cannot-open", file=path, reason=reason(error)), text("readers.cannot-open-hint")
        ) from error
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        from clustergraph.load.readers.spreadsheet import open_spreadsheet  # loads calamine

        opened = open_spreadsheet(path)
    elif head and path.suffix.casefold() in (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"):
        raise InputError(text("readers.not-a-spreadsheet", file=path.name), text("readers.not-a-spreadsheet-hint"))
    elif looks_like_json(path, head):
        opened = open_json(path, encoding=encoding)
    else:
        opened = open_delimited(path, encoding=encoding, delimiter=delimiter)
    with opened as book:
        yield book
