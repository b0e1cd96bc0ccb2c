"""The grid on which the latent trait is integrated."""

import numpy as np

from maatwerk.science.errors import ScienceError
from maatwerk.science.irt._responses import Floats


def grid(nodes: int, limit: float) -> Floats:
    """Return equally spaced nodes on [-limit, limit], as R's mirt uses them.

    Equal spacing integrates a smooth posterior with an error of exp(-2 (pi · SD / spacing)^2):
    1e-8 when the spacing is a posterior standard deviation.
    """
    if nodes < 11 or nodes % 2 == 0:
        raise ScienceError("nodes", "an odd number of 11 or more", nodes)
    if not 3 <= limit <= 20:
        raise ScienceError("theta_limit", "from 3 to 20", limit)
    return np.linspace(-limit, limit, nodes)


def normal_weights(theta: Floats, mean: Floats, deviation: Floats) -> Floats:
    """Return normal densities at the nodes, summing to 1 per population; shape (n_populations, nodes)."""
    z = (theta[None, :] - mean[:, None]) / deviation[:, None]
    weights = np.exp(-0.5 * z**2)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True))
