"""Checks of many groups at once: what is said of a firm that stands in several is read once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from clustergraph.analysis.evidence import gather_each
from clustergraph.analysis.law.check import check
from clustergraph.analysis.law.report import CheckReport
from clustergraph.graph.checking import GROUPS, rulebook
from clustergraph.graph.found import candidates
from clustergraph.graph.resolve import resolve
from clustergraph.load.collecting import collecting_seldom
from clustergraph.store.base import Store


def check_each(
    store: Store, folder: Path, wanted: Iterable[str], *, edition: str, period: str, as_of: str
) -> Iterator[CheckReport]:
    """Check groups, or the candidates of the current run, in their order: figures and verdicts alone."""
    groups = [resolve(store, name, GROUPS) for name in wanted] or [one.uid for one in candidates(store, "").candidates]
    book = rulebook(store, folder)
    evidences = gather_each(
        groups,
        lambda uids: store.statements(ends=uids),
        sources=list(store.sources()),
        period=period,
        as_of=as_of or store.on,
        stamp=store.stamp(),
    )
    with collecting_seldom():
        for evidence in evidences:
            yield check(evidence, book, edition=edition, terse=True)
