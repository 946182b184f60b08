"""Questionnaires filled as a person fills them: through another program's spreadsheet writer."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

BUYS, SELLS, AGREEMENTS, INDICATORS = "Мы покупаем", "Мы продаём", "Соглашения", "Показатели"
_COMPLETE = {
    BUYS: "Это полный перечень закупок за период",
    SELLS: "Это полный перечень продаж за период",
    AGREEMENTS: "Это полный перечень соглашений за период",
}
_ROWS = {BUYS: "Поставщик: ИНН", SELLS: "Покупатель: ИНН", AGREEMENTS: "Вторая сторона: ИНН"}


class Filling:
    """A questionnaire that somebody has opened."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.book = load_workbook(path)

    def save(self, path: Path | None = None) -> Path:
        self.book.save(path or self.path)
        return path or self.path

    def sheet(self, name: str) -> Worksheet:
        found = self.book[name]
        assert isinstance(found, Worksheet)
        return found

    def terms(self, sheet: str, unit: str, vat: str) -> None:
        cells = self.sheet(sheet)
        for label, value in (("Единица сумм", unit), ("НДС в суммах", vat)):
            cells.cell(self._line(sheet, label), 2, value)

    def complete(self, sheet: str, answer: str, inn: str = "") -> None:
        cells = self.sheet(sheet)
        line = self._line(sheet, _COMPLETE[sheet], column=2) + 1
        while inn and cells.cell(line, 1).value != inn:
            line += 1
        cells.cell(line, 2, answer)

    def rows(self, sheet: str) -> list[dict[str, Any]]:
        """The prepared rows, with the number of the line."""
        cells = self.sheet(sheet)
        head = self._head(sheet)
        titles = [str(cell.value) for cell in cells[head]]
        found: list[dict[str, Any]] = []
        for line in range(head + 1, cells.max_row + 1):
            values = [cell.value for cell in cells[line]]
            if any(values):
                found.append({"line": line, **dict(zip(titles, values, strict=True))})
        return found

    def put(self, sheet: str, values: Mapping[str, object], line: int = 0) -> None:
        """Write into a row, a new one where no line is named."""
        cells = self.sheet(sheet)
        head = self._head(sheet)
        titles = [cell.value for cell in cells[head]]
        line = line or max([head, *(row["line"] for row in self.rows(sheet))]) + 1
        for title, value in values.items():
            cells.cell(line, titles.index(title) + 1).value = value  # type: ignore[assignment]

    def _head(self, sheet: str) -> int:
        title = _ROWS.get(sheet, "Показатель предприятия")
        cells = self.sheet(sheet)
        rows = enumerate(cells.iter_rows(values_only=True), start=1)
        return next(number for number, row in rows if title in row)

    def _line(self, sheet: str, title: str, column: int = 1) -> int:
        cells = self.sheet(sheet)
        return next(line for line in range(1, 60) if cells.cell(line, column).value == title)
