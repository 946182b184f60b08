"""A detection as statements: what the graph keeps of a run and its candidates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from clustergraph.analysis.detection.weights import link_matrix
from clustergraph.analysis.runs import run_id
from clustergraph.i18n import Text, both
from clustergraph.model.records import Entity, Place, Statement, Value, canonical, link
from clustergraph.model.terms import Kind, LinkKind
from clustergraph.model.uids import code_of
from clustergraph.settings import VERSION

if TYPE_CHECKING:
    from clustergraph.analysis.detection.detect import Detection
    from clustergraph.analysis.detection.features import Group
    from clustergraph.analysis.network import Network

_METHOD = "detect"
_PLACE = Place(_METHOD)
_METHOD_VERSION = 1
"""Rises when the same parameters, seed and graph give another answer; part of the run's id."""


def to_statements(
    detection: Detection, network: Network, *, stamp: str, period: str, names: Mapping[str, str], on: str = ""
) -> list[Statement]:
    """Return the run, its candidates by rank and the firms of each.

    Parameters
    ----------
    network
        The one that was searched.
    stamp, period
        Of the graph it was taken from; "" means all periods.
    names
        uid of a firm → its Russian name, for the names of candidates.
    on
        The day of reading; "" means none.
    """
    parameters: dict[str, object] = {
        "engine": detection.versions["graspologic-native"],
        "judge": detection.judge,
        "method": detection.method,
        "min_firms": detection.min_firms,
        "period": period,
        "version": _METHOD_VERSION,
        "within": list(detection.within),
    }
    if on:
        parameters["on"] = on
    if detection.pins is not None:
        parameters["pins"] = detection.pins.digest
    inner, links = _link_counts(detection, network)
    run = run_id(_METHOD, parameters, detection.seed, stamp)
    records = [_run(run, parameters, detection.seed, stamp, period)]
    statements = [Statement(record, _PLACE) for record in records]
    for rank, group in enumerate(detection.groups, start=1):
        candidate = _candidate(run, rank, group, network, period, names)
        statements.append(Statement(candidate, _PLACE))
        for firm, role in zip(group.firms, group.roles, strict=True):
            props: dict[str, Value] = {
                "role": role,
                "score": float(detection.log_odds[firm]),
                "links_inside": inner[firm],
                "link_count": links[firm],
            }
            if detection.pins is not None and detection.pins.labels[firm] >= 0:
                props["pinned"] = True
            statements.append(Statement(link(candidate.uid, LinkKind.INCLUDES, network.uids[firm], props), _PLACE))
    return statements


def _link_counts(detection: Detection, network: Network) -> tuple[list[int], list[int]]:
    """Return with how many firms of its own candidate, and how many at all, each firm is linked."""
    matrix = link_matrix(network)
    links = np.diff(matrix.indptr)
    firm = np.repeat(np.arange(network.n), links)
    own = detection.labels[firm]
    inside = firm[(own >= 0) & (own == detection.labels[matrix.indices])]
    return np.bincount(inside, minlength=network.n).tolist(), links.tolist()


def _run(uid: str, parameters: Mapping[str, object], seed: int, stamp: str, period: str) -> Entity:
    name = both("detection.run-name")
    told = {"method": parameters["method"], "seed": seed}
    props: dict[str, Value] = {
        "name": name.ru.format(**told),
        "name_en": name.en.format(**told),
        "method": _METHOD,
        "parameters": canonical(parameters),
        "seed": seed,
        "software_version": VERSION,
    }
    return Entity(uid, Kind.RUN, props | _stated(stamp=stamp, period=period))


def _candidate(run: str, rank: int, group: Group, network: Network, period: str, names: Mapping[str, str]) -> Entity:
    name = _name(group, network, names)
    props: dict[str, Value] = {
        "name": name.ru,
        "name_en": name.en,
        "rank": rank,
        "size": group.size,
        "score": group.score,
        "inner_degree": group.inner_degree,
        "links_inside": group.links_inside,
        "share_inside": group.share_inside,
        "judge": group.judge,
        "band": group.band,
    }
    if group.stability is not None:
        props["stability"] = group.stability
    if group.probability is not None:
        props["probability"] = group.probability
    uid = f"candidate/{run.removeprefix('run/')}/{rank}"
    return Entity(
        uid,
        Kind.CLUSTER_CANDIDATE,
        props | _stated(period=period, regions=list(group.regions), activities=sorted(group.sectors)),
    )


def _stated(**values: Value) -> dict[str, Value]:
    return {key: value for key, value in values.items() if value}


def _name(group: Group, network: Network, names: Mapping[str, str]) -> Text:
    """Return a name by the most linked firm; regions and sectors stand beside it."""
    anchor = network.uids[group.hub]
    firm = names.get(anchor) or code_of(anchor)
    partners = both("detection.name-partners")
    return Text(partners.ru.format(firm=firm), partners.en.format(firm=firm))
