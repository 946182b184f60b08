"""`python -m bench detect.families`: the thirteen families on the report seeds, every method, how sure, how steady."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from bench.detect.answers import keep_figures, pipeline, say
from bench.detect.case import Case
from bench.detect.left_out import judge_without
from bench.detect.methods import CEILING, LEFT_OUT, OUR_METHODS, peer_methods, peers_are_there
from bench.detect.rows import MIN_FIRMS, Row, means, over_families, rows
from bench.detect.tables import bands, by_family, by_method, by_size, calibration_error, ours_by_family, reliability
from clustergraph.synth.families import FAMILIES, REPORT_SEEDS
from clustergraph.synth.networks import make_network

_MOST_CERTAIN_FEW = 5
"""Candidates a family must have in a band before its share is a figure."""
_FIGURES: dict[str, Callable[[Row], float]] = {
    "recall": lambda row: row.quality.recall,
    "precision": lambda row: row.quality.precision,
    "ari": lambda row: row.quality.ari,
    "f1": lambda row: row.quality.f1,
}


def table() -> list[str]:
    """Measure the families and return the section for docs/benchmarks.md."""
    measured = _measured()
    lines = [
        "## Detection: planted clusters",
        "",
        "Networks of 10,000 firms in 13 families (`synth/families.py`), of seeds on which nothing was chosen:",
        f"{REPORT_SEEDS[0]} and {REPORT_SEEDS[1]}; pipeline `{pipeline()}`. Right is a Jaccard similarity of 0.5,",
        "background counted; ARI and AMI on planted members, each one called background a group of its own.",
        "CPU of the method alone, its own graph included; peak of its process.",
        "",
        f"`{LEFT_OUT}`: the product's default, its judge fitted on the other twelve families; `pool`: the judge as",
        "shipped, fitted on other seeds of all thirteen; `pool, reference`: no fit at all; `ceiling`: the truth itself",
        "after seven sweeps, which no choice can beat by much. The others are not ours.",
        *([] if peers_are_there() else ["", "The peers were not run: `make bench-peers`."]),
    ]
    figures: dict[str, float] = {}
    for least in MIN_FIRMS:
        of_size = [row for row in measured if row.min_firms == least]
        lines += ["", *_section(of_size, least)]
        figures |= _figures(of_size, least)
    lines += [
        "",
        "### Every method in every family, from 8 firms",
        "",
        *by_family([row for row in measured if row.min_firms == MIN_FIRMS[0]]),
    ]
    keep_figures("families", figures)
    return lines


def _measured() -> list[Row]:
    others = ("pool", *OUR_METHODS[2:], CEILING, *peer_methods())
    measured = [row for name, case in _cases() for row in rows(name, case, others, steady=("fast",))]
    # last, since the fits take longest
    fits = {(family, least): judge_without(family, least) for least in MIN_FIRMS for family in FAMILIES}
    own = [
        row
        for name, case in _cases()
        for row in rows(
            name,
            case,
            (LEFT_OUT,),
            steady=(LEFT_OUT,),
            fits={(LEFT_OUT, least): fits[name, least] for least in MIN_FIRMS},
        )
    ]
    return [*own, *measured]


def _cases() -> Iterator[tuple[str, Case]]:
    for name, parameters in FAMILIES.items():
        for seed in REPORT_SEEDS:
            say(f"{name}, seed {seed}")
            yield name, Case.of(make_network(parameters, seed=seed))


def _section(measured: Sequence[Row], least: int) -> list[str]:
    by_name = over_families(measured)
    own = _own(measured, LEFT_OUT)
    sure = by_name[LEFT_OUT].sure
    return [
        f"### From {least} firms: mean over the 13 families",
        "",
        *by_method(by_name),
        "",
        *_comparison(measured),
        "",
        f"`{LEFT_OUT}` by family; in the pool: clusters that were found, chosen or not; twins: candidates that another",
        "seed finds too (Jaccard 0.8).",
        "",
        *ours_by_family(own, _own(measured, CEILING)),
        "",
        *by_size({name: by_name[name] for name in by_name if name != "sector-region"}),
        "",
        f"How often `{LEFT_OUT}` is right when it says how sure it is; expected calibration error",
        f"{calibration_error(sure):.3f}, as shipped {calibration_error(by_name['pool'].sure):.3f}.",
        "",
        *bands(sure),
        "",
        *reliability(sure),
    ]


def _own(measured: Sequence[Row], method: str) -> dict[str, Row]:
    return means((row for row in measured if row.method == method), "family")


def _comparison(measured: Sequence[Row]) -> list[str]:
    """Say of each of our methods where it is ahead of every peer on F1 and ARI, where not, and where it is weakest."""
    lines = []
    for ours in (LEFT_OUT, *OUR_METHODS[2:]):
        own = _own(measured, ours)
        for figure in ("f1", "ari"):
            lost = _lost(measured, own, _FIGURES[figure])
            words = f"; behind in {', '.join(f'{family} ({by})' for family, by in lost.items())}" if lost else ""
            lines.append(
                f"- `{ours}` is ahead of every peer on {figure.upper()} in {len(own) - len(lost)} of {len(own)}{words}."
            )
        worst = {figure: min(own.values(), key=_FIGURES[figure]) for figure in ("recall", "precision")}
        words = ", ".join(f"lowest {name} {_FIGURES[name](row):.3f} ({row.family})" for name, row in worst.items())
        lines.append(f"- `{ours}`: {words}.")
    return lines


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


def _figures(measured: Sequence[Row], least: int) -> dict[str, float]:
    by_name = over_families(measured)
    own, mean = _own(measured, LEFT_OUT), by_name[LEFT_OUT]
    solid = [row.sure.share_right("solid") for row in own.values()]
    figures = {f"{name} from {least}": figure(mean) for name, figure in _FIGURES.items()}
    figures |= {f"worst {name} from {least}": min(map(figure, own.values())) for name, figure in _FIGURES.items()}
    figures |= {
        f"ahead on {name} from {least}": float(len(own) - len(_lost(measured, own, _FIGURES[name])))
        for name in ("f1", "ari")
    }
    figures |= {
        f"solid from {least}": mean.sure.share_right("solid")[0],
        f"worst solid from {least}": min(
            (good for good, count in solid if count >= _MOST_CERTAIN_FEW), default=math.nan
        ),
        f"calibration error from {least}": calibration_error(mean.sure),
        f"twins from {least}": float(np.mean([row.twins for row in own.values()])),
    }
    for peer in ("igraph-louvain", "infomap-directed", "infomap-undirected"):
        if peer in by_name:
            figures[f"{peer} from {least}"] = by_name[peer].quality.recall
    return figures
