"""Tables of what sources say of a group, with real numbers and dates, for documents and for the spreadsheet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from clustergraph.analysis.evidence import link_of
from clustergraph.analysis.law import words
from clustergraph.analysis.law.case import Case, Member
from clustergraph.analysis.law.figures import EXPERT, Gap, Input
from clustergraph.analysis.law.interval import exact
from clustergraph.export.dossier.parts import Cell, Dossier, Table, day
from clustergraph.i18n import text
from clustergraph.model.codelists import code_name
from clustergraph.model.records import Statement, Value
from clustergraph.model.terms import KINDS, LINKS, PROPERTIES, Kind, LinkKind
from clustergraph.model.words import value_text


def members(dossier: Dossier) -> Table:
    """Return one row a member: codes, roles, since when, where, and how many agreements count."""
    case = dossier.case
    nodes, book = first_by_uid(dossier.evidence.nodes), case.ledger
    places, deals = _places(case), _deals(case)
    columns = (
        text("dossier.column-number"), text("dossier.column-name"), text("dossier.column-inn"),
        text("dossier.column-ogrn"), text("dossier.column-okved"), text("dossier.column-role"),
        text("dossier.column-since"), text("dossier.column-newcomer"), text("dossier.column-site"),
        text("dossier.column-agreements"),
    )  # fmt: skip
    rows = []
    for place, member in enumerate(case.members, start=1):
        props = nodes.get(member.uid, {})
        codes = [str(props[key]) if props.get(key) else None for key in ("inn", "ogrn", "okved2")]
        since = min(
            (str(s.record.props["since"]) for s in member.statements if s.record.props.get("since")), default=""
        )
        rows.append(
            (place, member.name, *codes, roles(member), day(since), day(member.newcomer_since),
             places.get(member.uid), deals.get(member.uid, 0 if book.is_complete(member.uid, "agreements") else None))
        )  # fmt: skip
    return Table(columns, rows)


def roles(member: Member) -> str | None:
    """Return the roles of a member in words; those nobody states are marked."""
    named = ", ".join(value_text("role", role) for role in sorted(member.roles))
    return text("dossier.role-inferred", role=named) if named and member.inferred else named or None


def agreements(dossier: Dossier) -> Table:
    """Return one row an agreement, by kind of agreement, with all its parties and who tells of it."""
    evidence = dossier.evidence
    parties: dict[str, dict[str, None]] = {}
    for statement in evidence.parties:
        link = link_of(statement)
        parties.setdefault(link.dst, {})[dossier.called(link.src)] = None
    counted = dossier.case.agreements()
    columns = (
        text("dossier.column-type"), text("dossier.column-name"), text("dossier.column-document"),
        text("dossier.column-date"), text("dossier.column-status"), text("dossier.column-parties"),
        text("dossier.column-counts"), text("dossier.column-source"),
    )  # fmt: skip
    titles = _titles(dossier, evidence.agreements)
    rows = []
    for uid, props in first_by_uid(evidence.agreements).items():
        kind, status = props.get("agreement_type"), props.get("agreement_status")
        rows.append(
            (
                value_text("agreement_type", kind) if kind else None, stated(props, "name"), stated(props, "number"),
                day(props.get("date")), value_text("agreement_status", status) if status else None,
                "; ".join(sorted(parties.get(uid, ()))) or None,
                text("common.yes") if uid in counted else text("common.no"), titles[uid],
            )
        )  # fmt: skip
    rows.sort(key=lambda row: (str(row[0] or "~"), str(row[3] or ""), str(row[2] or "")))
    return Table(columns, rows)


def gaps(dossier: Dossier) -> Table:
    """Return one row a question: whom to ask, for which requirements, what; each once, in the order of whom."""
    columns = (text("dossier.column-whom"), text("dossier.column-requirement"), text("dossier.column-question"))
    rows: dict[tuple[str, str], dict[str, None]] = {}
    for checked in dossier.report.requirements:
        if checked.verdict == "UNKNOWN":
            for gap in checked.gaps:
                # of the group itself one asks without naming it
                about = "" if gap.about == dossier.evidence.group else gap.about
                rows.setdefault(_asked(replace(gap, about=about), dossier.report.names), {})[gap.requirement] = None
    ordered = sorted(rows.items(), key=lambda row: row[0])
    return Table(columns, [(whom, ", ".join(ids), question) for (whom, question), ids in ordered])


def questions(dossier: Dossier) -> Table:
    """Return one row a question: for which requirements, what, and all who can answer."""
    columns = (text("dossier.column-requirement"), text("dossier.column-question"), text("dossier.column-whom"))
    asked: dict[tuple[str, str], dict[str, None]] = {}
    for whom, requirements, question in gaps(dossier).rows:
        asked.setdefault((str(requirements), str(question)), {})[str(whom)] = None
    everybody = {whom_of(dossier, member.uid) for member in dossier.case.members if not member.nameless}
    rows = [
        (
            ids,
            question,
            text("dossier.all-members") if len(people) > 1 and people.keys() == everybody else "; ".join(people),
        )
        for (ids, question), people in asked.items()
    ]
    return Table(columns, sorted(rows, key=lambda row: (_natural(str(row[0])), str(row[1]))))


def whom_of(dossier: Dossier, uid: str) -> str:
    """Return how a question names a firm that it is asked."""
    return words.whom(Gap("", uid, uid, ""), dossier.report.names)


def sources(dossier: Dossier) -> Table:
    """Return one row a record that a figure was made from: what it states, who says so, where it was read."""
    used: dict[tuple[str, str, str], tuple[Input, dict[str, None]]] = {}
    for checked in dossier.report.requirements:
        for figure in checked.figures:
            for item in figure.inputs:
                used.setdefault((item.uid, item.source, item.place), (item, {}))[1][checked.id] = None
    columns = (
        text("dossier.column-requirement"), text("dossier.column-record"), text("dossier.column-about"),
        text("dossier.column-period"), text("dossier.column-states"), text("dossier.column-value"),
        text("dossier.column-source"), text("dossier.column-place"),
    )  # fmt: skip
    rows = [_input(dossier, *used[key]) for key in sorted(used)]
    return Table(columns, sorted(rows, key=lambda row: (str(row[1]), str(row[6]), _natural(str(row[7])))))


def first_by_uid(statements: Iterable[Statement]) -> dict[str, Mapping[str, Value]]:
    """Return the properties of each record as the graph shows them: each from the first source that states it."""
    found: dict[str, dict[str, Value]] = {}
    for statement in statements:
        known = found.setdefault(statement.record.uid, {})
        for key, value in statement.record.props.items():
            known.setdefault(key, value)
    return dict(found)


def _places(case: Case) -> dict[str, str]:
    sites = first_by_uid(case.evidence.sites)
    found: dict[str, list[str]] = {}
    for statement in case.holding(case.evidence.locations):
        link = link_of(statement)
        props = sites.get(link.dst, {})
        found.setdefault(link.src, []).append(str(props.get("address") or props.get("name") or link.dst))
    return {firm: "; ".join(places) for firm, places in found.items()}


def _deals(case: Case) -> dict[str, int]:
    counted = case.agreements()
    found: dict[str, set[str]] = {}
    for statement in case.evidence.parties:
        link = link_of(statement)
        if link.dst in counted:
            found.setdefault(link.src, set()).add(link.dst)
    return {firm: len(deals) for firm, deals in found.items()}


def _titles(dossier: Dossier, statements: Iterable[Statement]) -> dict[str, str]:
    found: dict[str, dict[str, None]] = {}
    for s in statements:
        found.setdefault(s.record.uid, {})[f"{dossier.evidence.source(s.source).title}, {s.place}"] = None
    return {uid: "; ".join(titles) for uid, titles in found.items()}


def _asked(gap: Gap, names: Mapping[str, str]) -> tuple[str, str]:
    if gap.need == "threshold":
        return text("dossier.expert"), text("dossier.ask-threshold")
    if gap.need == "territory_list":
        return text("dossier.expert"), text("dossier.ask-territories")
    whom = words.whom(gap, names)
    if gap.ask == EXPERT:
        # the catalogue of the law has "ask the expert" in another case
        whom = text("dossier.expert") + whom.removeprefix(text("law.expert"))
    return whom, words.asked(gap)


def _natural(place: str) -> list[tuple[int, str]]:
    """Return an order in which line 9 comes before line 10."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", place)]


def _input(dossier: Dossier, used: Input, wanted: Iterable[str]) -> tuple[Cell, ...]:
    kind = LINKS[LinkKind(used.kind)].label if used.kind in LINKS else KINDS[Kind(used.kind)].label
    number_ = used.props.get("amount", used.props.get("value"))
    value = exact(number_) if isinstance(number_, int | float) and not isinstance(number_, bool) else None
    told = [value_text(key, str(used.props[key])) for key in _TOLD if used.props.get(key)]
    if "value" in used.props and used.props.get("unit"):
        told.append(f"{label('unit')} {used.props['unit']}")
    names = {dossier.evidence.group: dossier.evidence.name}
    about = " → ".join(dossier.called(end) if end.startswith("org/") else names.get(end, end) for end in used.about)
    return (
        ", ".join(wanted), str(kind), about, str(used.props.get("period", "")) or None,
        "; ".join(told) or None, value, used.title, used.place,
    )  # fmt: skip


_TOLD = (
    "role", "measure", "side", "coverage_level", "agreement_type", "agreement_status", "product", "document",
    "origin", "confidence",
)  # fmt: skip


def stated(props: Mapping[str, Value], key: str) -> str | None:
    """Return a property as text, None where no source states it."""
    return str(props[key]) if props.get(key) else None


def in_full(key: str, value: Value) -> str:
    """Return a value in words, with the whole official name of a region or an activity."""
    if key in ("region", "regions"):
        return regions(value) or ""
    if key == "activities" and isinstance(value, list):
        return "; ".join(f"{code} {code_name('okved2', code)}".strip() for code in value)
    return value_text(key, value)


def regions(stated_: Value | None) -> str | None:
    """Return the full names of regions; a code that no list knows stays a code."""
    codes = [stated_] if isinstance(stated_, str) else stated_ if isinstance(stated_, list) else []
    return "; ".join(_region(code) for code in codes) or None


def _region(code: str) -> str:
    """Return the name of a region without abbreviations.

    >>> _region("55"), _region("14"), _region("77")
    ('Омская область', 'Республика Саха (Якутия)', 'Москва')
    """
    words_ = (_SHORT.get(word, word) for word in code_name("region", code).split())
    return re.sub(r"/(.+)/", r"(\1)", " ".join(word for word in words_ if word)) or code


_SHORT = {
    "обл": "область", "Респ": "Республика", "г": "", "АО": "автономный округ", "Аобл": "автономная область",
    "Автономный": "автономный",
}  # fmt: skip


def label(key: str) -> str:
    """Return what a property is called."""
    words_ = str(PROPERTIES[key].label) if key in PROPERTIES else key
    return words_[:1].upper() + words_[1:]


def kind_of(dossier: Dossier) -> Kind:
    """Return whether the group is a cluster or a candidate."""
    return Kind.CLUSTER_CANDIDATE if dossier.evidence.candidate else Kind.INDUSTRIAL_CLUSTER
