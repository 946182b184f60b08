"""What could not be read, as people find it: file, sheet, row, column, value, reason, and what to do now."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from clustergraph.i18n import text
from clustergraph.model.codelists import Flag

_SHOWN = 40
_PERSONAL_NUMBER = re.compile(r"(?<!\d)(?:\d[ -]?){11}\d(?!\d)|(?<!\d)(?:\d[ -]?){14}\d(?!\d)")


@dataclass(frozen=True, slots=True)
class Problem:
    """A cell or row that was refused; `row` as people count it, 0 where it is not of a row."""

    file: str
    sheet: str
    row: int
    column: str
    value: str
    reason: str
    hint: str = ""

    def place(self) -> str:
        """Return where it stands, in words."""
        parts = [
            self.file,
            text("load.sheet", name=self.sheet) if self.sheet else "",
            text("load.row", number=self.row) if self.row else "",
            text("load.column", name=self.column) if self.column else "",
        ]
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class FlaggedCode:
    """A code that was kept though its official list does not hold it as valid, and where it stood first."""

    scheme: str
    code: str
    flag: Flag
    file: str
    row: int


def is_personal_number(written: str) -> bool:
    """Tell whether a text holds the number of a natural person: 12 digits of an INN, 15 of an OGRNIP."""
    return _PERSONAL_NUMBER.search(written) is not None


def shown(value: str, *, personal: bool = False) -> str:
    """Return a value fit for a report: one line, shortened, numbers of natural persons masked.

    >>> shown("0055000000  12"), shown("some value"), shown("И. И. Иванов", personal=True)
    ('•••', 'some value', '•••')
    """
    line = " ".join(value.split())
    if personal or is_personal_number(line):
        return text("load.masked")
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """Problems of one reason in one column of one file: how many, and the first of them."""

    count: int
    first: Problem


def grouped(problems: Iterable[Problem]) -> list[ProblemGroup]:
    """Return the problems grouped by file, sheet, column and reason, the largest group first."""
    groups: dict[tuple[str, str, str, str], list[Problem]] = {}
    for problem in problems:
        groups.setdefault((problem.file, problem.sheet, problem.column, problem.reason), []).append(problem)
    found = [ProblemGroup(len(members), members[0]) for members in groups.values()]
    return sorted(found, key=lambda group: (-group.count, group.first.file, group.first.row, group.first.column))
