"""How quick the command line starts."""

from __future__ import annotations

import contextlib
import io

from bench.measure import measure

_RUNS = 5


def table() -> list[str]:
    """Measure `--help` and return the section for docs/benchmarks.md."""
    seconds = min(measure("bench.start:show_help").cpu for _ in range(_RUNS))
    empty = min(measure("bench.start:nothing").cpu for _ in range(_RUNS))
    return [
        "## Starting: `clustergraph --help`",
        "",
        "Limit 0.4 s.",
        "",
        f"{seconds + empty:.2f} s of CPU, imports included (best of {_RUNS}).",
    ]


def show_help() -> None:
    """Print the help of the program."""
    from clustergraph.cli.main import main

    with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
        main(["--help"])


def nothing() -> None:
    """Do nothing."""
