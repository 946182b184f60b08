"""What a picture shows: the firms of all candidates, of one group, or the surroundings of a record."""

from __future__ import annotations

from pathlib import Path

from clustergraph.errors import AnalysisError
from clustergraph.graph.resolve import CURRENT_RUN, resolve
from clustergraph.i18n import text
from clustergraph.model.records import Entity
from clustergraph.model.terms import Kind, LinkKind
from clustergraph.model.words import name_of
from clustergraph.store.base import Store
from clustergraph.view.payloads import GraphPage, graph_page, groups_of
from clustergraph.view.pyvis import PictureFile, write_html

_MOST = 1500
"""Nodes that a browser still draws pleasantly; the page says how many there are in all."""
_BETWEEN_FIRMS = (LinkKind.SUPPLIES, LinkKind.OWNS, LinkKind.DIRECTS)
_GROUPS = (Kind.INDUSTRIAL_CLUSTER, Kind.CLUSTER_CANDIDATE)


def view(store: Store, out: Path, wanted: str, *, depth: int) -> PictureFile:
    """Write the picture of a group, of a record's surroundings or, with nothing named, of all candidates."""
    return write_html(page(store, wanted, depth=depth), out)


def page(store: Store, wanted: str = "", *, depth: int = 1) -> GraphPage:
    """Return the page that `view` writes.

    Raises
    ------
    AnalysisError
        Where nothing is named and there is neither a candidate nor a cluster with members.
    """
    run = store.document(CURRENT_RUN)
    if wanted:
        uid = resolve(store, wanted)
        record = store.get(uid)
        assert record is not None
        if record.kind not in _GROUPS:
            return _around(store, uid, depth)
        named = [record] if isinstance(record, Entity) else []
        title = name_of(named[0])
    else:
        candidates = store.entities(Kind.CLUSTER_CANDIDATE)
        of_run = run.decode().removeprefix("run/") if run else ""
        named = [*store.entities(Kind.INDUSTRIAL_CLUSTER)]
        named += [one for one in candidates if one.uid.startswith(f"candidate/{of_run}/")]
        title = text("graph.picture-title")
    return _groups(store, named, title, run.decode() if run else "")


def _groups(store: Store, named: list[Entity], title: str, run: str) -> GraphPage:
    """Return the members of clusters and candidates with the links among them."""
    uids = [entity.uid for entity in named]
    belongs = [link for kind in (LinkKind.MEMBER_OF, LinkKind.INCLUDES) for link in store.links(kind, ends=uids)]
    groups = [group for group in groups_of(named, belongs) if len(group.members) > 1]
    if not groups:
        raise AnalysisError(text("graph.picture-nothing"), text("graph.picture-nothing-hint"))
    firms = sorted({uid for group in groups for uid in group.members} - set(uids))
    nodes = list(_nodes(store, firms))
    links = [link for kind in _BETWEEN_FIRMS for link in store.links(kind, ends=firms)]
    return graph_page(nodes, links, groups, title=title, limit=_MOST, stamp=store.stamp(), run=run)


def _around(store: Store, uid: str, depth: int) -> GraphPage:
    """Return a record and what is linked to it."""
    around = store.neighbours(uid, depth=depth, limit=_MOST)
    center = store.get(uid)
    assert isinstance(center, Entity)
    nodes = {node.uid: node for node in (center, *around.nodes)}
    return graph_page(
        nodes.values(), around.links, title=name_of(center), limit=_MOST, keep=(uid,), stamp=store.stamp()
    )


def _nodes(store: Store, uids: list[str]) -> list[Entity]:
    records = (store.get(uid) for uid in uids)
    return [record for record in records if isinstance(record, Entity)]
