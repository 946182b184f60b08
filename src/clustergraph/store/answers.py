"""What goes into a store and what comes out: sources, loads, counts, conditions, answers. Frozen, backend-free."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from clustergraph.model.records import Entity, Link, Value
from clustergraph.model.terms import Kind, LinkKind


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """Who speaks: the unit of priority, replacement and withdrawal."""

    uid: str
    """`source/…`, `expert/…` or `run/…`."""
    priority: int
    """0 to 100; the higher one wins the fold."""
    title: str = ""
    publisher: str = ""
    url: str = ""
    licence: str = ""
    note: str = ""
    observed_on: str = ""
    """As of when it speaks: the date of its latest standing load, else of its own; filled on reading."""
    computed: bool = False
    withdrawn_on: str = ""


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """One file (or one sheet of it) that a load read."""

    name: str
    """File name without folders."""
    sha256: str
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Load:
    """One reading of a source's files, as it is given to the store."""

    source: str
    files: Sequence[LoadedFile]
    recipe: str = ""
    """Digest of loader, mapping, ontology and judgements: the same recipe reads the same file alike."""
    observed_on: str = ""
    whole: bool = True
    """Replaces all the source said before; False: an increment, which closes nothing."""
    repeat: str = "refuse"
    """`refuse`, `latest:COLUMN…`, `same:amount`, `sum:amount,quantity`, `sum-a-sheet:amount` (model: loading)."""
    missing: Literal["close", "end"] = "close"
    replace: bool = False
    """The user said `--replace`: the guard and holding do not apply."""
    refused: frozenset[str] = frozenset()
    """Identities (uids) whose rows were refused: what the source said of them before is held."""
    unreadable: int = 0
    """Rows whose identity could not be read: all that is missing is held."""
    chain: str = ""
    """Only `copy` gives it."""
    judged: bool = False
    """Made by a changed identity judgement: the source's own statements under other uids. Such a load is not undone."""
    speaker: SourceInfo | None = None
    """Who speaks, for a source that the store does not know yet: made together with the load or not at all."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What a load did to the statements of its source."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    closed: int = 0
    ended: int = 0
    """Of the closed ones, those that stay with an end date (`missing = "end"`)."""
    held: int = 0


@dataclass(frozen=True, slots=True)
class Repeated:
    """An identity that several rows of one load state differently, so that none was taken."""

    uid: str
    places: Sequence[str]


@dataclass(frozen=True, slots=True)
class LoadStats:
    """Counts for nodes and links apart; totals are properties."""

    nodes: Counts = Counts()
    links: Counts = Counts()
    load: int = 0
    """Number of the load; 0 where nothing was written (the same again, a dry run)."""
    same_again: bool = False
    repeated: Sequence[Repeated] = ()

    @property
    def created(self) -> int:
        """Statements made."""
        return self.nodes.created + self.links.created

    @property
    def updated(self) -> int:
        """Statements changed."""
        return self.nodes.updated + self.links.updated

    @property
    def unchanged(self) -> int:
        """Statements said again."""
        return self.nodes.unchanged + self.links.unchanged

    @property
    def closed(self) -> int:
        """Statements said before and not now."""
        return self.nodes.closed + self.links.closed

    @property
    def held(self) -> int:
        """Statements kept because their rows could not be read."""
        return self.nodes.held + self.links.held


@dataclass(frozen=True, slots=True)
class LoadInfo:
    """A load that happened."""

    no: int
    source: str
    files: Sequence[LoadedFile]
    recipe: str
    observed_on: str
    whole: bool
    loaded_at: str
    stats: LoadStats
    undone_at: str = ""
    repeat: str = "refuse"
    missing: Literal["close", "end"] = "close"
    chain: str = ""
    """Hash of all that made the source say what it said after this load: equal chains, equal statements."""


@dataclass(frozen=True, slots=True)
class Between:
    """Values from `low` to `high`, both included; "" leaves an end open."""

    low: str = ""
    high: str = ""


@dataclass(frozen=True, slots=True)
class In:
    """One of these values."""

    values: Sequence[Value]


@dataclass(frozen=True, slots=True)
class StartsWith:
    """Texts with this beginning (a code and all below it); "" is any that is stated."""

    prefix: str


Condition: TypeAlias = Value | Between | In | StartsWith
Where: TypeAlias = Mapping[str, Condition]
"""Property key → condition; all must hold. A list property holds where one of its values does."""


@dataclass(frozen=True, slots=True)
class Projection:
    """What to take into arrays."""

    kinds: Sequence[Kind] = ()
    """Kinds of nodes, sub-kinds named apart; empty: all."""
    link_kinds: Sequence[LinkKind] = (LinkKind.SUPPLIES,)
    node_columns: Sequence[str] = ()
    link_columns: Sequence[str] = ()
    where: Where = field(default_factory=dict)
    """On links."""
    computed: bool = False
    """Take records of runs, too."""
    on: str = ""
    """A day: only what holds then, as in `Store.get`; a link whose end does not hold is dropped and counted."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A record found by text."""

    uid: str
    kind: Kind
    name: str


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Nodes and links around a node, in the order (distance, link kind, uid); `truncated` where a limit cut it."""

    nodes: Sequence[Entity]
    links: Sequence[Link]
    truncated: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """One side of a conflict."""

    source: str
    value: Value
    observed_on: str
    wins: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    """A property for which live sources state different values; the fold shows the one that wins."""

    uid: str
    property: str
    said: Sequence[Said]


@dataclass(frozen=True, slots=True)
class Change:
    """What a source said before a load updated, ended or closed it; what a load created needs no entry."""

    load: int
    uid: str
    source: str
    before: str
    """The whole statement as canonical JSON: `kind`, `props` (all of them), `observed_on`, `said_as`, its place as
    `file`, `sheet`, `line`; of a link `src`, `dst` and `key` (a list), too."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """Something that does not hold in a store; a whole store has none."""

    what: str
    """The invariant that is broken, in words."""
    uid: str = ""

    def __str__(self) -> str:
        return f"{self.uid}: {self.what}" if self.uid else self.what


@dataclass(frozen=True, slots=True)
class Stats:
    """Counts by kind, sorted by kind; `bare` nodes are known only as an end of a link."""

    nodes: Mapping[str, int]
    links: Mapping[str, int]
    bare: int
    sources: int
    loads: int
    contested: int
