"""Rows as people really hand them over: each with one defect, and what a careful loader does with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from clustergraph.synth import codes

Outcome = Literal["row-refused", "cell-refused", "repaired", "person-dropped", "held"]
"""row-refused: nothing of the row is loaded · cell-refused: the row is loaded without the cell · repaired: read right
and told · person-dropped: no person is kept, money stays nameless · held: rows of one identity that differ, none is
taken."""


@dataclass(frozen=True, slots=True)
class Defect:
    """A place in a file that the report of a load must name."""

    file: str
    line: int
    """Line of the file, the header is line 1."""
    column: str
    value: str
    """What stands in the cell; "" where the row is too short to have it."""
    outcome: Outcome


@dataclass(slots=True)
class Table:
    """A file in the making: clean rows, and defective ones with what is wrong in them."""

    file: str
    header: tuple[str, ...]
    rows: list[list[str]] = field(default_factory=list)
    defects: list[Defect] = field(default_factory=list)

    def add(self, row: Sequence[str]) -> None:
        """Append a clean row."""
        self.rows.append(list(row))

    def spoil(self, row: Sequence[str], column: str, value: str, outcome: Outcome) -> None:
        """Append a copy of the row whose cell holds the value."""
        spoilt = list(row)
        spoilt[self.header.index(column)] = value
        self.rows.append(spoilt)
        self._note(column, value, outcome)

    def truncate(self, row: Sequence[str], cells: int) -> None:
        """Append the beginning of a row, as a cut file ends."""
        self.rows.append(list(row[:cells]))
        self._note(self.header[cells], "", "row-refused")

    def _note(self, column: str, value: str, outcome: Outcome) -> None:
        self.defects.append(Defect(self.file, len(self.rows) + 1, column, value, outcome))


def spoil_enterprises(table: Table, rows: Sequence[Sequence[str]]) -> None:
    """Append nine rows of enterprises, each with its defect, to the table; the rows given are right."""
    first = rows[0][table.header.index("ИНН")]
    table.spoil(rows[0], "ИНН", first[:-1] + str((int(first[-1]) + 1) % 10), "row-refused")
    table.spoil(rows[1], "ИНН", "5,50E+09", "row-refused")
    for row in rows[2:5]:
        table.spoil(row, "ИНН", row[0].lstrip("0"), "repaired")
    ogrn = rows[5][1]
    table.spoil(rows[5], "ОГРН", ogrn[:-1] + str((int(ogrn[-1]) + 1) % 10), "cell-refused")
    table.spoil(rows[6], "ОКВЭД2", "пластик", "cell-refused")
    table.spoil(rows[7], "Дата сведений", "01.02.03", "cell-refused")
    trader = ["", "", "", "ИП Фамилия Имя Отчество", "", *rows[8][5:]]
    table.spoil(trader, "ИНН", codes.sole_trader_inn(1), "person-dropped")


def spoil_supplies(table: Table, rows: Sequence[Sequence[str]]) -> None:
    """Append nine rows of supplies, each with its defect, to the table; the rows given are right."""
    table.spoil(rows[0], "Дата документа", "01.02.03", "cell-refused")
    table.spoil(rows[1], "Дата документа", "31.02.2023", "cell-refused")
    table.spoil(rows[2], "Сумма, руб.", "по договоренности", "cell-refused")
    table.spoil(rows[3], "Год", "2О23", "row-refused")  # a Cyrillic letter instead of a zero
    table.spoil(rows[4], "ИНН покупателя", "005500001", "row-refused")
    table.spoil(rows[5], "Происхождение", "со склада", "cell-refused")
    trader = list(rows[6])
    trader[table.header.index("Поставщик")] = "ИП Фамилия Имя Отчество"
    table.spoil(trader, "ИНН поставщика", codes.sole_trader_inn(2), "person-dropped")
    table.spoil(rows[7], "Сумма, руб.", "1 000 000,00", "held")
    table.spoil(rows[7], "Сумма, руб.", "1 200 000,00", "held")
    table.truncate(rows[8], 3)
