"""What a performance model is worth on people it has not seen."""

import numpy as np
from numpy.typing import ArrayLike

from maatwerk.science.errors import InsufficientDataError
from maatwerk.science.evaluation._checks import Floats, check_groups, check_vector
from maatwerk.science.evaluation._concordance import concordance
from maatwerk.science.evaluation._resampling import as_generator
from maatwerk.science.results import Estimate
from maatwerk.science.retention._fold import person_folds
from maatwerk.science.retention._performance import FittedPerformance, PerformanceModel
from maatwerk.science.retention._prior import Prior
from maatwerk.science.retention._standardise import check_matrix

LEAST_PERSONS_PER_FOLD = 10


def performance_validation(
    X: ArrayLike,
    rating: ArrayLike,
    persons: ArrayLike | None = None,
    *,
    prior: Prior,
    rng: np.random.Generator | int,
    folds: int = 5,
    confidence: float = 0.90,
) -> Estimate:
    """Estimate, out of sample, how often the better rated of two people is also predicted to be rated better.

    A fold of the *persons* is held out, the model is fitted on the others and scores the held-out; only
    people held out together are compared, since scores of two fits have no common scale. The prior's
    strength is not tuned, so no inner loop is needed [1]_.

    Parameters
    ----------
    X : array of shape (n, p)
        Evidence at hire; NaN is missing.
    rating : array of shape (n,)
        Whole numbers, higher is better.
    persons : array of shape (n,), optional
        Person of each row.
    prior
        Belief per column about the log-odds of a higher rating.
    rng
        Generator or seed: divides the persons.

    Returns
    -------
    Estimate
        In [0, 1]; .5 is chance. Pairs with the same rating are not compared.

    Raises
    ------
    InsufficientDataError
        Fewer than 10 persons per fold, or all ratings in a training part the same.

    References
    ----------
    .. [1] varma2006
    """
    given = check_vector("rating", rating)
    matrix = check_matrix(X, len(prior.features), rows=len(given))
    codes = check_groups("persons", persons, len(given))
    everybody = len(np.unique(codes))
    if everybody < folds * LEAST_PERSONS_PER_FOLD:
        raise InsufficientDataError(
            "rating", f"of {folds * LEAST_PERSONS_PER_FOLD} persons or more", f"{everybody}"
        )
    fold = person_folds(codes, folds, as_generator(rng))
    score = np.empty(len(given))
    for held_out in range(folds):
        inside = fold != held_out
        model = PerformanceModel(prior).fit(matrix[inside], given[inside], persons=codes[inside])
        score[~inside] = _scores(model.fitted_, matrix[~inside])
    return concordance(given, np.ones(len(given)), -score, persons=codes, strata=fold, confidence=confidence)


def _scores(fitted: FittedPerformance, X: Floats) -> Floats:
    """Linear predictors: evidence held within what the history has shown, missing counts as average."""
    low, high, mean, sd, weight = (
        np.array([getattr(feature, name) for feature in fitted.features])
        for name in ("low", "high", "mean", "sd", "weight")
    )
    z = (np.clip(X, low, high) - mean) / sd
    return np.asarray(np.where(np.isnan(z), 0.0, z) @ weight)
