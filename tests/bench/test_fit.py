"""What `make calibrate` writes is what was fitted."""

from __future__ import annotations

import runpy
from pathlib import Path

import numpy as np
from bench.detect import fit

from clustergraph.analysis.detection import calibration
from clustergraph.analysis.detection.pool import RUN, pool_of
from clustergraph.synth.families import TRAINING_SEEDS


def test_the_written_module_holds_the_same_numbers(tmp_path: Path) -> None:
    file = tmp_path / "calibration.py"
    file.write_text(fit.written(calibration.FITS), encoding="utf-8")
    assert runpy.run_path(str(file))["FITS"] == calibration.FITS


def test_the_judge_was_fitted_with_the_generator_and_pipeline_as_they_are() -> None:
    assert fit.digest() == calibration.DIGEST, "run `make calibrate`"


def test_a_judge_learns_on_training_seeds_only() -> None:
    assert set(fit.SEEDS) <= set(TRAINING_SEEDS)


def test_a_candidate_is_right_when_half_of_its_and_the_clusters_firms_are_common() -> None:
    planted = np.array([0, 0, 0, 0, -1, -1], dtype=np.int32)
    found = pool_of([np.array([0, 0, 1, 1, 1, 1], dtype=np.int32)], [RUN])
    # two of four firms; two of six
    assert fit.right_in(found, planted).tolist() == [True, False]
