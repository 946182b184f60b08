"""The learned judge: how likely a candidate is a real group, where that can be known, and when it cannot.

Fitted on planted networks (docs/decisions/0011) by `make calibrate`; the numbers are in calibration.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from clustergraph.analysis.detection.calibration import FITS
from clustergraph.analysis.detection.company import (
    STABILITY,
    Pairs,
    opinion,
    pairs_in,
    pairs_with,
    standing_in,
    standing_of,
)
from clustergraph.analysis.detection.compatible import DEFAULT_LIST, by_promise, compatible, free_firms
from clustergraph.analysis.detection.cut import CUT, weakest_cut
from clustergraph.analysis.detection.engine import renumbered
from clustergraph.analysis.detection.ground import Ground
from clustergraph.analysis.detection.judge import LEAST_INNER_DEGREE
from clustergraph.analysis.detection.partner import PARTNER, strongest_partner
from clustergraph.analysis.detection.pool import best_in_pool
from clustergraph.analysis.detection.refine import refined
from clustergraph.analysis.detection.surroundings import SURROUNDINGS, surroundings
from clustergraph.analysis.detection.traits import TRAITS, traits
from clustergraph.errors import AnalysisError
from clustergraph.i18n import text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clustergraph.analysis.detection.features import Band
    from clustergraph.analysis.detection.logistic import Fit
    from clustergraph.analysis.detection.pool import Pool
    from clustergraph.analysis.detection.refine import Whole
    from clustergraph.analysis.network import Network

    Floats = NDArray[np.float64]

FEATURES = (*STABILITY, *TRAITS, *CUT, *PARTNER, *SURROUNDINGS)
STABLE = FEATURES.index("stability")
INNER_DEGREE = FEATURES.index("inner_degree")
_SOLID, _PROBABLE = 0.85, 0.5
_KNOWN = 0.9
"""Share of the firms whose sector and region must be known, and of the candidates that must lie in the fitted range."""
_FEWEST_FIRMS = 1_000
_LEAST_FREE = 0.5
_FINAL_SWEEPS = 3


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """Candidates taken by the learned judge, in the order of their numbers."""

    labels: NDArray[np.int32]
    """Numbered by smallest firm; −1 background."""
    p: Floats
    """Probability that a candidate is a real group (Jaccard ≥ ½); NaN outside the fitted range."""
    stability: Floats
    """Mean similarity with what the runs found."""
    features: Floats
    """[candidates, 51] in the order of `FEATURES`."""

    @property
    def bands(self) -> tuple[Band, ...]:
        """How sure each candidate is."""
        return tuple(band(p) for p in self.p.tolist())


def band(p: float) -> Band:
    """Return the word for a probability; NaN: not calibrated.

    >>> [band(p) for p in (0.85, 0.5, 0.2, float("nan"))]
    ['solid', 'probable', 'hint', 'not_calibrated']
    """
    if np.isnan(p):
        return "not_calibrated"
    return "solid" if p >= _SOLID else "probable" if p >= _PROBABLE else "hint"


def features_in(ground: Ground, pool: Pool, pairs: Pairs) -> Floats:
    """Measure every column of the pool: float64[columns, 51] in the order of `FEATURES`."""
    own = np.vstack([_in_network(ground, labels) for labels in pool.labels])
    return np.hstack((standing_in(pool, best_in_pool(pool), pairs), own))


def _in_network(ground: Ground, labels: NDArray[np.int32]) -> Floats:
    """Measure what needs no other labelling: float64[groups, 44]."""
    measures = (traits, weakest_cut, strongest_partner, surroundings)
    return np.hstack([measure(ground, labels) for measure in measures])


def learned(network: Network, whole: Whole, pool: Pool, *, min_firms: int, asked: bool) -> Judged | None:
    """Choose from the pool and judge; None where too few candidates lie within the fitted range.

    Parameters
    ----------
    asked
        Judge whatever they are like.

    Raises
    ------
    AnalysisError
        Where there is no fit for `min_firms`.
    """
    fit = FITS.get(min_firms)
    if fit is None:
        fitted = ", ".join(str(size) for size in FITS)
        raise AnalysisError(text("detection.no-fit", value=min_firms), text("detection.no-fit-hint", fitted=fitted))
    return judge_pool(Ground.of(network), whole, pool, fit, min_firms=min_firms, always=asked)


def is_of_fitted_kind(network: Network, min_firms: int) -> bool:
    """Say whether there is a fit for the smallest size and such a network.

    That is one of at least 1,000 firms, with sector and region known for nine of ten.
    """
    known = (_known(network.sector), _known(network.region))
    return min_firms in FITS and network.n >= _FEWEST_FIRMS and min(known) >= _KNOWN


def covers(fit: Fit, features: Floats) -> bool:
    """Say whether nine of ten candidates lie within what the judge was fitted on."""
    return len(features) > 0 and float(fit.covers(features).mean()) >= _KNOWN


def _known(attribute: NDArray[np.int32] | None) -> float:
    return 0.0 if attribute is None else float((attribute >= 0).mean())


def judge_pool(
    ground: Ground,
    whole: Whole,
    pool: Pool,
    fit: Fit,
    *,
    min_firms: int,
    threshold: float = DEFAULT_LIST,
    always: bool = False,
) -> Judged | None:
    """Choose from the pool by learned probability; None where too few candidates lie in the fitted range.

    Parameters
    ----------
    threshold
        p from which a candidate is taken.
    always
        Judge outside the fitted range, too: for measuring only.
    """
    pairs = pairs_in(pool)
    features = features_in(ground, pool, pairs)
    first = fit.first_opinion(features)
    p = fit.verdict(features, opinion(pairs, first, first))
    taken = compatible(pairs, p, features[:, STABLE], threshold=threshold)
    labels = free_firms(pool, by_promise(pool, taken, p), min_firms=min_firms, least=_LEAST_FREE)
    labels = refined(whole, labels, sweeps=_FINAL_SWEEPS, min_firms=min_firms)

    company = pairs_with(pool, labels)
    standing = standing_of(pool, features, labels, company)
    final = np.hstack((standing, _in_network(ground, labels)))
    p = fit.verdict(final, opinion(company, fit.first_opinion(final), first))
    inside = fit.covers(final)
    if not always and not covers(fit, final):
        return None
    kept = (final[:, INNER_DEGREE] >= LEAST_INNER_DEGREE) & (p >= threshold)
    labels = np.where((labels >= 0) & np.append(kept, False)[labels], labels, -1).astype(np.int32)
    labels = renumbered(labels)
    p = np.where(inside, p, np.nan)
    return Judged(labels, p[kept], final[kept, STABLE], final[kept])
