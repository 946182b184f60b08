"""What documents are made of, whatever they are written as: chapters of lines, tables and pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import TypeAlias

from clustergraph.analysis.cooperation import Cooperation
from clustergraph.analysis.evidence import Evidence
from clustergraph.analysis.law.case import Case
from clustergraph.analysis.law.report import CheckReport
from clustergraph.i18n import language, number, text
from clustergraph.model.words import clean

Cell: TypeAlias = str | int | Fraction | date | None
"""None: no source states it."""


_BOLD, _PADDING, _LONG = 1.1, 1.6, 36
"""Of a column: how much wider a header is; what a cell has beside its text and a long text asks, in letter heights."""


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


@dataclass(frozen=True)
class Dossier:
    """All that the documents are made from; the same content gives the same bytes."""

    evidence: Evidence
    report: CheckReport
    cooperation: Cooperation
    day: str
    """The date on every document; "" where no input has one."""
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    """By name: `matrix`, `network`."""
    others: Mapping[str, str] = field(default_factory=dict)
    """Names of firms outside that records name: uid → name."""
    plan: Chapter | None = None

    def called(self, uid: str) -> str:
        """Return who it is: a name, else the INN, else the uid."""
        code = uid.removeprefix("org/")
        name = self.evidence.names.get(uid) or self.others.get(uid, "")
        return name or (f"{text('dossier.column-inn')} {code}" if code.isdigit() else code)

    @cached_property
    def case(self) -> Case:
        """The evidence as the check read it: same period, same day."""
        return Case(self.evidence, self.report.period, self.report.as_of)


def tabled(title: str, table: Table, absent: str = "") -> Chapter:
    """Return a table as a chapter; without rows one line instead."""
    return Chapter(title, tables=[table]) if table.rows else Chapter(title, [absent or text("dossier.no-data")])


def or_line(chapter: Chapter | None, title: str, absent: str) -> Chapter:
    """Return a chapter under another title; where there is none, one line instead."""
    return replace(chapter, title=title) if chapter else Chapter(title, [absent])


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


def widths(table: Table, room: float) -> list[float]:
    """Return how much of a page each column takes; `room` is the page's width in heights of the letters.

    A column has at least its longest word. What is left goes to columns of long texts; codes and numbers stay narrow.
    """
    least, wanted = [], []
    for column, name in enumerate(table.columns):
        texts = [shown(row[column]) for row in table.rows]
        word = max((_wide(part) for told in texts for part in told.split(" ")), default=0)
        head = max(_wide(part) for part in name.split(" ")) * _BOLD
        least.append(max(word, head) + _PADDING)
        wanted.append(max(least[-1], min(max(map(_wide, texts), default=0), _LONG) + _PADDING))
    spare = room - sum(least)
    asked = [want - need for want, need in zip(wanted, least, strict=True)]
    if spare <= 0 or not any(asked):
        return [need / sum(least) for need in least]
    return [(need + spare * ask / sum(asked)) / room for need, ask in zip(least, asked, strict=True)]


def _wide(words: str) -> float:
    """Return the width of words in a usual sans-serif font, in heights of its letters."""
    return sum(0.9 if sign in _WIDEST else 0.75 if sign.isupper() else 0.3 if sign in _THIN else 0.58 for sign in words)


_WIDEST, _THIN = frozenset("ШЩЖЮЫМФW@%№шщжюыфмwm—…"), frozenset(" \u00a0.,:;'|!il")
