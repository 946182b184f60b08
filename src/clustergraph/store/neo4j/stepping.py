"""What a spool says is to happen, as steps that can each be done twice: nodes, ends of links, links, and a sweep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from clustergraph.i18n import text
from clustergraph.model.terms import KINDS
from clustergraph.progress import Progress, silent
from clustergraph.store.fold import fold_kind
from clustergraph.store.neo4j.changing import bare, carry_out, change_of, fetch, prepare
from clustergraph.store.neo4j.database import BATCH, Database, Desk
from clustergraph.store.neo4j.ranking import Ranks
from clustergraph.store.neo4j.spool import Batch, Spool
from clustergraph.store.neo4j.writing import PATIENT, Step


@dataclass
class Stepping:
    """How the statements of one source change."""

    source: str
    spool: Spool
    ranks: Ranks
    """After the change."""
    load: int = 0
    """Number under which the change log keeps what was said before; 0: it does not."""
    files: Mapping[int, list[list[str]]] = field(default_factory=dict)
    """Of all loads, where the change log is kept."""
    sweep_all: bool = False
    """An interrupted load may have left nodes that nothing names."""
    progress: Progress = silent

    def steps(self) -> Iterator[Step]:
        """Give the steps in their order."""
        spool, done, total = self.spool, 0, self.spool.size()
        for link in (False, True):
            for batch in spool.batches(BATCH, links=link):
                yield self._change(batch)
                done += len(batch.uids())
                self.progress(text("store.step-writing"), done, total)
            if not link:
                spool.gather_ends()
                for uids in spool.ends(BATCH):
                    yield _ends(uids)
        for uids in spool.to_sweep(BATCH):
            yield _sweep(uids)
        if self.sweep_all:
            yield from _orphans()

    def _change(self, batch: Batch) -> Step:
        def step(desk: Desk) -> None:
            standing = fetch(desk, batch.uids())
            writes = prepare(batch, self.source, self.ranks, standing)
            changed = batch.gone | {(each.uid, each.told.said_as) for each in batch.put}
            changes = [
                change_of(self.load, record, told, self.files)
                for uid, record in (sorted(standing.items()) if self.load else ())
                for told in record.told
                # what the load itself put there, before it was interrupted, nobody said before it
                if told.source == self.source and (uid, told.said_as) in changed and told.at.load != self.load
            ]
            carry_out(desk, writes, changes)
            self.spool.sweep(writes.sweep)

        return step

    def refuse_two_kinds(self, ask: Database | Desk, *, always: bool = False) -> None:
        """Raise InputError where sources give a node two kinds, neither above the other, before much is written.

        Little work is one transaction, which takes itself back: it is looked at only where `always` says so.
        """
        if self.spool.size() <= PATIENT and not always:
            return
        for batch in self.spool.batches(BATCH, links=False, what="new other"):
            kinds: dict[str, set[str]] = {}
            for each in batch.put:
                kinds.setdefault(each.uid, set()).add(each.told.kind)
            for row in ask.read("read/known_nodes", uids=sorted(kinds)):
                kinds[row["uid"]].update(label for label in row["labels"] if label in KINDS)
            odd = {uid for uid, found in kinds.items() if fold_kind(sorted(found)) is None}
            if odd:  # what the source itself said before may be what differs: the fold knows
                some = Batch([each for each in batch.put if each.uid in odd], set(), set())
                prepare(some, self.source, self.ranks, fetch(ask, odd))


def _ends(uids: list[str]) -> Step:
    def step(desk: Desk) -> None:
        known = {row["uid"] for row in desk.read("read/known_nodes", uids=uids)}
        carry_out(desk, bare(uid for uid in uids if uid not in known))

    return step


def _sweep(uids: list[str]) -> Step:
    def step(desk: Desk) -> None:
        desk.write("write/sweep", uids)

    return step


def _orphans() -> Iterator[Step]:
    left = [True]

    def step(desk: Desk) -> None:
        orphans = [row["uid"] for row in desk.read("read/orphans", limit=BATCH)]
        desk.write("write/sweep", orphans)
        left[:] = [bool(orphans)]

    while left[0]:
        yield step
