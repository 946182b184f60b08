"""Names that are shown together cover none of each other, and the more important come first."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from clustergraph.view.labels import LEVELS, Box, label_levels

places = st.floats(-500, 500, allow_nan=False)
boxes = st.lists(st.builds(Box, places, places, st.just(10.0), st.floats(20, 200), st.just(15.0)), max_size=40)


def test_no_labels_have_no_levels() -> None:
    assert label_levels([], []) == []


def test_of_two_labels_in_the_way_of_each_other_the_second_waits_until_they_part() -> None:
    # 30 px apart and 100 px wide: apart at four times the scale
    near = [Box(0, 0, 10, 100, 15), Box(30, 0, 10, 100, 15), Box(0, 0, 25, 100, 15)]
    assert label_levels(near, [True] * 3) == [0, 2, 0]


def test_a_label_that_may_not_be_shown_at_once_waits_for_the_first_doubling() -> None:
    assert label_levels([Box(0, 0, 0, 10, 15)], [False]) == [1]


@settings(deadline=None)
@given(boxes)
def test_labels_shown_at_a_scale_do_not_cover_each_other(labels: list[Box]) -> None:
    levels = label_levels(labels, [True] * len(labels))
    for step in range(LEVELS - 1):
        shown = [label for label, level in zip(labels, levels, strict=True) if level <= step]
        for i, one in enumerate(shown):
            for other in shown[:i]:
                beside = abs(one.x - other.x) * 2**step >= (one.width + other.width) / 2
                assert (
                    beside
                    or abs((one.y - other.y) * 2**step + one.below - other.below) >= (one.height + other.height) / 2
                )
