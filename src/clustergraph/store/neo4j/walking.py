"""What stands around a node, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from clustergraph.model.records import Entity, Link
from clustergraph.model.terms import LinkKind
from clustergraph.store.answers import Neighbourhood
from clustergraph.store.asking import day_of
from clustergraph.store.neo4j import reading
from clustergraph.store.neo4j.codec import link_of
from clustergraph.store.neo4j.database import Database

_DEEPEST = 3


def neighbours(
    db: Database,
    uid: str,
    kinds: Sequence[LinkKind],
    direction: Literal["out", "in", "both"],
    depth: int,
    limit: int,
    on: str,
) -> Neighbourhood:
    """Walk outwards from a node; the nearest `limit` nodes are taken, itself included, and the links walked between."""
    start = reading.get(db, uid, on)
    if not isinstance(start, Entity):
        return Neighbourhood([], [])
    nodes = {uid: start}
    links: dict[str, Link] = {}
    edge, truncated = [uid], False
    for _ in range(min(depth, _DEEPEST)):
        walked = _links_at(db, edge, kinds, direction, on)
        reached: dict[str, LinkKind] = {}
        for link in walked:
            for end in (link.src, link.dst):
                if end not in nodes:
                    reached[end] = min(reached.get(end, link.kind), link.kind)
        order = sorted(reached, key=lambda end: (reached[end], end))
        edge = order[: max(limit - len(nodes), 0)]
        truncated = truncated or len(edge) < len(order)
        nodes.update(reading.nodes_by_uid(db, edge))
        for link in walked:
            if link.src in nodes and link.dst in nodes:
                links.setdefault(link.uid, link)
        if not edge:
            break
    return Neighbourhood(list(nodes.values()), list(links.values()), truncated)


def _links_at(db: Database, edge: Sequence[str], kinds: Sequence[LinkKind], direction: str, on: str) -> list[Link]:
    """Return the links at these nodes by kind and uid."""
    near = set(edge)
    rows = db.read("read/links_at", ends=list(edge), where=[], on=day_of(on) if on else "")
    found = [
        link
        for link in map(link_of, rows)
        if (not kinds or link.kind in kinds)
        and ((direction != "in" and link.src in near) or (direction != "out" and link.dst in near))
    ]
    return sorted(found, key=lambda link: (link.kind, link.uid))
