"""How exact theta is: over the population, and in the people who were scored."""

from math import sqrt
from statistics import NormalDist

import numpy as np

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.irt._calibration import Calibration
from maatwerk.science.irt._quadrature import normal_weights
from maatwerk.science.irt._scoring import Scores
from maatwerk.science.results import Estimate, caveat

SMALL_SAMPLE = 30


def marginal_reliability(calibration: Calibration, *, population: object = None) -> float:
    """Return the expected share of true variance in theta over a population, in [0, 1).

    The average over theta of I / (I + 1 / variance), with I the test information: what R's mirt calls
    ``marginal_rxx``. It holds for the population of the calibration, not for any other.

    References
    ----------
    .. [1] green1984.
    """
    chosen = calibration.populations[0] if population is None else calibration.population(population)
    theta = calibration.theta
    weights = normal_weights(theta, np.array([chosen.mean]), np.array([chosen.deviation]))[0]
    information = calibration.information(theta)
    return float(weights @ (information / (information + 1 / chosen.deviation**2)))


def empirical_reliability(scores: Scores, *, confidence: float = 0.90) -> Estimate:
    """Estimate the share of true variance in EAP scores of the people at hand.

    Variance of the scores over that variance plus the mean squared standard error: what R's mirt calls
    ``empirical_rxx``. The interval is by the delta method over people.

    Raises
    ------
    ScienceError
        Scores other than "eap", for which the formula does not hold, or scores without any variation.
    InsufficientDataError
        Fewer than 3 people.

    References
    ----------
    .. [1] bechger2003.
    """
    if not scores.method.startswith("eap"):
        raise ScienceError("scores", "expected a posteriori (eap)", scores.method)
    if not 0 < confidence < 1:
        raise ScienceError("confidence", "between 0 and 1", confidence)
    n = len(scores.theta)
    if n < 3:
        raise InsufficientDataError("scores", "scores of at least 3 people", n)
    deviations = (scores.theta - scores.theta.mean()) ** 2
    signal, noise = float(deviations.sum() / (n - 1)), float((scores.standard_error**2).mean())
    if signal <= 1e-12:
        raise ScienceError("scores", "scores that differ", "the same score for everybody")
    reliability = signal / (signal + noise)
    influence = (noise * (deviations - signal) - signal * (scores.standard_error**2 - noise)) / (
        signal + noise
    ) ** 2
    half = NormalDist().inv_cdf((1 + confidence) / 2) * sqrt(float((influence**2).mean()) / n)
    return Estimate(
        estimate=reliability,
        low=max(0.0, reliability - half),
        high=min(1.0, reliability + half),
        n=n,
        method="empirical_reliability/1",
        confidence=confidence,
        caveats=(caveat("small_sample", n=n),) if n < SMALL_SAMPLE else (),
    )
