"""The check as a whole: verdicts by edition, what is listed, and how it reads."""

from __future__ import annotations

import json

import pytest

from clustergraph.analysis.law.check import check
from clustergraph.analysis.law.editions import read_rulebook
from clustergraph.analysis.law.figures import NEEDS
from clustergraph.analysis.law.metrics import COMPUTED
from clustergraph.analysis.law.report import Checked, CheckReport
from clustergraph.analysis.law.rules import METRICS
from clustergraph.errors import AnalysisError, InputError, UnknownNameError
from clustergraph.i18n import catalogue, use
from tests.analysis.law.story import CANDIDATE, OUT, T1, T2, T3, F, Story, cluster
from tests.build import e, firm, link

BOOK = read_rulebook()
EDITIONS = [edition.id for edition in BOOK.editions]


def of(report: CheckReport, code: str) -> Checked:
    (found,) = [checked for checked in report.requirements if checked.id == code]
    return found


def run(story: Story, *, edition: str = "", as_of: str = "", period: str = "", denominator: str = "") -> CheckReport:
    return check(story.evidence(), BOOK, edition=edition, as_of=as_of, period=period, denominator=denominator)


@pytest.mark.parametrize(
    ("edition", "verdict", "metric", "value"),
    [
        ("e2015", "FAIL", "coop_output_min", 0.05),
        ("e2016", "FAIL", "coop_output_min", 0.05),
        ("e2024", "PASS", "fd_input", 0.4),
    ],
)
def test_the_same_cluster_has_opposite_verdicts_in_two_editions(
    edition: str, verdict: str, metric: str, value: float
) -> None:
    c4 = of(run(cluster(), edition=edition), "C4")
    assert (c4.verdict, c4.metric) == (verdict, metric)
    assert c4.figure is not None
    assert c4.figure.value is not None
    assert float(c4.figure.value.low) == value
    assert c4.indicative


@pytest.mark.parametrize(("count", "verdict"), [(5, "PASS"), (4, "UNKNOWN"), (9, "PASS")])
def test_five_members_are_enough_in_2024_and_fewer_are_not_settled(count: int, verdict: str) -> None:
    story = Story()
    for number in range(1, count + 1):
        story.member(firm(number), "intermediate")
    assert of(run(story, edition="e2024"), "C3").verdict == verdict
    assert of(run(story, edition="e2015"), "C3").verdict == "FAIL"


def test_a_relief_that_may_hold_widens_the_threshold() -> None:
    def at(share: int) -> str:
        story = Story().member(F, "finished").member(T1, "intermediate").complete(F, "purchases")
        return of(run(story.sells(T1, F, share).sells(OUT, F, 100 - share), edition="e2024"), "C4").verdict

    assert [at(share) for share in (9, 10, 19, 20)] == ["FAIL", "UNKNOWN", "UNKNOWN", "PASS"]
    c5 = of(run(cluster()), "C5")
    assert (c5.verdict, c5.relief_of) == ("UNKNOWN", "C4")


def test_a_newcomer_without_links_does_not_fail_within_the_years() -> None:
    story = (
        Story().member(F, "finished").member(T1, "intermediate").member(T2, "intermediate", newcomer_since="2023-02-01")
    )
    for uid in (F, T1, T2):
        story.complete(uid, "agreements")
    story.agreement("a", F, T1)
    assert of(run(story, edition="e2024", as_of="2026-01-31"), "C2").verdict == "PASS"
    assert of(run(story, edition="e2024", as_of="2026-02-01"), "C2").verdict == "FAIL"


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_requirement_is_listed_and_every_unknown_asks_something(edition: str) -> None:
    report = run(cluster(), edition=edition)
    assert {checked.id for checked in report.requirements} >= {f"C{number}" for number in range(1, 15)}
    for checked in report.requirements:
        judged = checked.state in ("tested", "open")
        assert bool(checked.verdict) == judged
        if checked.verdict == "UNKNOWN":
            assert checked.reason
            assert checked.gaps
            assert all(gap.requirement == checked.id and gap.ask and gap.period for gap in checked.gaps)


def test_every_metric_of_the_closed_set_is_computed() -> None:
    assert set(METRICS) == set(COMPUTED)


def test_open_requirements_and_definitions_are_not_judged() -> None:
    report = run(cluster(), edition="e2024")
    assert of(report, "C7").reason == "open"
    assert of(report, "C1").verdict == ""
    assert of(run(cluster(), edition="e2015"), "C5").verdict == ""


def test_one_failed_requirement_fails_the_group_and_open_ones_never_do() -> None:
    assert run(cluster(), edition="e2015").verdict == "FAIL"
    assert run(cluster(), edition="e2024").verdict == "UNKNOWN"


def test_the_reading_day_chooses_the_edition() -> None:
    report = run(cluster(), as_of="2017-01-01", period="2023")
    assert (report.edition, report.chosen) == ("e2016", "by-date")
    assert run(cluster()).chosen == "newest"
    assert run(cluster(), as_of="2014").chosen == "before-first"
    assert run(cluster(), edition="e2021", as_of="2014").edition == "e2021"


def test_the_period_is_the_latest_with_supplies_among_members_and_is_said() -> None:
    story = cluster().sells(T1, OUT, 5, period="2025").sells(T1, F, 5, period="2021")
    report = run(story)
    assert (report.period, report.period_asked) == ("2023", False)
    assert "2023 (the latest year" in report.to_text()
    assert run(story, period="2021").period == "2021"


def test_the_denominator_can_be_asked_for() -> None:
    c4 = of(run(cluster(), denominator="for_final_product"), "C4")
    assert c4.figure is not None
    assert c4.figure.denominator == "for_final_product"
    assert "purchases_for_final_product" in {gap.need for gap in c4.gaps}


def test_what_cannot_be_understood_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="e2024"):
        run(cluster(), edition="e2o24")
    with pytest.raises(UnknownNameError, match="for_final_product"):
        run(cluster(), denominator="final_product")
    with pytest.raises(InputError, match=r"31\.12\.2023"):
        run(cluster(), as_of="31.12.2023")
    with pytest.raises(AnalysisError):
        Story().say(e("IndustrialCluster", "cluster/demo", name="Empty")).evidence()


def test_a_candidate_gets_figures_and_no_verdict_on_roles() -> None:
    story = Story(CANDIDATE).say(e("ClusterCandidate", CANDIDATE, name="Candidate 1"), "run/1")
    for uid in (F, T1, T2, T3, firm(6)):
        story.say(link(CANDIDATE, "INCLUDES", uid, score=1.0), "run/1")
    report = run(story.sells(T1, F, 300).sells(OUT, F, 700).complete(F, "purchases"))
    c4 = of(report, "C4")
    assert (c4.verdict, c4.reason) == ("UNKNOWN", "inferred-roles")
    assert c4.figure is not None
    assert c4.figure.value is not None
    assert float(c4.figure.value.low) == 0.3
    text = report.to_text()
    assert "a computed candidate, not a cluster" in text
    assert "Roles are not stated" in text


def test_a_contradiction_names_both_sources() -> None:
    story = cluster(purchases=None).total(F, "purchases_total", 800, "source/report")
    text = run(story).to_text()
    assert "Contradiction: Firm 017: single records say 750 RUB without VAT, declared is 800 RUB without VAT" in text
    assert "Title of source/forms, Title of source/report" in text


def test_the_text_says_what_an_expert_must_know() -> None:
    with use("ru"):
        text = run(cluster(amounts=(180, 100, None), outside=400).sells(firm(10), F)).to_text()
    for part in (
        "Редакция e2024",
        "4 предприятия, из них вымышленных 4",
        "от 37,3 до 46,7\u00a0%",
        "не меньше 20\u00a0%; при льготе 10\u00a0%",
        "предварительно выполнено",
        "не сверено с официальным текстом",
        "Спросить: Firm 017 (0055000017)",
        "все ли за 2023 год перечислены?",
        "Предварительная проверка, не решение Минпромторга России.",
    ):
        assert part in text
    assert "соответствует" not in text


def test_a_share_just_below_the_threshold_is_never_rounded_up_to_it() -> None:
    story = Story().member(F, "finished").member(T1, "intermediate").complete(F, "purchases")
    text = run(story.sells(T1, F, 9_996).sells(OUT, F, 90_004), edition="e2024").to_text()
    assert "9.996\u00a0%" in text


def test_details_show_each_record_with_its_source_and_place_once() -> None:
    text = run(cluster()).to_text(details=True)
    lines = [line for line in text.splitlines() if "a.xlsx!1!" in line]
    assert any("Supply link: Firm 024 → Firm 017" in line and "Title of source/forms" in line for line in lines)
    assert len(lines) == len(set(lines))


def test_the_result_is_json_and_a_table() -> None:
    report = run(cluster(), edition="e2024")
    data = json.loads(report.to_json())
    (c4,) = [row for row in data["requirements"] if row["id"] == "C4"]
    assert c4["figure"]["value"] == {"low": 0.4, "high": 0.4}
    assert c4["threshold"] == {"low": 0.1, "high": 0.2}
    assert c4["figure"]["inputs"][0].keys() >= {"uid", "source", "title", "place"}
    columns, rows = report.table()
    assert len(rows) == len(report.requirements)
    assert all(len(row) == len(columns) for row in rows)


def test_every_question_has_its_words() -> None:
    known = catalogue("law")
    words = ("programme", "methodical", "organizational", "expert", "information")
    sides = {
        "agreement": ("agreement-participation", "agreement-government"),
        "confirmed": [f"confirmed-{word}" for word in words],
        "coverage": ("coverage-purchases", "coverage-sales"),
        "indicator": [f"indicator-{name}" for name in ("headcount", "high_productivity_jobs", "productivity")],
    }
    assert all(f"ask-{name}" in known for need in NEEDS for name in sides.get(need, (need,)))
