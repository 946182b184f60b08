"""Clusters and agreements of the graph; a candidate that becomes a cluster."""

from __future__ import annotations

from typing import Annotated

import typer

from clustergraph.cli.options import DEFAULT_STORE, JsonOption, OnOption, StoreOption, emit, group
from clustergraph.cli.questionnaire import ExpertOption
from clustergraph.errors import UsageError
from clustergraph.graph import Graph
from clustergraph.i18n import text


def register(app: typer.Typer) -> None:
    """Add the commands."""
    clusters = group("clusters")
    clusters.command("list", help=text("cli.clusters-list"))(clusters_list)
    clusters.command("show", help=text("cli.clusters-show"))(clusters_show)
    clusters.command("adopt", help=text("cli.clusters-adopt"))(clusters_adopt)
    app.add_typer(clusters)
    agreements = group("agreements")
    agreements.command("list", help=text("cli.agreements-list"))(agreements_list)
    agreements.command("show", help=text("cli.agreements-show"))(agreements_show)
    app.add_typer(agreements)


def clusters_list(on: OnOption = "", store: StoreOption = DEFAULT_STORE, as_json: JsonOption = False) -> None:
    """List the clusters."""
    with Graph.open(store, on=on) as graph:
        emit(graph.clusters(), as_json)


def clusters_show(
    wanted: Annotated[str, typer.Argument(help=text("cli.clusters-argument"))],
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Show a cluster with its members."""
    with Graph.open(store, on=on) as graph:
        emit(graph.cluster(wanted), as_json)


def clusters_adopt(
    candidate: Annotated[str, typer.Argument(help=text("cli.clusters-candidate"))],
    slug: Annotated[str, typer.Argument(help=text("cli.clusters-slug"))],
    name: Annotated[str, typer.Option("--name", help=text("cli.clusters-name"))] = "",
    roles: Annotated[str, typer.Option("--roles", help=text("cli.clusters-roles"), metavar="inferred")] = "",
    expert: ExpertOption = "expert",
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Make a candidate a cluster of status `idea`."""
    if roles not in ("", "inferred"):
        raise UsageError(text("cli.clusters-bad-roles", roles=roles), text("cli.clusters-bad-roles-hint"))
    with Graph.open(store) as graph:
        emit(graph.clusters_adopt(candidate, slug, name=name, roles=bool(roles), expert=expert), as_json)


def agreements_list(on: OnOption = "", store: StoreOption = DEFAULT_STORE, as_json: JsonOption = False) -> None:
    """List the agreements."""
    with Graph.open(store, on=on) as graph:
        emit(graph.agreements(), as_json)


def agreements_show(
    wanted: Annotated[str, typer.Argument(help=text("cli.agreements-argument"))],
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Show an agreement with its parties."""
    with Graph.open(store, on=on) as graph:
        emit(graph.agreement(wanted), as_json)
