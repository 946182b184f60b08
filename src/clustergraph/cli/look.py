"""Looking at the graph: status, search, show, and whether all is well: doctor."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clustergraph.cli.options import DEFAULT_STORE, AllDays, JsonOption, OnOption, StoreOption, emit
from clustergraph.errors import UsageError
from clustergraph.graph import Graph
from clustergraph.i18n import text

LimitOption = Annotated[int, typer.Option("--limit", min=1, help=text("cli.option-limit"))]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("status", cls=AllDays, help=text("cli.status"))(status)
    app.command("search", cls=AllDays, help=text("cli.search"))(search)
    app.command("show", help=text("cli.show"))(show)
    app.command("query", cls=AllDays, help=text("cli.query"))(query)
    app.command("doctor", help=text("cli.doctor"))(doctor)


def status(store: StoreOption = DEFAULT_STORE, as_json: JsonOption = False) -> None:
    """Say what is in the graph."""
    with Graph.open(store) as graph:
        emit(graph.status(), as_json)


def search(
    words: Annotated[list[str], typer.Argument(help=text("cli.search-text"))],
    limit: LimitOption = 20,
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Find records by code or name."""
    with Graph.open(store) as graph:
        emit(graph.search(" ".join(words), limit=limit), as_json)


def show(
    wanted: Annotated[str, typer.Argument(help=text("cli.argument-id"))],
    limit: LimitOption = 500,
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Show one record with its sources."""
    with Graph.open(store, on=on) as graph:
        emit(graph.show(wanted, limit=limit), as_json)


def query(
    name: Annotated[str, typer.Argument(help=text("cli.query-name"))] = "",
    cypher: Annotated[Path | None, typer.Option("--cypher", help=text("cli.query-cypher"), metavar="FILE")] = None,
    param: Annotated[list[str], typer.Option("--param", help=text("cli.query-param"), metavar="NAME=VALUE")] = [],
    limit: LimitOption = 50,
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Ask a Neo4j store in Cypher."""
    if bool(name) == (cypher is not None):
        raise UsageError(text("cli.query-one"), text("cli.query-one-hint"))
    parameters = dict(each.partition("=")[::2] for each in param)
    with Graph.open(store, read_only=True) as graph:
        emit(graph.query(name, file=cypher or "", parameters=parameters, limit=limit), as_json)


def doctor(
    full: Annotated[bool, typer.Option("--full", help=text("cli.doctor-full"))] = False,
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Look whether program and store are well; exit 4 where something is amiss."""
    found = Graph.doctor(store, full=full)
    emit(found, as_json)
    if not found.well:
        raise typer.Exit(4)
