"""Which character separates the cells of a text table. Found from its first rows, quotes respected."""

from __future__ import annotations

import csv
import io
from collections import Counter

from clustergraph.errors import InputError
from clustergraph.i18n import text

DELIMITERS = (";", "\t", "|", ",")
"""In the order of trust: a comma also stands in numbers and texts."""
_ROWS = 200
_NAMED = {"tab": "\t", "\\t": "\t", "semicolon": ";", "comma": ",", "pipe": "|"}


def delimiter_of(sample: str, *, cut: bool) -> str:
    """Return the character that separates cells; `cut` says that the sample ends in the middle of the file.

    >>> delimiter_of("ИНН;Сумма, руб.\\r\\n0055000017;1,5\\r\\n", cut=False)
    ';'
    """
    return min(DELIMITERS, key=lambda delimiter: _misfit(sample, delimiter, cut=cut))


def _misfit(sample: str, delimiter: str, *, cut: bool) -> tuple[bool, int, float, int]:
    """Return how badly a character fits: most rows unlike the usual, where the first usual row is, how many are unlike.

    Of characters that split most rows alike the header decides: separators stand in it too, decimal commas do not. A
    title above the table decides nothing, however many commas it has. At last, the wider the better.
    """
    widths = _widths(sample, delimiter, cut=cut)
    usual = Counter(width for width in widths if width > 1)
    if not usual:
        return True, _ROWS, 1.0, -1
    width = min(usual, key=lambda width: (-usual[width], -width))
    unlike = 1 - usual[width] / len(widths)
    return unlike > 0.5, widths.index(width), round(unlike, 1), -width


def _widths(sample: str, delimiter: str, *, cut: bool) -> list[int]:
    rows: list[int] = []
    try:
        for cells in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter):
            if cells:
                rows.append(len(cells))
            if len(rows) > _ROWS:
                break
    except csv.Error:  # a cell longer than csv allows: a quote that is never closed; the reading will name it
        pass
    return rows[:-1] if cut and len(rows) > 1 else rows


def declared_delimiter(declared: str) -> str:
    """Return the character a user named: itself, or as a word (`tab`)."""
    found = _NAMED.get(declared.casefold(), declared)
    if len(found) != 1 or found in '"\r\n':
        message = text("readers.bad-delimiter", delimiter=declared)
        raise InputError(message, text("readers.bad-delimiter-hint"))
    return found


def shown(delimiter: str) -> str:
    """Return a delimiter as people read it."""
    return text("readers.tab") if delimiter == "\t" else f'"{delimiter}"'
