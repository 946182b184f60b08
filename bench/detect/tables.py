"""The tables of docs/benchmarks.md on detection."""

from __future__ import annotations

import math
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple
from itertools import pairwise
from pathlib import Path

from bench.detect.case import Case
from bench.detect.entropy import make_case
from bench.detect.methods import OUR_METHODS, PEER_METHODS, ask_peer, methods, peers_are_there
from bench.detect.rows import MIN_FIRMS, SIZES, Row, means, rows
from clustergraph.synth.families import FAMILIES, REPORT_SEEDS, SMALL, VOLUMES, Parameters
from clustergraph.synth.networks import make_network

_SMALL_SEEDS = (301, 302, 303, 304, 305, 306)
"""One small network says little."""
_PUBLIC = {"LFR μ .5": ("lfr", 0.5), "ABCD+o ξ .5": ("abcd", 0.5)}
_PUBLIC_SEEDS = (1, 2, 3, 4, 5)
_SECOND_FIRMS = 10_000
_HEAD = ("recall", "precision", "F1", "ARI", "AMI", "CPU, s", "peak, MB")


def table() -> list[str]:
    """Measure everything on the report seeds and return the section for docs/benchmarks.md."""
    asked = methods()
    measured = list(_measured(asked, FAMILIES, REPORT_SEEDS))
    at_eight, at_five = ([row for row in measured if row.min_firms == least] for least in MIN_FIRMS)
    others = [*_measured(asked, SMALL, _SMALL_SEEDS), *_measured(asked, VOLUMES, REPORT_SEEDS), *_second(asked)]
    return [
        "## Detection: planted clusters",
        "",
        "Networks of 10,000 firms in 13 families (`synth/families.py`), of seeds on which nothing was chosen:",
        f"{REPORT_SEEDS[0]} and {REPORT_SEEDS[1]}.",
        "Candidates and planted clusters from 8 firms; right is a Jaccard similarity of 0.5, background counted;",
        "ARI and AMI on planted members, each one called background a group of its own.",
        "CPU of the method alone, its own graph included; peak of its process.",
        *([] if peers_are_there() else ["", "The peers were not run: `make bench-peers`."]),
        "",
        "### Mean over the 13 families",
        "",
        *_lines("method", means(at_eight, "method")),
        "",
        *_comparison(at_eight),
        "",
        "### By family",
        "",
        *by_family(at_eight),
        "",
        "### From 5 firms: the default of the product, clusters of 5–7 counted",
        "",
        *_lines("method", means(at_five, "method")),
        "",
        *_by_size(at_five),
        "",
        "### Other networks, from 8 firms",
        "",
        "Small ones over six seeds, the others over two; the second generator is one of maximum entropy.",
        "",
        *by_family([row for row in others if row.min_firms == MIN_FIRMS[0]]),
        *(_public(asked) if peers_are_there() else []),
    ]


def _measured(asked: Sequence[str], families: Mapping[str, Parameters], seeds: Iterable[int]) -> Iterator[Row]:
    for name, parameters in families.items():
        for seed in seeds:
            print(f"detect: {name}, seed {seed}", file=sys.stderr, flush=True)
            yield from rows(name, Case.of(make_network(parameters, seed=seed)), asked)


def _second(asked: Sequence[str]) -> Iterator[Row]:
    for seed in REPORT_SEEDS:
        yield from rows("second generator", make_case(_SECOND_FIRMS, seed=seed), asked)


def _public(asked: Sequence[str]) -> list[str]:
    measured: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        for name, (kind, mixing) in _PUBLIC.items():
            for seed in _PUBLIC_SEEDS:
                file = Path(folder) / "graph.npz"
                ask_peer("public.py", kind, mixing, seed, file)
                # an edge has no direction here, so nothing is asked of a method that reads one
                able = [method for method in asked if method not in {"infomap-directed", "sector-region"}]
                measured += rows(name, Case.read(file), able)
    return [
        "",
        "### Public benchmarks, 10,000 nodes without attributes, five graphs each, from 8 nodes",
        "",
        *by_family([row for row in measured if row.min_firms == MIN_FIRMS[0]]),
    ]


def _lines(first: str, named: Mapping[str, Row]) -> list[str]:
    return [
        f"| {first} | {' | '.join(_HEAD)} |",
        f"|---|{'--:|' * len(_HEAD)}",
        *(f"| {name} | {_cells(row)} |" for name, row in named.items()),
    ]


def _cells(row: Row) -> str:
    shares = " | ".join(_share(value) for value in astuple(row.quality))
    return f"{shares} | {row.seconds:.2f} | {row.peak:.0f}"


def _share(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.3f}"


def by_family(measured: Sequence[Row]) -> list[str]:
    """Return a table with the mean of each method in each family."""
    groups = {family: [row for row in measured if row.family == family] for family in means(measured, "family")}
    lines = [f"| family | method | {' | '.join(_HEAD)} |", f"|---|---|{'--:|' * len(_HEAD)}"]
    for family, group in groups.items():
        lines += [f"| {family} | {method} | {_cells(row)} |" for method, row in means(group, "method").items()]
    return lines


def _comparison(measured: Sequence[Row]) -> list[str]:
    """Say of each of our methods where it is ahead of every peer on F1 and ARI, and where not; and how steady it is."""
    figures: tuple[tuple[str, Callable[[Row], float]], ...] = (
        ("F1", lambda row: row.quality.f1),
        ("ARI", lambda row: row.quality.ari),
    )
    lines = []
    for ours in OUR_METHODS:
        own = means((row for row in measured if row.method == ours), "family")
        peers = [
            means((row for row in measured if row.method == peer), "family")
            for peer in (*PEER_METHODS, "networkx-louvain")
            if any(row.method == peer for row in measured)
        ]
        for name, figure in figures:
            lost = [family for family in own if any(figure(peer[family]) >= figure(own[family]) for peer in peers)]
            behind = f"; behind in: {', '.join(lost)}" if lost else ""
            lines.append(
                f"- `{ours}` is ahead of every peer on {name} in {len(own) - len(lost)} of {len(own)}{behind}."
            )
        shares = {family: row.twins for family, row in own.items()}
        lines.append(
            f"- `{ours}`: {sum(shares.values()) / len(shares):.2f} of its candidates have a twin (Jaccard 0.8) under "
            f"another seed, fewest in {min(shares, key=lambda family: shares[family])}: {min(shares.values()):.2f}."
        )
        worst = [
            min(own.values(), key=figure) for figure in (lambda r: r.quality.recall, lambda r: r.quality.precision)
        ]
        lines.append(
            f"- `{ours}`: lowest recall {worst[0].quality.recall:.3f} ({worst[0].family}), "
            f"lowest precision {worst[1].quality.precision:.3f} ({worst[1].family})."
        )
    return lines


def _by_size(measured: Sequence[Row]) -> list[str]:
    names = [f"{low}–{high - 1}" for low, high in pairwise(SIZES)] + [f"{SIZES[-1]}+"]
    return [
        f"| recall by size of cluster | {' | '.join(names)} |",
        f"|---|{'--:|' * len(names)}",
        *(
            f"| {method} | {' | '.join(_share(value) for value in row.by_size)} |"
            for method, row in means(measured, "method").items()
        ),
    ]
