"""Fit the learned judge on planted networks, and write its numbers: `make calibrate`.

It learns on the families, training seeds only, and on mixtures (`mixed.py`), which keep it from taking the habits of
thirteen kinds of network for those of all. Two stages: the second learns on first-stage probabilities of a judge that
never saw the network (it was fitted on the seeds of other parity). What it is worth is measured with the family in
question left out: `left_out.py`, `judged.py`.
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
from bench.detect.mixed import FIRST_SEED, mixed
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
    from clustergraph.synth.families import Parameters

    Floats = NDArray[np.float64]

SOURCE = Path(__file__).parents[2] / "src" / "clustergraph"
TARGET = SOURCE / "analysis" / "detection" / "calibration.py"
SIZES = (5, 8)
"""Smallest candidates for which a judge is fitted."""
SEEDS = TRAINING_SEEDS[:2]
MIXTURES = tuple(range(FIRST_SEED, FIRST_SEED + 40))
SAMPLE = 400
"""Candidates of a network that the stages learn on, or all."""
MIXTURE = "mixture"
_PENALTY = 0.3
_QUANTILES = (0.1, 0.3, 0.5, 0.7, 0.9)
_USUAL = (0.005, 0.995)
"""Quantiles of a feature beyond which the judge sees no difference."""
_PLACES = 6
_DEPENDS_ON = (
    "synth/chains.py synth/families.py synth/firms.py synth/links.py synth/networks.py synth/urns.py",
    "analysis/detection/company.py analysis/detection/cut.py analysis/detection/engine.py",
    "analysis/detection/ground.py analysis/detection/logistic.py analysis/detection/merge.py",
    "analysis/detection/partner.py analysis/detection/pool.py analysis/detection/propose.py",
    "analysis/detection/refine.py analysis/detection/surroundings.py analysis/detection/traits.py",
    "analysis/detection/weights.py",
)


@dataclass(frozen=True, slots=True, eq=False)
class Lesson:
    """The pool of one network with the answers."""

    family: str
    """Or `MIXTURE`."""
    seed: int
    features: Floats
    pairs: Pairs
    right: NDArray[np.bool_]
    sample: NDArray[np.int64]


def digest() -> str:
    """Return 16 hex digits over the generator, the pipeline and the parameters of the fit."""
    parts = [(SOURCE / name).read_bytes() for line in _DEPENDS_ON for name in line.split()]
    parts.append((Path(__file__).parent / "mixed.py").read_bytes())
    parts.append(repr((SIZES, SEEDS, MIXTURES, SAMPLE, _PENALTY, _QUANTILES, _USUAL, sorted(FAMILIES))).encode())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:16]


def lessons(min_firms: int, families: Sequence[str] = tuple(FAMILIES)) -> Iterator[Lesson]:
    """Draw the networks to learn on, the mixtures last, and pool and measure their candidates."""
    for family in families:
        for seed in SEEDS:
            yield lesson(family, FAMILIES[family], seed, min_firms)
    for seed in MIXTURES:
        yield lesson(MIXTURE, mixed(seed), seed, min_firms)


def lesson(family: str, parameters: Parameters, seed: int, min_firms: int) -> Lesson:
    """Draw one network; the same seed draws and searches it."""
    case = Case.of(make_network(parameters, seed=seed))
    network = case.network()
    ground = Ground.of(network)
    search = search_of(network, ground.links, np.arange(network.n), seed=seed, min_firms=min_firms)
    found = pool(search, proposals=True)
    pairs = pairs_in(found)
    chosen = np.random.default_rng(seed).choice(found.columns, min(found.columns, SAMPLE), replace=False)
    print(f"{min_firms} {family} {seed}: {found.columns} candidates", file=sys.stderr, flush=True)
    return Lesson(family, seed, features_in(ground, found, pairs), pairs, right_in(found, case.labels), np.sort(chosen))


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
    sampled = np.vstack([one.features[one.sample] for one in taught])
    usual = [_rounded(row) for row in np.quantile(sampled, _USUAL, axis=0)]
    known = [(np.clip(one.features, *usual), one) for one in taught]
    first = _stage([(features[one.sample], one.right[one.sample]) for features, one in known])
    halves = [
        _stage([(features[one.sample], one.right[one.sample]) for features, one in known if one.seed % 2 != parity])
        for parity in (0, 1)
    ]
    second = []
    for features, one in known:
        p = halves[one.seed % 2].probability(features)
        both = np.hstack((features, opinion(one.pairs, p, p)))
        second.append((both[one.sample], one.right[one.sample]))
    seen = np.vstack([one.features for one in taught])
    return Fit(
        first=first,
        second=_stage(second),
        lowest=_rounded(seen.min(axis=0), -1).tolist(),
        highest=_rounded(seen.max(axis=0), 1).tolist(),
        usual_low=usual[0].tolist(),
        usual_high=usual[1].tolist(),
    )


def _stage(parts: Sequence[tuple[Floats, NDArray[np.bool_]]]) -> Stage:
    from sklearn.linear_model import LogisticRegression

    x, y = np.vstack([part[0] for part in parts]), np.concatenate([part[1] for part in parts])
    spread = x.std(axis=0)
    spread[spread == 0] = 1
    mean, spread = _rounded(x.mean(axis=0)), np.maximum(_rounded(spread), 10.0**-_PLACES)
    bends = [_rounded(row) for row in np.quantile((x - mean) / spread, _QUANTILES, axis=0)]
    form = Stage(tuple(mean), tuple(spread), tuple(tuple(row) for row in bends), (), 0.0)
    model = LogisticRegression(C=_PENALTY, solver="newton-cholesky", tol=1e-3).fit(terms(form, x), y)
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
        for name in ("lowest", "highest", "usual_low", "usual_high"):
            lines += _numbers(name, getattr(judge, name), 8)
        lines.append("    ),")
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
