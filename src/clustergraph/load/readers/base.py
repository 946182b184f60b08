"""What a reader gives: sheets of flat rows with their place. Readers know formats, not meanings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Mark = Literal["formula", "uncalculated", "stale"]
"""formula: the stored value of a formula was read · uncalculated: a formula without a stored value ·
stale: the stored value is marked for recalculation."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row as text: numbers without a needless `.0`, dates as ISO, "" where nothing stands."""

    line: int
    """Line of the file (CSV: of the row's first character) or row of the sheet, from 1."""
    cells: tuple[str, ...]
    marks: tuple[tuple[int, Mark], ...] = ()
    """Column index (from 0) → what is special about the cell."""
    broken: str = ""
    """Why the row cannot be read at all; then its cells hold it as it is written."""


@dataclass(frozen=True, slots=True)
class Merged:
    """A merged range, rows (as `Row.line`) and columns (from 0), both ends included."""

    first_line: int
    first_column: int
    last_line: int
    last_column: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file. The rows can be read once."""

    name: str
    """"" where the format has no sheets."""
    rows: Iterator[Row]
    merged: Sequence[Merged] = ()
    notes: Sequence[str] = ()
    """What people should know: hidden rows or columns, a formula that was not recalculated; complete once all rows
    are read."""
    file: str = ""
    """Name of the file, for messages."""
    keyed: bool = False
    """The first row is the header for certain: the format names its columns."""


@dataclass(frozen=True, slots=True)
class Book:
    """An opened file."""

    file: str
    """Name without folders."""
    sha256: str
    format: str
    """How it was read, for people: `CSV, utf-8, ";"`."""
    sheets: Sequence[Sheet] = field(default_factory=tuple)
    names: Mapping[str, str] = field(default_factory=dict)
    """Defined names, case-folded → what they mean, as the file writes it: `Sheet!$A$1`, or `\"text\"`."""


def letters(column: int) -> str:
    """Return the letters by which spreadsheets name a column, counted from 0.

    >>> letters(0), letters(27)
    ('A', 'AB')
    """
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
