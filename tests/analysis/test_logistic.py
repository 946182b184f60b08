"""A fitted judge gives the probability of its formula, and knows what it was fitted on."""

from __future__ import annotations

import math

import numpy as np
import pytest

from clustergraph.analysis.detection.logistic import Fit, Stage, terms

STAGE = Stage(
    mean=(1.0,),
    spread=(2.0,),
    bends=((-1.0,), (0.0,), (1.0,), (2.0,), (3.0,)),
    weights=(1, 0, 2, 0, 0, 4),
    intercept=0.5,
)


def test_terms_are_z_and_what_lies_beyond_each_bend() -> None:
    assert terms(STAGE, np.array([[4.0]])).tolist() == [[1.5, 2.5, 1.5, 0.5, 0.0, 0.0]]


def test_probability_is_logistic_in_the_terms() -> None:
    assert STAGE.probability(np.array([[4.0]])).tolist() == pytest.approx([1 / (1 + math.exp(-5.0))])


def test_a_candidate_outside_the_range_of_one_feature_is_not_covered() -> None:
    fit = Fit(STAGE, STAGE, lowest=(0.0, 0.0), highest=(1.0, 1.0), usual_low=(0.0, 0.0), usual_high=(1.0, 1.0))
    assert fit.covers(np.array([[0.0, 1.0], [0.5, 1.1]])).tolist() == [True, False]


def test_beyond_what_is_usual_the_judge_sees_no_difference() -> None:
    fit = Fit(STAGE, STAGE, lowest=(0.0,), highest=(9.0,), usual_low=(1.0,), usual_high=(4.0,))
    low, at, beyond = fit.first_opinion(np.array([[-5.0], [4.0], [400.0]]))
    assert at == beyond == pytest.approx(1 / (1 + math.exp(-5.0)))
    assert low == STAGE.probability(np.array([[1.0]]))[0]
