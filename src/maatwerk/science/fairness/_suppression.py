"""Withhold small groups, and enough others that no small group follows by subtraction."""

from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from maatwerk.science.errors import ScienceError
from maatwerk.science.fairness._counts import whole

_TOLERANCE = 1e-7


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
    rank = np.zeros(len(people), dtype=np.int64) if rank is None else rank
    always = np.zeros(len(people), dtype=bool) if always is None else always
    hidden = (people > 0) & (people < threshold) & ~always
    while hidden.any():
        targets = _exposed_targets(matrix, people, hidden, unions=unions, threshold=threshold)
        used = _combination(matrix[~hidden], targets)
        if used is None:
            break
        candidates = np.flatnonzero(~hidden)[used]
        candidates = candidates[~always[candidates] & (people[candidates] > 0)]
        if not len(candidates):
            break
        order = np.lexsort((candidates, people[candidates], -rank[candidates]))
        hidden[candidates[order[0]]] = True
    return hidden


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


def _combination(shown: NDArray[np.float64], targets: NDArray[np.float64]) -> NDArray[np.intp] | None:
    """Rows of `shown` whose combination gives the first target that can be written so, or None."""
    if not len(shown) or not len(targets):
        return None
    singular, axes = np.linalg.svd(shown)[1:]
    free = axes[(singular > _TOLERANCE * singular[0]).sum() :]  # directions nothing published fixes
    exposed = np.flatnonzero(np.abs(targets @ free.T).max(axis=1, initial=0) < _TOLERANCE)
    if not len(exposed):
        return None
    weights, *_ = np.linalg.lstsq(shown.T, targets[exposed[0]], rcond=None)
    return np.flatnonzero(np.abs(weights) > _TOLERANCE)
