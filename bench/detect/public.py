"""`python -m bench detect.public`: LFR and ABCD+o, five graphs of each, drawn in the peers' environment."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.detect.answers import keep_figures, pipeline, say
from bench.detect.case import Case
from bench.detect.methods import CEILING, ask_peer, peer_methods, peers_are_there
from bench.detect.rows import means, rows
from bench.detect.tables import by_family

_GRAPHS = {
    "LFR μ .5": ("lfr", 0.5),
    "LFR μ .6": ("lfr", 0.6),
    "ABCD+o ξ .3": ("abcd", 0.3),
    "ABCD+o ξ .5": ("abcd", 0.5),
}
_SEEDS = (1, 2, 3, 4, 5)
_FROM = 8


def table() -> list[str]:
    """Measure them and return the section for docs/benchmarks.md."""
    lines = ["## Detection: public benchmarks", ""]
    if not peers_are_there():
        return [*lines, "Their generators were not there: `make bench-peers`."]
    # an edge has no direction and a node no attribute here, so nothing is asked of a method that needs one
    able = [method for method in peer_methods() if method not in {"infomap-directed", "sector-region"}]
    measured = [
        row
        for name, case in _cases()
        for row in rows(name, case, ("pool", "fast", CEILING, *able), sizes=(_FROM,), steady=("pool",))
    ]
    own = means((row for row in measured if row.method == "pool"), "family")
    figures = {"LFR ARI": own["LFR μ .5"].quality.ari}
    figures |= {f"ABCD+o {name}": getattr(own["ABCD+o ξ .5"].quality, name) for name in ("recall", "precision")}
    keep_figures("public", figures)
    return [
        *lines,
        f"10,000 nodes without attributes, {len(_SEEDS)} graphs each (seeds {_SEEDS[0]}–{_SEEDS[-1]}), groups from",
        f"{_FROM} nodes; ABCD+o has 30 % outliers. Without attributes the reference judges. Pipeline `{pipeline()}`.",
        "",
        *by_family(measured),
        "",
        "Twins under another seed: " + ", ".join(f"{name} {row.twins:.3f}" for name, row in own.items()) + ".",
    ]


def _cases() -> Iterator[tuple[str, Case]]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "graph.npz"
        for name, (kind, mixing) in _GRAPHS.items():
            for seed in _SEEDS:
                say(f"{name}, seed {seed}")
                ask_peer("draw.py", kind, mixing, seed, file)
                yield name, Case.read(file)
