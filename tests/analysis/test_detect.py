"""Known answers of the search for candidates."""

from __future__ import annotations

import numpy as np
import pytest

from clustergraph.analysis.detection.detect import Detection, detect
from clustergraph.analysis.network import network_of
from clustergraph.errors import AnalysisError, UnknownNameError

from .networks import CLIQUES, arrays, clique, network


def same(one: Detection, other: Detection) -> bool:
    return (
        np.array_equal(one.labels, other.labels)
        and np.array_equal(one.log_odds, other.log_odds)
        and one.groups == other.groups
    )


@pytest.mark.parametrize("method", ["fast", "louvain"])
def test_two_cliques_and_a_bridge_are_two_candidates(method: str) -> None:
    found = detect(network(12, CLIQUES), seed=1, method=method)
    assert found.labels.tolist() == [0] * 6 + [1] * 6
    first = found.groups[0]
    assert (first.firms, first.links_inside, first.hub) == ((0, 1, 2, 3, 4, 5), 15, 0)
    # 31 of the 62 link ends are the group's: five firms have 5, one has 6
    assert first.expected == pytest.approx((31**2 - 5 * 25 - 36) / (2 * 62), abs=1e-6)
    assert first.share_inside == pytest.approx(30 / 31, abs=1e-6)
    assert first.inner_degree == (15 - 5) / 5


def test_the_score_is_the_sum_of_the_log_odds_of_its_firms() -> None:
    found = detect(network(12, CLIQUES), seed=1)
    # w = (30 + 1)/(31 + 5), q = (1 + .5)/(62 − 31); five firms have 5 of 5 links inside, one 5 of 6
    w, q = 31 / 36, 1.5 / 31
    five = 5 * np.log(w / q) - 5 * (w - q) + np.log(0.5)
    six = 5 * np.log(w / q) - 6 * (w - q) + np.log(0.5)
    assert found.log_odds[:6] == pytest.approx([five] * 5 + [six], abs=1e-6)
    assert found.groups[0].score == pytest.approx(5 * five + six, abs=1e-5)


def test_equal_scores_are_ranked_by_the_smallest_firm() -> None:
    scores = [group.score for group in detect(network(12, CLIQUES), seed=1).groups]
    assert scores[0] == scores[1]


def test_small_groups_and_firms_without_a_link_are_background() -> None:
    found = detect(network(16, [*CLIQUES, (12, 13)]), seed=1)
    assert found.labels[12:].tolist() == [-1] * 4
    assert found.log_odds[12:].tolist() == [0.0] * 4
    assert detect(network(12, CLIQUES), seed=1, min_firms=7).groups == ()


def test_a_star_is_no_dense_group() -> None:
    found = detect(network(30, [(0, i) for i in range(1, 30)]), seed=1)
    assert [group.inner_degree for group in found.groups] == [0.0] * len(found.groups)


@pytest.mark.parametrize(
    ("firms", "links"), [(0, []), (1, []), (5, []), (2, [(0, 0), (1, 1)])], ids=["empty", "one", "five", "self-links"]
)
def test_without_links_there_is_one_clear_sentence(firms: int, links: list[tuple[int, int]]) -> None:
    with pytest.raises(AnalysisError) as caught:
        detect(network(firms, links), seed=1)
    assert caught.value.message
    assert caught.value.hint


def test_one_link_gives_an_answer() -> None:
    assert detect(network(2, [(0, 1)]), seed=1).labels.tolist() == [-1, -1]
    assert detect(network(2, [(0, 1)]), seed=1, min_firms=2).labels.tolist() == [0, 0]


def test_everybody_linked_to_everybody_gives_an_answer() -> None:
    found = detect(network(20, clique(range(20))), seed=1)
    assert len(found.labels) == 20
    assert np.isfinite(found.log_odds).all()


def test_a_full_bipartite_network_gives_an_answer() -> None:
    links = [(i, 30 + j) for i in range(30) for j in range(30)]
    found = detect(network(60, links), seed=1)
    assert np.isfinite([group.score for group in found.groups]).all()


def test_order_and_repetition_of_links_and_links_to_oneself_change_nothing() -> None:
    plain = detect(network(12, CLIQUES), seed=7)
    dirty = [*reversed(CLIQUES), (3, 3), *CLIQUES[::2]]
    assert same(plain, detect(network(12, dirty), seed=7))


def test_direction_changes_nothing() -> None:
    turned = [(b, a) if i % 2 else (a, b) for i, (a, b) in enumerate(CLIQUES)]
    assert same(detect(network(12, CLIQUES), seed=1), detect(network(12, turned), seed=1))


def test_amounts_change_nothing() -> None:
    paid = network_of(arrays(12, CLIQUES, amounts=[1000.0 * i for i in range(len(CLIQUES))]))
    assert same(detect(network(12, CLIQUES), seed=1), detect(paid, seed=1))


@pytest.mark.parametrize("method", ["fast", "louvain"])
def test_the_same_seed_gives_the_same_answer(method: str) -> None:
    rng = np.random.default_rng(11)
    net = network(300, [(int(a), int(b)) for a, b in rng.integers(0, 300, (1200, 2))])
    assert same(detect(net, seed=5, method=method), detect(net, seed=5, method=method))


def test_regions_and_main_sectors_of_a_candidate_are_named() -> None:
    region = dict.fromkeys(range(5), "55") | {5: "54"} | dict.fromkeys(range(6, 12), "54")
    okved2 = {0: "20.16", 1: "20.59", 2: "10.1"}
    group = detect(network(12, CLIQUES, region=region, okved2=okved2), seed=1).groups[0]
    assert (group.regions, group.sectors) == (("54", "55"), ("20", "10"))


def test_within_a_region_only_its_firms_and_their_partners_are_looked_at() -> None:
    # three groups; the first two are in the region, but for one partner; the third is not, and is linked by one firm
    links = [*clique(range(6)), *clique(range(6, 12)), (5, 6), *clique(range(12, 18)), (11, 12)]
    net = network(18, links, region={i: "55" if i < 11 else "54" for i in range(18)})
    found = detect(net, seed=1, within=["55"])
    assert found.within == ("55",)
    assert found.labels.tolist() == [0] * 6 + [1] * 6 + [-1] * 6
    # what is counted stays that of the whole network: 11 is linked to 12, too
    assert found.groups[1].share_inside == pytest.approx(30 / 32, abs=1e-6)
    assert detect(net, seed=1, within=["54", "55"]).labels.tolist() == detect(net, seed=1).labels.tolist()


@pytest.mark.parametrize("told", [{}, {"region": {0: "55"}}])
def test_a_region_without_firms_is_an_error(told: dict[str, dict[int, str]]) -> None:
    with pytest.raises(AnalysisError, match="77"):
        detect(network(12, CLIQUES, **told), seed=1, within=["77"])


def test_a_region_without_links_is_an_error() -> None:
    with pytest.raises(AnalysisError, match="55"):
        detect(network(13, CLIQUES, region={12: "55"}), seed=1, within=["55"])


def test_parameters_outside_their_range_are_refused() -> None:
    net = network(12, CLIQUES)
    with pytest.raises(AnalysisError):
        detect(net, seed=-1)
    with pytest.raises(AnalysisError):
        detect(net, seed=1, min_firms=1)
    with pytest.raises(UnknownNameError, match="louvain"):
        detect(net, seed=1, method="louvian")


def test_anchors_have_most_links_and_a_bridge_leans_to_another_group() -> None:
    links = [*clique(range(10)), *clique(range(10, 20)), *[(9, i) for i in range(10, 15)]]
    links += [(20 + i, 20 + (i + 1) % 40) for i in range(40)]
    found = detect(network(60, links), seed=1)
    group = next(group for group in found.groups if 9 in group.firms)
    roles = dict(zip(group.firms, group.roles, strict=True))
    assert [firm for firm, role in roles.items() if role == "anchor"] == [0, 1, 2]
    assert roles[9] == "bridge"
    assert roles[5] == "core"
