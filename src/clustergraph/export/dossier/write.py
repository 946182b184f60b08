"""The dossier of a group as a folder of documents, all there or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from clustergraph.export.dossier import chapters
from clustergraph.export.dossier.page import page
from clustergraph.export.dossier.parts import Document, Dossier
from clustergraph.export.dossier.programme import programme
from clustergraph.export.dossier.word import docx
from clustergraph.export.dossier.workbook import workbook
from clustergraph.files import replacing
from clustergraph.i18n import text
from clustergraph.model.results import Result, Table


@dataclass(frozen=True, slots=True)
class DossierFiles(Result):
    """What was written."""

    folder: Path
    group: str
    name: str
    edition: str
    period: str
    day: str
    stamp: str
    files: Sequence[Path]

    def to_text(self) -> str:
        """Return where the documents lie, one a line."""
        head = text("dossier.written", name=self.name, folder=self.folder)
        return "\n".join([head, *(f"  {file.name}" for file in self.files), text("dossier.unofficial")])

    def table(self) -> Table:
        """Return a row a file."""
        return ("path",), [(str(file),) for file in self.files]


def write_dossier(dossier: Dossier, folder: Path) -> DossierFiles:
    """Write application, note, programme and what is missing as DOCX, the calculation as XLSX, all as one page.

    The same input gives the same bytes.

    Raises
    ------
    InputError
        Where a file cannot be written; then none is.
    """
    name, marks = dossier.evidence.name, chapters.marks(dossier)
    documents: dict[str, Document] = {
        "application": chapters.application(dossier),
        "note": chapters.note(dossier),
        "programme": programme(dossier),
        "missing": chapters.missing(dossier),
    }
    contents = {f"{title}.docx": docx(document, name, marks) for title, document in documents.items()}
    contents["calculation.xlsx"] = workbook(dossier)
    used = Document(text("dossier.chapter-sources"), [chapters.sources(dossier)])
    contents["dossier.html"] = page(name, marks, [*documents.values(), used]).encode()
    with replacing() as files:
        folder.mkdir(parents=True, exist_ok=True)
        for title in sorted(contents):
            files.open_binary(folder / title).write(contents[title])
    report = dossier.report
    written = [folder / title for title in sorted(contents)]
    return DossierFiles(
        folder, dossier.evidence.group, name, report.edition, report.period, dossier.day, report.stamp, written
    )
