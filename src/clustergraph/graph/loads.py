"""Loads that happened: the list, what one of them changed, and taking back the latest."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from clustergraph.errors import InputError
from clustergraph.graph.conflicts import record_name
from clustergraph.graph.sources import named
from clustergraph.i18n import number, text
from clustergraph.model.ontology import label
from clustergraph.model.records import Value, canonical, link_uid
from clustergraph.model.results import Result, Table, aligned
from clustergraph.model.terms import LinkKind
from clustergraph.model.words import value_text
from clustergraph.store.base import Change, Counts, LoadInfo, Store

SHOWN = 50
"""Records made that are listed, and values changed that the text shows, unless all are asked for."""


@dataclass(frozen=True, slots=True)
class Loads(Result):
    """Loads by number."""

    loads: Sequence[LoadInfo]

    def to_text(self) -> str:
        """Return one line a load."""
        return loads_text(self.loads) if self.loads else text("graph.no-loads")

    def table(self) -> Table:
        """Return one row a load."""
        columns = ("no", "source", "loaded_at", "files", "created", "updated", "closed", "undone_at")
        return columns, [
            (one.no, one.source, one.loaded_at, _files(one), *_counts(one), one.undone_at) for one in self.loads
        ]


def loads_text(loads: Sequence[LoadInfo]) -> str:
    """Return loads as a table in words."""
    header = (
        "№",
        text("graph.column-source"),
        text("graph.column-loaded"),
        text("graph.column-created"),
        text("graph.column-updated"),
        text("graph.column-closed"),
        text("graph.column-files"),
    )
    rows = [
        (
            str(one.no),
            one.source,
            one.loaded_at.replace("T", " ")[:16],
            *map(number, _counts(one)),
            _files(one) + (f" · {text('graph.load-undone')}" if one.undone_at else ""),
        )
        for one in loads
    ]
    return aligned(header, rows, right=(0, 3, 4, 5))


def _files(load: LoadInfo) -> str:
    return ", ".join(dict.fromkeys(file.name for file in load.files))


def _counts(load: LoadInfo) -> tuple[int, int, int]:
    return load.stats.created, load.stats.updated, load.stats.closed


def loads(store: Store, wanted: str = "") -> Loads:
    """List the loads of a source, of a family of sources, or all."""
    if not wanted:
        return Loads(list(store.loads()))
    meant = {info.uid for info in named(store, wanted)}
    return Loads([load for load in store.loads() if load.source in meant])


@dataclass(frozen=True, slots=True)
class Changed:
    """A record that a load updated, ended or closed."""

    uid: str
    kind: str
    before: Mapping[str, Value]
    """What the source said before the load."""
    place: str
    now: Mapping[str, Value] | None
    """What it says today; None: nothing."""


@dataclass(frozen=True, slots=True)
class Created:
    """A record that a load was the first to state for its source."""

    uid: str
    kind: str
    name: str
    place: str


@dataclass(frozen=True, slots=True)
class LoadShown(Result):
    """One load: what it read, its counts, what it made and what its source said before."""

    load: LoadInfo
    created: Sequence[Created]
    """What the source says since then, word for word; what a later load changed is listed there."""
    changes: Sequence[Changed]
    limit: int = SHOWN
    """Of `created`, and of the values that the text shows; 0: all."""

    def to_text(self) -> str:
        """Return files, counts, the records made and the values that differ."""
        load = self.load
        lines = [text("graph.load-head", no=load.no, source=load.source, at=load.loaded_at.replace("T", " "))]
        lines += ["  " + " · ".join(filter(None, (file.name, file.sheet, file.sha256[:12]))) for file in load.files]
        lines += [_line("graph.load-nodes", load.stats.nodes), _line("graph.load-links", load.stats.links)]
        if load.undone_at:
            lines.append(text("graph.load-undone-at", at=load.undone_at.replace("T", " ")))
        return "\n".join([*lines, *self._created_lines(), *self._changed_lines()])

    def _created_lines(self) -> list[str]:
        if not self.created:
            return []
        made = self.load.stats.created
        counts = {"listed": number(len(self.created)), "created": number(made)}
        lines = ["", text("graph.load-created", **counts)]
        rows = [(one.name, str(label(one.kind)), one.uid, one.place) for one in self.created]
        header = (text("graph.column-name"), text("graph.column-kind"), "uid", text("graph.column-place"))
        lines.append(aligned(header, rows))
        if len(self.created) == self.limit < made:
            lines.append(text("graph.load-all", no=self.load.no))
        return lines

    def _changed_lines(self) -> list[str]:
        rows = [row for change in self.changes for row in _values(change)]
        if not rows:
            return []
        header = ("uid", text("graph.column-property"), text("graph.column-before"), text("graph.column-now"))
        lines = ["", text("graph.load-changed"), aligned(header, rows[: self.limit or None])]
        if 0 < self.limit < len(rows):
            lines.append(text("graph.show-more", more=number(len(rows) - self.limit)))
        return lines

    def table(self) -> Table:
        """Return one row a value that differs."""
        return ("uid", "property", "before", "now"), [row for change in self.changes for row in _values(change)]


def _line(key: str, counts: Counts) -> str:
    names = ("created", "updated", "unchanged", "closed", "ended", "held")
    return text(key, **{name: number(getattr(counts, name)) for name in names})


def _values(change: Changed) -> Iterator[tuple[str, str, str, str]]:
    if change.now is None:
        said = ", ".join(f"{label(key)} {value_text(key, value)}" for key, value in change.before.items())
        yield change.uid, str(label(change.kind)), said or "—", text("graph.no-longer-said")
        return
    for key in sorted(change.before.keys() | change.now.keys()):
        before, now = change.before.get(key), change.now.get(key)
        if before != now:
            yield change.uid, str(label(key)), _word(key, before), _word(key, now)


def _word(key: str, value: Value | None) -> str:
    return "—" if value is None else value_text(key, value)


def load(store: Store, no: int, *, limit: int = SHOWN) -> LoadShown:
    """Return what a load did: its counts, what it made (at most `limit`, 0: all), and what was said before it."""
    found = next((one for one in store.loads() if one.no == no), None)
    if found is None:
        raise InputError(text("graph.unknown-load", no=no), text("graph.unknown-load-hint"))
    before = [_before(change) for change in store.changes(no)]
    wanted = {(one.uid, one.said_as) for one in before}
    said = store.statements(source=found.source) if wanted else ()
    now = {key: one.record.props for one in said if (key := (one.record.uid, one.said_as)) in wanted}
    changes = [Changed(b.uid, b.kind, b.props, b.place, now.get((b.uid, b.said_as))) for b in before]
    return LoadShown(found, list(_created(store, no, before, limit)), changes, limit)


def _created(store: Store, no: int, before: Sequence[_Before], limit: int) -> Iterator[Created]:
    """Give what has its place in the load and was not said before."""
    changed = {(one.uid, one.said_as) for one in before}
    made = (said for said in store.statements(load=no) if (said.record.uid, said.said_as) not in changed)
    for said in islice(made, limit or None):
        record = said.record
        yield Created(record.uid, record.kind, record_name(store, record), str(said.place))


class _Before(NamedTuple):
    uid: str
    kind: str
    props: Mapping[str, Value]
    place: str
    said_as: str


def _before(change: Change) -> _Before:
    told = json.loads(change.before)
    uid = change.uid
    if "src" in told:
        uid = link_uid(LinkKind(told["kind"]), told["src"], told["dst"], canonical(told["key"]))
    place = "!".join(str(told[part]) for part in ("file", "sheet", "line") if told[part])
    return _Before(uid, told["kind"], told["props"], place, told["said_as"])


@dataclass(frozen=True, slots=True)
class TakenBack:
    """A load that was undone."""

    load: int
    source: str
    nodes: Counts
    links: Counts


@dataclass(frozen=True, slots=True)
class Undone(Result):
    """Loads that no longer stand; none where there was nothing to take back."""

    undone: Sequence[TakenBack]

    def to_text(self) -> str:
        """Return one line a load."""
        lines = [
            text(
                "graph.undone",
                load=one.load,
                source=one.source,
                created=number(one.nodes.created + one.links.created),
                updated=number(one.nodes.updated + one.links.updated),
                closed=number(one.nodes.closed + one.links.closed),
            )
            for one in self.undone
        ]
        return "\n".join(lines) or text("graph.nothing-undone")

    def table(self) -> Table:
        """Return one row a load."""
        return ("load", "source"), [(one.load, one.source) for one in self.undone]


def undo(store: Store, wanted: str = "", *, file: str = "") -> Undone:
    """Take back the latest standing load of a source, or of each source that one command read from a file.

    Raises
    ------
    InputError
        Where neither or both are named, or where no latest load read that file.
    """
    if bool(wanted) == bool(file):
        raise InputError(text("graph.undo-what"), text("graph.undo-what-hint"))
    meant = _read_from(store, Path(file).name) if file else [info.uid for info in named(store, wanted)]
    undone = []
    for uid in meant:
        stats = store.undo(uid)
        if stats.load:
            undone.append(TakenBack(stats.load, uid, stats.nodes, stats.links))
    return Undone(undone)


def _read_from(store: Store, name: str) -> list[str]:
    """Return the sources whose latest standing load read the newest delivery of a file: the same name and bytes."""
    latest = {one.source: one for one in store.loads() if not one.undone_at}
    standing = [info.uid for info in store.sources() if not info.withdrawn_on and info.uid in latest]
    read = {uid: {file.sha256 for file in latest[uid].files if file.name == name} for uid in standing}
    newest = max((uid for uid in standing if read[uid]), key=lambda uid: latest[uid].no, default="")
    if not newest:
        raise InputError(text("graph.undo-no-file", file=name), text("graph.undo-no-file-hint"))
    return [uid for uid in standing if read[uid] & read[newest]]
