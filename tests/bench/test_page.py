"""Parts of the page are written one by one, and goals are told from what was measured."""

from __future__ import annotations

from pathlib import Path

import bench.__main__ as page
import numpy as np
import pytest
from bench.detect import answers, goals, tables
from bench.detect.rows import Sure


@pytest.fixture(autouse=True)
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A page and kept figures of their own."""
    monkeypatch.setattr(page, "_PAGE", tmp_path / "page.md")
    monkeypatch.setattr(answers, "KEPT", tmp_path)
    return tmp_path


def test_a_part_written_again_leaves_the_others_and_the_order_as_they_are(apart: Path) -> None:
    for part, words in (("detect.null", "old"), ("start", "fast"), ("detect.null", "new")):
        page.write(part, [f"## {part}", "", words])
    text = (apart / "page.md").read_text(encoding="utf-8")
    assert text.startswith("# Benchmarks\n")
    assert text.endswith("<!-- start -->\n## start\n\nfast\n\n<!-- detect.null -->\n## detect.null\n\nnew\n")
    assert "old" not in text


def test_what_is_drawn_from_other_parts_is_measured_last() -> None:
    assert page.order(["detect.null"]) == ["detect.null", "detect.goals"]
    assert page.order(["detect", "start"])[-2:] == ["start", "detect.goals"]
    assert page.order(["load"]) == ["load"]


def test_a_goal_is_reached_missed_or_not_measured() -> None:
    answers.keep_figures("null", {"null": 0.004, "recall, 1M": 0.84, "precision, 1M": 0.9})
    told = {line.split(" | ")[0]: line for line in goals.table()}
    assert told["| no groups: share of firms in candidates, worst network"].endswith(
        "| 0.004 | 0.03 | 0.005 | goal | – |"
    )
    assert told["| 1,000,000 firms: recall"].endswith("| 0.84 | 0.85 | 0.9 | **missed** | 0.06 |")
    assert told["| 1,000,000 firms: precision"].endswith("| 0.9 | 0.85 | 0.95 | floor | 0.05 |")
    assert told["| recall, mean over 13 families"].endswith("| – | 0.7 | 0.78 | not measured | – |")


def test_the_error_of_calibration_is_the_gap_of_each_step_by_its_share() -> None:
    # two of p .9, one right: gap .4 for two of three; one of p .5 that is right: gap .5
    sure = Sure(
        np.array([0.9, 0.9, 0.5, np.nan]),
        np.array(["solid", "solid", "probable", "hint"]),
        np.array([True, False, True, True]),
    )
    assert tables.calibration_error(sure) == pytest.approx((2 * 0.4 + 0.5) / 3)
    assert sure.share_right("solid") == (0.5, 2)
    assert tables.reliability(sure)[2:] == ["| 0.5–0.6 | 1 | 0.500 | 1.000 |", "| 0.9–1.0 | 2 | 0.900 | 0.500 |"]
