"""Checks of many groups at once: what is said of a firm that stands in several is read once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from clustergraph.analysis.evidence import gather, read_once
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
    sources, stamp, day = list(store.sources()), store.stamp(), as_of or store.on
    with collecting_seldom():
        said = read_once(groups, lambda uids: store.statements(ends=uids))
        for group in groups:
            evidence = gather(group, said, sources=sources, period=period, as_of=day, stamp=stamp)
            yield check(evidence, book, edition=edition, terse=True)
