"""What a calibration found: item parameters, populations, and how far to trust them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from maatwerk.science.errors import ScienceError
from maatwerk.science.irt._quadrature import grid
from maatwerk.science.irt._responses import Floats, Ints
from maatwerk.science.results import Caveat, Language

METHOD = "graded_response_mml/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemParameters:
    """One item: P(answer is the k-th category or higher) = logistic(slope · theta + intercept_k).

    Attributes
    ----------
    name
        As given.
    answers
        The responses that are its categories, lowest first.
    slope
        Any finite number; below zero when the item runs against theta.
    intercepts
        One per category but the lowest, decreasing.
    slope_error, intercept_errors
        Standard errors; None when the information was not asked for or not positive definite.
    n
        People who answered it.
    """

    name: str
    answers: tuple[int, ...]
    slope: float
    intercepts: tuple[float, ...]
    slope_error: float | None = None
    intercept_errors: tuple[float, ...] | None = None
    n: int = 0

    @property
    def difficulties(self) -> tuple[float, ...]:
        """Where on theta each boundary is crossed by half: -intercept / slope."""
        if self.slope == 0:
            raise ScienceError("slope", "different from zero for difficulties to exist", 0)
        return tuple(-intercept / self.slope for intercept in self.intercepts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Population:
    """A group of people with normal theta; the first fixes the scale at mean 0 and deviation 1.

    `mean_error` and `deviation_error` are None where fixed or not computed.
    """

    name: object
    mean: float
    deviation: float
    mean_error: float | None = None
    deviation_error: float | None = None
    n: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Item parameters on one scale, with what is needed to judge and to use them.

    Attributes
    ----------
    items, populations
        See `ItemParameters` and `Population`.
    log_likelihood
        Marginal, at the parameters.
    n
        People who answered at least one item.
    converged
        Whether the estimated distance to the maximum is within the tolerance.
    distance
        That distance: the largest step Newton's method would still take, in parameter units.
    steps
        Passes over the data.
    theta_limit, nodes
        The grid: `nodes` equally spaced points on [-theta_limit, theta_limit].
    covariance : array (n_parameters, n_parameters) or None
        Of the estimates; per item the slope and then its intercepts, after all items the mean and the
        logarithm of the deviation of each population but the first.
    """

    items: tuple[ItemParameters, ...]
    populations: tuple[Population, ...]
    log_likelihood: float
    n: int
    converged: bool
    distance: float
    steps: int
    theta_limit: float
    nodes: int
    covariance: Floats | None = None
    method: str = METHOD
    caveats: tuple[Caveat, ...] = ()

    @property
    def slopes(self) -> Floats:
        """Slopes, shape (n_items,)."""
        return np.array([item.slope for item in self.items])

    @property
    def vector(self) -> Floats:
        """All item parameters in one vector: per item the slope, then the intercepts."""
        return np.concatenate([[item.slope, *item.intercepts] for item in self.items])

    @property
    def categories(self) -> Ints:
        """Number of categories per item."""
        return np.array([len(item.answers) for item in self.items], dtype=np.int64)

    @property
    def theta(self) -> Floats:
        """The grid."""
        return grid(self.nodes, self.theta_limit)

    @property
    def parameters(self) -> int:
        """Number of free parameters."""
        return int(self.categories.sum()) + 2 * (len(self.populations) - 1)

    @property
    def aic(self) -> float:
        """Akaike's information criterion; lower is better."""
        return 2 * self.parameters - 2 * self.log_likelihood

    @property
    def bic(self) -> float:
        """Schwarz' information criterion; lower is better."""
        return float(np.log(self.n)) * self.parameters - 2 * self.log_likelihood

    def population(self, name: object) -> Population:
        """Return a population by its name."""
        for found in self.populations:
            if found.name == name:
                return found
        raise ScienceError("population", f"one of {[known.name for known in self.populations]}", name)

    def probabilities(self, theta: ArrayLike) -> tuple[Floats, ...]:
        """Return P(category | theta) per item, each of shape (n_theta, n_categories)."""
        points = check_theta(theta)
        found = []
        for item in self.items:
            boundary = _logistic(item.slope * points[:, None] + np.array(item.intercepts)[None, :])
            ones, zeros = np.ones((len(points), 1)), np.zeros((len(points), 1))
            found.append(-np.diff(np.hstack([ones, boundary, zeros]), axis=1))
        return tuple(found)

    def expected(self, theta: ArrayLike) -> Floats:
        """Return the expected response per item in the items' own scoring, shape (n_theta, n_items)."""
        tables = self.probabilities(theta)
        return np.column_stack(
            [table @ np.array(item.answers) for table, item in zip(tables, self.items, strict=True)]
        )

    def item_information(self, theta: ArrayLike) -> Floats:
        """Return Fisher information about theta per item, shape (n_theta, n_items).

        References
        ----------
        .. [1] samejima1969: the sum over categories of (dP/dtheta)² / P.
        """
        points = check_theta(theta)
        found = np.empty((len(points), len(self.items)))
        for column, item in enumerate(self.items):
            boundary = _logistic(item.slope * points[:, None] + np.array(item.intercepts)[None, :])
            ones, zeros = np.ones((len(points), 1)), np.zeros((len(points), 1))
            full = np.hstack([ones, boundary, zeros])
            # dP_k = slope · P_k · (1 - s(x) - s(y)), see _kernels.item_derivatives
            share = -np.diff(full, axis=1)
            found[:, column] = item.slope**2 * (share * (1 - full[:, :-1] - full[:, 1:]) ** 2).sum(axis=1)
        return found

    def information(self, theta: ArrayLike) -> Floats:
        """Return test information, shape (n_theta,); 1 / sqrt of it is the standard error of theta."""
        return np.asarray(self.item_information(theta).sum(axis=1))

    def explain(self, language: Language = "en") -> str:
        """Return what was calibrated on how many people, as plain sentences."""
        sentence = {
            "en": "{items} items, calibrated on {n} people. The computation {settled}.",
            "nl": "{items} vragen, gekalibreerd op {n} personen. De berekening {settled}.",
        }[language]
        settled = {
            ("en", True): "came to rest",
            ("en", False): "did not come to rest",
            ("nl", True): "kwam tot rust",
            ("nl", False): "kwam niet tot rust",
        }[language, self.converged]
        text = sentence.format(items=len(self.items), n=self.n, settled=settled)
        return " ".join([text, *(found.explain(language) for found in self.caveats)])


def check_theta(theta: ArrayLike) -> Floats:
    """Return theta as a vector of finite numbers."""
    try:
        points = np.atleast_1d(np.asarray(theta, dtype=np.float64))
    except (TypeError, ValueError) as error:
        raise ScienceError("theta", "numbers", type(theta).__name__) from error
    if points.ndim != 1 or not np.isfinite(points).all():
        raise ScienceError("theta", "a vector of finite numbers", f"shape {points.shape}")
    return points


def _logistic(x: Floats) -> Floats:
    return np.asarray(np.exp(-np.logaddexp(0.0, -x)))
