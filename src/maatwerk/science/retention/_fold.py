"""Fast refits for cross-validation: one problem per training fold, warm-started along a grid of strengths."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from maatwerk.science.evaluation._checks import Floats, Histories, Ints
from maatwerk.science.evaluation._survival import survival_curve
from maatwerk.science.retention._hazard import make_problem
from maatwerk.science.retention._posterior import exposure, find_mode, period_edges
from maatwerk.science.retention._prior import Prior, held
from maatwerk.science.retention._standardise import learn_scaling, standardise


class Data(NamedTuple):
    """Evidence, histories and person codes of the same rows."""

    X: Floats
    known: Histories
    persons: Ints

    def rows(self, chosen: Ints) -> "Data":
        """Return some of the rows."""
        return Data(
            self.X[chosen],
            Histories(
                self.known.tenure[chosen],
                self.known.event[chosen],
                self.known.entry[chosen],
                self.known.weights[chosen],
            ),
            self.persons[chosen],
        )

    def person_weighted(self) -> Histories:
        """Return histories in which the rows of one person share that person's weight."""
        return self.known._replace(weights=self.known.weights / np.bincount(self.persons)[self.persons])


class Forecast(NamedTuple):
    """Of held-out rows: relative log-odds, survival (rows, horizons), log likelihood; and without a model."""

    risk: Floats
    survival: Floats
    null: Floats
    log_likelihood: float


def person_folds(persons: Ints, folds: int, rng: np.random.Generator) -> Ints:
    """Deal whole persons at random into folds whose numbers of persons differ by at most one."""
    everybody = np.unique(persons)
    dealt = np.empty(int(persons.max()) + 1, dtype=np.int64)
    dealt[rng.permutation(everybody)] = np.arange(len(everybody)) % folds
    return np.asarray(dealt[persons])


def forecasts(
    train: Data,
    test: Data,
    prior: Prior,
    strengths: Sequence[float],
    *,
    horizons: Sequence[float],
    months: int,
) -> list[Forecast]:
    """Fit on one part at each strength and forecast the other part."""
    known = train.person_weighted()
    scaling = learn_scaling(train.X, known.weights, prior)
    Z, Z_test = standardise(train.X, scaling), standardise(test.X, scaling)
    edges = period_edges(months, min(months, int(np.ceil(max(horizons)))))
    problem = make_problem(Z, known, prior, edges)
    means = problem.prior_mean
    precision = problem.prior_precision
    start = None
    null = _null(train.known, horizons, len(test.X))
    found = []
    for strength in sorted(strengths):
        factor = np.array([held(mean, strength) for mean in means])
        mode = find_mode(problem._replace(prior_mean=means, prior_precision=precision / factor**2), start)
        start = mode.baseline, mode.weights
        risk = Z_test @ mode.weights
        survival = np.column_stack([_survival(mode.baseline, risk, horizon) for horizon in horizons])
        found.append(Forecast(risk, survival, null, _log_likelihood(mode.baseline, risk, test, edges)))
    back = np.argsort(np.argsort(strengths))
    return [found[k] for k in back]


def _null(known: Histories, horizons: Sequence[float], rows: int) -> Floats:
    """Kaplan–Meier of the training fold, the same for everybody: no model."""
    curve = survival_curve(known.tenure, known.event, entry=known.entry)
    reached = np.minimum(np.asarray(horizons, dtype=np.float64), curve.follow_up)
    return np.tile(curve.at(reached), (rows, 1))


def _survival(baseline: Floats, risk: Floats, horizon: float) -> Floats:
    shares = np.clip(
        horizon - np.arange(len(baseline)), 0.0, 1.0
    )  # periods are months up to the last horizon
    used = shares > 0
    eta = np.clip(baseline[used] + risk[:, None], -35.0, 35.0)
    return np.asarray(np.exp(-np.log1p(np.exp(eta)) @ shares[used]))


def _log_likelihood(baseline: Floats, risk: Floats, test: Data, edges: Floats) -> float:
    """Log likelihood of the held-out months, rows of one person sharing their weight."""
    exposed = exposure(test.known, edges)
    weights = test.person_weighted().weights
    eta = np.clip(baseline + risk[:, None], -35.0, 35.0)
    lasted = ((weights[:, None] * exposed.at_risk) * np.log1p(np.exp(eta))).sum()
    return float(weights[exposed.rows] @ eta[exposed.rows, exposed.periods] - lasted)
