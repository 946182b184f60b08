"""What the judge learns on besides the families, and when it is right."""

from __future__ import annotations

import numpy as np
from bench.detect import judged
from bench.detect.fit import MIXTURES
from bench.detect.mixed import mixed

from clustergraph.synth.families import CHOICE_SEEDS, FAMILIES, REPORT_SEEDS, SMALL, TRAINING_SEEDS


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
