"""Questionnaires: write them for the firms of a group, see who has answered."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clustergraph.cli.options import DEFAULT_STORE, JsonOption, OnOption, PeriodOption, StoreOption, emit, group
from clustergraph.graph import Graph
from clustergraph.i18n import text

ExpertOption = Annotated[
    str, typer.Option("--expert", envvar="CLUSTERGRAPH_EXPERT", help=text("cli.say-expert"), metavar="ALIAS")
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    questionnaire = group("questionnaire")
    questionnaire.command("make", help=text("cli.questionnaire-make"))(make)
    questionnaire.command("status", help=text("cli.questionnaire-status"))(status)
    app.add_typer(questionnaire)


def make(
    folder: Annotated[Path, typer.Option("-o", "--output", help=text("cli.questionnaire-output"), metavar="DIR")],
    wanted: Annotated[str, typer.Argument(help=text("cli.questionnaire-argument"))] = "",
    region: Annotated[str, typer.Option("--region", help=text("cli.questionnaire-region"), metavar="55")] = "",
    period: PeriodOption = "",
    adopt: Annotated[str, typer.Option("--adopt", help=text("cli.questionnaire-adopt"), metavar="SLUG")] = "",
    expert: ExpertOption = "expert",
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Write a questionnaire a firm, and one of the whole group."""
    with Graph.open(store, on=on) as graph:
        emit(
            graph.questionnaire_make(wanted, folder, region=region, period=period, adopt=adopt, expert=expert), as_json
        )


def status(
    wanted: Annotated[str, typer.Argument(help=text("cli.questionnaire-argument"))],
    period: PeriodOption = "",
    letter: Annotated[
        Path | None, typer.Option("--letter", help=text("cli.questionnaire-letter"), metavar="FILE.docx")
    ] = None,
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Say who has answered, who has not, what is still missing."""
    with Graph.open(store, on=on) as graph:
        emit(graph.questionnaire_status(wanted, period=period, letter=letter), as_json)
