"""`python -m bench detect.families`: the thirteen families on the report seeds, every method, how sure, how steady."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence

from bench.detect.answers import keep_figures, pipeline, say
from bench.detect.case import Case
from bench.detect.methods import CEILING, OUR_METHODS, peer_methods, peers_are_there
from bench.detect.rows import MIN_FIRMS, Row, means, over_families, rows
from bench.detect.tables import bands, by_family, by_method, by_size, calibration_error, ours_by_family, reliability
from clustergraph.synth.families import FAMILIES, REPORT_SEEDS
from clustergraph.synth.networks import make_network

_ASKED = (*OUR_METHODS, CEILING, *peer_methods())
_STEADY = ("pool", "fast")
_ANCHORS = ("igraph-louvain", "infomap-directed", "infomap-undirected")
"""Plain engines whose recall tells how hard the networks are."""
_FEW = 5
"""Candidates a family must have in a band before its share is a figure."""
_FIGURES: dict[str, Callable[[Row], float]] = {
    "recall": lambda row: row.quality.recall,
    "precision": lambda row: row.quality.precision,
    "ari": lambda row: row.quality.ari,
    "f1": lambda row: row.quality.f1,
}


def table() -> list[str]:
    """Measure the families and return the section for docs/benchmarks.md."""
    measured = [row for name, case in cases() for row in rows(name, case, _ASKED, steady=_STEADY)]
    lines = [
        "## Detection: planted clusters",
        "",
        "Networks of 10,000 firms in 13 families (`synth/families.py`), of seeds on which nothing was chosen:",
        f"{REPORT_SEEDS[0]} and {REPORT_SEEDS[1]}; pipeline `{pipeline()}`. Right is a Jaccard similarity of 0.5,",
        "background counted; ARI and AMI on planted members, each one called background a group of its own.",
        "CPU of the method alone, its own graph included; peak of its process.",
        "",
        "`pool`: the default, its judge as shipped, fitted on other seeds of the same families (the next part has",
        "judges that never saw the family); `pool, reference`: no fit at all; `ceiling`: the truth itself after",
        "seven sweeps, which no choice can beat by much. The others are not ours.",
        *([] if peers_are_there() else ["", "The peers were not run: `make bench-peers`."]),
    ]
    told: dict[str, float] = {}
    for least in MIN_FIRMS:
        of_size = [row for row in measured if row.min_firms == least]
        by_name = over_families(of_size)
        lines += [
            "",
            f"### From {least} firms: mean over the 13 families",
            "",
            *by_method(by_name),
            "",
            *(line for method in OUR_METHODS for line in comparison(of_size, method)),
            "",
            *by_size({name: by_name[name] for name in by_name if name != "sector-region"}),
            "",
            *section(of_size, "pool"),
        ]
        told |= {f"{name} from {least}, as shipped": value for name, value in figures(of_size, "pool").items()}
        told |= {f"{peer} from {least}": by_name[peer].quality.recall for peer in _ANCHORS if peer in by_name}
    lines += [
        "",
        "### Every method in every family, from 8 firms",
        "",
        *by_family([row for row in measured if row.min_firms == MIN_FIRMS[0]]),
    ]
    keep_figures("families", told)
    return lines


def cases() -> Iterator[tuple[str, Case]]:
    """Draw the families on the report seeds."""
    for name, parameters in FAMILIES.items():
        for seed in REPORT_SEEDS:
            say(f"{name}, seed {seed}")
            yield name, Case.of(make_network(parameters, seed=seed))


def section(measured: Sequence[Row], method: str) -> list[str]:
    """Return what one of our methods finds in each family, and how sure it says it is."""
    sure = over_families(measured)[method].sure
    return [
        f"`{method}` by family; in the pool: clusters that were found, chosen or not; twins: candidates that another",
        "seed finds too (Jaccard 0.8).",
        "",
        *ours_by_family(_own(measured, method), _own(measured, CEILING)),
        "",
        f"How often it is right when it says how sure it is; expected calibration error {calibration_error(sure):.3f}.",
        "",
        *bands(sure),
        "",
        *reliability(sure),
    ]


def _own(measured: Sequence[Row], method: str) -> dict[str, Row]:
    return means((row for row in measured if row.method == method), "family")


def comparison(measured: Sequence[Row], method: str) -> list[str]:
    """Say where one of our methods is ahead of every peer on F1 and ARI, where not, and where it is weakest."""
    lines, own = [], _own(measured, method)
    for figure in ("f1", "ari"):
        lost = _lost(measured, own, _FIGURES[figure])
        words = f"; behind in {', '.join(f'{family} ({by})' for family, by in lost.items())}" if lost else ""
        ahead = len(own) - len(lost)
        lines.append(f"- `{method}` is ahead of every peer on {figure.upper()} in {ahead} of {len(own)}{words}.")
    worst = {figure: min(own.values(), key=_FIGURES[figure]) for figure in ("recall", "precision")}
    words = ", ".join(f"lowest {name} {_FIGURES[name](row):.3f} ({row.family})" for name, row in worst.items())
    return [*lines, f"- `{method}`: {words}."]


def _lost(measured: Sequence[Row], own: Mapping[str, Row], figure: Callable[[Row], float]) -> dict[str, str]:
    """Return the families where a peer is not behind, with the best peer and how far ahead it is."""
    peers = {peer: _own(measured, peer) for peer in peer_methods()}
    lost = {}
    for family, row in own.items():
        best = max(peers, key=lambda peer: figure(peers[peer][family]))
        ahead = figure(peers[best][family]) - figure(row)
        if ahead >= 0:
            lost[family] = f"{best} by {ahead:.3f}"
    return lost


def figures(measured: Sequence[Row], method: str) -> dict[str, float]:
    """Return what goals are set for."""
    own, mean = _own(measured, method), over_families(measured)[method]
    solid = [row.sure.share_right("solid") for row in own.values()]
    return {
        **{name: figure(mean) for name, figure in _FIGURES.items()},
        **{f"worst {name}": min(map(figure, own.values())) for name, figure in _FIGURES.items()},
        **{f"ahead on {name}": float(len(own) - len(_lost(measured, own, _FIGURES[name]))) for name in ("f1", "ari")},
        "solid": mean.sure.share_right("solid")[0],
        "worst solid": min((good for good, count in solid if count >= _FEW), default=math.nan),
        "twins": mean.twins,
    }
