"""`python -m bench store.large`: a million firms, five million links."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bench.measure import measure
from bench.store.tables import yardstick

FIRMS, LINKS = 1_000_000, 5_000_000


def table() -> list[str]:
    """Measure a first load and the same content again; return the section for docs/benchmarks.md."""
    by = yardstick(FIRMS, LINKS, runs=1)
    with tempfile.TemporaryDirectory() as name:
        store = Path(name) / "store.db"
        first = measure("bench.store.tasks:load", store, 1, FIRMS, LINKS)
        gigabytes = store.stat().st_size / 1e9
        again = measure("bench.store.tasks:load", store, 2, FIRMS, LINKS)
    return [
        f"## The store: {FIRMS:,} firms, {LINKS:,} links",
        "",
        f"S = {by.unit:.1f} s.",
        "",
        "| | measured | floor |",
        "|---|--:|--:|",
        f"| first load; peak memory | {by.times(first):.1f} S; {first.peak:.0f} MB | 9 S; 600 MB |",
        f"| same content in another file; peak memory | {by.times(again):.1f} S; {again.peak:.0f} MB | |",
        f"| file | {gigabytes:.2f} GB | |",
    ]
