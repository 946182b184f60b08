"""The features of candidates are those of a count by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from clustergraph.analysis.detection.cut import CUT, weakest_cut
from clustergraph.analysis.detection.ground import Ground
from clustergraph.analysis.detection.traits import TRAITS, regional_null, traits

from .networks import CLIQUES, clique, network

HALVES = np.array([0] * 6 + [1] * 6, dtype=np.int32)
TOGETHER = np.zeros(12, dtype=np.int32)


def named(names: tuple[str, ...], row: np.ndarray) -> dict[str, float]:
    return dict(zip(names, row.tolist(), strict=True))


def test_traits_of_a_clique_with_one_link_outside() -> None:
    told = named(TRAITS, traits(Ground.of(network(12, CLIQUES)), HALVES)[0])
    w, q = 31 / 36, 1.5 / 31  # 30 of 31 ends inside; 1 of the other 31 ends comes in
    five, six = (5 * math.log(w / q) - k * (w - q) for k in (5, 6))
    assert told == pytest.approx(
        {
            "ln_size": math.log(6),
            "inside": w,
            "ln_outside": math.log(q * 62 / 31),
            "links_a_firm": 2.5,
            "inner_degree": 2.0,
            "star": 1 / 3,
            "two_without_hub": 1.0,
            "one_without_hub": 1.0,
            "two_links": 1.0,
            "mean_share": (5 + 5 / 6) / 6,
            "ln_largest": math.log(7),
            "link_evidence": (5 * five + six) / 12,
            "sector_evidence": 0.0,
            "region_evidence": 0.0,
            "modal_region": 0.0,
            "lift_inside": 0.0,
            "lift_leaving": 0.0,
            "outsiders_fifth": 0.0,
            "outsiders_third": 0.0,
        }
    )


def test_a_star_has_no_links_without_its_hub() -> None:
    star = [(0, i) for i in range(1, 8)]
    told = named(TRAITS, traits(Ground.of(network(8, star)), np.zeros(8, dtype=np.int32))[0])
    assert (told["inner_degree"], told["star"], told["one_without_hub"]) == (0.0, 1.0, 0.0)


def test_a_sector_that_fills_a_group_is_evidence_for_it() -> None:
    net = network(8, [*clique(range(4)), *clique(range(4, 8))], okved2={i: "10" if i < 4 else "20" for i in range(8)})
    told = named(TRAITS, traits(Ground.of(net), np.array([0] * 4 + [-1] * 4, dtype=np.int32))[0])
    # ten firms of the usual mix, half and half: Γ(9)/Γ(5) · Γ(10)/Γ(14) against ½⁴
    gamma = [math.factorial(i - 1) for i in (9, 5, 10, 14)]
    assert told["sector_evidence"] == pytest.approx(math.log(gamma[0] / gamma[1] * gamma[2] / gamma[3] * 16) / 4)
    # 6 of the 12 pairs go from 10 to 10, where the totals let expect 3
    assert told["lift_inside"] == pytest.approx(math.log((6 + 5) / (3 + 5)))


def test_firms_outside_with_two_links_in_are_counted_by_their_share() -> None:
    links = [*clique(range(4)), (4, 0), (4, 1), (4, 5), (4, 6), (4, 7), (4, 8), (9, 2), (9, 3)]
    told = named(TRAITS, traits(Ground.of(network(10, links)), np.array([0] * 4 + [-1] * 6, dtype=np.int32))[0])
    # firm 4 has a third of its six links there, firm 9 all of its two
    assert told["outsiders_fifth"] == told["outsiders_third"] == 0.5


def test_links_from_the_own_region_count_as_usual_there() -> None:
    links = [*clique(range(4)), (4, 0), (5, 1), (6, 7)]
    net = network(8, links, region=dict.fromkeys(range(6), "55") | {6: "54", 7: "54"})
    labels = np.array([0] * 4 + [-1] * 4, dtype=np.int32)
    # two links come from region 55, whose two other firms have two ends
    null = regional_null(Ground.of(net), labels, np.array([1.0]), np.array([0.5]))
    assert null.tolist() == pytest.approx([0.5 * 4 / (0.5 * 2 + 2)] * 4 + [1.0] * 4)


def test_two_cliques_taken_for_one_are_cut_at_their_bridge() -> None:
    told = named(CUT, weakest_cut(Ground.of(network(12, CLIQUES)), TOGETHER)[0])
    assert told.pop("cut_eigenvalue") > 0.8
    # nothing but the bridge leaves the half: q is ½ an end, 31 ends of the other half
    assert told == pytest.approx(
        {
            "cut_smaller": 0.5,
            "cut_conductance": 1 / 31,
            "cut_surprise": math.log(2 / 16.5),
            "cut_lift": 0.0,
            "cut_lift_lost": 0.0,
            "cut_same_sectors": 0.0,
            "cut_same_regions": 0.0,
            "cut_density": 1 / 31,
        }
    )


def test_halves_of_the_same_sectors_are_alike() -> None:
    codes = {i: "10" if i % 2 else "20" for i in range(12)}
    told = named(CUT, weakest_cut(Ground.of(network(12, CLIQUES, okved2=codes)), TOGETHER)[0])
    assert told["cut_same_sectors"] == pytest.approx(1.0)


def test_three_firms_have_no_inside_to_cut() -> None:
    assert not weakest_cut(Ground.of(network(3, clique(range(3)))), np.zeros(3, dtype=np.int32)).any()


def test_no_groups_have_no_features() -> None:
    ground, nothing = Ground.of(network(12, CLIQUES)), np.full(12, -1, dtype=np.int32)
    assert traits(ground, nothing).shape == (0, len(TRAITS))
    assert weakest_cut(ground, nothing).shape == (0, len(CUT))
