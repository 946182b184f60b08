"""`Graph`, the facade: what a notebook and the command line call."""

from clustergraph.graph.facade import Graph, project_folder

__all__ = ["Graph", "project_folder"]
