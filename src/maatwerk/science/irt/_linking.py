"""Putting two calibrations on one scale by the items they share."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.irt._calibration import Calibration, ItemParameters
from maatwerk.science.irt._responses import Floats
from maatwerk.science.results import Language
from maatwerk.science.words import number

LinkingMethod = Literal["stocking_lord", "haebara", "mean_sigma"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Linking:
    """theta_reference = slope · theta_new + intercept.

    Attributes
    ----------
    slope, intercept
        Slope above zero.
    items
        Names of the shared items.
    method
        With version.
    root_mean_square
        Weighted root mean square difference of the shared items' expected test scores after linking, in
        score points per item: how well the shared items agree.
    """

    slope: float
    intercept: float
    items: tuple[str, ...]
    method: str
    root_mean_square: float

    def explain(self, language: Language = "en") -> str:
        """Return how the scales relate, as one plain sentence."""
        slope, shift = number(self.slope, language), number(self.intercept, language)
        gap = number(self.root_mean_square, language, 3)
        if language == "nl":
            return (
                f"Score op de oude schaal = {slope} × nieuwe score + {shift}; de {len(self.items)} gedeelde vragen "
                f"verschillen daarna nog {gap} punt per vraag."
            )
        return (
            f"Score on the reference scale = {slope} × new score + {shift}; the {len(self.items)} shared items "
            f"then differ by {gap} points per item."
        )

    def transform(self, theta: Floats) -> Floats:
        """Return thetas of the new scale on the reference scale."""
        return self.slope * np.asarray(theta, dtype=np.float64) + self.intercept


def link(
    new: Calibration, reference: Calibration, *, method: LinkingMethod = "stocking_lord", nodes: int = 61
) -> Linking:
    """Find the linear transformation of theta that makes the shared items agree.

    Items are shared when they have the same name and the same answers.

    Parameters
    ----------
    method
        "stocking_lord": least squares between test characteristic curves; "haebara": between the category
        curves of each item; "mean_sigma": equal mean and deviation of the difficulties (sensitive to items
        of low slope).
    nodes
        Points on [-4, 4], weighted by the standard normal density, where curves are compared; both
        directions count equally.

    Raises
    ------
    InsufficientDataError
        Fewer than 2 shared items.
    ScienceError
        Shared items whose slopes have opposite signs, or, for "mean_sigma", equal difficulties.

    References
    ----------
    .. [1] stocking1983. [2] haebara1980. [3] kolen2014, chapter 6.
    """
    pairs = _shared(new, reference)
    if method == "mean_sigma":
        slope, intercept = _mean_sigma(pairs)
    elif method in ("stocking_lord", "haebara"):
        slope, intercept = _by_curves(pairs, method, nodes)
    else:
        raise ScienceError("method", "stocking_lord, haebara or mean_sigma", repr(method))
    return Linking(
        slope=slope,
        intercept=intercept,
        items=tuple(item.name for item, _ in pairs),
        method=f"{method}/1",
        root_mean_square=_disagreement(pairs, slope, intercept, nodes),
    )


def rescale(calibration: Calibration, linking: Linking) -> Calibration:
    """Return a calibration expressed on the reference scale of a linking.

    Standard errors are those of the calibration alone: the linking's own error is not in them.
    """
    items = []
    for item in calibration.items:
        slope, intercepts = _move(item, linking.slope, linking.intercept)
        items.append(
            replace(
                item,
                slope=slope,
                intercepts=tuple(float(value) for value in intercepts),
                slope_error=None if item.slope_error is None else item.slope_error / linking.slope,
                intercept_errors=None,
            )
        )
    populations = tuple(
        replace(
            known,
            mean=linking.slope * known.mean + linking.intercept,
            deviation=linking.slope * known.deviation,
        )
        for known in calibration.populations
    )
    return replace(calibration, items=tuple(items), populations=populations, covariance=None)


def _shared(new: Calibration, reference: Calibration) -> list[tuple[ItemParameters, ItemParameters]]:
    known = {item.name: item for item in reference.items}
    pairs = [
        (item, known[item.name])
        for item in new.items
        if item.name in known and known[item.name].answers == item.answers
    ]
    if len(pairs) < 2:
        raise InsufficientDataError(
            "new, reference", "at least 2 items with equal names and answers", len(pairs)
        )
    for one, other in pairs:
        if one.slope * other.slope <= 0:
            raise ScienceError(
                "new, reference", f"slopes of one sign for “{one.name}”", (one.slope, other.slope)
            )
    return pairs


def _move(item: ItemParameters, slope: float, intercept: float) -> tuple[float, Floats]:
    """Return slope and intercepts on the reference scale: theta_new = (theta - intercept) / slope."""
    moved = item.slope / slope
    return moved, np.array(item.intercepts) - moved * intercept


def _mean_sigma(pairs: list[tuple[ItemParameters, ItemParameters]]) -> tuple[float, float]:
    ours = np.concatenate([item.difficulties for item, _ in pairs])
    theirs = np.concatenate([item.difficulties for _, item in pairs])
    if ours.std() <= 1e-12 or theirs.std() <= 1e-12:
        raise ScienceError("new, reference", "shared items of different difficulty", "equal difficulties")
    slope = float(theirs.std() / ours.std())
    return slope, float(theirs.mean() - slope * ours.mean())


def _boundaries(slope: float, intercepts: Floats, theta: Floats) -> Floats:
    """Return P(answer >= k), shape (n_theta, n_boundaries)."""
    x = slope * theta[:, None] + intercepts[None, :]
    return np.asarray(np.exp(-np.logaddexp(0.0, -x)))


def _category_curves(boundaries: Floats) -> Floats:
    ones, zeros = np.ones((len(boundaries), 1)), np.zeros((len(boundaries), 1))
    return np.asarray(-np.diff(np.hstack([ones, boundaries, zeros]), axis=1))


def _grid(nodes: int) -> tuple[Floats, Floats]:
    theta = np.linspace(-4, 4, nodes)
    weights = np.exp(-0.5 * theta**2)
    return theta, weights / weights.sum()


def _by_curves(
    pairs: list[tuple[ItemParameters, ItemParameters]], method: str, nodes: int
) -> tuple[float, float]:
    from scipy.optimize import minimize

    theta, weights = _grid(nodes)

    def one_way(forward: bool, slope: float, intercept: float) -> float:
        difference = np.zeros(len(theta))
        total = 0.0
        for ours, theirs in pairs:
            source, target = (ours, theirs) if forward else (theirs, ours)
            moved = _boundaries(*_move(source, slope, intercept), theta)
            fixed = _boundaries(target.slope, np.array(target.intercepts), theta)
            if method == "stocking_lord":  # the expected score is the sum of the boundary curves
                difference += (moved - fixed).sum(axis=1)
            else:
                total += float(
                    weights @ ((_category_curves(moved) - _category_curves(fixed)) ** 2).sum(axis=1)
                )
        return total + float(weights @ difference**2)

    def loss(parameters: Floats) -> float:
        slope, intercept = float(np.exp(parameters[0])), float(parameters[1])
        return one_way(True, slope, intercept) + one_way(False, 1 / slope, -intercept / slope)

    try:
        begin = _mean_sigma(pairs)
    except ScienceError:
        begin = (1.0, 0.0)
    if not 0.1 < begin[0] < 10 or abs(begin[1]) > 5:
        begin = (1.0, 0.0)
    found = minimize(
        loss,
        np.array([np.log(begin[0]), begin[1]]),
        method="Nelder-Mead",
        options={"xatol": 1e-10, "fatol": 1e-16, "maxiter": 4000},
    )
    return float(np.exp(found.x[0])), float(found.x[1])


def _disagreement(
    pairs: list[tuple[ItemParameters, ItemParameters]], slope: float, intercept: float, nodes: int
) -> float:
    theta, weights = _grid(nodes)
    difference = np.zeros(len(theta))
    for ours, theirs in pairs:
        moved = _boundaries(*_move(ours, slope, intercept), theta)
        difference += (moved - _boundaries(theirs.slope, np.array(theirs.intercepts), theta)).sum(axis=1)
    return float(np.sqrt(weights @ (difference / len(pairs)) ** 2))
