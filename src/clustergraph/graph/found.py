"""Candidates: searched in arrays of the store, kept as a computed source, read back as list and page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from clustergraph.errors import AnalysisError
from clustergraph.graph.pinning import judged, mask
from clustergraph.graph.resolve import CURRENT_RUN, resolve
from clustergraph.i18n import text
from clustergraph.model.records import Entity, Link
from clustergraph.model.terms import Kind, LinkKind
from clustergraph.progress import Progress, silent
from clustergraph.store.base import Load, LoadedFile, Projection, SourceInfo, StartsWith, Store, Where

if TYPE_CHECKING:
    from clustergraph.analysis.candidate import Candidate
    from clustergraph.analysis.candidates import Candidates
    from clustergraph.analysis.detection.detect import Detection
    from clustergraph.analysis.detection.explain import Explanation
    from clustergraph.analysis.network import Network

_FIRMS = (Kind.ORGANIZATION, Kind.ENTERPRISE, Kind.PUBLIC_AUTHORITY, Kind.NAMELESS_MEMBER)
_LINKS_ALONE = ("fast", "louvain")
"""Methods whose scores are of links and sizes alone."""
_PRIORITY = 10
"""Of computed sources (model: the fold)."""


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """A detection together with the network it searched; `Graph.save` keeps it."""

    detection: Detection
    network: Network
    period: str
    stamp: str
    on: str = ""
    """The day of reading, or ""."""
    pinned_missing: Sequence[str] = ()
    """Firms that experts pinned and the network does not have."""


def detect(
    store: Store,
    *,
    regions: Sequence[str] = (),
    period: str = "",
    seed: int = 1,
    min_firms: int = 5,
    method: str = "pool",
    judge: str = "auto",
    jobs: int = 1,
    progress: Progress = silent,
) -> Found:
    """Search the supply network of a period ("": all) for candidates."""
    from clustergraph.analysis.detection.detect import detect as search

    network = network_in(store, period)
    pins = mask(store, network)
    found = search(
        network,
        seed=seed,
        min_firms=min_firms,
        within=regions,
        method=method,
        judge=judge,
        pins=pins,
        jobs=jobs,
        progress=progress,
    )
    return Found(found, network, period, store.stamp(), store.on, () if pins is None else pins.missing)


def network_in(store: Store, period: str) -> Network:
    """Return the supply network of a period ("": all)."""
    from clustergraph.analysis.network import network_of

    projection = Projection(
        kinds=_FIRMS,
        link_kinds=(LinkKind.SUPPLIES,),
        node_columns=("okved2", "region"),
        where=_of_period(period),
    )
    return network_of(store.project(projection))


def _of_period(period: str) -> Where:
    """A record belongs to a period when its own is equal to it or lies inside it."""
    return {"period": StartsWith(period)} if period else {}


def save(store: Store, found: Found) -> str:
    """Keep a run and make it the current one; return its uid."""
    from clustergraph.analysis.detection.statements import to_statements

    names = {entity.uid: str(entity.props["name"]) for entity in _named(store, found)}
    statements = to_statements(
        found.detection, found.network, stamp=found.stamp, period=found.period, names=names, on=found.on
    )
    run = statements[0].record
    assert isinstance(run, Entity)
    speaker = SourceInfo(run.uid, _PRIORITY, title=str(run.props.get("name", "")), computed=True)
    file = LoadedFile(PurePath(run.uid).name, found.network.digest)
    store.load(Load(run.uid, (file,), recipe=run.uid, speaker=speaker), statements)
    current = store.document(CURRENT_RUN)
    if current != run.uid.encode():
        store.put_document(CURRENT_RUN, run.uid.encode(), was=current)
    return run.uid


def _named(store: Store, found: Found) -> Iterator[Entity]:
    """Give the firms that candidates are named by."""
    for uid in sorted({found.network.uids[group.hub] for group in found.detection.groups}):
        record = store.get(uid)
        if isinstance(record, Entity) and "name" in record.props:
            yield record


def candidates(store: Store, run: str) -> Candidates:
    """List the candidates of a run; of the current one where none is named."""
    from clustergraph.analysis.candidates import candidates_of

    record = run_of(store, run)
    listed = list(candidates_in(store, record.uid))
    includes = list(store.links(LinkKind.INCLUDES, ends=[one.uid for one in listed]))
    firms = records_of(store, (link.dst for link in includes))
    found = candidates_of(record, listed, includes, firms, store.stamp(), supplies_of(store, record, firms))
    return replace(found, candidates=judged(store, found.candidates, includes))


def candidate(store: Store, wanted: str, run: str) -> Candidate:
    """Return one candidate by rank, uid or name."""
    from clustergraph.analysis.candidate import candidate_of

    record = run_of(store, run)
    if wanted.strip().isdigit():
        wanted = f"candidate/{record.uid.removeprefix('run/')}/{int(wanted)}"
    uid = resolve(store, wanted, (Kind.CLUSTER_CANDIDATE,))
    found = store.get(uid)
    assert isinstance(found, Entity)
    record = run_of(store, f"run/{uid.split('/')[1]}")
    includes = list(store.links(LinkKind.INCLUDES, ends=[uid]))
    members = records_of(store, (link.dst for link in includes))
    supplies = list(supplies_of(store, record, members))
    firms = records_of(store, (end for link in supplies for end in (link.src, link.dst))) | members
    around = list(store.links(LinkKind.INCLUDES, ends=[one.uid for one in candidates_in(store, record.uid)]))
    owns = store.links(LinkKind.OWNS, ends=members)
    why = explained(store, record, uid, around)
    page = candidate_of(record, found, includes, firms, supplies, store.stamp(), owns=owns, why=why)
    return next(iter(judged(store, [page], around)))


def explained(store: Store, run: Entity, candidate: str, includes: Iterable[Link]) -> Explanation | None:
    """Return the evidence for a candidate; None where the graph is no longer the one that was searched.

    `includes` are those of the whole run.
    """
    from clustergraph.analysis.detection.explain import explain
    from clustergraph.analysis.detection.scoring import Scene
    from clustergraph.analysis.inside import members_of

    parameters = json.loads(str(run.props.get("parameters", "{}")))
    if run.props.get("stamp", "") != store.stamp() or parameters.get("on", "") != store.on:
        return None
    network = network_in(store, str(run.props.get("period", "")))
    number = {uid: i for i, uid in enumerate(network.uids)}
    members = members_of(includes)
    order = sorted(members, key=lambda uid: int(uid.rpartition("/")[2]))
    groups = [[number[firm] for firm in members[uid]] for uid in order]
    scene = Scene(network, attributes=parameters.get("method") not in _LINKS_ALONE)
    return explain(scene, groups, order.index(candidate))


def run_of(store: Store, run: str) -> Entity:
    """Return the record of a run; of the current one where none is named."""
    current = store.document(CURRENT_RUN)
    uid = run or (current.decode() if current else "")
    if not uid:
        raise AnalysisError(text("graph.no-run"), text("graph.picture-nothing-hint"))
    record = store.get(uid if uid.startswith("run/") else f"run/{uid}")
    if not isinstance(record, Entity):
        raise AnalysisError(text("graph.unknown-run", run=uid), text("graph.unknown-run-hint"))
    return record


def candidates_in(store: Store, run: str) -> Iterator[Entity]:
    """Give the candidates of a run by uid."""
    folder = f"candidate/{run.removeprefix('run/')}/"
    for entity in store.entities(Kind.CLUSTER_CANDIDATE, after=folder):
        if not entity.uid.startswith(folder):
            return
        yield entity


def supplies_of(store: Store, run: Entity, firms: Iterable[str]) -> Iterator[Link]:
    """Give the supplies at some firms, of the period of a run."""
    return store.links(LinkKind.SUPPLIES, _of_period(str(run.props.get("period", ""))), ends=firms)


def records_of(store: Store, uids: Iterable[str]) -> dict[str, Entity]:
    """Return uid → node; what is gone is left out."""
    found = ((uid, store.get(uid)) for uid in sorted(set(uids)))
    return {uid: record for uid, record in found if isinstance(record, Entity)}
