"""What tells a whole group from a piece of one is that of a count by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from clustergraph.analysis.detection.ground import Ground
from clustergraph.analysis.detection.partner import PARTNER, strongest_partner
from clustergraph.analysis.detection.surroundings import SURROUNDINGS, surroundings

from .networks import CLIQUES, clique, network

HALVES = np.array([0] * 6 + [1] * 6, dtype=np.int32)


def named(names: tuple[str, ...], row: np.ndarray) -> dict[str, float]:
    return dict(zip(names, row.tolist(), strict=True))


def test_the_partner_of_a_clique_is_the_one_behind_the_bridge() -> None:
    one, other = strongest_partner(Ground.of(network(12, CLIQUES)), HALVES)
    # of 31 ends 30 stay inside; half of all ends are the partner's
    within = 31 / 36
    assert named(PARTNER, one) == pytest.approx(
        {
            "partner_excess": (1 / 31 - 1 / 2) / within,
            "partner_given": 1 / 31 / within,
            "partner_surprise": math.log(2 / 2.5),
            "partner_conductance": 1 / 31,
            "partner_lift": 0.0,
            "partner_lift_lost": 0.0,
            "partner_same_sectors": 0.0,
            "partner_same_regions": 0.0,
            "partner_size": 0.0,
            "partner_density": 1 / 31,
        }
    )
    assert other.tolist() == one.tolist()


def test_the_partner_is_the_group_with_the_most_links_for_its_size() -> None:
    links = [*clique(range(4)), *clique(range(4, 8)), *clique(range(8, 12)), (0, 4), (0, 8), (1, 9)]
    labels = np.repeat(np.arange(3, dtype=np.int32), 4)
    regions = {**dict.fromkeys(range(4), "10"), **dict.fromkeys(range(4, 8), "20"), **dict.fromkeys(range(8, 12), "10")}
    told = named(PARTNER, strongest_partner(Ground.of(network(12, links, region=regions)), labels)[0])
    assert told["partner_conductance"] == pytest.approx(2 / 14)
    assert told["partner_same_regions"] == pytest.approx(1)


@pytest.mark.parametrize("labels", [[0] * 12, [-1] * 12, [0] * 6 + [-1] * 6])
def test_a_group_without_links_to_another_has_no_partner(labels: list[int]) -> None:
    assert not strongest_partner(Ground.of(network(12, CLIQUES)), np.array(labels, dtype=np.int32)).any()


def test_what_leaves_a_group_is_counted_by_region_and_sector() -> None:
    links = [*clique(range(4)), *clique(range(4, 8)), (0, 8), (1, 9)]
    kind = {**dict.fromkeys([0, 1, 2, 3, 8], "10"), **dict.fromkeys([4, 5, 6, 7, 9], "20")}
    net = network(10, links, okved2=kind, region=kind)
    labels = np.array([0] * 4 + [1] * 4 + [-1] * 2, dtype=np.int32)
    ground = Ground.of(net)
    # 14 pairs: 7 from 10 to 10, 1 from 10 to 20; 10 sells 8 times and buys 7 times
    same, other = math.log((7 + 5) / (4 + 5)), math.log((1 + 5) / (4 + 5))
    assert named(SURROUNDINGS, surroundings(ground, labels)[0]) == pytest.approx(
        {
            "near": 0.5,
            "lift_near": same,
            "lift_far": other,
            "lift_near_lost": 0.0,
            # half of all firms are of sector 10, and all four members
            "sectors_near": math.log((4 + 5) / 14 / 0.5),
            "chain_leaving": 0.0,
        }
    )


def test_a_network_without_attributes_has_no_surroundings_to_tell() -> None:
    assert not surroundings(Ground.of(network(12, CLIQUES)), HALVES).any()
