"""The letter that reminds firms of their questionnaires."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from clustergraph.export.packed import settled
from clustergraph.export.questionnaire.form import Firm
from clustergraph.files import replacing
from clustergraph.i18n import text

_MADE = datetime(2000, 1, 1, tzinfo=UTC)
"""Written into every letter, so that the same letter gives the same bytes."""


def write_letter(path: Path, cluster: str, period: str, silent: Sequence[Firm], missing: Sequence[str]) -> None:
    """Write a reminder as DOCX: who has not answered, and what the check still needs."""
    from docx import Document

    letter = Document()
    letter.core_properties.created = letter.core_properties.modified = _MADE
    letter.core_properties.author = ""
    letter.add_heading(text("asking.letter-title"), level=1)
    letter.add_paragraph(text("asking.letter-greeting"))
    letter.add_paragraph(text("asking.letter-asked", name=cluster, period=period))
    letter.add_paragraph(text("asking.letter-waiting") if silent else text("asking.letter-all"))
    for firm in silent:
        letter.add_paragraph(text("asking.letter-firm", name=firm.name, inn=firm.inn), style="List Bullet")
    if missing:
        letter.add_paragraph(text("asking.letter-missing"))
        for question in missing:
            letter.add_paragraph(question)
    letter.add_paragraph(text("asking.letter-please"))
    content = BytesIO()
    letter.save(content)
    with replacing() as files:
        files.open_binary(path).write(settled(content.getvalue()))
