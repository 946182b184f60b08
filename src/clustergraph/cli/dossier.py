"""The dossier: documents of a group to edit and hand over."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clustergraph.cli.options import DEFAULT_STORE, JsonOption, OnOption, PeriodOption, StoreOption, emit
from clustergraph.graph import Graph
from clustergraph.i18n import text


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("dossier", help=text("cli.dossier"))(dossier)


def dossier(
    out: Annotated[Path, typer.Option("-o", "--out", help=text("cli.option-out-folder"), metavar="DIR")],
    wanted: Annotated[str, typer.Argument(help=text("cli.check-argument"))] = "",
    members: Annotated[Path | None, typer.Option("--members", help=text("cli.dossier-members"), metavar="FILE")] = None,
    period: PeriodOption = "",
    edition: Annotated[str, typer.Option("--edition", help=text("cli.check-edition"), metavar="e2024")] = "",
    date: Annotated[str, typer.Option("--date", help=text("cli.dossier-date"), metavar="DATE")] = "",
    as_of: Annotated[str, typer.Option("--as-of", help=text("cli.check-as-of"), metavar="DATE")] = "",
    denominator: Annotated[str, typer.Option("--denominator", help=text("cli.check-denominator"))] = "",
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Write the documents of a group."""
    with Graph.open(store, on=on) as graph:
        written = graph.dossier(
            wanted,
            out,
            members=members,
            date=date,
            edition=edition,
            period=period,
            as_of=as_of,
            denominator=denominator,
        )
    emit(written, as_json)
