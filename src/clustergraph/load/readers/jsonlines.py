"""JSON lines, and an array of objects: one flat object a row, its keys the columns; numbers stay as written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from json import JSONDecoder
from pathlib import Path
from typing import NoReturn

from clustergraph.errors import InputError
from clustergraph.i18n import text
from clustergraph.load.readers.base import Book, Row, Sheet
from clustergraph.load.readers.delimited import ruined
from clustergraph.load.readers.encoding import examine

SUFFIXES = (".jsonl", ".ndjson", ".json")
_NEEDLESS = re.compile(r"(-?\d+)\.0+")
_SPACE = re.compile(r"[ \t\r\n]*")


class _Fields(list[tuple[str, object]]):
    """The keys and values of one object, as they are written."""


class _Broken(str):
    """A line that is no JSON, as it is written."""

    __slots__ = ()


def _no_number(_: str) -> NoReturn:
    raise ValueError


_DECODER = JSONDecoder(
    object_pairs_hook=_Fields,
    parse_float=lambda written: m.group(1) if (m := _NEEDLESS.fullmatch(written)) else written,
    parse_int=str,
    parse_constant=_no_number,  # NaN and Infinity are no JSON
)


def looks_like_json(path: Path, head: bytes) -> bool:
    """Tell whether a file holds objects of JSON, by its name or its first bytes."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    return path.suffix.casefold() in SUFFIXES or start.startswith((b'{"', b"[{"))


@contextmanager
def open_json(path: Path, *, encoding: str = "") -> Iterator[Book]:
    """Open JSON lines, which stream, or one array of objects, which is held in memory; see `open_book`.

    A first reading collects the keys, since each object may have others; they are the first row of the sheet.
    """
    file = examine(path, encoding)
    with path.open(encoding=file.encoding) as stream:
        if file.ruined:
            raise ruined(path, stream, ",")
        begins = next((line.strip("\ufeff \t\r\n")[:1] for line in stream if line.strip("\ufeff \t\r\n")), "")
    read = _array if begins == "[" else _lines
    columns: dict[str, int] = {}
    for _, found in read(path, file.encoding):
        if isinstance(found, _Fields):
            for key, _ in found:
                columns.setdefault(key, len(columns))
    if not begins:
        raise InputError(text("readers.empty", file=path.name), text("readers.empty-hint"))
    if not columns:
        raise InputError(text("readers.json-no-rows", file=path.name), text("readers.json-no-rows-hint"))
    rows = _rows(read(path, file.encoding), columns)
    name = "JSON" if read is _array else "JSON lines"
    yield Book(path.name, file.sha256, f"{name}, {file.encoding}", [Sheet("", rows, file=path.name, keyed=True)])


def _lines(path: Path, encoding: str) -> Iterator[tuple[int, object]]:
    """Give line and value of each line that is not blank; of one that is no JSON, its text."""
    with path.open(encoding=encoding) as stream:
        for number, line in enumerate(stream, 1):
            written = line.strip("\ufeff \t\r\n")
            if written:
                try:
                    yield number, _DECODER.decode(written)
                except (ValueError, RecursionError):
                    yield number, _Broken(written)


def _array(path: Path, encoding: str) -> Iterator[tuple[int, object]]:
    """Give the line on which each element of an array begins, and the element.

    Raises
    ------
    InputError
        Where the array is broken: what follows the break cannot be told apart.
    """
    written = path.read_text(encoding=encoding)
    line, counted = 1, 0
    at = written.index("[") + 1
    separator = "["
    while separator and separator in "[,":
        at = _SPACE.match(written, at).end()  # type: ignore[union-attr]  # matches nothing, too
        line, counted = line + written.count("\n", counted, at), at
        if written[at : at + 1] == "]" and separator == "[":
            at, separator = at + 1, "]"
            break
        try:
            found, end = _DECODER.raw_decode(written, at)
        except (ValueError, RecursionError) as error:
            raise _broken_array(path, line) from error
        yield line, found
        at = _SPACE.match(written, end).end()  # type: ignore[union-attr]
        separator, at = written[at : at + 1], at + 1
    line += written.count("\n", counted, at)
    if separator != "]" or written[at:].strip():
        raise _broken_array(path, line)


def _broken_array(path: Path, line: int) -> InputError:
    return InputError(text("readers.json-array", file=path.name, line=line), text("readers.json-array-hint"))


def _rows(objects: Iterator[tuple[int, object]], columns: dict[str, int]) -> Iterator[Row]:
    yield Row(1, tuple(columns))
    for line, found in objects:
        if not isinstance(found, _Fields):
            written = found if isinstance(found, _Broken) else json.dumps(found, ensure_ascii=False)
            yield Row(line, (written,), broken=text("readers.json-line"))
            continue
        cells = [""] * len(columns)
        broken = ""
        told: set[str] = set()
        for key, value in found:
            if key in told:
                broken = broken or text("readers.json-repeated", name=key)
            told.add(key)
            if isinstance(value, list):
                broken = broken or text("readers.json-nested", name=key)
            cells[columns[key]] = _cell(value)
        yield Row(line, tuple(cells), broken=broken)


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return "" if value is None else str(value)
