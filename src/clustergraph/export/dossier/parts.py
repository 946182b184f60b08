"""What documents are made of, whatever they are written as: chapters of lines, tables and pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TypeAlias

from clustergraph.analysis.cooperation import Cooperation
from clustergraph.analysis.evidence import Evidence
from clustergraph.analysis.law.report import CheckReport
from clustergraph.i18n import language, number
from clustergraph.model.words import clean

Cell: TypeAlias = str | int | Fraction | date | None
"""None: no source states it."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a header."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as SVG, and as PNG where there is a font for its words."""

    title: str
    svg: str
    png: bytes = b""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A title and what stands under it; a chapter without data is one line that says so."""

    title: str
    lines: Sequence[str] = ()
    tables: Sequence[Table] = ()
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One document of the dossier."""

    title: str
    chapters: Sequence[Chapter]


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that the documents are made from; the same content gives the same bytes."""

    evidence: Evidence
    report: CheckReport
    cooperation: Cooperation
    day: str
    """The date on every document; "" where no input has one."""
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    """By name: `matrix`, `network`."""
    plan: Chapter | None = None
    functional_map: Chapter | None = None


def shown(cell: Cell) -> str:
    """Return a cell in words: roubles with kopecks only where there are some."""
    if cell is None:
        return "—"
    if isinstance(cell, date):
        return f"{cell:%d.%m.%Y}" if language() == "ru" else cell.isoformat()
    if isinstance(cell, Fraction):
        return number(float(cell), 0 if cell.denominator == 1 else 2)
    if isinstance(cell, int):
        return number(cell)
    # a no-break space holds a number and its unit together
    return "\u00a0".join(clean(part) for part in cell.replace("№ ", "№\u00a0").split("\u00a0"))


def day(written: object) -> Cell:
    """Return a whole day as a date; a month or a year stays as it is written."""
    words = str(written or "")
    return date.fromisoformat(words) if len(words) == len("2023-12-31") else words or None


def widths(table: Table) -> list[float]:
    """Return how much of the page each column takes: by its longest word and the length of its texts."""
    lengths = []
    for column, name in enumerate(table.columns):
        texts = [shown(row[column]) for row in table.rows]
        word = max(len(part) for told in texts or [""] for part in told.split(" "))
        head = max(len(part) for part in name.split(" ")) * 1.25  # a header is bold
        lengths.append(max(word + 2, head + 2, min(max(map(len, texts), default=0), 40) * 0.7, 5))
    return [length / sum(lengths) for length in lengths]
