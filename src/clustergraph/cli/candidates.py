"""Groups of firms that could form a cluster: detect, candidates."""

from __future__ import annotations

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
