"""Keeping a store: an expert's own word, a backup, another team's store."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from clustergraph.cli.options import DEFAULT_STORE, JsonOption, StoreOption, emit, progress
from clustergraph.graph import Graph
from clustergraph.i18n import text


class Side(StrEnum):
    """Whose statements are taken where the dates do not decide."""

    OURS = "ours"
    THEIRS = "theirs"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("say", help=text("cli.say"))(say)
    app.command("backup", help=text("cli.backup"))(backup)
    app.command("copy", help=text("cli.copy"))(copy)
    app.command("merge", help=text("cli.merge"))(merge)


def say(
    wanted: Annotated[str, typer.Argument(help=text("cli.argument-id"), metavar="ID")],
    values: Annotated[list[str], typer.Argument(help=text("cli.say-values"), metavar="PROPERTY=VALUE...")],
    why: Annotated[str, typer.Option("--why", help=text("cli.say-why"), metavar="TEXT")],
    expert: Annotated[
        str, typer.Option("--expert", envvar="CLUSTERGRAPH_EXPERT", help=text("cli.say-expert"), metavar="ALIAS")
    ] = "",
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Correct a record as an expert."""
    with Graph.open(store) as graph:
        emit(graph.say(wanted, *values, why=why, alias=expert), as_json)


def backup(
    file: Annotated[Path, typer.Argument(help=text("cli.backup-file"))],
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Write the store into another file while others go on."""
    with Graph.open(store, read_only=True) as graph:
        emit(graph.backup(file), as_json)


def merge(
    other: Annotated[str, typer.Argument(help=text("cli.merge-other"), metavar="OTHER.db")],
    take: Annotated[Side | None, typer.Option("--take", help=text("cli.merge-take"))] = None,
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Take another team's sources into this store."""
    with Graph.open(store) as graph:
        emit(graph.merge(other, take=take.value if take else "", progress=progress()), as_json)


def copy(
    target: Annotated[str, typer.Option("--to", help=text("cli.copy-to"), metavar="STORE")],
    origin: Annotated[
        str, typer.Option("--from", envvar="CLUSTERGRAPH_STORE", help=text("cli.copy-from"), metavar="STORE")
    ] = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Bring a whole store into another one."""
    with Graph.open(origin, read_only=True) as graph:
        emit(graph.copy(target, progress=progress()), as_json)
