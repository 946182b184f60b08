"""Files in: load, loaders."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clustergraph.cli.options import DEFAULT_STORE, JsonOption, StoreOption, emit, emit_all, group, progress
from clustergraph.graph import Graph, project_folder
from clustergraph.i18n import text

PathsArgument = Annotated[list[Path], typer.Argument(help=text("cli.load-paths"), metavar=text("cli.metavar-files"))]
AsOption = Annotated[str, typer.Option("--as", help=text("cli.load-as"), metavar="LOADER")]
SourceOption = Annotated[str, typer.Option("--source", help=text("cli.load-source"), metavar="ID")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help=text("cli.load-dry-run"))]
StrictOption = Annotated[bool, typer.Option("--strict", help=text("cli.load-strict"))]
ReplaceOption = Annotated[bool, typer.Option("--replace", help=text("cli.load-replace"))]
EncodingOption = Annotated[str, typer.Option("--encoding", help=text("cli.load-encoding"))]
DelimiterOption = Annotated[str, typer.Option("--delimiter", help=text("cli.load-delimiter"))]
SheetOption = Annotated[str, typer.Option("--sheet", help=text("cli.load-sheet"), metavar="NAME")]
HeaderOption = Annotated[int, typer.Option("--header-row", min=0, help=text("cli.load-header-row"), metavar="N")]
UnitOption = Annotated[str, typer.Option("--unit", help=text("cli.load-unit"), metavar="383|384|385")]
VatOption = Annotated[str, typer.Option("--vat", help=text("cli.load-vat"), metavar="none|RATE|unknown")]
ErrorsOption = Annotated[Path | None, typer.Option("--errors", help=text("cli.load-errors"), metavar="FILE.csv")]
ObservedOption = Annotated[str, typer.Option("--observed-on", help=text("cli.load-observed-on"), metavar="DATE")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("load", help=text("cli.load"))(load)
    loaders = group("loaders")
    loaders.command("list", help=text("cli.loaders-list"))(loaders_list)
    loaders.command("show", help=text("cli.loaders-show"))(loaders_show)
    loaders.command("try", help=text("cli.loaders-try"))(loaders_try)
    loaders.command("new", help=text("cli.loaders-new"))(loaders_new)
    app.add_typer(loaders)


def load(
    paths: PathsArgument,
    loader: AsOption = "",
    source: SourceOption = "",
    dry_run: DryRunOption = False,
    strict: StrictOption = False,
    replace: ReplaceOption = False,
    encoding: EncodingOption = "",
    delimiter: DelimiterOption = "",
    sheet: SheetOption = "",
    header_row: HeaderOption = 0,
    unit: UnitOption = "",
    vat: VatOption = "",
    observed_on: ObservedOption = "",
    errors: ErrorsOption = None,
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Read files into the graph."""
    with Graph.open(store, create=True) as graph:
        reports = graph.load(
            *paths,
            loader=loader,
            source=source,
            dry_run=dry_run,
            strict=strict,
            replace=replace,
            encoding=encoding,
            delimiter=delimiter,
            sheet=sheet,
            header_row=header_row,
            unit=unit,
            vat=vat,
            observed_on=observed_on,
            errors=errors,
            progress=progress(),
        )
    if len(reports) == 1:
        emit(reports[0], as_json)
    else:
        emit_all("loads", reports, as_json)
    if code := max(report.exit_code for report in reports):
        raise typer.Exit(code)


def loaders_list(store: StoreOption = DEFAULT_STORE, as_json: JsonOption = False) -> None:
    """List the kinds of files that can be read."""
    emit(Graph.loaders(project_folder(store)), as_json)


def loaders_show(
    loader: Annotated[str, typer.Argument(help=text("cli.loader-argument"))],
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Show the columns of one kind of file."""
    emit(Graph.loader(loader, project_folder(store)), as_json)


def loaders_try(
    path: Annotated[Path, typer.Argument(help=text("cli.try-file"))],
    encoding: EncodingOption = "",
    delimiter: DelimiterOption = "",
    sheet: SheetOption = "",
    header_row: HeaderOption = 0,
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Say which loader fits a file, and why."""
    fits = Graph.try_loaders(
        path, project_folder(store), encoding=encoding, delimiter=delimiter, sheet=sheet, header_row=header_row
    )
    emit(fits, as_json)


def loaders_new(
    path: Annotated[Path, typer.Argument(help=text("cli.try-file"))],
    encoding: EncodingOption = "",
    delimiter: DelimiterOption = "",
    as_json: JsonOption = False,
) -> None:
    """Draft a loader for a file that none fits."""
    emit(Graph.new_loader(path, encoding=encoding, delimiter=delimiter), as_json)
