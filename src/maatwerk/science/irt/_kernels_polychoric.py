"""Compiled bivariate normal probabilities, and the polychoric correlation of one pair of items."""

# mypy: disable-error-code="no-untyped-def,no-untyped-call,misc"

from math import asin, erfc, exp, log, pi, sin, sqrt

import numpy as np
from numba import njit

#: Gauss-Legendre nodes and weights on [0, 1], 20 points
NODES, WEIGHTS = (values.copy() for values in np.polynomial.legendre.leggauss(20))
NODES = (NODES + 1) / 2
WEIGHTS = WEIGHTS / 2
BOUND = 8.0  # beyond this a standard normal threshold counts as infinite
CLOSEST = 0.999  # correlations are sought within ± this


@njit(cache=True, nogil=True)
def bivariate_normal(h, k, rho):
    """Return P(X < h, Y < k) of standard normals with correlation rho, |rho| <= .999.

    Plackett's identity (drezner1990): the probability at independence plus the integral of the
    density over the correlation, substituted as rho = sin t.
    """
    product = 0.25 * erfc(-h / sqrt(2.0)) * erfc(-k / sqrt(2.0))
    if h <= -BOUND or k <= -BOUND or h >= BOUND or k >= BOUND:
        return product
    angle = asin(rho)
    total = 0.0
    # two panels: near |rho| = 1 the integrand peaks at the end
    for panel in range(2):
        left = 0.0 if panel == 0 else 0.8 * angle
        width = 0.8 * angle if panel == 0 else 0.2 * angle
        for i in range(len(NODES)):
            t = left + width * NODES[i]
            s = sin(t)
            total += width * WEIGHTS[i] * exp(-(h * h + k * k - 2.0 * h * k * s) / (2.0 * (1.0 - s * s)))
    return product + total / (2.0 * pi)


@njit(cache=True, nogil=True)
def _log_likelihood(table, rows, columns, rho):
    total = 0.0
    corner = np.empty((len(rows), len(columns)))
    for a in range(len(rows)):
        for b in range(len(columns)):
            corner[a, b] = bivariate_normal(rows[a], columns[b], rho)
    for a in range(table.shape[0]):
        for b in range(table.shape[1]):
            if table[a, b] > 0:
                cell = corner[a + 1, b + 1] - corner[a, b + 1] - corner[a + 1, b] + corner[a, b]
                total += table[a, b] * log(max(cell, 1e-15))
    return total


@njit(cache=True, nogil=True)
def polychoric_pair(table, rows, columns):
    """Return the correlation that maximises the likelihood of a table given its thresholds (olsson1979).

    `rows`, `columns`: thresholds with ∓ BOUND at the ends. Golden-section search: the likelihood given the
    thresholds has one mode.
    """
    ratio = (sqrt(5.0) - 1.0) / 2.0
    low, high = -CLOSEST, CLOSEST
    one, two = high - ratio * (high - low), low + ratio * (high - low)
    at_one = _log_likelihood(table, rows, columns, one)
    at_two = _log_likelihood(table, rows, columns, two)
    while high - low > 1e-6:
        if at_one > at_two:
            high, two, at_two = two, one, at_one
            one = high - ratio * (high - low)
            at_one = _log_likelihood(table, rows, columns, one)
        else:
            low, one, at_one = one, two, at_two
            two = low + ratio * (high - low)
            at_two = _log_likelihood(table, rows, columns, two)
    return 0.5 * (low + high)
