"""Decree 779: check a group, read the rules."""

from __future__ import annotations

from typing import Annotated

import typer

from clustergraph.cli.app import group
from clustergraph.cli.options import DEFAULT_STORE, JsonOption, OnOption, PeriodOption, StoreOption, emit
from clustergraph.graph import Graph, project_folder
from clustergraph.i18n import text

_FAILED = 1


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("check", help=text("cli.check"))(check)
    rules = group("rules")
    rules.command("list", help=text("cli.rules-list"))(rules_list)
    rules.command("show", help=text("cli.rules-show"))(rules_show)
    app.add_typer(rules)


def check(
    wanted: Annotated[str, typer.Argument(help=text("cli.check-argument"))],
    period: PeriodOption = "",
    edition: Annotated[str, typer.Option("--edition", help=text("cli.check-edition"), metavar="e2024")] = "",
    as_of: Annotated[str, typer.Option("--as-of", help=text("cli.check-as-of"), metavar="DATE")] = "",
    denominator: Annotated[str, typer.Option("--denominator", help=text("cli.check-denominator"))] = "",
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Check a cluster or candidate; exit 1 where a judged requirement is not met."""
    with Graph.open(store, on=on) as graph:
        report = graph.check(wanted, period=period, edition=edition, as_of=as_of, denominator=denominator)
    emit(report, as_json)
    if report.verdict == "FAIL":
        raise typer.Exit(_FAILED)


def rules_list(store: StoreOption = DEFAULT_STORE, as_json: JsonOption = False) -> None:
    """List the editions of the decree."""
    emit(Graph.rules(project_folder(store)), as_json)


def rules_show(
    edition: Annotated[str, typer.Argument(help=text("cli.rules-argument"))],
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Show the requirements of one edition with their sources."""
    emit(Graph.rule(edition, project_folder(store)), as_json)
