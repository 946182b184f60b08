"""Where sources contradict each other, as a table: who says what, as of when, and what the graph shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from clustergraph.graph.sources import named
from clustergraph.i18n import text, unknown
from clustergraph.model.ontology import kinds_below, label
from clustergraph.model.records import Entity, Link, Record
from clustergraph.model.results import Result, Table, aligned
from clustergraph.model.terms import KINDS, LINKS, Kind, LinkKind
from clustergraph.model.words import clean, name_of, value_text
from clustergraph.store.base import Conflict, Said, Store

_NAME = 40
"""Characters of a name that the table shows."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """A property of a record that sources state differently."""

    uid: str
    kind: str
    name: str
    property: str
    said: Sequence[Said]


@dataclass(frozen=True, slots=True)
class Conflicts(Result):
    """Contradictions by identity and property."""

    conflicts: Sequence[Contradiction]

    def to_text(self) -> str:
        """Return one line a side, the value that the graph shows marked."""
        return contradictions_text(self.conflicts) if self.conflicts else text("graph.no-conflicts")

    def table(self) -> Table:
        """Return one row a side."""
        return ("uid", "kind", "name", "property", "value", "source", "observed_on", "wins"), [
            (one.uid, one.kind, one.name, one.property, said.value, said.source, said.observed_on, said.wins)
            for one in self.conflicts
            for said in one.said
        ]


def contradictions_text(found: Sequence[Contradiction]) -> str:
    """Return one line a side, the value that the graph shows marked."""
    header = (
        text("graph.column-record"),
        text("graph.column-property"),
        "",
        text("graph.column-value"),
        text("graph.column-source"),
        text("graph.column-date"),
    )
    rows = [row for conflict in found for row in _rows(conflict)]
    return aligned(header, rows) + "\n\n" + text("graph.conflicts-legend")


def _rows(conflict: Contradiction) -> Iterator[tuple[str, str, str, str, str, str]]:
    titles = [clean(conflict.name, _NAME), str(label(conflict.property))], [conflict.uid, ""]
    for number, said in enumerate(conflict.said):
        record, property_ = titles[number] if number < 2 else ("", "")
        value = value_text(conflict.property, said.value)
        yield record, property_, "✓" if said.wins else "·", value, said.source, said.observed_on or "—"


def conflicts(
    store: Store,
    *,
    uid: str = "",
    kinds: Sequence[str] = (),
    properties: Sequence[str] = (),
    source: str = "",
    limit: int = 0,
) -> Conflicts:
    """List contradictions: of one record, some kinds of nodes or links, some properties, or those of a source."""
    for name in kinds:
        if name not in KINDS and name not in LINKS:
            raise unknown("common.what-kind", name, (*KINDS, *LINKS))
    speakers = {info.uid for info in named(store, source)} if source else set()
    nodes = [kind for name in kinds if name in KINDS for kind in kinds_below(name)]
    folders = {LINKS[name].folder for name in kinds if name in LINKS}
    found = store.conflicts([] if folders else nodes, properties, uid=uid)
    chosen = (
        conflict
        for conflict in found
        if (not speakers or any(said.source in speakers for said in conflict.said))
        and (not folders or _is_wanted(store, conflict, folders, nodes))
    )
    return Conflicts(contradictions(store, islice(chosen, limit or None)))


def contradictions(store: Store, found: Iterable[Conflict]) -> list[Contradiction]:
    """Give contradictions the names of their records; a record that somebody withdrew since is left out."""
    listed = list(found)
    links = _links(store, {conflict.uid for conflict in listed})
    return [told for conflict in listed if (told := _told(store, conflict, links)) is not None]


def _is_wanted(store: Store, conflict: Conflict, folders: set[str], nodes: Sequence[Kind]) -> bool:
    """Tell whether a contradiction is of one of the link kinds or node kinds asked for."""
    if conflict.uid.partition("/")[0] in folders:
        return True
    record = store.get(conflict.uid) if nodes else None
    return record is not None and record.kind in nodes


def _links(store: Store, uids: set[str]) -> dict[str, Link]:
    """Return the links among some uids, in one pass a kind: to get them one by one is slow."""
    kinds = [kind for kind in LinkKind if any(uid.startswith(f"{LINKS[kind].folder}/") for uid in uids)]
    return {link.uid: link for kind in kinds for link in store.links(kind) if link.uid in uids}


def _told(store: Store, conflict: Conflict, links: Mapping[str, Link]) -> Contradiction | None:
    record = links.get(conflict.uid) or store.get(conflict.uid)
    if record is None:
        return None
    return Contradiction(conflict.uid, record.kind, record_name(store, record), conflict.property, conflict.said)


def record_name(store: Store, record: Record) -> str:
    """Return the name of a record as the graph shows it; of a link the names of both ends."""
    uids = (record.src, record.dst) if isinstance(record, Link) else (record.uid,)
    ends = [store.get(uid) or Entity(uid, Kind.ORGANIZATION) for uid in uids]
    return " → ".join(name_of(end) for end in ends if isinstance(end, Entity))
