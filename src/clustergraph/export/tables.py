"""CSV tables of the graph: one file a kind of node and a kind of link, for spreadsheets and for other programs.

UTF-8 with a byte order mark, so that Excel reads Cyrillic; commas, decimal points and CRLF as RFC 4180 has them. A
Russian Excel that is to open a file by a double click wants `delimiter=";", decimal=","`. Columns do not depend on the
data: `uid` (of a link also `src`, `dst`), the properties of the kind in the order of the ontology, `sources`.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from clustergraph.errors import InputError
from clustergraph.files import guarded, replacing
from clustergraph.i18n import plural, text
from clustergraph.model.records import Entity, Link, Record, Value
from clustergraph.model.results import Result, Table
from clustergraph.model.terms import KINDS, LINKS, PROPERTIES

if TYPE_CHECKING:
    from typing import TextIO

_NAMES = frozenset({"name", "name_en", "legal_name", "legal_name_en", "alt_name"})


@dataclass(frozen=True, slots=True)
class ExportedFile:
    """One table that was written."""

    path: Path
    kind: str
    rows: int


@dataclass(frozen=True, slots=True)
class ExportReport(Result):
    """What an export wrote."""

    folder: Path
    files: Sequence[ExportedFile]
    nodes: int
    links: int
    stale: Sequence[Path] = ()
    """Tables of kinds that this export does not have: left there by an earlier one."""
    unlisted: Sequence[str] = ()
    """`Kind.key` of properties that the ontology does not give to the kind; they are in no column."""

    def to_text(self) -> str:
        """Return a line a file, and what else the reader should know."""
        lines = [text("export.written", folder=self.folder, nodes=self.nodes, links=self.links)]
        lines += [f"  {file.path.name}: {plural(file.rows, 'common.rows')}" for file in self.files]
        if self.stale:
            lines.append(text("export.stale", files=", ".join(path.name for path in self.stale)))
        if self.unlisted:
            lines.append(text("export.unlisted", keys=", ".join(self.unlisted)))
        return "\n".join(lines)

    def table(self) -> Table:
        """Return a row a file."""
        return ("path", "kind", "rows"), [(str(file.path), file.kind, file.rows) for file in self.files]


def write_csv(
    folder: Path,
    entities: Iterable[Entity],
    links: Iterable[Link],
    *,
    delimiter: str = ",",
    decimal: str = ".",
    personal: bool = False,
) -> ExportReport:
    """Write the records in the order they come, as a stream; the files appear together or not at all.

    Lists are joined by `; `, decimals have the places the ontology gives them, booleans are `true` and `false`. A text
    that a spreadsheet would take for a formula gets `'` in front. Names of persons and personal properties are left out
    unless `personal`.

    Raises
    ------
    InputError
        Where a file cannot be written, or delimiter and decimal sign are no pair a table can be read back with.
    """
    if delimiter not in (",", ";", "\t") or decimal not in (".", ",") or delimiter == decimal:
        raise InputError(text("export.delimiter", delimiter=delimiter, decimal=decimal), text("export.delimiter-hint"))
    unlisted: set[str] = set()
    with replacing() as files:
        folder.mkdir(parents=True, exist_ok=True)
        tables: dict[str, _Table] = {}
        records: Iterable[Record] = chain[Record](entities, links)
        for record in records:
            if record.kind not in tables:
                out = files.open(folder / f"{record.kind}.csv", encoding="utf-8-sig")
                tables[record.kind] = _Table(out, record, delimiter, decimal, personal=personal)
            unlisted.update(f"{record.kind}.{key}" for key in tables[record.kind].write(record))
    rows = {kind: table.rows for kind, table in tables.items()}
    other = {f"{kind}.csv" for kind in (*KINDS, *LINKS) if kind not in rows}
    return ExportReport(
        folder,
        [ExportedFile(folder / f"{kind}.csv", kind, rows[kind]) for kind in sorted(rows)],
        sum(rows[kind] for kind in rows if kind in KINDS),
        sum(rows[kind] for kind in rows if kind in LINKS),
        sorted(path for path in folder.glob("*.csv") if path.name in other),
        sorted(unlisted),
    )


class _Table:
    """One file that is being written."""

    def __init__(self, out: TextIO, first: Record, delimiter: str, decimal: str, *, personal: bool) -> None:
        info = LINKS[first.kind] if isinstance(first, Link) else KINDS[first.kind]
        hidden = _NAMES if isinstance(first, Entity) and KINDS[first.kind].personal else frozenset()
        self.rows = 0
        self._known = frozenset(info.properties)
        self._columns = [
            (key, _cell(key, decimal))
            for key in info.properties
            if personal or not (key in hidden or PROPERTIES[key].personal)
        ]
        self._writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
        ends = ("src", "dst") if isinstance(first, Link) else ()
        self._writer.writerow(["uid", *ends, *(key for key, _ in self._columns), "sources"])

    def write(self, record: Record) -> Iterable[str]:
        """Write a row; return the properties that have no column."""
        ends = (record.src, record.dst) if isinstance(record, Link) else ()
        props = record.props
        cells = (cell(props[key]) if key in props else "" for key, cell in self._columns)
        self._writer.writerow([record.uid, *ends, *cells, "; ".join(record.sources)])
        self.rows += 1
        return props.keys() - self._known


def _cell(key: str, decimal: str) -> Callable[[Value], str]:
    """Return what turns a value of a property into a cell."""
    scale = PROPERTIES[key].scale

    def cell(value: Value) -> str:
        if isinstance(value, list):
            return guarded("; ".join(value))
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, float):
            return f"{value:.{scale}f}".replace(".", decimal)
        return guarded(value) if isinstance(value, str) else str(value)

    return cell
