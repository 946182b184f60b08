"""Who comes first in the fold: priority and date of each source, how it joins rows, and whom it has overtaken."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from clustergraph.errors import StoreError
from clustergraph.i18n import text
from clustergraph.store.answers import Counts, SourceInfo
from clustergraph.store.fold import Rank, rank
from clustergraph.store.standing import LatestLoad

if TYPE_CHECKING:
    from clustergraph.store.neo4j.codec import Told
    from clustergraph.store.neo4j.database import Database, Desk


@dataclass(frozen=True, slots=True)
class Speaker:
    """A source as the database has it, with its latest standing load."""

    own: SourceInfo
    """With its own date."""
    latest: LatestLoad | None
    unfinished: int = 0
    """Number of a load that was interrupted, 0 where there is none."""
    pending: str = ""
    """What else was interrupted: `withdraw`, `undo`, `weigh`."""

    @property
    def observed_on(self) -> str:
        """Date of its latest standing load, else its own."""
        return (self.latest.observed_on if self.latest else "") or self.own.observed_on

    @property
    def info(self) -> SourceInfo:
        """The source as people read it."""
        return replace(self.own, observed_on=self.observed_on)


@dataclass(frozen=True, slots=True)
class Ranks:
    """What each source weighs, by its uid."""

    weight: Mapping[str, tuple[int, str]]
    """Priority and date."""
    repeats: Mapping[str, str]

    def date(self, told: Told) -> str:
        """Return as of when a statement speaks."""
        return told.said_on or self.weight[told.source][1]

    def rank(self, told: Told) -> Rank:
        """Return the place of a statement in the fold."""
        return rank(self.weight[told.source][0], self.date(told), told.source, told.said_as)

    def changed(self, source: str, priority: int, observed_on: str, repeat: str = "") -> Ranks:
        """Return the ranks after a source was given another weight."""
        repeats = {**self.repeats, source: repeat} if repeat else self.repeats
        return Ranks({**self.weight, source: (priority, observed_on)}, repeats)

    def overtaken(self, source: str, after: Ranks) -> list[str]:
        """Return the sources that a source may have passed in either direction, as this changes to `after`.

        Where its weight moved these are all whose priority lies between its old and its new one, both included: rows
        may have dates of their own.
        """
        was, now = self.weight.get(source), after.weight[source]
        if was is None or was == now:
            return []
        low, high = sorted((was[0], now[0]))
        return [uid for uid, (priority, _) in after.weight.items() if uid != source and low <= priority <= high]


def read_speakers(ask: Database | Desk, *, without: int = 0) -> dict[str, Speaker]:
    """Read all sources, by uid, as if a load had not been."""
    found = {}
    for row in ask.read("read/state", without=without):
        source = row["source"]
        pending = source.pop("pending", "")
        found[source["uid"]] = Speaker(SourceInfo(**source), _latest(row["latest"]), row["unfinished"] or 0, pending)
    return found


def interrupted(speakers: Mapping[str, Speaker]) -> Iterator[str]:
    """Say what was begun and not finished, by source."""
    for uid, each in sorted(speakers.items()):
        if each.unfinished:
            yield text("store.unfinished", load=each.unfinished, source=uid)
        if each.pending:
            yield _pending(each.pending, uid)


def _pending(what: str, source: str) -> str:
    if what == "withdraw":
        return text("store.neo4j-pending-withdraw", source=source)
    if what == "undo":
        return text("store.neo4j-pending-undo", source=source)
    return text("store.neo4j-pending-weigh", source=source)


def refuse_pending(speaker: Speaker, *, but: str = "") -> None:
    """Raise StoreError where other work on a source was interrupted: it has to be done first."""
    if speaker.pending and speaker.pending != but:
        raise StoreError(_pending(speaker.pending, speaker.own.uid), text("store.unfinished-hint"))


def ranks_of(speakers: Mapping[str, Speaker]) -> Ranks:
    """Return what sources weigh."""
    return Ranks(
        {uid: (each.own.priority, each.observed_on) for uid, each in speakers.items()},
        {uid: each.latest.repeat for uid, each in speakers.items() if each.latest},
    )


def standing_rows(speakers: Mapping[str, Speaker]) -> Iterator[list[object]]:
    """Yield what the stamp is made of: uid, priority and chain of each source that counts; a load under way counts."""
    for uid, each in sorted(speakers.items()):
        if each.own.computed:
            continue
        if each.latest and not each.own.withdrawn_on:
            yield [uid, each.own.priority, each.latest.chain]
        if each.unfinished or each.pending:
            yield [uid, each.own.priority, f"unfinished/{each.unfinished or each.pending}"]


def _latest(row: Mapping[str, Any] | None) -> LatestLoad | None:
    if row is None:
        return None
    return LatestLoad(
        row["no"],
        row["sha256"],
        row["recipe"],
        row["observed_on"],
        row["whole"],
        row["chain"],
        repeat=row["repeat"],
        missing=row["missing"],
        kept_for=row["kept_for"],
        nodes=Counts(**json.loads(row["nodes"])),
        links=Counts(**json.loads(row["links"])),
    )
