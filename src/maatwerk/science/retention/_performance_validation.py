"""Is the rating forecast worth anything on people it has not seen?"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.evaluation._checks import Floats, Ints, check_confidence, check_groups, check_vector
from maatwerk.science.evaluation._concordance import Pairs, summarise_pairs
from maatwerk.science.evaluation._resampling import as_generator
from maatwerk.science.results import Estimate
from maatwerk.science.retention._fold import person_folds
from maatwerk.science.retention._ordinal import OrdinalProblem, find_ordinal_mode
from maatwerk.science.retention._prior import Prior
from maatwerk.science.retention._standardise import check_matrix, learn_scaling, standardise
from maatwerk.science.retention._validation import STRENGTHS

LEAST_PERSONS = 20  # two per inner fold, with a fifth held out outside


def performance_validation(  # noqa: PLR0913 - keyword-only options
    X: ArrayLike,
    rating: ArrayLike,
    persons: ArrayLike | None = None,
    *,
    prior: Prior,
    rng: np.random.Generator | int,
    strengths: Sequence[float] = STRENGTHS,
    folds: int = 5,
    inner_folds: int = 4,
    repeats: int = 3,
    confidence: float = 0.90,
) -> Estimate:
    """Validate a model of ratings: of two people rated differently, is the one forecast higher rated higher?

    Nested, person-grouped cross-validation as in `nested_validation`; only people held out together
    are compared, ties in the forecast count half.

    Parameters
    ----------
    X, rating, persons
        As in `PerformanceModel.fit`.
    prior, rng, strengths, folds, inner_folds, repeats
        As in `nested_validation`.

    Returns
    -------
    Estimate
        Concordance in [0, 1] (.5 is chance) with an interval over persons: for ratings of two values
        the area under the curve [1]_. A lower bound above .5 establishes the model here.

    Raises
    ------
    InsufficientDataError
        Fewer than 20 persons, or ratings that do not differ.

    References
    ----------
    .. [1] harrell1996, section 5.5
    """
    given = check_vector("rating", rating)
    matrix = check_matrix(X, len(prior.features), rows=len(given))
    codes = check_groups("persons", persons, len(given))
    level, generator = check_confidence(confidence), as_generator(rng)
    if min(folds, inner_folds) < 2 or repeats < 1:
        raise ScienceError("folds", "at least 2, with at least one repeat", (folds, inner_folds, repeats))
    people = len(np.unique(codes))
    if people < LEAST_PERSONS or len(np.unique(given)) < 2:
        raise InsufficientDataError(
            "rating", f"different, of at least {LEAST_PERSONS} persons", f"{people} persons"
        )
    counted = []
    for _ in range(repeats):
        fold = person_folds(codes, folds, generator)
        score = np.empty(len(given))
        for held_out in range(folds):
            test, train = np.flatnonzero(fold == held_out), np.flatnonzero(fold != held_out)
            strength = _choose(
                matrix[train], given[train], codes[train], prior, generator, strengths, inner_folds
            )
            score[test] = _fit(
                matrix[train], given[train], codes[train], matrix[test], prior.scaled(strength)
            )[0]
        counted.append(_count(given, score, codes, fold))
    pairs = Pairs(np.mean([c.right for c in counted], axis=0), np.mean([c.usable for c in counted], axis=0))
    return summarise_pairs(pairs, codes, method="performance-concordance/1", confidence=level, folds=folds)


def _choose(
    X: Floats,
    rating: Floats,
    codes: Ints,
    prior: Prior,
    rng: np.random.Generator,
    strengths: Sequence[float],
    folds: int,
) -> float:
    """Prior strength with the highest held-out log likelihood; of equals the firmest."""
    fold = person_folds(np.unique(codes, return_inverse=True)[1], folds, rng)
    totals = []
    for strength in sorted(strengths):
        held = prior.scaled(strength)
        total = 0.0
        for k in range(folds):
            train, test = fold != k, fold == k
            score, cuts, ratings = _fit(X[train], rating[train], codes[train], X[test], held)
            total += _log_likelihood(score, cuts, np.searchsorted(ratings, rating[test]), codes[test])
        totals.append(total)
    return float(sorted(strengths)[int(np.argmax(totals))])


def _fit(
    X: Floats, rating: Floats, codes: Ints, unseen: Floats, prior: Prior
) -> tuple[Floats, Floats, Floats]:
    """Fit on some people; return the score of others, the thresholds and the ratings they separate."""
    ratings = np.unique(rating)
    if len(ratings) < 2:  # a fold of equals: no threshold, no order
        return np.zeros(len(unseen)), np.zeros(0), ratings
    share = 1.0 / np.bincount(codes)[codes]
    scaling = learn_scaling(X, share, prior)
    mode = find_ordinal_mode(
        OrdinalProblem(
            Z=standardise(X, scaling),
            category=np.searchsorted(ratings, rating).astype(np.int64),
            weights=share,
            categories=len(ratings),
            prior_mean=np.array([feature.mean for feature in prior.features]),
            prior_precision=np.array([feature.sd**-2.0 for feature in prior.features]),
        )
    )
    return np.asarray(standardise(unseen, scaling) @ mode.weights), mode.thresholds, ratings


def _log_likelihood(score: Floats, cuts: Floats, category: Ints, codes: Ints) -> float:
    """Log likelihood of held-out ratings; one that was never seen in training counts as the highest seen."""
    if len(cuts) == 0:
        return 0.0
    edges = np.concatenate([[-np.inf], cuts, [np.inf]])
    k = np.minimum(category, len(cuts))
    with np.errstate(over="ignore"):
        chance = 1.0 / (1.0 + np.exp(edges[k] - score)) - 1.0 / (1.0 + np.exp(edges[k + 1] - score))
    share = 1.0 / np.bincount(codes)[codes]
    return float(share @ np.log(np.maximum(chance, 1e-12)))


def _count(rating: Floats, score: Floats, codes: Ints, fold: Ints) -> Pairs:
    """Compare each row with every lower rated one of its fold that belongs to somebody else."""
    right, usable = np.zeros(len(rating)), np.zeros(len(rating))
    for k in np.unique(fold):
        rows = np.flatnonzero(fold == k)
        pair = (rating[rows, None] > rating[rows]) & (codes[rows, None] != codes[rows])
        gap = score[rows, None] - score[rows]
        good = pair * ((gap > 0) + 0.5 * (gap == 0))
        right[rows] += (good.sum(axis=0) + good.sum(axis=1)) / 2
        usable[rows] += (pair.sum(axis=0) + pair.sum(axis=1)) / 2
    return Pairs(right, usable)
