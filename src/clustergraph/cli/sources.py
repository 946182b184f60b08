"""Who speaks and what was loaded: sources, loads, conflicts."""

from __future__ import annotations

from typing import Annotated

import typer

from clustergraph.cli.options import DEFAULT_STORE, AllDays, JsonOption, StoreOption, emit, group
from clustergraph.graph import Graph
from clustergraph.i18n import text

SourceArgument = Annotated[str, typer.Argument(help=text("cli.source-argument"), metavar="SOURCE")]
AnySource = Annotated[str, typer.Argument(help=text("cli.loads-source"), metavar="SOURCE")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    sources = group("sources")
    sources.command("list", cls=AllDays, help=text("cli.sources-list"))(sources_list)
    sources.command("show", cls=AllDays, help=text("cli.sources-show"))(sources_show)
    sources.command("withdraw", cls=AllDays, help=text("cli.sources-withdraw"))(sources_withdraw)
    sources.command("priority", cls=AllDays, help=text("cli.sources-priority"))(sources_priority)
    app.add_typer(sources)
    loads = group("loads")
    loads.command("list", cls=AllDays, help=text("cli.loads-list"))(loads_list)
    loads.command("show", cls=AllDays, help=text("cli.loads-show"))(loads_show)
    loads.command("undo", cls=AllDays, help=text("cli.loads-undo"))(loads_undo)
    app.add_typer(loads)
    app.command("conflicts", cls=AllDays, help=text("cli.conflicts"))(conflicts)


def sources_list(store: StoreOption = DEFAULT_STORE, as_json: JsonOption = False) -> None:
    """List who speaks, with priority and date."""
    with Graph.open(store) as graph:
        emit(graph.sources(), as_json)


def sources_show(source: SourceArgument, store: StoreOption = DEFAULT_STORE, as_json: JsonOption = False) -> None:
    """Show one source: who it is, what it says by kind, its loads."""
    with Graph.open(store) as graph:
        emit(graph.source(source), as_json)


def sources_withdraw(
    source: SourceArgument,
    erase: Annotated[bool, typer.Option("--erase", help=text("cli.withdraw-erase"))] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help=text("cli.withdraw-dry-run"))] = False,
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Take away all that a source says."""
    with Graph.open(store) as graph:
        emit(graph.withdraw(source, erase=erase, dry_run=dry_run), as_json)


def sources_priority(
    source: SourceArgument,
    priority: Annotated[int, typer.Argument(help=text("cli.priority-argument"), metavar="0-100")],
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Weigh a source anew."""
    with Graph.open(store) as graph:
        emit(graph.priority(source, priority), as_json)


def loads_list(source: AnySource = "", store: StoreOption = DEFAULT_STORE, as_json: JsonOption = False) -> None:
    """List what was loaded."""
    with Graph.open(store) as graph:
        emit(graph.loads(source), as_json)


def loads_show(
    no: Annotated[int, typer.Argument(help=text("cli.load-number"), metavar="N")],
    everything: Annotated[bool, typer.Option("--all", help=text("cli.loads-all"))] = False,
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Show what one load made and changed."""
    with Graph.open(store) as graph:
        emit(graph.loaded(no, limit=0) if everything else graph.loaded(no), as_json)


def loads_undo(
    source: AnySource = "",
    file: Annotated[str, typer.Option("--file", help=text("cli.undo-file"), metavar="NAME")] = "",
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Take back the latest load."""
    with Graph.open(store) as graph:
        emit(graph.undo(source, file=file), as_json)


def conflicts(
    wanted: Annotated[str, typer.Argument(help=text("cli.conflicts-id"), metavar="ID")] = "",
    kind: Annotated[list[str], typer.Option("--kind", help=text("cli.conflicts-kind"), metavar="Enterprise")] = [],
    property_: Annotated[list[str], typer.Option("--property", help=text("cli.conflicts-property"))] = [],
    source: Annotated[str, typer.Option("--source", help=text("cli.conflicts-source"))] = "",
    limit: Annotated[int, typer.Option("--limit", min=0, help=text("cli.conflicts-limit"))] = 100,
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """List where sources contradict each other."""
    with Graph.open(store) as graph:
        found = graph.conflicts(uid=wanted, kinds=kind, properties=property_, source=source, limit=limit)
        emit(found, as_json)
