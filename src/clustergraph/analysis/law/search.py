"""The search for a plan: every set of a few steps, or one step after the other where there are too many."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from clustergraph.analysis.effort import MOST_OFFERS, MOST_SETS, MOST_STEPS
from clustergraph.analysis.law.interval import ZERO
from clustergraph.analysis.law.report import Checked
from clustergraph.analysis.law.steps import Step
from clustergraph.i18n import text
from clustergraph.progress import Progress, silent

_RANK = {"FAIL": 0, "UNKNOWN": 1, "PASS": 2, "": 2}
_NO_VALUE = Fraction(-1000)
_TELL_EVERY = 100
Steps = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The best set of steps, and which targets can be met at all."""

    steps: Steps
    exact: bool
    """All sets were tried, so that nothing better exists among the offers."""
    excluded: tuple[tuple[str, ...], ...] = ()
    """Smallest sets of targets that no set of steps meets together; () where all can be met or nothing is proved."""
    in_the_way: tuple[str, ...] = ()
    """Fewest other requirements that got worse where more targets would have been met."""


@dataclass(frozen=True)
class Search:
    """What is looked for: all targets met, and nothing that is judged worse than before."""

    at: Callable[[Steps, Iterable[str]], Mapping[str, Checked]]
    """Steps and ids of requirements → how these stand then."""
    targets: Sequence[str]
    others: Sequence[str]
    progress: Progress = silent

    def best(self, offers: Sequence[Step]) -> Found:
        """Return the best set: fewest unmet targets, fewest steps, largest gain, then by uid."""
        if len(offers) > MOST_OFFERS:
            return self._greedily(offers)
        found = self._exactly(offers)
        if found.exact:
            return found
        longer = self._greedily(offers)
        return longer if self.unmet(longer.steps) < self.unmet(found.steps) else found

    def unmet(self, steps: Steps) -> int:
        """Count the targets that are not met after these steps."""
        return len(self.targets) - len(self._met(steps))

    def sound(self, steps: Steps) -> bool:
        """Tell whether nothing that is judged got worse."""
        return not self.worse(steps, self.targets) and not self.worse(steps, self.others)

    def worse(self, steps: Steps, ids: Sequence[str]) -> list[str]:
        """Return what of these got worse."""
        before, after = self.at((), ids), self.at(steps, ids)
        return [code for code in ids if _RANK[after[code].verdict] < _RANK[before[code].verdict]]

    def _met(self, steps: Steps) -> frozenset[str]:
        return frozenset(code for code, now in self.at(steps, self.targets).items() if now.verdict == "PASS")

    def _exactly(self, offers: Sequence[Step]) -> Found:
        best: Steps = ()
        left, reached, tried = self.unmet(()), {self._met(())}, 0
        blocking: list[str] = []
        for size in range(1, min(MOST_STEPS, len(offers)) + 1):
            if not left:
                break
            sets = [steps for steps in combinations(offers, size) if feasible(steps)]
            tried += len(sets)
            if tried > MOST_SETS:
                return Found(best, False)
            for place, steps in enumerate(sets):
                if place % _TELL_EVERY == 0:
                    self.progress(text("law.plan-progress", size=size), tried - len(sets) + place)
                met = self._met(steps)
                unmet = len(self.targets) - len(met)
                gains = unmet == left and len(best) == size and self._gain(steps) > self._gain(best)
                better = unmet < left or gains
                if not better and any(met <= other for other in reached):
                    continue
                if worse := self.worse(steps, self.others):
                    blocking = min(blocking or worse, worse, key=len)
                    continue
                reached.add(met)
                if better and not self.worse(steps, self.targets):
                    best, left = steps, unmet
        if not left:
            return Found(best, True)
        return Found(best, True, tuple(_excluded(self.targets, reached)), tuple(blocking))

    def _greedily(self, offers: Sequence[Step]) -> Found:
        """Take the step (with the agreements it needs) that helps most, as long as one does; then drop the needless."""
        taken: Steps = ()
        while self.unmet(taken):
            here = (self.unmet(taken), -self._nearness(taken))
            tried = [_in_order((*taken, *more)) for more in _ways(offers, taken)]
            ranked = [
                (self.unmet(steps), -self._nearness(steps), len(steps), tuple(step.order for step in steps), steps)
                for steps in tried
                if feasible(steps)
            ]
            better = sorted(entry for entry in ranked if entry[:2] < here)
            found = next((entry[-1] for entry in better if self.sound(entry[-1])), None)
            if found is None:
                break
            taken = found
        if self.unmet(taken) == self.unmet(()):
            return Found((), False)
        for step in taken:
            fewer = tuple(other for other in taken if other != step)
            if feasible(fewer) and self.unmet(fewer) <= self.unmet(taken) and self.sound(fewer):
                taken = fewer
        return Found(taken, False)

    def _gain(self, steps: Steps) -> Fraction:
        return sum((margin(now) for now in self.at(steps, self.targets).values()), ZERO)

    def _nearness(self, steps: Steps) -> Fraction:
        return sum((min(margin(now), ZERO) for now in self.at(steps, self.targets).values()), ZERO)


def margin(checked: Checked) -> Fraction:
    """Return by which part of the threshold the deciding end of the value is on the good side of it."""
    value = checked.figure.value if checked.figure else None
    needed = checked.threshold
    if value is None or needed is None or (checked.figure and checked.figure.hold):
        return _NO_VALUE
    if checked.op in (">=", ">"):
        return _NO_VALUE if needed.high is None else (value.low - needed.high) / (needed.high or 1)
    if value.high is None or needed.low is None:
        return _NO_VALUE
    return (needed.low - value.high) / (needed.low or 1)


def feasible(steps: Steps) -> bool:
    """Tell whether the steps go together: one role a firm, no firm that left, nothing moved twice or beyond room."""
    firms = [step.firm for step in steps if step.deed in ("add", "role", "remove")]
    if len(set(firms)) < len(firms):
        return False
    joined = {step.firm for step in steps if step.deed == "add"}
    gone = {step.firm for step in steps if step.deed == "remove"}
    moved: set[tuple[str, str, str]] = set()
    sold: dict[str, Fraction] = {}
    for step in steps:
        if step.deed == "agree" and (not set(step.outside) <= joined or gone & {step.firm, step.other}):
            return False
        if step.deed == "move":
            purchase = (step.supplier, step.other, step.product)
            sold[step.firm] = sold.get(step.firm, ZERO) + (step.amount or ZERO)
            over = step.room is not None and sold[step.firm] > step.room
            if over or purchase in moved or step.supplier in joined or gone & {step.firm, step.other}:
                return False
            moved.add(purchase)
    return True


def _ways(offers: Sequence[Step], taken: Steps) -> Iterator[Steps]:
    """Give single steps, and a firm that joins together with each agreement it can sign."""
    for step in offers:
        if step in taken:
            continue
        yield (step,)
        if step.deed == "add":
            yield from ((step, other) for other in offers if step.firm in other.outside and other not in taken)


def _in_order(steps: Steps) -> Steps:
    return tuple(sorted(steps, key=lambda step: step.order))


def _excluded(targets: Sequence[str], reached: Iterable[frozenset[str]]) -> Iterator[tuple[str, ...]]:
    """Give the smallest sets of targets that were never met together."""
    met = list(reached)
    found: list[frozenset[str]] = []
    for size in range(1, len(targets) + 1):
        for together in combinations(targets, size):
            wanted = frozenset(together)
            if not any(wanted <= other for other in met) and not any(other <= wanted for other in found):
                found.append(wanted)
                yield together
