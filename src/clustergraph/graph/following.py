"""One run of candidates against another."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from clustergraph.errors import AnalysisError
from clustergraph.graph.found import run_of
from clustergraph.i18n import text
from clustergraph.model.records import Entity
from clustergraph.model.terms import Kind, LinkKind
from clustergraph.model.words import name_of
from clustergraph.store.base import Store

if TYPE_CHECKING:
    from clustergraph.analysis.detection.lineage import Lineage, RunGroups


def compare(store: Store, current: str, previous: str) -> Lineage:
    """Compare two runs: without names the current one with the latest other one."""
    from clustergraph.analysis.detection.lineage import compare as lineage

    now = run_of(store, current)
    before = run_of(store, previous) if previous else _one_before(store, now)
    return lineage(groups(store, before), groups(store, now))


def groups(store: Store, run: Entity) -> RunGroups:
    """Return the candidates of a run with their firms."""
    from clustergraph.analysis.detection.lineage import Proposed, RunGroups
    from clustergraph.graph.found import candidates_in

    listed = sorted(candidates_in(store, run.uid), key=lambda one: int(str(one.props["rank"])))
    firms: defaultdict[str, set[str]] = defaultdict(set)
    for link in store.links(LinkKind.INCLUDES, ends=[one.uid for one in listed]):
        if not link.props.get("secondary"):
            firms[link.src].add(link.dst)
    return RunGroups(run.uid, [Proposed(one.uid, name_of(one), firms[one.uid]) for one in listed])


def _one_before(store: Store, run: Entity) -> Entity:
    """Return the search that was loaded last, this one aside."""
    found = None
    for load in store.loads():
        if load.source.startswith("run/") and load.source != run.uid and not load.undone_at:
            record = store.get(load.source)
            if isinstance(record, Entity) and record.kind == Kind.RUN and record.props.get("method") == "detect":
                found = record
    if found is None:
        raise AnalysisError(text("graph.one-run", run=run.uid), text("graph.one-run-hint"))
    return found
