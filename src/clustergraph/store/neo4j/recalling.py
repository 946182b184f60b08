"""What a source said before: enough of it to compare, small amounts by index, large ones in ranges of nodes."""

from __future__ import annotations

from collections.abc import Iterator

from clustergraph.store.neo4j.codec import At, Told
from clustergraph.store.neo4j.database import Database, Desk, kinds_held
from clustergraph.store.neo4j.spool import Own

RANGE = 20_000
"""Nodes that one answer is about: a single one over millions would need too much of the server."""
_MANY = 50_000


def own(ask: Database | Desk, source: str) -> Iterator[Own]:
    """Give digest and load of each statement of a source."""
    for kind in ("", *kinds_held(ask)):
        what = "links" if kind else "nodes"
        if _looked_at(ask, kind, source) > _MANY:
            yield from _in_ranges(ask, what, kind, source)
            continue
        link = bool(kind)
        for row in ask.read(f"read/own_{what}", kind, source=source):
            yield link, row["uid"], row["said_as"], row["digest"], At.of(row["place"]).load
        for row in ask.read(f"read/shared_{what}", kind, source=source):
            yield from _told(link, row["uid"], row["said"])


def is_little(ask: Database | Desk, source: str) -> bool:
    """Tell whether all that a source says can be held in memory and sorted there."""
    counts = (_looked_at(ask, kind, source) for kind in ("", *kinds_held(ask)))
    return sum(counts) <= _MANY


def shared(ask: Database | Desk, source: str) -> Iterator[tuple[bool, str]]:
    """Give the records that a source speaks of with others, or under several aliases: of a link?, uid."""
    for kind in ("", *kinds_held(ask)):
        for row in ask.read("read/shared_links" if kind else "read/shared_nodes", kind, source=source):
            yield bool(kind), row["uid"]


def _looked_at(ask: Database | Desk, kind: str, source: str) -> int:
    name = "read/said_count_links" if kind else "read/said_count_nodes"
    return int(ask.read(name, kind, source=source)[0]["count"])


def _in_ranges(ask: Database | Desk, what: str, kind: str, source: str) -> Iterator[Own]:
    (meta,) = ask.read("read/meta")
    for low in range(0, meta["next_idx"], RANGE):
        (row,) = ask.read(f"read/own_{what}_between", kind, source=source, lo=low, hi=low + RANGE)
        for uid, said_as, digest, place in row["own"]:
            yield bool(kind), uid, said_as, digest, At.of(place).load
        for uid, *said in row["shared"]:
            yield from _told(bool(kind), uid, said)


def _told(link: bool, uid: str, said: list[str]) -> Iterator[Own]:
    for text in said:
        told = Told.of(text)
        yield link, uid, told.said_as, told.digest, told.at.load
