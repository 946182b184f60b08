"""Known answers of the search by many runs."""

from __future__ import annotations

import numpy as np
import pytest

from clustergraph.analysis.detection import propose, weights
from clustergraph.analysis.detection.detect import Detection, detect
from clustergraph.analysis.detection.pool import best_in_pool, best_match, pool_of, stability
from clustergraph.analysis.detection.refine import refined, whole_of
from clustergraph.analysis.network import Network
from clustergraph.errors import AnalysisError

from .networks import CLIQUES, clique, network

TWELVES = [*clique(range(12)), *clique(range(12, 24)), (11, 12)]


def found(net: Network, *, jobs: int = 1) -> Detection:
    return detect(net, seed=1, method="pool", jobs=jobs)


def same(one: Detection, other: Detection) -> bool:
    return (one.labels.tolist(), one.log_odds.tolist(), one.groups, one.aside) == (
        other.labels.tolist(),
        other.log_odds.tolist(),
        other.groups,
        other.aside,
    )


def random_links(firms: int, links: int, seed: int) -> list[tuple[int, int]]:
    rng = np.random.default_rng(seed)
    return [(int(a), int(b)) for a, b in rng.integers(0, firms, (links, 2))]


@pytest.mark.parametrize("firms", [24, 1000])
def test_two_cliques_with_a_bridge_are_both_kept(firms: int) -> None:
    rest = [(a, b) for a, b in random_links(firms, firms, 3) if min(a, b) >= 24]
    answer = found(network(firms, TWELVES + rest))
    kept = [group.firms for group in answer.groups]
    assert tuple(range(12)) in kept
    assert tuple(range(12, 24)) in kept


def test_a_star_is_no_candidate() -> None:
    answer = found(network(501, [(0, i) for i in range(1, 501)]))
    assert (answer.groups, answer.aside) == ((), ())


def test_in_a_random_network_few_firms_are_in_candidates() -> None:
    # at 8 firms, where the share was first measured; at 5 it is up to a twentieth
    answer = detect(network(2000, random_links(2000, 10_000, 5)), seed=1, min_firms=8, method="pool")
    assert np.mean(answer.labels >= 0) <= 0.03


def test_threads_order_repetition_and_links_to_oneself_change_nothing() -> None:
    links = [*TWELVES, *random_links(300, 600, 7)]
    region = {i: f"{10 + i % 5}" for i in range(300)}
    okved2 = {i: f"{10 + i % 7}" for i in range(300)}
    plain = found(network(300, links, region=region, okved2=okved2))
    dirty = [*reversed(links), (3, 3), *links[::2]]
    assert same(plain, found(network(300, dirty, region=region, okved2=okved2)))
    assert same(plain, found(network(300, links, region=region, okved2=okved2), jobs=3))


@pytest.mark.parametrize(
    "links",
    [[(0, 1)], [(i, 30 + j) for i in range(30) for j in range(30)], clique(range(20)), [*clique(range(6)), (8, 9)]],
    ids=["one link", "bipartite", "one clique", "two components"],
)
def test_odd_networks_give_an_answer(links: list[tuple[int, int]]) -> None:
    answer = found(network(60, links, okved2={0: "20.16"}))
    assert np.isfinite(answer.log_odds).all()
    assert answer.labels.max(initial=-1) + 1 == len(answer.groups)


@pytest.mark.parametrize("links", [[], [(0, 0), (1, 1)]], ids=["none", "to oneself"])
def test_without_links_there_is_one_clear_sentence(links: list[tuple[int, int]]) -> None:
    with pytest.raises(AnalysisError):
        found(network(2, links))


def test_less_than_one_thread_is_refused() -> None:
    with pytest.raises(AnalysisError, match="0"):
        found(network(12, CLIQUES), jobs=0)


def test_labels_are_disjoint_and_candidates_large_enough() -> None:
    net = network(300, [*TWELVES, *random_links(300, 500, 9)])
    answer = found(net)
    firms = [firm for group in (*answer.groups, *answer.aside) for firm in group.firms]
    assert len(firms) == len(set(firms))
    assert all(group.size >= 5 for group in (*answer.groups, *answer.aside))
    assert answer.firm_stability is not None
    assert ((answer.firm_stability >= 0) & (answer.firm_stability <= 1)).all()


def test_likeness_and_stability_by_hand() -> None:
    labellings = [np.array([0, 0, 1, 1], dtype=np.int32), np.array([0, 0, 0, -1], dtype=np.int32)]
    pool = pool_of(labellings, [0, 0])
    assert [pool.members(c).tolist() for c in range(pool.columns)] == [[0, 1], [2, 3], [0, 1, 2]]
    best = best_in_pool(pool)
    np.testing.assert_allclose(best, [[1, 2 / 3], [1, 1 / 4], [2 / 3, 1]])
    np.testing.assert_allclose(stability(pool, best), [2 / 3, 1 / 4, 2 / 3])
    alike, match = best_match(pool, np.array([-1, 0, 0, 0], dtype=np.int32))
    np.testing.assert_allclose(alike, [[2 / 3, 1 / 2]])
    assert match.tolist() == [[1, 0]]


def test_a_firm_that_belongs_to_nothing_is_swept_out_and_a_lost_one_in() -> None:
    net = network(30, [*clique(range(8)), *((i, i + 1) for i in range(8, 29))])
    labels = np.full(30, -1, dtype=np.int32)
    labels[[*range(7), 29]] = 0
    swept = refined(whole_of(net), labels, sweeps=3, min_firms=5)
    assert np.flatnonzero(swept == 0).tolist() == list(range(8))


def test_proposals_stand_behind_the_runs_and_nothing_to_split_gives_background() -> None:
    net = network(24, TWELVES)
    search = propose.search_of(net, weights.link_matrix(net), np.arange(24), seed=1, min_firms=5)
    gathered = propose.pool(search, proposals=True)
    assert gathered.group.tolist() == [kind for kind in (0, 1, 2) for _ in search.runs]
    assert propose.split(search, np.full(24, -1, dtype=np.int32)).tolist() == [-1] * 24
