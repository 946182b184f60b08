"""Places for a picture: groups first, their members inside, what belongs to no group around them.

Pure arrays in and out, numpy alone, no threads of a linear-algebra library: the same input and seed give the same bytes
in whatever order links and group labels come. Across machines the last digits may differ.

References
----------
Fruchterman, Reingold: Graph drawing by force-directed placement (1991), doi:10.1002/spe.4380211102.
Vogel: A better way to construct the sunflower head (1979), doi:10.1016/0025-5564(79)90080-4.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

VERSION = 1
"""Part of the key under which places are stored; goes up when the same input is placed differently."""

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]

_LARGEST = 600  # groups that are placed by forces; the smaller ones stand in a ring
_DUST = 2  # groups up to this size fling far and squeeze the rest into a dot
_STRONGEST = 3
_ITERATIONS = 200
_SWEEPS = 500
_AIM, _ACCEPT = 2.0, 1.0
_DENSITY = 0.45
_ROW = 2.0
_GOLDEN = np.pi * (3 - np.sqrt(5))


class Places(NamedTuple):
    """Coordinates of the nodes, float32 on a grid of 0.01; members of a group are about 1.7 apart."""

    x: NDArray[np.float32]
    y: NDArray[np.float32]


class Discs(NamedTuple):
    """The groups of a picture, the largest first: label, centre and radius of each."""

    label: Ints
    x: Floats
    y: Floats
    radius: Floats


class Backbone(NamedTuple):
    """Pairs of groups (places in `Discs`, a < b) that belong together, and how many links run between them."""

    a: Ints
    b: Ints
    links: Ints


class Layout(NamedTuple):
    """Where everything stands."""

    places: Places
    discs: Discs
    backbone: Backbone


def place(
    n: int, src: ArrayLike, dst: ArrayLike, group: ArrayLike, *, seed: int, order: ArrayLike | None = None
) -> Layout:
    """Place nodes so that each group is a disc and groups with many links stand near each other.

    Parameters
    ----------
    n
        Number of nodes; node i is i-th by uid.
    src, dst
        Ends of the links, one pair a link; their direction and the money on them are ignored, loops are dropped.
    group
        Label of each node's group; -1 for none. What the numbers are does not matter. Nodes without a group and groups
        of one or two stand in rings around the rest.
    seed
        The same seed gives the same places.
    order
        Rank of each node in the rings (region, sector, uid); without it the order of the nodes.
    """
    labels = np.asarray(group, dtype=np.int64)
    ends = _links(src, dst)
    rank = np.arange(n) if order is None else np.lexsort((np.arange(n), np.asarray(order))).argsort(kind="stable")
    members, dust = _split(labels, rank)
    of_group = np.full(n, -1, dtype=np.int64)
    for index, nodes in enumerate(members):
        of_group[nodes] = index
    size = np.array([len(nodes) for nodes in members], dtype=np.int64)
    backbone, affinity = _backbone(of_group, ends, len(members))
    radius = np.sqrt(size) + 1
    centre = _centres(affinity, radius, seed)
    xy = np.zeros((n, 2))
    inner = _inner_degree(of_group, ends, n)
    for index, nodes in enumerate(members):
        xy[nodes[np.lexsort((nodes, -inner[nodes]))]] = centre[index] + _sunflower(len(nodes))
    edge = float((np.hypot(*centre.T) + radius).max()) if len(members) else 0.0
    xy[dust] = _rings(len(dust), edge + _ROW) if len(members) else _sunflower(len(dust)) * 1.2
    named = np.array([labels[nodes[0]] for nodes in members], dtype=np.int64)
    return Layout(_rounded(xy), Discs(named, centre[:, 0], centre[:, 1], radius), backbone)


def place_inside(n: int, src: ArrayLike, dst: ArrayLike, *, seed: int) -> Places:
    """Place the nodes of one group by the links among them; those without a link stand in a ring around.

    Nodes are at least 1.5 apart; meant for at most some hundred nodes.
    """
    ends = _links(src, dst)
    linked = np.unique(ends)
    xy = np.zeros((n, 2))
    edge = 0.0
    if len(linked):
        m = len(linked)
        affinity = np.zeros((m, m))
        a, b = np.searchsorted(linked, ends).T
        np.add.at(affinity, (a, b), 1.0)
        affinity = np.log1p(affinity + affinity.T)
        spread = _forces(affinity / affinity.max(), seed)
        spread *= np.sqrt(m) * 1.6 / max(float(np.hypot(*spread.T).max()), 1e-9)
        xy[linked] = _apart(spread, np.full(m, 0.5), aim=1.0, accept=0.5)
        edge = float(np.hypot(*xy[linked].T).max())
    alone = np.setdiff1d(np.arange(n), linked)
    xy[alone] = _rings(len(alone), edge + _ROW) if edge else _sunflower(len(alone)) * 1.2
    return _rounded(xy)


def _links(src: ArrayLike, dst: ArrayLike) -> Ints:
    """Return the ends of links as sorted pairs (smaller, larger): order and direction leave no trace."""
    ends = np.sort(np.stack([np.asarray(src, dtype=np.int64), np.asarray(dst, dtype=np.int64)], axis=1), axis=1)
    ends = ends[ends[:, 0] != ends[:, 1]]
    ordered: Ints = ends[np.lexsort((ends[:, 1], ends[:, 0]))]
    return ordered


def _split(labels: Ints, rank: Ints) -> tuple[list[Ints], Ints]:
    """Return the members of the groups, largest group first, and the dust in the order of the rings."""
    nodes = np.lexsort((rank, labels))
    starts = np.flatnonzero(np.diff(labels[nodes], prepend=-2))
    parts = [part for part in np.split(nodes, starts) if len(part)]
    groups = [np.sort(part) for part in parts if labels[part[0]] >= 0 and len(part) > _DUST]
    groups.sort(key=lambda part: (-len(part), int(part[0])))
    small = [part for part in parts if labels[part[0]] >= 0 and len(part) <= _DUST]
    small += [part[i : i + 1] for part in parts if labels[part[0]] < 0 for i in range(len(part))]
    small.sort(key=lambda part: int(rank[part[0]]))
    return groups, np.concatenate(small) if small else np.empty(0, dtype=np.int64)


def _inner_degree(of_group: Ints, ends: Ints, n: int) -> Ints:
    a, b = of_group[ends[:, 0]], of_group[ends[:, 1]]
    inside = ends[(a == b) & (a >= 0)]
    counts: Ints = np.bincount(inside.ravel(), minlength=n)
    return counts


def _backbone(of_group: Ints, ends: Ints, groups: int) -> tuple[Backbone, Floats]:
    """Return each group's three strongest ties, and their strength W_cd / sqrt(vol_c vol_d) as a matrix, 1 at most.

    All links between groups of a large graph are grey felt; the union of the strongest ones is a picture.
    """
    a, b = of_group[ends[:, 0]], of_group[ends[:, 1]]
    volume = np.bincount(np.concatenate([a[a >= 0], b[b >= 0]]), minlength=groups)
    between = (a != b) & (a >= 0) & (b >= 0)
    low, high = np.minimum(a, b)[between], np.maximum(a, b)[between]
    pairs, links = np.unique(low * max(groups, 1) + high, return_counts=True)
    low, high = pairs // max(groups, 1), pairs % max(groups, 1)
    strength = links / np.sqrt(volume[low].astype(float) * volume[high])
    own, other = np.concatenate([low, high]), np.concatenate([high, low])
    pair = np.tile(np.arange(len(low)), 2)
    sequence = np.lexsort((other, -strength[pair], own))
    starts = np.searchsorted(own[sequence], own[sequence])
    kept = np.unique(pair[sequence[np.arange(len(sequence)) - starts < _STRONGEST]])
    backbone = Backbone(low[kept], high[kept], links[kept])
    m = min(groups, _LARGEST)
    affinity = np.zeros((m, m))
    among = kept[(low[kept] < m) & (high[kept] < m)]
    affinity[low[among], high[among]] = affinity[high[among], low[among]] = strength[among]
    top = affinity.max(initial=0.0)
    return backbone, affinity / top if top > 0 else affinity


def _centres(affinity: Floats, radius: Floats, seed: int) -> Floats:
    """Return the centres of all discs: the largest by forces, evenly dense and apart, the rest in rings around them."""
    m = len(affinity)
    largest = _apart(_evenly(_forces(affinity, seed), radius[:m]), radius[:m], aim=_AIM, accept=_ACCEPT)
    rest = radius[m:]
    if not len(rest):
        return largest
    ring = float((np.hypot(*largest.T) + radius[:m]).max()) + _AIM
    outer = np.empty((len(rest), 2))
    start = 0
    while start < len(rest):
        ring += float(rest[start])  # the largest of those that are left comes first
        angles = 2 * np.arcsin((rest[start:] + _AIM / 2) / ring)
        fits = max(1, int(np.searchsorted(np.cumsum(angles), 2 * np.pi)))
        middle = np.cumsum(angles[:fits]) - angles[:fits] / 2
        outer[start : start + fits] = ring * np.stack([np.cos(middle), np.sin(middle)], axis=1)
        ring += float(rest[start]) + _AIM
        start += fits
    return np.concatenate([largest, outer])


def _forces(affinity: Floats, seed: int) -> Floats:
    """Place points by Fruchterman and Reingold: all repel each other, affinity (0 to 1) attracts, the centre pulls.

    Distances come from |p|² + |q|² − 2pq, sums from einsum: no array of m × m × 2 and no threaded product.
    """
    m = len(affinity)
    p = np.random.default_rng(seed).random((m, 2)) - 0.5
    if m < 2:
        return np.zeros((m, 2))
    k = np.sqrt(1 / m)
    for i in range(_ITERATIONS):
        x, y = p[:, 0], p[:, 1]
        squared = x * x + y * y
        d2 = np.maximum(squared[:, None] + squared[None, :] - 2 * (np.outer(x, x) + np.outer(y, y)), 1e-4)
        force = k * k / d2 - affinity * (np.sqrt(d2) / k)
        np.fill_diagonal(force, 0)
        move = p * force.sum(axis=1)[:, None] - np.einsum("ij,jc->ic", force, p) - 0.3 * (p - p.mean(axis=0))
        length = np.maximum(np.hypot(*move.T), 1e-9)
        p = p + move * (np.minimum(length, 0.1 * (1 - i / _ITERATIONS)) / length)[:, None]
    centred: Floats = p - p.mean(axis=0)
    return centred


def _evenly(p: Floats, radius: Floats) -> Floats:
    """Keep angle and rank from the centre of each point; set the distance so that discs fill the plane evenly."""
    rank = np.lexsort((np.arange(len(p)), np.hypot(*p.T)))
    area = radius[rank] ** 2
    distance = np.sqrt((np.cumsum(area) - area / 2) / _DENSITY)
    if len(p) == 1:
        return np.zeros((1, 2))
    angle = np.arctan2(p[rank, 1], p[rank, 0])
    even = np.empty_like(p)
    even[rank] = distance[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return even


def _apart(p: Floats, radius: Floats, *, aim: float, accept: float) -> Floats:
    """Push discs apart until all gaps are at least `accept`; a smaller disc moves more."""
    if len(p) < 2:
        return p
    p = p.copy()
    a, b = np.triu_indices(len(p), 1)
    area = radius**2
    for _ in range(_SWEEPS):
        dx, dy = p[b, 0] - p[a, 0], p[b, 1] - p[a, 1]
        distance = np.hypot(dx, dy)
        gap = distance - radius[a] - radius[b]
        if gap.min() >= accept:
            return p
        close = np.flatnonzero(gap < aim)
        i, j, d = a[close], b[close], distance[close]
        # two discs in the same place part at an angle of their own
        same = d < 1e-9
        ux = np.where(same, np.cos(i + j * _GOLDEN), dx[close] / np.where(same, 1, d))
        uy = np.where(same, np.sin(i + j * _GOLDEN), dy[close] / np.where(same, 1, d))
        lack = aim - gap[close]
        first, second = lack * area[j] / (area[i] + area[j]), lack * area[i] / (area[i] + area[j])
        for axis, unit in ((0, ux), (1, uy)):
            p[:, axis] -= np.bincount(i, first * unit, len(p))
            p[:, axis] += np.bincount(j, second * unit, len(p))
    distance = np.maximum(np.hypot(p[b, 0] - p[a, 0], p[b, 1] - p[a, 1]), 1e-6)
    wide: Floats = p * ((radius[a] + radius[b] + accept) / distance).max()
    return wide


def _sunflower(count: int) -> Floats:
    k = np.arange(count)
    spiral: Floats = np.sqrt(k + 0.5) * np.stack([np.cos(k * _GOLDEN), np.sin(k * _GOLDEN)])
    return spiral.T


def _rings(count: int, inner: float) -> Floats:
    """Return places in rings from a radius outward, neighbours in the sequence side by side."""
    places = np.empty((count, 2))
    start, radius = 0, inner
    while start < count:
        fits = max(1, int(2 * np.pi * radius / _ROW))
        angle = 2 * np.pi * np.arange(min(fits, count - start)) / min(fits, max(count - start, 12))
        places[start : start + len(angle)] = radius * np.stack([np.cos(angle), np.sin(angle)], axis=1)
        start += len(angle)
        radius += _ROW
    return places


def _rounded(xy: Floats) -> Places:
    grid = (np.round(xy, 2) + 0.0).astype(np.float32)  # + 0.0: no negative zero
    return Places(np.ascontiguousarray(grid[:, 0]), np.ascontiguousarray(grid[:, 1]))
