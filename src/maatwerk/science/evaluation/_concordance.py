"""Concordance: of two people, does the one with the higher predicted risk leave first?"""

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.evaluation._censoring import censoring_weights
from maatwerk.science.evaluation._checks import (
    Floats,
    Histories,
    Ints,
    check_groups,
    check_histories,
    check_vector,
)
from maatwerk.science.evaluation._resampling import clustered_variance, few, normal_quantile
from maatwerk.science.results import Estimate

_CELLS = 8_000_000  # pairs compared at once

Kind = Literal["harrell", "uno"]


class Pairs(NamedTuple):
    """Per row, the weight of the usable pairs it is in and of those ordered rightly (ties count half)."""

    right: Floats
    usable: Floats


def concordance(
    tenure: ArrayLike,
    event: ArrayLike,
    risk: ArrayLike,
    *,
    persons: ArrayLike | None = None,
    strata: ArrayLike | None = None,
    kind: Kind = "harrell",
    until: float | None = None,
    confidence: float = 0.90,
) -> Estimate:
    """Estimate the probability that, of two people, the one predicted at higher risk leaves first.

    Parameters
    ----------
    tenure, event : arrays of shape (n,)
        Months, and 1 for left, 0 for still there.
    risk : array of shape (n,)
        Any number that is higher for people expected to leave sooner.
    persons : array of shape (n,), optional
        Rows of one person are never compared with each other, and the interval keeps them together.
    strata : array of shape (n,), optional
        Only rows of one stratum are compared, e.g. the fold that held them out: scores of two models
        have no common scale.
    kind
        ``"harrell"`` counts every usable pair once [1]_; ``"uno"`` weighs pairs by the inverse squared
        probability of not yet being censored [2]_, so that the result does not depend on the follow-up.
    until : float, optional
        Months: only leaving before this counts (needed by ``"uno"`` where few people are followed long).

    Returns
    -------
    Estimate
        In [0, 1], .5 is chance. The interval is the infinitesimal jackknife over persons on the
        logit scale [3]_.

    Raises
    ------
    InsufficientDataError
        No usable pair: nobody left, or everybody at the same time.

    References
    ----------
    .. [1] harrell1996, section 5.5
    .. [2] uno2011, equation 5
    .. [3] newson2006, section 3
    """
    known = check_histories(tenure, event)
    score = check_vector("risk", risk, len(known.tenure))
    codes = check_groups("persons", persons, len(score))
    folds = (
        np.zeros(len(score), dtype=np.int64) if strata is None else check_groups("strata", strata, len(score))
    )
    if kind not in ("harrell", "uno"):
        raise ScienceError("kind", "'harrell' or 'uno'", repr(kind))
    pairs = count_pairs(known, score, codes, folds, kind=kind, until=until)
    return summarise_pairs(pairs, codes, method=f"concordance-{kind}/1", confidence=confidence)


def summarise_pairs(
    pairs: Pairs, codes: Ints, *, method: str, confidence: float, folds: int | None = None
) -> Estimate:
    """Turn pair counts per row into the estimate and its person-grouped interval.

    With `folds`, the scores come from cross-validation: models of different folds share most of the people they
    learned from, so their results hang together and the variance is multiplied by 1 + folds / (folds − 1)
    (Nadeau & Bengio 2003, equation 16: 1/K becomes 1/K + n_test / n_train).
    """
    total = float(pairs.usable.sum())
    if total <= 0:
        raise InsufficientDataError("event", "at least one pair of which one left first", "no usable pair")
    value = float(pairs.right.sum()) / total
    # every pair stands in two rows, so the derivative to a row's weight is twice its share of the mean
    influence = 2.0 * (pairs.right - value * pairs.usable) / total
    if 0 < value < 1:
        variance = clustered_variance(influence, codes)
        variance *= 1.0 if folds is None else 1.0 + folds / (folds - 1.0)
        spread = normal_quantile(confidence) * variance**0.5 / (value * (1 - value))
        logit = np.log(value / (1 - value))
        low, high = (float(1 / (1 + np.exp(-(logit + side * spread)))) for side in (-1, 1))
    else:  # every pair right (or wrong): the bound that as many independent people as left would give
        people = max(1, int(codes.max()) + 1)
        slack = 1 - ((1 - confidence) / 2) ** (1 / people)
        low, high = (1 - slack, 1.0) if value == 1 else (0.0, slack)
    return Estimate(
        estimate=value,
        low=low,
        high=high,
        n=int(codes.max()) + 1,
        method=method,
        confidence=confidence,
        caveats=few(int(codes.max()) + 1),
    )


def count_pairs(
    known: Histories,
    risk: Floats,
    codes: Ints,
    folds: Ints,
    *,
    kind: Kind = "harrell",
    until: float | None = None,
) -> Pairs:
    """Compare each person who left with everybody seen longer, in blocks of bounded memory."""
    right, usable = np.zeros_like(risk), np.zeros_like(risk)
    weight = np.ones_like(risk)
    if kind == "uno":
        weight = censoring_weights(known, until=until) ** 2
    limit = np.inf if until is None else until
    leavers = np.flatnonzero(known.event & (known.tenure < limit))
    step = max(1, _CELLS // max(len(risk), 1))
    for start in range(0, len(leavers), step):
        rows = leavers[start : start + step]
        months = known.tenure[rows, None]
        later = (known.tenure > months) | ((known.tenure == months) & ~known.event)
        later &= (folds == folds[rows, None]) & (codes != codes[rows, None])
        pair = later * weight[rows, None]
        difference = risk[rows, None] - risk
        good = pair * ((difference > 0) + 0.5 * (difference == 0))
        right += good.sum(axis=0)
        usable += pair.sum(axis=0)
        right[rows] += good.sum(axis=1)
        usable[rows] += pair.sum(axis=1)
    return Pairs(right / 2, usable / 2)
