"""What one hire costs, when the bill is known and the number of hires is partly chance."""

from math import isfinite

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.results import Estimate, caveat

FEW = 10


def cost_per(
    total: float, count: int, *, share: tuple[float, float, float] | None = None, confidence: float = 0.90
) -> Estimate:
    """Return what one costs: `total / count`, or per one of the `share` of them that counts.

    The bill counts as known; the count as Poisson, with its exact interval [1]_. With a share (for instance of hires who
    stay a year) both intervals are taken wider, so that together they still cover at least `confidence` [2]_.

    Parameters
    ----------
    total
        The bill, at least 0, in any unit of money; the result has the same.
    count
        How many it brought.
    share
        Estimate, low and high, in [0, 1], of the share of them that counts; its own coverage must be
        ``(1 + confidence) / 2``.
    confidence
        Coverage of the interval, in (0, 1).

    Raises
    ------
    InsufficientDataError
        Nobody came, or nobody of them may count: nothing can be divided by.
    ScienceError
        A negative or missing bill, a count that is not whole, a share outside [0, 1] or out of order.

    References
    ----------
    .. [1] garwood1936
    .. [2] miller1981, section 1.3 (Bonferroni)
    """
    if not isfinite(total) or total < 0:
        raise ScienceError("total", "zero or more", total)
    if count != int(count) or count < 0:
        raise ScienceError("count", "a whole number of zero or more", count)
    if not 0 < confidence < 1:
        raise ScienceError("confidence", "between 0 and 1", confidence)
    middle, low, high = (1.0, 1.0, 1.0) if share is None else share
    if not 0 <= low <= middle <= high <= 1:
        raise ScienceError("share", "low ≤ estimate ≤ high within [0, 1]", share)
    if count == 0 or low == 0:
        raise InsufficientDataError("count", "at least 1 that counts", count if low else share)
    fewest, most = _garwood(int(count), confidence if share is None else (1 + confidence) / 2)
    return Estimate(
        estimate=total / (count * middle),
        low=total / (most * high),
        high=total / (fewest * low),
        n=int(count),
        method="cost-per/1",
        confidence=confidence,
        caveats=(caveat("small_sample", n=int(count)),) if count < FEW else (),
    )


def _garwood(count: int, confidence: float) -> tuple[float, float]:
    """Exact interval of a Poisson mean: chi-square quantiles / 2, which are gamma quantiles ([1]_, section 2)."""
    from scipy.special import gammaincinv

    tail = (1 - confidence) / 2
    return float(gammaincinv(count, tail)), float(gammaincinv(count + 1, 1 - tail))
