"""One record with everything that is said of it: values, who says them and where, links, contradictions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from clustergraph.i18n import number, text
from clustergraph.model.ontology import label
from clustergraph.model.records import Entity, Link, Record, Value
from clustergraph.model.results import Result, Table, aligned
from clustergraph.model.terms import LINKS, Kind
from clustergraph.model.words import name_of, value_text
from clustergraph.store.base import Conflict, Store

_SHOWN = 10
"""Links of one kind and direction that the text shows; the JSON has all that were asked for."""


@dataclass(frozen=True, slots=True)
class SaidOf:
    """What one source says of the record, and where it was read."""

    source: str
    title: str
    place: str
    observed_on: str
    props: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class LinkShown:
    """A link of the record, seen from it."""

    uid: str
    kind: str
    direction: str
    other: str
    other_name: str
    props: Mapping[str, Value]
    sources: Sequence[str]


@dataclass(frozen=True, slots=True)
class Shown(Result):
    """A record with its statements, links and conflicts."""

    uid: str
    kind: str
    name: str
    props: Mapping[str, Value]
    statements: Sequence[SaidOf]
    links: Sequence[LinkShown]
    conflicts: Sequence[Conflict]

    def to_text(self) -> str:
        """Return the record in words: facts, sources with places, contradictions, links by kind."""
        lines = [f"{self.name or self.uid} — {label(self.kind)}", f"uid: {self.uid}", ""]
        lines += [f"  {label(key)}: {value_text(key, value)}" for key, value in self.props.items()]
        lines += ["", text("graph.show-sources")]
        lines += [
            f"  {said.title or said.source} ({said.source}) · {said.place}"
            + (f" · {text('graph.show-as-of', date=said.observed_on)}" if said.observed_on else "")
            for said in self.statements
        ]
        if not self.statements:
            lines.append("  " + text("graph.show-bare"))
        if self.conflicts:
            lines += ["", text("graph.show-conflicts")]
            lines += [line for conflict in self.conflicts for line in _conflict(conflict)]
        if self.links:
            lines += ["", *self._link_lines()]
        return "\n".join(lines)

    def _link_lines(self) -> list[str]:
        lines = []
        for kind, direction in dict.fromkeys((link.kind, link.direction) for link in self.links):
            found = [link for link in self.links if (link.kind, link.direction) == (kind, direction)]
            arrow = "→" if direction == "out" else "←"
            lines.append(f"{arrow} {label(kind)} ({kind}): {number(len(found))}")
            rows = [("  " + (link.other_name or link.other), link.other, _facts(link.props)) for link in found[:_SHOWN]]
            lines += aligned(("  " + text("graph.column-name"), "uid", ""), rows).splitlines()[2:]
            if len(found) > _SHOWN:
                lines.append("  " + text("graph.show-more", more=number(len(found) - _SHOWN)))
        return lines

    def table(self) -> Table:
        """Return one row a value that a source states."""
        columns = ("property", "value", "source", "place", "observed_on")
        rows = [
            (key, value, said.source, said.place, said.observed_on)
            for said in self.statements
            for key, value in said.props.items()
        ]
        return columns, rows


def show(store: Store, uid: str, *, limit: int = 500) -> Shown:
    """Collect everything said of a record; at most `limit` nodes around it."""
    record = store.get(uid)
    assert record is not None
    speakers = {source.uid: source for source in store.sources()}
    statements = [
        SaidOf(
            said.source,
            speakers[said.source].title,
            str(said.place),
            said.observed_on or speakers[said.source].observed_on,
            said.record.props,
        )
        for said in store.statements(uid)
    ]
    conflicts = list(store.conflicts(uid=uid))
    links = _links_of(store, uid, limit) if isinstance(record, Entity) else _ends(store, record)
    return Shown(uid, record.kind, _named(record), record.props, statements, links, conflicts)


def _named(record: Record | None) -> str:
    """Return the name of a node, "" where it has none; of a code its official name."""
    name = name_of(record) if isinstance(record, Entity) else ""
    return "" if record is None or name == record.uid else name


def _links_of(store: Store, uid: str, limit: int) -> list[LinkShown]:
    around = store.neighbours(uid, limit=limit)
    names = {entity.uid: _named(entity) for entity in around.nodes}
    order = {kind: number for number, kind in enumerate(LINKS)}
    links = sorted(around.links, key=lambda link: (order[link.kind], link.src != uid, _weight(link), link.uid))
    return [_seen_from(uid, link, names) for link in links] + list(_results_of(store, uid))


def _results_of(store: Store, uid: str) -> Iterator[LinkShown]:
    """Give what a kept check found, by requirement, as if it were linked to its run: its uid begins with that."""
    folder, _, run = uid.partition("/")
    start = f"check/{run}/"
    for result in store.entities(Kind.CHECK_RESULT, after=start) if folder == "run" else ():
        if not result.uid.startswith(start):
            return
        found = {key: result.props[key] for key in ("verdict", "low", "high") if key in result.props}
        name = result.uid.rpartition("/")[2].upper()
        yield LinkShown(result.uid, Kind.CHECK_RESULT, "out", result.uid, name, found, result.sources)


def _weight(link: Link) -> float:
    value = link.props.get(LINKS[link.kind].weight, 0.0)
    return -float(value) if isinstance(value, int | float) else 0.0


def _seen_from(uid: str, link: Link, names: Mapping[str, str]) -> LinkShown:
    out = link.src == uid
    other = link.dst if out else link.src
    return LinkShown(link.uid, link.kind, "out" if out else "in", other, names.get(other, ""), link.props, link.sources)


def _ends(store: Store, link: Link) -> list[LinkShown]:
    ends: Iterable[tuple[str, str]] = (("in", link.src), ("out", link.dst))
    shown_ends = []
    for direction, uid in ends:
        record = store.get(uid)
        name = _named(record)
        shown_ends.append(LinkShown(link.uid, link.kind, direction, uid, name, link.props, link.sources))
    return shown_ends


def _facts(props: Mapping[str, Value]) -> str:
    return ", ".join(f"{label(key)} {value_text(key, value)}" for key, value in props.items())


def _conflict(conflict: Conflict) -> list[str]:
    lines = [f"  {label(conflict.property)}:"]
    for said in conflict.said:
        mark = "✓" if said.wins else "·"
        lines.append(
            f"    {mark} {value_text(conflict.property, said.value)} — {said.source} {said.observed_on}".rstrip()
        )
    return lines
