"""Engines of others, run by the Python of their own environment: `python peers.py METHOD CASE.npz LABELS.npy SEED`.

Nothing of clustergraph is imported here. Prints one JSON object: seconds of the method itself by CPU and by the
clock, the making of its own graph included, and peak MB.
"""

from __future__ import annotations

import json
import random
import resource
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


@dataclass(frozen=True)
class Links:
    """Firms 0…n−1 and rows (supplier, buyer)."""

    n: int
    pairs: NDArray[np.int32]

    def undirected(self) -> NDArray[np.int32]:
        """Return each pair of partners once, whichever way it deals."""
        return np.unique(np.sort(self.pairs, axis=1), axis=0)


def main(method: str, case: str, answer: str, seed: str) -> None:
    """Read src, dst and n, run the method, write a label for each firm."""
    with np.load(case) as arrays:
        links = Links(int(arrays["n"]), np.stack([arrays["src"], arrays["dst"]], axis=1))
    run = METHODS[method]
    before, began = _cpu(), time.perf_counter()
    labels = run(links, int(seed))
    seconds, wall = _cpu() - before, time.perf_counter() - began
    np.save(answer, np.asarray(labels, dtype=np.int32))
    print(json.dumps({"cpu": seconds, "wall": wall, "peak": _peak()}))


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _peak() -> float:
    """Return the largest resident memory in MB, as `bench.measure` does."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    (line,) = (line for line in status.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


def _graph(links: Links) -> Any:
    import igraph

    return igraph.Graph(links.n, links.undirected().tolist())


def igraph_louvain(links: Links, seed: int) -> Sequence[int]:
    """Louvain of igraph at resolution 1."""
    import igraph

    random.seed(seed)
    igraph.set_random_number_generator(random)
    labels: list[int] = _graph(links).community_multilevel().membership
    return labels


def leiden(links: Links, seed: int) -> Sequence[int]:
    """Leiden at resolution 1."""
    return _leiden(links, seed, 1.0)


def leiden_fine(links: Links, seed: int) -> Sequence[int]:
    """Leiden at resolution n/400."""
    return _leiden(links, seed, max(1.0, links.n / 400))


def _leiden(links: Links, seed: int, resolution: float) -> Sequence[int]:
    import leidenalg

    found = leidenalg.find_partition(
        _graph(links),
        leidenalg.RBConfigurationVertexPartition,
        n_iterations=2,
        seed=seed,
        resolution_parameter=resolution,
    )
    labels: list[int] = found.membership
    return labels


def infomap_directed(links: Links, seed: int) -> Sequence[int]:
    """Infomap on the links as they go."""
    return _infomap(links.n, links.pairs, f"--seed {seed} --directed")


def infomap_undirected(links: Links, seed: int) -> Sequence[int]:
    """Infomap on pairs of partners."""
    return _infomap(links.n, links.undirected(), f"--seed {seed}")


def _infomap(n: int, pairs: NDArray[np.int32], options: str) -> Sequence[int]:
    from infomap import Infomap

    machine = Infomap(f"--silent --num-trials 1 {options}")
    machine.add_links([tuple(pair) for pair in pairs.tolist()])
    machine.run()
    # the finest level, where there are several; it numbers from 1 and does not know firms without links
    labels = [-1] * n
    for firm, module in machine.get_modules(depth_level=-1).items():
        labels[firm] = module - 1
    return labels


METHODS = {
    "igraph-louvain": igraph_louvain,
    "leiden": leiden,
    "leiden-fine": leiden_fine,
    "infomap-directed": infomap_directed,
    "infomap-undirected": infomap_undirected,
}

if __name__ == "__main__":
    main(*sys.argv[1:])
