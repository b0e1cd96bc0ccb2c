"""Intervals for one rate, for the difference and for the ratio of two rates."""

from collections.abc import Callable
from math import exp, inf, log, sqrt
from statistics import NormalDist


def normal_quantile(confidence: float) -> float:
    """Two-sided standard normal quantile, e.g. 1.96 for .95."""
    return NormalDist().inv_cdf((1 + confidence) / 2)


def wilson(selected: int, applicants: int, confidence: float) -> tuple[float, float]:
    """Score interval for one rate [wilson1927]_, as in equation 5 of [newcombe1998]_ (method 3)."""
    z = normal_quantile(confidence)
    rate = selected / applicants
    denominator = 2 * (applicants + z * z)
    middle = 2 * applicants * rate + z * z
    half = z * sqrt(z * z + 4 * applicants * rate * (1 - rate))
    low = 0.0 if selected == 0 else (middle - half) / denominator
    high = 1.0 if selected == applicants else (middle + half) / denominator
    return low, high


def newcombe(
    selected: int, applicants: int, reference_selected: int, reference_applicants: int, *, confidence: float
) -> tuple[float, float]:
    """Interval for `rate - reference_rate` from two Wilson intervals: [newcombe1998]_, method 10."""
    rate, reference = selected / applicants, reference_selected / reference_applicants
    low_1, high_1 = wilson(selected, applicants, confidence)
    low_2, high_2 = wilson(reference_selected, reference_applicants, confidence)
    difference = rate - reference
    return (
        difference - sqrt((rate - low_1) ** 2 + (high_2 - reference) ** 2),
        difference + sqrt((high_1 - rate) ** 2 + (reference - low_2) ** 2),
    )


def katz(
    selected: int, applicants: int, reference_selected: int, reference_applicants: int, *, confidence: float
) -> tuple[float, float]:
    """Interval for the ratio of two rates on the log scale: [katz1978]_, method C. All counts above 0."""
    variance = 1 / selected - 1 / applicants + 1 / reference_selected - 1 / reference_applicants
    half = normal_quantile(confidence) * sqrt(max(variance, 0.0))
    centre = log(selected / applicants) - log(reference_selected / reference_applicants)
    return exp(centre - half), exp(centre + half)


def koopman(
    selected: int, applicants: int, reference_selected: int, reference_applicants: int, *, confidence: float
) -> tuple[float, float]:
    """Score interval for the ratio of two rates [koopman1984]_.

    Unlike Katz's it exists when nobody, or everybody, of a group is selected. Ends are found by bisection on
    the log of the ratio; an end that no ratio reaches is 0 or infinity.
    """
    bound = normal_quantile(confidence) ** 2
    counts = (selected, applicants, reference_selected, reference_applicants)

    def beyond(log_ratio: float) -> bool:
        return _score_chi2(exp(log_ratio), *counts) > bound

    if selected and reference_selected:
        centre = log(selected / applicants) - log(reference_selected / reference_applicants)
    else:
        centre = log((selected + 0.5) / (applicants + 1)) - log(
            (reference_selected + 0.5) / (reference_applicants + 1)
        )
    low = 0.0 if selected == 0 else exp(_crossing(beyond, centre, -1.0))
    high = inf if reference_selected == 0 else exp(_crossing(beyond, centre, +1.0))
    return low, high


def _score_chi2(ratio: float, x1: int, n1: int, x2: int, n2: int) -> float:
    """Chi-square of the hypothesis p1 = ratio · p2, with p2 at its constrained maximum likelihood."""
    a = (n1 + n2) * ratio
    b = -(n1 * ratio + x1 + n2 + x2 * ratio)
    c = x1 + x2
    # the smaller root, in the form that does not cancel when b² far exceeds 4ac
    p2 = 2 * c / (-b + sqrt(max(b * b - 4 * a * c, 0.0)))
    p1 = min(ratio * p2, 1.0)
    p2 = min(p2, 1.0)
    variance = p1 * (1 - p1) / n1 + ratio**2 * p2 * (1 - p2) / n2
    gap = x1 / n1 - ratio * x2 / n2
    if variance <= 0:
        return 0.0 if gap == 0 else inf
    return gap * gap / variance


def _crossing(beyond: Callable[[float], bool], start: float, direction: float) -> float:
    """Where `beyond` turns true when walking from `start` in `direction`, on the log scale."""
    inside, step = start, 0.25
    outside = inside + direction * step
    while not beyond(outside):
        inside, step = outside, step * 2
        outside = inside + direction * step
    for _ in range(80):
        middle = (inside + outside) / 2
        if beyond(middle):
            outside = middle
        else:
            inside = middle
    return (inside + outside) / 2
