"""The report of a load: what was read, what was not, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clustergraph.i18n import number, plural, text
from clustergraph.load.problems import FlaggedCode, Problem, grouped
from clustergraph.model.codelists import code_list, twin_of
from clustergraph.model.results import Json, Result, Table
from clustergraph.store.base import Counts

_SHOWN_GROUPS = 12
_SHOWN_SLUGS = 5
_NOTHING = Counts()


@dataclass(frozen=True, slots=True)
class FileRead:
    """One sheet of a file as it was read."""

    file: str
    sheet: str
    format: str
    rows: int
    header: int = 0
    """Line on which the header begins; 0 where the format names its columns."""


@dataclass(frozen=True, slots=True)
class ColumnFill:
    """A column of the file, and how many of its cells hold something."""

    title: str
    filled: int
    rows: int


@dataclass(frozen=True, slots=True)
class RowSample:
    """What one row states, in words: so that people see whether columns mean what they think."""

    file: str
    sheet: str
    row: int
    states: Sequence[str]


@dataclass(frozen=True, slots=True)
class SlugMade:
    """A uid that was made from a text, because the file gives no code."""

    text: str
    uid: str


@dataclass(frozen=True, slots=True)
class LoadReport(Result):
    """What one load did. `load` is 0 where nothing was written: the same again, a dry run, an unreadable file."""

    loader: str
    title: str
    source: str
    load: int = 0
    dry_run: bool = False
    same_again: bool = False
    files: Sequence[FileRead] = ()
    rows: int = 0
    refused_rows: int = 0
    skipped_rows: int = 0
    """Blank rows and totals."""
    total_rows: int = 0
    """Of the skipped rows, those that hold totals."""
    nodes: Counts = _NOTHING
    links: Counts = _NOTHING
    problems: Sequence[Problem] = ()
    problem_count: int = 0
    """More than there are in `problems` where a file is full of them."""
    persons: int = 0
    """Sole traders and other natural persons that were left out."""
    nameless_sales: int = 0
    """Their sales, kept as purchases of the buyers without a name."""
    nameless_members: int = 0
    """Their roles in clusters, kept without a name."""
    repaired: int = 0
    """Cells whose lost leading zeros were put back."""
    unknown_columns: Sequence[ColumnFill] = ()
    """Columns that the loader does not know."""
    columns: Sequence[ColumnFill] = ()
    """Columns that it reads, of a dry run."""
    flagged: Sequence[FlaggedCode] = ()
    slugs: Sequence[SlugMade] = ()
    notes: Sequence[str] = ()
    samples: Sequence[RowSample] = ()
    """What the first rows state, of a dry run."""
    unreadable_files: Sequence[Problem] = ()

    @property
    def exit_code(self) -> int:
        """0, or 3 where a file could not be read at all."""
        return 3 if self.unreadable_files else 0

    def to_dict(self) -> dict[str, Json]:
        """Return the report as JSON data, with the exit code of the command."""
        data = super(LoadReport, self).to_dict()
        return {**data, "exit_code": self.exit_code}

    def to_text(self) -> str:
        """Return the report in words: first what stands in the graph now, then what does not."""
        if not self.loader:
            return "\n".join(_refusal(problem) for problem in self.unreadable_files)
        lines = [self._headline(), *(_file_line(file) for file in self.files)]
        if self.same_again:
            return "\n".join([*lines, text("load.same-again")])
        lines.append(
            text("load.rows-read", rows=plural(self.rows, "common.rows"), taken=number(self.rows - self.refused_rows))
        )
        lines += [_counts_line(text("load.nodes"), self.nodes), _counts_line(text("load.links"), self.links)]
        return "\n".join([*lines, *self._samples(), *self._remarks(), *self._problems()])

    def _headline(self) -> str:
        if self.dry_run:
            return text("load.headline-dry", title=self.title, source=self.source)
        if not self.load:
            return text("load.headline-nothing", title=self.title, source=self.source or "—")
        return text("load.headline", title=self.title, source=self.source, load=self.load)

    def _samples(self) -> list[str]:
        filled = ", ".join(f"{column.title} {_share(column)}" for column in self.columns)
        lines = [text("load.filled", columns=filled)] if filled else []
        lines += [text("load.samples")] if self.samples else []
        for sample in self.samples:
            sheet = f"{text('load.sheet', name=sample.sheet)}, " if sample.sheet else ""
            lines.append(f"  {sample.file}, {sheet}{text('load.row', number=sample.row)}")
            lines += [f"    {state}" for state in sample.states]
        return lines

    def _remarks(self) -> list[str]:
        lines = [_refusal(problem) for problem in self.unreadable_files]
        if self.total_rows:
            lines.append(text("load.totals", count=number(self.total_rows)))
        if self.persons:
            lines.append(text("load.persons", count=number(self.persons)))
        if self.nameless_sales:
            lines.append(text("load.nameless-sales", count=number(self.nameless_sales)))
        if self.nameless_members:
            lines.append(text("load.nameless-members", count=number(self.nameless_members)))
        if self.repaired:
            lines.append(text("load.repaired", count=number(self.repaired)))
        if self.nodes.held + self.links.held:
            lines.append(text("load.held", count=number(self.nodes.held + self.links.held)))
        if self.slugs:
            pairs = "; ".join(f"{made.text} → {made.uid}" for made in self.slugs[:_SHOWN_SLUGS])
            lines.append(text("load.slugs", count=number(len(self.slugs)), pairs=pairs))
        unknown = self.unknown_columns
        lines += [text("load.unknown-column", title=column.title, share=_share(column)) for column in unknown]
        return [*lines, *self._flags(), *self.notes]

    def _flags(self) -> list[str]:
        lines = []
        for scheme, flag in dict.fromkeys((one.scheme, one.flag) for one in self.flagged):
            found = [one for one in self.flagged if (one.scheme, one.flag) == (scheme, flag)]
            codes = "; ".join(f"{one.code} ({one.file}, {one.row})" for one in found[:_SHOWN_SLUGS])
            known = code_list(scheme)
            say = {"title": str(known.title), "edition": known.edition, "count": number(len(found)), "codes": codes}
            twin = twin_of(scheme)
            if flag == "retired":
                lines.append(text("load.flag-retired", **say))
            elif flag == "other-list" and twin:
                lines.append(text("load.flag-other-list", **say, twin=twin.title))
            else:
                lines.append(text("load.flag-unknown", **say))
        return lines

    def _problems(self) -> list[str]:
        if not self.problem_count:
            return [text("load.no-problems")]
        groups = grouped(self.problems)
        lines = [text("load.problems", cells=number(self.problem_count), rows=number(self.refused_rows))]
        lines += [f"  {number(group.count)} × {_refusal(group.first)}" for group in groups[:_SHOWN_GROUPS]]
        if len(groups) > _SHOWN_GROUPS:
            lines.append(text("load.more-problems", count=number(len(groups) - _SHOWN_GROUPS)))
        return lines

    def table(self) -> Table:
        """Return the problems, a row each."""
        columns = ("file", "sheet", "row", "column", "value", "reason", "hint")
        return columns, [tuple(getattr(problem, name) for name in columns) for problem in self.problems]


def _file_line(file: FileRead) -> str:
    name = f"{file.file}, {text('load.sheet', name=file.sheet)}" if file.sheet else file.file
    known = f"{file.format}, {text('load.header', line=file.header)}" if file.header else file.format
    return text("load.file", name=name, format=known, rows=plural(file.rows, "common.rows"))


def _share(column: ColumnFill) -> str:
    return text("load.per-cent", share=number(100 * column.filled / column.rows if column.rows else 0))


def _counts_line(what: str, counts: Counts) -> str:
    parts = [
        text("load.created", count=number(counts.created)),
        text("load.updated", count=number(counts.updated)),
        text("load.unchanged", count=number(counts.unchanged)),
    ]
    if counts.closed:
        parts.append(text("load.closed", count=number(counts.closed)))
    return f"{what}: {', '.join(parts)}"


def _refusal(problem: Problem) -> str:
    value = text("load.value", value=problem.value) if problem.value else ""
    return f"{problem.place()}: {problem.reason}{value}. {problem.hint}".rstrip()


@dataclass(frozen=True, slots=True)
class LoaderFit(Result):
    """How a file fits a loader, by its headers."""

    loader: str
    title: str
    fits: bool
    found: Sequence[str]
    """Headers of the file that the loader knows."""
    missing: Sequence[str]
    """Required columns that the file lacks."""
    unknown: Sequence[str]
    """Headers that the loader does not know."""
    format: str = ""
    """How the file was read."""
    sheet: str = ""
    header: int = 0
    """Line of the header by which it fits."""

    def to_text(self) -> str:
        """Return the fit in one line."""
        verdict = text("load.fits") if self.fits else text("load.fits-not", missing=", ".join(self.missing) or "—")
        known = text("load.fit-columns", found=len(self.found), all=len(self.found) + len(self.unknown))
        where = [text("load.sheet", name=self.sheet)] if self.sheet else []
        where += [text("load.header", line=self.header)] if self.header else []
        return "; ".join((f"{self.loader} ({self.title}): {verdict}", known, *where))

    def table(self) -> Table:
        """Return one row."""
        columns = ("loader", "fits", "found", "missing", "unknown")
        return columns, [(self.loader, self.fits, len(self.found), ", ".join(self.missing), ", ".join(self.unknown))]
