"""Find the header of a sheet: the rows that name its columns, below titles, over one row or several."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, dropwhile, islice, pairwise

from clustergraph.errors import InputError
from clustergraph.i18n import text
from clustergraph.load.readers.base import Merged, Row, Sheet, letters

_SEARCHED = 30
_DEEPEST = 4
_NUMBERED = 4
_DROPPED = re.compile("[\"'«»“”„‘’`\u00ad\u200b\u200e\u200f\ufeff]")
_DBF = re.compile(r"([^\W\d]\w*),[CNDLFMIBT],\d+(?:,\d+)?")


@dataclass(frozen=True, slots=True)
class Header:
    """Where the columns of a sheet stand."""

    columns: Mapping[str, int]
    """Name of a wanted column → index from 0; without those that the sheet lacks."""
    titles: tuple[str, ...]
    """What the file calls each of its columns; "" where nothing stands."""
    lines: tuple[int, int]
    """First and last line of the header; (0, 0) in a sheet without rows."""


class _Block:
    """Some rows of a sheet, read together as a header."""

    def __init__(self, head: Sequence[Row], start: int, end: int, merged: Sequence[Merged], *, fill: bool) -> None:
        rows = head[start:end]
        width = max(len(row.cells) for row in rows)
        grid = [[*row.cells, *[""] * (width - len(row.cells))] for row in rows]
        first, last = rows[0].line, rows[-1].line
        self.whole = True
        for area in merged:
            inside = first <= area.first_line and area.last_line <= last
            if inside and area.last_line < last:  # a caption over the names of several columns
                cells = grid[[row.line for row in rows].index(area.first_line)]
                columns = range(area.first_column, min(area.last_column + 1, width))
                for column in columns:
                    cells[column] = cells[area.first_column]
            self.whole = self.whole and (inside or area.last_line < first or area.first_line > last)
        if fill:
            _fill(grid)
        self.end = end
        self.lines = (first, last)
        self._columns = list(zip(*grid, strict=True))
        self._forms = [" ".join(filter(None, map(normal, cells))) for cells in self._columns]

    @property
    def titles(self) -> tuple[str, ...]:
        """Names of the columns as they are written."""
        return tuple(" ".join(filter(None, map(_title, cells))) for cells in self._columns)

    def found(self, names_by_form: Mapping[str, Sequence[str]]) -> dict[str, list[int]]:
        """Return wanted name → indexes of the columns that bear it."""
        found: dict[str, list[int]] = {}
        for index, form in enumerate(self._forms):
            for name in names_by_form.get(form, ()):
                found.setdefault(name, []).append(index)
        return found


def find_header(
    sheet: Sheet,
    wanted: Mapping[str, Sequence[str]],
    *,
    header_rows: int = 0,
    header_row: int = 0,
    refuse_repeats: bool = True,
) -> tuple[Header, Iterator[Row]]:
    """Find the header among the first rows and return it with the rows below it.

    Among the first 30 rows the header is the row, or up to four rows joined, that bears most of the wanted names;
    of equals the one with fewer rows, then the upper one. A caption merged over several columns stands before the name
    of each (`Сумма` over `2022` is `Сумма 2022`). A row that only numbers the columns belongs to the header.

    Parameters
    ----------
    wanted
        Name of a column → texts by which the file may call it; compared by `normal`.
    header_rows
        Number of rows of the header; 0 to find it.
    header_row
        Line on which the header begins; 0 to find it.
    refuse_repeats
        Whether two columns with the same wanted name are an error; else the first counts.

    Raises
    ------
    InputError
        Where two columns bear the same wanted name.
    """
    names_by_form: dict[str, list[str]] = {}
    for name, texts in wanted.items():
        for form in dict.fromkeys(map(normal, texts)):
            names_by_form.setdefault(form, []).append(name)
    below_line = dropwhile(lambda row: row.line < header_row, sheet.rows)
    head = list(islice(below_line, 1 if sheet.keyed else _SEARCHED + _DEEPEST))
    merged = [area for area in sheet.merged if head and area.first_line <= head[-1].line]
    blocks = [(block.found(names_by_form), block) for block in _blocks(head, merged, header_rows, header_row)]
    if not blocks:
        return Header({}, (), (0, 0)), iter(head)
    found, best = max(blocks, key=lambda pair: (len(pair[0]), pair[1].whole))
    header = Header({name: indexes[0] for name, indexes in found.items()}, best.titles, best.lines)
    for indexes in found.values():
        if refuse_repeats and len(indexes) > 1:
            raise _repeated(sheet, header, indexes)
    below = best.end
    if below < len(head) and _only_numbers_columns(head[below]):
        below += 1
    return header, chain(head[below:], below_line)


def _blocks(head: Sequence[Row], merged: Sequence[Merged], header_rows: int, header_row: int) -> Iterator[_Block]:
    """Give the rows that may be a header, the likelier first: few rows before many, upper before lower."""
    depths = [header_rows] if header_rows else range(1, _DEEPEST + 1)
    for depth in depths:
        # without merged cells to tell, a caption may stand over empty cells to its right
        for fill in (False, True) if depth > 1 and not merged else (False,):
            for start in range(min(len(head) - depth + 1, 1 if header_row else _SEARCHED)):
                if any(head[start].cells):
                    yield _Block(head, start, start + depth, merged, fill=fill)


def _fill(grid: list[list[str]]) -> None:
    """Repeat a caption to the right while names stand below it."""
    for upper, lower in pairwise(grid):
        for column in range(1, len(upper)):
            if not upper[column] and lower[column] and lower[column - 1]:
                upper[column] = upper[column - 1]


def _only_numbers_columns(row: Row) -> bool:
    """Tell whether a row numbers the columns (1, 2, 3, 4 …), as official forms do."""
    written = [cell.strip() for cell in row.cells if cell]
    return len(written) >= _NUMBERED and written == [str(number) for number in range(1, len(written) + 1)]


def _title(cell: str) -> str:
    """Return the name of a column without line breaks; of `NAME,C,40`, a description of a DBF field, the name."""
    described = _DBF.fullmatch(cell.strip())
    return described.group(1) if described else " ".join(cell.replace("\ufeff", "").split())


@lru_cache(maxsize=4096)
def normal(title: str) -> str:
    """Return a name of a column in the form for comparing: without case, quotes, footnote marks, doubled spaces.

    >>> normal(" Объём\\n поставок*: ")
    'объем поставок'
    """
    plain = _DROPPED.sub("", _title(title)).casefold().replace("ё", "е")
    return " ".join(plain.split()).rstrip(" *:.")


def _repeated(sheet: Sheet, header: Header, indexes: Sequence[int]) -> InputError:
    titles = [header.titles[index] for index in indexes[:2]]
    columns = [letters(index) if sheet.name else str(index + 1) for index in indexes[:2]]
    where = ", ".join(filter(None, (sheet.file, sheet.name)))
    message = text(
        "readers.repeated-column",
        where=where,
        line=header.lines[1],
        first=f"«{titles[0]}» ({columns[0]})",
        second=f"«{titles[1]}» ({columns[1]})",
    )
    return InputError(message, text("readers.repeated-column-hint"))
