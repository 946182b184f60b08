"""Which function computes which metric of the closed set."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from clustergraph.analysis.law import body, counts, dependence, labour, places
from clustergraph.analysis.law.case import Case
from clustergraph.analysis.law.figures import Figure
from clustergraph.analysis.law.roles import whatever_the_roles
from clustergraph.analysis.law.rules import Measured, Params

COMPUTED: Mapping[str, Callable[[Case, Params], Figure]] = {
    "coop_output_min": whatever_the_roles(dependence.coop_output_min),
    "document_present": body.document_present,
    "education_count": counts.education_count,
    "fd_input": whatever_the_roles(dependence.fd_input),
    "finance_count": counts.finance_count,
    "finished_count": counts.finished_count,
    "founders_share": body.founders_share,
    "hpj_share": labour.hpj_share,
    "infrastructure_count": body.infrastructure_count,
    "member_count": counts.member_count,
    "member_share_on": places.member_share_on,
    "members_without_agreement": counts.members_without_agreement,
    "newcomer_count": counts.newcomer_count,
    "newcomers_past_deadline": counts.newcomers_past_deadline,
    "productivity_growth": labour.productivity_growth,
    "productivity_to_industry": labour.productivity_to_industry,
    "spec_org_gaps": body.spec_org_gaps,
}


def compute(case: Case, measured: Measured) -> Figure:
    """Return the figure of a metric."""
    return COMPUTED[measured.metric](case, measured.params)
