"""`python -m bench detect.large`: 100,000 and 1,000,000 firms."""

from __future__ import annotations

from bench.detect.answers import keep_figures, pipeline, say
from bench.detect.case import Case
from bench.detect.methods import CEILING, peers_are_there
from bench.detect.rows import Row, means, rows
from bench.detect.tables import by_method
from clustergraph.synth.families import LARGE, REPORT_SEEDS
from clustergraph.synth.networks import make_network

_ENGINES = ("igraph-louvain", "leiden-fine", "infomap-undirected")
_SLOW = {"100k": ("networkx-louvain",)}
"""What would take hours on a million firms."""
_THREADS = 2
_LIMIT = 1_800.0
_FROM = 8


def table() -> list[str]:
    """Measure one network of each size and return the section for docs/benchmarks.md."""
    lines = [
        "## Detection: large networks",
        "",
        f"One network of each size, seed {REPORT_SEEDS[0]}, from {_FROM} firms; `pool` in {_THREADS} threads, the",
        "judge as shipped. From half a million firms it makes three runs of one weighting. An engine of others that is",
        f"not there was not done in {_LIMIT / 60:.0f} minutes. Pipeline `{pipeline()}`.",
    ]
    figures: dict[str, float] = {}
    for name, parameters in LARGE.items():
        say(f"draw {name}")
        case = Case.of(make_network(parameters, seed=REPORT_SEEDS[0]))
        asked = ("pool", "fast", CEILING, *(_ENGINES if peers_are_there() else ()), *_SLOW.get(name, ()))
        measured = list(rows(name, case, asked, sizes=(_FROM,), jobs=_THREADS, limit=_LIMIT))
        named = means(measured, "method")
        own = named["pool"]
        lines += ["", f"### {name} firms, {len(case.src):,} links", "", *by_method(named), "", _words(own)]
        figures |= {
            f"recall, {name}": own.quality.recall,
            f"precision, {name}": own.quality.precision,
            f"seconds, {name}": own.wall,
            f"GB, {name}": own.peak / 1_000,
        }
    keep_figures("large", figures)
    return lines


def _words(own: Row) -> str:
    good, count = own.sure.share_right("solid")
    told = f"{good:.3f} of {count:,} solid candidates are right" if count else "nothing is called solid"
    took = f"{own.wall:.0f} s by the clock, {own.peak / 1_000:.1f} GB"
    return f"`pool`: {took}; {own.reach:.3f} of the clusters are in the pool; {told}."
