"""A questionnaire as a workbook: what to write where, drop-downs, no formulas; headers are those of its loader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from clustergraph.export.questionnaire.form import FORM, Form, Prepared
from clustergraph.files import replacing
from clustergraph.i18n import text, use
from clustergraph.load.recipe import Column, Table
from clustergraph.load.recipe_toml import recipe
from clustergraph.model.terms import TERMS

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

LOADER = "questionnaire"
_EMPTY_ROWS = 200
"""Rows for what is not prepared."""
_MADE = datetime(2000, 1, 1, tzinfo=UTC)
"""Written into every workbook, so that the same form gives the same bytes."""
_WIDTHS = {"inn": 15, "text": 34, "money": 20, "date": 14, "term": 32, "okpd2": 16, "number": 16}
_WIDTH = 18
_SUMS = ("buys", "sells")


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet of the form: its part of the form, and the tables of the loader that stand on it."""

    part: str
    title: str
    about: str
    rows: Table
    complete: Table | None = None


def write(form: Form, path: Path) -> None:
    """Write a questionnaire; the same form gives the same bytes. It is in Russian whatever the language in force."""
    import xlsxwriter

    with use("ru"), replacing() as files:
        book = xlsxwriter.Workbook(files.open_binary(path), {"strings_to_formulas": False, "strings_to_urls": False})
        book.set_properties({"title": form.title, "created": _MADE})
        _Writing(book, form).all()
        book.close()


def _sheets() -> list[_Sheet]:
    members, *rest = recipe(LOADER).tables
    buys_all, buys, sells_all, sells, agreements_all, agreements, makes, indicators = rest
    return [
        _Sheet("members", text("asking.sheet-members"), text("asking.about-members"), members),
        _Sheet("buys", text("asking.sheet-buys"), text("asking.about-buys"), buys, buys_all),
        _Sheet("sells", text("asking.sheet-sells"), text("asking.about-sells"), sells, sells_all),
        _Sheet(
            "agreements", text("asking.sheet-agreements"), text("asking.about-agreements"), agreements, agreements_all
        ),
        _Sheet("makes", text("asking.sheet-makes"), text("asking.about-makes"), makes),
        _Sheet("indicators", text("asking.sheet-indicators"), text("asking.about-indicators"), indicators),
    ]


class _Writing:
    """A workbook that is being written."""

    def __init__(self, book: Workbook, form: Form) -> None:
        self.book, self.form = book, form
        self.sheets = _sheets()
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.label = book.add_format({"bold": True, "valign": "top"})
        self.plain = book.add_format({"text_wrap": True, "valign": "top"})
        self.head = book.add_format({"bold": True, "text_wrap": True, "border": 1, "bg_color": "#D9E5F2"})
        self.grey_head = book.add_format({"italic": True, "text_wrap": True, "border": 1, "bg_color": "#D9D9D9"})
        self.grey = book.add_format({"bg_color": "#EDEDED", "num_format": "#,##0.00", "font_color": "#555555"})
        self.wanted = book.add_format({"bg_color": "#FFF6D6", "border": 1})
        self.codes = book.add_format({"num_format": "@"})
        self.sums = book.add_format({"num_format": "#,##0.00"})
        self.dates = book.add_format({"num_format": "dd.mm.yyyy"})
        self.lists: dict[tuple[str, ...], str] = {}
        """Choices → where they stand, for drop-downs."""

    def all(self) -> None:
        """Write the first sheet, the sheets to fill, and the lists of the drop-downs at the end."""
        first = self.book.add_worksheet(text("asking.sheet-first"))
        written = [self.book.add_worksheet(sheet.title) for sheet in self.sheets]
        self._lists = self.book.add_worksheet(text("asking.sheet-lists"))
        self._first(first)
        for sheet, worksheet in zip(self.sheets, written, strict=True):
            self._sheet(sheet, worksheet)

    def _first(self, worksheet: Worksheet) -> None:
        """Write what the form is, and how to fill it."""
        form = self.form
        worksheet.set_column(0, 0, 34)
        worksheet.set_column(1, 1, 90, self.plain)
        worksheet.write(0, 0, text("asking.title", period=form.period), self.title)
        named = [
            ("form", text("asking.cell-form"), FORM),
            ("source", text("asking.cell-source"), form.source),
            ("title", text("asking.cell-title"), form.title),
            ("cluster", text("asking.cell-cluster"), form.cluster),
            ("inn", text("asking.cell-inn"), "" if form.whole else form.firms[0].inn),
            ("period", text("asking.cell-period"), form.period),
        ]
        for line, (name, label, value) in enumerate(named, start=2):
            worksheet.write_string(line, 0, label, self.grey)
            worksheet.write_string(line, 1, value, self.grey)
            self._name(name, worksheet, line, 1)
        line = len(named) + 3
        steps = [text(f"asking.step-{number}") for number in range(1, 8)]
        worksheet.write(line, 0, text("asking.how"), self.label)
        for step in steps:
            worksheet.write(line, 1, step, self.plain)
            line += 1
        line += 1
        worksheet.write(line, 0, text("asking.questions"), self.label)
        for question in form.questions or [text("asking.no-questions")]:
            worksheet.write_string(line, 1, question, self.plain)
            line += 1

    def _name(self, name: str, worksheet: Worksheet, line: int, column: int) -> None:
        from xlsxwriter.utility import quote_sheetname, xl_rowcol_to_cell

        place = xl_rowcol_to_cell(line, column, row_abs=True, col_abs=True)
        self.book.define_name(f"clustergraph_{name}", f"={quote_sheetname(worksheet.name)}!{place}")

    def _sheet(self, sheet: _Sheet, worksheet: Worksheet) -> None:
        """Write a sheet: what it is for, unit and VAT, whether the list is complete, the rows."""
        worksheet.write(0, 0, f"{sheet.title}: {self.form.period}", self.title)
        worksheet.write(1, 0, sheet.about)
        line = 3
        if sheet.part in _SUMS:
            line = self._terms(sheet, worksheet, line)
        if sheet.complete is not None:
            line = self._complete(sheet, sheet.complete, worksheet, line)
        self._rows(sheet, worksheet, line)

    def _terms(self, sheet: _Sheet, worksheet: Worksheet, line: int) -> int:
        """Ask in what unit the sums stand, and whether VAT is in them."""
        side = sheet.part.removesuffix("s")
        units = (text("asking.roubles"), text("asking.thousands"), text("asking.millions"))
        vat = (text("asking.vat-none"), text("asking.vat-rate"), text("asking.vat-unknown"))
        for name, label, choices in (("unit", text("asking.unit"), units), ("vat", text("asking.vat"), vat)):
            worksheet.write(line, 0, label, self.label)
            self._answer(worksheet, line, f"{side}_{name}")
            # the rate is written by hand, so that other texts are not refused
            self._choice(worksheet, (line, 1, line, 1), choices, strict=name == "unit")
            self._name(f"{side}_{name}", worksheet, line, 1)
            line += 1
        return line + 1

    def _answer(self, worksheet: Worksheet, line: int, name: str) -> None:
        """Write a cell to be answered, with its answer where there is one."""
        worksheet.write(line, 1, self.form.answers.get(name), self.wanted)

    def _complete(self, sheet: _Sheet, table: Table, worksheet: Worksheet, line: int) -> int:
        """Ask of each firm whether its list is complete."""
        whose, complete = table.column("whose"), table.column("complete")
        for place, title in enumerate((whose.headers[0], complete.headers[0], text("asking.firm"))):
            worksheet.write(line, place, title, self.head)
        yes_no = (text("asking.yes"), text("asking.no"))
        for firm in self.form.firms:
            line += 1
            worksheet.write_string(line, 0, firm.inn, self.codes)
            self._answer(worksheet, line, sheet.part)
            self._choice(worksheet, (line, 1, line, 1), yes_no)
            worksheet.write_string(line, 2, firm.name)
        return line + 2

    def _rows(self, sheet: _Sheet, worksheet: Worksheet, line: int) -> None:
        """Write the header, the prepared rows, and empty ones."""
        columns = [c for c in sheet.rows.columns if c.headers and not c.cell and (c.name != "whose" or self.form.whole)]
        prepared: Sequence[Prepared] = getattr(self.form, sheet.part, ())
        last = line + len(prepared) + _EMPTY_ROWS
        for place, column in enumerate(columns):
            worksheet.write(line, place, column.headers[0], self.head)
            worksheet.set_column(place, place, _WIDTHS.get(column.type, _WIDTH), self._format(column))
            self._validate(worksheet, (line + 1, place, last, place), column)
        if prepared:
            grey = len(columns)
            known = text("asking.known-sum") if sheet.part in _SUMS else text("asking.known")
            worksheet.write(line, grey, known, self.grey_head)
            worksheet.write(line, grey + 1, text("asking.known-source"), self.grey_head)
            worksheet.set_column(grey, grey + 1, 28)
        for row in prepared:
            line += 1
            for place, column in enumerate(columns):
                value = row.whose if column.name == "whose" else row.cells.get(column.name, "")
                if value and column.type in ("money", "number"):
                    worksheet.write_number(line, place, float(value), self._format(column))
                elif value:
                    worksheet.write_string(line, place, value, self._format(column))
                elif column.required:
                    worksheet.write_blank(line, place, None, self.wanted)
            if isinstance(row.known, float):
                worksheet.write_number(line, grey, row.known, self.grey)
            else:
                worksheet.write_string(line, grey, row.known or "", self.grey)
            worksheet.write_string(line, grey + 1, row.source, self.grey)

    def _format(self, column: Column) -> Any:
        if column.type in ("money", "number"):
            return self.sums
        return self.dates if column.type == "date" else self.codes

    def _validate(self, worksheet: Worksheet, area: tuple[int, int, int, int], column: Column) -> None:
        """Let a spreadsheet refuse what the loader would refuse, and offer the choices of a list."""
        if column.type == "term":
            terms = [term for term in TERMS[column.scheme].values() if not column.sets or {*column.sets} & {*term.sets}]
            self._choice(worksheet, area, [term.label.ru for term in terms])
        elif column.type == "okei":
            self._choice(worksheet, area, [word for word, _ in column.values])
        elif column.type in ("money", "number"):
            told = text("asking.number-only")
            worksheet.data_validation(
                *area, {"validate": "decimal", "criteria": ">=", "value": 0, "error_message": told}
            )
        elif column.type == "date":
            least, told = date(1900, 1, 1), text("asking.date-only")
            worksheet.data_validation(
                *area, {"validate": "date", "criteria": ">=", "value": least, "error_message": told}
            )

    def _choice(
        self, worksheet: Worksheet, area: tuple[int, int, int, int], choices: Sequence[str], *, strict: bool = True
    ) -> None:
        """Offer a list; the choices stand on a sheet of their own, since a list in a rule holds 255 letters at most."""
        from xlsxwriter.utility import quote_sheetname, xl_range_abs

        key = tuple(choices)
        if key not in self.lists:
            column = len(self.lists)
            self._lists.write_column(0, column, choices)
            place = xl_range_abs(0, column, len(choices) - 1, column)
            self.lists[key] = f"={quote_sheetname(self._lists.name)}!{place}"
        rule = {"validate": "list", "source": self.lists[key], "show_error": strict}
        worksheet.data_validation(*area, {**rule, "error_message": text("asking.choose")})
