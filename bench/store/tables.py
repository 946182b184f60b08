"""The tables of docs/benchmarks.md on the store; S is the plain staging of the same rows, measured in the same run."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from bench.measure import Measured, measure
from bench.store import peers

FIRMS, LINKS = 200_000, 1_000_000
_RUNS = 2
"""Times that what is repeatable is measured; the best one counts."""


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What it takes to make the rows, and to write them into a TEMP table as they are."""

    made: float
    unit: float

    def times(self, measured: Measured) -> float:
        """Return CPU as multiples of S; to make the rows is no part of it."""
        return (measured.cpu - self.made) / self.unit


def yardstick(firms: int, links: int, runs: int = _RUNS) -> Yardstick:
    """Measure S."""
    made = min(measure("bench.store.tasks:make", firms, links).cpu for _ in range(runs))
    staged = min(measure("bench.store.tasks:stage", firms, links).cpu for _ in range(runs))
    return Yardstick(made, staged - made)


def table() -> list[str]:
    """Measure one store and return the section for docs/benchmarks.md."""
    size = (FIRMS, LINKS)
    by = yardstick(*size)
    with tempfile.TemporaryDirectory() as name:
        store = Path(name) / "store.db"
        first = measure("bench.store.tasks:load", store, 1, *size)
        megabytes = store.stat().st_size / 1e6
        again = [measure("bench.store.tasks:load", store, 2 + run, *size) for run in range(_RUNS)]
        small = [measure("bench.store.tasks:small", store, run, *size).said["seconds"] for run in range(_RUNS)]
        arrays = [measure("bench.store.tasks:project", store, LINKS) for _ in range(_RUNS)]
        reads = [measure("bench.store.tasks:read", store, FIRMS).said for _ in range(_RUNS)]
        status = measure("bench.store.tasks:status", store)
        doctor = measure("bench.store.tasks:doctor", store)
        measure("bench.store.tasks:half", store, *size)
        withdrawn = measure("bench.store.tasks:withdraw", store, FIRMS)
    best = {name: min(said[name] for said in reads) for name in reads[0]}
    filled, away = by.times(first), withdrawn.said["seconds"] / by.unit
    projected = min(arrays, key=lambda each: each.said["seconds"]).said["seconds"] / by.unit
    return [
        f"## The store: {FIRMS:,} firms, {LINKS:,} links",
        "",
        f"S = `executemany` of the same rows into a TEMP table, {by.unit:.1f} s; the making of the rows is taken off.",
        "Half the nodes survive the withdrawal: another source speaks of them.",
        "",
        "| | measured | floor | goal |",
        "|---|--:|--:|--:|",
        f"| first load | {filled:.1f} S | 9 S | 6 S |",
        f"| same content in another file, 0 rows written | {min(map(by.times, again)):.1f} S | 7 S | 4.5 S |",
        f"| 50-row source reloaded | {min(small):.3f} s | 0.5 s | 0.05 s |",
        f"| projection to arrays | {projected:.2f} S | 0.6 S | 0.35 S |",
        f"| withdraw with half the nodes surviving | {away:.1f} S | {filled:.1f} S | {filled / 2:.1f} S |",
        f"| file; peak memory of the load | {megabytes:.0f}; {first.peak:.0f} MB | 300; 400 MB | 230; 200 MB |",
        f"| point by uid, p50 | {best['uid']:.0f} µs | 50 µs | 10 µs |",
        f"| point by INN, p50 | {best['inn']:.0f} µs | 50 µs | 10 µs |",
        f"| two hops of supplies (31 nodes, 30 links), p50 | {best['out'] / 1000:.2f} ms | 0.3 ms | 0.05 ms |",
        f"| two hops both ways (about 80 and 100), p50 | {best['both'] / 1000:.2f} ms | | |",
        f"| `status` with readiness; peak | {status.cpu:.1f} s; {status.peak:.0f} MB | | |",
        f"| `doctor --full`; peak | {doctor.cpu:.1f} s; {doctor.peak:.0f} MB | | |",
        "",
        *peers.table(),
    ]
