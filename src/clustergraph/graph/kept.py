"""Checks that were kept in the store: written as computed sources, and found again by their group."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from clustergraph.analysis.law.kept import METHOD, to_statements
from clustergraph.analysis.law.report import CheckReport
from clustergraph.errors import UsageError
from clustergraph.i18n import text
from clustergraph.model.records import Entity, canonical
from clustergraph.model.terms import Kind
from clustergraph.model.words import name_of
from clustergraph.store.base import Load, LoadedFile, SourceInfo, Store

_PRIORITY = 10


@dataclass(frozen=True, slots=True)
class KeptCheck:
    """A check of a group that the store keeps."""

    run: str
    name: str
    """What was checked, by which edition and for which period, and the verdict."""
    edition: str
    period: str
    current: bool
    """The data are still those it was made of."""


def save_check(store: Store, report: CheckReport) -> str:
    """Keep a check as a computed source and return its run; the same check again writes nothing."""
    if store.get(report.group) is None:
        raise UsageError(text("law.save-alone"), text("law.save-alone-hint"))
    statements = to_statements(report)
    run = statements[0].record
    assert isinstance(run, Entity)
    told = canonical([[s.record.uid, dict(s.record.props)] for s in statements])
    file = LoadedFile(run.uid.partition("/")[2], hashlib.sha256(told.encode()).hexdigest())
    speaker = SourceInfo(run.uid, _PRIORITY, title=str(run.props["name"]), computed=True)
    store.load(Load(run.uid, (file,), recipe=run.uid, speaker=speaker), statements)
    return run.uid


def kept_checks(store: Store, group: str) -> list[KeptCheck]:
    """Return the checks of a group that are kept, by edition, period and run."""
    stamp = store.stamp()
    found = []
    for run in store.entities(Kind.RUN, {"method": METHOD}):
        asked = json.loads(str(run.props["parameters"]))
        if asked["group"] == group:
            current = run.props.get("stamp") == stamp
            found.append(KeptCheck(run.uid, name_of(run), asked["edition"], asked["period"], current))
    return sorted(found, key=lambda one: (one.edition, one.period, one.run))
