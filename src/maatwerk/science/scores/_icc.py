"""Intraclass correlations: how far ratings of the same people by several raters agree."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.results import Estimate, Language
from maatwerk.science.scores._input import as_numbers, check_confidence, sample_caveats

Form = Literal["ICC(1,1)", "ICC(2,1)", "ICC(3,1)", "ICC(1,k)", "ICC(2,k)", "ICC(3,k)"]


@dataclass(frozen=True, slots=True)
class IntraclassCorrelation:
    """One form with its estimate; `raters` is the k behind it."""

    form: Form
    estimate: Estimate
    raters: int

    def explain(self, language: Language = "en") -> str:
        """Return the agreement with its interval, as one plain sentence."""
        lead = {
            "en": f"Agreement of {self.raters} raters:",
            "nl": f"Overeenstemming van {self.raters} beoordelaars:",
        }
        return f"{lead[language]} {self.estimate.explain(language)}"


@dataclass(frozen=True, slots=True)
class _MeanSquares:
    n: int
    k: int
    between: float
    within: float
    raters: float
    error: float


def intraclass_correlations(
    ratings: ArrayLike, *, confidence: float = 0.90
) -> dict[Form, IntraclassCorrelation]:
    """Estimate all six intraclass correlations of Shrout and Fleiss, with intervals.

    (1,·): other raters for each person; (2,·): the same raters, drawn from many, absolute agreement;
    (3,·): exactly these raters, consistency. (·,1): one rater's mark; (·,k): the mean of all k.

    Parameters
    ----------
    ratings : array of shape (n_people, n_raters)
        Complete: every rater rated every person.
    confidence
        Coverage of the interval, in (0, 1).

    Returns
    -------
    dict
        Form to `IntraclassCorrelation`; estimates are at most 1 and may be negative.

    Raises
    ------
    ScienceError
        A missing rating, fewer than 2 raters, or no differences between people or ratings at all.
    InsufficientDataError
        Fewer than 3 people.

    References
    ----------
    .. [1] shrout1979: estimates and intervals.
    .. [2] mcgraw1996, table 7: interval of the two-way absolute forms.
    """
    check_confidence(confidence)
    squares = _mean_squares(ratings)
    builders: dict[Form, Callable[[_MeanSquares, float], tuple[float, float, float]]] = {
        "ICC(1,1)": _one_way,
        "ICC(2,1)": _two_way_absolute,
        "ICC(3,1)": _two_way_consistent,
    }
    found: dict[Form, IntraclassCorrelation] = {}
    averaged: dict[Form, IntraclassCorrelation] = {}
    for form, build in builders.items():
        single = build(squares, (1 - confidence) / 2)
        found[form] = _result(form, single, (squares.n, squares.k), confidence)
        mean_form: Form = form.replace(",1)", ",k)")  # type: ignore[assignment]
        # an average of k ratings: Spearman-Brown at k [1], which for (2,k) needs its own estimate
        stepped = [_step_up(value, squares.k) for value in single]
        if form == "ICC(2,1)":
            stepped[0] = _two_way_absolute_mean(squares)
        values = (stepped[0], stepped[1], stepped[2])
        averaged[mean_form] = _result(mean_form, values, (squares.n, squares.k), confidence)
    return found | averaged


def panel_correlations(ratings: ArrayLike, *, confidence: float = 0.90) -> dict[Form, IntraclassCorrelation]:
    """Estimate the one-way intraclass correlations where people were rated by panels of different sizes.

    With the same number of ratings for everybody these are the (1,·) forms of `intraclass_correlations`.

    Parameters
    ----------
    ratings : array of shape (n_people, largest_panel)
        One row per person, in any order within it; NaN where a panel was smaller. People with fewer than 2 ratings say
        nothing about agreement and are left out.
    confidence
        Coverage of the intervals, in (0, 1): exact for panels of one size, approximate otherwise [2].

    Returns
    -------
    dict
        "ICC(1,1)", one rater's mark, and "ICC(1,k)", the mean of the usual panel: k is the average size that the variance
        components speak of [1], rounded. At most 1, may be negative.

    Raises
    ------
    ScienceError
        No differences between people or ratings at all.
    InsufficientDataError
        Fewer than 3 people with 2 ratings or more.

    References
    ----------
    .. [1] shrout1979, case 1. [2] donner1986: groups of different sizes.
    """
    check_confidence(confidence)
    array = as_numbers(ratings, "ratings", dimensions=2)
    sizes = (~np.isnan(array)).sum(axis=1)
    array, sizes = array[sizes >= 2], sizes[sizes >= 2]
    people = len(array)
    if people < 3:
        raise InsufficientDataError("ratings", "at least 3 people with 2 ratings or more", people)
    array = array - np.nansum(array) / sizes.sum()
    means = np.nansum(array, axis=1) / sizes
    between = float((sizes * means**2).sum())
    residual = float(np.nansum((array - means[:, None]) ** 2))
    _refuse_no_differences(between, between + residual)
    usual = float(sizes.sum() - (sizes**2).sum() / sizes.sum()) / (
        people - 1
    )  # [2], the n0 of unequal groups
    degrees = (people - 1, int(sizes.sum()) - people)
    single = _consistency(between / degrees[0], residual / degrees[1], usual, degrees, (1 - confidence) / 2)
    size = (people, round(usual))
    middle, low, high = (_step_up(value, size[1]) for value in single)
    return {
        "ICC(1,1)": _result("ICC(1,1)", single, size, confidence),
        "ICC(1,k)": _result("ICC(1,k)", (middle, low, high), size, confidence),
    }


def _refuse_no_differences(between: float, total: float) -> None:
    if total <= 1e-300:
        raise ScienceError("ratings", "ratings that differ", "the same rating everywhere")
    if between <= 1e-14 * total:
        raise ScienceError("ratings", "people whose mean ratings differ", "the same mean for everybody")


def _mean_squares(ratings: ArrayLike) -> _MeanSquares:
    array = as_numbers(ratings, "ratings", dimensions=2)
    if np.isnan(array).any():
        raise ScienceError("ratings", "complete: every rater rated every person", "missing ratings")
    n, k = array.shape
    if k < 2:
        raise ScienceError("ratings", "at least 2 raters (columns)", k)
    if n < 3:
        raise InsufficientDataError("ratings", "at least 3 people (rows)", n)
    array = array - array.mean()
    people, raters = array.mean(axis=1), array.mean(axis=0)
    total = float((array**2).sum())
    between = float(k * (people**2).sum())
    between_raters = float(n * (raters**2).sum())
    residual = float(((array - people[:, None] - raters[None, :]) ** 2).sum())
    _refuse_no_differences(between, total)
    return _MeanSquares(
        n=n,
        k=k,
        between=between / (n - 1),
        within=(between_raters + residual) / (n * (k - 1)),
        raters=between_raters / (k - 1),
        error=residual / ((n - 1) * (k - 1)),
    )


def _one_way(s: _MeanSquares, tail: float) -> tuple[float, float, float]:
    return _consistency(s.between, s.within, s.k, (s.n - 1, s.n * (s.k - 1)), tail)


def _two_way_consistent(s: _MeanSquares, tail: float) -> tuple[float, float, float]:
    return _consistency(s.between, s.error, s.k, (s.n - 1, (s.n - 1) * (s.k - 1)), tail)


def _consistency(
    between: float, noise: float, k: float, degrees: tuple[int, int], tail: float
) -> tuple[float, float, float]:
    from scipy.stats import f as f_distribution

    upper = float(f_distribution.ppf(1 - tail, *degrees))
    lower = float(f_distribution.ppf(tail, *degrees))

    def icc(signal: float) -> float:
        return (signal - noise) / (signal + (k - 1) * noise)

    return icc(between), icc(between / upper), icc(between / lower)


def _two_way_absolute(s: _MeanSquares, tail: float) -> tuple[float, float, float]:
    from scipy.stats import f as f_distribution

    n, k = s.n, s.k
    # the bottom is a sum of positive terms: MSB + (k - 1 - k/n)·MSE + k·MSJ/n with n >= 3, k >= 2
    estimate = (s.between - s.error) / (s.between + (k - 1) * s.error + k * (s.raters - s.error) / n)
    if s.error <= 1e-14 * (s.between + s.raters):  # raters differ by a constant only: no error left to spread
        degrees = float(k - 1)
    else:
        # [1], Satterthwaite's approximation
        ratio = s.raters / s.error
        lead = n * (1 + (k - 1) * estimate) - k * estimate
        degrees = (
            (k - 1) * (n - 1) * (k * estimate * ratio + lead) ** 2
            / ((n - 1) * k**2 * estimate**2 * ratio**2 + lead**2)
        )  # fmt: skip
    upper = float(f_distribution.ppf(1 - tail, n - 1, degrees))
    lower = float(f_distribution.ppf(1 - tail, degrees, n - 1))
    shared = k * s.raters + (k * n - k - n) * s.error
    low = n * (s.between - upper * s.error) / (upper * shared + n * s.between)
    high = n * (lower * s.between - s.error) / (shared + n * lower * s.between)
    return estimate, low, high


def _two_way_absolute_mean(s: _MeanSquares) -> float:
    return (s.between - s.error) / (s.between + (s.raters - s.error) / s.n)


def _step_up(single: float, k: int) -> float:
    return k * single / (1 + (k - 1) * single)


def _result(
    form: Form, values: tuple[float, float, float], size: tuple[int, int], confidence: float
) -> IntraclassCorrelation:
    (estimate, low, high), (people, raters) = values, size
    return IntraclassCorrelation(
        form=form,
        estimate=Estimate(
            estimate=estimate,
            low=low,
            high=high,
            n=people,
            method=f"{form}/1",
            confidence=confidence,
            caveats=sample_caveats(people),
        ),
        raters=raters,
    )
