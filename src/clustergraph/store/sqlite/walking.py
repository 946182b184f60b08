"""What stands around a node, step by step."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Literal

from clustergraph.model.records import Entity, Link, canonical
from clustergraph.model.terms import LinkKind
from clustergraph.store.base import Neighbourhood
from clustergraph.store.sqlite.codec import Codec
from clustergraph.store.sqlite.conditions import holding_link, holding_node
from clustergraph.store.sqlite.ranking import Ranks, read_ranks
from clustergraph.store.sqlite.reading import LINK_COLUMNS, NODE_COLUMNS, link_of, node_of

_DEEPEST = 3
_STEP = {"out": ("src", "dst"), "in": ("dst", "src")}


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
        f"SELECT {NODE_COLUMNS} FROM node r WHERE r.uid = ?{holds.sql}", (uid, *holds.parameters)
    ).fetchone()
    if start is None:
        return Neighbourhood([], [])
    ranks = read_ranks(db)
    nodes = {uid: node_of(codec, ranks, start)}
    links: dict[str, Link] = {}
    edge, truncated = [uid], False
    for _ in range(min(depth, _DEEPEST)):
        walked = _links_at(db, codec, ranks, edge, kinds, direction, on)
        reached: dict[str, LinkKind] = {}
        for link in walked:
            for end in (link.src, link.dst):
                if end not in nodes:
                    reached[end] = min(reached.get(end, link.kind), link.kind)
        order = sorted(reached, key=lambda end: (reached[end], end))
        edge = order[: max(limit - len(nodes), 0)]
        truncated = truncated or len(edge) < len(order)
        nodes.update(_nodes(db, codec, ranks, edge))
        for link in walked:
            if link.src in nodes and link.dst in nodes:
                links.setdefault(link.uid, link)
        if not edge:
            break
    return Neighbourhood(list(nodes.values()), list(links.values()), truncated)


def _links_at(
    db: sqlite3.Connection,
    codec: Codec,
    ranks: Ranks,
    edge: Sequence[str],
    kinds: Sequence[LinkKind],
    direction: str,
    on: str,
) -> list[Link]:
    """Return the links at these nodes by kind and uid."""
    numbers = ", ".join(str(codec.number[kind]) for kind in kinds)
    among = f"AND l.kind IN ({numbers})" if kinds else ""
    steps = _STEP.values() if direction == "both" else [_STEP[direction]]
    walked = " UNION ".join(
        f"""SELECT l.id FROM json_each(?) v JOIN node n ON n.uid = v.value JOIN link l ON l.{near} = n.id
        WHERE true {among}"""
        for near, _ in steps
    )
    holds = holding_link(codec, on)
    rows = db.execute(
        f"""SELECT {LINK_COLUMNS} FROM ({walked}) w JOIN link r ON r.id = w.id
        JOIN node a ON a.id = r.src JOIN node b ON b.id = r.dst WHERE true{holds.sql}""",
        [*[canonical(edge)] * len(steps), *holds.parameters],
    )
    return sorted((link_of(codec, ranks, row) for row in rows), key=lambda link: (link.kind, link.uid))


def _nodes(db: sqlite3.Connection, codec: Codec, ranks: Ranks, uids: Sequence[str]) -> dict[str, Entity]:
    """Return nodes in the order asked for."""
    rows = db.execute(
        f"SELECT {NODE_COLUMNS} FROM json_each(?) v JOIN node r ON r.uid = v.value ORDER BY v.key", (canonical(uids),)
    )
    return {row[0]: node_of(codec, ranks, row) for row in rows}
