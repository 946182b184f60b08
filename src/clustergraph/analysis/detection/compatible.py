"""The learned choice: candidates that do not contradict each other and together promise most."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clustergraph.analysis.detection.company import CONFLICT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from clustergraph.analysis.detection.company import Pairs
    from clustergraph.analysis.detection.pool import Pool

    Floats = NDArray[np.float64]

DEFAULT_LIST = 0.15
"""τ: p from which a candidate is worth showing."""
_ROUNDS = 20
_STABILITY_DECIDES = 1e-12
"""Between candidates of equal p the more stable one."""


def compatible(pairs: Pairs, p: Floats, stability: Floats, *, threshold: float) -> NDArray[np.int64]:
    """Choose columns of which no two share too much, so that the sum of p − threshold is high; rising.

    Greedy by p; then, as long as it gains, two or more compatible columns take the place of the one that alone keeps
    them out, and a column that of those it contradicts takes theirs where it is worth more than they are.
    """
    value = np.round(p - threshold, 9) + _STABILITY_DECIDES * stability
    value[p <= threshold] = 0.0
    foes = _foes(pairs, value > 0)
    order = sorted(foes, key=lambda c: (-value[c], c))
    chosen: set[int] = set()
    for _ in range(_ROUNDS):
        changed = _insert(order, foes, value, chosen)
        changed |= _swap(order, foes, value, chosen)
        if not changed:
            break
    return np.array(sorted(chosen), dtype=np.int64)


def _foes(pairs: Pairs, wanted: NDArray[np.bool_]) -> dict[int, list[int]]:
    """Return for each wanted column the wanted ones that it contradicts."""
    foes: dict[int, list[int]] = {int(c): [] for c in np.flatnonzero(wanted)}
    conflict = (pairs.of_smaller >= CONFLICT) & wanted[pairs.one] & wanted[pairs.two]
    for one, two in zip(pairs.one[conflict].tolist(), pairs.two[conflict].tolist(), strict=True):
        foes[one].append(two)
    return foes


def _insert(order: Sequence[int], foes: dict[int, list[int]], value: Floats, chosen: set[int]) -> bool:
    changed = False
    for c in order:
        if c in chosen:
            continue
        displaced = [foe for foe in foes[c] if foe in chosen]
        if value[c] > sum(value[foe] for foe in displaced):
            chosen.difference_update(displaced)
            chosen.add(c)
            changed = True
    return changed


def _swap(order: Sequence[int], foes: dict[int, list[int]], value: Floats, chosen: set[int]) -> bool:
    held_out: dict[int, list[int]] = {}
    for c in order:
        against = [foe for foe in foes[c] if foe in chosen]
        if c not in chosen and len(against) == 1:
            held_out.setdefault(against[0], []).append(c)
    changed = False
    for c in order:
        if c not in chosen:
            continue
        instead: list[int] = []
        for other in held_out.get(c, ()):
            # an earlier swap of this round may have brought in another foe
            if not any(foe in instead or (foe in chosen and foe != c) for foe in foes[other]):
                instead.append(other)
        if len(instead) >= 2 and sum(value[other] for other in instead) > value[c]:
            chosen.remove(c)
            chosen.update(instead)
            changed = True
    return changed


def free_firms(pool: Pool, columns: NDArray[np.int64], *, min_firms: int, least: float) -> NDArray[np.int32]:
    """Give each column, in this order, its firms that no earlier one has; skip it where too few are left.

    Parameters
    ----------
    least
        Share of its firms that a column must still find free.

    Returns
    -------
    array of int32, one per firm
        Groups numbered in the order of the columns; −1 background.
    """
    labels = np.full(pool.labels.shape[1], -1, dtype=np.int32)
    number = 0
    for column in columns.tolist():
        firms = pool.members(column)
        free = firms[labels[firms] < 0]
        if len(free) >= max(min_firms, least * len(firms)):
            labels[free] = number
            number += 1
    return labels


def by_promise(pool: Pool, columns: NDArray[np.int64], p: Floats) -> NDArray[np.int64]:
    """Order columns by p, falling, then size, falling, labelling and smallest member."""
    smallest = pool.firms[pool.starts[columns]]
    return columns[np.lexsort((smallest, pool.labelling[columns], -pool.size[columns], -p[columns]))]
