"""The engine is never handed what makes it answer wrongly, hang or die."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from clustergraph.analysis.detection import weights
from clustergraph.analysis.detection.engine import communities, renumbered
from clustergraph.errors import AnalysisError

from .networks import CLIQUES, clique, network

TWO = weights.link_matrix(network(12, CLIQUES))


def matrix(rows: list[list[float]]) -> sparse.csr_array[np.float64, tuple[int, int]]:
    return sparse.csr_array(np.array(rows, dtype=np.float64))


def test_two_cliques_are_two_groups_numbered_by_their_smallest_firm() -> None:
    labels = communities(TWO, 1.0, 1)
    assert labels.dtype == np.int32
    assert labels.tolist() == [0] * 6 + [1] * 6


def test_firms_without_a_link_stay_alone() -> None:
    assert communities(matrix([[0, 0, 1, 0], [0, 0, 0, 0], [1, 0, 0, 0], [0, 0, 0, 0]]), 1.0, 1).tolist() == [
        0,
        1,
        0,
        2,
    ]


@pytest.mark.parametrize(
    "unfit",
    [
        matrix([[0, 1], [0, 0]]),
        matrix([[0, 1], [2, 0]]),
        matrix([[1, 1], [1, 0]]),
        matrix([[0, -1], [-1, 0]]),
        matrix([[0, np.nan], [np.nan, 0]]),
        matrix([[0, np.inf], [np.inf, 0]]),
        matrix([[0, 1, 0], [1, 0, 0]]),
        matrix([[0, 0], [0, 0]]),
        matrix([[0]]),
        sparse.csr_array((0, 0), dtype=np.float64),
        sparse.csr_array((np.zeros(2), ([0, 1], [1, 0])), shape=(2, 2)),
    ],
    ids=[
        *("one-sided", "unequal", "diagonal", "negative", "nan", "infinite", "not-square"),
        *("no-links", "one-firm", "no-firms", "stored-zeros"),
    ],
)
def test_an_unfit_matrix_is_refused(unfit: sparse.csr_array[np.float64, tuple[int, int]]) -> None:
    with pytest.raises(AnalysisError):
        communities(unfit, 1.0, 1)


@pytest.mark.parametrize(
    ("resolution", "seed"), [(0.0, 1), (-1.0, 1), (np.nan, 1), (np.inf, 1), (1.0, -1), (1.0, 2**63)]
)
def test_a_parameter_outside_its_range_is_refused(resolution: float, seed: int) -> None:
    with pytest.raises(AnalysisError):
        communities(TWO, resolution, seed)


def test_the_largest_seed_is_taken() -> None:
    assert communities(TWO, 1.0, 2**63 - 1).tolist() == [0] * 6 + [1] * 6


def test_unsorted_indices_and_other_number_types_give_the_same_groups() -> None:
    rng = np.random.default_rng(5)
    pairs = [(int(a), int(b)) for a, b in rng.integers(0, 60, (200, 2)) if a != b]
    good = weights.link_matrix(network(60, pairs))
    order = np.concatenate([np.arange(good.indptr[i], good.indptr[i + 1])[::-1] for i in range(60)])
    parts = (good.data[order].astype(np.float32), good.indices[order].astype(np.int64), good.indptr.astype(np.int64))
    turned = sparse.csr_array(parts, shape=good.shape)
    assert communities(turned, 2.0, 3).tolist() == communities(good, 2.0, 3).tolist()
    assert np.array_equal(turned.data, parts[0])


def test_groups_are_renumbered_by_their_smallest_firm() -> None:
    assert renumbered(np.array([4, -1, 4, 0, 9, 0])).tolist() == [0, -1, 0, 1, 2, 1]
    assert renumbered(np.array([], dtype=np.int64)).tolist() == []


def test_links_of_hubs_weigh_less() -> None:
    star = network(61, [(0, i) for i in range(1, 61)])
    assert weights.cap(star).tolist() == [0.5] * 60
    assert weights.cap(network(3, clique(range(3)))).tolist() == [1.0] * 3


def test_links_between_sectors_that_often_trade_weigh_more() -> None:
    links = [(0, 1), (0, 3), (2, 1), (2, 3), (4, 5), (4, 0)]
    sectors = {0: "10", 1: "20", 2: "10", 3: "20", 4: "30", 5: "40"}
    # F(10→20) = 4, rows 4, columns 4, of 6 pairs: E = 16/6; L = 9 / (16/6 + 5)
    expected = 1 + np.log(9 / (16 / 6 + 5))
    found = weights.cap_lift(network(6, links, okved2=sectors))
    assert found[:4] == pytest.approx([expected] * 4)


def test_a_missing_sector_changes_no_weight() -> None:
    assert weights.cap_lift(network(3, [(0, 1), (1, 2)], okved2={0: "10"})).tolist() == [1.0, 1.0]
    assert weights.cap_lift(network(3, [(0, 1), (1, 2)])).tolist() == [1.0, 1.0]
