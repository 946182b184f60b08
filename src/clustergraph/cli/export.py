"""Files out: a picture, tables, RDF."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clustergraph.cli.options import DEFAULT_STORE, JsonOption, OnOption, StoreOption, emit, group, progress
from clustergraph.graph import Graph
from clustergraph.i18n import text

OutFolder = Annotated[Path, typer.Option("-o", "--out", help=text("cli.option-out-folder"))]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("view", help=text("cli.view"))(view)
    tables = group("export")
    tables.command("csv", help=text("cli.export-csv"))(export_csv)
    tables.command("neo4j-bulk", help=text("cli.export-neo4j-bulk"))(export_neo4j_bulk)
    app.add_typer(tables)
    rdf = group("rdf")
    rdf.command("export", help=text("cli.rdf-export"))(rdf_export)
    app.add_typer(rdf)


def view(
    wanted: Annotated[str, typer.Argument(help=text("cli.view-argument"))] = "",
    out: Annotated[Path, typer.Option("-o", "--out", help=text("cli.view-out"))] = Path("clustergraph.html"),
    depth: Annotated[int, typer.Option("--depth", min=1, max=3, help=text("cli.view-depth"))] = 1,
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Draw firms and links into one offline HTML file."""
    with Graph.open(store, on=on) as graph:
        emit(graph.view(out, wanted, depth=depth), as_json)


def export_csv(
    out: OutFolder,
    excel: Annotated[bool, typer.Option("--excel", help=text("cli.export-excel"))] = False,
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Write one CSV a kind of record."""
    signs = {"delimiter": ";", "decimal": ","} if excel else {}
    with Graph.open(store, on=on) as graph:
        emit(graph.export_csv(out, **signs), as_json)


def export_neo4j_bulk(
    folder: Annotated[Path, typer.Argument(help=text("cli.option-out-folder"), metavar="DIR")],
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Write the files that Neo4j's own tool makes a database of."""
    with Graph.open(store, read_only=True) as graph:
        emit(graph.export_neo4j_bulk(folder, progress=progress()), as_json)


def rdf_export(
    out: Annotated[Path, typer.Argument(help=text("cli.option-out-folder"))],
    formats: Annotated[str, typer.Option("--format", help=text("cli.rdf-format"))] = "nt,ttl",
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Write the graph as RDF."""
    with Graph.open(store, on=on) as graph:
        emit(graph.rdf_export(out, formats=formats.split(","), progress=progress()), as_json)
