"""Who judges, and what is said of how sure a candidate is."""

from __future__ import annotations

import math

import numpy as np
import pytest
from bench.detect.case import Case

from clustergraph.analysis.detection.calibration import FITS
from clustergraph.analysis.detection.detect import detect
from clustergraph.analysis.detection.learned import FEATURES, band, is_of_fitted_kind
from clustergraph.analysis.network import Network
from clustergraph.errors import AnalysisError, UnknownNameError
from clustergraph.synth.families import SMALL
from clustergraph.synth.networks import make_network

from .networks import CLIQUES, network


@pytest.fixture(scope="module")
def region() -> Network:
    """One region of 1,000 firms."""
    return Case.of(make_network(SMALL["1 region, 1,000"], seed=1)).network()


def test_the_learned_judge_says_how_likely_each_candidate_is(region: Network) -> None:
    found = detect(region, seed=1, method="pool", judge="learned")
    assert {group.judge for group in found.groups} == {"learned"}
    told = [math.nan if group.probability is None else group.probability for group in found.groups]
    assert [group.band for group in found.groups] == [band(p) for p in told]
    known = [p for p in told if not math.isnan(p)]
    assert known == sorted(known, reverse=True)
    assert min(known) >= 0.15


def test_the_reference_gives_no_probability(region: Network) -> None:
    found = detect(region, seed=1, method="pool", judge="reference")
    assert {(group.judge, group.band, group.probability) for group in found.groups} == {
        ("reference", "not_calibrated", None)
    }


def test_nobody_judges_a_single_run(region: Network) -> None:
    assert {group.judge for group in detect(region, seed=1, method="fast").groups} == {"none"}


def test_a_small_network_is_left_to_the_reference() -> None:
    found = detect(network(12, CLIQUES), seed=1, method="pool")
    assert {group.judge for group in found.groups} <= {"reference"}


def test_a_network_is_of_the_fitted_kind_by_its_size_and_what_is_known(region: Network) -> None:
    assert is_of_fitted_kind(region, 5)
    assert not is_of_fitted_kind(region, 6)
    assert not is_of_fitted_kind(network(12, CLIQUES), 5)


def test_the_learned_judge_refuses_a_smallest_size_it_was_not_fitted_for(region: Network) -> None:
    with pytest.raises(AnalysisError):
        detect(region, seed=1, method="pool", judge="learned", min_firms=6)


def test_an_unknown_judge_is_named() -> None:
    with pytest.raises(UnknownNameError):
        detect(network(12, CLIQUES), seed=1, method="pool", judge="expert")


@pytest.mark.parametrize("size", sorted(FITS))
def test_a_fit_has_numbers_for_every_feature(size: int) -> None:
    fit = FITS[size]
    for stage, features in ((fit.first, len(FEATURES)), (fit.second, len(FEATURES) + 9)):
        assert np.shape(stage.bends) == (5, features)
        assert len(stage.mean) == len(stage.spread) == features
        assert len(stage.weights) == 6 * features
    assert len(fit.lowest) == len(fit.highest) == len(FEATURES)
    assert min(fit.first.spread) > 0
