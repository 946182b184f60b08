"""The facade: one method a command; each opens the room it needs when it is called."""

from __future__ import annotations

from clustergraph.graph.finding import Finding
from clustergraph.graph.involved import Involved
from clustergraph.graph.keeping import Keeping
from clustergraph.graph.legal import Legal
from clustergraph.graph.looking import Looking


class Graph(Keeping, Looking, Finding, Legal, Involved):
    """A graph of enterprises and clusters in a store.

    >>> with Graph.open("memory:", create=True) as graph:
    ...     graph.status().firms
    0
    """
