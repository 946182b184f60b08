"""The surroundings of a candidate: whether its trade along sectors goes on outside it, in six numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clustergraph.analysis.detection.traits import mean_by

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clustergraph.analysis.detection.ground import Attribute, Ground

    Floats = NDArray[np.float64]

SURROUNDINGS = (
    "near",
    "lift_near",
    "lift_far",
    "lift_near_lost",
    "sectors_near",
    "chain_leaving",
)
"""Near: in the region that most firms of the candidate have."""

_PRIOR = 10.0
"""Firms of the usual mix that are added to a candidate's sectors."""
_LIFTED = 0.3
"""ln of the lift from which a pair trades along its sectors."""


def surroundings(ground: Ground, labels: NDArray[np.int32]) -> Floats:
    """Measure what leaves each group of a labelling: float64[groups, 6] in the order of `SURROUNDINGS`.

    What leaves a whole group for its region is local trade of any sector; what leaves a piece of one goes on along the
    sectors of the rest. Near links: their share of all that leave, the mean lift (also of the far ones, and of the
    inner ones less the near), how much more frequent the sectors at their other end are inside than usual, and ln of
    how many follow sectors per inner pair that does.
    """
    groups = int(labels.max(initial=-1)) + 1
    if not groups:
        return np.zeros((0, len(SURROUNDINGS)))
    seller, buyer = labels[ground.src], labels[ground.dst]
    same = (seller == buyer) & (seller >= 0)
    out, into = (seller >= 0) & ~same, (buyer >= 0) & ~same
    group = np.concatenate((seller[out], buyer[into]))
    other = np.concatenate((ground.dst[out], ground.src[into]))
    lift = np.concatenate((ground.ln_lift[out], ground.ln_lift[into]))
    home = _most_frequent(ground.region, labels, groups)
    near = (home[group] >= 0) & (ground.region.code[other] == home[group])
    lift_inside = mean_by(seller[same], ground.ln_lift[same], groups)
    lift_near = mean_by(group[near], lift[near], groups)
    kept = np.bincount(seller[same & (ground.ln_lift > _LIFTED)], minlength=groups)
    gone = np.bincount(group[near & (lift > _LIFTED)], minlength=groups)
    return np.column_stack(
        (
            mean_by(group, near.astype(np.float64), groups),
            lift_near,
            mean_by(group[~near], lift[~near], groups),
            lift_inside - lift_near,
            mean_by(group[near], _likeness(ground.sector, labels, groups, group[near], other[near]), groups),
            np.log((gone + 1) / (kept + 1)),
        )
    )


def _most_frequent(attribute: Attribute, labels: NDArray[np.int32], groups: int) -> NDArray[np.int64]:
    """Return the most frequent kind of each group, the lowest number of several; −1 where none is known."""
    known = (labels >= 0) & (attribute.code >= 0)
    key, count = np.unique(labels[known].astype(np.int64) * attribute.kinds + attribute.code[known], return_counts=True)
    group, kind = key // max(attribute.kinds, 1), key % max(attribute.kinds, 1)
    most = np.full(groups, -1, dtype=np.int64)
    order = np.lexsort((kind, -count, group))
    top = order[np.flatnonzero(np.diff(group[order], prepend=-1))]
    most[group[top]] = kind[top]
    return most


def _likeness(
    attribute: Attribute,
    labels: NDArray[np.int32],
    groups: int,
    group: NDArray[np.int32],
    firm: NDArray[np.int64],
) -> Floats:
    """Return ln of the share of each firm's kind in the group, ten usual firms added, over its usual share."""
    known = (labels >= 0) & (attribute.code >= 0)
    key, count = np.unique(labels[known].astype(np.int64) * attribute.kinds + attribute.code[known], return_counts=True)
    kind = attribute.code[firm]
    asked = group.astype(np.int64) * attribute.kinds + kind
    at = np.minimum(np.searchsorted(key, asked), max(len(key) - 1, 0))
    alike = np.where(key[at] == asked, count[at], 0) if len(key) else np.zeros(len(firm))
    total = np.bincount(labels[known], minlength=groups)[group]
    usual = attribute.share[np.maximum(kind, 0)] if attribute.kinds else np.ones(len(firm))
    ratio = (alike + _PRIOR * usual) / (total + _PRIOR) / usual
    return np.where(kind >= 0, np.log(ratio), 0.0)
