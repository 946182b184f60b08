"""A plan to comply as an answer, and how it reads: a list of actions, what each changes, what to ask."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from clustergraph.analysis.law import words
from clustergraph.analysis.law.figures import Figure, Gap
from clustergraph.analysis.law.interval import Interval, Verdict, point
from clustergraph.analysis.law.report import Checked, CheckReport
from clustergraph.analysis.law.steps import Step
from clustergraph.i18n import text
from clustergraph.model.results import Result, Table, aligned
from clustergraph.model.terms import TERMS


@dataclass(frozen=True, slots=True)
class Effect:
    """What a step changes in one requirement."""

    requirement: str
    metric: str
    before: Interval | None
    after: Interval | None
    verdict_before: Verdict | str
    verdict_after: Verdict | str


@dataclass(frozen=True, slots=True)
class Planned:
    """A step of a plan with its effects, taken after those before it."""

    step: Step
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question that would narrow an interval, and what the answers must show at least."""

    gap: Gap
    metric: str
    at_least: Fraction | None
    """All answers to a requirement together: roubles bought inside, else for how many members it must hold."""


@dataclass(frozen=True, slots=True)
class Plan(Result):
    """What has to be done so that the targets are met. Nothing in it is written until it is accepted."""

    targets: tuple[str, ...]
    before: CheckReport
    after: CheckReport
    """The group checked again as if the steps were taken."""
    steps: tuple[Planned, ...]
    exact: bool
    """All sets of up to so many steps were tried: no shorter plan exists among the offers."""
    offers: int
    """Steps there were to choose from."""
    excluded: tuple[tuple[str, ...], ...]
    """Smallest sets of targets that nothing offered meets together."""
    in_the_way: tuple[str, ...]
    """Other requirements that would get worse by the steps that met more targets."""
    questions: tuple[Question, ...]
    names: Mapping[str, str]
    accepted: str = ""
    """Name of the document that keeps the plan."""

    @property
    def unmet(self) -> tuple[str, ...]:
        """Targets that are not met after the steps."""
        after = {checked.id: checked.verdict for checked in self.after.requirements}
        return tuple(code for code in self.targets if after[code] != "PASS")

    def to_text(self) -> str:
        """Return head, actions, the figures before and after, what cannot be met, and questions."""
        parts = [
            self._head(),
            "\n".join(self._result()),
            "\n".join(self._actions()),
            self._figures() if self.steps else "",
            self._asked(),
            text("law.plan-accepted", name=self.accepted) if self.accepted else "",
            text("law.disclaimer"),
        ]
        return "\n\n".join(part for part in parts if part)

    def outcome(self) -> list[str]:
        """Return what the plan reaches and what it does not, in words; how steps were chosen only where there are."""
        return list(self._result(how=bool(self.steps)))

    def actions(self) -> list[tuple[str, list[str]]]:
        """Return the steps in words, each with what it changes."""
        return [(self._deed(planned.step), list(self._changes(planned))) for planned in self.steps]

    def _actions(self) -> Iterator[str]:
        for place, (deed, changes) in enumerate(self.actions(), 1):
            yield f"{place}. {deed}"
            yield from (f"   {change}" for change in changes)

    def table(self) -> Table:
        """Return one row a step."""
        columns = ("deed", "firm", "role", "other", "supplier", "product", "amount")
        return columns, [
            (s.deed, s.firm, s.role, s.other, s.supplier, s.product, None if s.amount is None else float(s.amount))
            for s in (planned.step for planned in self.steps)
        ]

    def _head(self) -> str:
        head = text("law.plan-head", name=self.before.name, uid=self.before.group)
        lines = [head, text("law.plan-edition", edition=self.before.edition, period=self.before.period or words.NONE)]
        if self.targets:
            lines.append(text("law.plan-targets", ids=", ".join(self.targets)))
        if self.before.candidate:
            lines.append(text("law.plan-candidate"))
        return "\n".join(lines)

    def _result(self, *, how: bool = True) -> Iterator[str]:
        if not self.targets:
            yield text("law.plan-no-targets")
        elif not self.steps:
            yield text("law.plan-none" if self.unmet else "law.plan-met", count=self.offers)
        elif self.unmet:
            yield text("law.plan-partly", ids=", ".join(self.unmet), count=len(self.steps))
        else:
            yield text("law.plan-all", count=len(self.steps))
        if how and self.targets and (self.steps or self.unmet):
            yield text("law.plan-exact" if self.exact else "law.plan-greedy", count=self.offers)
        for together in self.excluded:
            key = "law.plan-unreachable" if len(together) == 1 else "law.plan-excluded"
            yield text(key, ids=", ".join(together))
        if self.in_the_way:
            yield text("law.plan-in-the-way", ids=", ".join(self.in_the_way))

    def _deed(self, step: Step) -> str:
        role = str(TERMS["role"][step.role].label) if step.role else ""
        seller = self._named(step.supplier) if step.supplier else text("law.plan-nobody")
        return text(
            f"law.plan-{step.deed}",
            firm=self._named(step.firm),
            role=role,
            other=self._named(step.other),
            supplier=seller,
            product=step.product,
            amount=words.money(point(step.amount)) if step.amount is not None else "",
        )

    def _changes(self, planned: Planned) -> Iterator[str]:
        step = planned.step
        if step.deed == "move":
            room = words.money(point(step.room)) if step.room is not None else ""
            yield text("law.plan-room" if room else "law.plan-room-unknown", room=room)
        for effect in planned.effects:
            yield text(
                "law.plan-effect",
                id=effect.requirement,
                before=_value(effect.metric, effect.before),
                after=_value(effect.metric, effect.after),
                verdict=words.verdict(effect.verdict_after, indicative=False),
            )

    def _figures(self) -> str:
        now = {checked.id: checked for checked in self.after.requirements}
        changed = [
            (one, now[one.id])
            for one in self.before.judged
            if one.figure and not one.relief_of and (one.id in self.targets or _shown(one) != _shown(now[one.id]))
        ]
        header = [text(f"law.column-{name}") for name in ("requirement", "needed")]
        header += [text("law.before"), text("law.after"), text("law.column-verdict")]
        return aligned(header, [_row(one, other) for one, other in changed])

    def _asked(self) -> str:
        """Return the questions, alike ones in one line, and what the answers to each requirement must show."""
        lines = words.questions([question.gap for question in self.questions], self.names)
        least = {q.gap.requirement: (q.metric, q.at_least) for q in self.questions if q.at_least}
        for code, (metric, amount) in sorted(least.items()):
            assert amount is not None
            if metric == "fd_input":
                lines.append(text("law.plan-at-least-money", id=code, amount=words.money(point(amount))))
            else:
                lines.append(text("law.plan-at-least-count", id=code, count=words.plain(amount, "")))
        return "\n".join((text("law.plan-questions"), *lines)) if lines else ""

    def _named(self, uid: str) -> str:
        name, code = self.names.get(uid, ""), uid.removeprefix("org/")
        return f"{name} ({code})" if name and name != uid else code


def _value(metric: str, value: Interval | None) -> str:
    return words.value(Figure(metric, value))


def _shown(checked: Checked) -> tuple[Interval | None, str]:
    return checked.figure.value if checked.figure else None, checked.verdict


def _row(one: Checked, other: Checked) -> tuple[str, ...]:
    assert one.figure
    assert other.figure
    needed = words.threshold(other.op, other.threshold, other.metric) if other.threshold and other.op else words.NONE
    values = (words.value(one.figure, one.threshold), words.value(other.figure, other.threshold))
    return (f"{one.id} {one.title}", needed, *values, words.verdict(other.verdict, indicative=other.indicative))
