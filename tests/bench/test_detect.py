"""A small slice of the benchmark of detection, with floors on quality."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from bench.detect.case import Case
from bench.detect.entropy import make_case
from bench.detect.rows import means, rows

from clustergraph.synth.families import CHOICE_SEEDS, SMALL
from clustergraph.synth.networks import make_network

SLICE = SMALL["1 region, 1,000"]
METHODS = ("fast", "networkx-louvain", "sector-region")


@pytest.fixture(scope="module")
def planted() -> Case:
    return Case.of(make_network(SLICE, seed=CHOICE_SEEDS[0]))


def test_ours_is_ahead_of_louvain_and_louvain_of_no_method(planted: Case) -> None:
    f1 = {name: row.quality.f1 for name, row in means(rows("slice", planted, METHODS), "method").items()}
    assert f1["fast"] > f1["networkx-louvain"] > f1["sector-region"]
    assert f1["fast"] > 0.4


def test_a_case_is_read_as_it_was_written(planted: Case, tmp_path: Path) -> None:
    file = tmp_path / "case.npz"
    planted.write(file)
    again = Case.read(file)
    assert again.n == planted.n
    for name in ("src", "dst", "labels", "sector", "region", "volume"):
        np.testing.assert_array_equal(getattr(again, name), getattr(planted, name))
    assert again.network().digest == planted.network().digest


def test_what_was_not_asked_is_no_figure(planted: Case) -> None:
    (at_eight, at_five) = rows("slice", planted, ["sector-region"], look_for_twins=False)
    assert (at_eight.min_firms, at_five.min_firms) == (8, 5)
    assert math.isnan(at_eight.twins)


def test_the_second_generator_is_drawn_the_same_again_and_keeps_what_is_expected() -> None:
    one, again = make_case(2_000, seed=1), make_case(2_000, seed=1)
    np.testing.assert_array_equal(one.src, again.src)
    np.testing.assert_array_equal(one.labels, again.labels)
    assert len(one.src) == pytest.approx(5 * one.n, rel=0.03)
    assert np.mean(one.labels < 0) == pytest.approx(0.4, abs=0.05)
    seller, buyer = one.labels[one.src], one.labels[one.dst]
    ends = np.concatenate([seller, buyer]) >= 0
    inside = np.tile(seller == buyer, 2)
    assert inside[ends].mean() == pytest.approx(0.4, abs=0.08)
