"""What is in the graph, and how ready it is for the analyses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clustergraph.graph.readiness import Readiness, readiness
from clustergraph.graph.resolve import CURRENT_RUN
from clustergraph.i18n import number, plural, text
from clustergraph.model.ontology import label
from clustergraph.model.results import Result, Table, aligned
from clustergraph.store.base import Store


@dataclass(frozen=True, slots=True)
class Count:
    """How many records of a kind there are."""

    kind: str
    count: int

    @property
    def label(self) -> str:
        """The kind in the language in force."""
        return str(label(self.kind))


@dataclass(frozen=True, slots=True)
class Status(Result):
    """Counts of the graph; every figure over firms says how many of them are fictional."""

    store: str
    nodes: Sequence[Count]
    links: Sequence[Count]
    firms: int
    fictional_firms: int
    firms_without_inn: int
    bare: int
    sources: int
    loads: int
    conflicts: int
    current_run: str
    stamp: str
    readiness: Readiness

    def to_text(self) -> str:
        """Return the counts in words."""
        if not self.nodes:
            return text("graph.empty-store", store=self.store)
        firms = text(
            "graph.status-firms",
            firms=plural(self.firms, "common.firms"),
            fictional=number(self.fictional_firms),
            without=number(self.firms_without_inn),
        )
        rows = [(count.label, count.kind, number(count.count)) for count in (*self.nodes, *self.links)]
        header = (text("graph.column-kind"), "", text("graph.column-count"))
        lines = [text("graph.status-head", store=self.store), firms, "", aligned(header, rows, right=(2,)), ""]
        lines.append(
            text(
                "graph.status-sources",
                sources=number(self.sources),
                loads=number(self.loads),
                conflicts=number(self.conflicts),
                bare=number(self.bare),
            )
        )
        lines.append(
            text("graph.status-run", run=self.current_run) if self.current_run else text("graph.status-no-run")
        )
        return "\n".join([*lines, "", text("graph.ready"), *self.readiness.lines()])

    def table(self) -> Table:
        """Return one row a kind."""
        return ("kind", "count"), [(count.kind, count.count) for count in (*self.nodes, *self.links)]


def status(store: Store) -> Status:
    """Count what is in the graph."""
    stats = store.stats()
    ready = readiness(store)
    run = store.document(CURRENT_RUN)
    return Status(
        store=store.address,
        nodes=[Count(kind, count) for kind, count in stats.nodes.items()],
        links=[Count(kind, count) for kind, count in stats.links.items()],
        firms=ready.firms,
        fictional_firms=ready.fictional_firms,
        firms_without_inn=ready.firms_without_inn,
        bare=stats.bare,
        sources=stats.sources,
        loads=stats.loads,
        conflicts=sum(1 for _ in store.conflicts()),
        current_run=run.decode() if run else "",
        stamp=store.stamp(),
        readiness=ready,
    )
