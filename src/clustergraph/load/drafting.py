"""A draft of a loader for a file that none fits: its columns, typed by what is in them, with comments to finish."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from clustergraph.errors import InputError
from clustergraph.i18n import text
from clustergraph.load.cells import READERS, is_sole_trader
from clustergraph.load.header import find_header
from clustergraph.load.problems import shown
from clustergraph.load.readers import open_book
from clustergraph.load.readers.base import Row, Sheet
from clustergraph.load.recipe import Column
from clustergraph.load.recipe_toml import parse
from clustergraph.load.sums import unit_of
from clustergraph.model import names
from clustergraph.model.terms import KINDS, Kind

_LOOKED_AT = 500
_SEARCHED = 30
_ENOUGH = 0.8
"""Share of the cells of a column that have to be of a type; the others are told when the file is loaded."""
_EXAMPLES = 3
_SUM_WORDS = ("сумма", "выручка", "цена", "стоимость", "закупки", "руб", "amount", "price", "revenue", "sum")
_NAME_WORDS = ("наимен", "назван", "предприят", "организац", "фирма", "резидент", "name", "company")


@dataclass(frozen=True, slots=True)
class _Drafted:
    """A column of the file as the draft has it."""

    name: str
    title: str
    type: str
    filled: int
    examples: Sequence[str]


def draft(path: Path, *, encoding: str = "", delimiter: str = "") -> str:
    """Return the TOML of a loader for the first table of a file; it can be parsed as it is.

    Raises
    ------
    InputError
        Where the file cannot be read or has no table.
    """
    with open_book(path, encoding=encoding, delimiter=delimiter) as book:
        for sheet in book.sheets:
            header, rows = _table(sheet)
            columns = _columns(header, rows)
            if columns:
                toml = _toml(path.stem, sheet.name if len(book.sheets) > 1 else "", columns, len(rows))
                parse(path.stem, toml)
                return toml
    raise InputError(text("load.nothing-to-draft", file=path.name), text("load.nothing-to-draft-hint"))


def _table(sheet: Sheet) -> tuple[tuple[str, ...], list[Row]]:
    """Return the header and the rows below it: of the first rows the one with the most texts that are no numbers."""
    rows = list(islice(sheet.rows, _LOOKED_AT))
    head = rows[:_SEARCHED]
    if not head:
        return (), []

    def likeness(row: Row) -> int:
        return len({cell.strip() for cell in row.cells if cell.strip() and not any(map(str.isdigit, cell[:2]))})

    best = max(head, key=likeness)
    below = [row for row in rows if row.line >= best.line]
    header, rest = find_header(
        Sheet(sheet.name, iter(below), sheet.merged), {title: (title,) for title in best.cells if title.strip()},
        header_rows=1, refuse_repeats=False,
    )  # fmt: skip
    return header.titles, list(rest)


def _columns(titles: Sequence[str], rows: Sequence[Row]) -> list[_Drafted]:
    found: list[_Drafted] = []
    taken: set[str] = set()
    for index, title in enumerate(titles):
        if not title or title in {column.title for column in found}:
            continue
        cells = [row.cells[index].strip() for row in rows if index < len(row.cells) and row.cells[index].strip()]
        base = names.slug(title).replace("-", "_")[:30].strip("_") or f"column_{index + 1}"
        name = base if base not in taken else f"{base}_{index + 1}"
        taken.add(name)
        examples = [shown(cell, personal=is_sole_trader(cell)) for cell in dict.fromkeys(cells)][:_EXAMPLES]
        found.append(_Drafted(name, title, _type(title, cells), len(cells), examples))
    return found


def _type(title: str, cells: Sequence[str]) -> str:
    """Return the narrowest type that most cells are read as; a title decides between types that look alike."""
    words = title.casefold()
    for type_, fits in _TYPES:
        if cells and fits(words):
            read = sum(_is_read(cell, type_) for cell in cells)
            if read >= _ENOUGH * len(cells):
                return type_
    return "text"


def _is_read(cell: str, type_: str) -> bool:
    found = READERS[type_](" ".join(cell.split()), Column("", (), type_, places=6))
    return found.value is not None or found.person


def _always(words: str) -> bool:
    return True


def _names(*marks: str) -> Callable[[str], bool]:
    return lambda words: any(mark in words for mark in marks)


_TYPES: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("ogrn", _always),
    ("inn", _always),
    ("kpp", _names("кпп", "kpp")),
    ("okved2", _names("оквэд", "okved")),
    ("okpd2", _names("окпд", "okpd")),
    ("tnved", _names("тн вэд", "тнвэд", "tnved")),
    ("oktmo", _names("октмо", "oktmo")),
    ("okei", _names("океи", "okei")),
    ("region", _names("регион", "region")),
    ("year", _always),
    ("money", _names(*_SUM_WORDS)),
    ("number", _always),
    ("date", _always),
    ("bool", _names("?", "есть ли", "is_")),
)
"""Types in the order in which they are tried, each with a test of the title."""


def _toml(stem: str, sheet: str, columns: Sequence[_Drafted], rows: int) -> str:
    lines = [
        _printable(f"# {text('load.draft-head', file=stem)}"),
        f"title = {{ ru = {_quoted(stem)}, en = {_quoted(stem)} }}",
        f"priority = 60                  # {text('load.draft-priority')}",
        "",
    ]
    if sheet:
        lines = [*lines[:-1], f"sheet = {_quoted(sheet)}", ""]
    lines += ["[drop]", 'total_rows = ["Итого", "Всего", "Total"]', "", "[columns]"]
    for column in columns:
        keys = {"header": _quoted(column.title), "type": _quoted(column.type)}
        if column.type == "money":
            keys |= {"unit": _quoted(unit_of(column.title) or "383"), "vat": '"unknown"'}
        inside = ", ".join(f"{key} = {value}" for key, value in keys.items())
        filled = text("load.draft-filled", filled=column.filled, rows=rows)
        told = f"{filled}: {'; '.join(column.examples)}" if column.examples else filled
        lines.append(f"{column.name} = {{ {inside} }}  # {_printable(told)}")
    lines += ["", f"# {text('load.draft-records')}", *_record(columns), ""]
    lines += [f"# {text('load.draft-link')}", *(f"# {line}" for line in _LINK.splitlines()), ""]
    return "\n".join(lines)


_LINK = """[[record]]
link = "SUPPLIES"
src = "organization"
dst = "…"
properties = { period = "…", amount = "…" }"""


def _record(columns: Sequence[_Drafted]) -> list[str]:
    """Return the record of the organization that a row most likely is about."""
    inn = next((column for column in columns if column.type == "inn"), None)
    texts = [column for column in columns if column.type == "text"]
    named = next((column for column in texts if any(word in column.title.casefold() for word in _NAME_WORDS)), None)
    name = named or (texts[0] if texts and inn is None else None)
    properties = {"inn": inn, "name": name}
    known = KINDS[Kind.ENTERPRISE].properties
    for column in columns:
        if column.type in known and column.type not in properties:
            properties[column.type] = column
    stated = [f'{key} = "{column.name}"' for key, column in properties.items() if column]
    if not stated:
        stated = [f'name = "={columns[0].name}"  # {text("load.draft-nothing")}']
    return ["[[record]]", 'as = "organization"', f'kind = "{"Enterprise" if inn else "Organization"}"',
            "[record.properties]", *stated]  # fmt: skip


def _printable(comment: str) -> str:
    """Return a comment without the characters that TOML does not allow there."""
    return "".join(letter if letter.isprintable() else "�" for letter in comment)


def _quoted(written: str) -> str:
    """Return a text as TOML writes it, which is as JSON does."""
    return json.dumps(written, ensure_ascii=False).replace("\x7f", "\\u007f")
