"""Agreement between raters who choose categories."""

from math import sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.results import Estimate
from maatwerk.science.scores._input import Floats, as_numbers, check_confidence, sample_caveats


def contingency(first: ArrayLike, second: ArrayLike, *, categories: ArrayLike | None = None) -> Floats:
    """Count how two raters classed the same subjects.

    Parameters
    ----------
    first, second : arrays of shape (n_subjects,)
        One category per subject; NaN for missing (the subject is then left out).
    categories : array of shape (n_categories,), optional
        All categories, in order; default: those that occur, sorted.

    Returns
    -------
    array of shape (n_categories, n_categories)
        Row: first rater; column: second rater.
    """
    one = as_numbers(first, "first", dimensions=1)
    two = as_numbers(second, "second", dimensions=1)
    if one.shape != two.shape:
        raise ScienceError("second", f"as long as first ({len(one)})", len(two))
    seen = ~np.isnan(one) & ~np.isnan(two)
    one, two = one[seen], two[seen]
    known = np.union1d(one, two) if categories is None else as_numbers(categories, "categories", dimensions=1)
    table = np.zeros((len(known), len(known)))
    place = {value: index for index, value in enumerate(known)}
    for a, b in zip(one, two, strict=True):
        if a not in place or b not in place:
            raise ScienceError("categories", "every category that occurs", a if a not in place else b)
        table[place[a], place[b]] += 1
    return table


def cohen_kappa(table: ArrayLike, *, weights: ArrayLike | None = None, confidence: float = 0.90) -> Estimate:
    """Estimate agreement of two raters beyond chance, plainly or by any matrix of disagreement weights.

    Parameters
    ----------
    table : array of shape (n_categories, n_categories)
        Counts of subjects; row: first rater, column: second rater.
    weights : array of shape (n_categories, n_categories), optional
        How bad each disagreement is: 0 on the diagonal, positive elsewhere; need not be symmetric.
        Default: 1 everywhere off the diagonal, Cohen's (1960) kappa.
    confidence
        Coverage of the interval, in (0, 1).

    Returns
    -------
    Estimate
        Kappa, at most 1; `n` counts subjects. The interval is asymptotic.

    Raises
    ------
    ScienceError
        Not a square table of counts; weights negative or non-zero on the diagonal; both raters
        used one and the same category throughout, so that chance agreement is complete.

    References
    ----------
    .. [1] cohen1968. [2] fleiss1969: the large-sample variance.
    """
    check_confidence(confidence)
    counts = _counts(table)
    size = len(counts)
    if counts.shape != (size, size) or size < 2:
        raise ScienceError("table", "square, with 2 or more categories", f"shape {counts.shape}")
    disagreement = _disagreement(weights, size)
    n = counts.sum()
    share = counts / n
    rows, columns = share.sum(axis=1), share.sum(axis=0)
    expected = float(rows @ disagreement @ columns)
    if expected <= 0:
        raise ScienceError("table", "a table in which disagreement was possible", "one category only")
    observed = float((share * disagreement).sum())
    kappa = 1 - observed / expected  # [1]
    # [2] in disagreement weights d = 1 - w: per-cell influence on kappa
    influence = -disagreement / expected + observed / expected**2 * (
        (disagreement @ columns)[:, None] + (rows @ disagreement)[None, :]
    )
    mean = float((share * influence).sum())
    variance = float((share * (influence - mean) ** 2).sum()) / n
    half = NormalDist().inv_cdf((1 + confidence) / 2) * sqrt(variance)
    return Estimate(
        estimate=kappa,
        low=kappa - half,
        high=min(1.0, kappa + half),
        n=round(n),
        method="cohen_kappa/1",
        confidence=confidence,
        caveats=sample_caveats(round(n)),
    )


def fleiss_kappa(table: ArrayLike, *, confidence: float = 0.90) -> Estimate:
    """Estimate agreement beyond chance of several raters, who need not be the same for each subject.

    Parameters
    ----------
    table : array of shape (n_subjects, n_categories)
        How many raters put the subject in the category; the same number of raters, 2 or more, for each.
    confidence
        Coverage of the interval, in (0, 1); by the jackknife over subjects.

    Raises
    ------
    ScienceError
        Unequal numbers of raters, or only one category used by anyone.
    InsufficientDataError
        Fewer than 3 subjects.

    References
    ----------
    .. [1] fleiss1971. [2] fleiss1982: jackknifing functions of multinomial frequencies.
    """
    check_confidence(confidence)
    counts = _counts(table)
    raters = counts.sum(axis=1)
    if np.ptp(raters) != 0 or raters[0] < 2:
        raise ScienceError("table", "the same number of raters (2 or more) in each row", np.unique(raters))
    n = len(counts)
    if n < 3:
        raise InsufficientDataError("table", "at least 3 subjects (rows)", n)
    agreement = (counts**2).sum(axis=1) - raters[0]
    agreement = agreement / (raters[0] * (raters[0] - 1))

    def kappa_of(mean_agreement: Floats, totals: Floats) -> Floats:
        shares = totals / totals.sum(axis=-1, keepdims=True)
        chance = (shares**2).sum(axis=-1)
        if np.any(chance >= 1):
            raise ScienceError("table", "more than one category in use", "one category only")
        return np.asarray((mean_agreement - chance) / (1 - chance))

    kappa = float(kappa_of(agreement.mean(), counts.sum(axis=0)))
    try:
        without = kappa_of((agreement.sum() - agreement) / (n - 1), counts.sum(axis=0) - counts)
    except ScienceError as error:
        raise InsufficientDataError(
            "table", "a second category for more than one subject", "one category apart from one subject"
        ) from error
    half = NormalDist().inv_cdf((1 + confidence) / 2) * sqrt((n - 1) * float(without.var()))  # [2]
    return Estimate(
        estimate=kappa,
        low=kappa - half,
        high=min(1.0, kappa + half),
        n=n,
        method="fleiss_kappa/1",
        confidence=confidence,
        caveats=sample_caveats(n),
    )


def _counts(table: ArrayLike) -> Floats:
    counts = as_numbers(table, "table", dimensions=2)
    if np.isnan(counts).any() or (counts < 0).any() or (counts != np.round(counts)).any():
        raise ScienceError("table", "whole counts of zero or more", "another value")
    if counts.sum() < 1:
        raise InsufficientDataError("table", "at least one subject", 0)
    return counts


def _disagreement(weights: ArrayLike | None, size: int) -> Floats:
    if weights is None:
        return np.ones((size, size)) - np.eye(size)
    matrix = as_numbers(weights, "weights", dimensions=2)
    if matrix.shape != (size, size):
        raise ScienceError("weights", f"of shape {(size, size)}, as the table", matrix.shape)
    if np.isnan(matrix).any() or (matrix < 0).any() or np.diag(matrix).any() or not matrix.any():
        raise ScienceError(
            "weights", "disagreement: 0 on the diagonal, zero or more elsewhere", "another value"
        )
    return matrix
