"""A small slice of the benchmark of detection, with floors on quality."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from bench.detect import answers
from bench.detect.case import Case
from bench.detect.entropy import make_case
from bench.detect.null import heavy_network, random_network, stars
from bench.detect.rows import means, rows

from clustergraph.analysis.detection.detect import detect
from clustergraph.synth.families import BASE, CHOICE_SEEDS, SMALL
from clustergraph.synth.networks import make_network

SLICE = SMALL["1 region, 1,000"]
NULLS = (random_network(2_000, 10_000), heavy_network(3_000, 15_000), stars(10, 501))
METHODS = ("pool", "fast", "ceiling", "networkx-louvain", "sector-region")


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place of its own for answers that are kept."""
    monkeypatch.setattr(answers, "KEPT", tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def planted() -> Case:
    return Case.of(make_network(SLICE, seed=CHOICE_SEEDS[0]))


def test_ours_is_ahead_of_louvain_and_louvain_of_no_method(planted: Case, kept: Path) -> None:
    named = means(rows("slice", planted, METHODS, sizes=(8,), steady=["pool"]), "method")
    f1 = {name: row.quality.f1 for name, row in named.items()}
    assert f1["ceiling"] > f1["pool"] > f1["fast"] > f1["networkx-louvain"] > f1["sector-region"]
    assert named["pool"].quality.recall >= 0.7
    assert named["pool"].quality.precision >= 0.8
    assert named["pool"].twins >= 0.6
    assert named["pool"].reach >= named["pool"].quality.recall
    assert len(named["pool"].sure.p) == len(named["pool"].sure.right) > 0


def test_on_a_whole_network_recall_precision_and_the_bands_keep_their_floors(kept: Path) -> None:
    case = Case.of(make_network(BASE, seed=CHOICE_SEEDS[0]))
    (found,) = rows("base", case, ["pool"], sizes=(8,))
    assert found.quality.recall >= 0.65
    assert found.quality.precision >= 0.7
    assert found.quality.ari >= 0.75
    share, candidates = found.sure.share_right("solid")
    assert share >= 0.85
    assert candidates >= 40


def test_in_networks_without_groups_next_to_nothing_is_found() -> None:
    cases = [draw(seed) for draw in NULLS for seed in (1, 2)]
    found = [detect(case.network(), seed=1, method="pool").labels for case in cases]
    assert np.mean([np.mean(labels >= 0) for labels in found]) <= 0.03


def test_an_answer_is_asked_for_once(planted: Case, kept: Path) -> None:
    first = answers.answer(planted, "sector-region", seed=1, min_firms=8)
    (file,) = (kept / "answers").iterdir()
    written = file.stat().st_mtime_ns
    again = answers.answer(planted, "sector-region", seed=1, min_firms=5)
    assert file.stat().st_mtime_ns == written
    np.testing.assert_array_equal(first.labels, again.labels)
    assert first.seconds == again.seconds


def test_a_case_is_read_as_it_was_written(planted: Case, tmp_path: Path) -> None:
    file = tmp_path / "case.npz"
    planted.write(file)
    again = Case.read(file)
    assert again.n == planted.n
    for name in ("src", "dst", "labels", "sector", "region", "volume"):
        np.testing.assert_array_equal(getattr(again, name), getattr(planted, name))
    assert again.digest == planted.digest


def test_what_was_not_asked_is_no_figure(planted: Case, kept: Path) -> None:
    (at_eight, at_five) = rows("slice", planted, ["sector-region"])
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
