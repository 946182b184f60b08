"""Who speaks: the list, one source with its loads, its withdrawal and its weight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from clustergraph.errors import InputError, UnknownNameError, nearest
from clustergraph.i18n import number, text, unknown
from clustergraph.model.ontology import label
from clustergraph.model.results import Result, Table, aligned
from clustergraph.store.base import Counts, LoadInfo, SourceInfo, Store

FAMILY = "/*"
_FOLDERS = ("source/", "expert/", "run/")
_HIGHEST = 100
_LISTED = 8
"""Names that an error lists."""


@dataclass(frozen=True, slots=True)
class Sources(Result):
    """Who speaks, by uid."""

    sources: Sequence[SourceInfo]

    def to_text(self) -> str:
        """Return one line a source."""
        header = ("uid", text("graph.column-priority"), text("graph.column-date"), text("graph.column-title"))
        rows = [(source.uid, str(source.priority), _date(source), source.title) for source in self.sources]
        return aligned(header, rows, right=(1,)) if rows else text("graph.no-sources")

    def table(self) -> Table:
        """Return one row a source."""
        rows = [(s.uid, s.priority, s.observed_on, s.title, s.publisher, s.url, s.computed) for s in self.sources]
        return ("uid", "priority", "observed_on", "title", "publisher", "url", "computed"), rows


def _date(source: SourceInfo) -> str:
    return text("graph.source-withdrawn") if source.withdrawn_on else source.observed_on or "—"


def sources(store: Store) -> Sources:
    """List who speaks in a store."""
    return Sources(list(store.sources()))


def named(store: Store, wanted: str) -> list[SourceInfo]:
    """Return the source that people mean, or with `/*` the source and all below it; `source/` may be left out.

    Raises
    ------
    UnknownNameError
        Where there is none; the hint names the nearest, or the sources below the name.
    """
    known = {source.uid: source for source in store.sources()}
    head = wanted.strip().removesuffix(FAMILY)
    uid = head if head.startswith(_FOLDERS) else f"source/{head}"
    below = [source for other, source in known.items() if other.startswith(f"{uid}/")]
    if wanted.strip().endswith(FAMILY) and (below or uid in known):
        return [known[uid], *below] if uid in known else below
    if uid in known:
        return [known[uid]]
    if below:
        told = text("common.unknown", what=text("graph.what-source"), name=wanted)
        listed = ", ".join(source.uid for source in below)
        raise UnknownNameError(told, text("graph.source-below", listed=listed, family=head + FAMILY), wanted, known)
    names = [other.removeprefix("source/") for other in known]
    like = [name for name in names if head in name][:_LISTED] or names
    if nearest(wanted, names) or len(like) <= _LISTED:
        raise unknown("graph.what-source", wanted, names if nearest(wanted, names) else like)
    told = text("common.unknown", what=text("graph.what-source"), name=wanted)
    raise UnknownNameError(told, text("graph.one-source-hint"), wanted, names)


@dataclass(frozen=True, slots=True)
class SourceShown(Result):
    """One source: who it is, what it says by kind, its loads."""

    source: SourceInfo
    says: Sequence[tuple[str, int]]
    """Kind and number of statements, in the order of the ontology."""
    loads: Sequence[LoadInfo]

    def to_text(self) -> str:
        """Return facts, counts and loads."""
        source = self.source
        lines = [f"{source.title or source.uid}", f"uid: {source.uid}"]
        facts = (
            (text("graph.column-priority"), str(source.priority)),
            (text("graph.column-date"), source.observed_on or text("graph.not-stated")),
            (text("graph.source-publisher"), source.publisher),
            ("URL", source.url),
            (text("graph.source-licence"), source.licence),
            (text("graph.source-note"), source.note),
            (text("graph.source-withdrawn"), source.withdrawn_on),
        )
        lines += [f"{name}: {value}" for name, value in facts if value]
        rows = [(str(label(kind)), kind, number(count)) for kind, count in self.says]
        header = (text("graph.column-kind"), "", text("graph.column-count"))
        lines += ["", aligned(header, rows, right=(2,)) if rows else text("graph.source-silent")]
        if self.loads:
            from clustergraph.graph.loads import loads_text

            lines += ["", loads_text(self.loads)]
        return "\n".join(lines)

    def table(self) -> Table:
        """Return one row a kind."""
        return ("kind", "count"), list(self.says)


def source(store: Store, wanted: str) -> SourceShown:
    """Return one source with what it says and its loads."""
    from clustergraph.model.terms import Kind, LinkKind

    (info, *more) = named(store, wanted)
    if more:
        raise InputError(text("graph.one-source", wanted=wanted), text("graph.one-source-hint"))
    counts: dict[str, int] = {}
    for statement in store.statements(source=info.uid):
        counts[statement.record.kind] = counts.get(statement.record.kind, 0) + 1
    says = [(str(kind), counts[kind]) for kind in (*Kind, *LinkKind) if kind in counts]
    return SourceShown(info, says, list(store.loads(info.uid)))


@dataclass(frozen=True, slots=True)
class Withdrawn(Result):
    """What a withdrawal took away."""

    sources: Sequence[str]
    nodes: Counts
    links: Counts
    erased: bool = False
    dry_run: bool = False

    def to_text(self) -> str:
        """Return the counts in words."""
        counts = {"nodes": number(self.nodes.closed), "links": number(self.links.closed)}
        key = "graph.would-withdraw" if self.dry_run else "graph.withdrawn"
        lines = [text(key, sources=", ".join(self.sources), **counts)]
        if self.erased:
            lines.append(text("graph.withdrawn-erased"))
        return "\n".join(lines)

    def table(self) -> Table:
        """Return one row a source."""
        return ("source",), [(uid,) for uid in self.sources]


def withdraw(store: Store, wanted: str, *, erase: bool = False, dry_run: bool = False) -> Withdrawn:
    """Take away all that a source or a family of sources says."""
    meant = named(store, wanted)
    asked = wanted.strip()
    head = asked.removesuffix(FAMILY)
    address = (head if head.startswith(_FOLDERS) else f"source/{head}") + FAMILY * asked.endswith(FAMILY)
    stats = store.withdraw(address, erase=erase, dry_run=dry_run)
    return Withdrawn([info.uid for info in meant], stats.nodes, stats.links, erase and not dry_run, dry_run)


@dataclass(frozen=True, slots=True)
class Reweighed(Result):
    """Sources with their new priority; `changed` names those that had another one."""

    sources: Sequence[str]
    priority: int
    changed: Sequence[str]

    def to_text(self) -> str:
        """Return one line a source."""
        return "\n".join(
            text(
                "graph.priority-changed" if uid in self.changed else "graph.priority-same",
                source=uid,
                priority=self.priority,
            )
            for uid in self.sources
        )

    def table(self) -> Table:
        """Return one row a source."""
        return ("source", "priority", "changed"), [(uid, self.priority, uid in self.changed) for uid in self.sources]


def priority(store: Store, wanted: str, value: int) -> Reweighed:
    """Give a source, or a family of them, another priority; what it shares with others is folded anew."""
    if not 0 <= value <= _HIGHEST:
        raise InputError(text("graph.bad-priority", priority=value), text("graph.bad-priority-hint"))
    meant = named(store, wanted)
    changed = [info.uid for info in meant if store.put_source(replace(info, priority=value))]
    return Reweighed([info.uid for info in meant], value, changed)
