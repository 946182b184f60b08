"""Short ways to write records in tests. All firms are fictional: INN 0055…, true check digits."""

from __future__ import annotations

from clustergraph.model import records
from clustergraph.model.records import Entity, Link, Place, Statement, Value
from clustergraph.model.terms import KINDS, Kind, LinkKind

A, B, C, D = (f"org/{inn}" for inn in ("0055000017", "0055000024", "0055000031", "0055000049"))


def inn(number: int) -> str:
    """The INN of fictional firm `number` (1 is 0055000017)."""
    body = f"0055{number:05d}"
    weights = (2, 4, 10, 3, 5, 9, 4, 6, 8)
    return body + str(sum(w * int(d) for w, d in zip(weights, body, strict=True)) % 11 % 10)


def firm(number: int) -> str:
    """The uid of fictional firm `number`."""
    return f"org/{inn(number)}"


def e(kind: str, uid: str = "", **props: Value) -> Entity:
    """A node; without a uid it is named by its INN."""
    return Entity(uid or f"{KINDS[kind].folder}/{props['inn']}", Kind(kind), props)


def link(src: str | Entity, kind: str, dst: str | Entity, **props: Value) -> Link:
    """A link between two nodes or uids."""
    ends = [end.uid if isinstance(end, Entity) else end for end in (src, dst)]
    return records.link(ends[0], LinkKind(kind), ends[1], props)


def said(record: Entity | Link, line: int = 1, *, file: str = "a.csv", observed_on: str = "") -> Statement:
    """A record as read from a line of a file."""
    return Statement(record, Place(file, "", line), observed_on)
