"""What calamine does not tell of an XLSX file, read from its XML: formulas, errors, hidden rows and columns."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from posixpath import join, normpath, split
from typing import IO
from xml.parsers import expat
from zipfile import ZipFile

from clustergraph.load.readers.base import Mark, Merged

_CHUNK = 1 << 18
_OVERLAP = 64
_TRUE = ("1", "true")
# most sheets have none of it: looking for these bytes is fifty times quicker than parsing
_TELLING = re.compile(rb'<(?:\w+:)?f[\s/>]|hidden\s*=|t\s*=\s*["\']e["\']|<!DOCTYPE|\x00')
_HINTS = (b"<f", b":f", b"hidden", b'"e"', b"'e'", b"<!DOCTYPE", b"\x00")
"""One of them stands in whatever the pattern finds; to look for them is quicker still."""
_CELL = re.compile(r"([A-Z]+)([0-9]+)")


class DoctypeError(Exception):
    """A document type in a spreadsheet: no writer puts one there, and entities could be hidden in it."""


@dataclass(slots=True)
class SheetFacts:
    """What the XML of one sheet tells."""

    marks: dict[int, list[tuple[int, Mark]]] = field(default_factory=lambda: defaultdict(list))
    """Row, from 1 → column from 0 and mark."""
    errors: list[tuple[int, int]] = field(default_factory=list)
    """Row and column of the cells that hold an error, such as #N/A."""
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    """First and last column, from 0."""
    merged: list[Merged] = field(default_factory=list)
    """Only of ODS: of XLSX calamine knows."""

    def marked(self, mark: Mark) -> list[tuple[int, int]]:
        """Return row and column of the cells that bear a mark."""
        return [(line, column) for line, cells in self.marks.items() for column, borne in cells if borne == mark]


class Handler:
    """Takes what the parser meets; each one minds what it needs."""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take the beginning of an element."""

    def end(self, tag: str) -> None:
        """Take the end of an element."""

    def characters(self, data: str) -> None:
        """Take a piece of text."""


def sheet_facts(archive: ZipFile) -> dict[str, SheetFacts]:
    """Return name of sheet → what its XML tells; nothing where the workbook is not written in XML (XLSB).

    Raises
    ------
    KeyError, BadZipFile, ExpatError, DoctypeError
        Where the archive is no whole workbook.
    """
    book_part = _relations(archive, "").main
    if not book_part.endswith(".xml"):
        return {}
    workbook = _Workbook()
    parse(archive, book_part, workbook)
    parts = _relations(archive, book_part).parts
    facts: dict[str, SheetFacts] = {}
    for name, relation in workbook.sheets:
        sheet = _Sheet(stale=workbook.stale)
        if _is_telling(archive, parts[relation]):
            parse(archive, parts[relation], sheet)
        facts[name] = sheet.facts
    return facts


def defined_names(archive: ZipFile) -> dict[str, str]:
    """Return the names that a workbook gives to cells and texts, case-folded → what each means."""
    workbook = _Workbook()
    parse(archive, _relations(archive, "").main, workbook)
    return workbook.names


def _is_telling(archive: ZipFile, part: str) -> bool:
    with archive.open(part) as stream:
        tail = b""
        for chunk in _chunks(stream):
            looked_at = tail + chunk
            if any(hint in looked_at for hint in _HINTS) and _TELLING.search(looked_at):
                return True
            tail = chunk[-_OVERLAP:]
    return False


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK):
        yield chunk


def parse(archive: ZipFile, part: str, handler: Handler) -> None:
    """Parse a part of a zipped spreadsheet; a document type is refused."""

    def refuse(*_: object) -> None:
        raise DoctypeError(part)

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda name, attributes: handler.start(name.rpartition(":")[2], attributes)
    parser.EndElementHandler = lambda name: handler.end(name.rpartition(":")[2])
    parser.CharacterDataHandler = handler.characters
    with archive.open(part) as stream:
        for chunk in _chunks(stream):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)


def _relations(archive: ZipFile, part: str) -> _Relations:
    """Return where a part of the archive, or the archive itself, points to."""
    folder, name = split(part)
    relations = _Relations(folder)
    parse(archive, join(folder, "_rels", f"{name}.rels"), relations)
    return relations


class _Relations(Handler):
    """Id of a relation → part of the archive."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.parts: dict[str, str] = {}
        self.main = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "Relationship" and attributes.get("TargetMode") != "External":
            part = normpath(join(self.folder, attributes["Target"])).lstrip("/")
            self.parts[attributes["Id"]] = part
            if attributes["Type"].endswith("/officeDocument"):
                self.main = part


class _Workbook(Handler):
    """Names of sheets and cells, and whether the program asked for recalculation on opening."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str]] = []
        self.stale = False
        self.names: dict[str, str] = {}
        self._name = ""

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "sheet":
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            self.sheets.append((attributes["name"], relation))
        elif tag == "calcPr":
            self.stale = attributes.get("fullCalcOnLoad") in _TRUE
        elif tag == "definedName":
            self._name = attributes["name"].casefold()
            if "localSheetId" not in attributes:
                self.names[self._name] = ""  # a name of the whole workbook goes before those of its sheets

    def characters(self, data: str) -> None:
        if self._name:
            self.names[self._name] = self.names.get(self._name, "") + data

    def end(self, tag: str) -> None:
        if tag == "definedName":
            self._name = ""


class _Sheet(Handler):
    """Walks through the cells of a sheet and keeps the special ones."""

    def __init__(self, *, stale: bool) -> None:
        self.facts = SheetFacts()
        self._stored: Mark = "stale" if stale else "formula"
        self._address = self._type = ""
        self._line, self._column = 0, -1
        self._formula = self._in_value = self._has_value = self._has_text = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "c":
            self._column += 1
            self._address, self._type = attributes.get("r", ""), attributes.get("t", "n")
            self._formula = self._has_value = self._has_text = False
        elif tag == "f":
            self._formula = True
        elif tag == "v":
            self._in_value = self._has_value = True
        elif tag == "row":
            self._line, self._column = int(attributes.get("r", self._line + 1)), -1
            if attributes.get("hidden") in _TRUE:
                self.facts.hidden_rows.append(self._line)
        elif tag == "col" and attributes.get("hidden") in _TRUE:
            self.facts.hidden_columns.append((int(attributes["min"]) - 1, int(attributes["max"]) - 1))

    def characters(self, data: str) -> None:
        self._has_text = self._has_text or (self._in_value and bool(data.strip()))

    def end(self, tag: str) -> None:
        if tag == "v":
            self._in_value = False
        elif tag == "c":
            if self._type == "e" and self._has_text:
                self.facts.errors.append(self._at())
            if self._formula:
                # a formula may well give an empty text: programs write it as a value of type str with nothing in it
                stored = self._has_text or (self._type == "str" and self._has_value)
                mark: Mark = self._stored if stored else "uncalculated"
                line, column = self._at()
                self.facts.marks[line].append((column, mark))

    def _at(self) -> tuple[int, int]:
        """Return row and column of the cell; writers may leave the address out."""
        return _place(self._address) if self._address else (self._line, self._column)


def _place(address: str) -> tuple[int, int]:
    """Return row from 1 and column from 0 of an address such as `AB12`."""
    found = _CELL.fullmatch(address)
    if found is None:
        raise KeyError(address)
    column = 0
    for letter in found.group(1):
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found.group(2)), column - 1
