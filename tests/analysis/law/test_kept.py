"""A check as statements: the same in both languages, under one run, and never narrower than it was."""

from __future__ import annotations

from clustergraph.analysis.law.check import check
from clustergraph.analysis.law.editions import read_rulebook
from clustergraph.analysis.law.kept import to_statements
from clustergraph.i18n import use
from clustergraph.model.records import Entity, Link
from clustergraph.model.terms import LinkKind
from tests.analysis.law.story import CLUSTER, OUT, T1, F, Story, cluster

BOOK = read_rulebook()
C4 = "requirement/pp-779/e2024/c4"


def results(story: Story) -> dict[str, Entity]:
    records = [s.record for s in to_statements(check(story.evidence(), BOOK))]
    against = {r.src: r.dst for r in records if isinstance(r, Link) and r.kind == LinkKind.AGAINST}
    return {against[r.uid]: r for r in records if isinstance(r, Entity) and r.uid in against}


def test_a_result_keeps_verdict_figure_and_threshold() -> None:
    found = results(cluster())[C4]
    told = {"verdict": "pass", "indicative": True, "metric": "fd_input", "comparison": ">=", "period": "2023"}
    assert dict(found.props) == {**told, "low": 0.4, "high": 0.4, "threshold_low": 0.1, "threshold_high": 0.2}
    assert found.uid.startswith("check/")
    assert found.uid.endswith(f"/{CLUSTER}/{C4}")


def test_six_decimals_never_make_an_interval_narrower() -> None:
    story = Story().member(F, "finished").member(T1, "intermediate").sells(T1, F, 100).sells(OUT, F, 200)
    story.complete(F, "purchases")
    found = results(story)[C4].props
    assert (found["low"], found["high"]) == (0.333333, 0.333334)


def test_every_judged_requirement_checks_the_group_once() -> None:
    report = check(cluster().evidence(), BOOK, edition="e2024")
    records = [statement.record for statement in to_statements(report)]
    assert [r.dst for r in records if isinstance(r, Link) and r.kind == LinkKind.CHECKS] == [CLUSTER] * len(
        report.judged
    )
    assert len({r.uid for r in records}) == len(records)


def test_the_language_in_force_changes_nothing_and_what_was_asked_makes_another_run() -> None:
    told = {}
    for language in ("ru", "en"):
        with use(language):
            told[language] = to_statements(check(cluster(purchases=None).evidence(), BOOK))
    assert told["ru"] == told["en"]
    evidence = cluster().evidence()
    reports = [
        check(evidence, BOOK),
        check(evidence, BOOK, edition="e2016"),
        check(evidence, BOOK, denominator="for_final_product"),
        check(evidence, BOOK, as_of="2024-01-01"),
    ]
    assert len({to_statements(report)[0].record.uid for report in reports}) == 4


def test_an_unknown_verdict_keeps_its_questions() -> None:
    story = Story().member(F, "finished").member(T1, "intermediate").sells(T1, F, 100)
    found = results(story)[C4].props
    assert found["verdict"] == "unknown"
    gaps = found["gap"]
    assert isinstance(gaps, list)
    assert gaps == sorted(gaps)
    assert any("0055000017" in gap for gap in gaps)
