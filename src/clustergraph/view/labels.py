"""Which names of a picture are shown at once and which when the reader comes nearer, so that none covers another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

LEVELS = 6


class Box(NamedTuple):
    """A label: its place in the picture as it opens, and how far below it stands and how large it is at any scale."""

    x: float
    y: float
    below: float
    width: float
    height: float


def label_levels(boxes: Sequence[Box], at_once: Sequence[bool]) -> list[int]:
    """Return for each label after how many doublings of the scale it is shown, at most `LEVELS` - 1.

    Earlier labels go first. On the screen a label keeps its size while the places between move apart. Where
    `at_once` is False a label waits for the first doubling though there may be room.
    """
    x, y, below, width, height = np.array(boxes, dtype=float).reshape(-1, 5).T
    level = np.full(len(boxes), LEVELS - 1)
    shown = np.zeros(len(boxes), dtype=bool)
    for step in range(LEVELS - 1):
        sx, sy = x * 2.0**step, y * 2.0**step + below
        for i in np.flatnonzero(~shown).tolist():
            if step == 0 and not at_once[i]:
                continue
            beside = np.abs(sx[shown] - sx[i]) < (width[shown] + width[i]) / 2
            across = np.abs(sy[shown] - sy[i]) < (height[shown] + height[i]) / 2
            if not (beside & across).any():
                shown[i], level[i] = True, step
    return [int(step) for step in level]
