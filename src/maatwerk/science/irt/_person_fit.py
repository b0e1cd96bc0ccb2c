"""Person fit and local dependence: answers that do not go together as the model expects."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.irt._calibration import Calibration
from maatwerk.science.irt._fit_statistics import categories_of
from maatwerk.science.irt._responses import Floats, Ints
from maatwerk.science.irt._scoring import read_for, score
from maatwerk.science.irt._threads import thread_count
from maatwerk.science.results import Language
from maatwerk.science.words import number

CHUNK = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFit:
    """How usual each person's pattern is under the model.

    Attributes
    ----------
    statistic : array (n_people,)
        lz*, about standard normal when the model holds: far below zero means an unlikely pattern. Zero for
        people whose answers leave nothing to judge (fewer than 2 items).
    theta : array (n_people,)
        Posterior mode the statistic was computed at.
    answered : array (n_people,)
    """

    statistic: Floats
    theta: Floats
    answered: Ints
    method: str = "lz_star/1"

    def explain(self, language: Language = "en") -> str:
        """Return how many patterns are unusual, as one plain sentence; below -1.645 chance alone gives 5 %."""
        unusual = int((self.statistic < -1.6448536).sum())
        expected = round(0.05 * len(self.statistic))
        return {
            "en": f"{unusual} of {len(self.statistic)} people answered in an unusual way; chance gives about {expected}.",
            "nl": f"{unusual} van {len(self.statistic)} personen antwoordden ongewoon; toeval geeft er ongeveer {expected}.",
        }[language]


def person_fit(calibration: Calibration, responses: ArrayLike, *, threads: int | None = None) -> PersonFit:
    """Compute the corrected standardised log-likelihood lz* of each person's answers.

    It flags careless answering, cheating or a wrong key; it is a reason to look, never a reason to reject.

    References
    ----------
    .. [1] snijders2001: the correction for an estimated theta.
    .. [2] sinharay2016: more than two categories. [3] magis2012: the posterior mode.
    """
    array, _, answered = read_for(calibration, responses, thread_count(threads))
    chosen = categories_of(calibration, array)
    theta = score(calibration, array, method="map", threads=threads).theta
    prior = calibration.populations[0]
    statistic = np.zeros(len(array))
    for begin in range(0, len(array), CHUNK):
        part = slice(begin, begin + CHUNK)
        pull = -(theta[part] - prior.mean) / prior.deviation**2  # the prior's share of the score equation
        statistic[part] = _lz_star(calibration, chosen[part], theta[part], pull)
    statistic[answered < 2] = 0.0
    return PersonFit(statistic=statistic, theta=theta, answered=answered)


def _lz_star(calibration: Calibration, chosen: Ints, theta: Floats, pull: Floats) -> Floats:
    """Return lz* with weights w = log P and scores r = d log P / d theta, per category [sinharay2016].

    The estimated theta makes the sum of scores equal -pull. Removing from w its regression c on r
    makes the statistic insensitive to the error in theta to first order [snijders2001].
    """
    curves = [np.maximum(curve, 1e-300) for curve in calibration.probabilities(theta)]
    rates = [_rates(calibration, index, theta, curve) for index, curve in enumerate(curves)]
    top, bottom, distance = np.zeros(len(theta)), np.zeros(len(theta)), np.zeros(len(theta))
    for index, (curve, rate) in enumerate(zip(curves, rates, strict=True)):
        seen = chosen[:, index] >= 0
        logs = np.log(curve)
        top += np.where(seen, (curve * rate * logs).sum(axis=1), 0.0)
        bottom += np.where(seen, (curve * rate**2).sum(axis=1), 0.0)
        at = np.take_along_axis(logs, np.maximum(chosen[:, [index]], 0), axis=1)[:, 0]
        distance += np.where(seen, at - (curve * logs).sum(axis=1), 0.0)
    share = top / np.maximum(bottom, 1e-300)
    variance = np.zeros(len(theta))
    for index, (curve, rate) in enumerate(zip(curves, rates, strict=True)):
        corrected = np.log(curve) - share[:, None] * rate
        spread = (curve * corrected**2).sum(axis=1) - (curve * corrected).sum(axis=1) ** 2
        variance += np.where(chosen[:, index] >= 0, spread, 0.0)
    # distance - c · (sum of scores) = distance + c · pull
    return np.where(variance > 1e-12, (distance + share * pull) / np.sqrt(np.maximum(variance, 1e-12)), 0.0)


def _rates(calibration: Calibration, index: int, theta: Floats, curve: Floats) -> Floats:
    """Return d log P(category) / d theta = slope · (1 - s(x) - s(y)), shape (n_theta, n_categories)."""
    reached = np.cumsum(curve[:, ::-1], axis=1)[:, ::-1]  # P(answer >= k)
    beyond = np.hstack([reached[:, 1:], np.zeros((len(theta), 1))])
    return np.asarray(calibration.items[index].slope * (1 - reached - beyond))


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalDependence:
    """Residual correlations between items, Yen's Q3.

    Attributes
    ----------
    q3 : array (n_items, n_items)
        In [-1, 1], 1 on the diagonal.
    mean
        Of the pairs; about -1 / (n_items - 1) when items are independent given theta.
    pairs
        (one, other, q3) of pairs whose q3 exceeds the mean by more than the threshold, largest first.
    """

    q3: Floats
    mean: float
    pairs: tuple[tuple[str, str, float], ...]
    n: int
    method: str = "q3/1"

    def explain(self, language: Language = "en") -> str:
        """Return which items share more than the trait, as one plain sentence."""
        if not self.pairs:
            return {
                "en": f"No two items share more than the trait they measure ({self.n} people).",
                "nl": f"Geen twee vragen delen meer dan wat zij meten ({self.n} personen).",
            }[language]
        one, other, q3 = self.pairs[0]
        size = number(q3, language)
        return {
            "en": f"{len(self.pairs)} pairs of items share more than the trait; most: “{one}” and “{other}” ({size}).",
            "nl": f"{len(self.pairs)} paren vragen delen meer dan wat zij meten; het meest: “{one}” en “{other}” ({size}).",
        }[language]


def local_dependence(
    calibration: Calibration, responses: ArrayLike, *, threshold: float = 0.2, threads: int | None = None
) -> LocalDependence:
    """Find pairs of items that share more than theta: similar wording, a common text, one giving away another.

    Parameters
    ----------
    responses : array (n_people, n_items)
        NaN for missing; each pair uses the people who answered both.
    threshold
        How far above the mean Q3 a pair must lie to be listed; .2 after [2]_.

    Raises
    ------
    InsufficientDataError
        A pair of items that fewer than 10 people answered both.

    References
    ----------
    .. [1] yen1984. [2] christensen2017.
    """
    array, _, _ = read_for(calibration, responses, thread_count(threads))
    chosen = categories_of(calibration, array)
    theta = score(calibration, array, threads=threads).theta
    residuals = np.zeros(array.shape)
    for index, curve in enumerate(calibration.probabilities(theta)):
        residuals[:, index] = chosen[:, index] - curve @ np.arange(curve.shape[1])
    seen = (chosen >= 0).astype(np.float64)
    pairs = seen.T @ seen
    if pairs.min() < 10:
        raise InsufficientDataError(
            "responses", "at least 10 people who answered both items of each pair", int(pairs.min())
        )
    kept = np.where(chosen >= 0, residuals, 0.0)
    means = kept.T @ seen / pairs
    cross = kept.T @ kept / pairs - means * means.T
    squares = (kept**2).T @ seen / pairs - means**2
    if squares.min() <= 1e-12:
        raise ScienceError(
            "responses", "answers that differ between people", "an item without any differences"
        )
    q3 = cross / np.sqrt(squares * squares.T)
    np.fill_diagonal(q3, 1.0)
    upper = np.triu_indices(len(q3), 1)
    mean = float(q3[upper].mean())
    names = [item.name for item in calibration.items]
    flagged = [
        (names[one], names[other], float(q3[one, other]))
        for one, other in zip(*upper, strict=True)
        if q3[one, other] - mean > threshold
    ]
    return LocalDependence(
        q3=q3,
        mean=mean,
        pairs=tuple(sorted(flagged, key=lambda pair: -pair[2])),
        n=len(array),
    )
