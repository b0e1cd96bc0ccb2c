"""The validity-impact frontier: weightings for everybody that no other weighting beats on both counts."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maatwerk.science.errors import ScienceError
from maatwerk.science.fairness._counts import check_share
from maatwerk.science.inputs import as_floats
from maatwerk.science.results import Caveat, Language, caveat
from maatwerk.science.words import number, with_caveats

METHOD = "validity-impact-frontier/1"
REFINEMENTS = 30
STEP_SHARE = 0.4  # of the whole range, over the number of points
MOST_MIXES = 4000
PAIR_STEPS = 201
SMALLEST_EIGENVALUE = 1e-10


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighting:
    """One weighting of the predictors: non-negative `weights` that sum to 1.

    `validity` is the composite's correlation with the outcome; `difference` its standardised mean difference,
    reference minus focal group; `impact_ratio` the ratio of selection rates that follows at the frontier's
    selection ratio.
    """

    weights: tuple[float, ...]
    validity: float
    difference: float
    impact_ratio: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Frontier:
    """Weightings from the highest validity to the highest impact ratio, in that order."""

    names: tuple[str, ...]
    points: tuple[Weighting, ...]
    selection_ratio: float
    focal_share: float
    method: str = METHOD
    caveats: tuple[Caveat, ...] = field(default=())

    def at_impact_ratio(self, ratio: float) -> Weighting | None:
        """Return the most valid point whose impact ratio is at least `ratio`, None when there is none."""
        return next((point for point in self.points if point.impact_ratio >= ratio), None)

    def explain(self, language: Language = "en") -> str:
        """Return both ends of the frontier as one plain sentence."""
        first, last = self.points[0], self.points[-1]
        sentence = {
            "en": (
                "From validity {v1} with an impact ratio of {i1} to validity {v2} with an impact ratio of "
                "{i2}."
            ),
            "nl": "Van validiteit {v1} met een impactverhouding van {i1} tot validiteit {v2} met {i2}.",
        }[language].format(
            v1=number(first.validity, language, 3),
            i1=number(first.impact_ratio, language, 3),
            v2=number(last.validity, language, 3),
            i2=number(last.impact_ratio, language, 3),
        )
        return with_caveats(sentence, self.caveats, language)


def validity_impact_frontier(
    validities: ArrayLike,
    differences: ArrayLike,
    correlations: ArrayLike,
    *,
    selection_ratio: float,
    focal_share: float,
    names: Sequence[str] | None = None,
    points: int = 200,
) -> Frontier:
    """Trace the weightings that trade validity against impact best [1]_.

    Where some weighting makes (1 - t) · validity - t · difference positive, the best one solves a
    non-negative least-squares problem in the whitened predictors, one for each t in [0, 1]; beyond that the
    best weightings mix two predictors at most. The impact ratio follows from two normal distributions with
    equal spread.

    Parameters
    ----------
    validities : (p,)
        Correlation of each predictor with the outcome, among applicants.
    differences : (p,)
        Standardised mean difference of each predictor, reference minus focal group.
    correlations : (p, p)
        Correlations of the predictors within groups.
    selection_ratio
        Share of all applicants selected, in (0, 1).
    focal_share
        Share of the focal group among applicants, in (0, 1).
    names
        Names of the predictors.
    points
        Weightings to return, spread evenly along the curve.

    Raises
    ------
    ScienceError
        Shapes differ, a value is out of range, or the matrix is not positive definite.

    References
    ----------
    .. [1] decorte2007; non-negative least squares: lawson1974, chapter 23.
    """
    r, d, R = _inputs(validities, differences, correlations)
    ratio, share = check_share("selection_ratio", selection_ratio), check_share("focal_share", focal_share)
    if points < 2:
        raise ScienceError("points", "at least 2", points)
    labels = tuple(names) if names is not None else tuple(f"x{index + 1}" for index in range(len(r)))
    if len(labels) != len(r):
        raise ScienceError("names", f"{len(r)} names, one per predictor", len(labels))
    if (r <= 0).all():
        raise ScienceError("validities", "above 0 for at least one predictor", r.tolist())
    weights = _supported(r, d, R, points=points)
    validity, difference = _scores(weights, r, d, R)
    impact = _impact_ratios(difference, ratio, share)
    chosen = _spread_evenly(validity, impact, points)
    return Frontier(
        names=labels,
        points=tuple(
            Weighting(
                weights=tuple(float(w) for w in weights[index] / weights[index].sum()),
                validity=float(validity[index]),
                difference=float(difference[index]),
                impact_ratio=float(impact[index]),
            )
            for index in chosen
        ),
        selection_ratio=ratio,
        focal_share=share,
        caveats=(caveat("inputs_as_known"),),
    )


def impact_ratio(difference: float, selection_ratio: float, focal_share: float) -> float:
    """Ratio of selection rates when both groups are normal with equal spread, `difference` deviations apart."""
    check_share("selection_ratio", selection_ratio)
    check_share("focal_share", focal_share)
    return float(_impact_ratios(np.array([difference]), selection_ratio, focal_share)[0])


def _impact_ratios(
    differences: NDArray[np.float64], selection_ratio: float, focal_share: float
) -> NDArray[np.float64]:
    """Impact ratio of each difference; the common cut that selects the wanted share is found by bisection."""
    from scipy.special import ndtr

    low, high = np.full(len(differences), -40.0), np.full(len(differences), 40.0)
    for _ in range(80):
        cut = (low + high) / 2
        selected = (1 - focal_share) * ndtr(-cut) + focal_share * ndtr(-cut - differences)
        low, high = (
            np.where(selected > selection_ratio, cut, low),
            np.where(selected > selection_ratio, high, cut),
        )
    return np.asarray(ndtr(-cut - differences) / ndtr(-cut))


def _inputs(
    validities: ArrayLike, differences: ArrayLike, correlations: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    r = as_floats("validities", validities)
    d, R = as_floats("differences", differences), as_floats("correlations", correlations)
    if r.ndim != 1:
        raise ScienceError("validities", "one per predictor", f"shape {r.shape}")
    for argument, array, shape in (
        ("validities", r, (len(r),)),
        ("differences", d, (len(r),)),
        ("correlations", R, (len(r), len(r))),
    ):
        if array.shape != shape or not len(r):
            raise ScienceError(argument, f"of shape {shape}, not empty", array.shape)
        if not np.isfinite(array).all():
            raise ScienceError(argument, "finite numbers", "missing or infinite values")
    if (np.abs(r) > 1).any():
        raise ScienceError("validities", "correlations between -1 and 1", r.tolist())
    if not np.allclose(R, R.T) or not np.allclose(np.diag(R), 1):
        raise ScienceError("correlations", "symmetric with ones on the diagonal", "another matrix")
    if np.linalg.eigvalsh(R)[0] < SMALLEST_EIGENVALUE:
        raise ScienceError("correlations", "positive definite", "dependent predictors")
    if float(r @ np.linalg.solve(R, r)) > 1 + 1e-9:
        raise ScienceError("validities", "possible with these correlations", "a multiple R above 1")
    return r, d, R


def _supported(
    r: NDArray[np.float64], d: NDArray[np.float64], R: NDArray[np.float64], *, points: int
) -> NDArray[np.float64]:
    """Weightings (m, p) that no other one beats, dense enough for `points` even steps."""
    from scipy.optimize import nnls

    lower = np.linalg.cholesky(R)

    def best(t: float) -> NDArray[np.float64]:
        weights, _ = nnls(lower.T, np.linalg.solve(lower, (1 - t) * r - t * d))
        return np.asarray(weights / max(weights.sum(), 1e-300))

    mixes = np.linspace(0, 1, points)
    family = np.array([best(t) for t in mixes])
    for _ in range(REFINEMENTS):  # halve the mixes between which validity or difference jumps
        positive = family.sum(axis=1) > 0
        validity, difference = _scores(np.where(positive[:, None], family, np.eye(len(r))[0]), r, d, R)
        steps = np.where(
            positive[1:] & positive[:-1],
            np.hypot(np.diff(validity), np.diff(difference)),
            np.where(positive[1:] != positive[:-1], np.inf, 0.0),
        )
        wide = np.flatnonzero(steps > STEP_SHARE / points)
        if not len(wide) or len(mixes) > MOST_MIXES:
            break
        between = (mixes[wide] + mixes[wide + 1]) / 2
        order = np.argsort(np.concatenate([mixes, between]), kind="stable")
        family = np.concatenate([family, [best(t) for t in between]])[order]
        mixes = np.concatenate([mixes, between])[order]
    weights = np.concatenate([family[family.sum(axis=1) > 0], _pairs(len(r))])
    validity, difference = _scores(weights, r, d, R)
    order = np.lexsort((difference, -validity))
    lowest = np.minimum.accumulate(difference[order])
    kept = np.r_[True, difference[order][1:] < lowest[:-1] - 1e-12]
    return np.asarray(weights[order][kept])


def _scores(
    weights: NDArray[np.float64], r: NDArray[np.float64], d: NDArray[np.float64], R: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Validity and difference of each weighting."""
    spread = np.sqrt(np.einsum("ij,jk,ik->i", weights, R, weights))
    return weights @ r / spread, weights @ d / spread


def _pairs(p: int) -> NDArray[np.float64]:
    """Single predictors and mixtures of two.

    Where every mix of the aims is negative, the most valid weighting under a bound on the difference
    maximises a linear function outside an ellipsoid, and so lies on an edge of the simplex [hillestad1980]_,
    theorem 2.
    """
    found = list(np.eye(p))
    for first in range(p):
        for second in range(first + 1, p):
            mixed = np.zeros((PAIR_STEPS, p))
            mixed[:, first] = np.linspace(0, 1, PAIR_STEPS)
            mixed[:, second] = 1 - mixed[:, first]
            found.extend(mixed[1:-1])
    return np.array(found)


def _spread_evenly(
    validity: NDArray[np.float64], impact: NDArray[np.float64], points: int
) -> NDArray[np.intp]:
    """Indices at even steps along the curve, both ends included; fewer when the curve is shorter."""
    steps = np.hypot(np.diff(validity), np.diff(impact))
    along = np.r_[0.0, np.cumsum(steps)]
    wanted = np.linspace(0, along[-1], points)
    chosen = set(np.abs(along[:, None] - wanted[None, :]).argmin(axis=0).tolist())
    while len(chosen) < min(points, len(along)):  # two wanted places shared a point: split the widest gap
        ordered = sorted(chosen)
        start = max(range(len(ordered) - 1), key=lambda i: ordered[i + 1] - ordered[i])
        chosen.add((ordered[start] + ordered[start + 1]) // 2)
    return np.array(sorted(chosen), dtype=np.intp)
