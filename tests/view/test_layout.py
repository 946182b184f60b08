"""Places: hand-computed ones first, then what must hold for any graph."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from clustergraph.view.layout import Layout, place, place_inside

Ints = NDArray[np.int64]


def planted(n: int, groups: int, links: int, seed: int) -> tuple[Ints, Ints, Ints]:
    random = np.random.default_rng(seed)
    group = random.integers(-1, groups, n)
    src, dst = random.integers(0, n, links), random.integers(0, n, links)
    return src, dst, group


def gaps(layout: Layout) -> NDArray[np.float64]:
    x, y, radius = layout.discs.x, layout.discs.y, layout.discs.radius
    a, b = np.triu_indices(len(x), 1)
    apart: NDArray[np.float64] = np.hypot(x[a] - x[b], y[a] - y[b]) - radius[a] - radius[b]
    return apart


def test_nothing_has_no_places() -> None:
    layout = place(0, [], [], [], seed=1)
    assert layout.places.x.shape == layout.discs.x.shape == (0,)
    assert layout.places.x.dtype == np.float32
    assert place_inside(0, [], [], seed=1).x.shape == (0,)


@pytest.mark.parametrize("group", [-1, 0])
def test_one_node_has_a_place(group: int) -> None:
    assert np.isfinite(place(1, [], [], [group], seed=1).places.x).all()


def test_members_of_the_only_group_stand_as_in_a_sunflower() -> None:
    layout = place(3, [0, 0], [1, 2], [7, 7, 7], seed=1)
    assert layout.discs.label.tolist() == [7]
    assert (layout.discs.x[0], layout.discs.y[0]) == (0, 0)
    assert layout.discs.radius[0] == pytest.approx(np.sqrt(3) + 1)
    # node 0 has most links and comes first: radius sqrt(1/2) at angle 0
    assert (layout.places.x[0], layout.places.y[0]) == (np.float32(0.71), 0)
    assert np.hypot(layout.places.x[1], layout.places.y[1]) == pytest.approx(np.sqrt(1.5), abs=0.01)


def test_groups_without_links_get_places_apart() -> None:
    layout = place(9, [], [], [0] * 3 + [1] * 3 + [2] * 3, seed=1)
    assert gaps(layout).min() >= 1
    assert len(layout.backbone.a) == 0


def test_groups_of_one_or_two_are_no_discs_and_stand_outside() -> None:
    layout = place(8, [0, 5], [5, 6], [0, 0, 0, 0, 1, 2, 2, -1], seed=1)
    assert layout.discs.label.tolist() == [0]
    inner = np.hypot(layout.places.x, layout.places.y)
    assert inner[:4].max() < layout.discs.radius[0] < inner[4:].min()


def test_the_two_of_a_pair_stand_side_by_side() -> None:
    n = 60
    pairs = [i // 2 for i in range(n)]
    layout = place(n + 3, [], [], [*pairs, 99, 99, 99], seed=1)
    x, y = layout.places
    between = np.hypot(x[0:n:2] - x[1:n:2], y[0:n:2] - y[1:n:2])
    assert between.max() < 3.5


def test_the_order_of_the_rings_can_be_given() -> None:
    layout = place(6, [], [], [0, 0, 0, -1, -1, -1], order=[0, 0, 0, 30, 10, 20], seed=1)
    angle = np.arctan2(layout.places.y[3:], layout.places.x[3:]) % (2 * np.pi)
    assert np.argsort(angle).tolist() == [1, 2, 0]


def test_the_backbone_counts_links_and_keeps_the_strongest_of_each_group() -> None:
    # five groups of three; group 0 is tied to all: 4, 3, 2 and 1 links; nothing else is linked
    group = [i // 3 for i in range(15)]
    src = [0] * 10
    dst = [3] * 4 + [6] * 3 + [9] * 2 + [12]
    backbone = place(15, src, dst, group, seed=1).backbone
    # each outer group keeps its only tie, so all four stand, each once
    assert list(zip(backbone.a.tolist(), backbone.b.tolist(), backbone.links.tolist(), strict=True)) == [
        (0, 1, 4),
        (0, 2, 3),
        (0, 3, 2),
        (0, 4, 1),
    ]


def test_linked_groups_are_nearer_than_others() -> None:
    # a chain of 9 groups, ten links between neighbours
    group = np.repeat(np.arange(9), 5)
    src = np.concatenate([np.full(10, 5 * i) for i in range(8)])
    layout = place(45, src, src + 5, group, seed=1)
    x, y = layout.discs.x, layout.discs.y
    neighbours = np.hypot(np.diff(x), np.diff(y)).mean()
    a, b = np.triu_indices(9, 2)
    assert neighbours < 0.7 * np.hypot(x[a] - x[b], y[a] - y[b]).mean()


def test_more_groups_than_forces_place_stand_in_rings_without_overlap() -> None:
    src, dst, group = planted(4500, 700, 6000, 5)
    layout = place(4500, src, dst, group, seed=1)
    assert len(layout.discs.x) > 600
    assert gaps(layout).min() >= 1


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 120), st.integers(1, 12), st.integers(0, 300), st.integers(0, 10_000))
def test_places_are_finite_on_the_grid_and_discs_apart(n: int, groups: int, links: int, seed: int) -> None:
    src, dst, group = planted(n, groups, links, seed)
    layout = place(n, src, dst, group, seed=seed)
    assert np.isfinite(np.concatenate(layout.places)).all()
    assert np.allclose(layout.places.x, np.round(layout.places.x.astype(float), 2), atol=1e-3)
    assert gaps(layout).min(initial=1.0) >= 1 - 1e-9
    sizes = {label: int((group == label).sum()) for label in range(groups)}
    assert sorted(layout.discs.label.tolist()) == [label for label in range(groups) if sizes[label] > 2]
    places = set(zip(*(axis.tolist() for axis in layout.places), strict=True))
    assert len(places) == n


@settings(max_examples=20, deadline=None)
@given(st.integers(2, 80), st.integers(1, 6), st.integers(0, 200), st.integers(0, 10_000))
def test_order_and_direction_of_rows_and_numbers_of_groups_leave_no_trace(
    n: int, groups: int, links: int, seed: int
) -> None:
    src, dst, group = planted(n, groups, links, seed)
    again = np.random.default_rng(seed).permutation(links)
    one = place(n, src, dst, group, seed=1)
    other = place(n, dst[again], src[again], np.where(group < 0, -1, 50 - group), seed=1)
    assert [axis.tobytes() for axis in one.places] == [axis.tobytes() for axis in other.places]
    inside, inside_again = place_inside(n, src, dst, seed=1), place_inside(n, dst[again], src[again], seed=1)
    assert [axis.tobytes() for axis in inside] == [axis.tobytes() for axis in inside_again]


def test_another_seed_gives_other_places() -> None:
    src, dst, group = planted(60, 5, 100, 1)
    assert (
        place(60, src, dst, group, seed=1).places.x.tobytes() != place(60, src, dst, group, seed=2).places.x.tobytes()
    )


def test_inside_a_group_nodes_are_apart_and_those_without_links_stand_around() -> None:
    src, dst, _ = planted(80, 1, 200, 3)
    x, y = place_inside(100, src, dst, seed=1)
    a, b = np.triu_indices(80, 1)
    assert np.hypot(x[a] - x[b], y[a] - y[b]).min() >= 1.4
    distance = np.hypot(x, y)
    assert distance[80:].min() > distance[:80].max()
