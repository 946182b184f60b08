"""What the learned judge finds on networks of the choice seeds, and how often each band is right.

`python -m bench.detect.judged [min_firms] [families…]`: the shipped judge, which learned on the families themselves,
with other seeds. With `--unseen` each family is judged by a fit that never saw it. Report seeds are not touched.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

import numpy as np

from bench.detect.case import Case
from bench.detect.left_out import judge_without
from bench.detect.metrics import SAME, Quality, quality
from clustergraph.analysis.detection.calibration import FITS
from clustergraph.analysis.detection.company import pairs_with
from clustergraph.analysis.detection.ground import Ground
from clustergraph.analysis.detection.learned import band, judge_pool
from clustergraph.analysis.detection.pool import pool_of
from clustergraph.analysis.detection.propose import pool, search_of
from clustergraph.synth.families import CHOICE_SEEDS, FAMILIES
from clustergraph.synth.networks import make_network

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clustergraph.analysis.detection.logistic import Fit

_SEEDS = CHOICE_SEEDS[:2]
_BANDS = ("solid", "probable", "hint", "not_calibrated")


@dataclass(frozen=True, slots=True, eq=False)
class Verdicts:
    """What a judge said of one network, and whether it was right."""

    quality: Quality
    p: NDArray[np.float64]
    right: NDArray[np.bool_]


def is_right(planted: NDArray[np.int32], found: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Say of each group found whether a planted cluster is the same (Jaccard ≥ ½)."""
    pairs = pairs_with(pool_of([planted], [0]), found)
    right = np.zeros(int(found.max(initial=-1)) + 1, dtype=bool)
    right[pairs.one[pairs.jaccard >= SAME]] = True
    return right


def judged(family: str, seed: int, min_firms: int, judge: Fit) -> Verdicts:
    """Judge one network, inside the fitted range or not; the same seed draws and searches it."""
    case = Case.of(make_network(FAMILIES[family], seed=seed))
    network = case.network()
    ground = Ground.of(network)
    search = search_of(network, ground.links, np.arange(network.n), seed=seed, min_firms=min_firms)
    found = judge_pool(ground, search.whole, pool(search, proposals=True), judge, min_firms=min_firms, always=True)
    assert found is not None
    return Verdicts(
        quality(case.labels, found.labels, min_firms=min_firms), found.p, is_right(case.labels, found.labels)
    )


def unseen(family: str, min_firms: int) -> Fit:
    """Return the judge that learned without a family."""
    judge: Fit = pickle.loads(judge_without(family, min_firms).read_bytes())
    return judge


def main(min_firms: int, families: Sequence[str], judge_of: Callable[[str, int], Fit]) -> None:
    """Print two lines a family, the mean, and the share of right candidates in each band."""
    told: list[Verdicts] = []
    for family in families:
        told += [judged(family, seed, min_firms, judge_of(family, min_firms)) for seed in _SEEDS]
        _print(family, told[-len(_SEEDS) :])
    _print("mean", told)


def _print(name: str, told: Sequence[Verdicts]) -> None:
    labels = ("rec", "prec", "F1", "ARI", "AMI")
    values = np.mean([astuple(one.quality) for one in told], axis=0)
    print(f"{name:15}", "  ".join(f"{key} {value:.3f}" for key, value in zip(labels, values, strict=True)))
    p, right = (np.concatenate([getattr(one, key) for one in told]) for key in ("p", "right"))
    bands = np.array([band(one) for one in p.tolist()])
    shares = [
        f"{key} {right[bands == key].mean():.3f} of {np.count_nonzero(bands == key)}"
        for key in _BANDS
        if (bands == key).any()
    ]
    known = ~np.isnan(p)
    step = np.minimum((p[known] * 10).astype(int), 9)
    gap = np.abs(np.bincount(step, p[known] - right[known])).sum() / max(np.count_nonzero(known), 1)
    print(" " * 15, "  ".join([*shares, f"ECE {gap:.3f}"]), flush=True)


if __name__ == "__main__":
    asked = [argument for argument in sys.argv[1:] if argument != "--unseen"]
    shipped = "--unseen" not in sys.argv
    main(
        int(asked[0]) if asked else 5,
        asked[1:] or list(FAMILIES),
        (lambda _, min_firms: FITS[min_firms]) if shipped else unseen,
    )
