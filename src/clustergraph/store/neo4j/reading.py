"""The graph as records, in the order that the contract promises."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from clustergraph.model.dates import holds_on
from clustergraph.model.records import Entity, Link, Record
from clustergraph.model.terms import PROPERTIES, Kind, LinkKind
from clustergraph.store.answers import Between, Condition, In, StartsWith, Where
from clustergraph.store.asking import DATES, NUMBERS, day_of, known, singles
from clustergraph.store.columns import LINK_OF_FOLDER
from clustergraph.store.neo4j.codec import link_of, node_of
from clustergraph.store.neo4j.database import Database

_ALL = 2**62
Test = dict[str, object]
"""A condition as Cypher takes it: `key`, `many`, `test`, and what to test against."""


def get(db: Database, uid: str, on: str) -> Record | None:
    """Return the record of a uid."""
    kind = LINK_OF_FOLDER.get(uid.partition("/")[0])
    day = day_of(on) if on else ""
    if kind is None:
        nodes = [node_of(row) for row in db.read("read/nodes", uids=[uid])]
        return next((node for node in nodes if _holds(node, day)), None)
    links = [link_of(row) for row in db.read("read/links_by_uid", kind, uids=[uid])]
    if not links or not day:
        return next(iter(links), None)
    ends = [node_of(row) for row in db.read("read/nodes", uids=sorted({links[0].src, links[0].dst}))]
    together: list[Record] = [*links, *ends]
    return links[0] if all(_holds(record, day) for record in together) else None


def _holds(record: Record, day: str) -> bool:
    return not day or holds_on(day, str(record.props.get("since", "")), str(record.props.get("until", "")))


def entities(
    db: Database, kind: Kind | None, where: Where | None, *, after: str, limit: int, on: str
) -> Iterator[Entity]:
    """Stream nodes by uid."""
    asked = {"after": after, "where": tests(where), "on": day_of(on) if on else "", "limit": limit or _ALL}
    for row in db.stream("read/entities", kind or "", **asked):
        yield node_of(row)


def links(
    db: Database, kind: LinkKind | None, where: Where | None, ends: Iterable[str] | None, on: str
) -> Iterator[Link]:
    """Stream links by their ends and key."""
    asked = {"where": tests(where), "on": day_of(on) if on else ""}
    if ends is not None:
        for row in db.stream("read/links_at", kind or "", ends=sorted(set(ends)), **asked):
            yield link_of(row)
        return
    for after, upto in db.pages():
        for row in db.stream("read/links", kind or "", after=after, upto=upto, **asked):
            yield link_of(row)


def nodes_by_uid(db: Database, uids: Sequence[str]) -> dict[str, Entity]:
    """Return nodes in the order asked for."""
    found = {node.uid: node for node in map(node_of, db.read("read/nodes", uids=list(uids)))}
    return {uid: found[uid] for uid in uids if uid in found}


def tests(where: Where | None) -> list[Test]:
    """Return conditions as Cypher takes them; keys are looked up in the ontology first."""
    found = (_test(key, condition) for key, condition in (where or {}).items())
    return [test for test in found if test is not None]


def _test(key: str, condition: Condition) -> Test | None:
    info = PROPERTIES[known(key)]
    test: Test = {"key": key, "many": info.many, "test": "between", "low": None, "high": None, "values": []}
    if isinstance(condition, Between):
        if not condition.low and not condition.high:
            return None
        number = info.type in NUMBERS
        if condition.low:
            test["low"] = float(condition.low) if number else condition.low
        if condition.high:
            # the whole month or year that a short date names is included
            high = condition.high + "~" if info.type in DATES else condition.high
            test["high"] = float(high) if number else high
        return test
    if isinstance(condition, StartsWith):
        return {**test, "test": "prefix", "low": condition.prefix}
    values = condition.values if isinstance(condition, In) else (condition,)
    return {**test, "test": "in", "values": list(singles(values))}
