"""`Graph`, the facade: what a notebook and the command line call."""

from clustergraph.graph.facade import Graph
from clustergraph.graph.opened import project_folder

__all__ = ["Graph", "project_folder"]
