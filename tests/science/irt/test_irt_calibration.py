import csv
import pickle
from math import isclose

import numpy as np
import pytest
from irt_cases import lsat6, plain_hessian, plain_log_likelihood, simulate

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.irt import GradedResponseModel
from realdata import shared


def codes(caveats):
    return [item.code for item in caveats]


def graded_case(seed=3, people=300):
    rng = np.random.default_rng(seed)
    slopes = [1.2, -0.8, 1.6, 0.9]
    intercepts = [[1.0, -0.5], [0.4], [1.5, 0.0, -1.2], [0.3, -1.0]]
    responses, _ = simulate(rng, people, slopes, intercepts)
    responses[rng.random(responses.shape) < 0.1] = np.nan
    return responses[~np.isnan(responses).all(axis=1)]


def test_lsat6_matches_ltm():
    # R ltm 1.x, ltm(LSAT ~ z1): log-likelihood -2466.653; slopes and difficulties as Rizopoulos (2006)
    # prints them, from 21 Gauss-Hermite points
    found = GradedResponseModel(model="2pl").fit(lsat6()).calibration_
    assert isclose(found.log_likelihood, -2466.653, abs_tol=6e-4)
    assert np.allclose(found.slopes, [0.8254, 0.7229, 0.8905, 0.6886, 0.6575], atol=2e-3)
    difficulties = [item.difficulties[0] for item in found.items]
    assert np.allclose(difficulties, [-3.3597, -1.3696, -0.2799, -1.8659, -3.1236], atol=1.1e-2)
    assert found.converged
    assert found.distance < 1e-6


@pytest.mark.realdata
@pytest.mark.parametrize("name", ["lsat7", "s2pl", "sgrm", "bfi25"])
def test_real_and_simulated_sets_match_r_mirt(name):
    # R mirt 1.47, TOL 1e-7, 121 nodes; bar: 1e-4 for parameters
    source = "data/bfi-sapa/bfi.csv" if name == "bfi25" else f"data/irt-oracles/{name}.csv"
    responses = np.genfromtxt(shared(source), delimiter=",", skip_header=1)
    if name == "bfi25":
        responses = responses[:, 1:26]  # A1 to O5, not reverse-keyed, missing kept
    with shared(f"data/irt-oracles/R_{name}_ref.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    reference = [float(row[key]) for row in rows for key in row if key[:1] in ("a", "d") and row[key]]
    model = GradedResponseModel().fit(responses)
    assert model.converged_
    assert np.abs(model.calibration_.vector - reference).max() < 2e-5
    eap = np.genfromtxt(shared(f"data/irt-oracles/R_{name}_eap.csv"), delimiter=",", skip_header=1)
    scores = model.score_people(responses)
    assert np.abs(scores.theta - eap[:, 0]).max() < 1e-5
    assert np.abs(scores.standard_error - eap[:, 1]).max() < 1e-5


def test_likelihood_equals_the_textbook_with_missing_answers():
    responses = graded_case()
    found = GradedResponseModel().fit(responses).calibration_
    plain = plain_log_likelihood(found.vector, responses, found.categories)
    assert isclose(found.log_likelihood, plain, rel_tol=1e-12)


def test_standard_errors_are_the_curvature_of_the_textbook_likelihood():
    responses = graded_case(people=250)
    found = GradedResponseModel().fit(responses).calibration_
    hessian = plain_hessian(lambda v: plain_log_likelihood(v, responses, found.categories), found.vector)
    assert np.allclose(np.linalg.inv(-hessian), found.covariance, rtol=2e-3, atol=2e-4)
    errors = np.sqrt(np.diag(np.linalg.inv(-hessian)))
    assert np.allclose(errors, np.sqrt(np.diag(found.covariance)), rtol=1e-4)


def test_two_populations_have_their_own_mean_and_spread_with_errors():
    rng = np.random.default_rng(8)
    slopes, intercepts = [1.0, 1.5, 0.8, 1.2], [[0.5], [0.0], [-0.5, -1.0], [0.8]]
    one, _ = simulate(rng, 150, slopes, intercepts)
    two, _ = simulate(rng, 150, slopes, intercepts, mean=-0.6, deviation=1.3)
    responses, group = np.vstack([one, two]), np.repeat([0, 1], 150)
    found = GradedResponseModel().fit(responses, populations=group).calibration_
    focal = found.populations[1]
    vector = np.concatenate([found.vector, [focal.mean, np.log(focal.deviation)]])

    def plain(v):
        return plain_log_likelihood(v, responses, found.categories, group=group)

    assert isclose(found.log_likelihood, plain(vector), rel_tol=1e-12)
    hessian = plain_hessian(plain, vector)
    errors = np.sqrt(np.diag(np.linalg.inv(-hessian)))
    assert isclose(focal.mean_error, errors[-2], rel_tol=1e-3)
    assert isclose(focal.deviation_error, errors[-1] * focal.deviation, rel_tol=1e-3)
    # a flat top in every direction
    steps = np.eye(len(vector)) * 1e-4
    gradient = [(plain(vector + e) - plain(vector - e)) / 2e-4 for e in steps]
    assert np.abs(gradient).max() < 1e-3


def test_parameters_are_recovered_and_intervals_cover():
    rng = np.random.default_rng(21)
    slopes = np.array([0.8, 1.2, 1.6, -1.0, 0.6, 1.4, 1.0, 0.9])
    intercepts = [[1.0], [0.5, -0.5], [0.0], [0.8, -0.2], [-1.0], [1.2, 0.2, -1.0], [-0.4], [0.3]]
    truth = np.concatenate([[s, *d] for s, d in zip(slopes, intercepts, strict=True)])
    hits, draws = 0, 40
    for _ in range(draws):
        responses, _ = simulate(rng, 700, slopes, intercepts)
        found = GradedResponseModel(nodes=61).fit(responses).calibration_
        error = np.sqrt(np.diag(found.covariance))
        hits += (np.abs(found.vector - truth) < 1.6448536 * error).sum()
    share = hits / (draws * len(truth))
    assert abs(share - 0.90) < 0.04  # estimates within one fit are correlated: about 3 standard errors


def test_order_of_people_and_items_does_not_matter():
    responses = graded_case()
    rng = np.random.default_rng(0)
    base = GradedResponseModel().fit(responses).calibration_
    people = GradedResponseModel().fit(responses[rng.permutation(len(responses))]).calibration_
    assert np.allclose(base.vector, people.vector, atol=1e-8)
    items = GradedResponseModel().fit(responses[:, ::-1]).calibration_
    assert np.allclose(base.slopes, items.slopes[::-1], atol=1e-7)
    assert isclose(base.log_likelihood, items.log_likelihood, abs_tol=1e-8)


def test_labels_of_answers_do_not_matter_and_reversal_turns_the_slope():
    responses = graded_case()
    base = GradedResponseModel().fit(responses).calibration_
    shifted = GradedResponseModel().fit(responses * 3 - 4).calibration_
    assert np.allclose(base.vector, shifted.vector, atol=1e-9)
    assert shifted.items[0].answers == (-4, -1, 2)
    turned = responses.copy()
    turned[:, 1] = 1 - turned[:, 1]
    other = GradedResponseModel().fit(turned).calibration_
    assert isclose(other.items[1].slope, -base.items[1].slope, abs_tol=1e-6)
    assert isclose(other.items[1].intercepts[0], -base.items[1].intercepts[0], abs_tol=1e-6)
    assert isclose(base.log_likelihood, other.log_likelihood, abs_tol=1e-7)


def test_most_items_lie_on_the_positive_side():
    rng = np.random.default_rng(4)
    responses, _ = simulate(
        rng, 500, [1.2, -0.9, -1.4, -0.8, 1.0], [[0.5], [0.0], [-0.5, -1.5], [0.3], [-0.2]]
    )
    found = GradedResponseModel().fit(responses).calibration_
    assert (np.sign(found.slopes) == [-1, 1, 1, 1, -1]).all()
    # every answer reversed: the same slopes, and the intercepts from the other end
    turned = responses.max(axis=0) - responses
    other = GradedResponseModel().fit(turned).calibration_
    assert np.allclose(other.slopes, found.slopes, atol=1e-6)
    assert np.allclose(other.items[2].intercepts, -np.array(found.items[2].intercepts[::-1]), atol=1e-6)


def test_a_mirrored_start_is_turned_back():
    from maatwerk.science.irt._likelihood import Likelihood
    from maatwerk.science.irt._quadrature import grid
    from maatwerk.science.irt._responses import encode, survey
    from maatwerk.science.irt._start import oriented

    responses = lsat6()
    values = [survey(responses, 1).values(item) for item in range(5)]
    encoded, _ = encode(responses, values, any_missing=np.zeros(5, dtype=bool), threads=1)
    likelihood = Likelihood(encoded, grid(61, 6.0), populations=1, threads=1)
    right = GradedResponseModel().fit(responses).calibration_.vector
    wrong = right.copy()
    wrong[::2] *= -1
    assert np.array_equal(oriented(likelihood, right), right)
    assert np.array_equal(oriented(likelihood, wrong), right)


def test_an_item_of_slope_zero_has_no_difficulty():
    from maatwerk.science.irt import ItemParameters

    with pytest.raises(ScienceError):
        _ = ItemParameters(name="a", answers=(0, 1), slope=0.0, intercepts=(1.0,)).difficulties


def test_four_times_the_people_halves_the_errors_and_nothing_else():
    responses = graded_case()
    one, four = (GradedResponseModel().fit(np.repeat(responses, k, axis=0)).calibration_ for k in (1, 4))
    assert np.allclose(one.vector, four.vector, atol=1e-7)
    assert np.allclose(one.covariance, 4 * four.covariance, rtol=1e-5)


def test_threads_change_nothing():
    rng = np.random.default_rng(5)
    slopes = rng.uniform(0.6, 2, 12)
    responses, _ = simulate(rng, 4_000, slopes, [[d] for d in rng.normal(size=12)])
    one, three = (GradedResponseModel(threads=k).fit(responses).calibration_ for k in (1, 3))
    assert np.allclose(one.vector, three.vector, atol=1e-9)
    assert np.allclose(one.covariance, three.covariance, rtol=1e-7)


def test_without_information_the_same_maximum_is_found():
    responses = graded_case()
    one = GradedResponseModel().fit(responses).calibration_
    other = GradedResponseModel(standard_errors=False).fit(responses).calibration_
    assert other.converged
    assert other.covariance is None
    assert other.items[0].slope_error is None
    assert np.allclose(one.vector, other.vector, atol=2e-5)


def test_people_without_answers_are_left_out_and_said():
    responses = graded_case()
    padded = np.vstack([responses, np.full((7, 4), np.nan)])
    one, other = (GradedResponseModel().fit(x).calibration_ for x in (responses, padded))
    assert np.allclose(one.vector, other.vector, atol=1e-9)
    assert other.n == len(responses)
    assert "people_without_answers" in codes(other.caveats)


def test_stopping_early_is_said():
    found = GradedResponseModel(max_steps=2).fit(lsat6())
    assert not found.converged_
    assert "not_converged" in codes(found.calibration_.caveats)
    assert "did not come to rest" in found.calibration_.explain("en")
    assert "kwam niet tot rust" in found.calibration_.explain("nl")


def test_perfect_separation_is_never_called_converged():
    # a Guttman scale: every slope runs off
    ladder = np.tril(np.ones((6, 5)), -1)[np.repeat(np.arange(6), 40)]
    found = GradedResponseModel().fit(ladder)
    assert not found.converged_
    assert "slope_unbounded" in codes(found.calibration_.caveats)
    assert np.isfinite(found.calibration_.vector).all()


def test_independent_answers_have_no_identified_slopes():
    rng = np.random.default_rng(2)
    found = GradedResponseModel().fit(rng.integers(0, 2, (400, 3)).astype(float)).calibration_
    # three unrelated items: the likelihood is almost flat; whatever comes out carries its doubt
    assert not found.converged or min(item.slope_error for item in found.items) > 0.1


def test_unused_and_rare_answers_get_caveats():
    responses = graded_case()
    found = GradedResponseModel().fit(responses, items=list("abcd"), answers=[0, 1, 2, 3]).calibration_
    unused = [item for item in found.caveats if item.code == "category_unused"]
    assert len(unused) == 3
    assert "3" in unused[0].explain("en")
    by_name = GradedResponseModel().fit(responses, items=list("abcd"), answers={"b": [0, 1, 9]}).calibration_
    assert [dict(item.values)["name"] for item in by_name.caveats if item.code == "category_unused"] == ["b"]
    responses[0, 0] = 7
    rare = GradedResponseModel().fit(responses).calibration_
    assert "category_rare" in codes(rare.caveats)


def test_a_sharp_test_on_a_coarse_grid_is_said():
    rng = np.random.default_rng(9)
    responses, _ = simulate(rng, 500, np.full(30, 2.5), [[d] for d in rng.normal(size=30)])
    assert "coarse_grid" in codes(GradedResponseModel(nodes=21).fit(responses).calibration_.caveats)
    assert "coarse_grid" not in codes(GradedResponseModel().fit(responses).calibration_.caveats)


@pytest.mark.parametrize(
    "responses",
    [
        [[0, 1], [1, 0], [1, 1], [0, 0]],
        np.eye(3),
        np.full((50, 4), np.nan),
        np.column_stack([np.ones(50), np.arange(50) % 2, np.arange(50) % 3]),
        np.where(np.eye(50, 4) > 0, np.inf, np.arange(200).reshape(50, 4) % 2),
        np.where(np.eye(50, 4) > 0, 0.5, np.arange(200).reshape(50, 4) % 2),
        np.where(np.eye(50, 4) > 0, 1000.0, np.arange(200).reshape(50, 4) % 2),
        np.array([["a"] * 4] * 5),
        np.zeros(12),
    ],
)
def test_bad_responses_are_refused(responses):
    with pytest.raises(ScienceError) as caught:
        GradedResponseModel().fit(responses)
    assert caught.value.argument == "responses"


def test_bad_settings_are_refused():
    data = lsat6()
    with pytest.raises(ScienceError):
        GradedResponseModel(model="2pl").fit(graded_case())
    for settings in (
        {"model": "3pl"},
        {"nodes": 60},
        {"theta_limit": 1},
        {"tolerance": 0},
        {"max_steps": 0},
        {"threads": 0},
    ):
        with pytest.raises(ScienceError):
            GradedResponseModel(**settings).fit(data)
    with pytest.raises(ScienceError):
        GradedResponseModel().fit(data, items=["a"])
    with pytest.raises(ScienceError):
        GradedResponseModel().fit(data, populations=[1, 2])
    with pytest.raises(ScienceError):
        GradedResponseModel().fit(data, populations=np.where(np.arange(1000) < 5, np.nan, 1.0))
    with pytest.raises(ScienceError):
        GradedResponseModel().fit(data, populations=np.array([None] + ["a"] * 999))
    silent = data.copy()
    silent[:10] = np.nan
    with pytest.raises(ScienceError):
        GradedResponseModel().fit(silent, populations=np.repeat(["a", "b"], [10, 990]))
    with pytest.raises(InsufficientDataError):
        GradedResponseModel().fit(data[:3])
    with pytest.raises(ScienceError):
        GradedResponseModel().set_params(speed=1)
    with pytest.raises(ScienceError):
        GradedResponseModel().predict(data)


def test_information_is_the_curvature_of_the_expected_log_likelihood():
    found = GradedResponseModel().fit(graded_case()).calibration_
    theta, step = np.array([-1.0, 0.0, 0.7]), 1e-4
    here = found.probabilities(theta)
    slopes = [
        (after - before) / (2 * step)
        for after, before in zip(
            found.probabilities(theta + step), found.probabilities(theta - step), strict=True
        )
    ]
    plain = np.column_stack([(s**2 / p).sum(axis=1) for s, p in zip(slopes, here, strict=True)])
    assert np.allclose(found.item_information(theta), plain, rtol=1e-6)
    assert np.allclose(found.information(theta), plain.sum(axis=1), rtol=1e-6)
    assert np.allclose([p.sum(axis=1) for p in here], 1.0)
    with pytest.raises(ScienceError):
        found.information([np.nan])


def test_counts_of_parameters_and_criteria():
    found = GradedResponseModel().fit(lsat6()).calibration_
    assert found.parameters == 10
    assert isclose(found.aic, 20 + 2 * 2466.6534, abs_tol=1e-2)
    assert isclose(found.bic, 10 * np.log(1000) + 2 * 2466.6534, abs_tol=1e-2)
    assert found.population("all").n == 1000
    with pytest.raises(ScienceError):
        found.population("other")


def test_a_fitted_model_survives_pickling():
    model = GradedResponseModel().fit(lsat6())
    again = pickle.loads(pickle.dumps(model))
    assert np.array_equal(again.calibration_.vector, model.calibration_.vector)
    assert np.array_equal(again.predict(lsat6()[:9]), model.predict(lsat6()[:9]))
