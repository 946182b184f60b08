"""The chapters of the dossier's documents, each from what is known; one that nothing is known for is one line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from clustergraph.analysis.evidence import link_of
from clustergraph.analysis.law import words
from clustergraph.export.dossier import facts
from clustergraph.export.dossier.parts import Cell, Chapter, Document, Dossier, Table, day, shown
from clustergraph.i18n import text
from clustergraph.model.terms import KINDS
from clustergraph.model.words import value_text


def marks(dossier: Dossier) -> list[str]:
    """Return what stands on every document: not official, not a decision; date, period, edition, stamp."""
    report = dossier.report
    checked = [c for c in report.requirements if c.verdict]
    unverified = sum(c.indicative for c in checked)
    return [
        text("dossier.unofficial"),
        text(
            "dossier.stamp",
            day=shown(day(dossier.day)),
            period=report.period or "—",
            edition=report.edition,
            stamp=report.stamp,
        ),
        text("dossier.unverified", count=unverified, all=len(checked)) if unverified else text("dossier.verified"),
    ]


def application(dossier: Dossier) -> Document:
    """Return the passport: the cluster, its members, agreements, specialized organization."""
    return Document(
        text("dossier.application"),
        [
            _passport(dossier),
            _tabled(text("dossier.chapter-members"), facts.members(dossier)),
            _tabled(text("dossier.chapter-agreements"), facts.agreements(dossier)),
            _manager(dossier),
        ],
    )


def note(dossier: Dossier) -> Document:
    """Return the explanatory note: verdicts, cooperation, map, plan, contradictions, what is missing."""
    return Document(
        text("dossier.note"),
        [
            _verdicts(dossier),
            *_cooperation(dossier),
            _or_line(dossier.functional_map, text("dossier.chapter-map"), text("dossier.no-map")),
            _or_line(dossier.plan, text("dossier.chapter-plan"), text("dossier.no-plan")),
            _contradictions(dossier),
            _tabled(text("dossier.chapter-missing"), facts.gaps(dossier), text("dossier.nothing-missing")),
        ],
    )


def programme(dossier: Dossier) -> Document:
    """Return the programme of development: goals, projects, members, infrastructure, effect."""
    projects = facts.agreements(dossier)
    name = value_text("agreement_type", "project")
    chosen = Table(projects.columns, [row for row in projects.rows if row[0] == name])
    listed = facts.members(dossier)
    members = Table([listed.columns[i] for i in (0, 1, 5)], [[row[i] for i in (0, 1, 5)] for row in listed.rows])
    return Document(
        text("dossier.programme"),
        [
            _or_line(dossier.plan, text("dossier.chapter-goals"), text("dossier.no-goals")),
            _tabled(text("dossier.chapter-projects"), chosen, text("dossier.no-projects")),
            _tabled(text("dossier.chapter-members"), members),
            _infrastructure(dossier),
            _effect(dossier),
        ],
    )


def missing(dossier: Dossier) -> Document:
    """Return what is missing: a table a person or organization to ask."""
    asked: dict[str, list[Sequence[Cell]]] = {}
    for whom, requirement, question in facts.gaps(dossier).rows:
        asked.setdefault(str(whom), []).append((requirement, question))
    columns = (text("dossier.column-requirement"), text("dossier.column-question"))
    chapters = [Chapter(whom, tables=[Table(columns, rows)]) for whom, rows in asked.items()]
    title = text("dossier.missing")
    return Document(title, chapters or [Chapter(title, [text("dossier.nothing-missing")])])


def sources(dossier: Dossier) -> Chapter:
    """Return the records that figures were made from."""
    return _tabled(text("dossier.chapter-sources"), facts.sources(dossier))


def _tabled(title: str, table: Table, absent: str = "") -> Chapter:
    return Chapter(title, tables=[table]) if table.rows else Chapter(title, [absent or text("dossier.no-data")])


def _or_line(chapter: Chapter | None, title: str, absent: str) -> Chapter:
    return replace(chapter, title=title) if chapter else Chapter(title, [absent])


def _passport(dossier: Dossier) -> Chapter:
    evidence = dossier.evidence
    known = facts.first_by_uid(evidence.cluster).get(evidence.group, {})
    rows: list[Sequence[Cell]] = [(text("dossier.column-name"), evidence.name)]
    rows += [
        (str(info), value_text(key, known[key]))
        for key, info in ((key, facts.label(key)) for key in KINDS[facts.kind_of(dossier)].properties)
        if key in known and key not in ("name", "name_en")
    ]
    rows.append((text("dossier.member-count"), len(facts.case_of(dossier).members)))
    if evidence.candidate:
        return Chapter(text("dossier.chapter-passport"), [text("dossier.candidate")], [Table(_pair(), rows)])
    return Chapter(text("dossier.chapter-passport"), tables=[Table(_pair(), rows)])


def _pair() -> tuple[str, str]:
    return text("dossier.column-property"), text("dossier.column-value")


def _manager(dossier: Dossier) -> Chapter:
    case, nodes = facts.case_of(dossier), facts.first_by_uid(dossier.evidence.nodes)
    since = {link_of(s).src: s.record.props.get("since") for s in case.holding(dossier.evidence.managers)}
    columns = (
        text("dossier.column-name"), text("dossier.column-inn"), text("dossier.column-ogrn"),
        text("dossier.column-since"),
    )  # fmt: skip
    rows = [
        (
            dossier.evidence.names.get(uid, uid), *(facts.stated(nodes.get(uid, {}), key) for key in ("inn", "ogrn")),
            day(since.get(uid)),
        )
        for uid in case.managers
    ]  # fmt: skip
    return _tabled(text("dossier.chapter-manager"), Table(columns, rows))


def _verdicts(dossier: Dossier) -> Chapter:
    report = dossier.report
    columns = (
        text("law.column-requirement"), text("law.column-value"), text("law.column-needed"),
        text("law.column-verdict"),
    )  # fmt: skip
    rows = []
    for checked in report.requirements:
        if not checked.verdict:
            continue
        figure, threshold = checked.figure, checked.threshold
        rows.append(
            (
                f"{checked.id} {checked.title}",
                words.value(figure, threshold) if figure else None,
                words.threshold(checked.op, threshold, checked.metric) if threshold and checked.op else None,
                words.verdict(checked.verdict, indicative=checked.indicative),
            )
        )
    lines = [str(report.act), words.group_verdict(report.verdict, indicative=report.indicative)]
    return Chapter(text("dossier.chapter-verdicts"), lines, [Table(columns, rows)])


def _cooperation(dossier: Dossier) -> list[Chapter]:
    title, table = text("dossier.chapter-cooperation"), facts.supplies(dossier)
    if not table.rows:
        return [Chapter(title, [text("dossier.no-supplies")])]
    first = Chapter(title, [text("dossier.cooperation-note")], [table], dossier.pictures.get("matrix"))
    network = dossier.pictures.get("network")
    return [first, Chapter(network.title, picture=network)] if network else [first]


def _contradictions(dossier: Dossier) -> Chapter:
    found = [
        words.contradiction(one, figure.metric)
        for checked in dossier.report.requirements
        for figure in checked.figures
        for one in figure.contradictions
    ]
    return Chapter(
        text("dossier.chapter-contradictions"), list(dict.fromkeys(found)) or [text("dossier.no-contradictions")]
    )


def _infrastructure(dossier: Dossier) -> Chapter:
    served = [(link_of(s).src.partition("/")[2],) for s in facts.case_of(dossier).holding(dossier.evidence.serving)]
    table = Table((text("dossier.column-name"),), served)
    return _tabled(text("dossier.chapter-infrastructure"), table, text("dossier.no-infrastructure"))


def _effect(dossier: Dossier) -> Chapter:
    return Chapter(text("dossier.chapter-effect"), [text("dossier.no-effect")])
