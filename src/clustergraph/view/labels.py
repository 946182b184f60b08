"""Which names of a picture are shown at once and which when the reader comes nearer, so that none covers another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

LEVELS = 6


class Box(NamedTuple):
    """A label: its middle and its size, in pixels of the picture as it opens."""

    x: float
    y: float
    width: float
    height: float


def label_levels(boxes: Sequence[Box], at_once: Sequence[bool]) -> list[int]:
    """Return for each label after how many doublings of the scale it is shown, at most `LEVELS` - 1.

    Earlier labels go first. On the screen a label keeps its size while the places between move apart. Where
    `at_once` is False a label waits for the first doubling though there may be room.
    """
    x, y, width, height = (np.array(column, dtype=float) for column in zip(*boxes, strict=True)) if boxes else [()] * 4
    level = np.full(len(boxes), LEVELS - 1)
    shown = np.zeros(len(boxes), dtype=bool)
    for step in range(LEVELS - 1):
        zoom = 2.0**step
        for i in np.flatnonzero(~shown).tolist():
            if step == 0 and not at_once[i]:
                continue
            beside = np.abs(x[shown] - x[i]) * zoom < (width[shown] + width[i]) / 2
            across = np.abs(y[shown] - y[i]) * zoom < (height[shown] + height[i]) / 2
            if not (beside & across).any():
                shown[i], level[i] = True, step
    return [int(step) for step in level]
