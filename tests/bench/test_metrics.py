"""Agreement with planted clusters, by hand."""

from __future__ import annotations

import math
from itertools import permutations

import numpy as np
import pytest
from bench.detect.metrics import adjusted_information, adjusted_rand, quality, recall_by_size, twins
from hypothesis import given, settings
from hypothesis import strategies as st

# two planted clusters of three, and two firms of the background
PLANTED = np.array([0, 0, 0, 1, 1, 1, -1, -1], dtype=np.int32)


def _labels(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int32)


def test_the_truth_agrees_with_itself() -> None:
    answer = quality(PLANTED, PLANTED, min_firms=2)
    assert (answer.recall, answer.precision, answer.f1) == (1, 1, 1)
    assert [answer.ari, answer.ami] == pytest.approx([1, 1])


def test_names_of_candidates_do_not_matter() -> None:
    found = _labels(7, 7, 3, 3, 3, 3, 7, -1)
    swapped = np.where(found == 7, 0, found)
    assert quality(PLANTED, found, min_firms=2) == quality(PLANTED, swapped, min_firms=2)


def test_firms_of_the_background_in_a_candidate_count_against_it() -> None:
    # both background firms lie in the candidate of cluster 0: Jaccard 3/5, F1 6/8; cluster 1 is found whole
    answer = quality(PLANTED, _labels(0, 0, 0, 1, 1, 1, 0, 0), min_firms=2)
    assert answer.recall == 1
    assert answer.f1 == pytest.approx((6 / 8 + 1) / 2)
    # over members only, the answer is perfect
    assert answer.ari == pytest.approx(1)


def test_one_candidate_over_two_clusters_is_the_half_of_each() -> None:
    # Jaccard 3/6 with each: still a match of both, and the candidate is right
    answer = quality(PLANTED, _labels(0, 0, 0, 0, 0, 0, -1, -1), min_firms=2)
    assert (answer.recall, answer.precision) == (1, 1)
    # one more firm, and it is none: 3/7
    answer = quality(PLANTED, _labels(0, 0, 0, 0, 0, 0, 0, -1), min_firms=2)
    assert (answer.recall, answer.precision) == (0, 0)
    assert answer.f1 == pytest.approx(6 / 10)


def test_members_called_background_are_groups_of_their_own() -> None:
    # rows 3 and 3, columns 3, 1, 1, 1: together 3, rows 6, columns 3, of 15 pairs
    answer = quality(PLANTED, _labels(0, 0, 0, -1, -1, -1, -1, -1), min_firms=2)
    assert answer.ari == pytest.approx((3 - 6 * 3 / 15) / ((6 + 3) / 2 - 6 * 3 / 15))
    assert (answer.recall, answer.precision) == (0.5, 1)


def test_small_candidates_and_small_clusters_do_not_count() -> None:
    planted = _labels(0, 0, 1, 1, 1, -1)
    answer = quality(planted, _labels(0, 0, 1, 1, 1, -1), min_firms=3)
    assert (answer.recall, answer.precision) == (1, 1)
    answer = quality(planted, _labels(0, 0, 1, 1, -1, -1), min_firms=3)
    assert answer.recall == 0
    assert math.isnan(answer.precision)


def test_a_candidate_may_match_a_cluster_below_the_minimum() -> None:
    assert quality(_labels(0, 0, 1, 1, 1), _labels(0, 0, 0, -1, -1), min_firms=3).precision == 1


def test_nothing_found_is_no_recall_and_no_precision() -> None:
    answer = quality(PLANTED, np.full(8, -1, dtype=np.int32), min_firms=2)
    assert (answer.recall, answer.f1, answer.ari) == (0, 0, 0)
    assert math.isnan(answer.precision)


def test_recall_is_told_by_size_of_the_cluster() -> None:
    planted = _labels(0, 0, 1, 1, 1, 2, 2, 2, 2)
    found = _labels(0, 0, -1, -1, -1, 2, 2, 2, 2)
    assert recall_by_size(planted, found, min_firms=2, sizes=(2, 3, 4)) == (1, 0, 1)


def test_twins_share_four_fifths_of_their_firms() -> None:
    one = _labels(0, 0, 0, 0, 0, 1, 1, 1)
    assert twins(one, _labels(0, 0, 0, 0, -1, 1, 1, -1), min_firms=2) == 0.5


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=2, max_size=5))
def test_expected_agreement_is_the_mean_over_all_orders(pairs: list[tuple[int, int]]) -> None:
    """Over all orders of one side the adjusted indices are 0 on average, unless both sides are trivial."""
    rows, columns = (np.array(side) for side in zip(*pairs, strict=True))
    rand, information = [], []
    for order in permutations(columns.tolist()):
        _, cells = np.unique(np.stack([rows, np.array(order)]), axis=1, return_counts=True)
        sums = [np.unique(side, return_counts=True)[1] for side in (rows, np.array(order))]
        rand.append(adjusted_rand(sums[0], sums[1], cells))
        information.append(adjusted_information(sums[0], sums[1], cells))
    if len(set(rand)) > 1:
        assert np.mean(rand) == pytest.approx(0, abs=1e-9)
    if len({round(value, 9) for value in information}) > 1:
        assert np.mean(information) == pytest.approx(0, abs=1e-9)
