"""Other weightings of the same predictors, judged on people: what each is worth, and how often it would choose whom."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.inputs import as_floats
from maatwerk.science.results import Caveat, Estimate, caveat
from maatwerk.science.selection._validity import check_confidence, observed_validity

METHOD = "steering/1"
CONFIDENCE = 0.95
SAME = 1e-12
SPARE = 4  # weightings traced for each that is asked: some fall off when judged on people
LEAST_IN_GROUP = 2
SMALL_GROUP = 100  # in both of two groups: the interval of their difference is .55 standard deviations wide

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupGap:
    """How far a composite sets a group apart from the others, and the impact ratio that follows at each cut.

    `difference` is standardised, others minus group; `ratios` holds one estimate per cut, in the order asked.
    """

    difference: Estimate
    ratios: tuple[Estimate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SteeredWeighting:
    """One weighting for everybody.

    `factors` multiply the columns as given; `shares` are the same weights per standard deviation among
    applicants, adding up to 1.
    """

    factors: tuple[float, ...]
    shares: tuple[float, ...]
    validity: Estimate
    method: str = METHOD
    caveats: tuple[Caveat, ...] = field(default=())


def frontier_weightings(
    worked: ArrayLike,
    outcome: ArrayLike,
    applied: ArrayLike,
    focal: ArrayLike,
    *,
    selection_ratio: float,
    points: int = 5,
) -> tuple[SteeredWeighting, ...]:
    """Find weightings that no other one beats on both validity and impact, for one group beside the others.

    Validities are correlations among the people who worked; differences and correlations within groups come
    from the people who applied [1]_. What the frontier gives is judged again on the people themselves, and
    what is then beaten on both counts is left out, and what would set the others back.

    Parameters
    ----------
    worked : (n, p)
        Predictors of people whose outcome is known; higher is meant to be better.
    outcome : (n,)
        What became of them; higher is better.
    applied : (m, p)
        The same predictors of people who applied.
    focal : (m,)
        1 in the group, 0 in another one, NaN where it is not known: such a person counts nowhere.
    selection_ratio
        Share of applicants selected, in (0, 1).
    points
        The most weightings to return, from the most valid to the one with the highest impact ratio.

    Raises
    ------
    InsufficientDataError
        Fewer than two people in the group or beside it.
    ScienceError
        Shapes differ, nothing varies, nothing goes with the outcome, or predictors repeat each other.

    References
    ----------
    .. [1] decorte2007
    """
    from maatwerk.science.fairness import validity_impact_frontier

    X, y, A, inside = _inputs(worked, outcome, applied, focal)
    within, gap = _within(A, inside)
    used = (np.ptp(X, axis=0) > 0) & (within.diagonal() > 0)
    if not used.any():
        raise ScienceError("worked", "predictors that differ between people", "the same values for everybody")
    spread = np.sqrt(within.diagonal()[used])
    traced = validity_impact_frontier(
        [observed_validity(column, y).estimate for column in X.T[used]],
        gap[used] / spread,
        within[np.ix_(used, used)] / np.outer(spread, spread),
        selection_ratio=selection_ratio,
        focal_share=float(np.nanmean(inside)),
        points=SPARE * points,
    )
    found = []
    for point in traced.points:
        factors = np.zeros(X.shape[1])
        factors[used] = np.array(point.weights) / spread
        found.append((judge_weighting(X, y, A, factors), _gap_of(A @ factors, inside)))
    return tuple(_even(_unbeaten(found), points))


def judge_weighting(
    worked: ArrayLike, outcome: ArrayLike, applied: ArrayLike, factors: ArrayLike
) -> SteeredWeighting:
    """Say what one weighting is worth among people who worked: a correlation, with its interval.

    Raises
    ------
    ScienceError
        Shapes differ, a factor is negative, or the composite is the same for everybody.
    """
    X = _matrix("worked", worked)
    A = _matrix("applied", applied, columns=X.shape[1])
    weights = _weights("factors", factors, X.shape[1])
    sizes = weights * A.std(axis=0)
    total = float(sizes.sum())
    validity = observed_validity(X @ weights, outcome, confidence=CONFIDENCE)
    return SteeredWeighting(
        factors=tuple(weights.tolist()),
        shares=tuple((sizes / total).tolist()) if total > 0 else tuple(np.zeros(len(sizes)).tolist()),
        validity=validity,
        caveats=(*validity.caveats, caveat("weights_chosen")),
    )


def validity_change(
    worked: ArrayLike, outcome: ArrayLike, *, now: ArrayLike, then: ArrayLike, confidence: float = CONFIDENCE
) -> Estimate:
    """Return the validity of the weighting `then` minus that of `now`, among the same people.

    The interval allows for both being measured on the same people ([1]_, overlapping correlations); where both
    weightings give the same order it has no width.

    References
    ----------
    .. [1] zou2007
    """
    X, y = _matrix("worked", worked), as_floats("outcome", outcome)
    one, other = X @ _weights("then", then, X.shape[1]), X @ _weights("now", now, X.shape[1])
    a, b = (observed_validity(score, y, confidence=check_confidence(confidence)) for score in (one, other))
    r = float(np.corrcoef(one, other)[0, 1])
    r1, r2 = a.estimate, b.estimate
    if max(abs(r1), abs(r2)) > 1 - SAME:
        raise ScienceError("outcome", "something that no score repeats", "a correlation of 1")
    # correlation between the two correlations, which share the outcome
    c = ((r - r1 * r2 / 2) * (1 - r1**2 - r2**2 - r**2) + r**3) / ((1 - r1**2) * (1 - r2**2))
    if (
        r > 1 - SAME
    ):  # one order: nothing can differ, while both intervals are lopsided and would leave a width
        a, b = replace(a, low=r1, high=r1), replace(b, low=r2, high=r2)
    down = (r1 - a.low) ** 2 + (b.high - r2) ** 2 - 2 * c * (r1 - a.low) * (b.high - r2)
    up = (a.high - r1) ** 2 + (r2 - b.low) ** 2 - 2 * c * (a.high - r1) * (r2 - b.low)
    return Estimate(
        estimate=r1 - r2,
        low=r1 - r2 - sqrt(max(0.0, down)),
        high=r1 - r2 + sqrt(max(0.0, up)),
        n=a.n,
        method="validity-change/1",
        confidence=confidence,
        caveats=a.caveats,
    )


def group_gap(
    applied: ArrayLike,
    factors: ArrayLike,
    focal: ArrayLike,
    *,
    cuts: Sequence[float],
    confidence: float = CONFIDENCE,
) -> GroupGap:
    """Say how far a weighting sets a group apart, and how often it would be selected beside the others.

    The ratio of selection rates follows from two normal distributions with equal spread at a cut that selects
    the wanted share of all; its interval is that of the difference [1]_, carried over. It says what to expect
    of applicants like these, not what a draw of them gave.

    Parameters
    ----------
    applied : (m, p)
    factors : (p,)
    focal : (m,)
        1 in the group, 0 in another, NaN not known.
    cuts
        Shares of all applicants selected, each in (0, 1).

    References
    ----------
    .. [1] hedges1985, chapter 5, equation 8 (large-sample variance of a standardised difference).
    """
    from maatwerk.science.fairness import impact_ratio

    A = _matrix("applied", applied)
    inside = _membership(focal, len(A))
    scores = A @ _weights("factors", factors, A.shape[1])
    difference = _gap_of(scores, inside)
    n1, n0 = int((inside == 1).sum()), int((inside == 0).sum())
    z = NormalDist().inv_cdf((1 + check_confidence(confidence)) / 2)
    half = z * sqrt((n1 + n0) / (n1 * n0) + difference**2 / (2 * (n1 + n0)))
    share = n1 / (n1 + n0)
    small = (caveat("small_group", n=min(n1, n0)),) if min(n1, n0) < SMALL_GROUP else ()

    def ratio(cut: float) -> Estimate:
        low, middle, high = (
            impact_ratio(d, cut, share) for d in (difference + half, difference, difference - half)
        )
        return Estimate(
            estimate=middle,
            low=low,
            high=high,
            n=n1 + n0,
            method=METHOD,
            confidence=confidence,
            caveats=small,
        )

    return GroupGap(
        difference=Estimate(
            estimate=difference, low=difference - half, high=difference + half, n=n1 + n0,
            method="standardised-difference/1", confidence=confidence, caveats=small,
        ),
        ratios=tuple(ratio(cut) for cut in cuts),
    )  # fmt: skip


def selected(applied: ArrayLike, factors: ArrayLike, *, cut: float) -> tuple[int, ...]:
    """Return the places of the people whom a weighting would put first: the share `cut` of all, at least one.

    Of equal scores the earlier row comes first, so that the same rows give the same list.
    """
    A = _matrix("applied", applied)
    scores = A @ _weights("factors", factors, A.shape[1])
    if not 0 < cut < 1:
        raise ScienceError("cut", "between 0 and 1, both excluded", cut)
    wanted = max(1, round(cut * len(scores)))
    return tuple(sorted(np.argsort(-np.round(scores, 12), kind="stable")[:wanted].tolist()))


def _matrix(argument: str, values: ArrayLike, *, columns: int | None = None) -> Floats:
    """Return rows of predictors, at least one of each, all finite."""
    found = as_floats(argument, values)
    if found.ndim != 2 or not found.size or (columns is not None and found.shape[1] != columns):
        wanted = "some" if columns is None else str(columns)
        raise ScienceError(argument, f"rows of {wanted} predictors", f"shape {found.shape}")
    if not np.isfinite(found).all():
        raise ScienceError(argument, "finite numbers", "missing or infinite values")
    return found


def _weights(argument: str, values: ArrayLike, columns: int) -> Floats:
    found = as_floats(argument, values)
    if found.shape != (columns,) or not np.isfinite(found).all() or (found < 0).any():
        raise ScienceError(argument, f"{columns} numbers of 0 or more", found.tolist())
    return found


def _membership(focal: ArrayLike, rows: int) -> Floats:
    found = as_floats("focal", focal)
    if found.shape != (rows,) or not np.isin(found[~np.isnan(found)], (0, 1)).all():
        raise ScienceError("focal", f"1, 0 or missing for each of {rows} applicants", f"shape {found.shape}")
    return found


def _inputs(
    worked: ArrayLike, outcome: ArrayLike, applied: ArrayLike, focal: ArrayLike
) -> tuple[Floats, Floats, Floats, Floats]:
    X, y = _matrix("worked", worked), as_floats("outcome", outcome)
    A = _matrix("applied", applied, columns=X.shape[1])
    if y.shape != (len(X),) or not np.isfinite(y).all():
        raise ScienceError("outcome", "one finite value per row of worked", f"shape {y.shape}")
    return X, y, A, _membership(focal, len(A))


def _within(A: Floats, inside: Floats) -> tuple[Floats, Floats]:
    """Covariance within the group and the others, pooled, and the differences of their means: others minus group."""
    group, others = A[inside == 1], A[inside == 0]
    if min(len(group), len(others)) < LEAST_IN_GROUP:
        raise InsufficientDataError(
            "focal", "at least two people in the group and beside it", (len(group), len(others))
        )
    centred = np.concatenate([group - group.mean(axis=0), others - others.mean(axis=0)])
    pooled = centred.T @ centred / (len(centred) - 2)
    return pooled, others.mean(axis=0) - group.mean(axis=0)


def _gap_of(scores: Floats, inside: Floats) -> float:
    """Standardised difference of scores: others minus group."""
    pooled, gap = _within(scores[:, None], inside)
    if pooled[0, 0] <= 0:
        raise ScienceError("applied", "scores that differ within groups", "the same score for everybody")
    return float(gap[0] / sqrt(pooled[0, 0]))


def _unbeaten(found: Sequence[tuple[SteeredWeighting, float]]) -> list[SteeredWeighting]:
    """Leave out what another weighting beats on both counts, most valid first; the order of equals is kept.

    The first without a difference ends it: whatever goes further sets the others back.
    """
    kept: list[SteeredWeighting] = []
    smallest = float("inf")
    for weighting, gap in sorted(found, key=lambda one: (-one[0].validity.estimate, one[1])):
        if gap < smallest - SAME and smallest > 0:
            kept.append(weighting)
            smallest = gap
    return kept


def _even(found: Sequence[SteeredWeighting], points: int) -> list[SteeredWeighting]:
    """Return at most `points` of them, both ends included."""
    if len(found) <= points:
        return list(found)
    places = np.unique(np.round(np.linspace(0, len(found) - 1, points)).astype(int))
    return [found[place] for place in places]
