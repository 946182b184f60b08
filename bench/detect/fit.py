"""Fit the learned judge on planted networks of the training seeds, and write its numbers: `make calibrate`.

Two stages: the second learns on first-stage probabilities of a judge that never saw the network (it was fitted on the
other seed).
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bench.detect.case import Case
from bench.detect.metrics import SAME
from clustergraph.analysis.detection.company import opinion, pairs_in, pairs_with
from clustergraph.analysis.detection.ground import Ground
from clustergraph.analysis.detection.learned import features_in
from clustergraph.analysis.detection.logistic import Fit, Stage, terms
from clustergraph.analysis.detection.pool import pool_of
from clustergraph.analysis.detection.propose import pool, search_of
from clustergraph.synth.families import FAMILIES, TRAINING_SEEDS
from clustergraph.synth.networks import make_network

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clustergraph.analysis.detection.company import Pairs
    from clustergraph.analysis.detection.pool import Pool

    Floats = NDArray[np.float64]

SOURCE = Path(__file__).parents[2] / "src" / "clustergraph"
TARGET = SOURCE / "analysis" / "detection" / "calibration.py"
SIZES = (5, 8)
"""Smallest candidates for which a judge is fitted."""
SEEDS = TRAINING_SEEDS[:2]
SAMPLE = 16_000
"""Candidates a stage learns on, the same number of every network."""
_PENALTY = 0.3
_QUANTILES = (0.1, 0.3, 0.5, 0.7, 0.9)
_PLACES = 6
_DEPENDS_ON = (
    "synth/chains.py synth/families.py synth/firms.py synth/links.py synth/networks.py synth/urns.py",
    "analysis/detection/company.py analysis/detection/cut.py analysis/detection/engine.py",
    "analysis/detection/ground.py analysis/detection/logistic.py analysis/detection/merge.py",
    "analysis/detection/pool.py analysis/detection/propose.py analysis/detection/refine.py",
    "analysis/detection/traits.py analysis/detection/weights.py",
)


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """The pool of one network with the answers."""

    family: str
    seed: int
    features: Floats
    pairs: Pairs
    right: NDArray[np.bool_]
    sample: NDArray[np.int64]


def digest() -> str:
    """Return 16 hex digits over the generator, the pipeline and the parameters of the fit."""
    parts = [(SOURCE / name).read_bytes() for line in _DEPENDS_ON for name in line.split()]
    parts.append(repr((SIZES, SEEDS, SAMPLE, _PENALTY, _QUANTILES, sorted(FAMILIES))).encode())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]


def lessons(min_firms: int, families: Sequence[str] = tuple(FAMILIES)) -> Iterator[Lesson]:
    """Draw the networks of the training seeds, and pool and measure their candidates."""
    for family in families:
        for seed in SEEDS:
            case = Case.of(make_network(FAMILIES[family], seed=seed))
            network = case.network()
            ground = Ground.of(network)
            search = search_of(network, ground.links, np.arange(network.n), seed=seed, min_firms=min_firms)
            found = pool(search, proposals=True)
            pairs = pairs_in(found)
            rng = np.random.default_rng(seed)
            count = min(found.columns, SAMPLE // (len(FAMILIES) * len(SEEDS)))
            yield Lesson(
                family=family,
                seed=seed,
                features=features_in(ground, found, pairs),
                pairs=pairs,
                right=right_in(found, case.labels),
                sample=np.sort(rng.choice(found.columns, count, replace=False)),
            )
            print(f"{min_firms} {family} {seed}: {found.columns} candidates", file=sys.stderr)


def right_in(found: Pool, planted: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Say of each column whether a planted cluster is the same."""
    truth = pool_of([planted], [0])
    right = np.zeros(found.columns, dtype=bool)
    for t, labels in enumerate(found.labels):
        pairs = pairs_with(truth, labels)
        right[found.first[t] + pairs.one[pairs.jaccard >= SAME]] = True
    return right


def fit(taught: Sequence[Lesson]) -> Fit:
    """Fit both stages."""
    first = _stage([(lesson.features[lesson.sample], lesson.right[lesson.sample]) for lesson in taught])
    halves = {
        seed: _stage(
            [(other.features[other.sample], other.right[other.sample]) for other in taught if other.seed != seed]
        )
        for seed in SEEDS
    }
    second = []
    for lesson in taught:
        p = halves[lesson.seed].probability(lesson.features)
        both = np.hstack((lesson.features, opinion(lesson.pairs, p, p)))
        second.append((both[lesson.sample], lesson.right[lesson.sample]))
    seen = np.vstack([lesson.features for lesson in taught])
    return Fit(first, _stage(second), _rounded(seen.min(axis=0), -1).tolist(), _rounded(seen.max(axis=0), 1).tolist())


def _stage(parts: Sequence[tuple[Floats, NDArray[np.bool_]]]) -> Stage:
    from sklearn.linear_model import LogisticRegression

    x, y = np.vstack([part[0] for part in parts]), np.concatenate([part[1] for part in parts])
    spread = x.std(axis=0)
    spread[spread == 0] = 1
    mean, spread = _rounded(x.mean(axis=0)), np.maximum(_rounded(spread), 10.0**-_PLACES)
    bends = [_rounded(row) for row in np.quantile((x - mean) / spread, _QUANTILES, axis=0)]
    form = Stage(tuple(mean), tuple(spread), tuple(tuple(row) for row in bends), (), 0.0)
    model = LogisticRegression(C=_PENALTY, max_iter=5_000).fit(terms(form, x), y)
    weights = tuple(_rounded(model.coef_[0]).tolist())
    return Stage(form.mean, form.spread, form.bends, weights, round(float(model.intercept_[0]), _PLACES))


def _rounded(values: Floats, towards: int = 0) -> Floats:
    """Round to six places; a range outwards, so that it still holds what it was taken from."""
    scale = 10.0**_PLACES
    if not towards:
        return np.round(values, _PLACES)
    return np.round((np.floor if towards < 0 else np.ceil)(values * scale) / scale, _PLACES)


def written(fits: dict[int, Fit]) -> str:
    """Return the module with the numbers."""
    lines = [
        '"""Numbers of the learned judge; generated by `make calibrate`, never edited."""',
        "",
        "from __future__ import annotations",
        "",
        "from clustergraph.analysis.detection.logistic import Fit, Stage",
        "",
        "# fmt: off",
        f'DIGEST = "{digest()}"',
        '"""Of the generator, the pipeline and the parameters that these numbers were fitted with."""',
        "",
        "FITS = {",
    ]
    for size, judge in fits.items():
        lines.append(f"    {size}: Fit(")
        for name, stage in (("first", judge.first), ("second", judge.second)):
            lines.append(f"        {name}=Stage(")
            lines += [*_numbers("mean", stage.mean, 12), *_numbers("spread", stage.spread, 12), " " * 12 + "bends=("]
            lines += [line for row in stage.bends for line in _numbers("", row, 16)]
            lines += [" " * 12 + "),", *_numbers("weights", stage.weights, 12)]
            lines += [f"            intercept={stage.intercept!r},", "        ),"]
        lines += [*_numbers("lowest", judge.lowest, 8), *_numbers("highest", judge.highest, 8), "    ),"]
    return "\n".join([*lines, "}", ""])


def _numbers(name: str, values: Sequence[float], indent: int) -> Iterator[str]:
    yield " " * indent + (f"{name}=(" if name else "(")
    line = " " * (indent + 3)
    for value in values:
        text = f" {float(value):.{_PLACES}f}".rstrip("0").rstrip(".") or "0"
        text = text if "." in text else f"{text}.0"
        if len(line) + len(text) > 118:
            yield line
            line = " " * (indent + 3)
        line += f"{text},"
    yield line
    yield " " * indent + "),"


def main() -> None:
    """Fit for each smallest size and write the module."""
    fits = {size: fit(list(lessons(size))) for size in SIZES}
    TARGET.write_text(written(fits), encoding="utf-8")


if __name__ == "__main__":
    main()
