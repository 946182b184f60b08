"""`python -m bench detect.unseen`: the families again, each with a judge that learned from the other twelve."""

from __future__ import annotations

from bench.detect.answers import keep_figures, pipeline
from bench.detect.families import cases, comparison, figures, section
from bench.detect.left_out import judge_without
from bench.detect.methods import CEILING, LEFT_OUT, peer_methods
from bench.detect.rows import MIN_FIRMS, Row, over_families, rows
from bench.detect.tables import by_method, by_size
from clustergraph.synth.families import FAMILIES


def table() -> list[str]:
    """Fit the judges, measure the families and return the section for docs/benchmarks.md."""
    told: dict[str, float] = {}
    lines = [
        "## Detection: families that the judge never saw",
        "",
        "`pool` as above, but the judge of each family was fitted on the other twelve: this is what a figure of `pool`",
        f"is worth on networks of another kind. Pipeline `{pipeline()}`.",
    ]
    for least in MIN_FIRMS:
        fits = {family: judge_without(family, least) for family in FAMILIES}
        measured: list[Row] = []
        for name, case in cases():
            own = {(LEFT_OUT, least): fits[name]}
            measured += rows(name, case, (LEFT_OUT,), sizes=(least,), steady=(LEFT_OUT,), fits=own)
            measured += rows(name, case, (CEILING, *peer_methods()), sizes=(least,))
        by_name = over_families(measured)
        mean = {LEFT_OUT: by_name[LEFT_OUT]}
        lines += ["", f"### From {least} firms", "", *by_method(mean), ""]
        lines += [*comparison(measured, LEFT_OUT), "", *by_size(mean), "", *section(measured, LEFT_OUT)]
        told |= {f"{name} from {least}": value for name, value in figures(measured, LEFT_OUT).items()}
    keep_figures("unseen", told)
    return lines
