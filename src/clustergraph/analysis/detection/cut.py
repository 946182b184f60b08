"""The weakest cut inside a candidate: whether it is two groups that were taken for one, in nine numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from clustergraph.analysis.detection.traits import mean_by

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clustergraph.analysis.detection.ground import Attribute, Ground

    Floats = NDArray[np.float64]

CUT = (
    "cut_smaller",
    "cut_conductance",
    "cut_surprise",
    "cut_lift",
    "cut_lift_lost",
    "cut_same_sectors",
    "cut_same_regions",
    "cut_eigenvalue",
    "cut_density",
)

_STEPS = 25
_FEWEST = 4
"""Firms below which a group has no inside to cut."""


def weakest_cut(ground: Ground, labels: NDArray[np.int32]) -> Floats:
    """Measure the weakest inner cut of each group of a labelling: float64[groups, 9] in the order of `CUT`.

    The cut is the sign of the second eigenvector of the inner links' lazy walk, by 25 steps of the power method from
    one fixed start. Groups below four firms have zeros.
    """
    groups = int(labels.max(initial=-1)) + 1
    if not groups:
        return np.zeros((0, len(CUT)))
    firms = np.flatnonzero(labels >= 0)
    firms = firms[np.argsort(labels[firms], kind="stable")]
    positive, eigenvalue = _halves(ground, labels, firms, groups)
    side = np.full(ground.n, -1, dtype=np.int64)
    side[firms] = 2 * labels[firms] + positive
    size = np.bincount(side[firms], minlength=2 * groups).reshape(groups, 2)
    columns = [size.min(axis=1) / size.sum(axis=1), *_across(ground, labels, side, groups)]
    columns[5:5] = [_alike(ground.sector, side, groups), _alike(ground.region, side, groups), 2 * eigenvalue - 1]
    return np.where(size.sum(axis=1, keepdims=True) >= _FEWEST, np.column_stack(columns), 0.0)


def _halves(
    ground: Ground, labels: NDArray[np.int32], firms: NDArray[np.int64], groups: int
) -> tuple[NDArray[np.bool_], Floats]:
    """Return the half of each firm and the eigenvalue of each group, all groups at once as blocks of one matrix."""
    group = labels[firms]
    place = np.full(ground.n, -1, dtype=np.int64)
    place[firms] = np.arange(len(firms))
    own = labels[ground.firm]
    same = (own >= 0) & (own == labels[ground.partner])
    row, column = place[ground.firm[same]], place[ground.partner[same]]
    s = np.sqrt(np.bincount(row, minlength=len(firms)) + 0.5)
    walk = sparse.csr_array((0.5 / (s[row] * s[column]), (row, column)), shape=(len(firms), len(firms)))

    def dot(a: Floats, b: Floats) -> Floats:
        return np.asarray(np.bincount(group, a * b, groups), dtype=np.float64)

    sizes = np.bincount(group, minlength=groups)
    v = _start(int(sizes.max()))[np.arange(len(firms)) - np.repeat(np.cumsum(sizes) - sizes, sizes)]
    s_square = dot(s, s)
    value = np.zeros(groups)
    for _ in range(_STEPS):
        v = v - (dot(v, s) / s_square)[group] * s
        v = v / np.maximum(np.sqrt(dot(v, v)), 1e-300)[group]
        moved = 0.5 * v + walk @ v
        value = dot(v, moved)
        v = moved
    return v > 0, value


def _start(count: int) -> Floats:
    """Return fixed numbers between −½ and ½, the same on every machine."""
    numbers, h = [], 12345
    for _ in range(count):
        h = (1103515245 * h + 12345) % 2**31
        numbers.append(h / 2**31 - 0.5)
    return np.array(numbers)


def _across(ground: Ground, labels: NDArray[np.int32], side: NDArray[np.int64], groups: int) -> list[Floats]:
    """Return conductance, surprise, lift across, lift lost and density of the cuts."""
    own, other = labels[ground.firm], labels[ground.partner]
    inner = (own >= 0) & (own == other)
    split = inner & (side[ground.firm] != side[ground.partner])
    x = np.bincount(own[split], minlength=groups) / 2
    inside = np.bincount(side[ground.firm[inner & ~split]], minlength=2 * groups).reshape(groups, 2)
    member = side >= 0
    ends = np.asarray(np.bincount(side[member], ground.degree[member], 2 * groups), dtype=np.float64).reshape(groups, 2)

    seller, buyer = labels[ground.src], labels[ground.dst]
    within = (seller >= 0) & (seller == buyer)
    crossing = within & (side[ground.src] != side[ground.dst])
    lift_across = mean_by(seller[crossing], ground.ln_lift[crossing], groups)
    lift_within = mean_by(seller[within & ~crossing], ground.ln_lift[within & ~crossing], groups)
    expected = _expected(ground, labels, side, groups, x, inside, ends)
    return [
        x / np.maximum(inside.min(axis=1) + x, 1),
        np.log((x + 1) / (expected + 1)),
        lift_across,
        lift_within - lift_across,
        x / np.sqrt(np.maximum(ends.prod(axis=1), 1)),
    ]


def _expected(
    ground: Ground,
    labels: NDArray[np.int32],
    side: NDArray[np.int64],
    groups: int,
    x: Floats,
    inside: NDArray[np.integer],
    ends: Floats,
) -> Floats:
    """Return the links across that the smaller side would have, were the larger one any firms of these regions."""
    each = np.arange(groups)
    smaller = (ends[:, 1] < ends[:, 0]).astype(np.int64)
    leaving = ends[each, smaller] - inside[each, smaller] - x
    q = np.maximum(leaving + 0.5, 0.5) / np.maximum(ground.ends - ends.sum(axis=1), 1)

    # one more region for the firms without any: X and D of it are 0, so its null is q
    kinds = ground.region.kinds + 1
    region = np.where(ground.region.code >= 0, ground.region.code, kinds - 1).astype(np.int64)
    member = labels >= 0
    cell = labels.astype(np.int64) * kinds + region
    own_ends = np.bincount(cell[member], ground.degree[member], groups * kinds)
    in_large = member & (side % 2 != smaller[np.maximum(labels, 0)])
    large_ends = np.bincount(cell[in_large], ground.degree[in_large], groups * kinds)
    all_ends = np.bincount(region, ground.degree, kinds)

    into = labels[ground.partner]
    coming = (into >= 0) & (into != labels[ground.firm])
    coming &= side[ground.partner] % 2 == smaller[np.maximum(into, 0)]
    came = np.bincount(into[coming].astype(np.int64) * kinds + region[ground.firm[coming]], minlength=groups * kinds)

    shape = (groups, kinds)
    d = all_ends - own_ends.reshape(shape)
    came = came.reshape(shape)
    came[:, -1], d[:, -1] = 0, 0
    null = q[:, None] * (came + 2) / (q[:, None] * d + 2)
    return np.asarray((large_ends.reshape(shape) * null).sum(axis=1), dtype=np.float64)


def _alike(attribute: Attribute, side: NDArray[np.int64], groups: int) -> Floats:
    """Return the cosine of the counts of both sides; 0 where one side has no known firm."""
    known = (side >= 0) & (attribute.code >= 0)
    key, of_firm = np.unique((side[known] // 2) * attribute.kinds + attribute.code[known], return_inverse=True)
    one, two = (np.bincount(of_firm[side[known] % 2 == half], minlength=len(key)) for half in (0, 1))
    group = key // max(attribute.kinds, 1)
    both, first, second = (np.bincount(group, a * b, groups) for a, b in ((one, two), (one, one), (two, two)))
    return np.asarray(both / np.sqrt(np.maximum(first * second, 1)), dtype=np.float64)
