"""The Omsk story, end to end, in a fresh folder."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clustergraph.cli.options import JsonOption, emit, progress
from clustergraph.i18n import text

_FOLDER = "./clustergraph-demo"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo", help=text("cli.demo"))(demo)


def demo(
    folder: Annotated[Path, typer.Argument(help=text("cli.demo-folder"))] = Path(_FOLDER),
    seed: Annotated[int, typer.Option("--seed", min=0, help=text("cli.demo-seed"))] = 1,
    store: Annotated[str, typer.Option("--store", help=text("cli.demo-store"))] = "",
    as_json: JsonOption = False,
) -> None:
    """Write the demo's files, load them, find candidates, check, draw, export."""
    from clustergraph.graph.demo import tell

    say = typer.echo if not as_json else None
    story = tell(folder, address=store, seed=seed, say=say, progress=progress())
    if as_json:
        emit(story, as_json)
