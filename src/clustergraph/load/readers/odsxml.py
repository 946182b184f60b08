"""What calamine does not tell of an ODS file, read from its XML: merged cells, formulas, hidden rows and columns."""

from __future__ import annotations

from zipfile import ZipFile

from clustergraph.load.readers.base import Merged
from clustergraph.load.readers.sheetxml import Handler, SheetFacts, parse

_HIDDEN = ("collapse", "filter")


def sheet_facts(archive: ZipFile) -> tuple[dict[str, SheetFacts], dict[str, str]]:
    """Return name of sheet → what its XML tells, and the defined names; raises as `sheetxml.sheet_facts` does."""
    sheets = _Sheets()
    parse(archive, "content.xml", sheets)
    return sheets.facts, sheets.names


class _Sheets(Handler):
    """Counts rows and columns, repeated ones at once."""

    def __init__(self) -> None:
        self.facts: dict[str, SheetFacts] = {}
        self.names: dict[str, str] = {}
        self._sheet = SheetFacts()
        self._line = self._rows = self._column = self._described = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table":
            self._sheet = self.facts.setdefault(attributes.get("table:name", ""), SheetFacts())
            self._line, self._rows, self._described = 1, 0, 0
        elif tag == "table-column":
            first = self._described
            self._described += int(attributes.get("table:number-columns-repeated", 1))
            if attributes.get("table:visibility") in _HIDDEN:
                self._sheet.hidden_columns.append((first, self._described - 1))
        elif tag == "table-row":
            self._line += self._rows
            self._rows, self._column = int(attributes.get("table:number-rows-repeated", 1)), 0
            if attributes.get("table:visibility") in _HIDDEN:
                self._sheet.hidden_rows.append(self._line)
        elif tag == "named-range":
            self.names[attributes["table:name"].casefold()] = attributes.get("table:cell-range-address", "")
        elif tag in ("table-cell", "covered-table-cell"):
            self._cell(attributes)

    def _cell(self, attributes: dict[str, str]) -> None:
        line, column = self._line, self._column
        self._column += int(attributes.get("table:number-columns-repeated", 1))
        lines = int(attributes.get("table:number-rows-spanned", 1))
        columns = int(attributes.get("table:number-columns-spanned", 1))
        if lines > 1 or columns > 1:
            self._sheet.merged.append(Merged(line, column, line + lines - 1, column + columns - 1))
        if "table:formula" in attributes:
            stored = "office:value-type" in attributes
            self._sheet.marks[line].append((column, "formula" if stored else "uncalculated"))
