"""What the learned judge finds on networks of the choice seeds, and how often each band is right.

`python -m bench.detect.judged [min_firms] [families…]`; nothing is fitted here, and report seeds are not touched.
"""

from __future__ import annotations

import sys
from dataclasses import astuple
from typing import TYPE_CHECKING

import numpy as np

from bench.detect.case import Case
from bench.detect.metrics import SAME, Quality, quality
from clustergraph.analysis.detection.calibration import FITS
from clustergraph.analysis.detection.company import pairs_with
from clustergraph.analysis.detection.ground import Ground
from clustergraph.analysis.detection.learned import Judged, judge_pool
from clustergraph.analysis.detection.pool import pool_of
from clustergraph.analysis.detection.propose import pool, search_of
from clustergraph.synth.families import CHOICE_SEEDS, FAMILIES
from clustergraph.synth.networks import make_network

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clustergraph.analysis.detection.logistic import Fit

_SEEDS = CHOICE_SEEDS[:2]
_BANDS = ("solid", "probable", "hint")


def is_right(planted: NDArray[np.int32], found: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Say of each group found whether a planted cluster is the same (Jaccard ≥ ½)."""
    pairs = pairs_with(pool_of([planted], [0]), found)
    right = np.zeros(int(found.max(initial=-1)) + 1, dtype=bool)
    right[pairs.one[pairs.jaccard >= SAME]] = True
    return right


def judged(family: str, seed: int, min_firms: int, fit: Fit) -> tuple[Quality, Judged, NDArray[np.bool_]]:
    """Judge one network; the same seed draws and searches it."""
    case = Case.of(make_network(FAMILIES[family], seed=seed))
    network = case.network()
    ground = Ground.of(network)
    search = search_of(network, ground.links, np.arange(network.n), seed=seed, min_firms=min_firms)
    found = judge_pool(ground, search.whole, pool(search, proposals=True), fit, min_firms=min_firms)
    if found is None:
        raise SystemExit(f"{family} {seed}: outside the fitted range")
    return quality(case.labels, found.labels, min_firms=min_firms), found, is_right(case.labels, found.labels)


def main(min_firms: int = 5, families: tuple[str, ...] = tuple(FAMILIES)) -> None:
    """Print a line a family, the mean, and the share of right candidates in each band."""
    rows: list[tuple[float, ...]] = []
    bands: list[str] = []
    right, p = [], []
    for family in families:
        for seed in _SEEDS:
            figures, found, good = judged(family, seed, min_firms, FITS[min_firms])
            rows.append(astuple(figures))
            bands += found.bands
            right.append(good)
            p.append(found.p)
        _line(family, np.mean(rows[-len(_SEEDS) :], axis=0))
    _line("mean", np.mean(rows, axis=0))
    known, good = np.array(bands), np.concatenate(right)
    for name in (*_BANDS, "not_calibrated"):
        if (known == name).any():
            print(f"{name:15} right {good[known == name].mean():.3f} of {np.count_nonzero(known == name)}")
    sure = np.concatenate(p)
    inside = ~np.isnan(sure)
    step = np.minimum((sure[inside] * 10).astype(int), 9)
    gap = np.abs(np.bincount(step, sure[inside] - good[inside]))
    print(f"ECE {gap.sum() / max(np.count_nonzero(inside), 1):.3f}")


def _line(name: str, values: NDArray[np.float64]) -> None:
    labels = ("rec", "prec", "F1", "ARI", "AMI")
    print(f"{name:15}", "  ".join(f"{key} {value:.3f}" for key, value in zip(labels, values, strict=True)), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5, tuple(sys.argv[2:]) or tuple(FAMILIES))
