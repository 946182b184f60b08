"""Drawing by weight from many urns at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray


class Urns:
    """Things in numbered urns, each with a weight; drawing from many urns at once."""

    def __init__(self, urn: NDArray[np.int64], weight: NDArray[np.float64], urns: int) -> None:
        """Put thing i with its weight into `urn[i]`; −1: into none."""
        self._things = np.argsort(urn, kind="stable")
        sorted_urns = urn[self._things]
        self._start = np.searchsorted(sorted_urns, np.arange(urns + 1))
        self._sum = np.concatenate([[0.0], np.cumsum(weight[self._things])])

    def draw(self, rng: Generator, urn: NDArray[np.int64]) -> NDArray[np.int64]:
        """Draw one thing from each urn named, by weight and with return; −1 where the urn is −1 or weighs nothing."""
        known = np.maximum(urn, 0)
        start, end = self._start[known], self._start[known + 1]
        weight = self._sum[end] - self._sum[start]
        at = self._sum[start] + rng.random(len(urn)) * weight
        place = np.clip(np.searchsorted(self._sum, at, side="right") - 1, start, np.maximum(end - 1, start))
        things = self._things[np.minimum(place, len(self._things) - 1)]
        return np.where((urn >= 0) & (weight > 0), things, -1)
