"""`python -m bench detect.times`: seconds against one networkx Louvain on the same graph, in turns; nothing is kept."""

from __future__ import annotations

import tempfile
from pathlib import Path

from bench.detect.answers import keep_figures, pipeline, say
from bench.detect.case import Case
from bench.detect.methods import REFERENCE, Answer, run_method
from bench.detect.tables import table as markdown
from clustergraph.synth.families import BASE, LARGE, REPORT_SEEDS, Parameters
from clustergraph.synth.networks import make_network

_YARDSTICK = "networkx-louvain"
_ASKED = (_YARDSTICK, "pool", REFERENCE, "fast")
_THREADS = 2
_NETWORKS: dict[str, tuple[Parameters, int]] = {"10k": (BASE, 3), "100k": (LARGE["100k"], 2)}
"""With the number of turns: the fastest of each method counts."""
_FROM = 8


def table() -> list[str]:
    """Measure and return the section for docs/benchmarks.md."""
    lines, figures = [], {}
    for name, (parameters, turns) in _NETWORKS.items():
        case = Case.of(make_network(parameters, seed=REPORT_SEEDS[0]))
        best = _best(name, case, turns)
        yardstick = best[_YARDSTICK]
        for method, found in best.items():
            times, cpu_times = found.wall / yardstick.wall, found.seconds / yardstick.seconds
            figures[f"time of {method}, {name}"] = times
            threads = _THREADS if method.startswith("pool") else 1
            cells = (
                f"{found.wall:.2f}",
                f"{times:.2f}",
                f"{found.seconds:.2f}",
                f"{cpu_times:.2f}",
                f"{found.peak:.0f}",
            )
            lines.append((f"{name} firms", method, str(threads), *cells))
    keep_figures("times", figures)
    return [
        "## Detection: seconds",
        "",
        f"Family base of 10,000 firms and of 100,000, from {_FROM} firms; the methods in turns, the fastest turn",
        f"counts. Pipeline `{pipeline()}`.",
        "",
        *markdown(("network", "method", "threads", "by the clock, s", "×", "CPU, s", "×", "peak, MB"), lines, texts=2),
    ]


def _best(name: str, case: Case, turns: int) -> dict[str, Answer]:
    best: dict[str, Answer] = {}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "case.npz"
        case.write(file)
        for _ in range(turns):
            for method in _ASKED:
                found = run_method(method, file, seed=1, min_firms=_FROM, jobs=_THREADS)
                say(f"{name} {method}: {found.wall:.1f} s by the clock, {found.seconds:.1f} s of CPU")
                best[method] = min(best.get(method, found), found, key=lambda answer: answer.wall)
    return best
