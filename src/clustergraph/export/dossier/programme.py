"""The programme of development: what records tell of projects, infrastructure and effect, else one line to fill in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from clustergraph.analysis.evidence import link_of
from clustergraph.analysis.law.interval import exact
from clustergraph.export.dossier import facts
from clustergraph.export.dossier.parts import Cell, Chapter, Document, Dossier, Table, day, or_line, shown, tabled
from clustergraph.i18n import text
from clustergraph.model.records import Value
from clustergraph.model.terms import KINDS, Kind
from clustergraph.model.words import value_text

_EFFECTS = frozenset(
    {"headcount", "high_productivity_jobs", "investment", "own_output", "payroll", "productivity", "revenue"}
)
"""Measures of a cluster that tell of its effect; how many members it counts is none."""
_NAMES = ("name", "name_en", "description_en")


def programme(dossier: Dossier) -> Document:
    """Return the programme: goals, projects, members, infrastructure, effect."""
    listed = facts.members(dossier)
    members = Table([listed.columns[i] for i in (0, 1, 5)], [[row[i] for i in (0, 1, 5)] for row in listed.rows])
    return Document(
        text("dossier.programme"),
        [
            or_line(dossier.plan, text("dossier.chapter-goals"), text("dossier.no-goals")),
            *_projects(dossier),
            tabled(text("dossier.chapter-members"), members),
            _infrastructure(dossier),
            _effect(dossier),
        ],
    )


def _projects(dossier: Dossier) -> list[Chapter]:
    """Return a passport a project, and the agreements on joint projects."""
    agreements = facts.agreements(dossier)
    name = value_text("agreement_type", "project")
    shown_ = (1, 2, 3, 4, 5)  # the programme has no need of kind, whether it counts, and source
    agreed = Table(
        [agreements.columns[i] for i in shown_],
        [[row[i] for i in shown_] for row in agreements.rows if row[0] == name],
    )
    passports = [_passport(dossier, uid, props) for uid, props in _known(dossier)]
    title = text("dossier.chapter-projects")
    if not passports:
        return [tabled(title, agreed, text("dossier.no-projects"))]
    chapters = [Chapter(title, tables=passports)]
    return (
        [*chapters, Chapter(text("dossier.chapter-project-agreements"), tables=[agreed])] if agreed.rows else chapters
    )


def _known(dossier: Dossier) -> list[tuple[str, Mapping[str, Value]]]:
    """Return the projects of the programme and of the members by uid, as the graph shows them."""
    return sorted(facts.first_by_uid(dossier.evidence.projects).items())


def _passport(dossier: Dossier, uid: str, props: Mapping[str, Value]) -> Table:
    rows: list[Sequence[Cell]] = [(text("dossier.column-name"), _name(uid, props))]
    for key in KINDS[Kind.PROJECT].properties:
        if key in props and key not in _NAMES:
            amount = props[key] if key == "amount" else None
            cell = exact(amount) if isinstance(amount, int | float) else value_text(key, props[key])
            rows.append((facts.label(key), cell))
    if not dossier.evidence.candidate:
        within = uid in dossier.evidence.programme
        rows.append((text("dossier.in-programme"), text("common.yes" if within else "dossier.not-stated")))
    if people := _participants(dossier, uid):
        rows.append((text("dossier.participants"), "; ".join(people)))
    return Table((text("dossier.column-property"), text("dossier.column-value")), rows)


def _name(uid: str, props: Mapping[str, Value]) -> str:
    return str(props.get("name") or uid.partition("/")[2])


def _participants(dossier: Dossier, project: str) -> list[str]:
    links = [link_of(s) for s in dossier.case.holding(dossier.evidence.participants)]
    return sorted({dossier.called(one.src) for one in links if one.dst == project})


def _infrastructure(dossier: Dossier) -> Chapter:
    evidence, nodes = dossier.evidence, facts.first_by_uid(dossier.evidence.objects)
    operators: dict[str, list[str]] = {}
    for link in (link_of(s) for s in dossier.case.holding(evidence.operators)):
        operators.setdefault(link.dst, []).append(dossier.called(link.src))
    rows: list[Sequence[Cell]] = []
    for link in (link_of(s) for s in dossier.case.holding(evidence.serving)):
        props = nodes.get(link.src, {})
        kind = props.get("infrastructure_type")
        rows.append(
            (
                _name(link.src, props), value_text("infrastructure_type", kind) if kind else None,
                facts.stated(props, "address") or facts.regions(props.get("region")),
                "; ".join(sorted(operators.get(link.src, ()))) or None,
                facts.stated(link.props, "document"), day(link.props.get("since")),
            )
        )  # fmt: skip
    columns = (
        text("dossier.column-name"), text("dossier.column-type"), text("dossier.column-place-of"),
        text("dossier.column-operator"), text("dossier.column-document"), text("dossier.column-since"),
    )  # fmt: skip
    return tabled(text("dossier.chapter-infrastructure"), Table(columns, rows), text("dossier.no-infrastructure"))


def _effect(dossier: Dossier) -> Chapter:
    """Return what the projects promise, and figures that sources state of the cluster; no sum hides an unknown."""
    title, tables = text("dossier.chapter-effect"), []
    told = [(uid, props) for uid, props in _known(dossier) if {"amount", "jobs", "imported_analogue"} & props.keys()]
    if told:
        tables.append(_promised(told))
    if figures := _figures(dossier):
        columns = (
            text("dossier.column-figure"), text("dossier.column-period"), text("dossier.column-value"),
            text("dossier.column-unit"), text("dossier.column-source"),
        )  # fmt: skip
        tables.append(Table(columns, figures))
    return Chapter(title, tables=tables) if tables else Chapter(title, [text("dossier.no-effect")])


def _promised(projects: Sequence[tuple[str, Mapping[str, Value]]]) -> Table:
    columns = (
        text("dossier.column-project"), text("dossier.column-investment"), text("dossier.column-jobs"),
        text("dossier.column-analogue"),
    )  # fmt: skip
    amounts, jobs = ([_number(props.get(key)) for _, props in projects] for key in ("amount", "jobs"))
    rows: list[Sequence[Cell]] = [
        (_name(uid, props), amount, posts, facts.stated(props, "imported_analogue"))
        for (uid, props), amount, posts in zip(projects, amounts, jobs, strict=True)
    ]
    if len(rows) > 1:
        rows.append((text("dossier.total"), _total(amounts), _total(jobs), None))
    return Table(columns, rows)


def _number(value: object) -> Fraction | None:
    return exact(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _total(numbers: Sequence[Fraction | None]) -> Cell:
    """Return the sum; where a number is not known, what the others come to at least."""
    known = [number for number in numbers if number is not None]
    if len(known) == len(numbers):
        return sum(known, Fraction(0))
    return text("law.at-least", low=shown(sum(known, Fraction(0)))) if known else None


def _figures(dossier: Dossier) -> list[Sequence[Cell]]:
    evidence = dossier.evidence
    rows: list[Sequence[Cell]] = []
    for statement in evidence.figures:
        props = statement.record.props
        if props.get("measure") not in _EFFECTS:
            continue
        unit = props.get("unit")
        rows.append(
            (
                value_text("measure", str(props.get("measure", ""))), day(props.get("period")),
                _number(props.get("value")), value_text("unit", unit) if unit else None,
                evidence.source(statement.source).title,
            )
        )  # fmt: skip
    return sorted(rows, key=lambda row: (str(row[0]), str(row[1] or ""), str(row[4])))
