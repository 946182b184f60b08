"""Methods that answer a case, each in a process of its own: ours, networkx, no method at all, and peers."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bench.measure import measure

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bench.detect.case import Case

    Task = Callable[[], NDArray[np.int32]]

PEERS = Path(".cache/peers/detect")
"""Environment of the peers; made by `make bench-peers`."""
_HERE = Path(__file__).parent

PEER_METHODS = ("infomap-undirected", "infomap-directed", "leiden", "leiden-fine", "igraph-louvain")
OUR_METHODS = ("pool", "fast")


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What a method says, and what it took."""

    labels: NDArray[np.int32]
    seconds: float
    """CPU of the method alone, its own graph included, imports and reading not."""
    peak: float
    """Largest resident memory of its process, in MB."""


def peers_are_there() -> bool:
    """Say whether `make bench-peers` was run."""
    return peers_python().exists()


def peers_python() -> Path:
    """Return the interpreter of the peers' environment."""
    return PEERS / "bin" / "python"


def methods() -> list[str]:
    """Return the methods that can be run here, ours first."""
    return [*OUR_METHODS, *(PEER_METHODS if peers_are_there() else ()), "networkx-louvain", "sector-region"]


def answer(method: str, file: Path, *, seed: int, min_firms: int) -> Answer:
    """Let a method answer the case in the file."""
    labels = file.with_suffix(f".{method}.npy")
    if method in PEER_METHODS:
        said = ask_peer("peers.py", method, file, labels, seed)
        return Answer(np.load(labels), said["cpu"], said["peak"])
    measured = measure("bench.detect.methods:run", method, file, labels, seed, min_firms)
    return Answer(np.load(labels), measured.said["cpu"], measured.peak)


def ask_peer(script: str, *arguments: object) -> dict[str, float]:
    """Run a script of this folder in the peers' environment."""
    command = [str(peers_python()), str(_HERE / script), *(str(argument) for argument in arguments)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    told: dict[str, float] = json.loads(said[-1]) if said else {}
    return told


def run(method: str, file: str, labels: str, seed: str, min_firms: str) -> dict[str, float]:
    """Answer in this process; called by `answer`."""
    from bench.detect.case import Case

    task = _OWN[method](Case.read(Path(file)), int(seed), int(min_firms))
    before = time.process_time()
    found = task()
    seconds = time.process_time() - before
    np.save(labels, found)
    return {"cpu": seconds}


def _pool(case: Case, seed: int, min_firms: int) -> Task:
    return _detect(case, seed, min_firms, "pool")


def _fast(case: Case, seed: int, min_firms: int) -> Task:
    return _detect(case, seed, min_firms, "fast")


def _detect(case: Case, seed: int, min_firms: int, method: str) -> Task:
    from clustergraph.analysis.detection.detect import detect

    network = case.network()
    return lambda: detect(network, seed=seed, min_firms=min_firms, method=method).labels


def _louvain(case: Case, seed: int, min_firms: int) -> Task:
    from clustergraph.analysis.detection.baselines import louvain
    from clustergraph.analysis.detection.weights import link_matrix

    links = link_matrix(case.network())
    return lambda: louvain(links, seed)


def _sector_region(case: Case, seed: int, min_firms: int) -> Task:
    """Call the firms of one sector in one region a candidate, as one would without any method."""

    def group() -> NDArray[np.int32]:
        if case.sector is None or case.region is None:
            return np.full(case.n, -1, dtype=np.int32)
        _, number = np.unique(np.stack([case.sector, case.region]), axis=1, return_inverse=True)
        return np.where((case.sector < 0) | (case.region < 0), -1, number).astype(np.int32)

    return group


_OWN: dict[str, Callable[[Case, int, int], Task]] = {
    "pool": _pool,
    "fast": _fast,
    "networkx-louvain": _louvain,
    "sector-region": _sector_region,
}
