"""The graph as arrays: read as columns, ordered by numpy."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from clustergraph.model.arrays import GraphArrays
from clustergraph.model.records import Value
from clustergraph.model.terms import KINDS, LINKS, PROPERTIES, Kind, LinkKind
from clustergraph.store.base import Projection
from clustergraph.store.sqlite.codec import Codec, Row
from clustergraph.store.sqlite.conditions import holding_link_alone, holding_node, link_column, link_filter, node_column
from clustergraph.store.sqlite.sourcing import stamp

if TYPE_CHECKING:
    from numpy.typing import NDArray

_ENDS = np.dtype([("src", "i8"), ("dst", "i8"), ("kind", "i8"), ("weight", "f8")])


def project(db: sqlite3.Connection, codec: Codec, wanted: Projection) -> GraphArrays:
    """Return what is asked for as arrays; the caller holds one snapshot."""
    kinds = [kind for kind in (wanted.kinds or Kind) if wanted.computed or not KINDS[kind].computed]
    link_kinds = [kind for kind in (wanted.link_kinds or LinkKind) if wanted.computed or not LINKS[kind].computed]
    ids, uids, node_kind, occurring, node_columns = _nodes(db, codec, sorted(set(kinds)), wanted)
    links, columns = _links(db, codec, sorted(set(link_kinds)), wanted)
    place = np.full(
        int(max(ids.max(initial=0), links["src"].max(initial=0), links["dst"].max(initial=0))) + 1, -1, np.int32
    )
    place[ids] = np.arange(len(ids), dtype=np.int32)
    src, dst = place[links["src"]], place[links["dst"]]
    kept = (src >= 0) & (dst >= 0)
    names = sorted({codec.link_kinds[int(number)] for number in np.unique(links["kind"][kept])})
    kind = _renumbered(links["kind"], [codec.number[name] for name in names])
    codes = [_codes(values) for values in columns.values()]
    # equal in all else: by weight, so that the order of rows in the file never shows
    order = np.lexsort((links["weight"], *reversed(codes), kind, dst, src))
    order = order[kept[order]]
    return GraphArrays(
        uids=uids,
        kinds=occurring,
        node_kind=node_kind,
        link_kinds=names,
        src=src[order],
        dst=dst[order],
        link_kind=kind[order],
        weight=links["weight"][order],
        node_columns=node_columns,
        link_columns={name: [values[i] for i in order.tolist()] for name, values in columns.items()},
        dropped=int(len(kept) - kept.sum()),
        stamp=stamp(db),
    )


def _nodes(
    db: sqlite3.Connection, codec: Codec, kinds: Sequence[Kind], wanted: Projection
) -> tuple[NDArray[np.int64], list[str], NDArray[np.int16], list[Kind], dict[str, list[Value | None]]]:
    selected = "".join(f", {node_column(name)}" for name in wanted.node_columns)
    holds = holding_node(codec, wanted.on)
    numbers = ", ".join(str(codec.number[kind]) for kind in kinds)
    rows = db.execute(
        f"SELECT r.id, r.uid, r.kind{selected} FROM node r WHERE +r.kind IN ({numbers}){holds.sql} ORDER BY r.uid",
        holds.parameters,
    ).fetchall()
    ids = np.fromiter((row[0] for row in rows), np.int64, len(rows))
    kind = np.fromiter((row[2] for row in rows), np.int64, len(rows))
    occurring = sorted({codec.kinds[int(number)] for number in np.unique(kind)})
    values = {name: _values(name, rows, 3 + i) for i, name in enumerate(wanted.node_columns)}
    node_kind = _renumbered(kind, [codec.number[name] for name in occurring])
    return ids, [row[1] for row in rows], node_kind, occurring, values


def _links(
    db: sqlite3.Connection, codec: Codec, kinds: Sequence[LinkKind], wanted: Projection
) -> tuple[NDArray[np.void], dict[str, list[Value | None]]]:
    found = link_filter(codec, wanted.where) + holding_link_alone(wanted.on)
    selected = "".join(f", {link_column(codec, name)}" for name in wanted.link_columns)
    numbers = ", ".join(str(codec.number[kind]) for kind in kinds)
    ends = f"SELECT r.src, r.dst, r.kind, r.weight{selected} FROM link r WHERE r.kind IN ({numbers}){found.sql}"
    cursor = db.execute(ends, found.parameters)
    if not selected:
        return np.fromiter(cursor, _ENDS), {}  # NULL becomes NaN
    rows = cursor.fetchall()
    links = np.fromiter((row[:4] for row in rows), _ENDS, len(rows))
    return links, {name: _values(name, rows, 4 + i) for i, name in enumerate(wanted.link_columns)}


def _values(name: str, rows: Sequence[Row], column: int) -> list[Value | None]:
    """Return one column as property values: SQL knows neither lists nor booleans."""
    info = PROPERTIES[name]
    if info.many:
        return [None if row[column] is None else json.loads(row[column]) for row in rows]
    if info.type == "boolean":
        return [None if row[column] is None else bool(row[column]) for row in rows]
    return [row[column] for row in rows]


def _renumbered(numbers: NDArray[np.int64], order: Sequence[int]) -> NDArray[np.int16]:
    """Return the place of each number in `order`."""
    table = np.zeros(max([0, *numbers.tolist()[:0], *order, int(numbers.max(initial=0))]) + 1, np.int16)
    table[list(order)] = np.arange(len(order), dtype=np.int16)
    return table[numbers]


def _codes(values: Sequence[Value | None]) -> NDArray[np.int64]:
    """Return integers that sort like the values; missing ones come first."""
    keys = [(value is not None, "" if value is None else value) for value in map(_sortable, values)]
    code = {key: number for number, key in enumerate(sorted(set(keys)))}
    return np.fromiter((code[key] for key in keys), np.int64, len(keys))


def _sortable(value: Value | None) -> str | float | tuple[str, ...] | None:
    return tuple(value) if isinstance(value, list) else value
