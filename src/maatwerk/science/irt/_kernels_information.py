"""Compiled loops behind the observed information: how each person's score vector varies over the posterior.

Within one category the derivative of log P with respect to boundary m is a constant minus the boundary's
curve P(answer >= m | theta), see `item_derivatives`; the constant has no covariance. So all that varies is
a projection of the boundary curves on polynomials of theta: one matrix product for all people.
"""

# mypy: disable-error-code="no-untyped-def,no-untyped-call,misc"
# ruff: noqa: PLR0913  (compiled kernels take flat arrays, not objects)

from math import sqrt

import numpy as np
from numba import njit

from maatwerk.science.irt._kernels import posterior, sigmoid


@njit(cache=True, nogil=True)
def boundary_curves(parameters, start, categories, theta, out):
    """Fill `out` (boundaries, nodes) with P(answer >= m | theta), item by item."""
    row = 0
    for j in range(len(start)):
        for m in range(1, categories[j]):
            for q in range(len(theta)):
                out[row, q] = sigmoid(parameters[start[j]] * theta[q] + parameters[start[j] + m])
            row += 1


@njit(cache=True, nogil=True, fastmath=True)
def _moments(weights, now, before, after, theta, beta):
    """Return the mean of theta under weights · now², and the norm of the next polynomial, left in `after`."""
    centre = 0.0
    for q in range(len(theta)):
        centre += weights[q] * now[q] * now[q] * theta[q]
    norm = 0.0
    for q in range(len(theta)):
        value = (theta[q] - centre) * now[q] - beta * before[q]
        after[q] = value
        norm += weights[q] * value * value
    return centre, norm


@njit(cache=True, nogil=True)
def orthonormal(weights, theta, basis, alpha, beta, before, now, after):
    """Fill basis[k] with weight · k-th orthonormal polynomial of a discrete measure, and the recurrence.

    theta · p_k = beta[k + 1] p_{k+1} + alpha[k] p_k + beta[k] p_{k-1} (gautschi2004, section 2.2: the
    discretised Stieltjes procedure). Polynomials beyond the measure's support are left at zero.
    """
    before[:] = 0.0
    now[:] = 1.0
    alpha[:] = 0.0
    beta[:] = 0.0
    for k in range(len(basis)):
        for q in range(len(theta)):
            basis[k, q] = weights[q] * now[q]
        alpha[k], norm = _moments(weights, now, before, after, theta, beta[k])
        if norm < 1e-20 or k + 2 > len(theta) or k + 1 == len(basis):
            return
        beta[k + 1] = sqrt(norm)
        factor = 1.0 / beta[k + 1]
        for q in range(len(theta)):
            before[q] = now[q]
            now[q] = after[q] * factor


@njit(cache=True, nogil=True)
def bases(codes, population, block_row, table, scale, logs, prior, theta, first, last, out, alphas, betas):
    """Fill the posterior's weighted orthonormal polynomials of people first … last.

    `out` is (people, polynomials, nodes), zero outside the stretch that holds the posterior; `alphas` and
    `betas` (people, polynomials) take the recurrence.
    """
    acc = np.empty(len(theta))
    before, now, after = np.empty(len(theta)), np.empty(len(theta)), np.empty(len(theta))
    out[:] = 0.0
    for i in range(first, last):
        total, _ = posterior(codes[i], block_row, table, scale, logs, prior[population[i]], acc)
        top = 0.0
        for q in range(len(theta)):
            acc[q] /= total
            top = max(top, acc[q])
        left = 0
        while acc[left] < 1e-14 * top:
            left += 1
        right = len(theta)
        while acc[right - 1] < 1e-14 * top:
            right -= 1
        orthonormal(
            acc[left:right], theta[left:right], out[i - first, :, left:right], alphas[i - first],
            betas[i - first], before[left:right], now[left:right], after[left:right],
        )  # fmt: skip


@njit(cache=True, nogil=True)
def active_boundaries(codes, block_start, radix, categories, boundary_start, active):
    """Set active[b] to 1 for the boundaries next to the chosen categories of one person.

    The tail of `active` takes, per item, whether any boundary was passed.
    """
    boundaries = boundary_start[-1]
    active[:] = 0.0
    for b in range(len(block_start) - 1):
        rest = codes[b]
        for j in range(block_start[b], block_start[b + 1]):
            category = rest % radix[j]
            rest //= radix[j]
            if category < categories[j]:
                if category > 0:
                    active[boundary_start[j] + category - 1] = 1.0
                    active[boundaries + j] = 1.0
                if category < categories[j] - 1:
                    active[boundary_start[j] + category] = 1.0


@njit(cache=True, nogil=True, fastmath=True)
def _intercepts(active, here, root, out):
    for b in range(len(active)):
        out[b] = -root * active[b] * here[b]


@njit(cache=True, nogil=True, fastmath=True)
def _slopes(active, above, here, below, up, middle, down, work):
    for b in range(len(active)):
        work[b] = -active[b] * (up * above[b] + middle * here[b] + down * below[b])


@njit(cache=True, nogil=True)
def score_coordinates(
    codes, weights, population, block_start, radix, categories, boundary_start, free, curves, alphas, betas,
    first, last, out
):  # fmt: skip
    """Fill `out` with each person's score vector in coordinates of the posterior's polynomials.

    `curves` (people · polynomials, boundaries + 2 per population) holds the projections of the boundary
    curves and of the population scores. Row (i - first) · (polynomials - 2) + k - 1 of `out` receives
    coordinate k = 1 … polynomials - 2 of the complete-data score of person i as a function of theta, times
    the square root of the person's weight. The covariance of the score over the posterior is then the sum of
    the rows' outer products (Parseval; coordinate 0 is the mean). Columns: boundaries, slopes, then two per
    free population.
    """
    size = alphas.shape[1]
    items = len(categories)
    boundaries = boundary_start[items]
    active = np.empty(boundaries + items)
    work = np.empty(boundaries)
    for i in range(first, last):
        active_boundaries(codes[i], block_start, radix, categories, boundary_start, active)
        root = sqrt(weights[i])
        group = population[i]
        for k in range(1, size - 1):
            row = (i - first) * size + k
            target = out[(i - first) * (size - 2) + k - 1]
            _intercepts(active[:boundaries], curves[row], root, target)
            # the slope's score is theta times the sum over the item's boundaries: by the recurrence
            up, middle, down = betas[i - first, k + 1], alphas[i - first, k], betas[i - first, k]
            _slopes(
                active[:boundaries], curves[row + 1], curves[row], curves[row - 1], up, middle, down, work
            )
            for j in range(items):
                total = 0.0
                if k == 1:
                    total = down * active[boundaries + j]  # the mean keeps its constant: 1 from passing
                for b in range(boundary_start[j], boundary_start[j + 1]):
                    total += work[b]
                target[boundaries + j] = root * total
            for c in range(boundaries + items, out.shape[1]):
                target[c] = 0.0
            if group >= free:
                at = boundaries + items + 2 * (group - free)
                target[at] = root * curves[row, boundaries + 2 * group]
                target[at + 1] = root * curves[row, boundaries + 2 * group + 1]
