"""From one run to the next: which candidates are kept, new or gone, and from what each came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from clustergraph.i18n import number, plural, text
from clustergraph.model.results import Result, Table, aligned
from clustergraph.model.words import clean

if TYPE_CHECKING:
    from clustergraph.analysis.detection.detect import Detection
    from clustergraph.analysis.network import Network

Fate = Literal["kept", "grown", "shrunk", "new"]

_ALIKE = 0.3
"""Jaccard of the firms from which two candidates are one."""
_NAME_WIDTH = 50


@dataclass(frozen=True, slots=True)
class Proposed:
    """A candidate of a run, as far as lineage looks at it."""

    uid: str
    name: str
    firms: Set[str]


@dataclass(frozen=True, slots=True)
class RunGroups:
    """The candidates of a run by rank, and the firms it looked at."""

    run: str
    candidates: Sequence[Proposed]
    firms: Set[str] | None = None
    """All firms of its network; None: not kept, so background and newcomers cannot be told apart."""


@dataclass(frozen=True, slots=True)
class Came:
    """How many firms of a candidate were in a candidate of the previous run."""

    rank: int
    name: str
    firms: int
    share: float


@dataclass(frozen=True, slots=True)
class Descent:
    """A candidate of the current run and what it was before."""

    rank: int
    uid: str
    name: str
    firms: int
    fate: Fate
    previous: int | None
    """Rank before; None: new."""
    jaccard: float | None
    """Likeness of the two on firms that both runs looked at."""
    joined: Sequence[str]
    """Firms that were not in the previous one; empty where there is none."""
    left: Sequence[str]
    came_from: Sequence[Came]
    """Candidates of the previous run, the one that gave most firms first."""
    background: int
    """Firms that were in no candidate before; where the previous run did not keep its firms, newcomers too."""
    newcomers: int
    """Firms that the previous run did not look at."""


@dataclass(frozen=True, slots=True)
class Gone:
    """A candidate of the previous run that has no successor."""

    rank: int
    uid: str
    name: str
    firms: int
    now: int
    """Of its firms, how many are in candidates of the current run."""


@dataclass(frozen=True, slots=True)
class Lineage(Result):
    """What became of the candidates of one run in another."""

    previous: str
    current: str
    candidates: Sequence[Descent]
    """By rank of the current run."""
    gone: Sequence[Gone]

    def to_text(self) -> str:
        """Return a line a candidate, then those that are gone."""
        lines = [text("detection.lineage-head", previous=self.previous, current=self.current), ""]
        header = (
            "№",
            text("detection.column-candidate"),
            text("detection.column-firms"),
            text("detection.column-fate"),
            text("detection.column-came-from"),
        )
        rows = [
            (str(one.rank), clean(one.name, _NAME_WIDTH), number(one.firms), _fate(one), _origin(one))
            for one in self.candidates
        ]
        lines += [aligned(header, rows, right=(0, 2))] if rows else [text("detection.none-found")]
        if self.gone:
            lines += ["", text("detection.lineage-gone")]
            lines += [
                "  "
                + text(
                    "detection.gone-one",
                    rank=one.rank,
                    name=clean(one.name, _NAME_WIDTH),
                    firms=plural(one.firms, "common.firms"),
                    now=number(one.now),
                )
                for one in self.gone
            ]
        return "\n".join(lines)

    def table(self) -> Table:
        """Return one row a candidate of either run; `previous` is the rank before, `rank` the rank now."""
        columns = ("fate", "rank", "previous", "name", "firms", "jaccard", "joined", "left", "background", "newcomers")
        rows: list[Sequence[object]] = [
            (
                *(one.fate, one.rank, one.previous, one.name, one.firms, one.jaccard),
                *(len(one.joined), len(one.left), one.background, one.newcomers),
            )
            for one in self.candidates
        ]
        rows += [("gone", None, one.rank, one.name, one.firms, None, 0, one.firms, None, None) for one in self.gone]
        return columns, rows


def groups_of_detection(detection: Detection, network: Network, run: str = "") -> RunGroups:
    """Return what lineage needs of a detection that is still at hand; candidates go by their hub's uid."""
    candidates = [
        Proposed("", network.uids[group.hub], {network.uids[firm] for firm in group.firms})
        for group in detection.groups
    ]
    return RunGroups(run, candidates, set(network.uids))


def compare(previous: RunGroups, current: RunGroups) -> Lineage:
    """Say what became of each candidate.

    Two candidates are one where their firms, as far as both runs looked at them, have Jaccard >= 0.3; pairs are taken
    by Jaccard, then by rank before, then by rank now, each candidate once. `grown` and `shrunk` go by all firms.
    """
    both = None if previous.firms is None or current.firms is None else previous.firms & current.firms
    before = [_present(one.firms, both) for one in previous.candidates]
    after = [_present(one.firms, both) for one in current.candidates]
    pairs = _matched(before, after)
    successor = {old: new for new, (old, _) in pairs.items()}
    home = {firm: old for old, one in enumerate(previous.candidates) for firm in one.firms}
    inside = {firm for one in current.candidates for firm in one.firms}
    return Lineage(
        previous.run,
        current.run,
        [_descent(new, one, pairs.get(new), previous, home) for new, one in enumerate(current.candidates)],
        [
            Gone(old + 1, one.uid, one.name, len(one.firms), len(inside & one.firms))
            for old, one in enumerate(previous.candidates)
            if old not in successor
        ],
    )


def successor_of(firms: Set[str], candidates: Sequence[Set[str]]) -> int | None:
    """Return the place of the candidate that lineage matches with these firms, or None."""
    return next(iter(_matched([firms], candidates)), None)


def _present(firms: Set[str], known: Set[str] | None) -> Set[str]:
    return firms if known is None else firms & known


def _matched(before: Sequence[Set[str]], after: Sequence[Set[str]]) -> dict[int, tuple[int, float]]:
    """Return place now → (place before, Jaccard); only pairs that share a firm are looked at."""
    places: dict[str, int] = {firm: new for new, firms in enumerate(after) for firm in firms}
    likeness = []
    for old, firms in enumerate(before):
        shared = Counter(places[firm] for firm in firms if firm in places)
        for new, count in shared.items():
            likeness.append((-count / (len(firms) + len(after[new]) - count), old, new))
    pairs: dict[int, tuple[int, float]] = {}
    taken: set[int] = set()
    for negative, old, new in sorted(likeness):
        if -negative >= _ALIKE and old not in taken and new not in pairs:
            pairs[new] = (old, -negative)
            taken.add(old)
    return pairs


def _descent(
    place: int, one: Proposed, pair: tuple[int, float] | None, previous: RunGroups, home: dict[str, int]
) -> Descent:
    origin = Counter(home[firm] for firm in one.firms if firm in home)
    strange = [firm for firm in one.firms if firm not in home]
    newcomers = 0 if previous.firms is None else sum(firm not in previous.firms for firm in strange)
    old = None if pair is None else previous.candidates[pair[0]]
    return Descent(
        rank=place + 1,
        uid=one.uid,
        name=one.name,
        firms=len(one.firms),
        fate="new" if old is None else _size_change(len(old.firms), len(one.firms)),
        previous=None if pair is None else pair[0] + 1,
        jaccard=None if pair is None else round(pair[1], 6),
        joined=_difference(one.firms, old),
        left=[] if old is None else sorted(old.firms - one.firms),
        came_from=[
            Came(before + 1, previous.candidates[before].name, count, round(count / len(one.firms), 6))
            for before, count in sorted(origin.items(), key=lambda item: (-item[1], item[0]))
        ],
        background=len(strange) - newcomers,
        newcomers=newcomers,
    )


def _difference(firms: Set[str], old: Proposed | None) -> list[str]:
    return [] if old is None else sorted(firms - old.firms)


def _size_change(before: int, now: int) -> Fate:
    if before == now:
        return "kept"
    return "grown" if now > before else "shrunk"


def _fate(one: Descent) -> str:
    words = {
        "kept": "detection.fate-kept",
        "grown": "detection.fate-grown",
        "shrunk": "detection.fate-shrunk",
        "new": "detection.fate-new",
    }
    change = _signed(one.joined, one.left)
    return text(words[one.fate], previous=one.previous) + (f" ({change})" if change else "")


def _signed(joined: Collection[str], left: Collection[str]) -> str:
    return ", ".join([f"+{len(joined)}"] * bool(joined) + [f"−{len(left)}"] * bool(left))


def _origin(one: Descent) -> str:
    parts: Iterable[str] = [f"№ {came.rank}: {number(100 * came.share)} %" for came in one.came_from]
    outside = [text("detection.from-background", count=number(one.background))] * bool(one.background)
    fresh = [text("detection.from-newcomers", count=number(one.newcomers))] * bool(one.newcomers)
    return "; ".join([*parts, *outside, *fresh])
