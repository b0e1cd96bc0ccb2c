"""The estimator: graded response and two-parameter logistic models by marginal maximum likelihood."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Self

import numpy as np
from numpy.typing import ArrayLike

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.estimator import Estimator
from maatwerk.science.irt._calibration import Calibration, ItemParameters, Population
from maatwerk.science.irt._likelihood import Likelihood
from maatwerk.science.irt._maximum import STEEPEST, Maximum, find_maximum
from maatwerk.science.irt._quadrature import grid
from maatwerk.science.irt._responses import (
    Floats,
    Ints,
    Survey,
    as_matrix,
    check_size,
    collapse,
    encode,
    survey,
)
from maatwerk.science.irt._scoring import Scores, ScoringMethod, score
from maatwerk.science.irt._start import oriented, starting_values
from maatwerk.science.irt._threads import thread_count
from maatwerk.science.results import Caveat, caveat

#: Below this many people a calibration carries the caveat "small_sample" (drasgow1989; reise1990).
SMALL_CALIBRATION = 200
#: People that a population must have: with fewer its mean and deviation cannot both be told.
FEWEST = 4
#: An answer given by fewer people than this carries the caveat "category_rare".
RARE = 10


@dataclass(frozen=True, slots=True)
class _Data:
    """Checked responses of the people who answered anything."""

    array: Floats
    survey: Survey
    names: tuple[str, ...]
    population: Ints
    labels: tuple[object, ...]
    silent: int
    values: list[tuple[int, ...]]
    counts: list[Ints]


class GradedResponseModel(Estimator):
    """Samejima's graded response model; with two categories, the two-parameter logistic model.

    P(answer >= k) = logistic(slope · theta + intercept_k), theta normal in each population, the first one
    standard normal. Slopes are unbounded and may be negative. Missing answers are missing.

    Parameters
    ----------
    model : {"graded", "2pl"}
        "2pl" additionally refuses items with more than two different answers.
    nodes, theta_limit
        Grid for the integration over theta: an odd number of equally spaced points on
        [-theta_limit, theta_limit].
    tolerance
        Converged means: the estimated distance to the maximum is below this, in parameter units.
    max_steps
        Passes over the data before giving up; then `converged_` is False and the result says so.
    standard_errors
        Whether to compute the observed information. Without it, convergence is judged by the last EM step.
    threads
        Default: one per available processor.

    Attributes
    ----------
    calibration_ : Calibration
        Everything found, with caveats.
    slopes_ : array (n_items,)
    intercepts_ : tuple of arrays, one per item
    converged_ : bool
    log_likelihood_ : float
    n_features_in_ : int

    References
    ----------
    .. [1] samejima1969. [2] bock1981: the EM algorithm. [3] liu1998: parameter expansion.
    .. [4] varadhan2008: SQUAREM. [5] oakes1999: observed information from the E-step.
    """

    def __init__(
        self,
        *,
        model: Literal["graded", "2pl"] = "graded",
        nodes: int = 121,
        theta_limit: float = 6.0,
        tolerance: float = 1e-6,
        max_steps: int = 500,
        standard_errors: bool = True,
        threads: int | None = None,
    ) -> None:
        self.model = model
        self.nodes = nodes
        self.theta_limit = theta_limit
        self.tolerance = tolerance
        self.max_steps = max_steps
        self.standard_errors = standard_errors
        self.threads = threads

    def fit(
        self,
        responses: ArrayLike,
        *,
        items: Sequence[str] | None = None,
        populations: ArrayLike | None = None,
        answers: Sequence[int] | Mapping[str, Sequence[int]] | None = None,
    ) -> Self:
        """Estimate the parameters.

        Parameters
        ----------
        responses : array (n_people, n_items)
            Whole numbers, higher meaning more; NaN for missing. Which numbers is free: 0/1, 1 to 5, …
        items
            Names, one per item; default "item 1", "item 2", …
        populations : array (n_people,), optional
            A label per person. The first label in sorted order is the reference population; means and
            deviations of the others are estimated.
        answers
            The answers that were possible, for all items or by item name: those never chosen get a caveat.

        Raises
        ------
        ScienceError
            Fewer than 3 items, infinities or fractions, an item with one answer from everybody, or more than
            two answers in a "2pl".
        InsufficientDataError
            Fewer than 4 people who answered anything, altogether or in one of the populations.
        """
        self._check_parameters()
        threads = thread_count(self.threads)
        data = self._read(responses, items, populations, threads)
        encoded, _ = encode(
            data.array,
            data.values,
            any_missing=data.survey.missing > 0,
            threads=threads,
            population=data.population,
        )
        likelihood = Likelihood(
            collapse(encoded),
            grid(self.nodes, float(self.theta_limit)),
            populations=len(data.labels),
            threads=threads,
        )
        start = np.concatenate(
            [starting_values(data.array, data.values, data.counts), np.zeros(2 * (len(data.labels) - 1))]
        )
        maximum = find_maximum(
            likelihood,
            oriented(likelihood, start),
            tolerance=self.tolerance,
            limit=self.max_steps,
            information=self.standard_errors,
        )
        self.calibration_ = self._calibration(data, likelihood, maximum, answers)
        self.slopes_ = self.calibration_.slopes
        self.intercepts_ = tuple(np.array(item.intercepts) for item in self.calibration_.items)
        self.converged_ = self.calibration_.converged
        self.log_likelihood_ = self.calibration_.log_likelihood
        self.n_features_in_ = data.array.shape[1]
        return self

    def predict(self, responses: ArrayLike) -> Floats:
        """Return each person's expected theta (EAP) in the first population, shape (n_people,)."""
        return self.score_people(responses).theta

    def score_people(self, responses: ArrayLike, *, method: ScoringMethod = "eap") -> Scores:
        """Return theta with standard errors; see `maatwerk.science.irt.score`."""
        if not hasattr(self, "calibration_"):
            raise ScienceError("model", "fitted before it scores", "not fitted")
        return score(self.calibration_, responses, method=method, threads=self.threads)

    def _check_parameters(self) -> None:
        if self.model not in ("graded", "2pl"):
            raise ScienceError("model", "graded or 2pl", repr(self.model))
        if not 1e-12 < self.tolerance < 0.1:
            raise ScienceError("tolerance", "between 1e-12 and 0.1", self.tolerance)
        if self.max_steps < 1:
            raise ScienceError("max_steps", "1 or more", self.max_steps)

    def _read(
        self, responses: ArrayLike, items: Sequence[str] | None, populations: ArrayLike | None, threads: int
    ) -> _Data:
        array = as_matrix(responses)
        check_size(array)
        population, labels = _populations(populations, len(array))
        answered = ~np.isnan(array).all(axis=1)
        silent = int((~answered).sum())
        if silent:
            array, population = array[answered], population[answered]
            check_size(array)
        sizes = np.bincount(population, minlength=len(labels))
        if sizes.min() < FEWEST:
            raise InsufficientDataError(
                "populations", f"at least {FEWEST} people with answers in each", int(sizes.min())
            )
        found = survey(array, threads)
        names = tuple(items) if items is not None else tuple(f"item {k + 1}" for k in range(array.shape[1]))
        if len(names) != array.shape[1]:
            raise ScienceError("items", f"{array.shape[1]} names", len(names))
        values = [found.values(index) for index in range(len(names))]
        for name, known in zip(names, values, strict=True):
            if len(known) < 2:
                got = "no answers" if not known else f"{known[0]} from everybody"
                raise ScienceError("responses", f"different answers to “{name}”", got)
            if self.model == "2pl" and len(known) > 2:
                raise ScienceError("responses", f"two different answers to “{name}”", len(known))
        counts = [row[row > 0] for row in found.counts]
        return _Data(array, found, names, population, labels, silent, values, counts)

    def _calibration(
        self,
        data: _Data,
        likelihood: Likelihood,
        maximum: Maximum,
        answers: Sequence[int] | Mapping[str, Sequence[int]] | None,
    ) -> Calibration:
        vector, covariance = maximum.vector, maximum.covariance
        errors = None if covariance is None else np.sqrt(np.diag(covariance))
        items = []
        for index, name in enumerate(data.names):
            at, size = int(likelihood.start[index]), int(likelihood.categories[index])
            items.append(
                ItemParameters(
                    name=name,
                    answers=data.values[index],
                    slope=float(vector[at]),
                    intercepts=tuple(float(value) for value in vector[at + 1 : at + size]),
                    slope_error=None if errors is None else float(errors[at]),
                    intercept_errors=None
                    if errors is None
                    else tuple(float(value) for value in errors[at + 1 : at + size]),
                    n=int(data.counts[index].sum()),
                )
            )
        means, deviations = likelihood.population_moments(vector)
        populations = []
        for index, label in enumerate(data.labels):
            at = int(likelihood.population_start[index])
            free = errors is not None and index > 0
            populations.append(
                Population(
                    name=label,
                    mean=float(means[index]),
                    deviation=float(deviations[index]),
                    mean_error=float(errors[at]) if free and errors is not None else None,
                    deviation_error=float(errors[at + 1] * deviations[index])
                    if free and errors is not None
                    else None,
                    n=int((data.population == index).sum()),
                )
            )
        calibration = Calibration(
            items=tuple(items),
            populations=tuple(populations),
            log_likelihood=maximum.expectation.log_likelihood,
            n=len(data.array),
            converged=maximum.converged,
            distance=maximum.distance,
            steps=maximum.steps,
            theta_limit=float(self.theta_limit),
            nodes=self.nodes,
            covariance=covariance,
        )
        return self._with_caveats(calibration, data, maximum, answers)

    def _with_caveats(
        self,
        calibration: Calibration,
        data: _Data,
        maximum: Maximum,
        answers: Sequence[int] | Mapping[str, Sequence[int]] | None,
    ) -> Calibration:
        from dataclasses import replace

        found: list[Caveat] = []
        if calibration.n < SMALL_CALIBRATION:
            found.append(caveat("small_sample", n=calibration.n))
        if data.silent:
            found.append(caveat("people_without_answers", n=data.silent))
        if self.standard_errors and maximum.covariance is None:
            found.append(caveat("no_standard_errors"))
        unbounded = False
        for item, counts in zip(calibration.items, data.counts, strict=True):
            possible = answers.get(item.name, ()) if isinstance(answers, Mapping) else answers or ()
            unused = sorted(set(possible) - set(item.answers))
            if unused:
                found.append(
                    caveat("category_unused", name=item.name, categories=", ".join(map(str, unused)))
                )
            if counts.min() < RARE:
                found.append(caveat("category_rare", name=item.name, n=int(counts.min())))
            if abs(item.slope) > STEEPEST:
                unbounded = True
                found.append(caveat("slope_unbounded", name=item.name))
        converged = calibration.converged and not unbounded
        if not converged:
            found.append(caveat("not_converged", iterations=maximum.steps))
        if _spacing_too_wide(calibration):
            found.append(caveat("coarse_grid", nodes=self.nodes))
        return replace(calibration, converged=converged, caveats=tuple(found))


def _populations(labels: ArrayLike | None, people: int) -> tuple[Ints, tuple[object, ...]]:
    """Return the number of each person's population, and the labels in sorted order."""
    if labels is None:
        return np.zeros(people, dtype=np.int64), ("all",)
    array = np.asarray(labels)
    if array.shape != (people,):
        raise ScienceError("populations", f"one label per person ({people})", f"shape {array.shape}")
    if array.dtype.kind == "f" and np.isnan(array).any():
        raise ScienceError("populations", "a label for every person", "missing labels")
    if array.dtype.kind == "O" and any(label is None or label != label for label in array):
        raise ScienceError("populations", "a label for every person", "missing labels")
    known, numbers = np.unique(array, return_inverse=True)
    return numbers.astype(np.int64), tuple(
        label.item() if hasattr(label, "item") else label for label in known
    )


def _spacing_too_wide(calibration: Calibration) -> bool:
    """Whether the smallest standard error of theta is below the grid's spacing."""
    theta = calibration.theta
    sharpest = 1 / np.sqrt(1 + float(calibration.information(theta).max()))
    return bool(sharpest < theta[1] - theta[0])
