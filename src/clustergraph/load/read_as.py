"""How a file is to be read where people say it, and nothing is found by itself."""

from __future__ import annotations

from dataclasses import dataclass, replace

from clustergraph.errors import InputError
from clustergraph.i18n import text
from clustergraph.load.recipe import Column, Recipe
from clustergraph.load.sums import unit_of, vat_of

_UNKNOWN_VAT = ("unknown", "не знаю", "неизвестно")


@dataclass(frozen=True, slots=True)
class ReadAs:
    """What is said of a file; "" and 0: found, or as its loader says."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header_row: int = 0
    """Line on which the header begins, from 1."""
    unit: str = ""
    """OKEI code of the unit in which sums stand."""
    vat: str = ""
    """Whether VAT is in sums: `none`, `included:RATE`, `unknown`."""

    def applied(self, recipe: Recipe) -> Recipe:
        """Return a loader that reads so."""
        if self == ReadAs():
            return recipe
        tables = [
            replace(
                table,
                sheet=self.sheet or table.sheet,
                header_row=self.header_row or table.header_row,
                columns=tuple(map(self._column, table.columns)),
            )
            for table in recipe.tables
        ]
        return replace(
            recipe,
            tables=tuple(tables),
            encoding=self.encoding or recipe.encoding,
            delimiter=self.delimiter or recipe.delimiter,
        )

    def _column(self, column: Column) -> Column:
        if column.type != "money":
            return column
        if self.unit:
            column = replace(column, unit=self.unit, unit_from="")
        return replace(column, vat=self.vat, vat_from="") if self.vat else column

    def sums(self) -> ReadAs:
        """Return what is said of sums alone: it holds of a row wherever the row stands."""
        return ReadAs(unit=self.unit, vat=self.vat)

    def terms(self) -> str:
        """Return what is said of sums in one word after a blank, "" where nothing is; `with_terms` reads it.

        >>> ReadAs(unit="384", vat="included:20").terms()
        ' unit=384,vat=included:20'
        """
        said = ",".join(f"{name}={value}" for name, value in (("unit", self.unit), ("vat", self.vat)) if value)
        return f" {said}" if said else ""


def with_terms(loader: str) -> tuple[str, ReadAs]:
    """Return the id of a loader and what stands behind it of sums.

    >>> with_terms("supplies unit=384")
    ('supplies', ReadAs(encoding='', delimiter='', sheet='', header_row=0, unit='384', vat=''))
    """
    id_, _, said = loader.partition(" ")
    terms = dict(term.partition("=")[::2] for term in said.split(",") if term)
    return id_, ReadAs(unit=_unit(terms.get("unit", "")), vat=_vat(terms.get("vat", "")))


def read_as(
    *, encoding: str = "", delimiter: str = "", sheet: str = "", header_row: int = 0, unit: str = "", vat: str = ""
) -> ReadAs:
    """Take what people say in their words: `тыс. руб.` or 384, `20` or `без НДС`.

    Raises
    ------
    InputError
        Where the unit is none of money, VAT is neither a rate nor absent nor unknown, or the line is none.
    """
    if header_row < 0:
        raise InputError(text("load.bad-header-row", value=header_row), text("load.bad-header-row-hint"))
    return ReadAs(encoding, delimiter, sheet, header_row, _unit(unit), _vat(vat))


def _unit(written: str) -> str:
    unit = unit_of(written)
    if written and not unit:
        raise InputError(text("load.bad-unit", value=written), text("load.bad-unit-hint"))
    return unit


def _vat(written: str) -> str:
    if not written:
        return ""
    vat = vat_of(written)
    if vat == "unknown" and written.casefold() not in _UNKNOWN_VAT:
        raise InputError(text("load.bad-vat", value=written), text("load.bad-vat-hint"))
    return vat
