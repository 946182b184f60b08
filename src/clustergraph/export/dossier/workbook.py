"""calculation.xlsx: amounts as values with their source; sums, ratio and verdict as formulas with our result stored.

Every text is written as a text, never as a formula, whatever it begins with.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from fractions import Fraction
from io import BytesIO
from typing import TYPE_CHECKING

from clustergraph.analysis.law import words
from clustergraph.analysis.law.figures import Figure
from clustergraph.analysis.law.interval import Interval, judge
from clustergraph.analysis.law.report import Checked
from clustergraph.export.dossier import facts, trade
from clustergraph.export.dossier.chapters import marks
from clustergraph.export.dossier.parts import Cell, Chapter, Dossier, Table, shown
from clustergraph.i18n import text

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_CREATED = datetime(2000, 1, 1, tzinfo=UTC)
_FOOTER = 250
"""Characters that a spreadsheet's footer holds."""
_WIDEST, _NARROWEST, _LINE = 48, 9, 15


def workbook(dossier: Dossier) -> bytes:
    """Return the spreadsheet: members, matrix, calculation, agreements, plan, gaps, sources."""
    from xlsxwriter import Workbook as New

    out = BytesIO()
    book = New(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": text("dossier.calculation"), "created": _CREATED, "author": "clustergraph"})
    book.set_calc_mode("auto")
    sheets = _Sheets(book, dossier)
    sheets.table(text("dossier.sheet-members"), facts.members(dossier))
    sheets.matrix(text("dossier.sheet-matrix"))
    sheets.calculation(text("dossier.sheet-calculation"))
    sheets.table(text("dossier.sheet-agreements"), facts.agreements(dossier))
    sheets.chapter(text("dossier.sheet-plan"), dossier.plan, text("dossier.no-plan"))
    sheets.table(text("dossier.sheet-map"), trade.flows(dossier))
    sheets.table(text("dossier.sheet-gaps"), facts.gaps(dossier))
    sheets.table(text("dossier.sheet-sources"), facts.sources(dossier))
    book.close()
    return out.getvalue()


class _Sheets:
    """Sheets of one workbook, all with the same head."""

    def __init__(self, book: Workbook, dossier: Dossier) -> None:
        self._book, self._dossier = book, dossier
        self._formats: Mapping[str, Format] = {
            name: book.add_format(look)
            for name, look in {
                "title": {"bold": True, "font_size": 14},
                "note": {"font_color": "#555555"},
                "header": {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E8EEF4"},
                "text": {"text_wrap": True, "valign": "top"},
                "bold": {"bold": True},
                "money": {"num_format": "#,##0.00", "valign": "top"},
                "least": {"num_format": '#,##0.00"+"', "valign": "top"},
                "share": {"num_format": "0.00%", "valign": "top"},
                "count": {"num_format": "#,##0", "valign": "top"},
                "date": {"num_format": "dd.mm.yyyy", "align": "left", "valign": "top"},
            }.items()
        }

    def _sheet(self, title: str) -> tuple[Worksheet, int]:
        """Return a new sheet with its head, and the first free row."""
        sheet = self._book.add_worksheet(title)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L&7{' · '.join(marks(self._dossier)[:2])}&R&7&P"[:_FOOTER])
        sheet.write_string(0, 0, f"{self._dossier.evidence.name}: {title}", self._formats["title"])
        lines = marks(self._dossier)
        for row, line in enumerate(lines, start=1):
            sheet.write_string(row, 0, line, self._formats["note"])
        return sheet, len(lines) + 2

    def table(self, title: str, table: Table) -> None:
        """Write a sheet of one table; without rows it says so."""
        sheet, row = self._sheet(title)
        self._rows(sheet, row, table)
        sheet.freeze_panes(row + 1, 0)

    def chapter(self, title: str, chapter: Chapter | None, absent: str) -> None:
        """Write a sheet of a chapter that may not be there."""
        sheet, row = self._sheet(title)
        for line in chapter.lines if chapter else [absent]:
            sheet.write_string(row, 0, line)
            row += 1
        for table in chapter.tables if chapter else ():
            row = self._rows(sheet, row, table) + 1

    def _rows(self, sheet: Worksheet, row: int, table: Table) -> int:
        if not table.rows:
            sheet.write_string(row, 0, text("dossier.no-data"))
            return row + 1
        wide = [_wide(table, column) for column in range(len(table.columns))]
        self._header(sheet, row, table.columns, wide)
        for line in table.rows:
            row += 1
            sheet.set_row(row, _height(line, wide))
            for column, cell in enumerate(line):
                self._cell(sheet, row, column, cell)
        return row + 1

    def _header(self, sheet: Worksheet, row: int, names: Sequence[str], wide: Sequence[float]) -> None:
        for column, (name, width) in enumerate(zip(names, wide, strict=True)):
            sheet.write_string(row, column, name, self._formats["header"])
            sheet.set_column(column, column, width)
        sheet.set_row(row, _height(names, wide))

    def _cell(self, sheet: Worksheet, row: int, column: int, cell: Cell) -> None:
        if isinstance(cell, date):
            sheet.write_datetime(row, column, cell, self._formats["date"])
        elif isinstance(cell, Fraction):
            sheet.write_number(row, column, float(cell), self._formats["money"])
        elif isinstance(cell, int):
            sheet.write_number(row, column, cell, self._formats["count"])
        elif cell is not None:
            sheet.write_string(row, column, cell, self._formats["text"])

    def matrix(self, title: str) -> None:
        """Write supplier × buyer in roubles: blank is not zero; sums by formula, with what is left unexplained."""
        sheet, top = self._sheet(title)
        found = self._dossier.cooperation
        firms, cells = found.firms, {(cell.supplier, cell.buyer): cell for cell in found.cells}
        sheet.write_string(top, 0, text("law.cooperation-legend"), self._formats["note"])
        head, last = top + 1, len(firms)
        names = [text("law.column-supplier-buyer"), *(name for _, name in firms)]
        names += _margin_names()
        wide = [40, *(19 for _ in names[1:])]
        self._header(sheet, head, names, wide)
        for row, (seller, name) in enumerate(firms, start=head + 1):
            sheet.write_string(row, 0, name, self._formats["text"])
            sheet.set_row(row, _height([name], wide))
            for column, (buyer, _) in enumerate(firms, start=1):
                cell = cells.get((seller, buyer))
                if cell is None:
                    continue
                if cell.state == "no-amount":
                    sheet.write_string(row, column, "?")
                else:
                    look = "least" if cell.state == "between" else "money"
                    sheet.write_number(row, column, float(cell.amount.low), self._formats[look])
        self._margins(sheet, head, last)

    def _margins(self, sheet: Worksheet, head: int, last: int) -> None:
        """Write sales to the right of the matrix and purchases below it; what is unexplained is a formula."""
        firms = [uid for uid, _ in self._dossier.cooperation.firms]
        labels = _margin_names()
        for step, label in enumerate(labels, start=head + last + 1):
            sheet.write_string(step, 0, label, self._formats["header"])
        for margin in self._dossier.cooperation.margins:
            place = firms.index(margin.firm)
            sales = margin.side == "sales"
            spots = [
                (head + 1 + place, last + 1 + step) if sales else (head + last + 1 + step, 1 + place)
                for step in range(len(labels))
            ]
            first, final = (
                ((spots[0][0], 1), (spots[0][0], last)) if sales else ((head + 1, 1 + place), (head + last, 1 + place))
            )
            if margin.inside is not None:
                self._formula(sheet, *spots[0], f"SUM({_at(*first)}:{_at(*final)})", margin.inside)
            if margin.outside is not None:
                sheet.write_number(*spots[1], float(margin.outside), self._formats["money"])
            for end, stated, left in (("low", 2, 4), ("high", 3, 5)):
                total = getattr(margin.stated, end) if margin.stated else None
                if total is None or margin.unexplained is None:
                    continue
                sheet.write_number(*spots[stated], float(total), self._formats["money"])
                formula = f"{_at(*spots[stated])}-{_at(*spots[0])}-{_at(*spots[1])}"
                self._formula(sheet, *spots[left], formula, getattr(margin.unexplained, end))

    def _formula(
        self, sheet: Worksheet, row: int, column: int, formula: str, result: Fraction | str, look: str = "money"
    ) -> None:
        stored = result if isinstance(result, str) else float(result)
        sheet.write_formula(row, column, f"={formula}", self._formats[look], stored)

    def calculation(self, title: str) -> None:
        """Write each share that is computed from firms: the firms' sums, the ratio and the verdict as formulas."""
        sheet, row = self._sheet(title)
        start = row
        for checked in self._dossier.report.requirements:
            for figure in checked.figures:
                if figure.parts:
                    row = self._figure(sheet, row, checked, figure) + 2
        if row == start:
            sheet.write_string(row, 0, text("dossier.no-data"))

    def _figure(self, sheet: Worksheet, row: int, checked: Checked, figure: Figure) -> int:
        name = f"{checked.id} {checked.title}: {words.metric(figure.metric)}"
        sheet.write_string(row, 0, name, self._formats["bold"])
        least = figure.metric == "coop_output_min"
        sheet.write_string(row + 1, 0, text("dossier.formula-least" if least else "dossier.formula-all"))
        if figure.denominator:
            sheet.write_string(row + 2, 0, text(f"law.denominator-{figure.denominator}"))
        head = row + 3
        columns = [text("dossier.column-firm"), text("dossier.inside-low"), text("dossier.inside-high"),
                   text("dossier.outside-low"), text("dossier.outside-high"), text("dossier.share-low"),
                   text("dossier.share-high")]  # fmt: skip
        self._header(sheet, head, columns, [_WIDEST, *(19 for _ in columns[1:])])
        for line, part in enumerate(figure.parts, start=head + 1):
            sheet.write_string(line, 0, part.name, self._formats["text"])
            ends = (part.inside.low, part.inside.high, part.outside.low, part.outside.high)
            for column, end in enumerate(ends, start=1):
                if end is not None:
                    sheet.write_number(line, column, float(end), self._formats["money"])
            if part.share is not None:
                self._ratio(sheet, line, line, line, part.share)
        final = head + len(figure.parts)
        if figure.value is None:
            sheet.write_string(final + 1, 0, text("law.no-value"))
            return final + 1
        return self._total(sheet, head + 1, final, checked, figure)

    def _ratio(self, sheet: Worksheet, row: int, first: int, last: int, share: Interval) -> None:
        """Write inside / (inside + outside) for both ends; an end that nothing bounds gives 0 or 1."""
        ends = (("low", 1, 4, 5, "0"), ("high", 2, 3, 6, "1"))
        for end, inside, outside, column, unbounded in ends:
            value = getattr(share, end)
            if value is None:
                continue
            upper = f"{_at(first, 4 if end == 'low' else 2)}:{_at(last, 4 if end == 'low' else 2)}"
            one, other = _at(row, inside), _at(row, outside)
            ratio = f"IF({one}+{other}=0,{unbounded},{one}/({one}+{other}))"
            formula = f"IF(COUNT({upper})<{last - first + 1},{unbounded},{ratio})"
            self._formula(sheet, row, column, formula, value, "share")

    def _total(self, sheet: Worksheet, first: int, last: int, checked: Checked, figure: Figure) -> int:
        value, row = figure.value, last + 1
        assert value is not None
        sheet.write_string(row, 0, text("dossier.total"), self._formats["bold"])
        if figure.metric == "coop_output_min":
            for column, end in ((5, value.low), (6, value.high)):
                if end is not None:
                    self._formula(sheet, row, column, f"MIN({_at(first, column)}:{_at(last, column)})", end, "share")
        else:
            for column in range(1, 5):
                ends = [_ends(part.inside, part.outside)[column - 1] for part in figure.parts]
                known = sum((end for end in ends if end is not None), Fraction(0))
                self._formula(sheet, row, column, f"SUM({_at(first, column)}:{_at(last, column)})", known)
            row = self._shared(sheet, row, first, last, figure)
        if figure is not checked.figure or checked.threshold is None or not checked.op:
            return row
        return self._verdict(sheet, row, checked, figure)

    def _shared(self, sheet: Worksheet, row: int, first: int, last: int, figure: Figure) -> int:
        """Write the ratio of the sums; where suppliers share what they have left, our narrower end is a value."""
        value = figure.value
        assert value is not None
        summed = _summed(figure)
        self._ratio(sheet, row, first, last, summed)
        if summed == value:
            return row
        sheet.write_string(row + 1, 0, text("dossier.narrowed"), self._formats["text"])
        sheet.set_row(row + 1, _height([text("dossier.narrowed")], [_WIDEST]))
        for column, end in ((5, value.low), (6, value.high)):
            if end is not None:
                sheet.write_number(row + 1, column, float(end), self._formats["share"])
        sheet.write_string(row + 2, 0, text("dossier.value"), self._formats["bold"])
        for column, joined, end in ((5, "MAX", value.low), (6, "MIN", value.high)):
            if end is not None:
                formula = f"{joined}({_at(row, column)},{_at(row + 1, column)})"
                self._formula(sheet, row + 2, column, formula, end, "share")
        return row + 2

    def _verdict(self, sheet: Worksheet, row: int, checked: Checked, figure: Figure) -> int:
        threshold, value = checked.threshold, figure.value
        assert threshold is not None
        assert value is not None
        assert checked.op
        sheet.write_string(row + 1, 0, text("dossier.threshold"), self._formats["text"])
        for column, end in ((5, threshold.low), (6, threshold.high)):
            if end is not None:
                sheet.write_number(row + 1, column, float(end), self._formats["share"])
        sheet.write_string(row + 2, 0, text("dossier.verdict"), self._formats["bold"])
        said = {code: words.verdict(code, indicative=checked.indicative) for code in ("PASS", "FAIL", "UNKNOWN")}
        if checked.op != ">=" or judge(value, checked.op, threshold) != checked.verdict:
            sheet.write_string(row + 2, 5, said[checked.verdict], self._formats["text"])
            return row + 2
        formula = _quoted(said["UNKNOWN"])
        if threshold.low is not None and value.high is not None:
            formula = f"IF(ROUND({_at(row, 6)},12)<{_at(row + 1, 5)},{_quoted(said['FAIL'])},{formula})"
        if threshold.high is not None:
            formula = f"IF(ROUND({_at(row, 5)},12)>={_at(row + 1, 6)},{_quoted(said['PASS'])},{formula})"
        self._formula(sheet, row + 2, 5, formula, said[checked.verdict], "bold")
        return row + 2


def _margin_names() -> list[str]:
    return [
        text("dossier.inside"), text("dossier.outside"), text("dossier.stated-low"), text("dossier.stated-high"),
        text("dossier.left-low"), text("dossier.left-high"),
    ]  # fmt: skip


def _wide(table: Table, column: int) -> float:
    longest = max(len(shown(line[column])) for line in table.rows)
    return min(max(longest, len(table.columns[column]) // 2, _NARROWEST) + 2, _WIDEST)


def _height(line: Sequence[Cell], wide: Sequence[float]) -> float:
    """Return the height of a row with wrapped texts: programs other than Excel do not find it themselves."""
    lines = max(-(-len(shown(cell)) * 5 // (int(width) * 4)) for cell, width in zip(line, wide, strict=False))
    return _LINE * max(lines, 1)


def _summed(figure: Figure) -> Interval:
    """Return the ratio of the sums over the firms, as the formulas of the sheet give it."""
    ends = [_ends(part.inside, part.outside) for part in figure.parts]

    def ratio(inside: int, outside: int, bound: int, unbounded: int) -> Fraction:
        if any(end[bound] is None for end in ends):
            return Fraction(unbounded)
        one, other = (sum((end[i] or Fraction(0) for end in ends), Fraction(0)) for i in (inside, outside))
        return one / (one + other) if one + other else Fraction(unbounded)

    return Interval(ratio(0, 3, 3, 0), ratio(1, 2, 1, 1))


def _ends(inside: Interval, outside: Interval) -> Sequence[Fraction | None]:
    return inside.low, inside.high, outside.low, outside.high


def _at(row: int, column: int) -> str:
    from xlsxwriter.utility import xl_rowcol_to_cell

    return str(xl_rowcol_to_cell(row, column))


def _quoted(words_: str) -> str:
    escaped = words_.replace('"', '""')
    return f'"{escaped}"'
