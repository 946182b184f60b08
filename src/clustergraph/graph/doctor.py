"""Whether the program, its packages and the store are well; a backup for when they are not."""

from __future__ import annotations

import platform
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from clustergraph import settings
from clustergraph.i18n import number, text
from clustergraph.model.results import Result, Table, aligned
from clustergraph.store.base import Store

_FLAWS = 20
"""Flaws that are told one by one."""
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
class Finding:
    """One thing that `doctor` looked at."""

    what: str
    state: str
    well: bool


@dataclass(frozen=True, slots=True)
class Doctor(Result):
    """Whether the program, its packages and the store are well; a backup for when they are not."""

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


def doctor(store: Store | None, *, full: bool = False) -> Doctor:
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
        findings += _store_findings(store, full=full)
    return Doctor(findings)


def _store_findings(store: Store, *, full: bool) -> list[Finding]:
    """Tell what does not hold in the store, one finding a flaw; a whole store is one finding."""
    flaws = store.check(full)
    name = f"{text('graph.doctor-store')} {store.address}"
    if flaws:
        found = [Finding(flaw.uid or name, flaw.what, False) for flaw in flaws[:_FLAWS]]
        more = text("graph.show-more", more=number(len(flaws) - _FLAWS))
        return found + [Finding(name, more, False)] * (len(flaws) > _FLAWS)
    stats = store.stats()
    state = text(
        "graph.doctor-store-full" if full else "graph.doctor-store-sample",
        nodes=number(sum(stats.nodes.values())),
        links=number(sum(stats.links.values())),
    )
    return [Finding(name, state, True)]


@dataclass(frozen=True, slots=True)
class Backup(Result):
    """A store written beside: where it lies and how large it is."""

    file: str
    size: int
    """In bytes."""
    stamp: str

    def to_text(self) -> str:
        """Return one line."""
        return text("graph.backup", file=self.file, size=number(self.size / 1e6, 1))

    def table(self) -> Table:
        """Return one row."""
        return ("file", "size", "stamp"), [(self.file, self.size, self.stamp)]


def backup(store: Store, path: Path) -> Backup:
    """Write the state of this moment into a file that is a store of its own."""
    written = store.backup(path)
    return Backup(str(written), written.stat().st_size, store.stamp())
