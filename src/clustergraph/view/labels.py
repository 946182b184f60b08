"""Which names of a picture are shown at once and which when the reader comes nearer, so that none covers another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

LEVELS = 6
_LETTER, _HEIGHT, _GAP = 6.6, 15.0, 6.0  # of a 12 px label


def label_levels(
    x: Sequence[float], y: Sequence[float], below: Sequence[float], letters: Sequence[int], first: Sequence[bool]
) -> list[int]:
    """Return for each label the number of doublings of the scale after which it is shown; LEVELS - 1 for the last.

    Parameters
    ----------
    x, y
        Places of the nodes in pixels of the picture as it opens. Nodes come by importance: an earlier one goes first.
    below
        How far under its node each label stands.
    letters
        Length of each label.
    first
        Whether a label may be shown at once; the others wait for the first doubling.
    """
    n = len(x)
    px, py = np.asarray(x, dtype=float), np.asarray(y, dtype=float) + np.asarray(below, dtype=float)
    width = np.asarray(letters) * _LETTER + _GAP
    level = np.full(n, LEVELS - 1)
    shown = np.zeros(n, dtype=bool)
    for step in range(LEVELS - 1):
        sx, sy = px * 2**step, py * 2**step
        for i in range(n):
            if shown[i] or (step == 0 and not first[i]):
                continue
            beside = np.abs(sx[shown] - sx[i]) < (width[shown] + width[i]) / 2
            if not (beside & (np.abs(sy[shown] - sy[i]) < _HEIGHT)).any():
                shown[i], level[i] = True, step
    return [int(step) for step in level]
