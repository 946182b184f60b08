"""A check as statements: what the graph keeps of it, the run and one result a judged requirement."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import ceil, floor

from clustergraph.analysis.law.interval import High
from clustergraph.analysis.law.report import Checked, CheckReport
from clustergraph.analysis.law.words import group_verdict, unnumbered
from clustergraph.analysis.runs import run_id
from clustergraph.i18n import text, use
from clustergraph.model.records import Entity, Place, Statement, Value, canonical, link
from clustergraph.model.terms import Kind, LinkKind
from clustergraph.model.uids import node_uid
from clustergraph.settings import VERSION

METHOD = "check"
_PLACE = Place(METHOD)
_ACT = "pp-779"
_VERSION = 1
"""Rises when the same evidence and rules give another answer; part of the run's id."""
_SCALE = 1_000_000
"""Six decimals, as the ontology keeps the ends of a result."""


def to_statements(report: CheckReport) -> list[Statement]:
    """Return the run and what it found; the same check of the same data under the same rules is the same run."""
    parameters: dict[str, object] = {
        "as_of": report.as_of,
        "edition": report.edition,
        **({"estimate": report.estimate} if report.estimate else {}),
        "group": report.group,
        "period": report.period,
        "rules": [_rule(checked) for checked in report.judged],
        "version": _VERSION,
    }
    run = run_id(METHOD, parameters, 0, report.stamp)
    statements = [Statement(Entity(run, Kind.RUN, _run(report, parameters)), _PLACE)]
    for checked in report.judged:
        requirement = node_uid(Kind.REQUIREMENT, _ACT, report.edition, checked.id)
        uid = node_uid(Kind.CHECK_RESULT, run.partition("/")[2], report.group, requirement)
        result = Entity(uid, Kind.CHECK_RESULT, _result(report, checked))
        against = (link(uid, LinkKind.CHECKS, report.group), link(uid, LinkKind.AGAINST, requirement))
        statements += [Statement(record, _PLACE) for record in (result, *against)]
    return statements


def _rule(checked: Checked) -> list[object]:
    """Return what was compared: a threshold that changes makes another run."""
    ends = (checked.threshold.low, checked.threshold.high) if checked.threshold else ()
    chosen = checked.figure.denominator if checked.figure else ""
    return [checked.id, checked.metric, checked.op, *map(str, ends), checked.indicative, chosen]


def _run(report: CheckReport, parameters: dict[str, object]) -> dict[str, Value]:
    names = {}
    for language, key in (("ru", "name"), ("en", "name_en")):
        with use(language):
            verdict = group_verdict(report.verdict, indicative=report.indicative)
            names[key] = text(
                "law.run-name", name=report.name, edition=report.edition, period=report.period or "—", verdict=verdict
            )
    return {
        **names,
        "method": METHOD,
        "parameters": canonical(parameters),
        "software_version": VERSION,
        **{key: value for key, value in (("stamp", report.stamp), ("period", report.period)) if value},
    }


def _result(report: CheckReport, checked: Checked) -> dict[str, Value]:
    assert checked.verdict
    props: dict[str, Value] = {"verdict": checked.verdict.lower(), "indicative": checked.indicative}
    figure, threshold = checked.figure, checked.threshold
    ends = [
        # six places: rounded so that the interval never becomes narrower
        ("low", _places(figure.value.low, floor) if figure and figure.value else None),
        ("high", _places(figure.value.high, ceil) if figure and figure.value else None),
        ("threshold_low", _places(threshold.low, round) if threshold else None),
        ("threshold_high", _places(threshold.high, round) if threshold else None),
    ]
    props |= {key: end for key, end in ends if end is not None}
    told = (("metric", checked.metric), ("comparison", checked.op), ("period", report.period))
    props |= {key: value for key, value in told if value}
    if checked.verdict == "UNKNOWN" and checked.gaps:
        with use("ru"):  # whatever the language in force: the graph does not depend on it
            props["gap"] = sorted({question for gap in checked.gaps for question in unnumbered([gap], report.names)})
    return props


def _places(end: High, whole: Callable[[Fraction], int]) -> float | None:
    return None if end is None else whole(end * _SCALE) / _SCALE
