"""Other methods, for comparison only: they find far fewer planted clusters (docs/benchmarks.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clustergraph.analysis.detection.engine import renumbered

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clustergraph.analysis.detection.weights import Matrix


def louvain(links: Matrix, seed: int) -> NDArray[np.int32]:
    """Split the firms by Louvain at resolution 1 on plain link counts (networkx); numbered by smallest firm.

    References
    ----------
    Blondel, Guillaume, Lambiotte, Lefebvre (2008), doi:10.1088/1742-5468/2008/10/P10008.
    """
    import networkx as nx

    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(links.shape[0]))
    entries = links.tocoo()
    graph.add_edges_from(
        (int(a), int(b)) for a, b in zip(entries.coords[0], entries.coords[1], strict=True) if int(a) < int(b)
    )
    labels = np.full(links.shape[0], -1, dtype=np.int32)
    # networkx takes seeds of 32 bits
    for number, group in enumerate(nx.community.louvain_communities(graph, seed=seed % 2**32)):
        labels[sorted(group)] = number
    return renumbered(labels)
