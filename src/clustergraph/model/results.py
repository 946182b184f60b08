"""Results: frozen answers that print themselves as JSON, as text and as a table."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from html import escape
from pathlib import PurePath
from typing import TYPE_CHECKING, TypeAlias

from clustergraph.errors import MissingExtraError
from clustergraph.i18n import number, text

if TYPE_CHECKING:
    import pandas as pd

Json: TypeAlias = str | int | float | bool | list["Json"] | dict[str, "Json"] | None
Table: TypeAlias = tuple[Sequence[str], Sequence[Sequence[object]]]
"""Column names and rows."""

_SHOWN = 100
"""Rows of a table that a notebook shows."""


class Result:
    """Base of every answer; a subclass is a frozen dataclass and gives `to_text` and `table`."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Json]:
        """Return the answer as JSON data, keys in snake_case of the dataclass."""
        data = plain(self)
        assert isinstance(data, dict)
        return data

    def to_json(self) -> str:
        """Return one JSON object, keys sorted, texts readable."""
        return json.dumps(self.to_dict(), ensure_ascii=False, sort_keys=True, indent=2, allow_nan=False)

    def to_text(self) -> str:
        """Return the answer in words, in the language in force."""
        raise NotImplementedError

    def table(self) -> Table:
        """Return the rows of the answer, for a data frame or a spreadsheet."""
        raise NotImplementedError

    def _repr_html_(self) -> str:
        """Return the first rows as a table, for a notebook; texts of sources are escaped."""
        columns, rows = self.table()
        head = "".join(f"<th>{escape(column)}</th>" for column in columns)
        body = "".join(f"<tr>{''.join(map(_html_cell, row))}</tr>" for row in rows[:_SHOWN])
        more = "" if len(rows) <= _SHOWN else f"<p>{escape(text('common.more-rows', more=len(rows) - _SHOWN))}</p>"
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"

    def to_pandas(self) -> pd.DataFrame:
        """Return the rows as a pandas data frame; needs the extra `pandas`."""
        try:
            import pandas as pd
        except ImportError as error:
            raise MissingExtraError(text("common.needs-pandas"), "pip install 'clustergraph[pandas]'") from error
        columns, rows = self.table()
        return pd.DataFrame([list(row) for row in rows], columns=list(columns))


def _html_cell(value: object) -> str:
    if value is None:
        return "<td></td>"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return f"<td>{escape(str(value))}</td>"
    return f'<td style="text-align:right">{number(value, 2 if isinstance(value, float) else 0)}</td>'


def plain(value: object) -> Json:
    """Return a value as JSON data: dataclasses become objects, NaN becomes null, exact numbers become decimals."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Enum):
        return plain(value.value)
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, Decimal | Fraction):
        return float(value)
    if isinstance(value, float):
        return None if value != value or value in (float("inf"), float("-inf")) else value
    if isinstance(value, PurePath):
        return value.as_posix()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no JSON form")


def aligned(columns: Sequence[str], rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> str:
    """Return rows as text columns under a header, for a terminal; `right` names the columns set to the right."""
    widths = [max(len(str(row[i])) for row in (columns, *rows)) for i in range(len(columns))]

    def line(row: Sequence[str]) -> str:
        cells = (
            cell.rjust(width) if i in right else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        return "  ".join(cells).rstrip()

    return "\n".join([line(columns), line(["─" * width for width in widths]), *(line(row) for row in rows)])
