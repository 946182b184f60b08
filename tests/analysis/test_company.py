"""What a candidate's company tells of it, and which candidates can stand beside each other."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clustergraph.analysis.detection.company import OPINION, STABILITY, opinion, pairs_in, pairs_with, standing_in
from clustergraph.analysis.detection.compatible import by_promise, compatible, free_firms
from clustergraph.analysis.detection.pool import LOOSER, RUN, SPLIT, Pool, best_in_pool, pool_of

N = 12


def pool_with(*labellings: dict[int, range], groups: tuple[int, ...] = ()) -> Pool:
    rows = []
    for told in labellings:
        labels = np.full(N, -1, dtype=np.int32)
        for number, firms in told.items():
            labels[list(firms)] = number
        rows.append(labels)
    return pool_of(rows, groups or (RUN,) * len(rows))


PARENT_AND_HALVES = pool_with(
    {0: range(10)}, {0: range(5), 1: range(5, 10)}, {0: range(5)}, groups=(RUN, SPLIT, LOOSER)
)
"""Columns 0 (the whole), 1 and 2 (its halves), 3 (the first half again)."""


def test_standing_says_how_alike_others_are_and_who_holds_whom() -> None:
    pairs = pairs_in(PARENT_AND_HALVES)
    told = standing_in(PARENT_AND_HALVES, best_in_pool(PARENT_AND_HALVES), pairs)
    whole, first, second = (dict(zip(STABILITY, told[i].tolist(), strict=True)) for i in range(3))
    assert whole == {
        "stability": 0.0,  # no other run
        "stability_of_splits": 0.5,
        "stability_of_looser": 0.5,
        "stability_of_all": 0.5,
        "most_alike": 0.5,
        "child": 0.75,
        "parent": 0.0,
    }
    assert (first["stability"], first["stability_of_looser"], first["most_alike"]) == (0.5, 1.0, 1.0)
    assert (second["stability_of_looser"], second["parent"]) == (0.0, 0.5)


def test_opinion_of_duplicates_children_and_parents() -> None:
    p = np.array([0.6, 0.9, 0.2, 0.8])
    told = opinion(pairs_in(PARENT_AND_HALVES), p, p)
    whole, first = (dict(zip(OPINION, told[i].tolist(), strict=True)) for i in (0, 1))
    assert whole == pytest.approx(
        {
            "own": 0.6,
            "mean_of_duplicates": (0.9 + 0.2 + 0.8) / 3,  # half of it each: Jaccard ½
            "ln_duplicates": math.log(2.5),
            "best_duplicate": 0.9,
            "best_child": 0.9,
            "best_parent": 0.0,
            "best_partial": 0.0,
            "best_cover": 0.45,
            "mean_cover": (0.9 + 0.2 + 0.8) / 3,
        }
    )
    assert first["best_duplicate"] == 0.8
    assert first["best_parent"] == 0.6


def test_two_halves_take_the_place_of_the_whole_when_they_promise_more() -> None:
    pairs, stability = pairs_in(PARENT_AND_HALVES), np.zeros(4)
    chosen = compatible(pairs, np.array([0.8, 0.7, 0.7, 0.1]), stability, threshold=0.3)
    assert chosen.tolist() == [1, 2]
    assert compatible(pairs, np.array([0.9, 0.5, 0.5, 0.1]), stability, threshold=0.3).tolist() == [0]


def test_of_equal_promises_the_more_stable_is_chosen() -> None:
    chosen = compatible(
        pairs_in(PARENT_AND_HALVES), np.array([0, 0.7, 0, 0.7]), np.array([0, 0.1, 0, 0.2]), threshold=0.3
    )
    assert chosen.tolist() == [3]


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(-1, 2), min_size=N, max_size=N), min_size=1, max_size=4), st.data())
def test_no_two_chosen_contradict_each_other_and_nobody_could_be_added(
    rows: list[list[int]], data: st.DataObject
) -> None:
    compact = [np.unique(row, return_inverse=True)[1] - (min(row) < 0) for row in rows]
    pool = pool_of([labels.astype(np.int32) for labels in compact], [RUN] * len(rows))
    p = np.array(data.draw(st.lists(st.floats(0, 1), min_size=pool.columns, max_size=pool.columns)))
    pairs = pairs_in(pool)
    chosen = set(compatible(pairs, p, np.zeros(pool.columns), threshold=0.3).tolist())
    foes = {(a, b) for a, b, share in zip(pairs.one, pairs.two, pairs.of_smaller, strict=True) if share >= 0.3}
    assert not any(pair in foes for pair in itertools.permutations(chosen, 2))
    for other in set(np.flatnonzero(p > 0.3 + 1e-9).tolist()) - chosen:
        assert any((other, one) in foes for one in chosen)


def test_a_column_keeps_its_free_firms_if_half_of_them_are() -> None:
    pool = pool_with({0: range(6)}, {0: range(4, 10)}, {0: range(8, 12)})
    order = by_promise(pool, np.arange(3), np.array([0.9, 0.8, 0.7]))
    assert order.tolist() == [0, 1, 2]
    assert free_firms(pool, order, min_firms=3, least=0.5).tolist() == [0] * 6 + [1] * 4 + [-1] * 2


def test_a_further_labelling_is_compared_with_the_whole_pool() -> None:
    pairs = pairs_with(PARENT_AND_HALVES, np.array([0] * 5 + [-1] * 7, dtype=np.int32))
    assert pairs.jaccard.tolist() == [0.5, 1.0, 1.0]
    assert pairs.two.tolist() == [0, 1, 3]
