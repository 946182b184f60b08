"""Engines of others, run by the Python of their own environment: `python peers.py METHOD LINKS.npz LABELS.npy SEED`.

Nothing of clustergraph is imported here. Prints one JSON object: CPU seconds of the method itself and peak MB.
"""

from __future__ import annotations

import json
import resource
import sys

import numpy as np


def main(method: str, links: str, answer: str, seed: str) -> None:
    """Read src, dst and n, run the method, write a label for each firm."""
    with np.load(links) as arrays:
        n, src, dst = int(arrays["n"]), arrays["src"], arrays["dst"]
    before = _cpu()
    labels = METHODS[method](n, src, dst, int(seed))
    seconds = _cpu() - before
    np.save(answer, np.asarray(labels, dtype=np.int32))
    print(json.dumps({"cpu": seconds, "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _undirected(src, dst):
    """Return each pair of partners once, whichever way it deals."""
    return np.unique(np.stack([np.minimum(src, dst), np.maximum(src, dst)], axis=1), axis=0)


def _graph(n, src, dst):
    import igraph

    return igraph.Graph(n, _undirected(src, dst).tolist())


def igraph_louvain(n, src, dst, seed):
    """Louvain of igraph at resolution 1."""
    import random

    import igraph

    random.seed(seed)
    igraph.set_random_number_generator(random)
    return _graph(n, src, dst).community_multilevel().membership


def leidenalg_modularity(n, src, dst, seed):
    """Leiden at resolution 1."""
    import leidenalg

    return leidenalg.find_partition(
        _graph(n, src, dst), leidenalg.ModularityVertexPartition, n_iterations=2, seed=seed
    ).membership


def leidenalg_fine(n, src, dst, seed):
    """Leiden at resolution n/400."""
    import leidenalg

    return leidenalg.find_partition(
        _graph(n, src, dst),
        leidenalg.RBConfigurationVertexPartition,
        n_iterations=2,
        seed=seed,
        resolution_parameter=max(1.0, n / 400),
    ).membership


def infomap_directed(n, src, dst, seed):
    """Infomap on the links as they go."""
    return _infomap(n, np.stack([src, dst], axis=1), seed, "--directed")


def infomap_undirected(n, src, dst, seed):
    """Infomap on pairs of partners."""
    return _infomap(n, _undirected(src, dst), seed, "")


def _infomap(n, pairs, seed, options):
    from infomap import Infomap

    machine = Infomap(f"--silent --num-trials 1 --seed {seed} {options}".strip())
    machine.add_links([tuple(pair) for pair in pairs.tolist()])
    machine.run()
    labels = np.full(n, -1)
    # the finest level, where there are several
    for firm, module in machine.get_modules(depth_level=-1).items():
        labels[firm] = module
    return labels


METHODS = {
    "igraph-louvain": igraph_louvain,
    "leidenalg": leidenalg_modularity,
    "leidenalg-fine": leidenalg_fine,
    "infomap-directed": infomap_directed,
    "infomap-undirected": infomap_undirected,
}

if __name__ == "__main__":
    main(*sys.argv[1:])
