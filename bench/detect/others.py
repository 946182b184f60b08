"""`python -m bench detect.others`: small networks, volumes that tell or are missing, and another generator."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bench.detect.answers import keep_figures, pipeline, say
from bench.detect.case import Case
from bench.detect.entropy import make_case
from bench.detect.methods import CEILING, OUR_METHODS, peer_methods
from bench.detect.rows import MIN_FIRMS, Row, means, rows
from bench.detect.tables import bands, by_family, calibration_error, ours_by_family
from clustergraph.synth.families import REPORT_SEEDS, SMALL, VOLUMES
from clustergraph.synth.networks import make_network

_SMALL_SEEDS = (301, 302, 303, 304, 305, 306)
"""One small network says little."""
_SECOND_SEEDS = (301, 302, 303, 304)
_SECOND_FIRMS = 10_000
_SECOND = "second generator"
_REGION = "1 region, 1,000"


def table() -> list[str]:
    """Measure them and return the section for docs/benchmarks.md."""
    asked = (*OUR_METHODS, CEILING, *peer_methods())
    measured = [row for name, case in _cases() for row in rows(name, case, asked, steady=("pool",))]
    lines = [
        "## Detection: other networks",
        "",
        f"The judge as shipped, which saw none of these; pipeline `{pipeline()}`. Small networks over six seeds, the",
        f"second generator (highest entropy, `bench/detect/entropy.py`) over {len(_SECOND_SEEDS)}, others over two.",
    ]
    figures: dict[str, float] = {}
    for least in MIN_FIRMS:
        of_size = [row for row in measured if row.min_firms == least]
        own = _of("pool", of_size)
        second = own[_SECOND].sure
        lines += [
            "",
            f"### `pool` from {least} firms",
            "",
            *ours_by_family(own, _of(CEILING, of_size)),
            "",
            f"On the second generator, expected calibration error {calibration_error(second):.3f}:",
            "",
            *bands(second),
        ]
        figures |= {
            f"{name} from {least}, one region": getattr(own[_REGION].quality, name) for name in ("recall", "precision")
        }
        figures[f"solid from {least}, second generator"] = second.share_right("solid")[0]
    at_eight = [row for row in measured if row.min_firms == MIN_FIRMS[0]]
    keep_figures("others", figures)
    return [*lines, "", "### Every method, from 8 firms", "", *by_family(at_eight)]


def _cases() -> Iterator[tuple[str, Case]]:
    for families, seeds in ((SMALL, _SMALL_SEEDS), (VOLUMES, REPORT_SEEDS)):
        for name, parameters in families.items():
            for seed in seeds:
                say(f"{name}, seed {seed}")
                yield name, Case.of(make_network(parameters, seed=seed))
    for seed in _SECOND_SEEDS:
        say(f"{_SECOND}, seed {seed}")
        yield _SECOND, make_case(_SECOND_FIRMS, seed=seed)


def _of(method: str, measured: Sequence[Row]) -> dict[str, Row]:
    return means((row for row in measured if row.method == method), "family")
