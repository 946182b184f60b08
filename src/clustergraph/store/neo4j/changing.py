"""From changed statements to written records: what is said of each record now, folded; only what differs is written."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from clustergraph.model.records import canonical
from clustergraph.store.columns import KIND_OF_FOLDER, LINK_OF_FOLDER
from clustergraph.store.neo4j.codec import Standing, Told, labels_of, row_of, standing_of
from clustergraph.store.neo4j.database import Database, Desk, batches
from clustergraph.store.neo4j.ranking import Ranks
from clustergraph.store.neo4j.spool import Batch, Heard

Change = dict[str, Any]
"""A row of the change log."""


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


def prepare(batch: Batch, source: str, ranks: Ranks, standing: Mapping[str, Standing]) -> Writes:
    """Return what is to be written; `standing` holds the records concerned that are there.

    Raises
    ------
    InputError
        Where sources give a record two kinds, neither above the other: nothing is written then.
    """
    writes = Writes()
    put: dict[str, list[Heard]] = {}
    for each in batch.put:
        put.setdefault(each.uid, []).append(each)
    for uid in sorted(batch.uids()):
        stands = standing.get(uid)
        if stands is None and uid not in put:
            continue  # done already, by a load that was interrupted
        record = Standing(uid, stands.ends if stands else put[uid][0].ends)
        other = {each.told.said_as for each in put.get(uid, ())}
        record.told = [
            told
            for told in (stands.told if stands else ())
            if told.source != source or (told.said_as not in other and (uid, told.said_as) not in batch.gone)
        ]
        record.told += [each.told for each in put.get(uid, ())]
        if record.ends is None:
            _prepare_node(writes, record, stands, ranks)
        else:
            _prepare_link(writes, record, stands, ranks)
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


def _prepare_link(writes: Writes, record: Standing, stands: Standing | None, ranks: Ranks) -> None:
    assert record.ends is not None
    kind, src, dst, _ = record.ends
    if not record.told:
        writes.dropped.setdefault(kind, []).append(record.uid)
        writes.sweep.update((src, dst))
        return
    row, _ = row_of(record, ranks)
    if stands is None:
        writes.new_links.setdefault(kind, []).append({"src": src, "dst": dst, "props": row})
    elif row != stands.row:
        writes.links.setdefault(kind, []).append({"uid": record.uid, "props": row})


def bare(uids: Iterable[str]) -> Writes:
    """Return what makes nodes that are known only as an end of a link."""
    writes = Writes()
    for uid in uids:
        kind = KIND_OF_FOLDER[uid.partition("/")[0]]
        props = {"uid": uid, "source": "", "name_cf": ""}
        writes.nodes[uid] = {"uid": uid, "props": props, "labels": labels_of(kind), "gone": []}
    return writes


def carry_out(desk: Desk, writes: Writes, changes: Sequence[Change] = ()) -> None:
    """Write: first what was said before, then nodes, then links."""
    desk.write("write/changes", changes)
    _number_nodes(desk, writes)
    desk.write("write/nodes", [row for _, row in sorted(writes.nodes.items())])
    for name, kinds in (
        ("write/new_links", writes.new_links),
        ("write/links", writes.links),
        ("write/drop_links", writes.dropped),
    ):
        for kind, rows in sorted(kinds.items()):
            desk.write(name, rows, kind)  # type: ignore[arg-type]


def _number_nodes(desk: Desk, writes: Writes) -> None:
    new = [row for _, row in sorted(writes.nodes.items()) if "idx" not in row["props"]]
    if new:
        (meta,) = desk.read("read/meta")
        for number, row in enumerate(new, meta["next_idx"]):
            row["props"]["idx"] = number
        desk.run("write/next_idx", next_idx=meta["next_idx"] + len(new))


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
