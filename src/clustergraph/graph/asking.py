"""Questionnaires: whom to ask what, who has answered, what is still missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from clustergraph.analysis.law import words
from clustergraph.analysis.law.figures import EXPERT, Gap
from clustergraph.analysis.law.report import CheckReport
from clustergraph.errors import InputError, UsageError
from clustergraph.export.questionnaire.form import Firm, Form
from clustergraph.graph.checking import GROUPS, Checking
from clustergraph.graph.clusters import adopt
from clustergraph.graph.preparing import Prepares
from clustergraph.graph.resolve import resolve
from clustergraph.i18n import plural, reason, text, use
from clustergraph.model import names
from clustergraph.model.records import Entity
from clustergraph.model.results import Result, Table, aligned
from clustergraph.model.terms import Kind
from clustergraph.model.words import name_of
from clustergraph.store.base import Store

_LOADER = "questionnaire"
_WHOLE = "all"
"""Name of the file of the whole group."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A firm and its questionnaire."""

    inn: str
    name: str
    file: str
    questions: int
    """What the check does not know and this firm can tell."""


@dataclass(frozen=True, slots=True)
class Questionnaires(Result):
    """What was written."""

    folder: Path
    period: str
    group: str
    """Uid of the cluster, "" for a region."""
    firms: Sequence[Asked]
    whole: str
    """File of the whole group."""
    without: Sequence[str] = ()
    """Names of members without an INN, who have no questionnaire of their own."""

    def to_text(self) -> str:
        """Return a line a firm."""
        count = plural(len(self.firms), "common.firms")
        lines = [text("asking.made", period=self.period, folder=self.folder, firms=count, whole=self.whole), ""]
        header = (text("asking.firm"), text("asking.column-file"), text("asking.column-questions"))
        lines.append(aligned(header, [(f.name, f.file, str(f.questions)) for f in self.firms], right=(2,)))
        if self.without:
            lines += ["", text("asking.made-without", names=", ".join(self.without))]
        group = self.group.partition("/")[2]
        following = text("asking.made-next", group=group) if group else text("asking.made-next-region")
        return "\n".join([*lines, "", following])

    def table(self) -> Table:
        """Return one row a firm."""
        return ("inn", "name", "file", "questions"), [(f.inn, f.name, f.file, f.questions) for f in self.firms]


def make(
    store: Store,
    folder: Path,
    wanted: str,
    into: Path,
    *,
    region: str = "",
    period: str = "",
    adopted: str = "",
    expert: str = "expert",
) -> Questionnaires:
    """Write a questionnaire a firm and one of all firms into a folder; a candidate is adopted first.

    Raises
    ------
    UsageError
        Where both or neither of a group and a region are named.
    InputError
        Where a candidate is asked without `adopted`, the period is not known, or nobody can be asked.
    """
    from clustergraph.export.questionnaire.workbook import write

    if bool(wanted) == bool(region):
        raise UsageError(text("asking.group-or-region"), text("asking.group-or-region-hint"))
    _make_folder(into)
    with use("ru"):  # the forms are in Russian, with the questions in them
        group = (
            _of_region(store, region, period) if region else _of_group(store, folder, wanted, period, adopted, expert)
        )
        prepares = Prepares(store, group.firms, group.period, group.uid)
    stem = names.slug(group.uid.partition("/")[2] or f"region-{region}")
    made = []
    for firm in group.firms:
        questions = group.questions({f"org/{firm.inn}"})
        form = _form(group, prepares, [firm], firm.inn, firm.name, questions)
        file = f"{stem}-{group.period}-{firm.inn}.xlsx"
        write(form, into / file)
        made.append(Asked(firm.inn, firm.name, file, len(questions)))
    whole = f"{stem}-{group.period}-{_WHOLE}.xlsx"
    everybody = _form(group, prepares, group.firms, stem, group.name, group.questions(None))
    write(replace(everybody, whole=True), into / whole)
    return Questionnaires(into, group.period, group.uid, made, whole, group.without)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = text("files.cannot-write", file=folder, reason=reason(error))
        raise InputError(message, text("files.cannot-write-hint")) from error


@dataclass(frozen=True, slots=True)
class _Group:
    uid: str
    name: str
    period: str
    firms: Sequence[Firm]
    without: Sequence[str] = ()
    gaps: Sequence[Gap] = ()
    names: Mapping[str, str] | None = None

    def questions(self, whom: set[str] | None) -> list[str]:
        """Return the questions to some firms, to anybody where None, in words."""
        asked = [gap for gap in self.gaps if whom is None or gap.ask in whom]
        with use("ru"):
            return words.questions(asked, self.names or {})


def _form(
    group: _Group, prepares: Prepares, firms: Sequence[Firm], key: str, name: str, questions: Sequence[str]
) -> Form:
    with use("ru"):
        title = text("asking.source-title", period=group.period, name=name)
    return Form(
        source=f"questionnaire-{group.period}/{key}",
        title=title,
        period=group.period,
        cluster=group.uid.partition("/")[2],
        cluster_name=group.name if group.uid else "",
        firms=firms,
        whole=False,
        questions=questions,
        members=prepares.members(firms),
        buys=prepares.buys(firms),
        sells=prepares.sells(firms),
        agreements=prepares.agreements(firms),
        indicators=prepares.indicators(firms),
    )


def _of_region(store: Store, region: str, period: str) -> _Group:
    """Return the firms of a region; without a group there is no check, and so no questions."""
    if not period:
        raise InputError(text("asking.no-period"), text("asking.no-period-hint"))
    firms = [
        Firm(str(firm.props["inn"]), name_of(firm))
        for firm in store.entities(Kind.ENTERPRISE)
        if firm.props.get("region") == region and "inn" in firm.props
    ]
    if not firms:
        raise InputError(text("asking.no-firms", region=region), text("asking.no-firms-hint"))
    return _Group("", text("asking.region", region=region), period, firms)


def _of_group(store: Store, folder: Path, wanted: str, period: str, adopted: str, expert: str) -> _Group:
    uid = resolve(store, wanted, GROUPS)
    shown = store.get(uid)
    assert isinstance(shown, Entity)
    if adopted and shown.kind != Kind.CLUSTER_CANDIDATE:
        raise InputError(text("asking.not-candidate", name=name_of(shown)), text("asking.not-candidate-hint"))
    if not adopted and shown.kind == Kind.CLUSTER_CANDIDATE:
        raise InputError(text("asking.adopt-needed", name=name_of(shown)), text("asking.adopt-needed-hint"))
    if adopted:
        uid = adopt(store, uid, adopted, expert=expert).uid
    return _checked(store, folder, uid, period)


def _checked(store: Store, folder: Path, uid: str, period: str) -> _Group:
    """Return a cluster with what its check does not know."""
    report = Checking(store, folder, uid, period=period).check("")
    if not report.period:
        raise InputError(text("asking.no-period"), text("asking.no-period-hint"))
    members = sorted(firm for firm in report.names if firm.startswith("org/"))
    firms = [Firm(firm.removeprefix("org/"), report.names[firm]) for firm in members if firm[4:].isdigit()]
    without = [report.names[firm] for firm in members if not firm[4:].isdigit()]
    return _Group(uid, report.name, report.period, firms, without, _gaps(report), report.names)


def _gaps(report: CheckReport) -> list[Gap]:
    """Return what members can tell of requirements that are not met or not established."""
    open_ = [gap for checked in report.judged if checked.verdict != "PASS" for gap in checked.gaps]
    return [gap for gap in open_ if gap.ask != EXPERT]


@dataclass(frozen=True, slots=True)
class Answer:
    """A firm that was asked: whether it has answered, and what is still missing."""

    inn: str
    name: str
    answered: bool
    source: str
    """Where its answer is, its own questionnaire or that of the group; "" where it has not answered."""
    missing: Sequence[str]


@dataclass(frozen=True, slots=True)
class Answers(Result):
    """Who has answered the questionnaires of a period, who has not, and what the check still needs."""

    group: str
    name: str
    period: str
    firms: Sequence[Answer]
    missing: Sequence[str]
    """All questions of the check, alike ones together."""
    letter: str = ""
    """File of the reminder, where one was asked for."""

    def to_text(self) -> str:
        """Return a line a firm, then the questions."""
        answered = sum(firm.answered for firm in self.firms)
        head = text("asking.status-head", period=self.period, name=self.name, answered=answered, firms=len(self.firms))
        header = (
            text("asking.firm"),
            text("asking.column-inn"),
            text("asking.column-answer"),
            text("asking.column-missing"),
        )
        rows = [(firm.name, firm.inn, self._answer(firm), str(len(firm.missing))) for firm in self.firms]
        questions = [text("asking.status-missing"), *self.missing] if self.missing else [text("asking.status-nothing")]
        letter = ["", text("asking.status-letter", file=self.letter)] if self.letter else []
        return "\n".join([head, "", aligned(header, rows, right=(3,)), "", *questions, *letter])

    def _answer(self, firm: Answer) -> str:
        if not firm.answered:
            return text("asking.unanswered")
        own = f"/{firm.inn}/" in firm.source
        return text("asking.answered") if own else text("asking.answered-for")

    def table(self) -> Table:
        """Return one row a firm."""
        rows = [(f.inn, f.name, f.answered, f.source, "; ".join(f.missing)) for f in self.firms]
        return ("inn", "name", "answered", "source", "missing"), rows


def status(store: Store, folder: Path, wanted: str, *, period: str = "", letter: Path | None = None) -> Answers:
    """Say who has answered, who has not, what is missing; write the reminder where a file is named.

    Raises
    ------
    InputError
        Where no period is named and none is known.
    """
    uid = resolve(store, wanted, GROUPS)
    group = _checked(store, folder, uid, period)
    spoken = {info.uid for info in store.sources() if not info.withdrawn_on}
    told = _told_together(store, group, spoken)
    firms = []
    for firm in group.firms:
        own = f"source/questionnaire-{group.period}/{firm.inn}/{_LOADER}"
        source = own if own in spoken else told.get(firm.inn, "")
        asked = [gap for gap in group.gaps if gap.ask == f"org/{firm.inn}"]
        firms.append(Answer(firm.inn, firm.name, bool(source), source, words.questions(asked, group.names or {})))
    missing = words.questions(group.gaps, group.names or {})
    found = Answers(uid, group.name, group.period, firms, missing, str(letter or ""))
    if letter is not None:
        from clustergraph.export.questionnaire.letter import write_letter

        with use("ru"):
            silent = [Firm(firm.inn, firm.name) for firm in firms if not firm.answered]
            write_letter(letter, group.name, group.period, silent, words.questions(group.gaps, group.names or {}))
    return found


def _told_together(store: Store, group: _Group, spoken: Iterable[str]) -> dict[str, str]:
    """Return INN → questionnaire of the group, of the firms whose rows it tells something of."""
    source = f"source/questionnaire-{group.period}/{group.uid.partition('/')[2]}/{_LOADER}"
    if source not in spoken:
        return {}
    asked = {f"org/{firm.inn}" for firm in group.firms}
    about = {uid for uid in asked if _figures_of(store, uid, source)}
    return {uid.removeprefix("org/"): source for uid in about}


def _figures_of(store: Store, firm: str, source: str) -> bool:
    """Tell whether a source states a list or a figure of a firm itself: a mention by its partner is no answer."""
    return any(
        said.source == source and said.record.kind == "ABOUT" and getattr(said.record, "dst", "") == firm
        for said in store.statements(ends=[firm])
    )
