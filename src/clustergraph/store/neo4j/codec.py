"""Records as nodes and relationships: what stands beside their properties, and back.

A record of one source carries its statement: `source`, `digest`, `place`, and `said_as`, `said_on` where there are any.
One of several has `source = "*"` and three aligned lists in fold order: `sources`, `digests`, `said`.
A node that only links name has `source = ""`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from clustergraph.model.records import Entity, Link, Place, Record, Statement, Value, canonical
from clustergraph.model.terms import KINDS, LINKS, Kind, LinkKind
from clustergraph.store.columns import KIND_OF_FOLDER, LINK_OF_FOLDER, search_names
from clustergraph.store.fold import agreed_kind, fold_kind, fold_props
from clustergraph.store.neo4j.database import Answer
from clustergraph.store.neo4j.ranking import Ranks
from clustergraph.store.repeat import by_source, one_voice

SHARED = "*"
BESIDE = frozenset(
    ("uid", "idx", "key", "name_cf", "source", "digest", "place", "said_as", "said_on", "sources", "digests", "said")
)
"""What stands beside the properties of a record; the ontology has none of these names."""


class At(NamedTuple):
    """Where a statement was read: number of the load, of the file in it, and the line."""

    load: int
    part: int
    line: int

    @classmethod
    def of(cls, place: str) -> At:
        """Read what `str` wrote."""
        return cls(*map(int, place.split("/")))

    def __str__(self) -> str:
        return f"{self.load}/{self.part}/{self.line}"


class Ends(NamedTuple):
    """What makes a link this link."""

    kind: LinkKind
    src: str
    dst: str
    key: str


Key = tuple[str, str]
"""Uid and alias: a source may state one record once under each."""


@dataclass(frozen=True)
class Told:
    """A statement as it is stored: content, who says it, where it was read."""

    source: str
    said_as: str
    kind: str
    props: Mapping[str, Value]
    said_on: str
    at: At

    @cached_property
    def digest(self) -> str:
        """The hash of its content: equal digests say the same."""
        content = canonical([self.kind, self.props, self.said_on])
        return hashlib.blake2b(content.encode(), digest_size=8).hexdigest()

    def text(self) -> str:
        """Return it as it stands beside a record of several sources."""
        return canonical([self.source, self.said_as, self.kind, self.props, self.said_on, str(self.at)])

    @classmethod
    def of(cls, text: str) -> Told:
        """Read what `text` wrote."""
        source, said_as, kind, props, said_on, at = json.loads(text)
        return cls(source, said_as, kind, props, said_on, At.of(at))


@dataclass
class Standing:
    """A record as it stands, and what is said of it in fold order."""

    uid: str
    ends: Ends | None
    told: list[Told] = field(default_factory=list)
    row: Mapping[str, Any] = field(default_factory=dict)
    """As Neo4j has it; empty where there is none."""
    labels: Sequence[str] = ()

    def record(self, props: Mapping[str, Value], kind: str, sources: tuple[str, ...] = ()) -> Record:
        """Return a record of this identity."""
        if self.ends is None:
            return Entity(self.uid, Kind(kind), props, sources)
        return Link(self.uid, self.ends.kind, self.ends.src, self.ends.dst, self.ends.key, props, sources)

    def statement(self, told: Told, place: Place | None = None, said_on: str | None = None) -> Statement:
        """Return a statement about this record."""
        on = told.said_on if said_on is None else said_on
        return Statement(self.record(told.props, told.kind), place or Place(""), on, told.said_as, told.source)


def is_link(uid: str) -> bool:
    """Tell whether a uid is that of a link."""
    return uid.partition("/")[0] in LINK_OF_FOLDER


def stated(record: Record) -> dict[str, Value]:
    """Return the properties as every backend keeps them: a weight is a decimal."""
    props = dict(record.props)
    if isinstance(record, Link):
        weight = LINKS[record.kind].weight
        if type(props.get(weight)) is int:
            props[weight] = float(props[weight])  # type: ignore[arg-type]
    return props


@lru_cache(256)
def _kind_of(labels: tuple[str, ...]) -> Kind:
    kind = fold_kind(label for label in labels if label in KINDS)
    assert kind is not None
    return kind


def kind_of(labels: Iterable[str]) -> Kind:
    """Return the kind of a node from its labels: the most specific."""
    return _kind_of(tuple(sorted(labels)))


def labels_of(kind: str) -> list[str]:
    """Return the labels of a node: its kind and all above it."""
    return ["Entity", kind, *KINDS[kind].supers]


def own_props(row: Mapping[str, Any]) -> dict[str, Value]:
    """Return the properties of a record without what stands beside them, by name."""
    return {name: row[name] for name in sorted(row) if name not in BESIDE}


def speakers(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Return who speaks of a record, in fold order."""
    if row["source"] == SHARED:
        return tuple(dict.fromkeys(row["sources"]))
    return (row["source"],) if row["source"] else ()


def node_of(answer: Answer) -> Entity:
    """Return the node of an answer with `props` and `labels`."""
    row = answer["props"]
    return Entity(row["uid"], kind_of(answer["labels"]), own_props(row), speakers(row))


def link_of(answer: Answer) -> Link:
    """Return the link of an answer with `src`, `kind`, `dst` and `props`."""
    row = answer["props"]
    kind = LinkKind(answer["kind"])
    return Link(row["uid"], kind, answer["src"], answer["dst"], row["key"], own_props(row), speakers(row))


def standing_of(answer: Answer) -> Standing:
    """Return a record as it stands, from an answer about a node or a link."""
    row = answer["props"]
    if "labels" in answer:
        ends, labels = None, answer["labels"]
        kind: str = kind_of(labels)
    else:
        ends, labels = Ends(LinkKind(answer["kind"]), answer["src"], answer["dst"], row["key"]), ()
        kind = answer["kind"]
    if row["source"] == SHARED:
        told = [Told.of(text) for text in row["said"]]
    elif row["source"]:
        at = At.of(row["place"])
        told = [Told(row["source"], row.get("said_as", ""), kind, own_props(row), row.get("said_on", ""), at)]
    else:
        told = []
    return Standing(row["uid"], ends, told, row, labels)


def row_of(record: Standing, ranks: Ranks) -> tuple[dict[str, Any], list[str]]:
    """Return what is to stand, and its labels, from what is said of a record now; `told` is put into fold order."""
    record.told.sort(key=ranks.rank)
    row, kind = _folded(record, ranks)
    row["uid"] = record.uid
    if record.ends is None:
        row["name_cf"] = search_names(row) if record.told else ""
        return row, labels_of(kind)
    row["key"] = record.ends.key
    return row, []


def _folded(record: Standing, ranks: Ranks) -> tuple[dict[str, Any], str]:
    told = record.told
    if not told:
        return {"source": ""}, KIND_OF_FOLDER[record.uid.partition("/")[0]]
    if len(told) == 1:
        only = told[0]
        beside = {"source": only.source, "digest": only.digest, "place": str(only.at)}
        beside |= {"said_as": only.said_as} if only.said_as else {}
        beside |= {"said_on": only.said_on} if only.said_on else {}
        return {**only.props, **beside}, only.kind
    said = by_source(record.statement(each) for each in told)
    voices = [one_voice(each, ranks.repeats[source])[0] if len(each) > 1 else each[0] for source, each in said.items()]
    if record.ends is None:
        kind: str = agreed_kind(record.uid, [each.kind for each in told])
        props: Mapping[str, Value] = fold_props([voice.record.props for voice in voices])
    else:
        kind, props = record.ends.kind, voices[0].record.props
    lists = {
        "sources": [each.source for each in told],
        "digests": [each.digest for each in told],
        "said": [each.text() for each in told],
    }
    return {**props, "source": SHARED, **lists}, kind
