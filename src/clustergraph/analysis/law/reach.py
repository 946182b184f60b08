"""Targets that no steps can meet, told without trying them: by the best that all offers together could do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from clustergraph.analysis.law.case import FINISHED, Case
from clustergraph.analysis.law.dependence import purchases
from clustergraph.analysis.law.interval import ZERO, High
from clustergraph.analysis.law.report import Checked
from clustergraph.analysis.law.rules import Params, Requirement
from clustergraph.analysis.law.side import Side
from clustergraph.analysis.law.steps import Ground, Step


def out_of_reach(
    ground: Ground, requirement: Requirement, before: Checked, offers: Sequence[Step], denominator: str
) -> bool:
    """Tell whether no set of these steps makes a requirement PASS; False where this does not show it."""
    test = requirement.test
    if test is None:
        return False
    params = replace(test.measured.params, denominator=denominator) if denominator else test.measured.params
    if test.measured.metric == "fd_input" and test.op == ">=" and test.threshold.high is not None:
        most = most_dependence(ground, params, offers)
        needed = min([test.threshold.high, *(relief.threshold for relief in requirement.reliefs)])
        return most is not None and most < needed
    if test.measured.metric == "newcomer_count" and test.op == "<=" and params.newcomer == "no_product":
        return _only_leaving_helps(before) and not any(step.deed == "remove" for step in offers)
    return False


def _only_leaving_helps(before: Checked) -> bool:
    """Tell whether there may be too many newcomers: what a firm made before no step changes, and who joins adds."""
    value = before.figure.value if before.figure else None
    most = before.threshold.low if before.threshold else None
    return value is not None and most is not None and (value.high is None or value.high > most)


def most_dependence(ground: Ground, params: Params, offers: Sequence[Step]) -> Fraction | None:
    """Return a share that the lower end of `fd_input` exceeds after no set of the steps; None where none is known.

    Let all firms that could join or change their role be in, in all these roles, and all purchases be moved. Then each
    buyer buys inside at least what it does after any set of steps, and outside at most that. Buyers that stay whatever
    is done all count; of the others those that raise the share, the best first.
    """
    case = ground.everything(offers)
    sides = purchases(case, params)
    stay = _staying(case, ground, offers)
    untouched = stay - {step.other for step in offers if step.deed == "move"}
    if any(side.contradicts for side in purchases(ground.case(), params) if side.firm.uid in untouched):
        return ZERO  # what sources say of it stays a contradiction, so that there is no value at all
    if any(side.contradicts for side in sides):
        return None
    if any(side.split[1].high is None for side in sides if side.firm.uid in stay):
        return ZERO  # nothing bounds what one that stays buys outside
    loose = any(_shares_room(side) for side in sides)  # then the lower end may lie above that of each buyer alone
    inside, outside = ZERO, ZERO
    optional: list[tuple[Fraction, Fraction]] = []
    for side in sides:
        one, other = side.split
        within: High = one.high if loose else one.low
        beside: High = other.low if loose else other.high
        if within is None:
            return None
        if side.firm.uid in stay:
            inside, outside = inside + within, outside + (beside or ZERO)
        elif within and beside is not None:
            optional.append((within, beside))
    for within, beside in sorted(optional, key=lambda pair: pair[1] / pair[0]):
        if within * (inside + outside) < inside * (within + beside):
            break
        inside, outside = inside + within, outside + beside
    return inside / (inside + outside) if inside else ZERO


def _shares_room(side: Side) -> bool:
    return any(pair.unsold is not None and not pair.interval.exact for pair in side.pairs)


def _staying(case: Case, ground: Ground, offers: Iterable[Step]) -> set[str]:
    """Return the finished makers of today that no step takes out of this role."""
    changing = {step.firm for step in offers if step.deed in ("role", "remove")}
    finished = {member.uid for member in case.with_role(FINISHED) if not member.inferred}
    return (finished & ground.inside) - changing
