"""`python -m bench detect.large`: 100,000 and 1,000,000 firms. Minutes, so not part of `make bench`."""

from __future__ import annotations

from bench.detect.case import Case
from bench.detect.methods import OUR_METHODS, peers_are_there
from bench.detect.rows import MIN_FIRMS, Row, rows
from bench.detect.tables import by_family
from clustergraph.synth.families import LARGE, REPORT_SEEDS
from clustergraph.synth.networks import make_network

_PEERS = ("infomap-undirected", "leiden-fine", "igraph-louvain")
_SLOW = {"100k": ("networkx-louvain",)}
"""What would take hours on a million firms."""


def table() -> list[str]:
    """Measure one network of each size and return the section for docs/benchmarks.md."""
    measured: list[Row] = []
    for name, parameters in LARGE.items():
        methods = (*OUR_METHODS, *(_PEERS if peers_are_there() else ()), *_SLOW.get(name, ()))
        case = Case.of(make_network(parameters, seed=REPORT_SEEDS[0]))
        measured += rows(name, case, methods, look_for_twins=False)
    return [
        "## Detection: large networks",
        "",
        f"One network of each size, seed {REPORT_SEEDS[0]}; otherwise as above.",
        "",
        *by_family([row for row in measured if row.min_firms == MIN_FIRMS[0]]),
    ]
