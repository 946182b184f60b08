"""Looking at the graph: status, search, show, and whether all is well: doctor."""

from __future__ import annotations

from typing import Annotated

import typer

from clustergraph.cli.options import DEFAULT_STORE, AllDays, JsonOption, OnOption, StoreOption, emit
from clustergraph.graph import Graph
from clustergraph.i18n import text

LimitOption = Annotated[int, typer.Option("--limit", min=1, help=text("cli.option-limit"))]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("status", cls=AllDays, help=text("cli.status"))(status)
    app.command("search", cls=AllDays, help=text("cli.search"))(search)
    app.command("show", help=text("cli.show"))(show)
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
