"""FollowTheMoney on the same CSV: map, aggregate, validate, by its own program in its own environment."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

ROWS = 40_000
PEER = Path(".cache/peers/store/bin/ftm")
"""Made by `make bench-peers`."""
_MAPPING = Path(__file__).with_name("followthemoney.yml")
_FLOOR = 7
_RUNS = 2
"""The best one counts, of each program."""


def table() -> list[str]:
    """Measure both ways of one file and return the lines of the section."""
    head = ["### From a CSV to entities: FollowTheMoney beside it", ""]
    if not PEER.exists():
        return [*head, "Not in this run: `make bench-peers`."]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "supplies.csv"
        _write(file)
        program = [sys.executable, "-m", "clustergraph", "load", file, "--store"]
        ours = min(_seconds([*program, folder / f"graph-{run}.db"]) for run in range(_RUNS))
        theirs = min((_steps(folder, file) for _ in range(_RUNS)), key=lambda steps: sum(steps.values()))
    total = sum(theirs.values())
    steps = ", ".join(f"{step} {seconds:.1f} s" for step, seconds in theirs.items())
    return [
        *head,
        f"{ROWS:,} rows of supplies; CPU of the programs as a person calls them, start included; floor {_FLOOR} ×.",
        "FollowTheMoney writes firms and payments, all columns mapped, as JSON lines. The store besides checks",
        "the codes, keeps source, file and row of each statement, is indexed for search, and takes a load back.",
        "",
        "| | CPU, s | × |",
        "|---|--:|--:|",
        f"| `clustergraph load` | {ours:.1f} | 1 |",
        f"| `ftm` {steps} | {total:.1f} | {total / ours:.1f} |",
    ]


def _write(file: Path) -> None:
    """Write a fictional region's supplies as a program would: commas, points, ISO dates."""
    from clustergraph.synth.layouts import PLAIN, SUPPLIES, supply_rows, write
    from clustergraph.synth.region import bench, make_region
    from clustergraph.synth.supplies import supplies

    write(file, PLAIN, SUPPLIES, supply_rows(supplies(make_region(bench(ROWS), seed=1)), PLAIN))


def _steps(folder: Path, file: Path) -> Mapping[str, float]:
    """Let FollowTheMoney map, aggregate and validate; return the CPU seconds of each step."""
    mapping = folder / "mapping.yml"
    mapping.write_text(_MAPPING.read_text(encoding="utf-8").replace("FILE", file.as_uri()), encoding="utf-8")
    mapped, whole, valid = (folder / f"{step}.json" for step in ("mapped", "whole", "valid"))
    seconds = {
        "map": _seconds([PEER, "map", mapping, "-o", mapped]),
        "aggregate": _seconds([PEER, "aggregate", "-i", mapped, "-o", whole]),
        "validate": _seconds([PEER, "validate", "-i", whole, "-o", valid]),
    }
    assert valid.stat().st_size > file.stat().st_size
    return seconds


def _seconds(command: Sequence[object]) -> float:
    """Run a program; return its CPU seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, "PYTHONPATH": "src"}
    subprocess.run([str(part) for part in command], check=True, capture_output=True, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
