"""The store again in plain dictionaries, slow and obvious: what sources say, and every answer that follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from clustergraph.model.names import search_form
from clustergraph.model.records import Entity, Link, Record, Statement, Value
from clustergraph.model.terms import KINDS, LINKS
from clustergraph.store.base import Counts
from clustergraph.store.repeat import join, parse
from tests.store.telling import Graph

Key = tuple[str, str]
"""Uid and alias: a source may state one record once under each."""
Told = dict[Key, Statement]


@dataclass(frozen=True)
class Telling:
    """One load."""

    source: str
    statements: Sequence[Statement]
    observed_on: str = ""
    whole: bool = True
    repeat: str = "refuse"
    missing: Literal["close", "end"] = "close"


@dataclass
class Plain:
    """What sources say, with what each load found before it."""

    priorities: dict[str, int]
    said: dict[str, Told] = field(default_factory=dict)
    history: dict[str, list[tuple[Telling, Told]]] = field(default_factory=dict)

    def hear(self, telling: Telling) -> tuple[Counts, Counts]:
        """Load; return the counts of nodes and links."""
        history = self.history.setdefault(telling.source, [])
        before = self.said.get(telling.source, {})
        if history and history[-1][0] == telling:
            stated = {key: before[key] for key in ((each.record.uid, each.said_as) for each in telling.statements)}
            return _counted(before, stated, {})
        after = {} if telling.whole else dict(before)
        for statement in telling.statements:
            key = statement.record.uid, statement.said_as
            after[key] = before[key] if key in before and _content(before[key]) == _content(statement) else statement
        ended: Told = {}
        if telling.whole and telling.missing == "end":
            kept = {key: _ended(each, telling.observed_on) for key, each in before.items() if key not in after}
            ended = {key: statement for key, statement in kept.items() if statement != before[key]}
            after |= kept
        history.append((telling, before))
        self.said[telling.source] = after
        stated = {key: after[key] for key in ((each.record.uid, each.said_as) for each in telling.statements)}
        return _counted(before, stated, {key: before[key] for key in before if key not in after} | ended)

    def undo(self, source: str) -> None:
        if self.history.get(source):
            _, self.said[source] = self.history[source].pop()

    def withdraw(self, source: str) -> int:
        self.history[source] = []
        return len(self.said.pop(source, {}))

    def _rank(self, source: str, statement: Statement) -> tuple[int, str]:
        history = self.history.get(source)
        return self.priorities[source], statement.observed_on or (history[-1][0].observed_on if history else "")

    def voices(self, uid: str) -> list[tuple[str, list[Statement]]]:
        """Who speaks of a record, in fold order, and what: one statement, or several that contradict each other."""
        found = []
        for source, told in sorted(self.said.items()):
            rows = [told[key] for key in sorted(told) if key[0] == uid]
            if rows:
                best = max(self._rank(source, row) for row in rows)
                joined = join(rows, parse(self.history[source][-1][0].repeat)) if len(rows) > 1 else rows[0]
                found.append((best, source, rows if joined is None else [joined]))
        found.sort(key=lambda each: each[0], reverse=True)
        return [(source, rows) for _, source, rows in found]

    def records(self) -> Iterator[Record]:
        """The graph: nodes by uid, then links by ends and key."""
        states = {key[0]: statement.record for told in self.said.values() for key, statement in told.items()}
        links = [record for record in states.values() if isinstance(record, Link)]
        ends = {end for record in links for end in (record.src, record.dst)}
        for uid in sorted({uid for uid, record in states.items() if isinstance(record, Entity)} | ends):
            yield self._node(uid)
        for record in sorted(links, key=lambda record: (record.src, record.kind, record.dst, record.key)):
            voices = self.voices(record.uid)
            yield replace(voices[0][1][0].record, sources=tuple(source for source, _ in voices))

    def _node(self, uid: str) -> Entity:
        voices = self.voices(uid)
        props: dict[str, Value] = {}
        for _, (first, *_) in voices:
            spanned = "since" in props or "until" in props
            for key, value in first.record.props.items():
                known = props.get(key)
                if isinstance(value, list):
                    props[key] = sorted({*value, *(known if isinstance(known, list) else [])})
                elif not (spanned and key in ("since", "until")):
                    props.setdefault(key, value)
        kinds = {each.record.kind for told in self.said.values() for key, each in told.items() if key[0] == uid}
        kind = max(kinds, key=lambda kind: len(KINDS[kind].supers)) if kinds else _bare_kind(uid)
        return Entity(uid, kind, props, tuple(source for source, _ in voices))  # type: ignore[arg-type]

    def graph(self, on: str = "") -> Graph:
        """The graph, as of a full date where one is given."""
        records = [record for record in self.records() if not on or _holds(record, on)]
        uids = {record.uid for record in records}
        return [
            (record.uid, record.kind, record.props, record.sources)
            for record in records
            if isinstance(record, Entity) or {record.src, record.dst} <= uids
        ]

    def conflicts(self) -> list[tuple[str, str, list[tuple[str, Value, bool]]]]:
        """Property by property, what is stated differently."""
        found = []
        for record in self.records():
            voices = [(source, row.record.props) for source, rows in self.voices(record.uid) for row in rows]
            for key in sorted({key for _, props in voices for key in props}):
                values = [(source, props[key]) for source, props in voices if key in props]
                if not isinstance(values[0][1], list) and any(value != values[0][1] for _, value in values):
                    sides = [(source, value, value == record.props.get(key)) for source, value in values]
                    found.append((record.uid, key, sides))
        return found

    def search(self, word: str) -> list[str]:
        """Uids of nodes with a name that holds the word."""
        hits = []
        for record in self.records():
            also = record.props.get("alt_name", [])
            named = (record.props.get("name"), *(also if isinstance(also, list) else []))
            names = [search_form(str(name)) for name in named if name]
            if any(word in name for name in names):
                hits.append((not names[0].startswith(word), len(names[0]), record.uid))
        return [uid for *_, uid in sorted(hits)]

    def supplies(self) -> list[tuple[str, str, float | None]]:
        """Ends and weight of each supply, in the order of the arrays."""
        rows = [
            (record.src, record.dst, record.props.get("amount"))
            for record in self.records()
            if isinstance(record, Link) and record.kind == "SUPPLIES"
        ]
        return sorted(rows, key=lambda row: (row[0], row[1], row[2] is None, row[2] or 0))  # type: ignore[arg-type]


def _content(statement: Statement) -> tuple[object, ...]:
    return statement.record.kind, statement.record.props, statement.observed_on


def _ended(statement: Statement, day: str) -> Statement:
    """A statement with an end, where its kind has one and it did not end before."""
    record = statement.record
    dated = LINKS[record.kind].properties if isinstance(record, Link) else KINDS[record.kind].properties
    if "until" not in dated or str(record.props.get("until", "~")) <= day:
        return statement
    return replace(statement, record=replace(record, props={**record.props, "until": day}))


def _counted(before: Told, stated: Told, gone: Told) -> tuple[Counts, Counts]:
    def among(keys: Iterable[Key], told: Told, sort: type[Record]) -> int:
        return sum(isinstance(told[key].record, sort) for key in keys)

    created = [key for key in stated if key not in before]
    updated = [key for key in stated if key in before and stated[key] != before[key]]
    unchanged = [key for key in stated if key in before and stated[key] == before[key]]

    def counts(sort: type[Record]) -> Counts:
        made, changed, same = (among(keys, stated, sort) for keys in (created, updated, unchanged))
        return Counts(made, changed, same, among(gone, gone, sort))

    return counts(Entity), counts(Link)


def _bare_kind(uid: str) -> str:
    return {"org": "Organization", "cluster": "IndustrialCluster"}[uid.partition("/")[0]]


def _holds(record: Record, on: str) -> bool:
    return str(record.props.get("since", "")) <= on < str(record.props.get("until", "~"))
