"""The judge is measured on families that it did not learn on."""

from __future__ import annotations

import numpy as np
from bench.detect import judged
from bench.detect.fit import MIXTURE, MIXTURES, Lesson
from bench.detect.mixed import mixed

from clustergraph.analysis.detection.company import pairs_in
from clustergraph.analysis.detection.pool import RUN, pool_of
from clustergraph.synth.families import CHOICE_SEEDS, FAMILIES, REPORT_SEEDS, SMALL, TRAINING_SEEDS


def test_every_family_is_in_one_fold_with_others() -> None:
    folds = {tuple(judged.fold(family)) for family in FAMILIES}
    assert sorted(family for fold in folds for family in fold) == sorted(FAMILIES)
    assert all(family in judged.fold(family) for family in FAMILIES)


def test_a_fit_for_a_family_learns_on_none_of_its_fold() -> None:
    rng = np.random.default_rng(1)
    labels = np.repeat(np.arange(20, dtype=np.int32), 2)
    pairs = pairs_in(pool_of([labels], [RUN]))

    def lesson(family: str, seed: int, shift: float) -> Lesson:
        features = rng.normal(size=(20, 3)) + shift
        return Lesson(family, seed, features, pairs, np.arange(20) % 2 == 0, np.arange(20))

    taught = [lesson(family, seed, 9.0 * (family == "sparse")) for family in FAMILIES for seed in (1, 2)]
    taught += [lesson(MIXTURE, seed, 0.0) for seed in MIXTURES[:2]]
    of = judged.unseen(taught)
    assert max(of("sparse").highest) < 6 < max(of("base").highest)
    assert of("easy") is of("sparse")


def test_a_mixture_is_no_family_and_has_no_seed_of_one() -> None:
    parameters = [mixed(seed) for seed in MIXTURES]
    assert len(set(parameters)) == len(parameters)
    assert not {*FAMILIES.values(), *SMALL.values()} & set(parameters)
    assert not {*TRAINING_SEEDS, *CHOICE_SEEDS, *REPORT_SEEDS} & set(MIXTURES)
    assert all(p.to_region + p.to_chain <= 0.95 for p in parameters)


def test_a_group_found_is_right_if_it_shares_half_with_a_planted_one() -> None:
    planted = np.array([0, 0, 0, 0, 1, 1, -1], dtype=np.int32)
    found = np.array([0, 0, -1, -1, 1, 1, 1], dtype=np.int32)
    assert judged.is_right(planted, found).tolist() == [True, True]
