"""Why a firm is in a candidate: every term by hand; what-if as counted anew."""

from __future__ import annotations

from math import log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clustergraph.analysis.detection.detect import detect
from clustergraph.analysis.detection.explain import explain, rescore, tiers_of
from clustergraph.analysis.detection.scoring import Scene, Tally

from ..build import firm
from .networks import CLIQUES, network

OKVED = {**dict.fromkeys(range(6), "20"), **dict.fromkeys(range(6, 12), "22"), 5: "22"}
REGION = {**dict.fromkeys(range(6), "55"), **dict.fromkeys(range(6, 12), "54")}
GROUPS = [list(range(6)), list(range(6, 12))]


def scene(*, attributes: bool = True) -> Scene:
    return Scene(network(12, CLIQUES, okved2=OKVED, region=REGION), attributes=attributes)


def test_the_terms_of_a_member_are_those_of_the_formula() -> None:
    found = explain(scene(), GROUPS, 0)
    why = found.firms[5]
    # I = 30 of K = 31 ends, 2m = 62; firm 6 has 5 of 6 links inside; nobody of region 55 is outside
    w, q = 31 / 36, 1.5 / 31
    q *= (0 + 2) / (q * 0 + 2)
    assert (why.terms.links_inside, why.terms.links) == (5, 6)
    assert why.terms.expected == pytest.approx(6 * q, abs=1e-6)
    assert why.terms.link == pytest.approx(5 * log(w / q) - 6 * (w - q), abs=1e-6)
    # sector 22: 7 of 12 firms, none of the five other members; region 55: 6 of 12, all five
    p = 8 / 14
    assert why.terms.sector == pytest.approx(log(10 * p / 15 / p), abs=1e-6)
    assert why.terms.region == pytest.approx(log((5 + 5) / 15 / 0.5), abs=1e-6)
    assert why.terms.size == pytest.approx(log(0.5), abs=1e-6)


def test_an_outsider_of_a_linked_region_is_expected_to_link_more() -> None:
    tally = Tally(scene(), range(6))
    # one link comes in from region 54, whose firms have 31 ends outside
    q = 1.5 / 31 * (1 + 2) / (1.5 / 31 * 31 + 2)
    assert tally.terms(6).expected == pytest.approx(6 * q, abs=1e-6)
    assert tally.terms(6).links_inside == 1


def test_missing_attributes_say_nothing() -> None:
    plain = Scene(network(12, CLIQUES), attributes=True)
    terms = explain(plain, GROUPS, 0).firms[0].terms
    assert (terms.sector, terms.region) == (0.0, 0.0)


def test_without_attributes_the_terms_sum_to_the_log_odds_of_the_fast_method() -> None:
    net = network(14, [*CLIQUES, (12, 0), (12, 7), (13, 12)], okved2=OKVED, region=REGION)
    found = detect(net, seed=1)
    groups = [group.firms for group in found.groups]
    for place, group in enumerate(found.groups):
        told = explain(Scene(net, attributes=False), groups, place)
        assert [why.score for why in told.firms] == pytest.approx([found.log_odds[i] for i in group.firms], abs=3e-6)
        assert told.score == pytest.approx(group.score, abs=1e-4)
        assert (told.links_inside, told.expected) == (group.links_inside, group.expected)


def test_who_nearly_joined_and_where_else_a_firm_could_belong() -> None:
    links = [*CLIQUES, *((12, i) for i in (0, 1, 2, 3, 6, 7, 8, 9))]
    found = explain(Scene(network(40, links), attributes=False), [list(range(6)), [*range(6, 12), 12]], 0)
    assert found.nearly[0].firm == firm(13)
    assert found.nearly[0].rank == 2
    other = explain(Scene(network(40, links), attributes=False), [list(range(6)), [*range(6, 12), 12]], 1)
    assert [one.rank for one in other.firms[-1].elsewhere] == [1]
    assert found.nearly[0].score == other.firms[-1].elsewhere[0].score


def test_the_only_connection_is_the_weak_point() -> None:
    links = [(0, 1), (1, 2), (0, 2), (2, 3), (3, 4), (3, 5), (4, 5)]
    found = explain(Scene(network(6, links), attributes=False), [list(range(6))], 0)
    # without 3 two firms stay apart, and without 2, too
    assert [(one.firm, one.cut_off) for one in found.weak] == [(firm(3), 2), (firm(4), 2)]


def test_tiers_are_steps_of_the_chain() -> None:
    line = Scene(network(5, [(0, 1), (1, 2), (2, 3)]), attributes=False)
    assert tiers_of(line, range(5)) == pytest.approx({0: 0, 1: 1, 2: 2, 3: 3, 4: 0})
    # a skipping link pulls: h1 + h2 = 3, least squares of 0→1, 1→2, 0→2
    skip = Scene(network(3, [(0, 1), (1, 2), (0, 2)]), attributes=False)
    assert tiers_of(skip, range(3)) == pytest.approx({0: 0, 1: 2 / 3, 2: 4 / 3}, abs=1e-6)


def test_sectors_and_regions_are_told_by_lift_and_quotient() -> None:
    found = explain(scene(), GROUPS, 0)
    first, second = found.sectors
    # 20: 5 of 6 here, 5 of 12 in all; region 55 has the same six firms
    assert (first.code, first.firms, first.lift, first.location_quotient) == ("20", 5, 2.0, 2.0)
    assert (second.code, second.firms) == ("22", 1)
    assert [(one.code, one.lift, one.location_quotient) for one in found.regions] == [("55", 2.0, None)]


@settings(max_examples=60, deadline=None)
@given(
    st.sets(st.tuples(st.integers(0, 11), st.integers(0, 11)).filter(lambda pair: pair[0] != pair[1]), min_size=1),
    st.lists(st.integers(-1, 2), min_size=12, max_size=12),
    st.sets(st.integers(0, 11), max_size=4),
    st.booleans(),
)
def test_what_if_is_the_same_as_counted_anew(
    links: set[tuple[int, int]], labels: list[int], moved: set[int], attributes: bool
) -> None:
    seen = Scene(network(12, sorted(links), okved2=OKVED, region=REGION), attributes=attributes)
    before = [[i for i in range(12) if labels[i] == group] for group in range(3)]
    joins, leaves = sorted(moved - set(before[0])), sorted(moved & set(before[0]))
    after = np.array(labels)
    after[joins], after[leaves] = 0, -1
    anew = explain(seen, [np.flatnonzero(after == group).tolist() for group in range(3)], 0)
    assert rescore(seen, before, 0, add=joins, drop=leaves) == anew
