"""Groups of firms that could form a cluster: detect, candidates."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

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
from clustergraph.errors import UsageError
from clustergraph.graph import Graph
from clustergraph.i18n import text

RunOption = Annotated[str, typer.Option("--run", help=text("cli.option-run"), metavar="ID")]
RegionOption = Annotated[list[str], typer.Option("--region", help=text("cli.detect-region"), metavar="55")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("detect", help=text("cli.detect"))(detect)
    candidates = group("candidates")
    candidates.command("list", help=text("cli.candidates-list"))(candidates_list)
    candidates.command("show", help=text("cli.candidates-show"))(candidates_show)
    candidates.command("compare", help=text("cli.candidates-compare"))(candidates_compare)
    candidates.command("export", help=text("cli.candidates-export"))(candidates_export)
    candidates.command("pin", help=text("cli.candidates-pin"))(candidates_pin)
    app.add_typer(candidates)


def detect(
    region: RegionOption = [],
    period: PeriodOption = "",
    seed: Annotated[int, typer.Option("--seed", min=0, help=text("cli.detect-seed"))] = 1,
    min_firms: Annotated[int, typer.Option("--min-firms", min=2, help=text("cli.detect-min-firms"))] = 5,
    method: Annotated[str, typer.Option("--method", help=text("cli.detect-method"))] = "pool",
    judge: Annotated[str, typer.Option("--judge", help=text("cli.detect-judge"))] = "auto",
    jobs: Annotated[int, typer.Option("--jobs", min=1, help=text("cli.detect-jobs"))] = 1,
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Find candidates, keep the run, list them."""
    with Graph.open(store, on=on) as graph:
        found = graph.detect(
            regions=region,
            period=period,
            seed=seed,
            min_firms=min_firms,
            method=method,
            judge=judge,
            jobs=jobs,
            progress=progress(),
        )
        if found.pinned_missing:
            typer.echo(text("cli.detect-pins-missing", firms=", ".join(found.pinned_missing)), err=True)
        run = graph.save(found)
        emit(graph.candidates(run), as_json)


def candidates_list(
    run: RunOption = "", on: OnOption = "", store: StoreOption = DEFAULT_STORE, as_json: JsonOption = False
) -> None:
    """List the candidates of a run."""
    with Graph.open(store, on=on) as graph:
        emit(graph.candidates(run), as_json)


def candidates_show(
    wanted: Annotated[str, typer.Argument(help=text("cli.candidate-argument"))],
    run: RunOption = "",
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Show one candidate: its firms and why they are together."""
    with Graph.open(store, on=on) as graph:
        emit(graph.candidate(wanted, run=run), as_json)


def candidates_compare(
    current: Annotated[str, typer.Argument(help=text("cli.compare-run"), metavar="[RUN]")] = "",
    previous: Annotated[str, typer.Argument(help=text("cli.compare-previous"), metavar="[RUN]")] = "",
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Say what became of the candidates between two runs."""
    with Graph.open(store) as graph:
        emit(graph.candidates_compare(current, previous), as_json)


def candidates_pin(
    wanted: Annotated[list[str], typer.Argument(help=text("cli.pin-wanted"), metavar="[ID|INN]")] = [],
    why: Annotated[str, typer.Option("--why", help=text("cli.say-why"), metavar="TEXT")] = "",
    outside: Annotated[list[str], typer.Option("--outside", help=text("cli.pin-outside"), metavar="INN")] = [],
    name: Annotated[str, typer.Option("--name", help=text("cli.pin-name"), metavar="TEXT")] = "",
    dismiss: Annotated[bool, typer.Option("--dismiss", help=text("cli.pin-dismiss"))] = False,
    remove: Annotated[int, typer.Option("--remove", help=text("cli.pin-remove"), min=0, metavar="N")] = 0,
    expert: Annotated[
        str, typer.Option("--expert", envvar="CLUSTERGRAPH_EXPERT", help=text("cli.say-expert"), metavar="ALIAS")
    ] = "",
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Keep an expert's decision about candidates; without arguments list them."""
    if (remove and (wanted or outside or name or dismiss)) or ((name or dismiss) and not wanted):
        raise UsageError(text("cli.pin-usage"), text("cli.pin-usage-hint"))
    with Graph.open(store) as graph:
        pins = graph.candidates_pin(
            *wanted, why=why, outside=outside, name=name, dismiss=dismiss, remove=remove, author=expert
        )
        emit(pins, as_json)


def candidates_export(
    out: Annotated[Path, typer.Option("-o", "--out", help=text("cli.candidates-export-out"))] = Path("candidates.xlsx"),
    run: RunOption = "",
    on: OnOption = "",
    store: StoreOption = DEFAULT_STORE,
    as_json: JsonOption = False,
) -> None:
    """Write the candidates and their firms as a spreadsheet."""
    with Graph.open(store, on=on) as graph:
        emit(graph.candidates_export(out, run=run), as_json)
