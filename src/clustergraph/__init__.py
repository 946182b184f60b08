"""A knowledge graph of enterprises, supply links and industrial clusters, with a source for every statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clustergraph import settings

if TYPE_CHECKING:
    from clustergraph.graph import Graph

__all__ = ["Graph", "__version__"]
__version__ = settings.VERSION


def __getattr__(name: str) -> object:
    """Import the facade when it is first asked for, so that `import clustergraph` stays quick."""
    if name == "Graph":
        from clustergraph.graph import Graph

        return Graph
    raise AttributeError(f"module 'clustergraph' has no attribute {name!r}")
