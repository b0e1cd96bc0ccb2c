import numpy as np
from contract import Case, Data

from maatwerk.science.retention import CompetingHazards, HazardModel, PerformanceModel, Prior
from maatwerk.science.retention.simulation import simulate_histories

NAMES = ("calm", "speed", "nerve")


def history(rng):
    weights = {"calm": -0.5, "speed": 0.3, "nerve": 0.0}
    return simulate_histories(rng, 250, weights, performance_weights={"speed": 0.7}, rating_month=0.0)


def tenures(rng):
    found = history(rng)
    return Data("X", {"X": found.X, "tenure": found.tenure, "event": found.event})


def ratings(rng):
    found = history(rng)
    return Data("X", {"X": found.X, "rating": found.rating}, {"scale": (1, 2, 3, 4, 5)})


def reasons(rng):
    found = history(rng)
    why = np.where(found.event, np.where(rng.random(250) < 0.5, "voluntary", "dismissed"), "")
    return Data("X", {"X": found.X, "tenure": found.tenure, "reason": why})


def weights(model):
    return np.concatenate([model.coef_, np.ravel(model.intervals_)])


def weights_per_reason(model):
    return np.concatenate([weights(model.models_[reason]) for reason in sorted(model.models_)])


def caveats(model):
    return model.fitted_.caveats


def caveats_of_all(model):
    return tuple(found for part in model.models_.values() for found in part.fitted_.caveats)


CASES = [
    Case(
        "hazard",
        lambda: HazardModel(Prior.weak(NAMES)),
        tenures,
        weights,
        caveats,
        ("strength", 0.5),
        lambda model, data: model.predict_survival(data.arrays["X"]).estimate[:, -1],
    ),
    Case(
        "hazard with directions",
        lambda: HazardModel(Prior.weak(NAMES, directions={"calm": -1, "speed": 1})),
        tenures,
        weights,
        caveats,
        ("confidence", 0.95),
        lambda model, data: model.predict_risk(data.arrays["X"]),
    ),
    Case(
        "ratings",
        lambda: PerformanceModel(Prior.weak(NAMES)),
        ratings,
        weights,
        caveats,
        ("strength", 0.5),
        lambda model, data: model.predict_at_least(data.arrays["X"], 3),
    ),
    Case(
        "reasons for leaving",
        lambda: CompetingHazards(Prior.weak(NAMES)),
        reasons,
        weights_per_reason,
        caveats_of_all,
        ("strength", 0.5),
        lambda model, data: model.predict_incidence(data.arrays["X"]).staying[:, -1],
    ),
]
