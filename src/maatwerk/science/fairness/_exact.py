"""Fisher's exact test and its mid-p variant for a two-by-two selection table."""

import numpy as np
from numpy.typing import NDArray

#: Tables within this factor of the observed one count as equally probable, as R's `fisher.test` does.
TIE_FACTOR = 1 + 1e-7


def fisher(
    selected: int, applicants: int, reference_selected: int, reference_applicants: int
) -> tuple[float, float]:
    """Two-sided exact p and mid-p of equal selection rates, given all margins.

    The exact p sums the probabilities of all tables at most as probable as the observed one [fisher1935]_;
    the mid-p subtracts half the probability of the observed table [lancaster1961]_, which takes away
    much of the exact test's conservatism in small groups [biddle2011]_.

    Returns
    -------
    tuple of float
        Exact p and mid-p, each in (0, 1].
    """
    start, probabilities = _hypergeometric(
        selected + reference_selected, applicants, applicants + reference_applicants
    )
    if len(probabilities) == 1:  # the margins allow no other table: nothing could have differed
        return 1.0, 1.0
    observed = probabilities[selected - start]
    exact = min(1.0, float(probabilities[probabilities <= observed * TIE_FACTOR].sum()))
    return exact, exact - 0.5 * float(observed)


def _hypergeometric(drawn: int, marked: int, total: int) -> tuple[int, NDArray[np.float64]]:
    """First support point and probabilities of the marked among `drawn` from `total`, `marked` marked.

    Built outward from the mode by the ratio of neighbours: no factorials, so nothing overflows at any size.
    """
    first, last = max(0, drawn + marked - total), min(drawn, marked)
    mode = int((drawn + 1) * (marked + 1) // (total + 2))
    mode = min(max(mode, first), last)
    up = np.arange(mode, last, dtype=np.float64)
    down = np.arange(mode, first, -1, dtype=np.float64)
    rest = float(total - drawn - marked)
    rising = np.cumprod((drawn - up) * (marked - up) / ((up + 1) * (rest + up + 1)))
    falling = np.cumprod(down * (rest + down) / ((drawn - down + 1) * (marked - down + 1)))
    weights = np.concatenate([falling[::-1], [1.0], rising])
    return first, weights / weights.sum()
