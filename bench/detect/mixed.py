"""Networks that the judge learns on: their parameters are drawn at random, each on its own, so none is a family.

What is measured on the thirteen families is measured on networks the fit never saw, nor any of their kind alone. The
ranges hold what the families name in one knob at a time, and their mixtures.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from clustergraph.synth.families import BASE

if TYPE_CHECKING:
    from clustergraph.synth.families import Parameters

FIRST_SEED = 10_000
"""Seeds of mixtures begin here: none is a seed of a family's network."""


def mixed(seed: int) -> Parameters:
    """Draw the parameters of one network.

    >>> mixed(10_000) == mixed(10_000), mixed(10_000) == mixed(10_001)
    (True, False)
    """
    from dataclasses import replace

    rng = np.random.default_rng(seed)

    def even(low: float, high: float) -> float:
        return float(rng.uniform(low, high))

    def by_ratio(low: float, high: float) -> float:
        return float(np.exp(rng.uniform(np.log(low), np.log(high))))

    firms = round(by_ratio(1_500, 12_000))
    shortest = int(rng.integers(3, 7))
    to_region = even(0.3, 0.9)
    return replace(
        BASE,
        firms=firms,
        regions=round(by_ratio(2, 90)),
        chains=round(by_ratio(8, 40)),
        tiers=(shortest, shortest + 1),
        sizes=(int(rng.integers(8, 31)), min(round(by_ratio(80, 500)), firms // 12)),
        background=even(0.3, 0.75),
        inter_regional=even(0.05, 0.9),
        away=even(0.25, 0.55),
        placeless=bool(rng.random() < 0.12),
        links_a_firm=by_ratio(2.4, 12),
        outside=even(0.2, 0.7),
        to_region=to_region,
        to_chain=even(0.05, 0.95 - to_region),
        hub_links=even(0.1, 0.35),
        wrong_sector=even(0.03, 0.4),
        missing_sector=even(0.0, 0.1),
        wrong_region=even(0.01, 0.18),
        missing_region=even(0.0, 0.05),
    )
