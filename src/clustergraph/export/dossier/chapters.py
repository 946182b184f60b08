"""The chapters of the dossier's documents, each from what is known; one that nothing is known for is one line."""

from __future__ import annotations

from collections.abc import Sequence

from clustergraph.analysis.evidence import link_of
from clustergraph.analysis.law import words
from clustergraph.export.dossier import facts, trade
from clustergraph.export.dossier.parts import Cell, Chapter, Document, Dossier, Table, day, or_line, shown, tabled
from clustergraph.i18n import text
from clustergraph.model.terms import KINDS

_UNSAID = frozenset(
    {
        "name", "name_en", "description_en", "band", "inner_degree", "judge", "links_inside", "probability", "rank",
        "score", "share_inside", "size", "stability",
    }
)  # fmt: skip
"""Properties that a passport leaves out: the name stands above, and how a run found the group is not its passport."""


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
            verified=len(checked) - unverified,
            all=len(checked),
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
            tabled(text("dossier.chapter-members"), facts.members(dossier)),
            tabled(text("dossier.chapter-agreements"), facts.agreements(dossier)),
            *_contracts(dossier),
            _manager(dossier),
        ],
    )


def note(dossier: Dossier) -> Document:
    """Return the explanatory note: verdicts, cooperation, map, plan, contradictions, what is missing."""
    return Document(
        text("dossier.note"),
        [
            _verdicts(dossier),
            trade.cooperation(dossier),
            trade.functional_map(dossier),
            *trade.dependence(dossier),
            or_line(dossier.plan, text("dossier.chapter-plan"), text("dossier.no-plan")),
            _contradictions(dossier),
            tabled(text("dossier.chapter-missing"), facts.questions(dossier), text("dossier.nothing-missing")),
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
    return tabled(text("dossier.chapter-sources"), facts.sources(dossier))


def _passport(dossier: Dossier) -> Chapter:
    evidence = dossier.evidence
    known = facts.first_by_uid(evidence.cluster).get(evidence.group, {})
    rows: list[Sequence[Cell]] = [(text("dossier.column-name"), evidence.name)]
    told = [key for key in KINDS[facts.kind_of(dossier)].properties if key in known and key not in _UNSAID]
    rows += [(facts.label(key), facts.in_full(key, known[key])) for key in told]
    rows.append((text("dossier.member-count"), str(len(dossier.case.members))))
    if evidence.candidate:
        return Chapter(text("dossier.chapter-passport"), [text("dossier.candidate")], [Table(_pair(), rows)])
    return Chapter(text("dossier.chapter-passport"), tables=[Table(_pair(), rows)])


def _contracts(dossier: Dossier) -> list[Chapter]:
    """Return the contracts that only supplies between members name, where there are any."""
    named = trade.contracts(dossier)
    return (
        [Chapter(text("dossier.chapter-contracts"), [text("dossier.contracts-count")], [named])] if named.rows else []
    )


def _pair() -> tuple[str, str]:
    return text("dossier.column-property"), text("dossier.column-value")


def _manager(dossier: Dossier) -> Chapter:
    case, nodes = dossier.case, facts.first_by_uid(dossier.evidence.nodes)
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
    return tabled(text("dossier.chapter-manager"), Table(columns, rows))


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
    verdict = words.group_verdict(report.verdict, indicative=report.indicative)
    lines = [str(report.act), verdict, *report.remarks()]
    return Chapter(text("dossier.chapter-verdicts"), lines, [Table(columns, rows)])


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
