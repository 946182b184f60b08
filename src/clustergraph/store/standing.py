"""What a source's latest load left standing, and the hashes that follow from loads. Pure; every backend uses it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from clustergraph.model.records import canonical
from clustergraph.store.answers import Counts, Load, LoadStats


@dataclass(frozen=True, slots=True)
class LatestLoad:
    """What the store remembers of the latest standing load of a source."""

    no: int
    sha256: str
    recipe: str
    observed_on: str
    whole: bool
    chain: str
    repeat: str
    missing: str
    kept_for: str
    """Why it cannot be undone, "" where it can: `judged`, `no-changes`."""
    nodes: Counts
    links: Counts

    @property
    def held(self) -> int:
        """How many statements it could not read again."""
        return self.nodes.held + self.links.held

    def said_again(self) -> LoadStats:
        """Return what a load of the same would count."""
        nodes, links = (
            Counts(unchanged=counts.created + counts.updated + counts.unchanged, held=counts.held)
            for counts in (self.nodes, self.links)
        )
        return LoadStats(nodes, links, same_again=True)

    def tells_the_same(self, run: Load) -> bool:
        """Tell whether a load reads the same bytes by the same recipe."""
        mine = (self.sha256, self.recipe, self.observed_on, self.whole, self.repeat, self.missing)
        theirs = (digest_of_files(run), run.recipe, run.observed_on, run.whole, run.repeat, run.missing)
        return mine == theirs and not (run.replace and self.held)


def digest_of_files(run: Load) -> str:
    """Return one hash for all files of a load, whatever their order and names."""
    parts = sorted([file.sha256, file.sheet] for file in run.files)
    return hashlib.sha256(canonical(parts).encode()).hexdigest()


def now() -> str:
    """Return the time of this moment as it is stored."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def chain_of(run: Load, content: int, stats: LoadStats, before: str) -> str:
    """Return the hash of what made the source say what it says now: its files, and what stayed from before.

    `content` is the digest of what it states, taken where there are no files.
    """
    files = digest_of_files(run) if run.files else f"{content:032x}"
    carried = before if not run.whole or run.missing == "end" or stats.held else ""
    parts = [files, run.recipe, run.observed_on, run.repeat, run.missing, carried]
    return hashlib.blake2b(canonical(parts).encode(), digest_size=16).hexdigest()


def stamp_of(standing: Sequence[Sequence[object]]) -> str:
    """Return the hash of uid, priority and chain of each source that counts, in the order of their uids."""
    return hashlib.blake2b(canonical(standing).encode(), digest_size=8).hexdigest()
