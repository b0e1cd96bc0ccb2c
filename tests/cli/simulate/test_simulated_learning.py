"""What the simulation is for: experience corrects the experts, and finds nothing where there is nothing."""

import numpy as np
import pytest

from maatwerk.cli.simulate import simulate_call_centre
from maatwerk.science.retention import FeaturePrior, HazardModel, Prior, gate, nested_validation

BELIEF_SD = 0.2


def history(centre, waves):
    """Scores, tenure and separation as the first waves show them, each on its own day of looking."""
    hires = [(hire, wave.observed_on) for wave in centre.waves[:waves] for hire in wave.hires]
    keys = [construct.key for construct in centre.truth.constructs]
    X = np.array([[hire.person.scores[key] for key in keys] for hire, _ in hires])
    tenure = np.array([max(hire.tenure_months(day), 0.02) for hire, day in hires])
    return X, tenure, np.array([hire.left_by(day) for hire, day in hires])


def beliefs(centre):
    """The experts' prior."""
    return Prior(
        tuple(
            FeaturePrior(name=one.key, mean=one.believed, sd=BELIEF_SD, source="experts of the simulation")
            for one in centre.truth.constructs
        )
    )


@pytest.mark.parametrize("seed", [11, 12, 13, 14, 15])
def test_experience_finds_the_worthless_test_and_the_underrated_one(seed):
    centre = simulate_call_centre(seed)
    prior = beliefs(centre)
    X, tenure, left = history(centre, waves=3)
    weights = dict(zip(prior.names, HazardModel(prior=prior).fit(X, tenure, left).coef_, strict=True))
    # beliefs were -.30 and -.05; what can be found is 0 and about -.40
    assert abs(weights["handwriting"]) < 0.15
    assert weights["stress_tolerance"] < -0.25
    found = gate(nested_validation(X, tenure, left, prior=prior, rng=seed, repeats=1))
    assert found.answer == "established"


@pytest.mark.parametrize("seed", [11, 12])
def test_nothing_is_established_where_nothing_is_true(seed):
    centre = simulate_call_centre(seed, null=True)
    X, tenure, left = history(centre, waves=3)
    found = gate(nested_validation(X, tenure, left, prior=beliefs(centre), rng=seed, repeats=1))
    assert found.answer != "established"
