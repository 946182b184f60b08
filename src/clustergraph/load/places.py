"""Single cells of a file: what stands at `sheet!A1`, or under a defined name."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from clustergraph.load.header import normal
from clustergraph.load.readers.base import Row

_ADDRESS = re.compile(
    r"(?:(?P<sheet>'(?:[^']|'')+'|[^!]+?)[!.])?\$?(?P<column>[A-Za-z]{1,3})\$?(?P<line>[0-9]+)(?::.*)?"
)
_TEXT = re.compile(r"=?\"(.*)\"")


def cell_of(address: str, names: Mapping[str, str], heads: Sequence[tuple[str, Sequence[Row]]], label: str = "") -> str:
    """Return what stands in a cell, "" where nothing does or the file has no such place.

    Parameters
    ----------
    address
        A defined name, `sheet!A1`, or `A1` of the first sheet.
    names
        Defined names, case-folded → what they mean.
    heads
        Name and first rows of each sheet; a cell below them is not found.
    label
        Text to the left of the cell, by which it is found where a program lost the defined name; `sheet!text` of one
        sheet.
    """
    meant = names.get(address.casefold(), address)
    constant = _TEXT.fullmatch(meant)
    if constant:
        return constant.group(1).replace('""', '"')
    found = _ADDRESS.fullmatch(meant.lstrip("="))
    if found is None:
        return _beside(label, heads) if label else ""
    sheet = (found["sheet"] or "").lstrip("$").strip("'").replace("''", "'")
    column = 0
    for letter in found["column"].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    for name, rows in heads:
        if not sheet or name.casefold() == sheet.casefold():
            cells = next((row.cells for row in rows if row.line == int(found["line"])), ())
            return cells[column - 1].strip() if column <= len(cells) else ""
    return ""


def _beside(label: str, heads: Sequence[tuple[str, Sequence[Row]]]) -> str:
    """Return what stands to the right of a label."""
    sheet, _, wanted = label.rpartition("!")
    for name, rows in heads:
        if sheet and name.casefold() != sheet.casefold():
            continue
        for row in rows:
            for left, right in pairwise(row.cells):
                if normal(left) == normal(wanted):
                    return right.strip()
    return ""
