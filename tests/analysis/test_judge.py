"""The judge without training: what a rewired network shows, too, is no candidate."""

from __future__ import annotations

import numpy as np
import pytest

from clustergraph.analysis.detection.detect import detect
from clustergraph.analysis.detection.judge import Marks, against_null, rewired, sectors_tell
from clustergraph.analysis.detection.weights import link_matrix
from clustergraph.analysis.network import Network

from .networks import clique, network

NAN = float("nan")


def marks(size: list[int], degree: list[float], lift: list[float]) -> Marks:
    return Marks(np.array(size), np.array(degree), np.array(lift))


def test_marks_by_hand() -> None:
    """Two cliques of four of one sector each, which trade with themselves only, and a third without sectors."""
    links = [*clique(range(4)), *clique(range(4, 8)), *clique(range(8, 12))]
    net = network(12, links, okved2={**dict.fromkeys(range(4), "10"), **dict.fromkeys(range(4, 8), "20")})
    labels = np.repeat(np.arange(3, dtype=np.int32), 4)
    found = Marks.of(net, link_matrix(net), labels)
    assert found.size.tolist() == [4, 4, 4]
    # six links, three of them with the first firm
    assert found.inner_degree.tolist() == [1, 1, 1]
    # of twelve pairs with known sectors six stay in each, three expected
    np.testing.assert_allclose(found.lift, [np.log(11 / 8), np.log(11 / 8), NAN])


def test_the_inner_degree_must_exceed_all_chance_groups_less_their_rise_with_size() -> None:
    # among chance groups it rises by 1 with each e-fold of the size
    null = marks([10, 10, 20, 20], [0.8, 1.0, 0.8 + np.log(2), 1.0 + np.log(2)], [0.0] * 4)
    found = marks([10, 10, 20, 200], [0.9, 1.1, 1.5, 1.8], [0.0] * 4)
    above, share = against_null(found, null, sectors=False)
    assert above.tolist() == [False, True, False, True]
    assert share.tolist() == [0.5, 0, 0.5, 0]


def test_where_sectors_tell_the_lift_must_exceed_four_fifths_of_the_chance_groups() -> None:
    null = marks([10] * 6, [0.5] * 6, [0.0, 0.1, 0.2, 0.3, 0.4, 0.5])
    found = marks([10] * 3, [1.0] * 3, [0.39, 0.41, NAN])
    assert against_null(found, null, sectors=True)[0].tolist() == [False, True, True]
    assert against_null(found, null, sectors=False)[0].tolist() == [True, True, True]


def test_without_chance_groups_any_inner_degree_is_enough() -> None:
    above, share = against_null(marks([5, 5], [0.0, 0.1], [0.0, 0.0]), Marks.none(), sectors=True)
    assert above.tolist() == [False, True]
    assert share.tolist() == [0, 0]


def test_a_small_network_is_dealt_several_times_and_keeps_its_degrees() -> None:
    net = network(40, [*clique(range(10)), *((i, i + 1) for i in range(10, 39))])
    dealt = list(rewired(net, 1))
    assert len(dealt) == 5
    for other in dealt:
        assert len(other.src) <= len(net.src)
        assert (np.bincount(other.src, minlength=40) <= np.bincount(net.src, minlength=40)).all()
        assert (other.src != other.dst).all()
    assert any(other.dst.tolist() != dealt[0].dst.tolist() for other in dealt[1:])


def groups_of_two_kinds() -> Network:
    """Twenty chains, in which one sector supplies another, and as many groups as dense, of neighbours of any sector."""
    rng = np.random.default_rng(1)
    firms: dict[int, str] = {}
    links: set[tuple[int, int]] = set()
    groups = [range(15 * i, 15 * i + 15) for i in range(40)]
    for number, group in enumerate(groups):
        chain = number < 20
        for place, firm in enumerate(group):
            firms[firm] = f"{10 + (2 * (number % 10) + place % 2 if chain else int(rng.integers(20)))}"
        while sum(1 for a, _ in links if a in group) < 45:
            a, b = (int(x) for x in rng.integers(0, 15, 2))
            if a != b and (not chain or (a % 2, b % 2) == (0, 1)):
                links.add((group[a], group[b]))
    for firm in range(600, 1_200):
        firms[firm] = f"{10 + int(rng.integers(20))}"
    links |= {(int(a), int(b)) for a, b in rng.integers(0, 1_200, (2_400, 2)) if a != b}
    return network(1_200, sorted(links), okved2=firms)


def test_a_group_that_is_dense_but_trades_along_no_sectors_is_set_aside() -> None:
    net = groups_of_two_kinds()
    assert sectors_tell(net, next(rewired(net, 1)))
    answer = detect(net, seed=1, method="pool", judge="reference")
    aside = np.array([firm for group in answer.aside for firm in group.firms])
    # firms of the chains have the numbers below 300, those of the others the numbers to 600
    kept = np.flatnonzero(answer.labels >= 0)
    assert np.count_nonzero(kept < 300) > 250
    assert np.count_nonzero((kept >= 300) & (kept < 600)) < 45
    assert np.count_nonzero((aside >= 300) & (aside < 600)) > 250
    assert np.count_nonzero(aside < 300) < 30


def test_sectors_dealt_at_random_are_not_asked() -> None:
    net = groups_of_two_kinds()
    assert net.sector is not None
    shuffled = np.random.default_rng(2).permutation(net.sector).astype(np.int32)
    drawn = Network(
        net.uids, net.src, net.dst, net.volume, shuffled, net.sectors, net.region, net.regions, net.left_out, net.digest
    )
    assert not sectors_tell(drawn, next(rewired(drawn, 1)))
    assert len(detect(drawn, seed=1, method="pool", judge="reference").groups) >= 38


def chance_network(kind: str, *, attributes: bool) -> Network:
    rng = np.random.default_rng(3)
    if kind == "star":
        links = np.column_stack((np.zeros(1_000, dtype=int), np.arange(1, 1_001)))
        firms = 1_001
    else:
        firms = 2_000
        weight = np.ones(firms) if kind == "random" else np.minimum((1 - rng.random(firms)) ** (-1 / 1.5), 200)
        links = rng.choice(firms, (8_000, 2), p=weight / weight.sum())
    okved2 = {i: f"{10 + int(rng.integers(60))}" for i in range(firms)} if attributes else {}
    region = {i: f"{10 + int(rng.integers(30))}" for i in range(firms)} if attributes else {}
    return network(firms, [(int(a), int(b)) for a, b in links], okved2=okved2, region=region)


@pytest.mark.parametrize("min_firms", [5, 8])
@pytest.mark.parametrize("attributes", [False, True], ids=["plain", "attributes"])
@pytest.mark.parametrize("kind", ["random", "heavy", "star"])
def test_in_a_network_of_chance_few_firms_are_in_candidates(kind: str, attributes: bool, min_firms: int) -> None:
    answer = detect(chance_network(kind, attributes=attributes), seed=1, min_firms=min_firms, method="pool")
    assert np.mean(answer.labels >= 0) <= 0.03
    assert "solid" not in {group.band for group in answer.groups}
