"""Which rows of a load were refused, in whole or in part, and why: what is written out to be corrected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from clustergraph.load.problems import Problem


class RowPlace(NamedTuple):
    """Where a row stands."""

    file: str
    sheet: str
    line: int


@dataclass(slots=True)
class Refused:
    """Why a row is to be corrected."""

    reasons: list[str] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)
    shape: bool = False
    """It is too short or too wide."""
    needs: list[RowPlace] = field(default_factory=list)
    """Of a list declared complete: the rows that it lost."""

    def add(self, problem: Problem) -> None:
        """Take one more reason."""
        reason = f"{problem.column}: {problem.reason}" if problem.column else problem.reason
        if reason not in self.reasons:
            self.reasons.append(reason)
        if problem.hint and problem.hint not in self.hints:
            self.hints.append(problem.hint)


class RefusedRows(dict[RowPlace, Refused]):
    """Place → why."""

    def add(self, problem: Problem, *, shape: bool = False, needs: Iterable[RowPlace] = ()) -> None:
        """Note a problem of a row; one of a whole file has no row."""
        if not problem.row:
            return
        refused = self.setdefault(RowPlace(problem.file, problem.sheet, problem.row), Refused())
        refused.add(problem)
        refused.shape = refused.shape or shape
        refused.needs.extend(needs)
