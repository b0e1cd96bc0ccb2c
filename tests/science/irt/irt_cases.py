"""Data with provenance, and a plain second implementation, for the tests of item response models."""

import numpy as np

# LSAT section 6, 1,000 people, 5 items (Bock & Lieberman 1970, table 1): people per pattern 00000 … 11111
LSAT6 = [
    3, 6, 2, 11, 1, 1, 3, 4, 1, 8, 0, 16, 0, 3, 2, 15,
    10, 29, 14, 81, 3, 28, 15, 80, 16, 56, 21, 173, 11, 61, 28, 298,
]  # fmt: skip


def lsat6():
    """Return the 1,000 × 5 responses."""
    patterns = np.array([[int(bit) for bit in f"{number:05b}"] for number in range(32)], dtype=float)
    return np.repeat(patterns, LSAT6, axis=0)


def simulate(rng, people, slopes, intercepts, *, mean=0.0, deviation=1.0):
    """Draw answers 0 … K from P(answer >= k) = logistic(slope · theta + intercept_k)."""
    theta = mean + deviation * rng.standard_normal(people)
    responses = np.empty((people, len(slopes)))
    for item, (slope, boundaries) in enumerate(zip(slopes, intercepts, strict=True)):
        reach = 1 / (1 + np.exp(-(slope * theta[:, None] + np.asarray(boundaries)[None, :])))
        responses[:, item] = (rng.random(people)[:, None] < reach).sum(axis=1)
    return responses, theta


def plain_log_likelihood(vector, responses, categories, *, group=None, nodes=121, limit=6.0):
    """Return the marginal log-likelihood, written as the textbook has it and nothing like the kernels.

    `vector`: per item slope and intercepts, then mean and log SD of the second group.
    """
    theta = np.linspace(-limit, limit, nodes)
    at = 0
    logs = np.zeros((len(responses), nodes))
    for item, size in enumerate(categories):
        slope, boundaries = vector[at], vector[at + 1 : at + size]
        at += size
        reach = 1 / (1 + np.exp(-(slope * theta[None, :] + boundaries[:, None])))
        full = np.vstack([np.ones(nodes), reach, np.zeros(nodes)])
        chance = np.log(full[:-1] - full[1:])
        for person, answer in enumerate(responses[:, item]):
            if not np.isnan(answer):
                logs[person] += chance[int(answer)]
    means, deviations = [0.0], [1.0]
    if group is not None:
        means.append(vector[at])
        deviations.append(np.exp(vector[at + 1]))
    total = 0.0
    for index, (mean, deviation) in enumerate(zip(means, deviations, strict=True)):
        weight = np.exp(-0.5 * ((theta - mean) / deviation) ** 2)
        weight /= weight.sum()
        mine = logs if group is None else logs[group == index]
        total += np.log(np.exp(mine) @ weight).sum()
    return total


def plain_hessian(function, vector, step=1e-4):
    """Return second differences."""
    size = len(vector)
    hessian = np.empty((size, size))
    for i in range(size):
        for j in range(i + 1):
            e, f = np.eye(size)[i] * step, np.eye(size)[j] * step
            hessian[i, j] = hessian[j, i] = (
                function(vector + e + f)
                - function(vector + e - f)
                - function(vector - e + f)
                + function(vector - e - f)
            ) / (4 * step**2)
    return hessian
