"""How many of how many, with Wilson's interval."""

from math import sqrt
from statistics import NormalDist

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.results import Estimate, caveat

SMALL = 10  # below this the interval spans most of what is possible


def proportion(count: int, n: int, *, confidence: float = 0.90) -> Estimate:
    """Return the share `count / n` with its score interval.

    Parameters
    ----------
    count, n
        How many reached it, of how many who could.
    confidence
        Coverage of the interval, in (0, 1).

    Returns
    -------
    Estimate
        In [0, 1]; the interval never leaves it and exists at 0 and at 1 too.

    Raises
    ------
    InsufficientDataError
        `n` is 0.
    ScienceError
        Counts that are negative, not whole, or contradict each other.

    References
    ----------
    .. [1] wilson1927; newcombe1998, equation 5 (method 3).
    """
    if n != int(n) or count != int(count) or not 0 <= count <= n:
        raise ScienceError("count", f"a whole number from 0 to {n}", count)
    if n == 0:
        raise InsufficientDataError("n", "at least 1", 0)
    if not 0 < confidence < 1:
        raise ScienceError("confidence", "between 0 and 1", confidence)
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    middle, half = 2 * count + z * z, z * sqrt(z * z + 4 * count * (1 - count / n))  # [1] equation 5
    low = 0.0 if count == 0 else (middle - half) / (2 * (n + z * z))
    high = 1.0 if count == n else (middle + half) / (2 * (n + z * z))
    return Estimate(
        estimate=count / n,
        low=low,
        high=high,
        n=int(n),
        method="proportion-wilson/1",
        confidence=confidence,
        caveats=(caveat("small_sample", n=int(n)),) if n < SMALL else (),
    )
