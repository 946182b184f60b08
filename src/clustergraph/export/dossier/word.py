"""Documents as DOCX; the same document gives the same bytes."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction
from io import BytesIO
from typing import TYPE_CHECKING

from clustergraph.export.dossier.parts import Chapter, Document, Table, shown, widths
from clustergraph.export.packed import settled
from clustergraph.i18n import language, text
from clustergraph.model.words import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docx.document import Document as Word
    from docx.section import Section

_CREATED = datetime(2000, 1, 1, tzinfo=UTC)
_FONT = "Arial"
_WIDE = 6
"""Columns above which a page lies on its side."""
_WIDEST = 2000
"""Pixels of a picture above which its words would be too small on a page that stands."""
_MARGIN = 108
"""Of a cell, left and right, in twentieths of a point."""
_SMALL = 8
"""Letters of a table, points."""


def docx(document: Document, name: str, marks: Sequence[str]) -> bytes:
    """Return a document as DOCX; `marks` stand under the title, and the first of them at the foot of every page."""
    import docx as office

    word = office.Document()
    _prepare(word, document, marks)
    word.add_heading(clean(document.title), level=0)
    word.add_paragraph(clean(name)).runs[0].bold = True
    for mark in marks:
        word.add_paragraph(mark).runs[0].italic = True
    for chapter in document.chapters:
        _turn(word, _lies(document, chapter))
        word.add_heading(clean(chapter.title), level=1)
        for line in chapter.lines:
            word.add_paragraph(shown(line)).paragraph_format.keep_with_next = bool(chapter.picture or chapter.tables)
        if chapter.picture and chapter.picture.png:
            _picture(word, chapter.picture.png)
        elif chapter.picture and not chapter.tables:
            word.add_paragraph(text("dossier.no-font"))
        for table in chapter.tables:
            _table(word, table)
    out = BytesIO()
    word.save(out)
    return settled(out.getvalue())


def _prepare(word: Word, document: Document, marks: Sequence[str]) -> None:
    """Set paper, fonts, language of spelling, the foot of every page, and properties without a clock."""
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    _lay(section, lies=bool(document.chapters) and _lies(document, document.chapters[0]))
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(18)
    section.footer.paragraphs[0].text = " · ".join(marks[:2])
    for style in ("Normal", "Title", "Heading 1", "Footer"):
        font = word.styles[style].font
        font.name = _FONT
        fonts = font.element.rPr.get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:cs"), _FONT)
    word.styles["Normal"].font.size = Pt(10)
    word.styles["Title"].font.size = Pt(20)
    word.styles["Footer"].font.size = Pt(7)
    for mark in word.styles.element.iter(qn("w:lang")):
        mark.set(qn("w:val"), "ru-RU" if language() == "ru" else "en-GB")
    core = word.core_properties
    core.author, core.title, core.comments = "clustergraph", clean(document.title), marks[0]
    core.last_modified_by, core.revision = "clustergraph", 1
    core.created = core.modified = _CREATED


def _lies(document: Document, chapter: Chapter) -> bool:
    """Tell whether a chapter lies on its side: all do where one has a wide table, else those with a wide picture."""
    if any(len(table.columns) > _WIDE for one in document.chapters for table in one.tables):
        return True
    if not chapter.picture or not chapter.picture.png:
        return False
    return int.from_bytes(chapter.picture.png[16:20]) > _WIDEST


def _turn(word: Word, lies: bool) -> None:
    """Begin a new page that stands or lies, where the one before does not."""
    section = word.sections[-1]
    if lies != ((section.page_width or 0) > (section.page_height or 0)):
        _lay(word.add_section(), lies=lies)


def _lay(section: Section, *, lies: bool) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Length

    short, long = (Length(side) for side in sorted((section.page_width or 0, section.page_height or 0)))
    section.orientation = WD_ORIENT.LANDSCAPE if lies else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (long, short) if lies else (short, long)


def _picture(word: Word, png: bytes) -> None:
    """Put a picture as wide as the page is, but never higher than three quarters of it."""
    section = word.sections[-1]
    wide = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
    high = int((section.page_height or 0) * 0.7)
    shape = word.add_picture(BytesIO(png))
    scale = min(wide / shape.width, high / shape.height, 1.0)
    shape.width, shape.height = int(shape.width * scale), int(shape.height * scale)


def _table(word: Word, table: Table) -> None:
    """Write a table whose header comes again on every page and whose rows stay whole."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    section = word.sections[-1]
    wide = (section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0)
    shares = widths(table, wide / Pt(_SMALL))
    grid = word.add_table(rows=1, cols=len(table.columns), style="Table Grid")
    grid.autofit = False
    indent = OxmlElement("w:tblInd")  # the frame begins where the text does, not a cell's margin before it
    indent.set(qn("w:w"), str(_MARGIN))
    indent.set(qn("w:type"), "dxa")
    grid._tblPr.append(indent)
    for column, share in zip(grid.columns, shares, strict=True):
        column.width = int(wide * share)
    for number, row in enumerate((table.columns, *table.rows)):
        cells = grid.rows[0].cells if not number else grid.add_row().cells
        for cell, value, share in zip(cells, row, shares, strict=True):
            cell.width = int(wide * share)
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(1), Pt(2)
            run = paragraph.add_run(shown(value))
            run.font.size = Pt(_SMALL)
            run.bold = not number
            if number and isinstance(value, int | Fraction):
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for number, line in enumerate(grid.rows):
        properties = line._tr.get_or_add_trPr()  # python-docx has no other way to say this
        properties.append(OxmlElement("w:cantSplit"))
        if not number:
            properties.append(OxmlElement("w:tblHeader"))
    word.add_paragraph()
