"""Two checks of one group side by side: in two editions, or before and after firms join or leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from clustergraph.analysis.law import words
from clustergraph.analysis.law.interval import Threshold, Verdict
from clustergraph.analysis.law.report import Checked, CheckReport
from clustergraph.i18n import Text, text
from clustergraph.model.results import Result, Table, aligned


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One requirement in both checks; None where an edition does not name it."""

    id: str
    title: Text
    first: Checked | None
    second: Checked | None
    changed: bool
    """State, threshold, value or verdict differ."""


@dataclass(frozen=True, slots=True)
class Comparison(Result):
    """Two checks and what differs between them."""

    kind: Literal["editions", "whatif"]
    moves: Sequence[str]
    """The firms that join (`+`) or leave (`-`), as they were asked for."""
    first: CheckReport
    second: CheckReport

    @property
    def verdict(self) -> Verdict:
        """The verdict of the second check."""
        return self.second.verdict

    @property
    def rows(self) -> list[ComparedRow]:
        """All requirements of either check, in the order of the first one."""
        one, other = ({c.id: c for c in report.requirements} for report in (self.first, self.second))
        return [_row(code, one.get(code), other.get(code)) for code in dict.fromkeys([*one, *other])]

    def to_dict(self) -> dict[str, object]:  # type: ignore[override]
        """Return both checks and the ids of what changed."""
        changed = [row.id for row in self.rows if row.changed]
        return {**super(Comparison, self).to_dict(), "changed": changed}

    def to_text(self) -> str:
        """Return one line a requirement, both checks in it."""
        labels = self._labels()
        needed = text("law.column-needed")
        found = (text("law.column-value"), text("law.column-verdict"))
        told = [(row, _cells(row.first), _cells(row.second)) for row in self.rows]
        alike = all(one[0] == other[0] for _, one, other in told)  # what is needed then stands once
        header = [text("law.column-requirement"), needed if alike else f"{labels[0]}: {needed}"]
        header += [f"{labels[0]}: {column}" for column in found]
        header += [f"{labels[1]}: {column}" for column in (found if alike else (needed, *found))]
        rows = [
            [("* " if row.changed else "  ") + f"{row.id} {row.title}", *one, *(other[1:] if alike else other)]
            for row, one, other in told
        ]
        results = [
            f"{label}: {words.group_verdict(report.verdict, indicative=report.indicative)}"
            for label, report in zip(labels, (self.first, self.second), strict=True)
        ]
        head = text("law.head", name=self.first.name, uid=self.first.group)
        period = text("law.compared-period", period=self.first.period or words.NONE)
        lines = [head, period, *([text("law.whatif-moves", moves=", ".join(self.moves))] if self.moves else [])]
        parts = ["\n".join(lines), aligned(header, rows), text("law.compared-changed"), "\n".join(results)]
        return "\n\n".join([*parts, text("law.disclaimer")])

    def table(self) -> Table:
        """Return one row a requirement."""
        names = ("state", "threshold_low", "threshold_high", "low", "high", "verdict")
        columns = ("id", "title", *(f"{name}_{place}" for place in (1, 2) for name in names), "changed")
        rows = [(r.id, str(r.title), *_numbers(r.first), *_numbers(r.second), r.changed) for r in self.rows]
        return columns, rows

    def _labels(self) -> tuple[str, str]:
        if self.kind == "editions":
            return self.first.edition, self.second.edition
        return text("law.before"), text("law.after")


def _row(code: str, one: Checked | None, other: Checked | None) -> ComparedRow:
    shown = one or other
    assert shown is not None
    return ComparedRow(code, shown.title, one, other, _numbers(one) != _numbers(other))


def _numbers(checked: Checked | None) -> tuple[object, ...]:
    if checked is None:
        return ("absent", None, None, None, None, "")
    threshold = checked.threshold or Threshold()
    value = checked.figures[0].value if checked.figures else None
    ends = (threshold.low, threshold.high, value.low if value else None, value.high if value else None)
    return (checked.state, *(None if end is None else float(end) for end in ends), checked.verdict)


def _cells(checked: Checked | None) -> tuple[str, str, str]:
    if checked is None or checked.state == "absent":
        return text("law.state-absent-word"), words.NONE, words.NONE
    needed = text(f"law.state-{checked.state}-word")
    if checked.threshold and checked.op:
        needed = words.threshold(checked.op, checked.threshold, checked.metric)
    value = words.value(checked.figures[0], checked.threshold) if checked.figures else words.NONE
    verdict = words.verdict(checked.verdict, indicative=checked.indicative) if checked.verdict else words.NONE
    return needed, value, verdict
