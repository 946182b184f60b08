"""The choice among the pool's runs: candidates that most runs agree on, each firm in one only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clustergraph.analysis.detection.engine import renumbered
from clustergraph.analysis.detection.pool import RUN, Pool, best_in_pool, best_match, stability

if TYPE_CHECKING:
    from numpy.typing import NDArray

_LEAST_FREE = 0.6
"""Share of its firms that a candidate must still have when its turn comes."""
_PLACES = 9


def by_stability(pool: Pool, *, min_firms: int) -> NDArray[np.int32]:
    """Take the runs' candidates by stability, then size, then run, then smallest firm; each with its free firms.

    A candidate with fewer than `min_firms` free firms, or less than three fifths of its own, is passed over.
    """
    steady = np.round(stability(pool, best_in_pool(pool)), _PLACES)
    columns = np.flatnonzero(pool.group[pool.labelling] == RUN)
    # columns rise by run and smallest firm, and the sort is stable
    order = columns[np.lexsort((-pool.size[columns], -steady[columns]))]
    labels = np.full(pool.labels.shape[1], -1, dtype=np.int32)
    taken = 0
    for column in order:
        firms = pool.members(int(column))
        free = firms[labels[firms] < 0]
        if len(free) >= max(min_firms, _LEAST_FREE * len(firms)):
            labels[free] = taken
            taken += 1
    return renumbered(labels)


def steadiness(pool: Pool, labels: NDArray[np.int32]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the stability of each group against the runs, and of each firm.

    The latter is the share of the runs whose candidate most like the firm's has the firm, too; 0 for background.
    """
    runs = np.flatnonzero(pool.group == RUN)
    best, match = best_match(pool, labels)
    of_group = best[:, runs].mean(axis=1) if len(runs) else np.zeros(len(best))
    inside = np.flatnonzero(labels >= 0)
    of_firm = np.zeros(len(labels))
    for run in runs:
        found = match[labels[inside], run]
        of_firm[inside] += (found >= 0) & (pool.labels[run, inside] == found)
    return of_group, of_firm / max(len(runs), 1)
