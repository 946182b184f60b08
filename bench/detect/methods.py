"""Methods that answer a case, each in a process of its own: ours, the ceiling, no method at all, and peers."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bench.measure import measure

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from bench.detect.case import Case
    from clustergraph.analysis.detection.detect import Detection

    Task = Callable[[], "NDArray[np.int32] | Detection"]

PEERS = Path(".cache/peers/detect")
"""Environment of the peers; made by `make bench-peers`."""
_HERE = Path(__file__).parent
_CEILING_SWEEPS = 7

LEFT_OUT = "pool, unseen family"
"""As `pool`, but the judge learned from the other families only."""
REFERENCE = "pool, reference"
CEILING = "ceiling"
OUR_METHODS = ("pool", REFERENCE, "fast")
OURS = (*OUR_METHODS, LEFT_OUT)
ENGINES = ("infomap-undirected", "infomap-directed", "leiden", "leiden-fine", "igraph-louvain")
"""Peers that run in their own environment."""
PEER_METHODS = (*ENGINES, "networkx-louvain", "sector-region")


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """What a method says, and what it took."""

    labels: NDArray[np.int32]
    seconds: float
    """CPU of the method alone, its own graph included, imports and reading not."""
    wall: float
    """The same by the clock."""
    peak: float
    """Largest resident memory of its process, in MB."""
    p: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    """Of our methods, one a candidate by number: probability; NaN where none is told."""
    band: NDArray[np.str_] = field(default_factory=lambda: np.zeros(0, dtype="U16"))
    reach: float = float("nan")
    """Of our methods: share of the planted clusters that are in the pool, whatever was chosen from it."""


def peers_are_there() -> bool:
    """Say whether `make bench-peers` was run."""
    return peers_python().exists()


def peers_python() -> Path:
    """Return the interpreter of the peers' environment."""
    return PEERS / "bin" / "python"


def peer_methods() -> list[str]:
    """Return the peers that can be run here."""
    return [method for method in PEER_METHODS if method not in ENGINES or peers_are_there()]


def run_method(
    method: str,
    file: Path,
    *,
    seed: int,
    min_firms: int,
    jobs: int = 1,
    fit: Path | None = None,
    limit: float | None = None,
) -> Answer:
    """Let a method answer the case in the file.

    Parameters
    ----------
    fit
        Numbers of the learned judge in place of the shipped ones (a pickled `Fit`).
    limit
        Seconds after which a peer is stopped, with `subprocess.TimeoutExpired`.
    """
    if method in ENGINES:
        out = file.with_suffix(".answer.npy")
        said = ask_peer("peers.py", method, file, out, seed, limit=limit)
        return Answer(np.load(out), said["cpu"], said["wall"], said["peak"])
    out = file.with_suffix(".answer.npz")
    measured = measure("bench.detect.methods:run", method, file, out, seed, min_firms, jobs, fit or "")
    with np.load(out) as told:
        return Answer(
            labels=told["labels"],
            seconds=measured.said["cpu"],
            wall=measured.said["wall"],
            peak=measured.peak,
            p=told["p"],
            band=told["band"],
            reach=measured.said["reach"],
        )


def ask_peer(script: str, *arguments: object, limit: float | None = None) -> dict[str, float]:
    """Run a script of this folder in the peers' environment."""
    command = [str(peers_python()), str(_HERE / script), *(str(argument) for argument in arguments)]
    quiet = {**os.environ, "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, timeout=limit, env=quiet)
    said = done.stdout.splitlines()
    told: dict[str, float] = json.loads(said[-1]) if said else {}
    return told


def run(method: str, file: str, out: str, seed: str, min_firms: str, jobs: str, fit: str) -> dict[str, float]:
    """Answer in this process; called by `run_method`."""
    from bench.detect.case import Case
    from bench.detect.metrics import reach

    if fit:
        from clustergraph.analysis.detection.calibration import FITS

        FITS[int(min_firms)] = pickle.loads(Path(fit).read_bytes())
    case = Case.read(Path(file))
    task = _OWN[method](case, int(seed), int(min_firms), int(jobs))
    cpu, wall = time.process_time(), time.perf_counter()
    found = task()
    told = {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall, "reach": float("nan")}
    if isinstance(found, np.ndarray):
        np.savez(out, labels=found, p=np.zeros(0), band=np.zeros(0, dtype="U16"))
        return told
    p = [np.nan if group.probability is None else group.probability for group in found.groups]
    band = np.array([group.band for group in found.groups], dtype="U16")
    np.savez(out, labels=found.labels, p=np.array(p, dtype=np.float64), band=band)
    if found.pool is not None:
        told["reach"] = reach(case.labels, found.pool.labels, min_firms=int(min_firms))
    return told


def _ours(method: str, judge: str) -> Callable[[Case, int, int, int], Task]:
    def prepared(case: Case, seed: int, min_firms: int, jobs: int) -> Task:
        from clustergraph.analysis.detection.detect import detect

        network = case.network()
        return lambda: detect(network, seed=seed, min_firms=min_firms, method=method, judge=judge, jobs=jobs)

    return prepared


def _ceiling(case: Case, seed: int, min_firms: int, jobs: int) -> Task:
    """Sweep the truth itself: what no choice among candidates can beat by much."""
    from clustergraph.analysis.detection.refine import refined, whole_of

    whole = whole_of(case.network())
    return lambda: refined(whole, case.labels, sweeps=_CEILING_SWEEPS, min_firms=min_firms)


def _louvain(case: Case, seed: int, min_firms: int, jobs: int) -> Task:
    from clustergraph.analysis.detection.baselines import louvain
    from clustergraph.analysis.detection.weights import link_matrix

    links = link_matrix(case.network())
    return lambda: louvain(links, seed)


def _sector_region(case: Case, seed: int, min_firms: int, jobs: int) -> Task:
    """Call the firms of one sector in one region a candidate, as one would without any method."""

    def group() -> NDArray[np.int32]:
        if case.sector is None or case.region is None:
            return np.full(case.n, -1, dtype=np.int32)
        _, number = np.unique(np.stack([case.sector, case.region]), axis=1, return_inverse=True)
        return np.where((case.sector < 0) | (case.region < 0), -1, number).astype(np.int32)

    return group


_OWN: dict[str, Callable[[Case, int, int, int], Task]] = {
    "pool": _ours("pool", "auto"),
    LEFT_OUT: _ours("pool", "auto"),
    REFERENCE: _ours("pool", "reference"),
    "fast": _ours("fast", "auto"),
    CEILING: _ceiling,
    "networkx-louvain": _louvain,
    "sector-region": _sector_region,
}
