"""The marginal likelihood of a graded response model on one set of responses: E-step, M-step, derivatives."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from maatwerk.science.irt import _kernels as kernels
from maatwerk.science.irt import _kernels_information as information_kernels
from maatwerk.science.irt._quadrature import normal_weights
from maatwerk.science.irt._responses import Floats, Ints, Responses
from maatwerk.science.irt._threads import plain_linear_algebra, run, split

#: Smallest standard deviation of a population: below it all of its people count as alike.
NARROWEST = 1e-3
#: Memory for one batch of score coordinates, in numbers.
BATCH = 200_000


@dataclass(frozen=True, slots=True)
class Expectation:
    """What one E-step finds.

    Attributes
    ----------
    log_likelihood
        Marginal, at the parameters that went in.
    items : array (item rows, nodes)
        Expected people per item, category and node.
    populations : array (n_populations, nodes)
        Expected people per population and node.
    """

    log_likelihood: float
    items: Floats
    populations: Floats


@dataclass(frozen=True, slots=True)
class Tables:
    """Block tables at one set of parameters; see `_kernels.block_tables`."""

    logs: Floats
    table: Floats
    scale: Floats
    prior: Floats


class Likelihood:
    """Graded responses of people from one or more normal populations; the first is standard normal.

    The parameter vector holds, item by item, the slope and the decreasing intercepts of
    P(answer >= k) = logistic(slope · theta + intercept_k) [1]_, then the mean and the logarithm of the
    standard deviation of every population but the first.

    References
    ----------
    .. [1] samejima1969; marginal maximum likelihood by EM: bock1981.
    """

    def __init__(self, responses: Responses, theta: Floats, *, populations: int, threads: int) -> None:
        self.responses = responses
        self.theta = theta
        self.threads = threads
        self.polynomials = 0  # how many the information needs; found on first use
        self.categories = responses.categories
        self.start: Ints = np.concatenate([[0], np.cumsum(self.categories)[:-1]]).astype(np.int64)
        self.item_parameters = int(self.categories.sum())
        self.boundary_start: Ints = np.concatenate([[0], np.cumsum(self.categories - 1)]).astype(np.int64)
        self.populations = populations
        self.size = self.item_parameters + 2 * (populations - 1)
        self.population_start: Ints = self.item_parameters + 2 * np.arange(-1, populations - 1)
        self.population_start[0] = -1
        self.columns = self._columns()

    def _columns(self) -> Ints:
        """Return, per parameter, its column in the score coordinates: boundaries first, then slopes."""
        boundaries = int(self.boundary_start[-1])
        columns = np.arange(self.size)
        for item, (at, size) in enumerate(zip(self.start, self.categories, strict=True)):
            columns[at] = boundaries + item
            columns[at + 1 : at + size] = self.boundary_start[item] + np.arange(size - 1)
        return columns

    def on(self, theta: Floats) -> "Likelihood":
        """Return the same likelihood integrated on another grid."""
        return Likelihood(self.responses, theta, populations=self.populations, threads=self.threads)

    def of(self, rows: Ints) -> "Likelihood":
        """Return the likelihood of some response rows."""
        kept = replace(
            self.responses,
            codes=np.ascontiguousarray(self.responses.codes[rows]),
            weights=self.responses.weights[rows],
            population=self.responses.population[rows],
        )
        return Likelihood(kept, self.theta, populations=self.populations, threads=self.threads)

    def population_moments(self, vector: Floats) -> tuple[Floats, Floats]:
        """Return the means and standard deviations of the populations."""
        free = vector[self.item_parameters :].reshape(-1, 2)
        return np.concatenate([[0.0], free[:, 0]]), np.concatenate([[1.0], np.exp(free[:, 1])])

    def tables(self, vector: Floats) -> Tables:
        """Return block tables and population weights at a parameter vector."""
        blocks, nodes = self.responses.blocks, len(self.theta)
        item_log = np.empty((int((self.categories + 1).sum()), nodes))
        kernels.item_log_probabilities(
            vector, self.start, self.categories, self.responses.item_row, self.theta, item_log
        )
        rows = int(blocks.row[-1])
        logs, table, scale = np.empty((rows, nodes)), np.empty((rows, nodes)), np.empty(rows)
        kernels.block_tables(
            item_log, self.responses.item_row, blocks.start, blocks.radix, blocks.row, logs, table, scale
        )
        return Tables(logs, table, scale, normal_weights(self.theta, *self.population_moments(vector)))

    def expect(self, vector: Floats) -> Expectation:
        """Run one E-step."""
        tables, data = self.tables(vector), self.responses
        nodes = len(self.theta)

        def work(first: int, last: int) -> tuple[float, Floats, Floats]:
            counts = np.zeros((len(tables.scale), nodes))
            populations = np.zeros((self.populations, nodes))
            found = kernels.expect(
                data.codes, data.weights, data.population, data.blocks.row, tables.table, tables.scale,
                tables.logs, tables.prior, counts, populations, first, last,
            )  # fmt: skip
            return found, counts, populations

        parts = run(work, split(len(data.codes), self.threads, smallest=1_000))
        counts = np.sum([part[1] for part in parts], axis=0) if len(parts) > 1 else parts[0][1]
        items = np.empty((int((self.categories + 1).sum()), nodes))
        kernels.unfold(counts, data.item_row, data.blocks.start, data.blocks.radix, data.blocks.row, items)
        populations = np.sum([part[2] for part in parts], axis=0)
        return Expectation(float(sum(part[0] for part in parts)), items, populations)

    def maximise(self, vector: Floats, expected: Expectation, *, steps: int = 3) -> Floats:
        """Run one M-step: a few Newton steps per item, moments per population.

        The first population's moments are estimated too, and then taken out by rescaling theta: the
        parameter-expanded EM of [1]_, which removes the slowest directions (all slopes together, all
        intercepts together) and leaves the maximum where it is.

        References
        ----------
        .. [1] liu1998.
        """
        updated = vector.copy()
        kernels.maximise(
            updated, self.start, self.categories, self.responses.item_row, expected.items, self.theta, steps,
            0, len(self.start),
        )  # fmt: skip
        totals = expected.populations.sum(axis=1)
        means = expected.populations @ self.theta / totals
        spread = (self.theta[None, :] - means[:, None]) ** 2
        deviations = np.sqrt((expected.populations * spread).sum(axis=1) / totals)
        deviations = np.maximum(deviations, NARROWEST)
        for index in range(1, self.populations):
            at = self.population_start[index]
            updated[at] = (means[index] - means[0]) / deviations[0]
            updated[at + 1] = np.log(deviations[index] / deviations[0])
        slopes = updated[self.start]
        shifts = np.repeat(slopes * means[0], self.categories)
        shifts[self.start] = 0.0
        updated[: self.item_parameters] += shifts
        updated[self.start] = slopes * deviations[0]
        return updated

    def score_and_complete_information(self, vector: Floats, expected: Expectation) -> tuple[Floats, Floats]:
        """Return the gradient of the marginal log-likelihood, and the complete-data information.

        The gradient of the expected complete-data log-likelihood at the parameters that made the
        expectation is that of the marginal one (Fisher's identity).
        """
        gradient, complete = np.zeros(self.size), np.zeros((self.size, self.size))
        for item, size in enumerate(self.categories):
            at, row = int(self.start[item]), int(self.responses.item_row[item])
            slope, bend = np.empty(size), np.empty((size, size))
            kernels.item_derivatives(
                vector[at : at + size], expected.items[row : row + size], self.theta, slope, bend
            )
            gradient[at : at + size] = slope
            complete[at : at + size, at : at + size] = bend
        complete += np.tril(complete, -1).T  # the kernel fills the lower triangle
        scores = self.population_scores(vector)
        means, deviations = self.population_moments(vector)
        weights = normal_weights(self.theta, means, deviations)
        for index in range(1, self.populations):
            at = int(self.population_start[index])
            counts, z = expected.populations[index], (self.theta - means[index]) / deviations[index]
            gradient[at : at + 2] = scores[index] @ counts
            # minus the second derivatives of the kernel -z²/2, less their mean, plus the prior's covariance
            second = np.array([[np.full_like(z, 1 / deviations[index] ** 2), 2 * z / deviations[index]]] * 2)
            second[1, 0], second[1, 1] = second[0, 1], 2 * z**2
            expected_second = second @ weights[index]
            covariance = (scores[index] * weights[index]) @ scores[index].T
            complete[at : at + 2, at : at + 2] = second @ counts - counts.sum() * (
                expected_second - covariance
            )
        return gradient, complete

    def population_scores(self, vector: Floats) -> Floats:
        """Return d log weight / d (mean, log SD) per population and node; shape (n_populations, 2, nodes)."""
        means, deviations = self.population_moments(vector)
        weights = normal_weights(self.theta, means, deviations)
        z = (self.theta[None, :] - means[:, None]) / deviations[:, None]
        raw = np.stack([z / deviations[:, None], z**2], axis=1)
        return np.asarray(raw - np.einsum("pkq,pq->pk", raw, weights)[:, :, None])

    def missing_information(self, vector: Floats, *, polynomials: int | None = None) -> Floats:
        """Return the information lost by not seeing theta: the posterior covariance of the score.

        By Oakes' identity [1]_ the observed information is the complete-data one plus
        d²Q / d(parameters) d(parameters of the expectation), which for an E-step by exact posteriors
        is minus this covariance (Louis' form). No derivative is taken numerically.

        Parameters
        ----------
        polynomials
            How many per person; default: so many that less than 1e-7 of the trace is left out.

        References
        ----------
        .. [1] oakes1999.
        """
        tables, data = self.tables(vector), self.responses
        boundaries = self.item_parameters - len(self.start)
        curves = np.empty((boundaries + 2 * self.populations, len(self.theta)))
        information_kernels.boundary_curves(vector, self.start, self.categories, self.theta, curves)
        curves[boundaries:] = self.population_scores(vector).reshape(-1, len(self.theta))
        codes, weights, population = data.codes, data.weights, data.population

        def outer_products(begin: int, end: int, size: int, batch: int) -> Floats:
            """Sum the outer products of score coordinates, a batch at a time in the same memory."""
            batch = min(batch, end - begin)
            basis, projected = (
                np.empty((batch * size, len(self.theta))),
                np.empty((batch * size, len(curves))),
            )
            alphas, betas = np.empty((batch, size)), np.empty((batch, size))
            out, total = np.empty((batch * (size - 2), self.size)), np.zeros((self.size, self.size))
            for first in range(begin, end, batch):
                last = min(first + batch, end)
                information_kernels.bases(
                    codes, population, data.blocks.row, tables.table, tables.scale, tables.logs, tables.prior,
                    self.theta, first, last, basis.reshape(batch, size, -1), alphas, betas,
                )  # fmt: skip
                np.matmul(basis, curves.T, out=projected)
                information_kernels.score_coordinates(
                    codes, weights, population, data.blocks.start, data.blocks.radix, self.categories,
                    self.boundary_start, 1, projected, alphas, betas, first, last, out,
                )  # fmt: skip
                found = out[: (last - first) * (size - 2)]
                total += found.T @ found
            return total

        with plain_linear_algebra():
            if polynomials is None:
                self.polynomials = self.polynomials or self._enough(outer_products, len(codes))
            size = polynomials or self.polynomials
            batch = max(16, BATCH // (size * max(self.size, len(self.theta))))
            parts = run(
                lambda begin, end: outer_products(begin, end, size, batch),
                split(len(codes), self.threads, smallest=64),
            )
        return np.asarray(np.sum(parts, axis=0))[np.ix_(self.columns, self.columns)]

    def _enough(self, outer_products: Callable[[int, int, int, int], Floats], people: int) -> int:
        """Return how many polynomials keep all but 1e-7 of the trace, judged on some people."""
        probe, most = min(people, 60), 34
        whole = float(np.trace(outer_products(0, probe, most, probe)))
        for size in range(5, most):
            if np.trace(outer_products(0, probe, size, probe)) > (1 - 1e-7) * whole:
                return size
        return most
