"""Compiled loops of the graded response model. Imported on first use; compiled once, then cached.

Layout shared by all kernels
----------------------------
Parameters lie in one vector: item j has its slope at ``start[j]`` and its ``categories[j] - 1``
decreasing intercepts after it. *Item rows*: item j owns ``categories[j] + 1`` rows from
``item_row[j]``, one per category and a last one for "missing". *Blocks*: consecutive items are read
together; a block has one row per combination of their answers ("block row"), so that a person costs
one row per block instead of one per item (the "four Russians" trick of arlazarov1970). All
tables are (rows, nodes): each person's pass runs along contiguous nodes.
"""

# mypy: disable-error-code="no-untyped-def,no-untyped-call,misc"
# ruff: noqa: PLR0913  (compiled kernels take flat arrays, not objects)

from math import exp, log, log1p, sqrt

import numpy as np
from numba import njit

TINY = 1e-60  # table entries below this share of their row's maximum count as zero …
FLOOR = 1e-40  # … unless a person's likelihood stays below this: then the pass is redone in logarithms


@njit(cache=True, nogil=True)
def log_sigmoid(x):
    """Return log(1 / (1 + exp(-x))) without overflow."""
    if x >= 0:
        return -log1p(exp(-x))
    return x - log1p(exp(x))


@njit(cache=True, nogil=True)
def sigmoid(x):
    """Return 1 / (1 + exp(-x)) without overflow."""
    if x >= 0:
        return 1.0 / (1.0 + exp(-x))
    e = exp(x)
    return e / (1.0 + e)


@njit(cache=True, nogil=True)
def item_log_probabilities(parameters, start, categories, item_row, theta, out):
    """Fill `out` (item rows, nodes) with log P(category | theta); missing rows with zero.

    P_k = s(x) - s(y) = s(x) s(-y) (1 - exp(y - x)) with x, y the two adjacent boundaries: the product
    keeps its digits where the difference would lose them.
    """
    nodes = len(theta)
    for j in range(len(start)):
        slope = parameters[start[j]]
        last = categories[j] - 1
        row = item_row[j]
        for q in range(nodes):
            out[row + last + 1, q] = 0.0
        for q in range(nodes):
            linear = slope * theta[q]
            for k in range(last + 1):
                value = 0.0
                if k > 0:
                    value += log_sigmoid(linear + parameters[start[j] + k])
                if k < last:
                    value += log_sigmoid(-linear - parameters[start[j] + k + 1])
                if 0 < k < last:
                    gap = parameters[start[j] + k] - parameters[start[j] + k + 1]
                    value += log(-np.expm1(-gap))
                out[row + k, q] = value


@njit(cache=True, nogil=True)
def block_tables(item_log, item_row, block_start, radix, block_row, logs, table, scale):
    """Add item rows into block rows: `logs` their sums, `table` exp(sum - maximum), `scale` the maximum."""
    nodes = item_log.shape[1]
    for b in range(len(block_start) - 1):
        for r in range(block_row[b], block_row[b + 1]):
            for q in range(nodes):
                logs[r, q] = 0.0
            rest = r - block_row[b]
            for j in range(block_start[b], block_start[b + 1]):
                source = item_row[j] + rest % radix[j]
                rest //= radix[j]
                for q in range(nodes):
                    logs[r, q] += item_log[source, q]
            top = logs[r, 0]
            for q in range(nodes):
                top = max(top, logs[r, q])
            scale[r] = top
            for q in range(nodes):
                value = exp(logs[r, q] - top)
                table[r, q] = value if value > TINY else 0.0


@njit(cache=True, nogil=True)
def unfold(block_counts, item_row, block_start, radix, block_row, out):
    """Add block rows back into item rows: expected counts per item, category and node."""
    nodes = block_counts.shape[1]
    out[:] = 0.0
    for b in range(len(block_start) - 1):
        for r in range(block_row[b], block_row[b + 1]):
            rest = r - block_row[b]
            for j in range(block_start[b], block_start[b + 1]):
                target = item_row[j] + rest % radix[j]
                rest //= radix[j]
                for q in range(nodes):
                    out[target, q] += block_counts[r, q]


@njit(cache=True, nogil=True, fastmath=True)
def _multiply4(acc, table, r0, r1, r2, r3):
    for q in range(len(acc)):
        acc[q] *= (table[r0, q] * table[r1, q]) * (table[r2, q] * table[r3, q])


@njit(cache=True, nogil=True, fastmath=True)
def _multiply1(acc, table, r):
    for q in range(len(acc)):
        acc[q] *= table[r, q]


@njit(cache=True, nogil=True, fastmath=True)
def _rescale(acc):
    """Drop what is far below the maximum, and set the maximum to 1 when it is small; return what it was."""
    top = 0.0
    for q in range(len(acc)):
        top = max(top, acc[q])
    if top < 1e-20 and top >= FLOOR:
        for q in range(len(acc)):
            acc[q] /= top
        return top
    for q in range(len(acc)):
        acc[q] = acc[q] if acc[q] > 1e-120 else 0.0
    return 1.0 if top >= FLOOR else 0.0


@njit(cache=True, nogil=True, fastmath=True)
def _sum(acc):
    total = 0.0
    for q in range(len(acc)):
        total += acc[q]
    return total


@njit(cache=True, nogil=True, fastmath=True)
def _add(target, r, acc, factor):
    for q in range(len(acc)):
        target[r, q] += acc[q] * factor


@njit(cache=True, nogil=True)
def _posterior_in_logs(codes, block_row, logs, prior, acc):
    blocks = len(codes)
    top = -np.inf
    for q in range(len(acc)):
        value = log(prior[q]) if prior[q] > 0 else -1e300
        for b in range(blocks):
            value += logs[block_row[b] + codes[b], q]
        acc[q] = value
        top = max(top, value)
    total = 0.0
    for q in range(len(acc)):
        acc[q] = exp(acc[q] - top)
        total += acc[q]
    return total, top


@njit(cache=True, nogil=True)
def posterior(codes, block_row, table, scale, logs, prior, acc):
    """Fill `acc` with the posterior over nodes times its sum; return that sum and a log factor left out.

    The marginal log-likelihood of the person is log(sum) + factor.
    """
    blocks = len(codes)
    factor = 0.0
    for q in range(len(acc)):
        acc[q] = prior[q]
    b = 0
    while b < blocks:
        if b + 4 <= blocks:
            r0 = block_row[b] + codes[b]
            r1 = block_row[b + 1] + codes[b + 1]
            r2 = block_row[b + 2] + codes[b + 2]
            r3 = block_row[b + 3] + codes[b + 3]
            factor += scale[r0] + scale[r1] + scale[r2] + scale[r3]
            _multiply4(acc, table, r0, r1, r2, r3)
            b += 4
            if b < blocks:
                former = _rescale(acc)
                if former == 0.0:
                    return _posterior_in_logs(codes, block_row, logs, prior, acc)
                if former != 1.0:
                    factor += log(former)
        else:
            r = block_row[b] + codes[b]
            factor += scale[r]
            _multiply1(acc, table, r)
            b += 1
    total = _sum(acc)
    if total < FLOOR:
        return _posterior_in_logs(codes, block_row, logs, prior, acc)
    return total, factor


@njit(cache=True, nogil=True)
def expect(
    codes, weights, population, block_row, table, scale, logs, prior, counts, population_counts, first, last
):
    """E-step over people first … last: add expected counts per block row; return the log-likelihood."""
    acc = np.empty(table.shape[1])
    likelihood = 0.0
    blocks = codes.shape[1]
    for i in range(first, last):
        group = population[i]
        total, factor = posterior(codes[i], block_row, table, scale, logs, prior[group], acc)
        weight = weights[i]
        likelihood += weight * (log(total) + factor)
        share = weight / total
        for b in range(blocks):
            _add(counts, block_row[b] + codes[i, b], acc, share)
        _add(population_counts, group, acc, share)
    return likelihood


@njit(cache=True, nogil=True)
def solve_positive(matrix, vector):
    """Solve matrix · x = vector in place by Cholesky; return False when it is not positive definite."""
    n = len(vector)
    for i in range(n):
        for j in range(i + 1):
            total = matrix[i, j]
            for k in range(j):
                total -= matrix[i, k] * matrix[j, k]
            if i == j:
                if not total > 0:
                    return False
                matrix[i, i] = sqrt(total)
            else:
                matrix[i, j] = total / matrix[j, j]
    for i in range(n):
        for k in range(i):
            vector[i] -= matrix[i, k] * vector[k]
        vector[i] /= matrix[i, i]
    for i in range(n - 1, -1, -1):
        for k in range(i + 1, n):
            vector[i] -= matrix[k, i] * vector[k]
        vector[i] /= matrix[i, i]
    return True


@njit(cache=True, nogil=True)
def item_derivatives(values, counts, theta, gradient, curvature):
    """Complete-data log-likelihood of one item, its gradient, and minus its Hessian.

    With x, y the boundaries of a category, u = 1 / (exp(x - y) - 1), which does not depend on theta:
    d log P / dx = 1 - s(x) + u, d log P / dy = -s(y) - u; second derivatives -s'(x) - u(1 + u),
    -s'(y) - u(1 + u), mixed u(1 + u). The log-likelihood is concave in (slope, intercepts).

    Parameters
    ----------
    values : array (categories,): slope, then intercepts.
    counts : array (categories, nodes): expected counts.
    """
    last = len(values) - 1  # intercepts; categories are 0 … last
    gradient[:] = 0.0
    curvature[:] = 0.0
    for k in range(1, last):
        if not values[k] > values[k + 1]:
            return -np.inf
    total = 0.0
    for k in range(1, last):
        gap = values[k] - values[k + 1]
        number = 0.0
        for q in range(len(theta)):
            number += counts[k, q]
        u = 1.0 / np.expm1(gap)
        v = u * (1.0 + u)
        total += number * log(-np.expm1(-gap))
        gradient[k] += number * u
        gradient[k + 1] -= number * u
        curvature[k, k] += number * v
        curvature[k + 1, k + 1] += number * v
        curvature[k + 1, k] -= number * v
    # category k touches boundary k from above and boundary k + 1 from below: one pass per boundary
    for k in range(1, last + 1):
        for q in range(len(theta)):
            above = counts[k, q]  # these passed boundary k
            below = counts[k - 1, q]
            if above + below == 0.0:
                continue
            x = values[0] * theta[q] + values[k]
            # s(x) = 1 / (1 + e), log s(x) and log s(-x) from one exponential
            if x >= 0:
                e = exp(-x)
                p = 1.0 / (1.0 + e)
                rest = log1p(e)
                total += -above * rest - below * (x + rest)
            else:
                e = exp(x)
                p = e / (1.0 + e)
                rest = log1p(e)
                total += above * (x - rest) - below * rest
            slope = above * (1.0 - p) - below * p
            bend = (above + below) * p * (1.0 - p)
            gradient[k] += slope
            gradient[0] += slope * theta[q]
            curvature[k, k] += bend
            curvature[k, 0] += bend * theta[q]
            curvature[0, 0] += bend * theta[q] * theta[q]
    return total


@njit(cache=True, nogil=True)
def maximise(parameters, start, categories, item_row, counts, theta, steps, first, last):
    """M-step for items first … last in place: damped Newton on each item's concave log-likelihood."""
    for j in range(first, last):
        size = categories[j]
        values = parameters[start[j] : start[j] + size].copy()
        mine = counts[item_row[j] : item_row[j] + size]
        gradient = np.empty(size)
        curvature = np.empty((size, size))
        tried = np.empty(size)
        other_gradient = np.empty(size)
        other_curvature = np.empty((size, size))
        now = item_derivatives(values, mine, theta, gradient, curvature)
        for _ in range(steps):
            if not solve_positive(curvature, gradient):
                break
            biggest = 0.0
            for k in range(size):
                biggest = max(biggest, abs(gradient[k]))
            share = 1.0 if biggest < 3.0 else 3.0 / biggest
            better = False
            for _ in range(30):
                for k in range(size):
                    tried[k] = values[k] + share * gradient[k]
                then = item_derivatives(tried, mine, theta, other_gradient, other_curvature)
                if then >= now - 1e-12 * abs(now) and then > -np.inf:
                    better = True
                    break
                share *= 0.5
            if not better:
                break
            now = then
            values[:] = tried
            gradient[:] = other_gradient
            curvature[:] = other_curvature
            if biggest * share < 1e-7:
                break
        parameters[start[j] : start[j] + size] = values
