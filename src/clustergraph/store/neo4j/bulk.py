"""A whole store as the CSV files that `neo4j-admin database import` takes: the way to a server at national size.

What is written is what `copy` leaves there: one load a source, with its hashes and chain; change logs stay behind.
Constraints and indexes are made when the imported database is opened for the first time.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from heapq import merge
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from clustergraph.errors import InputError, StoreError
from clustergraph.files import Replacing, replacing
from clustergraph.i18n import text
from clustergraph.model.records import Link, Statement, Value, canonical
from clustergraph.model.terms import KINDS, LINKS, PROPERTIES
from clustergraph.progress import Progress, silent
from clustergraph.store.answers import Counts, Load, LoadInfo, SourceInfo
from clustergraph.store.base import Store
from clustergraph.store.copying import as_one_load, speaking, standing
from clustergraph.store.neo4j.codec import At, Ends, Standing, Told, row_of, stated
from clustergraph.store.neo4j.ranking import Ranks
from clustergraph.store.neo4j.schema import BROUGHT
from clustergraph.store.neo4j.sourcing import put_props
from clustergraph.store.standing import digest_of_files

if TYPE_CHECKING:
    from typing import TextIO

_STEP = 2000
_BETWEEN = "\x1f"
"""Stands between the values of a list: a control sign, which canonical JSON escapes."""
_COMMAND = "import.txt"
_TYPES = {bool: "boolean", int: "long", float: "double", str: "string", list: "string[]"}
_DECLARED = {"integer": int, "decimal": float, "boolean": bool}
_BESIDE = {
    **dict.fromkeys(("source", "digest", "place", "said_as", "said_on"), str),
    **dict.fromkeys(("sources", "digests", "said"), list),
}
_SIGNS = ("--array-delimiter=U+001F", "--multiline-fields=true")
Types: TypeAlias = Mapping[str, type]
"""Of columns, in their order."""
_Odd: TypeAlias = tuple[tuple[str, str], ...]
"""Columns whose values are of other types than the ontology says."""


@dataclass(frozen=True, slots=True)
class Bulk:
    """What was written."""

    files: Sequence[Path]
    command: str
    """To be given in the folder of the files, before the server is started."""
    nodes: int
    links: int
    stamp: str


def write_bulk(store: Store, folder: Path, *, progress: Progress = silent) -> Bulk:
    """Write a store into a folder, as a stream; the files appear together or not at all.

    Raises
    ------
    StoreError
        Where the store changed meanwhile.
    InputError
        Where a list holds the sign that the files put between its values.
    """
    stamp = store.stamp()
    folder.mkdir(parents=True, exist_ok=True)
    with replacing() as files:
        written = _Written(files, folder)
        speakers = {info.uid: _Speaker.of(store, info, no) for no, info in enumerate(speaking(store), 1)}
        ranks = Ranks(
            {uid: (each.info.priority, each.info.observed_on) for uid, each in speakers.items()},
            {uid: each.load.repeat for uid, each in speakers.items()},
        )
        for count, record in enumerate(_records(store, speakers), 1):
            row, labels = row_of(record, ranks)
            if record.ends is None:
                written.node(labels, row)
            else:
                written.link(record.ends, row)
            if count % _STEP == 0:
                progress(text("store.step-writing"), count)
        for each in speakers.values():
            written.row("Source", put_props(each.own()))
            written.row("Load", each.props())
        for name in store.documents():
            written.row("Document", {"name": name}, "bytes:byte[]", store.document(name) or b"")
        written.row("Meta", {"uid": "meta", "schema": BROUGHT, "next_idx": written.nodes})
        if store.stamp() != stamp:
            raise StoreError(text("store.changed-meanwhile", store=store.address), text("store.changed-meanwhile-hint"))
        command = written.command()
        files.open(folder / _COMMAND).write(command + "\n")
    return Bulk([*written.paths(), folder / _COMMAND], command, written.nodes, written.links, stamp)


@dataclass(slots=True)
class _Speaker:
    """A source with the one load that stands for all it says."""

    info: SourceInfo
    load: Load
    latest: LoadInfo
    no: int
    parts: list[list[str | None]]
    numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    nodes: int = 0
    links: int = 0

    @classmethod
    def of(cls, store: Store, info: SourceInfo, no: int) -> _Speaker:
        load = as_one_load(store, info)
        parts: list[list[str | None]] = [[file.name, file.sha256, file.sheet] for file in load.files]
        made = cls(info, load, standing(store, info.uid)[-1], no, parts)
        for number, file in enumerate(load.files):
            made.numbers.setdefault((file.name, file.sheet), number)
        return made

    def own(self) -> SourceInfo:
        """Return the source with its own date: that of its load is not repeated."""
        return replace(self.info, observed_on="") if self.load.observed_on else self.info

    def told(self, statement: Statement) -> Told:
        """Return a statement as it is stored, and count it."""
        record, place = statement.record, statement.place
        if (number := self.numbers.get((place.file, place.sheet))) is None:
            number = self.numbers[place.file, place.sheet] = len(self.parts)
            self.parts.append([place.file, None, place.sheet])
        if isinstance(record, Link):
            self.links += 1
        else:
            self.nodes += 1
        at = At(self.no, number, place.line)
        said_on = statement.observed_on
        return Told(self.info.uid, statement.said_as, record.kind, stated(record), said_on, at)

    def props(self) -> dict[str, object]:
        """Return the load as its node keeps it."""
        return {
            "no": self.no,
            "source": self.info.uid,
            "sha256": digest_of_files(self.load),
            "recipe": self.load.recipe,
            "observed_on": self.load.observed_on,
            "whole": self.load.whole,
            "repeat": self.load.repeat,
            "missing": self.load.missing,
            "kept_for": "",
            "loaded_at": self.latest.loaded_at,
            "parts": [canonical(part) for part in self.parts],
            "nodes": canonical(asdict(Counts(created=self.nodes))),
            "links": canonical(asdict(Counts(created=self.links))),
            "chain": self.load.chain,
            "finished_at": self.latest.loaded_at,
        }


def _records(store: Store, speakers: Mapping[str, _Speaker]) -> Iterator[Standing]:
    """Yield each record with all that is said of it: first nodes, those that only links name last, then links."""
    said = merge(*(store.statements(source=uid) for uid in speakers), key=_identity)
    bare = _bare(store)
    for identity, told in groupby(said, key=_identity):
        if identity[0]:  # the first link: all nodes that sources speak of are through
            yield from bare
        rows = list(told)
        record = rows[0].record
        ends = Ends(record.kind, record.src, record.dst, record.key) if isinstance(record, Link) else None
        yield Standing(record.uid, ends, [speakers[row.source].told(row) for row in rows])
    yield from bare


def _bare(store: Store) -> Iterator[Standing]:
    return (Standing(node.uid, None) for node in store.entities() if not node.sources)


def _identity(statement: Statement) -> tuple[object, ...]:
    record = statement.record
    return (1, record.src, record.kind, record.dst, record.key) if isinstance(record, Link) else (0, record.uid)


class _Table:
    """One file of an import."""

    def __init__(self, path: Path, out: TextIO, group: str, head: Sequence[str], types: Types) -> None:
        self.path = path
        self.group = group
        """As the command names what the file holds: labels of nodes, the type of relationships."""
        self.types = types
        self._write = out.write
        self._write(",".join([*head, *(f"{name}:{_TYPES[of]}" for name, of in types.items())]) + "\n")

    def write(self, first: Iterable[object], row: Mapping[str, object]) -> None:
        """Write a row: what the head asks for, then the columns by name."""
        cells = [*map(_cell, first), *(_cell(row[name]) if name in row else "" for name in self.types)]
        self._write(",".join(cells) + "\n")


class _Written:
    """The files of an import: one a kind, and one more where values are of other types than the ontology says."""

    def __init__(self, files: Replacing, folder: Path) -> None:
        self.nodes = self.links = 0
        self._files = files
        self._folder = folder
        self._tables: dict[tuple[str, _Odd], _Table] = {}

    def node(self, labels: Sequence[str], row: Mapping[str, Value]) -> None:
        """Write a node of the graph under the next number."""
        types = {"name_cf": str, **_BESIDE}
        group = f"nodes={':'.join(labels)}"
        table = self._table(group, labels[1], row, KINDS[labels[1]].properties, ("uid:ID(Entity)", "idx:long"), types)
        table.write((row["uid"], self.nodes), row)
        self.nodes += 1

    def link(self, ends: Ends, row: Mapping[str, Value]) -> None:
        """Write a link."""
        head, types = (":START_ID(Entity)", ":END_ID(Entity)"), {"uid": str, "key": str, **_BESIDE}
        table = self._table(f"relationships={ends.kind}", ends.kind, row, LINKS[ends.kind].properties, head, types)
        table.write((ends.src, ends.dst), row)
        self.links += 1

    def row(self, label: str, row: Mapping[str, object], more: str = "", *values: object) -> None:
        """Write a node that is none of the graph."""
        table = self._tables.get((label, ()))
        if table is None:
            types = {name: type(value) for name, value in row.items()}
            table = self._open(f"nodes={label}", label, (), [more] if more else [], types)
        table.write(values, row)

    def _table(
        self,
        group: str,
        kind: str,
        row: Mapping[str, Value],
        properties: Sequence[str],
        head: Sequence[str],
        beside: Types,
    ) -> _Table:
        table = self._tables.get((kind, ()))
        if table is None:
            table = self._open(group, kind, (), head, {**{key: _type_of(key) for key in properties}, **beside})
        types = table.types
        odd = tuple(
            sorted(
                (name, _TYPES[type(value)]) for name, value in row.items() if types.get(name, str) is not type(value)
            )
        )
        if not odd:
            return table
        found = self._tables.get((kind, odd))
        return found or self._open(group, kind, odd, head, {**types, **{name: type(row[name]) for name, _ in odd}})

    def _open(self, group: str, kind: str, odd: _Odd, head: Sequence[str], types: Types) -> _Table:
        number = sum(each == kind for each, _ in self._tables)
        path = self._folder / (f"{kind}-{number + 1}.csv" if number else f"{kind}.csv")
        table = self._tables[kind, odd] = _Table(path, self._files.open(path), group, head, types)
        return table

    def paths(self) -> list[Path]:
        """Return the files by name."""
        return sorted(table.path for table in self._tables.values())

    def command(self) -> str:
        """Return the command that makes a database of the files."""
        tables = sorted(self._tables.values(), key=lambda table: table.path)
        groups = [f"--{table.group}=./{table.path.name}" for table in tables]
        return " ".join(["neo4j-admin database import full neo4j", *_SIGNS, *groups])


def _type_of(key: str) -> type:
    info = PROPERTIES[key]
    return list if info.many else _DECLARED.get(info.type, str)


def _cell(value: object) -> str:
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes):
        return _BETWEEN.join(str(byte - 256 if byte > 127 else byte) for byte in value)
    if isinstance(value, list):
        joined = _BETWEEN.join(value)
        if joined.count(_BETWEEN) >= len(value):
            raise InputError(text("store.bulk-sign", value=joined.replace(_BETWEEN, " ")), text("store.bulk-sign-hint"))
        return _cell(joined)
    return repr(value)
