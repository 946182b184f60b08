"""The graph as integer arrays, for analysis of the whole graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from clustergraph.model.terms import Kind, LinkKind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from clustergraph.model.records import Value


@dataclass(frozen=True, slots=True, eq=False)
class GraphArrays:
    """Nodes 0…n−1 in the order of their uids, links in the order (src, dst, kind, columns asked for).

    A missing weight is NaN, never 0. A missing value of a column is None.
    """

    uids: Sequence[str]
    kinds: Sequence[Kind]
    """Kinds that occur; `node_kind` counts in it."""
    node_kind: NDArray[np.int16]
    link_kinds: Sequence[LinkKind]
    src: NDArray[np.int32]
    dst: NDArray[np.int32]
    link_kind: NDArray[np.int16]
    weight: NDArray[np.float64]
    node_columns: Mapping[str, Sequence[Value | None]] = field(default_factory=dict)
    link_columns: Mapping[str, Sequence[Value | None]] = field(default_factory=dict)
    dropped: int = 0
    """Links left out because an end was not asked for."""
    stamp: str = ""
    """Stamp of the store the arrays were taken from."""
