"""Public benchmark graphs, drawn in the peers' environment: `python draw.py KIND MIXING SEED GRAPH.npz`.

Undirected, without attributes; each edge is written once, from the lower number to the higher.
Parameters are those usual in the literature for 10,000 nodes.
"""

from __future__ import annotations

import random
import sys
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Drawn = tuple[NDArray[np.int64], NDArray[np.int64]]

_NODES = 10_000
_OUTLIERS = 3_000


def main(kind: str, mixing: str, seed: str, file: str) -> None:
    """Draw a graph and write n, src, dst and the planted labels."""
    edges, labels = KINDS[kind](float(mixing), int(seed))
    edges = np.unique(np.sort(edges, axis=1), axis=0)
    edges = edges[edges[:, 0] < edges[:, 1]].astype(np.int32)
    np.savez(file, n=_NODES, src=edges[:, 0], dst=edges[:, 1], labels=labels.astype(np.int32))


def lfr(mixing: float, seed: int) -> Drawn:
    """LFR of networkit: degrees 15–100 with exponent 2.5, communities 20–1000 with exponent 1.5."""
    import networkit

    networkit.setNumberOfThreads(1)
    networkit.setSeed(seed, False)
    generator = networkit.generators.LFRGenerator(_NODES)
    generator.generatePowerlawDegreeSequence(15, 100, -2.5)
    generator.generatePowerlawCommunitySizeSequence(20, 1000, -1.5)
    generator.setMu(mixing)
    graph = generator.generate()
    return np.array(list(graph.iterEdges())), np.array(generator.getPartition().getVector())


def abcd(mixing: float, seed: int) -> Drawn:
    """ABCD+o: degrees 5–100 with exponent 2.5, communities 20–500 with exponent 1.5, 30 % outliers (label −1)."""
    from abcd_graph import ABCDGraph, ABCDParams

    # it draws from both global generators
    random.seed(seed)
    np.random.seed(seed)
    parameters = ABCDParams(
        vcount=_NODES,
        gamma=2.5,
        beta=1.5,
        xi=mixing,
        min_degree=5,
        max_degree=100,
        min_community_size=20,
        max_community_size=500,
        num_outliers=_OUTLIERS,
    )
    graph = ABCDGraph(parameters).build()
    return np.array(graph.edges), np.array(graph.membership_list)


KINDS = {"lfr": lfr, "abcd": abcd}

if __name__ == "__main__":
    main(*sys.argv[1:])
