"""The cells of one row while it is mapped: each is read once, and only when a record needs it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from clustergraph.i18n import text
from clustergraph.load.cells import EMPTY, Cell, Money, is_sole_trader, read
from clustergraph.load.problems import FlaggedCode, Problem, shown
from clustergraph.load.readers.base import Row
from clustergraph.load.recipe import Column
from clustergraph.load.sums import unit_of, vat_of
from clustergraph.model.codelists import LISTS, flag_of
from clustergraph.model.records import Value

if TYPE_CHECKING:
    from clustergraph.load.stating import Setter

_REMEMBERED = 4_096
"""Texts of a column that are remembered with their reading, then forgotten at once: memory stays bounded."""


class SheetColumns:
    """The columns of a table where they stand in one sheet, with what their texts were read as."""

    def __init__(
        self,
        columns: Sequence[Column],
        index: Sequence[int],
        titles: Sequence[str],
        file: str,
        sheet: str,
        constants: Mapping[str, str],
    ) -> None:
        self.columns = columns
        self.index = index
        self.titles = titles
        self.file = file
        self.sheet = sheet
        self.at: list[tuple[int, dict[str, Value | Money]]] = [(place, {}) for place in index]
        """Index in the row, and the values of texts that were read before without a remark."""
        self.personal = [False] * len(columns)
        self.constants = [constants.get(column.name, "") for column in columns]
        """What stands for a column that is no column: a cell of the file, or the name of one of several columns."""
        numbers = {column.name: number for number, column in enumerate(columns)}
        self.terms = [(numbers.get(column.unit_from, -1), numbers.get(column.vat_from, -1)) for column in columns]
        """Numbers of the columns that name the unit and the VAT of a sum."""

    def title(self, number: int) -> str:
        """Return the header of a column as it stands in the file, else its name in the loader."""
        index = self.index[number]
        if 0 <= index < len(self.titles):
            return self.titles[index]
        return self.columns[number].cell or self.columns[number].name


class RowCells:
    """The cells of one row; problems and repairs are noted as cells are read."""

    __slots__ = ("_found", "_sheet", "columns_at", "flagged", "line", "marks", "problems", "repaired", "texts")

    def __init__(self, row: Row, sheet: SheetColumns) -> None:
        self.line = row.line
        self.marks = row.marks
        lacking = len(sheet.titles) - len(row.cells)
        self.texts = row.cells if lacking <= 0 else row.cells + ("",) * lacking
        self._sheet = sheet
        self.columns_at = sheet.at
        self._found: list[Cell | None] = [None] * len(sheet.columns)
        self.problems: list[Problem] = []
        self.repaired = 0
        self.flagged: Sequence[FlaggedCode] = ()
        """Codes seen for the first time that their official list does not hold as valid."""

    def cell(self, number: int) -> Cell:
        """Return a cell by the number of its column in the loader."""
        found = self._found[number]
        if found is None:
            found = self._found[number] = self._first_reading(number)
        return found

    def _first_reading(self, number: int) -> Cell:
        index, values = self._sheet.at[number]
        written = self.texts[index] if index >= 0 else self._sheet.constants[number]
        if not written and not self.marks:
            return EMPTY
        column = self._sheet.columns[number]
        if column.unit_from or column.vat_from:
            return self._read_sum(number, written)
        value = values.get(written)
        found = Cell(value) if value is not None else read(written, column)
        if value is None and found.value is not None and not found.repaired and not found.hint:
            if len(values) >= _REMEMBERED:
                values.clear()
            values[written] = found.value
        if value is None and column.type in LISTS and found.value is not None:
            self._flag(column.type, found.value)
        if self.marks:
            found = self._marked(index, found)
        if found.reason:
            self.refuse(number, found.reason, found.hint, written)
        elif found.repaired:
            self.repaired += 1
        return found

    def _flag(self, scheme: str, value: Value | Money) -> None:
        for code in value if isinstance(value, list) else [value]:
            flag = flag_of(scheme, str(code))
            if flag:
                self.flagged = [*self.flagged, FlaggedCode(scheme, str(code), flag, self._sheet.file, self.line)]

    def _read_sum(self, number: int, written: str) -> Cell:
        """Read a sum of which another cell says the unit or the VAT."""
        column = self._sheet.columns[number]
        unit, vat = (str(self.cell(of).value or "") if of >= 0 else "" for of in self._sheet.terms[number])
        if written and column.unit_from and not unit_of(unit):
            found = Cell(reason=text("load.no-unit"), hint=text("load.no-unit-hint"))
        else:
            stated = replace(column, unit=unit_of(unit) if column.unit_from else column.unit)
            found = read(written, replace(stated, vat=vat_of(vat)) if column.vat_from else stated)
        if self.marks:
            found = self._marked(self._sheet.index[number], found)
        if found.reason:
            self.refuse(number, found.reason, found.hint, written)
        return found

    def _marked(self, index: int, found: Cell) -> Cell:
        """Judge a formula: one without a stored value, or marked for recalculation and 0, says nothing."""
        for marked, mark in self.marks:
            if marked == index and (mark == "uncalculated" or (mark == "stale" and not self.texts[index].strip("0.,"))):
                return Cell(reason=text("load.uncalculated"), hint=text("load.uncalculated-hint"))
        return found

    def refuse(self, number: int, reason: str, hint: str = "", written: str | None = None) -> None:
        """Note a problem of a cell (number -1: of the whole row)."""
        sheet = self._sheet
        if written is None:
            index = sheet.index[number] if number >= 0 else -1
            written = self.texts[index] if 0 <= index < len(self.texts) else ""
            written = written or (sheet.constants[number] if number >= 0 else "")
        personal = number >= 0 and sheet.personal[number]
        value = shown(written, personal=personal or is_sole_trader(written))
        title = sheet.title(number) if number >= 0 else ""
        self.problems.append(Problem(sheet.file, sheet.sheet, self.line, title, value, reason, hint))

    def personal_number(self, setters: Sequence[Setter]) -> str:
        """Return the digits of a natural person that stand in the place of an INN or OGRN, else ""."""
        for setter in setters:
            for ref in setter.refs:
                if isinstance(ref, int) and setter.key in ("inn", "ogrn") and self.cell(ref).person:
                    index = self._sheet.index[ref]
                    written = self.texts[index] if index >= 0 else self._sheet.constants[ref]
                    return re.sub(r"\D", "", written).zfill(12)
        return ""
