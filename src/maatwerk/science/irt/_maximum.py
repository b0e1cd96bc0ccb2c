"""The way to the maximum: accelerated EM from afar, Newton's method when near, and an honest last check."""

from dataclasses import dataclass

import numpy as np

from maatwerk.science.irt._likelihood import Expectation, Likelihood
from maatwerk.science.irt._quadrature import grid
from maatwerk.science.irt._responses import Floats
from maatwerk.science.irt._threads import plain_linear_algebra

NEAR = 3e-4  # an EM step below this means Newton may be tried
MOVED = 3e-5  # parameters that moved more since the information was computed deserve a new one
STEEPEST = 30.0  # a slope beyond this is separation, not discrimination


@dataclass(frozen=True, slots=True)
class Maximum:
    """Where the search ended.

    Attributes
    ----------
    vector
        Parameters; see `Likelihood`.
    expectation
        E-step at `vector`.
    covariance : array (n_parameters, n_parameters) or None
        Inverse observed information; None where that is not positive definite, or was not asked.
    distance
        Largest last step: how far the maximum of the local quadratic is away, in parameter units.
    steps
        E-steps taken.
    converged
        `distance` is within the tolerance and, where asked, the information is positive definite.
    """

    vector: Floats
    expectation: Expectation
    covariance: Floats | None
    distance: float
    steps: int
    converged: bool


class _Search:
    """Counts E-steps and keeps the present point with its expectation."""

    def __init__(self, likelihood: Likelihood, vector: Floats, limit: int) -> None:
        self.likelihood = likelihood
        self.limit = limit
        self.steps = 0
        self.vector = vector
        self.expectation = self.expect(vector)

    def expect(self, vector: Floats) -> Expectation:
        self.steps += 1
        return self.likelihood.expect(vector)

    def move(self, likelihood: Likelihood) -> None:
        """Go on with another grid."""
        self.likelihood = likelihood
        self.expectation = self.expect(self.vector)

    @property
    def exhausted(self) -> bool:
        return self.steps >= self.limit

    def accelerated_em(self, tolerance: float) -> float:
        """Run SQUAREM (varadhan2008, scheme S3) until an EM step is below `tolerance`; return that step."""
        step = np.inf
        while not self.exhausted:
            first = self.likelihood.maximise(self.vector, self.expectation)
            change = first - self.vector
            step = float(np.abs(change).max())
            if step < tolerance or self._runaway(first):
                self._accept(first)
                break
            middle = self.expect(first)
            second = self.likelihood.maximise(first, middle)
            bend = second - first - change
            size = float(np.linalg.norm(bend))
            stretch = max(1.0, float(np.linalg.norm(change)) / size) if size > 0 else 1.0
            self._extrapolate(second, change, bend, min(stretch, 64.0), middle.log_likelihood)
        return step

    def _extrapolate(
        self, second: Floats, change: Floats, bend: Floats, stretch: float, floor: float
    ) -> None:
        """Go to the extrapolated point when it is ordered and no worse than the middle, else to `second`."""
        while stretch > 1.01:
            far = self.vector + 2 * stretch * change + stretch**2 * bend
            if self._ordered(far):
                expected = self.expect(far)
                if expected.log_likelihood >= floor:
                    self.vector, self.expectation = far, expected
                    return
                break
            stretch = (stretch + 1) / 2 if stretch > 1.1 else 1.0
        self._accept(second)

    def _accept(self, vector: Floats) -> None:
        self.vector = vector
        self.expectation = self.expect(vector)

    def _ordered(self, vector: Floats) -> bool:
        """Whether every item's intercepts decrease."""
        return all(
            (np.diff(vector[at + 1 : at + size]) < 0).all()
            for at, size in zip(self.likelihood.start, self.likelihood.categories, strict=True)
            if size > 2
        )

    def _runaway(self, vector: Floats) -> bool:
        return bool(np.abs(vector[self.likelihood.start]).max() > STEEPEST)

    def information(self) -> Floats:
        """Return the observed information here."""
        _, complete = self.likelihood.score_and_complete_information(self.vector, self.expectation)
        return complete - self.likelihood.missing_information(self.vector)

    def newton(self, covariance: Floats, tolerance: float) -> float:
        """Take Newton steps with one inverse information while they climb and shrink.

        Near the maximum the information hardly changes, so one inverse serves several steps. Returns the
        size of the last one.
        """
        proposed = np.inf
        while True:
            score, _ = self.likelihood.score_and_complete_information(self.vector, self.expectation)
            step = covariance @ score
            size = float(np.abs(step).max())
            moved = self.vector + step
            if size < tolerance or size > 0.5 * proposed or self.exhausted or not self._ordered(moved):
                return size
            expected = self.expect(moved)
            now = self.expectation.log_likelihood
            if not expected.log_likelihood >= now - 1e-10 * abs(now):
                return size
            self.vector, self.expectation, proposed = moved, expected, size


def inverse(information: Floats) -> Floats | None:
    """Return the inverse of an information matrix, or None when it is not safely positive definite."""
    scale = np.sqrt(np.maximum(np.diag(information), 1e-300))
    try:
        factor = np.linalg.cholesky(information / np.outer(scale, scale))
    except np.linalg.LinAlgError:
        return None
    if np.diag(factor).min() < 1e-5:  # a reciprocal condition of about 1e-10
        return None
    back = np.linalg.inv(factor) / scale
    return np.asarray(back.T @ back)


def find_maximum(
    likelihood: Likelihood, vector: Floats, *, tolerance: float, limit: int, information: bool
) -> Maximum:
    """Climb from `vector` to the maximum of the marginal likelihood.

    Parameters
    ----------
    tolerance
        Largest distance to the maximum, in parameter units, that counts as converged.
    limit
        E-steps to spend.
    information
        Whether to compute the observed information, use it for Newton steps, and judge convergence by
        it. Without it the search stays with accelerated EM until a step is below `tolerance` / 10.
    """
    with plain_linear_algebra():
        return _find(likelihood, vector, tolerance=tolerance, limit=limit, information=information)


def _find(
    likelihood: Likelihood, vector: Floats, *, tolerance: float, limit: int, information: bool
) -> Maximum:
    coarse = likelihood.on(_coarser(likelihood, vector))
    search = _Search(coarse, vector, limit)
    near = NEAR if information else tolerance / 10
    search.accelerated_em(max(near, NEAR))
    search.move(likelihood)
    if not information:
        distance = search.accelerated_em(near)
        return Maximum(search.vector, search.expectation, None, distance, search.steps, distance < near)
    while True:
        begin = search.vector
        covariance = inverse(search.information())
        distance = np.inf if covariance is None else search.newton(covariance, tolerance)
        if distance < tolerance or search.exhausted or near < tolerance / 100:
            break
        near /= 10
        search.accelerated_em(near)
    if np.abs(search.vector - begin).max() > MOVED:
        covariance = inverse(search.information())
    converged = distance < tolerance and covariance is not None
    return Maximum(search.vector, search.expectation, covariance, distance, search.steps, converged)


def _coarser(likelihood: Likelihood, vector: Floats) -> Floats:
    """Return the coarsest grid whose spacing still is the posterior SD where the test measures best.

    The search begins on it: far from the maximum it shows the way as well, for less.
    """
    slopes = vector[likelihood.start]
    sharpest = 1 / np.sqrt(1 + float((slopes**2).sum()) / 4)  # a boundary informs slope² / 4 at most
    limit = float(likelihood.theta[-1])
    nodes = 2 * int(np.ceil(limit / sharpest)) + 1
    return grid(max(nodes, 31), limit) if nodes < len(likelihood.theta) else likelihood.theta
