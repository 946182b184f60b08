"""Decree 779: check a group, see who supplies whom, read the rules."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clustergraph.cli.options import (
    DEFAULT_STORE,
    JsonOption,
    OnOption,
    PeriodOption,
    StoreOption,
    emit,
    group,
    progress,
)
from clustergraph.errors import StoreError, UsageError
from clustergraph.graph import Graph, project_folder
from clustergraph.i18n import text

if TYPE_CHECKING:
    from clustergraph.graph.checking import GroupAsked

_FAILED = 1


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("check", help=text("cli.check"))(check)
    app.command("plan", help=text("cli.plan"))(plan)
    app.command("cooperation", help=text("cli.cooperation"))(cooperation)
    rules = group("rules")
    rules.command("list", help=text("cli.rules-list"))(rules_list)
    rules.command("show", help=text("cli.rules-show"))(rules_show)
    rules.command("verify", help=text("cli.rules-verify"))(rules_verify)
    app.add_typer(rules)


def check(
    wanted: Annotated[str, typer.Argument(help=text("cli.check-argument"))] = "",
    members: Annotated[Path | None, typer.Option("--members", help=text("cli.check-members"), metavar="FILE")] = None,
    period: PeriodOption = "",
    edition: Annotated[str, typer.Option("--edition", help=text("cli.check-edition"), metavar="e2024")] = "",
    as_of: Annotated[str, typer.Option("--as-of", help=text("cli.check-as-of"), metavar="DATE")] = "",
    compare: Annotated[
        tuple[str, str], typer.Option("--compare", help=text("cli.check-compare"), metavar="e2015 e2024")
    ] = ("", ""),
    whatif: Annotated[
        list[str] | None, typer.Option("--whatif", help=text("cli.check-whatif"), metavar="+INN=ROLE|-INN")
    ] = None,
    denominator: Annotated[str, typer.Option("--denominator", help=text("cli.check-denominator"))] = "",
    estimate: Annotated[str, typer.Option("--estimate", help=text("cli.check-estimate"), metavar="payments")] = "",
    save: Annotated[bool, typer.Option("--save", help=text("cli.check-save"))] = False,
    details: Annotated[bool, typer.Option("--details", help=text("cli.check-details"))] = False,
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Check a group; exit 1 where a judged requirement is not met, after the moves of `--whatif`."""
    if any(compare) and (whatif or edition):
        raise UsageError(text("law.compare-alone"), text("law.compare-alone-hint"))
    if save and (any(compare) or whatif or members):
        raise UsageError(text("law.save-alone"), text("law.save-alone-hint"))
    group: GroupAsked = {
        "members": members,
        "period": period,
        "as_of": as_of,
        "denominator": denominator,
        "estimate": estimate,
    }
    with Graph.open(store, on=on) as graph:
        if any(compare):
            emit(graph.check_compare(*compare, wanted, **group), as_json)
            return
        if whatif:
            compared = graph.check_whatif(whatif, wanted, edition=edition, **group)
            told, verdict = compared.to_json() if as_json else compared.to_text(), compared.verdict
        else:
            report = graph.check(wanted, edition=edition, **group)
            told, verdict = report.to_json() if as_json else report.to_text(details=details), report.verdict
            if save:
                typer.echo(text("cli.check-saved", run=graph.save(report)), err=True)
    typer.echo(told)
    if verdict == "FAIL":
        raise typer.Exit(_FAILED)


def plan(
    wanted: Annotated[str, typer.Argument(help=text("cli.check-argument"))] = "",
    targets: Annotated[list[str] | None, typer.Option("--for", help=text("cli.plan-for"), metavar="C2")] = None,
    members: Annotated[Path | None, typer.Option("--members", help=text("cli.check-members"), metavar="FILE")] = None,
    period: PeriodOption = "",
    edition: Annotated[str, typer.Option("--edition", help=text("cli.check-edition"), metavar="e2024")] = "",
    as_of: Annotated[str, typer.Option("--as-of", help=text("cli.check-as-of"), metavar="DATE")] = "",
    denominator: Annotated[str, typer.Option("--denominator", help=text("cli.check-denominator"))] = "",
    accept: Annotated[bool, typer.Option("--accept", help=text("cli.plan-accept"))] = False,
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Plan what a group needs to comply; exit 1 where a target stays unmet."""
    with Graph.open(store, on=on) as graph:
        found = graph.plan(
            wanted,
            targets=targets or (),
            edition=edition,
            accept=accept,
            denominator=denominator,
            members=members,
            period=period,
            as_of=as_of,
            progress=progress(),
        )
    emit(found, as_json)
    if found.unmet:
        raise typer.Exit(_FAILED)


def cooperation(
    wanted: Annotated[str, typer.Argument(help=text("cli.check-argument"))] = "",
    members: Annotated[Path | None, typer.Option("--members", help=text("cli.check-members"), metavar="FILE")] = None,
    period: PeriodOption = "",
    out: Annotated[Path | None, typer.Option("-o", "--out", help=text("cli.cooperation-out"), metavar="FILE")] = None,
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Show who in a group supplies whom, or write it as a spreadsheet."""
    with Graph.open(store, on=on) as graph:
        if out is not None:
            emit(graph.export_cooperation(out, wanted, members=members, period=period), as_json)
            return
        emit(graph.cooperation(wanted, members=members, period=period), as_json)


@contextmanager
def _marks(address: str) -> Iterator[Graph | None]:
    """Open the store whose marks count, where there is one: the rules can be read without."""
    try:
        graph = Graph.open(address, read_only=True)
    except StoreError:
        if Path(address).exists():
            raise
        yield None
        return
    with graph:
        yield graph


def rules_list(store: StoreOption = DEFAULT_STORE, as_json: JsonOption = False) -> None:
    """List the editions of the decree."""
    with _marks(store) as graph:
        emit(Graph.rules(project_folder(store), graph.store if graph else None), as_json)


def rules_show(
    edition: Annotated[str, typer.Argument(help=text("cli.rules-argument"))],
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Show the requirements of one edition with their sources."""
    with _marks(store) as graph:
        emit(Graph.rule(edition, project_folder(store), graph.store if graph else None), as_json)


def rules_verify(
    edition: Annotated[str, typer.Argument(help=text("cli.rules-argument"))],
    requirement: Annotated[str, typer.Argument(help=text("cli.rules-requirement"))],
    by: Annotated[str, typer.Option("--by", help=text("cli.rules-by"), metavar="NAME")],
    compared_on: Annotated[str, typer.Option("--on", help=text("cli.rules-on"), metavar="DATE")],
    clause: Annotated[str, typer.Option("--clause", help=text("cli.rules-clause"))] = "",
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Keep who compared a requirement with the official text, and when."""
    with Graph.open(store) as graph:
        emit(graph.rules_verify(edition, requirement, by=by, on=compared_on, clause=clause), as_json)
