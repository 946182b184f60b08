"""The form of a fitted judge: a logistic regression on features and their bends. Numbers only; no fitting here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Numbers = Sequence[float]


@dataclass(frozen=True, slots=True)
class Stage:
    """One fitted regression over f features. Weights: f of z, then for each bend in turn f of max(z − bend, 0)."""

    mean: Numbers
    spread: Numbers
    bends: Sequence[Numbers]
    """Five rows of f: where z had its quantiles .1, .3, .5, .7, .9 in training."""
    weights: Numbers
    """6·f"""
    intercept: float

    def probability(self, features: Floats) -> Floats:
        """Return p of each row of features."""
        score = terms(self, features) @ np.asarray(self.weights) + self.intercept
        return np.asarray(1 / (1 + np.exp(-np.clip(score, -500, 500))))


def terms(stage: Stage, features: Floats) -> Floats:
    """Return what the weights stand for: float64[rows, 6·f]."""
    z = (features - np.asarray(stage.mean)) / np.asarray(stage.spread)
    return np.hstack([z, *(np.maximum(z - np.asarray(bend), 0) for bend in stage.bends)])


@dataclass(frozen=True, slots=True)
class Fit:
    """A judge for one smallest size: two stages, and the range of what it was fitted on."""

    first: Stage
    second: Stage
    lowest: Numbers
    highest: Numbers
    """Of each of the 51 features in training."""
    usual_low: Numbers
    usual_high: Numbers
    """Nearly all of training lies between; what lies beyond is taken for the end, since a line fitted here says nothing
    of what is far away."""

    def first_opinion(self, features: Floats) -> Floats:
        """Return the probability of each candidate by its own features."""
        return self.first.probability(self._usual(features))

    def verdict(self, features: Floats, opinions: Floats) -> Floats:
        """Return the probability of each candidate by its features and its company (`company.opinion`)."""
        return self.second.probability(np.hstack((self._usual(features), opinions)))

    def _usual(self, features: Floats) -> Floats:
        clipped: Floats = np.clip(features, np.asarray(self.usual_low), np.asarray(self.usual_high))
        return clipped

    def covers(self, features: Floats) -> NDArray[np.bool_]:
        """Say of each row whether every feature lies within the range."""
        inside = (features >= np.asarray(self.lowest)) & (features <= np.asarray(self.highest))
        return np.asarray(inside.all(axis=1))
