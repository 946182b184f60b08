"""Which function computes which metric. A metric of the closed set that is not here is not computed by this version."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from clustergraph.analysis.law import counts, dependence
from clustergraph.analysis.law.case import Case
from clustergraph.analysis.law.figures import Figure
from clustergraph.analysis.law.roles import whatever_the_roles
from clustergraph.analysis.law.rules import Measured, Params

COMPUTED: Mapping[str, Callable[[Case, Params], Figure]] = {
    "coop_output_min": whatever_the_roles(dependence.coop_output_min),
    "fd_input": whatever_the_roles(dependence.fd_input),
    "member_count": counts.member_count,
    "members_without_agreement": counts.members_without_agreement,
}


def compute(case: Case, measured: Measured) -> Figure | None:
    """Return the figure of a metric, or None where this version does not compute it."""
    function = COMPUTED.get(measured.metric)
    return None if function is None else function(case, measured.params)
