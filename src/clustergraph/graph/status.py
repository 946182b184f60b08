"""What is in the graph, and whether the program and the store are well."""

from __future__ import annotations

import platform
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from itertools import islice

from clustergraph import settings
from clustergraph.graph.resolve import CURRENT_RUN
from clustergraph.i18n import number, plural, text
from clustergraph.model.codes import is_fictional
from clustergraph.model.ontology import label
from clustergraph.model.results import Result, Table, aligned
from clustergraph.store.base import Store

_PACKAGES = (
    "networkx",
    "numpy",
    "scipy",
    "graspologic-native",
    "pyoxigraph",
    "rdflib",
    "python-calamine",
    "pyvis",
    "pandas",
)


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
        return "\n".join(lines)

    def table(self) -> Table:
        """Return one row a kind."""
        return ("kind", "count"), [(count.kind, count.count) for count in (*self.nodes, *self.links)]


def status(store: Store) -> Status:
    """Count what is in the graph."""
    from clustergraph.model.terms import Kind

    stats = store.stats()
    firms = fictional = unidentified = 0
    for entity in store.entities(Kind.ORGANIZATION):
        if entity.kind != Kind.PUBLIC_AUTHORITY:
            firms += 1
            fictional += is_fictional(entity.uid)
            unidentified += "inn" not in entity.props
    run = store.document(CURRENT_RUN)
    return Status(
        store=store.address,
        nodes=[Count(kind, count) for kind, count in stats.nodes.items()],
        links=[Count(kind, count) for kind, count in stats.links.items()],
        firms=firms,
        fictional_firms=fictional,
        firms_without_inn=unidentified,
        bare=stats.bare,
        sources=stats.sources,
        loads=stats.loads,
        conflicts=sum(1 for _ in store.conflicts()),
        current_run=run.decode() if run else "",
        stamp=store.stamp(),
    )


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that `doctor` looked at."""

    what: str
    state: str
    well: bool


@dataclass(frozen=True, slots=True)
class Doctor(Result):
    """Whether the program, its packages and the store are well."""

    findings: Sequence[Finding]

    @property
    def well(self) -> bool:
        """Nothing is amiss."""
        return all(finding.well for finding in self.findings)

    def to_text(self) -> str:
        """Return one line a finding."""
        rows = [("✓" if finding.well else "✗", finding.what, finding.state) for finding in self.findings]
        return aligned(("", text("graph.doctor-what"), text("graph.doctor-state")), rows)

    def table(self) -> Table:
        """Return one row a finding."""
        return ("what", "state", "well"), [(f.what, f.state, f.well) for f in self.findings]


def doctor(store: Store | None) -> Doctor:
    """Look at the interpreter, the packages and, where there is one, the store."""
    findings = [
        Finding("clustergraph", settings.VERSION, True),
        Finding("Python", f"{platform.python_version()} ({sys.platform})", sys.version_info >= (3, 11)),
    ]
    for package in _PACKAGES:
        optional = package == "pandas"
        try:
            findings.append(Finding(package, version(package), True))
        except PackageNotFoundError:
            state = text("graph.doctor-optional") if optional else text("graph.doctor-missing")
            findings.append(Finding(package, state, optional))
    if store is None:
        findings.append(Finding(text("graph.doctor-store"), text("graph.doctor-no-store"), True))
    else:
        findings += _store_findings(store)
    return Doctor(findings)


def _store_findings(store: Store) -> list[Finding]:
    """Read a sample of every kind of record; a store that is not whole raises its own error."""
    stats = store.stats()
    read = sum(1 for _ in islice(store.entities(), 1000)) + sum(1 for _ in islice(store.links(), 1000))
    state = text(
        "graph.doctor-store-state",
        nodes=number(sum(stats.nodes.values())),
        links=number(sum(stats.links.values())),
        read=number(read),
    )
    return [Finding(f"{text('graph.doctor-store')} {store.address}", state, True)]
