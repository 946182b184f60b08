"""A dossier of what sources say in a test, without a store."""

from __future__ import annotations

from clustergraph.analysis.cooperation import cooperation
from clustergraph.analysis.law.check import check
from clustergraph.analysis.law.editions import read_rulebook
from clustergraph.export.dossier.parts import Chapter, Dossier
from tests.analysis.law.story import Story


def dossier(story: Story, *, edition: str = "e2024", plan: Chapter | None = None) -> Dossier:
    evidence = story.evidence()
    return Dossier(
        evidence=evidence,
        report=check(evidence, read_rulebook(None), edition=edition),
        cooperation=cooperation(evidence),
        day="2024-03-01",
        plan=plan,
    )
