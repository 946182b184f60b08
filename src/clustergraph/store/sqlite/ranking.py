"""Who comes first in the fold: priority and date of each source, and whom a source has overtaken."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from clustergraph.store.fold import rank

LATEST = """(SELECT max(l.id) FROM load l WHERE l.source = s.id AND l.undone_at IS NULL)"""
_STANDING = "(SELECT source, max(id) AS id FROM load WHERE undone_at IS NULL GROUP BY source)"
_RANKS = f"""SELECT s.id, s.uid, s.priority, coalesce(nullif(l.observed_on, ''), s.observed_on, '')
    FROM source s LEFT JOIN {_STANDING} t ON t.source = s.id LEFT JOIN load l ON l.id = t.id"""


class Standing(NamedTuple):
    """What a source weighs in the fold."""

    uid: str
    priority: int
    observed_on: str
    """Date of its latest standing load, else its own."""


@dataclass(frozen=True, slots=True)
class Ranks:
    """What each source weighs, by its number in the file."""

    standing: Mapping[int, Standing]
    _speakers: dict[int | str, tuple[str, ...]] = field(default_factory=lambda: {0: ()})
    """What was asked before: records have few different sets of speakers."""

    def of(self, source: int, observed_on: str | None) -> tuple[int, str, str]:
        """Return priority, date and uid of a statement, for `fold.rank`."""
        uid, priority, date = self.standing[source]
        return priority, observed_on or date, uid

    def uid(self, source: int) -> str:
        """Return the uid of a source."""
        return self.standing[source].uid

    def number(self, uid: str) -> int | None:
        """Return the number of a source in the file, or None."""
        return next((number for number, standing in self.standing.items() if standing.uid == uid), None)

    def speakers(self, said: int | str) -> tuple[str, ...]:
        """Return who speaks, in fold order: the number of a source, 0 for nobody, or a JSON list of [source, date]."""
        known = self._speakers.get(said)
        if known is None:
            if isinstance(said, int):
                known = (self.uid(said),)
            else:
                ranked = sorted(rank(*self.of(source, observed_on)) for source, observed_on in json.loads(said))
                known = tuple(dict.fromkeys(uid for _, _, uid, _ in ranked))
            self._speakers[said] = known
        return known


def read_ranks(db: sqlite3.Connection) -> Ranks:
    """Read what each source weighs."""
    return Ranks({number: Standing(*row) for number, *row in db.execute(_RANKS)})


def read_repeats(db: sqlite3.Connection) -> dict[str, str]:
    """Read how each source joins what it says twice of one record: as its latest standing load declares."""
    return dict(
        db.execute(
            f"SELECT s.uid, json_extract(l.stats, '$.repeat') FROM source s JOIN load l ON l.id = {LATEST}"
        ).fetchall()
    )


def overtaken(source: int, before: Ranks, after: Ranks) -> list[int]:
    """Return the sources that a source may have passed in either direction since `before`.

    Where its weight moved these are all whose priority lies between its old and its new one, both included: rows may
    have dates of their own.
    """
    was, now = before.standing.get(source), after.standing[source]
    if was is None or was == now:
        return []
    low, high = sorted((was.priority, now.priority))
    return [number for number, other in after.standing.items() if number != source and low <= other.priority <= high]
