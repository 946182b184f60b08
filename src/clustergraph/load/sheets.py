"""Where the tables of a loader stand in a file, and which loader a file fits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from pathlib import Path

from clustergraph.errors import InputError
from clustergraph.i18n import text
from clustergraph.load.cells import ROUBLE
from clustergraph.load.header import Header, find_header, normal
from clustergraph.load.places import cell_of
from clustergraph.load.problems import shown
from clustergraph.load.read_as import ReadAs
from clustergraph.load.readers import open_book
from clustergraph.load.readers.base import Book, Row, Sheet
from clustergraph.load.recipe import Column, Recipe, Table
from clustergraph.load.recipe_toml import loader_ids, recipe
from clustergraph.load.report import LoaderFit
from clustergraph.load.sums import unit_of
from clustergraph.store.base import LoadedFile

_HEAD = 40
"""Rows of a sheet among which the header is looked for when a loader is recognised."""
_SHOWN = 5
_ENOUGH = 2
"""Columns that a file must share with a loader to be recognised."""


_FOUND = ReadAs()


@dataclass(frozen=True, slots=True)
class Variant:
    """One of several columns of one meaning, such as a year."""

    columns: Mapping[str, int]
    constants: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TableRows:
    """A table of a loader in a sheet: where its columns stand, and its rows, which can be read once."""

    table: Table
    sheet: str
    columns: Mapping[str, int]
    titles: Sequence[str]
    unknown: Sequence[int]
    """Indexes of columns that the loader does not know."""
    rows: Iterator[Row]
    notes: Sequence[str]
    first_line: int = 0
    """Where the header begins."""
    told: Sequence[str] = ()
    """What people should know of the header: units that the loader does not expect."""
    constants: Mapping[str, str] = field(default_factory=dict)
    """Column → what a single cell of the file says for it."""
    variants: Sequence[Variant] = ()
    """A row states something for each of them; none: once."""
    file: str = ""
    """The file that the rows come from, where it is not the one they are read from."""


@dataclass(frozen=True, slots=True)
class Examined:
    """A file of which the first rows of each sheet were read, before anything is loaded."""

    path: Path
    file: str
    sha256: str
    format: str
    heads: Sequence[tuple[Sheet, tuple[Row, ...]]]
    names: Mapping[str, str] = field(default_factory=dict)
    read_as: ReadAs = _FOUND

    def says(self, address: str, label: str = "") -> str:
        """Return what stands in a cell of the file."""
        return cell_of(address, self.names, [(sheet.name, rows) for sheet, rows in self.heads], label)


def examine(path: Path, read_as: ReadAs = _FOUND) -> Examined:
    """Open a file and read the heads of its sheets; whatever is wrong with the file is an `InputError`."""
    with open_book(path, encoding=read_as.encoding, delimiter=read_as.delimiter) as book:
        wanted = [sheet for sheet in book.sheets if read_as.sheet.casefold() in ("", sheet.name.casefold())]
        if not wanted:
            known = _quoted([sheet.name for sheet in book.sheets if sheet.name])
            message = text("load.no-sheet", file=book.file, sheet=read_as.sheet)
            raise InputError(message, text("load.no-sheet-hint", sheets=known or "—"))
        heads = [(sheet, tuple(islice(sheet.rows, _HEAD + read_as.header_row))) for sheet in wanted]
        return Examined(path, book.file, book.sha256, book.format, heads, book.names, read_as)


def parts(examined: Examined, chosen: Recipe) -> list[LoadedFile]:
    """Return the sheets of a file in which a loader finds its tables.

    Raises
    ------
    InputError
        Where a required column is missing from every sheet.
    """
    heads = [replace(sheet, rows=iter(rows)) for sheet, rows in examined.heads]
    book = Book(examined.file, examined.sha256, "", heads, examined.names)
    read = dict.fromkeys(found.sheet for found in tables(book, chosen))
    return [LoadedFile(examined.file, examined.sha256, sheet) for sheet in read]


def tables(book: Book, chosen: Recipe) -> Iterator[TableRows]:
    """Give the tables of a loader in the order of the sheets; a sheet without one is left out.

    Raises
    ------
    InputError
        Where a required column is missing from every sheet.
    """
    missing: list[str] = []
    found = False
    heads = [(sheet, tuple(islice(sheet.rows, _HEAD))) for sheet in book.sheets]
    tops = [(sheet.name, head) for sheet, head in heads]
    for sheet, head in heads:
        rest: Iterator[Row] = chain(head, sheet.rows)
        for table in chosen.tables:
            if table.sheet and table.sheet.casefold() != sheet.name.casefold():
                continue
            top = tuple(islice(rest, _HEAD + table.header_row))  # each table looks at the same first rows
            rows, lacking = _table(replace(sheet, rows=chain(top, rest)), table)
            if rows is not None:
                found = True
                said = {c.name: cell_of(c.cell, book.names, tops, c.label) for c in table.columns if c.cell}
                below = _until(rows.rows, table.until) if table.until else rows.rows
                unknown = [one for one in rows.unknown if normal(rows.titles[one]) not in chosen.printed_columns]
                rows = replace(rows, unknown=unknown)
                told = unit_notes(rows, top)
                below = _answered(below, rows.columns[table.answer]) if table.answer in rows.columns else below
                yield replace(rows, rows=below, constants=said, told=told)
                if not table.until:
                    break
                for _ in below:  # the next table of the sheet stands below this one
                    pass
                rest = rows.rows
                continue
            rest = chain(top, rest)
            missing = lacking if not missing or len(lacking) < len(missing) else missing
    if not found:
        raise no_table(book.file, chosen, missing)


def unit_notes(found: TableRows, top: Sequence[Row]) -> list[str]:
    """Return what headers and the rows above them say of thousands and millions that the loader reads otherwise."""
    sums = [(c, found.titles[found.columns[c.name]]) for c in found.table.columns if _is_sum(c, found)]
    notes = []
    for column, title in sums:
        unit = unit_of(title)
        if unit and unit != (column.unit or ROUBLE):
            notes.append(text("load.unit-differs", title=title, unit=_unit(unit), read=_unit(column.unit or ROUBLE)))
    for index in found.unknown:
        unit = unit_of(found.titles[index])
        if unit and unit != ROUBLE:
            notes.append(text("load.unit-unknown", title=found.titles[index], unit=_unit(unit)))
    captions = (cell for row in top if row.line < found.first_line for cell in row.cells if cell)
    for caption in captions:
        unit = unit_of(caption)
        differing = [title for column, title in sums if not unit_of(title) and unit != (column.unit or ROUBLE)]
        if unit and differing:
            read = _unit(next(column.unit or ROUBLE for column, title in sums if title == differing[0]))
            notes.append(text("load.unit-above", caption=shown(caption), title=differing[0], read=read))
    return notes


def _is_sum(column: Column, found: TableRows) -> bool:
    return column.type == "money" and not column.unit_from and column.name in found.columns


def _unit(code: str) -> str:
    return {"383": text("load.unit-383"), "384": text("load.unit-384")}.get(code, text("load.unit-385"))


def _until(rows: Iterator[Row], until: str) -> Iterator[Row]:
    """Give the rows of a table: to the first blank one, or to one with a cell that begins with the text."""
    for row in rows:
        if until == "blank":
            ended = not any(row.cells)
        else:
            ended = any(cell.strip().casefold().startswith(until.casefold()) for cell in row.cells)
        if ended:
            return
        yield row


def _answered(rows: Iterator[Row], column: int) -> Iterator[Row]:
    """Give the rows of a form in which a person answered."""
    return (row for row in rows if column < len(row.cells) and row.cells[column].strip())


def no_table(file: str, chosen: Recipe, missing: Sequence[str]) -> InputError:
    """Return the error for a file without the columns that a loader requires."""
    if not missing:
        return InputError(text("load.no-table", file=file, loader=chosen.id), text("load.missing-column-hint"))
    columns = _quoted(missing)
    message = text("load.missing-column", file=file, loader=chosen.id, columns=columns)
    return InputError(message, text("load.missing-column-hint"))


def _table(sheet: Sheet, table: Table) -> tuple[TableRows | None, list[str]]:
    """Return a table in a sheet, or the headers of the required columns that the sheet lacks."""
    header, rows = find_header(sheet, _wanted(table), header_rows=table.header_rows, header_row=table.header_row)
    lacking = _lacking(table, header)
    if lacking or not header.columns:
        return None, lacking
    variants, taken = variants_of(table, header.titles)
    known = {*header.columns.values(), *taken}
    unknown = [index for index, title in enumerate(header.titles) if title and index not in known]
    columns = {column.name: header.columns[column.name] for column in table.columns if column.name in header.columns}
    return TableRows(
        table, sheet.name, columns, header.titles, unknown, rows, sheet.notes, header.lines[0], variants=variants
    ), []


def _wanted(table: Table) -> dict[str, Sequence[str]]:
    """Return what the header is looked for by: columns, and the columns that stand side by side."""
    wanted: dict[str, Sequence[str]] = {column.name: column.headers for column in table.columns}
    side_by_side = {f"{unpivot.value} {title}": (title,) for unpivot in table.unpivots for title in unpivot.headers}
    return {**wanted, **side_by_side}


def variants_of(table: Table, titles: Sequence[str]) -> tuple[list[Variant], set[int]]:
    """Return what a row states something for, in the order of the file, and the indexes of these columns."""
    columns: dict[tuple[str, str], dict[str, int]] = {}
    taken: set[int] = set()
    for unpivot in table.unpivots:
        wanted = set(map(normal, unpivot.headers))
        for index, title in enumerate(titles):
            match = re.fullmatch(unpivot.form, title) if unpivot.form and title else None
            if match is None and normal(title) not in wanted:
                continue
            name = (match.group(match.lastindex or 0) if match else title) or title
            columns.setdefault((unpivot.name, name), {}).setdefault(unpivot.value, index)
            taken.add(index)
    return [Variant(places, {key: name}) for (key, name), places in columns.items()], taken


def _quoted(titles: Sequence[str]) -> str:
    return ", ".join(text("load.quoted", title=title) for title in titles)


def _lacking(table: Table, header: Header) -> list[str]:
    """Return the headers of required columns that a sheet lacks."""
    given = {name for unpivot in table.unpivots for name in (unpivot.name, unpivot.value)}
    names = (
        c.headers[0] if c.headers else c.name
        for c in table.columns
        if c.required and not c.cell and c.name not in header.columns and c.name not in given
    )
    return list(dict.fromkeys(names))


def try_loaders(path: Path, folders: Sequence[Path] = (), *, said: ReadAs | None = None) -> list[LoaderFit]:
    """Return how a file fits each loader, the best first; `said`: how it is to be read, where it is not found."""
    return fits(examine(path, said or _FOUND), folders)


def fits(examined: Examined, folders: Sequence[Path] = ()) -> list[LoaderFit]:
    """Return how a file fits each loader, the best first: by what is missing, columns found, columns unknown."""
    return _ranked(examined, [recipe(loader, folders) for loader in loader_ids(folders)])


def _ranked(examined: Examined, recipes: Iterable[Recipe]) -> list[LoaderFit]:
    found = [_fit(examined, examined.read_as.applied(each)) for each in recipes]
    return sorted(
        found, key=lambda fit: (not fit.fits, -len(fit.found), len(fit.missing), len(fit.unknown), fit.loader)
    )


def _fit(examined: Examined, chosen: Recipe) -> LoaderFit:
    best: LoaderFit | None = None
    for sheet, rows in examined.heads:
        for table in chosen.tables:
            header, _ = find_header(
                replace(sheet, rows=iter(rows)),
                _wanted(table),
                header_rows=table.header_rows,
                header_row=table.header_row,
                refuse_repeats=False,
            )
            known = {*header.columns.values(), *variants_of(table, header.titles)[1]}
            missing = _lacking(table, header)
            fit = LoaderFit(
                loader=chosen.id,
                title=str(chosen.title),
                fits=not missing and len(known) >= _ENOUGH,
                found=[title for index, title in enumerate(header.titles) if index in known],
                missing=missing,
                unknown=[title for index, title in enumerate(header.titles) if title and index not in known],
                format=examined.format,
                sheet=sheet.name,
                header=header.lines[0],
            )
            if best is None or (fit.fits, len(fit.found)) > (best.fits, len(best.found)):
                best = fit
    return best or LoaderFit(chosen.id, str(chosen.title), False, (), (), ())


def recognised(examined: Examined, folders: Sequence[Path] = ()) -> str:
    """Return the loader whose defined name the file bears, else the one that it fits best by its headers.

    Raises
    ------
    InputError
        Where none fits, or two fit alike: then the user names one.
    """
    recipes = [recipe(loader, folders) for loader in loader_ids(folders)]
    for each in recipes:
        name, value, label = each.recognise
        if name and examined.says(name, label).casefold() == value.casefold():
            return each.id
    ranked = _ranked(examined, [each for each in recipes if not each.by_name_only])
    best = ranked[0]
    if not best.found:
        read = _quoted(best.unknown[:_SHOWN])
        message = text("load.no-column-known", file=examined.file, format=examined.format, columns=read or "—")
        raise InputError(message, text("load.no-column-known-hint"))
    if not best.fits:
        missing = _quoted(best.missing) or "—"
        message = text("load.no-loader-fits", file=examined.file, nearest=best.loader, missing=missing)
        raise InputError(message, text("load.name-the-loader"))
    alike = [fit.loader for fit in ranked if fit.fits and len(fit.found) == len(best.found)]
    own = {path.stem for folder in folders for path in (folder / "loaders").glob("*.toml")}
    alike = [loader for loader in alike if loader in own] or alike
    if len(alike) > 1:
        message = text("load.several-loaders-fit", file=examined.file, loaders=", ".join(alike))
        raise InputError(message, text("load.name-the-loader"))
    return alike[0]
