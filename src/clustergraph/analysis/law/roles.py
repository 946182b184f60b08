"""Members of a cluster whose role no source states: the figure is the hull over all the roles they may have.

A candidate's firms have no roles at all; theirs are only proposed, and nothing is judged by them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import product

from clustergraph.analysis.law.case import FINISHED, INTERMEDIATE, Case
from clustergraph.analysis.law.figures import Figure
from clustergraph.analysis.law.interval import Interval
from clustergraph.analysis.law.rules import Params

Metric = Callable[[Case, Params], Figure]

_CHOICES = tuple(frozenset(roles) for roles in ((), (FINISHED,), (INTERMEDIATE,), (FINISHED, INTERMEDIATE)))
_MOST = 4
"""Members without a role up to which all assignments are tried (256); with more the proposed roles are only shown."""


def whatever_the_roles(metric: Metric) -> Metric:
    """Return the metric as an interval that holds whatever the unstated roles turn out to be."""

    def hull(case: Case, params: Params) -> Figure:
        figure = metric(case, params)
        unsure = [member.uid for member in case.inferred]
        if case.evidence.candidate or not 0 < len(unsure) <= _MOST or figure.contradictions:
            return figure
        values = [metric(case.assuming(roles), params).value for roles in _assignments(unsure)]
        known = [value for value in values if value is not None]
        if len(known) < len(values):  # with some roles there is nothing to divide, or figures contradict each other
            return figure
        return replace(figure, value=_hull(known), hold="")

    return hull


def _assignments(unsure: list[str]) -> Iterator[Mapping[str, frozenset[str]]]:
    for chosen in product(_CHOICES, repeat=len(unsure)):
        yield dict(zip(unsure, chosen, strict=True))


def _hull(values: list[Interval]) -> Interval:
    highs = [value.high for value in values if value.high is not None]
    high = max(highs) if len(highs) == len(values) else None
    return Interval(min(value.low for value in values), high)
