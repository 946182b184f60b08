"""The figures of groups equal what counting pair by pair gives."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clustergraph.analysis.detection import weights
from clustergraph.analysis.detection.engine import renumbered
from clustergraph.analysis.detection.features import groups_of, log_odds_of

from .networks import network

FIRMS = 10
PAIRS = st.lists(st.tuples(st.integers(0, FIRMS - 1), st.integers(0, FIRMS - 1)), max_size=40)
LABELS = st.lists(st.integers(-1, 2), min_size=FIRMS, max_size=FIRMS)


@given(PAIRS, LABELS)
def test_figures_of_groups_are_those_of_counting_pairs(pairs: list[tuple[int, int]], chosen: list[int]) -> None:
    linked = {frozenset(pair) for pair in pairs if pair[0] != pair[1]}
    degree = [sum(firm in pair for pair in linked) for firm in range(FIRMS)]
    # a group that detection gives has two firms or more, each with a link
    joined = [label if degree[firm] else -1 for firm, label in enumerate(chosen)]
    labels = renumbered(np.array([label if joined.count(label) > 1 else -1 for label in joined]))
    net = network(FIRMS, pairs)
    links = weights.link_matrix(net)
    groups = groups_of(net, links, labels, *log_odds_of(links, labels))
    assert sorted(list(group.firms) for group in groups) == [
        np.flatnonzero(labels == number).tolist() for number in range(labels.max() + 1)
    ]
    for group in groups:
        firms = set(group.firms)
        inside = [pair for pair in linked if pair <= firms]
        hub = max(group.firms, key=lambda firm: (sum(firm in pair for pair in inside), -firm))
        ends = [degree[firm] for firm in group.firms]
        assert (group.size, group.hub, group.links_inside) == (len(firms), hub, len(inside))
        assert group.share_inside == pytest.approx(2 * len(inside) / sum(ends), abs=1e-6)
        assert group.inner_degree == pytest.approx(sum(hub not in pair for pair in inside) / (len(firms) - 1), abs=1e-6)
        drawn = (sum(ends) ** 2 - sum(end * end for end in ends)) / (2 * sum(degree))
        assert group.expected == pytest.approx(drawn, abs=1e-6)
