"""The graph as arrays: read as columns in ranges of nodes, ordered by numpy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from clustergraph.model.arrays import GraphArrays
from clustergraph.model.records import Value
from clustergraph.model.terms import KINDS, LINKS, Kind, LinkKind
from clustergraph.store.answers import Projection
from clustergraph.store.asking import day_of, known
from clustergraph.store.neo4j.codec import kind_of
from clustergraph.store.neo4j.database import Answer, Database, kinds_held
from clustergraph.store.neo4j.reading import tests
from clustergraph.store.neo4j.sourcing import stamp

if TYPE_CHECKING:
    from numpy.typing import NDArray

_RANGE = 20_000
"""Nodes whose links one answer holds: a single one over millions of links would need too much of the server."""


def project(db: Database, wanted: Projection) -> GraphArrays:
    """Return what is asked for as arrays."""
    day = day_of(wanted.on) if wanted.on else ""
    kinds = {kind for kind in (wanted.kinds or Kind) if wanted.computed or not KINDS[kind].computed}
    link_kinds = {kind for kind in (wanted.link_kinds or LinkKind) if wanted.computed or not LINKS[kind].computed}
    columns = [known(name) for name in wanted.node_columns]
    numbered = db.read("read/project_nodes", columns=columns, on=day)
    highest = max((row["idx"] for row in numbered), default=-1)
    nodes = [(row, kind) for row in numbered if (kind := kind_of(row["labels"])) in kinds]
    occurring = sorted({kind for _, kind in nodes})
    kind_number = {kind: number for number, kind in enumerate(occurring)}
    place = np.full(highest + 1, -1, np.int32)
    place[[row["idx"] for row, _ in nodes]] = np.arange(len(nodes), dtype=np.int32)

    names = sorted(link_kinds & {LinkKind(kind) for kind in kinds_held(db)})
    starts, stops, number, weight, values = _links(db, names, wanted, day, highest)
    src, dst = place[starts], place[stops]
    kept = (src >= 0) & (dst >= 0)
    present = np.unique(number[kept]).tolist()
    renumbered = np.zeros(len(names) + 1, np.int16)
    renumbered[present] = np.arange(len(present), dtype=np.int16)
    codes = [_codes(column) for column in values.values()]
    # equal in all else: by weight, so that the order in the database never shows
    keys: list[NDArray[Any]] = [weight, *reversed(codes), number, dst, src]
    order = np.lexsort(keys)
    order = order[kept[order]]
    return GraphArrays(
        uids=[row["uid"] for row, _ in nodes],
        kinds=occurring,
        node_kind=np.fromiter((kind_number[kind] for _, kind in nodes), np.int16, len(nodes)),
        link_kinds=[names[no] for no in present],
        src=src[order],
        dst=dst[order],
        link_kind=renumbered[number[order]],
        weight=weight[order],
        node_columns={name: [row["values"][i] for row, _ in nodes] for i, name in enumerate(columns)},
        link_columns={name: [column[i] for i in order.tolist()] for name, column in values.items()},
        dropped=int(len(kept) - kept.sum()),
        stamp=stamp(db),
    )


def _links(
    db: Database, kinds: Sequence[LinkKind], wanted: Projection, day: str, highest: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int16], NDArray[np.float64], dict[str, list[Value | None]]]:
    columns = [known(name) for name in wanted.link_columns]
    asked = {"columns": columns, "where": tests(wanted.where), "on": day, "missing": float("nan")}
    src: list[int] = []
    dst: list[int] = []
    weight: list[float] = []
    numbers: list[NDArray[np.int16]] = []
    values: dict[str, list[Value | None]] = {name: [] for name in columns}
    for no, kind in enumerate(kinds):
        for low in range(0, highest + 1, _RANGE):
            (row,) = db.read("read/project_links", kind, lo=low, hi=low + _RANGE, weight=LINKS[kind].weight, **asked)
            _same_length(row, columns=bool(columns))
            src += row["src"]
            dst += row["dst"]
            weight += row["weight"]
            numbers.append(np.full(len(row["src"]), no, np.int16))
            for i, name in enumerate(columns):
                values[name] += [each[i] for each in row["values"]]
    kind_number = np.concatenate(numbers) if numbers else np.zeros(0, np.int16)
    return np.array(src, np.int64), np.array(dst, np.int64), kind_number, np.array(weight, np.float64), values


def _same_length(row: Answer, *, columns: bool) -> None:
    """Refuse an answer whose columns shifted: `collect` skips what is null."""
    lengths = {len(row[name]) for name in ("src", "dst", "weight", *(["values"] if columns else []))}
    assert len(lengths) == 1, lengths


def _codes(values: Sequence[Value | None]) -> NDArray[np.int64]:
    """Return integers that sort like the values; missing ones come first."""
    keys = [(value is not None, "" if value is None else value) for value in map(_sortable, values)]
    code = {key: number for number, key in enumerate(sorted(set(keys)))}
    return np.fromiter((code[key] for key in keys), np.int64, len(keys))


def _sortable(value: Value | None) -> str | float | tuple[str, ...] | None:
    return tuple(value) if isinstance(value, list) else value
