"""Withhold small groups, and enough others that no small group follows by subtraction."""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from maatwerk.science.errors import ScienceError
from maatwerk.science.fairness._counts import whole

_TOLERANCE = 1e-7
_SEED = 0  # of the projection; any would do


def suppress(
    cells: NDArray[np.bool_],
    sizes: NDArray[np.int64],
    *,
    threshold: int,
    rank: NDArray[np.int64] | None = None,
    always: NDArray[np.bool_] | None = None,
    unions: tuple[tuple[int, ...], ...] = (),
) -> NDArray[np.bool_]:
    """Choose which published totals to withhold.

    Primary suppression withholds each total over 1 to `threshold - 1` people. Complementary suppression then
    withholds further totals until none of the small ones is a linear combination of what is published
    (the condition for exact disclosure in tables with margins [cox1980]_), and until the withheld members of
    each union in `unions`, all together and two by two, hold at least `threshold` people wherever their sum
    follows.

    It protects against subtraction, also across tables that share people; not against bounds ("at most 12").

    Parameters
    ----------
    cells : (m, k) bool
        Which of k disjoint cells of people each of the m totals sums.
    sizes : (k,) int
        People per cell.
    threshold
        Smallest number of people that may be shown; 0 or 1 withholds nothing.
    rank : (m,) int, optional
        Totals with a higher rank are given up first (e.g. intersections before margins).
    always : (m,) bool, optional
        Totals that are published in any case (grand total, unknowns), never small on their own account.
    unions
        Indices of totals that together make up a table or one of its lines.

    Returns
    -------
    (m,) bool
        True where the total is withheld.
    """
    threshold = whole("threshold", threshold)
    if threshold < 0:
        raise ScienceError("threshold", "0 or more people", threshold)
    matrix = np.asarray(cells, dtype=np.float64)
    people = matrix @ sizes
    matrix = _narrower(matrix)
    rank = np.zeros(len(people), dtype=np.int64) if rank is None else rank
    always = np.zeros(len(people), dtype=bool) if always is None else always
    hidden = (people > 0) & (people < threshold) & ~always
    told_anyway = _directions(matrix[always])
    while hidden.any():
        targets = _exposed_targets(matrix, people, hidden, unions=unions, threshold=threshold)
        targets = targets[~_follow(targets, told_anyway)]  # no withholding of others would protect these
        candidates = _given_away(matrix, hidden, targets, may_go=~always & (people > 0))
        if not len(candidates):
            break
        order = np.lexsort((candidates, people[candidates], -rank[candidates]))
        hidden[candidates[order[0]]] = True
    return hidden


def _narrower(matrix: NDArray[np.float64]) -> NDArray[np.float64]:
    """Project many cells onto little more dimensions than there are totals.

    Whether one total is a combination of others stays the same with probability one, and a decomposition no longer costs more
    with more cells.
    """
    totals, cells = matrix.shape
    width = totals + 16
    if cells <= 2 * width:
        return matrix
    mixed = np.random.default_rng(_SEED).standard_normal((cells, width))
    return np.asarray(matrix @ mixed / np.sqrt(width))


def _exposed_targets(
    matrix: NDArray[np.float64],
    people: NDArray[np.float64],
    hidden: NDArray[np.bool_],
    *,
    unions: tuple[tuple[int, ...], ...],
    threshold: int,
) -> NDArray[np.float64]:
    """Sums of people that must not follow from what is shown: small totals and small withheld unions."""
    sums: set[tuple[int, ...]] = {(int(index),) for index in np.flatnonzero(hidden)}
    for union in unions:
        members = tuple(index for index in union if hidden[index])
        sums.add(members)
        sums.update(combinations(members, 2))  # a line may give away two of its withheld cells
    small = [list(members) for members in sorted(sums) if 0 < people[list(members)].sum() < threshold]
    return np.array([matrix[members].sum(axis=0) for members in small]).reshape(-1, matrix.shape[1])


def _given_away(
    matrix: NDArray[np.float64],
    hidden: NDArray[np.bool_],
    targets: NDArray[np.float64],
    *,
    may_go: NDArray[np.bool_],
) -> NDArray[np.intp]:
    """Return the shown totals that together give away the first of the sums that follow from what is shown; empty for none."""
    shown = np.flatnonzero(~hidden)
    if not len(shown) or not len(targets):
        return np.array([], dtype=np.intp)
    for target in targets[_follow(targets, _directions(matrix[shown]))]:
        weights, *_ = np.linalg.lstsq(matrix[shown].T, target, rcond=None)
        used = shown[np.abs(weights) > _TOLERANCE]
        if len(found := used[may_go[used]]):
            return np.asarray(found, dtype=np.intp)
    return np.array([], dtype=np.intp)


def _directions(totals: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return an orthonormal basis of everything that follows from some totals."""
    if not len(totals):
        return totals
    singular, axes = np.linalg.svd(totals, full_matrices=False)[1:]
    return np.asarray(axes[: (singular > _TOLERANCE * singular[0]).sum()])


def _follow(targets: NDArray[np.float64], directions: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Say of each sum of people whether it follows from totals with these directions."""
    if not len(targets):
        return np.zeros(0, dtype=bool)
    left = targets - (targets @ directions.T) @ directions
    scale = np.maximum(1.0, np.abs(targets).max(axis=1))
    return np.asarray(np.abs(left).max(axis=1, initial=0) < _TOLERANCE * scale)
