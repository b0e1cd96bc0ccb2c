import numpy as np
from contract import Case, Data

from maatwerk.science.irt import GradedResponseModel


def responses(rng, boundaries):
    theta = rng.standard_normal(250)
    columns = []
    for slope in (1.0, -0.8, 1.5, 1.2, 0.7):
        cuts = np.sort(rng.normal(0, 1, boundaries))[::-1]
        reach = 1 / (1 + np.exp(-(slope * theta[:, None] + cuts[None, :])))
        columns.append((rng.random(250)[:, None] < reach).sum(axis=1))
    return np.column_stack(columns).astype(float)


def graded(rng):
    return Data("responses", {"responses": responses(rng, 3)})


def two_populations(rng):
    people = {"responses": responses(rng, 1), "populations": np.repeat(["a", "b"], 125)}
    return Data("responses", people, {"items": list("vwxyz")})


def learned(model):
    populations = [(known.mean, known.deviation) for known in model.calibration_.populations]
    errors = [item.slope_error or 0.0 for item in model.calibration_.items]
    return np.concatenate([model.calibration_.vector, np.ravel(populations), errors])


def caveats(model):
    return model.calibration_.caveats


def predict(model, data):
    return model.predict(data.arrays["responses"])


CASES = [
    Case("graded", GradedResponseModel, graded, learned, caveats, ("nodes", 61), predict),
    Case(
        "2pl",
        lambda: GradedResponseModel(model="2pl"),
        two_populations,
        learned,
        caveats,
        ("threads", 1),
        predict,
    ),
    Case(
        "graded by EM alone",
        lambda: GradedResponseModel(standard_errors=False, nodes=61),
        graded,
        learned,
        caveats,
        ("tolerance", 1e-5),
        predict,
        tolerance=1e-5,
    ),
]
