"""Compiled loops that turn responses into scores."""

# mypy: disable-error-code="no-untyped-def,no-untyped-call,misc"
# ruff: noqa: PLR0913  (compiled kernels take flat arrays, not objects)

from math import sqrt

import numpy as np
from numba import njit

from maatwerk.science.irt._kernels import posterior, sigmoid


@njit(cache=True, nogil=True, fastmath=True)
def _mean_and_spread(acc, theta, total):
    first = 0.0
    second = 0.0
    for q in range(len(theta)):
        first += acc[q] * theta[q]
        second += acc[q] * theta[q] * theta[q]
    return first / total, second / total


@njit(cache=True, nogil=True)
def expected_a_posteriori(codes, block_row, table, scale, logs, prior, theta, first, last, mean, error):
    """Fill the posterior mean and standard deviation of people first … last."""
    acc = np.empty(len(theta))
    for i in range(first, last):
        total, _ = posterior(codes[i], block_row, table, scale, logs, prior, acc)
        centre, square = _mean_and_spread(acc, theta, total)
        variance = square - centre * centre
        if variance < 1e-8:  # cancellation: sum the squares about the mean instead
            variance = 0.0
            for q in range(len(theta)):
                variance += acc[q] * (theta[q] - centre) ** 2
            variance /= total
        mean[i] = centre
        error[i] = sqrt(variance)


@njit(cache=True, nogil=True)
def decode(code, block_start, radix, chosen):
    """Write each item's category (or its number of categories for "missing") from a person's block codes."""
    for b in range(len(block_start) - 1):
        rest = code[b]
        for j in range(block_start[b], block_start[b + 1]):
            chosen[j] = rest % radix[j]
            rest //= radix[j]


@njit(cache=True, nogil=True)
def slope_and_information(point, chosen, parameters, start, categories):
    """Return d log-likelihood / d theta and Fisher information at a point.

    d log P / d theta = slope · (1 - s(x) - s(y)), see `item_derivatives`.
    """
    gradient = 0.0
    information = 0.0
    for j in range(len(start)):
        last = categories[j] - 1
        category = chosen[j]
        if category > last:
            continue
        slope = parameters[start[j]]
        upper = 1.0  # P(answer >= k)
        for k in range(last + 1):
            lower = sigmoid(slope * point + parameters[start[j] + k + 1]) if k < last else 0.0
            rate = 1.0 - upper - lower
            if k == category:
                gradient += slope * rate
            information += slope * slope * (upper - lower) * rate * rate
            upper = lower
    return gradient, information


@njit(cache=True, nogil=True)
def maximum_of_posterior(
    codes, block_start, radix, parameters, start, categories, mean, precision, limit, first, last, best, error
):
    """Fill each person's mode and standard error; `precision` 0 gives maximum likelihood.

    The log-likelihood is concave in theta, so its derivative falls: bisection with Newton steps inside the
    bracket. A mode beyond ± limit becomes ± infinity with an infinite error.
    """
    chosen = np.empty(len(start), np.int64)
    for i in range(first, last):
        decode(codes[i], block_start, radix, chosen)
        low, high = -limit, limit
        at_low, _ = slope_and_information(low, chosen, parameters, start, categories)
        at_high, _ = slope_and_information(high, chosen, parameters, start, categories)
        if at_low - precision * (low - mean) <= 0.0:
            best[i], error[i] = -np.inf, np.inf
            continue
        if at_high - precision * (high - mean) >= 0.0:
            best[i], error[i] = np.inf, np.inf
            continue
        point = min(max(mean, low), high)
        for _ in range(200):
            gradient, information = slope_and_information(point, chosen, parameters, start, categories)
            gradient -= precision * (point - mean)
            information += precision
            if gradient > 0:
                low = point
            else:
                high = point
            step = gradient / information if information > 1e-12 else np.inf
            after = point + step
            if not (low < after < high):
                after = 0.5 * (low + high)
            if abs(after - point) < 1e-10 or high - low < 1e-12:
                point = after
                break
            point = after
        _, information = slope_and_information(point, chosen, parameters, start, categories)
        best[i] = point
        error[i] = 1.0 / sqrt(information + precision)
