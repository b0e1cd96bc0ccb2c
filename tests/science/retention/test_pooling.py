import math

import numpy as np
import pytest

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.retention import Budget, Frame, HazardModel, Prior, pool_organisations, release_sums
from maatwerk.science.retention._pooling import DEFAULT_RHO, reaches
from maatwerk.science.retention.simulation import simulate_histories

WEIGHTS = {"calm": -0.4, "speed": 0.0}
FRAME = Frame(names=("calm", "speed"), means=(0.0, 0.0), sds=(1.0, 1.0), hazards=(0.02,) * 24)


def organisation(seed, people=1500, weights=WEIGHTS):
    return simulate_histories(seed, people, weights, follow_up=(3.0, 24.0), hazards=(0.03,) * 24)


def release(history, seed, **options):
    return release_sums(history.X, history.tenure, history.event, FRAME, rng=seed, **options)


def test_the_industry_learns_the_weights_from_noisy_sums():
    pooled = pool_organisations([release(organisation(seed), seed) for seed in range(12)])
    calm, speed = pooled.prior.features
    assert calm.mean == pytest.approx(-0.4, abs=0.06)
    assert speed.mean == pytest.approx(0.0, abs=0.06)
    assert pooled.used >= 10
    assert pooled.prior.is_sourced


def test_the_prior_is_as_wide_as_organisations_differ():
    rng = np.random.default_rng(0)
    differing = [{"calm": -0.4 + 0.3 * rng.normal(), "speed": 0.0} for _ in range(14)]
    pooled = pool_organisations([release(organisation(k, weights=w), k) for k, w in enumerate(differing)])
    assert pooled.between_sd[0] == pytest.approx(0.3, abs=0.15)
    assert pooled.between_sd[1] < 0.12
    assert pooled.prior.features[0].sd > 0.15


def test_a_new_organisation_profits():
    pooled = pool_organisations([release(organisation(seed), seed) for seed in range(12)])
    errors = {"weak": 0.0, "pooled": 0.0}
    for seed in range(100, 120):
        history = organisation(seed, people=80)
        for name, prior in (("weak", Prior.weak(WEIGHTS)), ("pooled", pooled.prior)):
            found = HazardModel(prior).fit(history.X, history.tenure, history.event).coef_
            errors[name] += float(((found - history.weights) ** 2).sum())
    assert errors["pooled"] < errors["weak"] / 2


def guesses(rho, trials=600):
    """The differencing attack: an insider knows everybody's record but one, and subtracts.

    Dinur & Nissim (2003), section 2, in its strongest form: all but one record known. The last person
    left or stayed with even odds; the insider computes the sums for both cases and guesses the nearer.
    """
    base = organisation(7, people=200)
    rng = np.random.default_rng(1)
    X = np.vstack([base.X, [[1.0, -1.0]]])
    tenure = np.append(base.tenure, 12.0)
    cases = [np.append(base.event, left) for left in (False, True)]
    exact = [np.array(release_sums(X, tenure, event, FRAME, rng=0, rho=1e18).score) for event in cases]
    right = 0
    for _ in range(trials):
        truth = int(rng.random() < 0.5)
        seen = np.array(release_sums(X, tenure, cases[truth], FRAME, rng=rng, rho=rho).score)
        right += int(np.argmin([((seen - e) ** 2).sum() for e in exact])) == truth
    return right / trials


def test_the_differencing_attack_succeeds_without_noise_and_fails_with_it():
    assert guesses(1e12, trials=50) == 1.0
    error = math.sqrt(0.25 / 600)
    assert guesses(DEFAULT_RHO) == pytest.approx(0.5, abs=3 * error)


def test_the_noise_matches_the_budget():
    base = organisation(7, people=60)
    drawn = np.array([release(base, seed, rho=0.02).score for seed in range(2000)])
    reach, _ = reaches(2)
    # Gaussian mechanism of ρ/2 = Δ² / (2σ²)
    assert drawn.std(axis=0) == pytest.approx(np.full(3, reach / math.sqrt(0.02)), rel=0.06)
    assert release(base, 1).information[0][1] == release(base, 1).information[1][0]


def test_one_person_moves_the_sums_by_no_more_than_the_reach():
    base = organisation(7, people=60)
    X = np.vstack([base.X, [[50.0, -50.0]]])  # an extreme record
    for tenure, event in ((24.0, 0), (0.0, 1)):
        more = release_sums(
            X, np.append(base.tenure, tenure), np.append(base.event, event), FRAME, rng=1, rho=1e18
        )
        less = release(base, 1, rho=1e18)
        moved = np.linalg.norm(np.array(more.score) - np.array(less.score))
        assert moved <= reaches(2)[0] + 1e-6
        matrix = np.array(more.information) - np.array(less.information)
        assert np.linalg.norm(matrix) <= reaches(2)[1] + 1e-6


def test_several_rows_of_one_person_do_not_stretch_the_reach():
    base = organisation(7, people=60)
    many = base.take(np.concatenate([np.arange(60), np.zeros(40, dtype=int)]))
    once, often = (
        release_sums(h.X, h.tenure, h.event, FRAME, rng=1, persons=h.persons, rho=1e18) for h in (base, many)
    )
    assert often.score == pytest.approx(once.score, abs=1e-5)


def test_a_budget_runs_out():
    budget = Budget(0.01).spend(0.005).spend(0.005)
    assert budget.epsilon(1e-6) == pytest.approx(0.01 + 2 * math.sqrt(0.01 * math.log(1e6)))
    with pytest.raises(ScienceError, match="budget"):
        budget.spend(0.001)
    with pytest.raises(ScienceError, match="never leave"):
        budget.spend(0)


def test_too_few_people_organisations_or_signal():
    with pytest.raises(InsufficientDataError, match="50"):
        release(organisation(1, people=49), 1)
    good = [release(organisation(seed), seed) for seed in range(2)]
    with pytest.raises(InsufficientDataError, match="at least 3"):
        pool_organisations(good)
    lost = [release(organisation(seed, people=50), seed, rho=1e-6) for seed in range(4)]
    with pytest.raises(InsufficientDataError, match="noise"):
        pool_organisations(lost)
    other = Frame(names=("calm", "speed"), means=(0.0, 0.0), sds=(1.0, 2.0), hazards=(0.02,) * 24)
    history = organisation(1)
    strange = release_sums(history.X, history.tenure, history.event, other, rng=1)
    with pytest.raises(ScienceError, match="frame"):
        pool_organisations([*good, strange])
    with pytest.raises(ScienceError, match="rho"):
        release(organisation(1), 1, rho=0)


@pytest.mark.parametrize(
    "change", [{"names": ()}, {"sds": (1.0, 0.0)}, {"hazards": (0.0,)}, {"means": (0.0,)}]
)
def test_impossible_frames(change):
    given = {"names": ("a", "b"), "means": (0.0, 0.0), "sds": (1.0, 1.0), "hazards": (0.02,), **change}
    with pytest.raises(ScienceError):
        Frame(**given)
