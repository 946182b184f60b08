"""What stands around a node, step by step."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Literal

from clustergraph.model.records import Link, canonical
from clustergraph.model.terms import LinkKind
from clustergraph.store.base import Neighbourhood
from clustergraph.store.columns import LinkRow
from clustergraph.store.sqlite.codec import Codec, Row
from clustergraph.store.sqlite.conditions import holding_link_alone, holding_node
from clustergraph.store.sqlite.ranking import Ranks, read_ranks
from clustergraph.store.sqlite.reading import LINK_SPEAKERS, NODE_COLUMNS, node_columns, node_of

_DEEPEST = 3
_STEP = {"out": (("src", "dst"),), "in": (("dst", "src"),), "both": (("src", "dst"), ("dst", "src"))}
"""Near and far end of the links walked."""
_LINK = f"r.{{near}}, r.kind, r.key, r.weight, r.since, r.until, r.props, {LINK_SPEAKERS}"


def neighbours(
    db: sqlite3.Connection,
    codec: Codec,
    uid: str,
    kinds: Sequence[LinkKind],
    direction: Literal["out", "in", "both"],
    depth: int,
    limit: int,
    on: str,
) -> Neighbourhood:
    """Walk outwards from a node; the nearest `limit` nodes are taken, itself included, and the links walked between."""
    holds = holding_node(codec, on)
    start = db.execute(
        f"SELECT r.id, {NODE_COLUMNS} FROM node r WHERE r.uid = ?{holds.sql}", (uid, *holds.parameters)
    ).fetchone()
    if start is None:
        return Neighbourhood([], [])
    ranks = read_ranks(db)
    nodes = {uid: node_of(codec, ranks, start[1:])}
    links: dict[str, Link] = {}
    edge, truncated = {start[0]: uid}, False
    for _ in range(min(depth, _DEEPEST)):
        walked = _links_at(db, codec, ranks, edge, kinds, direction, on)
        reached: dict[str, tuple[LinkKind, Row]] = {}
        for link, end in walked:  # by kind: the first one that reaches a node is of the first kind
            if end[1] not in nodes:
                reached.setdefault(end[1], (link.kind, end))
        order = sorted((link_kind, far) for far, (link_kind, _) in reached.items())
        near = order[: max(limit - len(nodes), 0)]
        truncated = truncated or len(near) < len(order)
        edge = {}
        for _, far in near:
            row = reached[far][1]
            edge[row[0]] = far
            nodes[far] = node_of(codec, ranks, row[1:])
        for link, _ in walked:
            if link.src in nodes and link.dst in nodes:
                links.setdefault(link.uid, link)
        if not edge:
            break
    return Neighbourhood(list(nodes.values()), list(links.values()), truncated)


def _links_at(
    db: sqlite3.Connection,
    codec: Codec,
    ranks: Ranks,
    edge: Mapping[int, str],
    kinds: Sequence[LinkKind],
    direction: Literal["out", "in", "both"],
    on: str,
) -> list[tuple[Link, Row]]:
    """Return the links at these nodes (number → uid) by kind and uid, each with the number and row of its far end."""
    among = f"AND r.kind IN ({', '.join(str(codec.number[kind]) for kind in kinds)})" if kinds else ""
    holds = holding_link_alone(on) + holding_node(codec, on, "n")
    walked: list[tuple[Link, Row]] = []
    for near, far in _STEP[direction]:
        rows = db.execute(
            f"""SELECT {_LINK.format(near=near)}, n.id, {node_columns("n")}
            FROM json_each(?) v CROSS JOIN link r ON r.{near} = v.value JOIN node n ON n.id = r.{far}
            WHERE true {among}{holds.sql}""",
            (canonical(list(edge)), *holds.parameters),
        )
        for number, kind, key, weight, since, until, props, speakers, *end in rows:
            src, dst = (edge[number], end[1]) if near == "src" else (end[1], edge[number])
            row = LinkRow(weight, since, until, props)
            walked.append((codec.link(src, kind, dst, key, row, ranks.speakers(speakers)), tuple(end)))
    walked.sort(key=lambda each: (each[0].kind, each[0].uid))
    return walked
