"""The Leiden engine: the only place that knows graspologic-native, and all it cannot stand.

Unsorted indices give other labels without a word, an asymmetric matrix never returns, an empty one panics.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse

from clustergraph.errors import AnalysisError
from clustergraph.i18n import text

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from clustergraph.analysis.detection.weights import Matrix

_RANDOMNESS = 0.001
_MOST_SEED = 2**63 - 1
"""A seed is also a property of the Run, a 64-bit integer."""


def communities(weights: Matrix, resolution: float, seed: int) -> NDArray[np.int32]:
    """Split the firms by modularity into densely linked groups (one Leiden run).

    Parameters
    ----------
    weights
        Symmetric, finite, above 0 wherever stored, no diagonal; at least one link.
    resolution
        Above 0; higher gives more and smaller groups.
    seed
        From 0; the same seed gives the same groups.

    Returns
    -------
    array of int32, one per firm
        Groups numbered from 0 by their smallest firm; a firm without a link is a group of its own.

    Raises
    ------
    AnalysisError
        Where anything of this does not hold: the engine would answer wrongly, hang or die.

    References
    ----------
    Traag, Waltman, van Eck (2019), doi:10.1038/s41598-019-41695-z.
    """
    if not 0 < resolution < np.inf:
        raise AnalysisError(text("detection.bad-resolution", value=resolution))
    check_seed(seed)
    matrix = _canonical(weights)
    answer = _leiden(matrix, resolution, seed)
    n = matrix.shape[0]
    labels = np.arange(n, 2 * n, dtype=np.int64)  # firms the engine does not name stay alone
    labels[np.fromiter(answer.keys(), np.int64, len(answer))] = np.fromiter(answer.values(), np.int64, len(answer))
    return renumbered(labels)


def check_seed(seed: int) -> None:
    """Refuse a seed that is no integer from 0 to 2⁶³ − 1."""
    if not 0 <= seed <= _MOST_SEED:
        raise AnalysisError(text("detection.bad-seed", value=seed))


def renumbered(labels: NDArray[np.integer]) -> NDArray[np.int32]:
    """Return the labels numbered from 0 by their smallest firm; −1 stays −1.

    >>> renumbered(np.array([7, -1, 3, 7])).tolist()
    [0, -1, 1, 0]
    """
    result = np.full(len(labels), -1, dtype=np.int32)
    inside = labels >= 0
    _, first, inverse = np.unique(labels[inside], return_index=True, return_inverse=True)
    place = np.empty(len(first), dtype=np.int32)
    place[np.argsort(first)] = np.arange(len(first), dtype=np.int32)
    result[inside] = place[inverse]
    return result


def _canonical(weights: Matrix) -> Matrix:
    """Return a copy in the one form the engine takes; refuse what no copy can mend."""
    matrix: Matrix = sparse.csr_array(weights.astype(np.float64))
    matrix.sum_duplicates()
    matrix.sort_indices()
    wrong = _wrong(matrix)
    if wrong:
        raise AnalysisError(text("detection.bad-weights", what=wrong))
    if not matrix.nnz:
        raise AnalysisError(text("detection.no-links"), text("detection.no-links-hint"))
    return matrix


def _wrong(matrix: Matrix) -> str:
    rows, columns = matrix.shape
    if rows != columns or rows > np.iinfo(np.int32).max:
        return text("detection.weights-shape")
    if not np.isfinite(matrix.data).all() or (matrix.data <= 0).any():
        return text("detection.weights-sign")
    if matrix.diagonal().any():
        return text("detection.weights-diagonal")
    turned = sparse.csr_array(matrix.T)
    turned.sort_indices()
    same = (
        np.array_equal(matrix.indptr, turned.indptr)
        and np.array_equal(matrix.indices, turned.indices)
        and np.array_equal(matrix.data, turned.data)
    )
    return "" if same else text("detection.weights-asymmetric")


def _leiden(matrix: Matrix, resolution: float, seed: int) -> dict[int, int]:
    from graspologic_native import leiden_csr

    try:
        _, answer = leiden_csr(
            matrix.indptr.astype(np.int64),
            matrix.indices.astype(np.int32),
            matrix.data,
            matrix.shape[0],
            resolution=float(resolution),
            randomness=_RANDOMNESS,
            iterations=1,
            use_modularity=True,
            seed=seed,
            trials=1,
        )
    except BaseException as error:
        # a panic of the engine is a BaseException of a class that cannot be imported
        if type(error).__name__ != "PanicException":
            raise
        raise AnalysisError(text("detection.engine-died")) from error
    return dict(answer)
