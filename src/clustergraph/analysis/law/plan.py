"""A plan to comply: the shortest list of steps after which the targets are met and nothing else got worse."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from clustergraph.analysis.law.case import Case
from clustergraph.analysis.law.check import check, checked
from clustergraph.analysis.law.editions import Rulebook
from clustergraph.analysis.law.interval import ZERO, total
from clustergraph.analysis.law.metrics import COMPUTED
from clustergraph.analysis.law.offers import offers
from clustergraph.analysis.law.planned import Effect, Plan, Planned, Question
from clustergraph.analysis.law.reach import out_of_reach
from clustergraph.analysis.law.report import Checked, CheckReport
from clustergraph.analysis.law.rules import SHARES, Params, Requirement
from clustergraph.analysis.law.search import Found, Search, Steps
from clustergraph.analysis.law.steps import Deed, Ground, Step
from clustergraph.errors import InputError
from clustergraph.i18n import text, unknown
from clustergraph.progress import Progress, silent

_READ: Mapping[Deed, frozenset[str]] = {
    "agree": frozenset({"members_without_agreement", "newcomers_past_deadline"}),
    "move": frozenset({"fd_input", "coop_output_min"}),
    "role": frozenset(COMPUTED) - {"members_without_agreement", "spec_org_gaps", "document_present"},
}
"""Steps that only some metrics can see; every metric may see the others."""
_CONTRACTS = "members_without_agreement"


def plan(
    ground: Ground,
    rulebook: Rulebook,
    joining: Sequence[tuple[str, str]],
    *,
    edition: str = "",
    denominator: str = "",
    targets: Sequence[str] = (),
    makes: Mapping[str, set[str]],
    period_asked: bool = False,
    progress: Progress = silent,
) -> Plan:
    """Return the steps that meet the targets, the questions that would help, or which targets exclude each other.

    Parameters
    ----------
    ground
        What is said around the group and the firms that could join.
    joining
        These firms, and in which role.
    targets
        Ids of judged requirements; (): those that are not met.

    Raises
    ------
    InputError
        For a target that the edition does not judge.
    """

    def whole(steps: Steps) -> CheckReport:
        report = check(
            ground.applied(steps),
            rulebook,
            edition=edition,
            as_of=ground.as_of,
            period=ground.period,
            denominator=denominator,
        )
        return replace(report, period_asked=period_asked)

    before = whole(())
    wanted = _targets(before, targets)
    tested = [r for r in rulebook.requirements(rulebook.edition(before.edition)) if r.state == "tested" and r.test]
    trial = _Trial(ground, tested, denominator)
    seen = {c.metric for c in before.requirements if c.id in wanted}
    known = [
        step
        for step in offers(
            ground,
            joining,
            _contracts(tested),
            agree=bool(seen & _READ["agree"]),
            leave=_leave(before, wanted),
            makes=makes,
        )
        if step.outside or step.deed not in _READ or seen & _READ[step.deed]
    ]
    found = _searched(trial, wanted, tested, known, progress)
    steps = tuple(sorted(found.steps, key=lambda step: (_FIRST.index(step.deed), step.order)))
    after = whole(steps)
    if not _verified(before, after, wanted):
        steps, after = (), before
    return Plan(
        targets=wanted,
        before=before,
        after=after,
        steps=tuple(_planned(trial, steps, place) for place in range(len(steps))),
        exact=found.exact,
        offers=len(known),
        excluded=found.excluded,
        in_the_way=found.in_the_way,
        questions=tuple(_questions(before)),
        names=ground.evidence.names,
    )


def _searched(
    trial: _Trial, wanted: Sequence[str], tested: Sequence[Requirement], offers: Sequence[Step], progress: Progress
) -> Found:
    """Return the best set of steps for the targets within reach, and what is proved of the others."""
    hopeless = [code for code in wanted if trial.hopeless(code, offers)]
    others = [requirement.id for requirement in tested if requirement.id not in wanted]
    search = Search(trial.at, [code for code in wanted if code not in hopeless], [*others, *hopeless], progress)
    found = search.best(offers) if search.unmet(()) else Found((), True)
    excluded = [*((code,) for code in hopeless), *found.excluded]
    return replace(found, excluded=tuple(sorted(excluded, key=lambda ids: (len(ids), [*map(wanted.index, ids)]))))


_FIRST: tuple[Deed, ...] = ("role", "add", "remove", "agree", "move")
"""The order in which steps are told."""


class _Trial:
    """How single requirements stand after some steps; each is judged once for the steps it can see."""

    def __init__(self, ground: Ground, tested: Iterable[Requirement], denominator: str) -> None:
        self._ground, self._denominator = ground, denominator
        self._tested = {requirement.id: requirement for requirement in tested}
        self._known: dict[tuple[str, Steps], Checked] = {}
        self._case: tuple[Steps, Case] | None = None

    def at(self, steps: Steps, ids: Iterable[str]) -> Mapping[str, Checked]:
        """Return how these requirements stand, in their order."""
        return {code: self._one(code, steps) for code in ids}

    def all(self, steps: Steps) -> Mapping[str, Checked]:
        """Return how all that are judged stand."""
        return self.at(steps, self._tested)

    def hopeless(self, code: str, offers: Sequence[Step]) -> bool:
        """Tell whether a target that is not met is shown to be out of reach."""
        before = self._one(code, ())
        return before.verdict != "PASS" and out_of_reach(
            self._ground, self._tested[code], before, offers, self._denominator
        )

    def _one(self, code: str, steps: Steps) -> Checked:
        requirement = self._tested[code]
        assert requirement.test
        metric = requirement.test.measured.metric
        seen = tuple(step for step in steps if step.deed not in _READ or metric in _READ[step.deed])
        if (code, seen) not in self._known:
            self._known[code, seen] = checked(self._of(seen), requirement, self._denominator)[0]
        return self._known[code, seen]

    def _of(self, steps: Steps) -> Case:
        if self._case is None or self._case[0] != steps:
            self._case = steps, self._ground.case(steps)
        return self._case[1]


def _targets(before: CheckReport, asked: Sequence[str]) -> tuple[str, ...]:
    judged = {c.id: c for c in before.requirements if c.state == "tested" and not c.relief_of}
    for code in asked:
        if code not in judged:
            if any(c.id == code for c in before.requirements):
                raise InputError(
                    text("law.plan-not-judged", id=code, edition=before.edition), text("law.plan-for-hint")
                )
            raise unknown("law.what-requirement", code, judged)
    return tuple(code for code, c in judged.items() if (code in asked if asked else c.verdict == "FAIL"))


def _contracts(tested: Iterable[Requirement]) -> Params:
    """Return which agreements count; any, where the edition judges none."""
    found = (r.test.measured.params for r in tested if r.test and r.test.measured.metric == _CONTRACTS)
    return next(found, Params())


def _leave(before: CheckReport, wanted: Iterable[str]) -> bool:
    """Tell whether a target allows at most so many and fails: only then may a member leave."""
    return any(c.id in wanted and c.verdict == "FAIL" and c.op in ("<=", "<") for c in before.requirements)


def _verified(before: CheckReport, after: CheckReport, wanted: Iterable[str]) -> bool:
    """Tell whether the steps, applied, meet more targets than before and nothing that is judged got worse."""
    one, other = ({c.id: c.verdict for c in r.requirements if c.state == "tested"} for r in (before, after))
    order = ("FAIL", "UNKNOWN", "PASS")
    reliefs = {c.id for c in before.requirements if c.relief_of}
    if any(order.index(other[code]) < order.index(one[code]) for code in one if one[code] and code not in reliefs):
        return False
    return sum(other[code] == "PASS" for code in wanted) > sum(one[code] == "PASS" for code in wanted)


def _planned(trial: _Trial, steps: Steps, place: int) -> Planned:
    """Return a step with what it changes, taken after those before it."""
    was, now = trial.all(steps[:place]), trial.all(steps[: place + 1])
    effects = [
        Effect(code, one.metric, one.figure.value, now[code].figure.value, one.verdict, now[code].verdict)  # type: ignore[union-attr]
        for code, one in was.items()
        if one.figure and (one.figure.value, one.verdict) != (now[code].figure.value, now[code].verdict)  # type: ignore[union-attr]
    ]
    return Planned(steps[place], tuple(effects))


def _questions(before: CheckReport) -> list[Question]:
    """Return the questions of what is judged and not established, the one that narrows most first."""
    open_ = [c for c in before.requirements if c.state == "tested" and c.verdict == "UNKNOWN"]
    found = [Question(gap, c.metric, _at_least(c)) for c in open_ for gap in c.gaps]
    return sorted(
        found, key=lambda q: (-(q.gap.width or 0), q.gap.requirement, q.gap.need, q.gap.ask, q.gap.about, q.gap.side)
    )


def _at_least(checked: Checked) -> Fraction | None:
    """Return what answers must show in all: roubles bought inside, or for how many it holds; None where not known."""
    value = checked.figure.value if checked.figure else None
    needed = checked.threshold
    if checked.figure is None or value is None or needed is None:
        return None
    if checked.metric == "fd_input" and checked.op == ">=" and needed.high is not None:
        inside = total(part.inside for part in checked.figure.parts)
        outside = total(part.outside for part in checked.figure.parts)
        return None if outside.high is None else max(needed.high * (inside.low + outside.high) - inside.low, ZERO)
    if checked.metric in SHARES:
        return None
    if checked.op == "<=" and value.high is not None and needed.low is not None:
        return max(value.high - needed.low, ZERO)
    return max(needed.high - value.low, ZERO) if checked.op == ">=" and needed.high is not None else None
