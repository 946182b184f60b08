"""From changed statements to written records: what is said of each record now, folded; only what differs is written."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from clustergraph.model.records import canonical
from clustergraph.store.columns import KIND_OF_FOLDER, LINK_OF_FOLDER
from clustergraph.store.neo4j.codec import (
    Ends,
    Key,
    Standing,
    Told,
    is_link,
    labels_of,
    row_of,
    standing_of,
)
from clustergraph.store.neo4j.database import Database, Desk, batches, kinds_held
from clustergraph.store.neo4j.ranking import Ranks

Change = dict[str, Any]
"""A row of the change log."""


@dataclass
class Work:
    """What is to happen to the statements of one source."""

    put: dict[Key, tuple[Told, Ends | None]] = field(default_factory=dict)
    """Statements that are new or other."""
    gone: set[Key] = field(default_factory=set)
    """Statements that are no more."""
    again: set[str] = field(default_factory=set)
    """Records to be folded anew though no statement of them changed."""
    ends: set[str] = field(default_factory=set)
    """Nodes to be swept where nothing names them."""

    def uids(self) -> set[str]:
        """Return the records that are concerned."""
        return {uid for uid, _ in (*self.put, *self.gone)} | self.again


@dataclass
class Writes:
    """What is to be written, ready for Cypher."""

    nodes: dict[str, dict[str, Any]] = field(default_factory=dict)
    new_links: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    links: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    dropped: dict[str, list[str]] = field(default_factory=dict)
    sweep: set[str] = field(default_factory=set)

    def __len__(self) -> int:
        by_kind = (self.new_links, self.links, self.dropped)
        return len(self.nodes) + sum(len(rows) for kinds in by_kind for rows in kinds.values())


def fetch(ask: Database | Desk, uids: Iterable[str]) -> dict[str, Standing]:
    """Return records as they stand, by uid; those that are not there are left out."""
    found: dict[str, Standing] = {}
    by_kind: dict[str, list[str]] = {}
    for uid in sorted(set(uids)):
        by_kind.setdefault(LINK_OF_FOLDER.get(uid.partition("/")[0], ""), []).append(uid)
    for kind, wanted in by_kind.items():
        for batch in batches(wanted):
            for answer in ask.read("read/links_by_uid" if kind else "read/nodes", kind, uids=batch):
                record = standing_of(answer)
                found[record.uid] = record
    return found


def own_digests(ask: Database | Desk, source: str) -> dict[Key, tuple[str, str]]:
    """Return digest and place of each statement of a source."""
    own: dict[Key, tuple[str, str]] = {}
    for kind in ("", *kinds_held(ask)):
        what = "links" if kind else "nodes"
        for row in ask.read(f"read/own_{what}", kind, source=source):
            own[row["uid"], row["said_as"]] = row["digest"], row["place"]
        for row in ask.read(f"read/shared_{what}", kind, source=source):
            for text in row["said"]:
                told = Told.of(text)
                own[row["uid"], told.said_as] = told.digest, str(told.at)
    return own


def shared_uids(ask: Database | Desk, source: str) -> set[str]:
    """Return the records that a source speaks of with others, or under several aliases."""
    found = {row["uid"] for row in ask.read("read/shared_nodes", source=source)}
    for kind in kinds_held(ask):
        found.update(row["uid"] for row in ask.read("read/shared_links", kind, source=source))
    return found


def prepare(desk: Desk, work: Work, source: str, ranks: Ranks, standing: Mapping[str, Standing]) -> Writes:
    """Return what is to be written; `standing` holds the records concerned that are there.

    Raises
    ------
    InputError
        Where sources give a record two kinds, neither above the other: nothing is written then.
    """
    writes = Writes(sweep=set(work.ends))
    uids = sorted(work.uids())
    put: dict[str, list[tuple[Told, Ends | None]]] = {}
    for (uid, _), stated in work.put.items():
        put.setdefault(uid, []).append(stated)
    named: set[str] = set()
    for uid in uids:
        stands = standing.get(uid)
        record = Standing(uid, stands.ends if stands else put[uid][0][1])
        other = {told.said_as for told, _ in put.get(uid, ())}
        record.told = [
            told
            for told in (stands.told if stands else ())
            if told.source != source or (told.said_as not in other and (uid, told.said_as) not in work.gone)
        ]
        record.told += [told for told, _ in put.get(uid, ())]
        if record.ends is None:
            _prepare_node(writes, record, stands, ranks)
        else:
            named.update(_prepare_link(writes, record, stands, ranks))
    _prepare_ends(desk, writes, standing, named)
    _number_nodes(desk, writes)
    return writes


def _prepare_node(writes: Writes, record: Standing, stands: Standing | None, ranks: Ranks) -> None:
    row, labels = row_of(record, ranks)
    if stands is not None:
        row["idx"] = stands.row["idx"]
        if not record.told:
            writes.sweep.add(record.uid)
        if row == stands.row and set(labels) == set(stands.labels):
            return
    gone = sorted(set(stands.labels) - set(labels)) if stands else []
    writes.nodes[record.uid] = {"uid": record.uid, "props": row, "labels": labels, "gone": gone}


def _prepare_link(writes: Writes, record: Standing, stands: Standing | None, ranks: Ranks) -> tuple[str, ...]:
    assert record.ends is not None
    kind, src, dst, _ = record.ends
    if not record.told:
        writes.dropped.setdefault(kind, []).append(record.uid)
        writes.sweep.update((src, dst))
        return ()
    row, _ = row_of(record, ranks)
    if stands is None:
        writes.new_links.setdefault(kind, []).append({"src": src, "dst": dst, "props": row})
        return src, dst
    if row != stands.row:
        writes.links.setdefault(kind, []).append({"uid": record.uid, "props": row})
    return ()


def _prepare_ends(desk: Desk, writes: Writes, standing: Mapping[str, Standing], named: set[str]) -> None:
    """Make the nodes that are known only as an end of a link."""
    unknown = named - writes.nodes.keys() - standing.keys()
    for uid in sorted(unknown - fetch(desk, unknown).keys()):
        kind = KIND_OF_FOLDER[uid.partition("/")[0]]
        props = {"uid": uid, "source": "", "name_cf": ""}
        writes.nodes[uid] = {"uid": uid, "props": props, "labels": labels_of(kind), "gone": []}


def _number_nodes(desk: Desk, writes: Writes) -> None:
    new = [row for _, row in sorted(writes.nodes.items()) if "idx" not in row["props"]]
    if new:
        (meta,) = desk.read("read/meta")
        for number, row in enumerate(new, meta["next_idx"]):
            row["props"]["idx"] = number


def carry_out(desk: Desk, writes: Writes, changes: list[Change]) -> None:
    """Write: first what was said before, then nodes, then links, then sweep."""
    numbers = [row["props"]["idx"] for row in writes.nodes.values()]
    if numbers:
        (meta,) = desk.read("read/meta")
        desk.run("write/next_idx", next_idx=max(*numbers, meta["next_idx"] - 1) + 1)
    desk.write("write/changes", changes)
    desk.write("write/nodes", [row for _, row in sorted(writes.nodes.items())])
    for name, kinds in (
        ("write/new_links", writes.new_links),
        ("write/links", writes.links),
        ("write/drop_links", writes.dropped),
    ):
        for kind, rows in sorted(kinds.items()):
            desk.write(name, rows, kind)  # type: ignore[arg-type]
    desk.write("write/sweep", sorted(writes.sweep))


def change_of(load: int, record: Standing, told: Told, files: Mapping[int, list[list[str]]]) -> Change:
    """Return what a source said, as the change log keeps it."""
    file, _, sheet = files[told.at.load][told.at.part]
    before: dict[str, object] = {
        "kind": told.kind,
        "line": told.at.line,
        "props": told.props,
        "said_as": told.said_as,
        "file": file,
        "sheet": sheet,
        "observed_on": told.said_on,
    }
    if record.ends is not None:
        before |= {"src": record.ends.src, "dst": record.ends.dst, "key": _list(record.ends.key)}
    return {
        "uid": f"{load}|{record.uid}|{told.said_as}",
        "load": load,
        "identity": record.uid,
        "source": told.source,
        "said_as": told.said_as,
        "before": canonical(before),
        "place": str(told.at),
    }


def _list(key: str) -> object:
    return json.loads(key)


def count_links(keys: Collection[Key]) -> int:
    """Return how many of these statements are about links."""
    return sum(is_link(uid) for uid, _ in keys)
