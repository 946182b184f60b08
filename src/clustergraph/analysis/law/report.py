"""The answer of a check, and how it reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from clustergraph.analysis.law import words
from clustergraph.analysis.law.figures import Figure, Gap, Reason
from clustergraph.analysis.law.interval import Operator, Threshold, Verdict
from clustergraph.analysis.law.rules import Basis, Params, State, Verified
from clustergraph.i18n import Text, plural, text
from clustergraph.model.results import Result, Table, aligned

Chosen = Literal["asked", "by-date", "newest", "before-first"]


@dataclass(frozen=True, slots=True)
class Checked:
    """One requirement or relief of the edition, with what was found."""

    id: str
    title: Text
    state: State
    indicative: bool
    """Not compared with the official text."""
    basis: Basis
    clause: str
    note: str
    verified: Verified | None
    verdict: Verdict | Literal[""] = ""
    """"" where nothing is judged: the edition has no such requirement, or it only says what a cluster is."""
    reason: Reason = ""
    """Why the verdict is UNKNOWN."""
    metric: str = ""
    """What is compared with the threshold; "" where nothing is."""
    parameters: Params | None = None
    figure: Figure | None = None
    op: Operator | Literal[""] = ""
    threshold: Threshold | None = None
    also: tuple[Figure, ...] = ()
    """Shown and not judged."""
    gaps: tuple[Gap, ...] = ()
    relief_of: str = ""

    @property
    def figures(self) -> tuple[Figure, ...]:
        """What is judged and what is shown beside it."""
        return self.also if self.figure is None else (self.figure, *self.also)


@dataclass(frozen=True, slots=True)
class CheckReport(Result):
    """How a group stands against one edition. A preliminary check, not a decision of the ministry."""

    group: str
    name: str
    candidate: bool
    edition: str
    act: Text
    chosen: Chosen
    newest_edition: str
    period: str
    period_asked: bool
    as_of: str
    names: Mapping[str, str]
    """Members and specialized organizations: uid → name."""
    members: int
    fictional: int
    nameless: int
    inferred_roles: int
    nameless_purchases: int
    """Rows of purchases without a named supplier."""
    sole_trader_purchases: int
    """Rows of purchases from sole traders."""
    verdict: Verdict
    indicative: bool
    requirements: tuple[Checked, ...]
    stamp: str
    estimate: str = ""
    """What stands for purchases that nobody states, where that was asked for."""

    def to_text(self, *, details: bool = False) -> str:
        """Return head, table, questions and what the reader must know; `details` adds the records that were used."""
        parts = [
            self._head(),
            aligned(_columns(), [row for checked in self.judged for row in _rows(checked)]),
            self._not_judged(),
            self._summary(),
            "\n".join(self.remarks()),
            self._questions(),
            *(self._details() if details else ()),
            text("law.disclaimer"),
        ]
        return "\n\n".join(part for part in parts if part)

    def table(self) -> Table:
        """Return one row a requirement."""
        columns = (
            "id",
            "title",
            "state",
            "metric",
            "low",
            "high",
            "op",
            "threshold_low",
            "threshold_high",
            "verdict",
            "indicative",
            "reason",
        )
        return columns, [_cells(checked) for checked in self.requirements]

    @property
    def judged(self) -> list[Checked]:
        """Requirements and reliefs that have a verdict."""
        return [checked for checked in self.requirements if checked.verdict]

    def _head(self) -> str:
        title = text("law.head-candidate" if self.candidate else "law.head", name=self.name, uid=self.group)
        edition = text("law.edition-line", edition=self.edition, act=self.act, chosen=self._chosen())
        return f"{title}\n{edition}\n{self._period_line()}\n{self._members_line()}"

    def _chosen(self) -> str:
        return text(f"law.chosen-{self.chosen}", day=self.as_of, newest=self.newest_edition)

    def _period_line(self) -> str:
        if not self.period:
            return text("law.period-none")
        key = "law.period-asked" if self.period_asked else "law.period-default"
        day = text("law.reading-day", day=self.as_of) if self.as_of else text("law.no-reading-day")
        return f"{text(key, period=self.period)}; {day}"

    def _members_line(self) -> str:
        counts = [text("law.members", count=plural(self.members, "common.firms"))]
        if self.fictional:
            counts.append(text("law.fictional", count=self.fictional))
        if self.nameless:
            counts.append(text("law.nameless", count=self.nameless))
        return ", ".join(counts)

    def _not_judged(self) -> str:
        named = {state: [c.id for c in self.requirements if c.state == state] for state in ("absent", "definition")}
        return "\n".join(text(f"law.state-{state}", ids=", ".join(ids)) for state, ids in named.items() if ids)

    def _summary(self) -> str:
        counted = {verdict: sum(c.verdict == verdict for c in self.judged) for verdict in ("PASS", "FAIL", "UNKNOWN")}
        unverified = sum(checked.indicative for checked in self.judged)
        counts = text("law.counts", passed=counted["PASS"], failed=counted["FAIL"], unknown=counted["UNKNOWN"])
        checked = text("law.unverified", count=unverified) if unverified else text("law.all-verified")
        return f"{words.group_verdict(self.verdict, indicative=self.indicative)} {counts} {checked}"

    def remarks(self) -> list[str]:
        """Return what changes how the figures must be read."""
        lines = [
            words.contradiction(found, figure.metric) for figure in self._figures() for found in figure.contradictions
        ]
        if self.inferred_roles:
            judged = not any(checked.reason == "inferred-roles" for checked in self.requirements)
            key = "law.any-roles" if judged else "law.inferred-roles"
            lines.append(text(key, count=plural(self.inferred_roles, "common.firms")))
        lines += [line for checked in self.judged if checked.figure for line in words.choices(checked.figure)]
        if self.nameless_purchases or self.sole_trader_purchases:
            rows = plural(self.nameless_purchases + self.sole_trader_purchases, "common.rows")
            lines.append(text("law.nameless-purchases", rows=rows, traders=self.sole_trader_purchases))
        return list(dict.fromkeys(lines))

    def _figures(self) -> list[Figure]:
        return [figure for checked in self.judged for figure in checked.figures]

    def _questions(self) -> str:
        gaps = [gap for checked in self.judged if checked.verdict == "UNKNOWN" for gap in checked.gaps]
        lines = words.questions(gaps, self.names)
        return "\n".join((text("law.questions"), *lines)) if lines else ""

    def _details(self) -> list[str]:
        tables = [words.shares(checked.id, figure) for checked in self.judged for figure in checked.figures]
        return [*tables, words.records(used for figure in self._figures() for used in figure.inputs)]


def _columns() -> list[str]:
    return [text(f"law.column-{name}") for name in ("requirement", "value", "needed", "verdict")]


def _rows(checked: Checked) -> list[tuple[str, str, str, str]]:
    """Return the requirement, and below it the values that are shown but not judged."""
    value, needed = words.NONE, words.NONE
    if checked.figure:
        value = words.value(checked.figure, checked.threshold)
    if checked.threshold and checked.op:
        needed = words.threshold(checked.op, checked.threshold, checked.metric)
    verdict = words.verdict(checked.verdict, indicative=checked.indicative)
    if checked.reason and checked.reason != "data":
        verdict += ": " + text(f"law.reason-{checked.reason}")
    also = [
        (f"   {text('law.shown', metric=words.metric(figure.metric))}", words.value(figure), words.NONE, words.NONE)
        for figure in checked.also
    ]
    return [(f"{checked.id} {checked.title}", value, needed, verdict), *also]


def _cells(checked: Checked) -> tuple[object, ...]:
    value = checked.figure.value if checked.figure else None
    threshold = checked.threshold or Threshold()
    ends = (value.low if value else None, value.high if value else None)
    numbers = [None if end is None else float(end) for end in (*ends, threshold.low, threshold.high)]
    return (
        checked.id, str(checked.title), checked.state, checked.metric, *numbers[:2], checked.op, *numbers[2:],
        checked.verdict, checked.indicative, checked.reason,
    )  # fmt: skip
