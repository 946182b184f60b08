"""Runs of the engine, refined, and two proposals from each: its candidates split, its seeds merged more freely."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from clustergraph.analysis.detection import weights
from clustergraph.analysis.detection.engine import communities
from clustergraph.analysis.detection.merge import merged
from clustergraph.analysis.detection.pool import LOOSER, RUN, SPLIT, Pool, pool_of
from clustergraph.analysis.detection.refine import refined, whole_of
from clustergraph.progress import Progress, silent

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clustergraph.analysis.detection.refine import Whole
    from clustergraph.analysis.detection.weights import Matrix
    from clustergraph.analysis.network import Network

_LADDER = (1, 2, 4, 8, 16)
_FIRMS_A_STEP = 1600
_BEFORE, _AFTER = 3, 4
"""Sweeps before and after the merge."""
_MANY_FIRMS = 500_000
"""From here one weighting and three rungs: time and memory."""
_SPLIT_SCALE = 1000.0


@dataclass(frozen=True, slots=True, eq=False)
class Search:
    """A network ready to be searched, and with what."""

    whole: Whole
    seeds: Sequence[Matrix]
    """Weightings that seed runs, of the firms looked at only."""
    inner: Matrix
    """Weights of all links that split candidates."""
    ladder: Sequence[float]
    seed: int
    min_firms: int

    @property
    def runs(self) -> list[tuple[int, float]]:
        """Weighting and resolution of each run."""
        return [(number, step) for number in range(len(self.seeds)) for step in self.ladder]


def search_of(network: Network, links: Matrix, looked_at: NDArray[np.int64], *, seed: int, min_firms: int) -> Search:
    """Choose weightings and ladder: capped, and capped with the lift of sectors; plain links where no sector is known.

    The ladder is firms/1600 (at least 1) times 1, 2, 4, 8, 16; without sectors also 1 itself.
    """
    whole = whole_of(network, links, looked_at)
    base = max(1.0, len(looked_at) / _FIRMS_A_STEP)
    ladder = [base * step for step in _LADDER]
    if network.sector is None:
        matrices = [links]
        ladder = sorted({1.0, *ladder})
    else:
        matrices = [weights.symmetric(network, weighting(network)) for weighting in (weights.cap, weights.cap_lift)]
    if network.n >= _MANY_FIRMS:
        matrices, ladder = matrices[:1], ladder[-4:-1]
    return Search(whole, [part(matrix, looked_at) for matrix in matrices], matrices[-1], ladder, seed, min_firms)


def part(matrix: Matrix, firms: NDArray[np.int64]) -> Matrix:
    """Return the matrix of these firms only."""
    return matrix if len(firms) == matrix.shape[0] else matrix[firms][:, firms]


def pool(search: Search, *, proposals: bool, jobs: int = 1, progress: Progress = silent) -> Pool:
    """Run everything and gather it: first the runs, then (if asked for) their splits, then their looser merges.

    Threads change nothing but the time: each run depends on nothing but its parameters.
    """
    runs = search.runs

    def one(run: tuple[int, float]) -> list[NDArray[np.int32]]:
        seeds = _seeds(search, *run)
        found = refine_run(search, seeds)
        return [found, split(search, found), refine_run(search, seeds, looser=True)] if proposals else [found]

    done: list[list[NDArray[np.int32]]] = []
    for labellings in _in_order(one, runs, jobs):
        done.append(labellings)
        progress("detect", len(done), len(runs))
    kinds = (RUN, SPLIT, LOOSER) if proposals else (RUN,)
    return pool_of([labellings[kind] for kind in kinds for labellings in done], [kind for kind in kinds for _ in done])


def _in_order(one, runs, jobs: int) -> Iterator[list[NDArray[np.int32]]]:  # type: ignore[no-untyped-def]
    if jobs == 1:
        yield from map(one, runs)
        return
    with ThreadPoolExecutor(jobs) as workers:
        yield from workers.map(one, runs)


def _seeds(search: Search, weighting: int, resolution: float) -> NDArray[np.int32]:
    labels = np.full(search.whole.n, -1, dtype=np.int32)
    labels[search.whole.looked_at] = communities(search.seeds[weighting], resolution, search.seed)
    return refined(search.whole, labels, sweeps=_BEFORE, min_firms=search.min_firms)


def refine_run(search: Search, seeds: NDArray[np.int32], *, looser: bool = False) -> NDArray[np.int32]:
    """Merge the swept seeds and sweep again."""
    joined = merged(search.whole, seeds, looser=looser)
    return refined(search.whole, joined, sweeps=_AFTER, min_firms=search.min_firms)


def split(search: Search, labels: NDArray[np.int32]) -> NDArray[np.int32]:
    """Split every candidate by its own modularity: one call, since at as high a resolution as there are candidates of
    equal weight each is a network of its own. Groups may be two firms smaller than candidates."""
    matrix = search.inner
    firm = np.repeat(np.arange(len(labels)), np.diff(matrix.indptr))
    group = labels[firm]
    inside = (group >= 0) & (group == labels[matrix.indices])
    if not inside.any():
        return np.full(len(labels), -1, dtype=np.int32)
    firm, other, group, weight = firm[inside], matrix.indices[inside], group[inside], matrix.data[inside]
    total = np.bincount(group, weight)
    scaled = weight * (_SPLIT_SCALE / np.where(total > 0, total, 1.0))[group]
    blocks = sparse.csr_array((scaled, (firm, other)), shape=matrix.shape)
    found = communities(blocks, float(len(np.unique(group))), search.seed)
    found = np.where(labels >= 0, found, -1)
    return refined(search.whole, found, sweeps=_BEFORE, min_firms=max(3, search.min_firms - 2))
