from math import isclose

import numpy as np
import pytest
from irt_cases import lsat6, simulate
from test_irt_scoring import calibration, graded_bank

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.irt import GradedResponseModel, item_fit, local_dependence, person_fit


def test_expected_sum_scores_equal_enumeration():
    from itertools import product

    from maatwerk.science.irt._fit_statistics import sum_scores

    rng = np.random.default_rng(0)
    known = calibration(*graded_bank(rng, 3))
    curves = known.probabilities([-0.5, 1.0])
    plain = np.zeros((2, 10))
    for answers in product(range(4), repeat=3):
        plain[:, sum(answers)] += np.prod([curves[i][:, a] for i, a in enumerate(answers)], axis=0)
    assert np.allclose(sum_scores(list(curves)), plain, atol=1e-14)


def test_fit_of_lsat6_matches_another_program():
    # Python mirt 1.2.0, itemfit(statistics=["S_X2", "infit", "outfit"], n_quadpts=121) of its own 2PL fit
    responses = lsat6()
    found = item_fit(GradedResponseModel().fit(responses).calibration_, responses)
    assert np.allclose(
        [item.s_x2 for item in found], [0.450363, 1.691015, 0.666247, 0.175298, 0.111031], atol=1e-4
    )
    assert [item.degrees_of_freedom for item in found] == [2, 2, 1, 2, 2]
    assert np.allclose(
        [item.infit for item in found], [1.090273, 0.893152, 0.776445, 0.929969, 1.009165], atol=1e-4
    )
    assert np.allclose(
        [item.outfit for item in found], [0.795394, 0.834566, 0.759024, 0.849382, 0.862243], atol=1e-4
    )


@pytest.mark.parametrize("boundaries", [1, 3])
def test_s_x2_is_uniform_when_the_model_holds(boundaries):
    rng = np.random.default_rng(boundaries)
    p = []
    for _ in range(25):
        slopes = rng.uniform(0.7, 2, 8)
        intercepts = [np.sort(rng.normal(0, 1, boundaries))[::-1] for _ in range(8)]
        responses, _ = simulate(rng, 800, slopes, intercepts)
        fits = item_fit(GradedResponseModel(nodes=61).fit(responses).calibration_, responses)
        p += [item.p for item in fits if item.p is not None]
    p = np.array(p)
    assert len(p) > 150
    assert abs(p.mean() - 0.5) < 0.09
    assert (p < 0.05).mean() < 0.12
    assert 0.1 < (p < 0.25).mean() < 0.40


def test_s_x2_finds_an_item_with_another_shape():
    rng = np.random.default_rng(5)
    slopes, intercepts = np.full(12, 1.3), [[d] for d in np.linspace(-1.5, 1.5, 12)]
    responses, theta = simulate(rng, 3_000, slopes, intercepts)
    guessing = 0.35 + 0.65 / (1 + np.exp(-(2.5 * theta - 2.5)))  # a lower asymptote
    humped = 1 / (1 + np.exp(-(2 * theta))) - 0.7 / (1 + np.exp(-(4 * theta - 4)))  # falls again for the able
    responses[:, 3] = rng.random(3_000) < guessing
    responses[:, 8] = rng.random(3_000) < humped
    fits = item_fit(GradedResponseModel().fit(responses).calibration_, responses)
    assert fits[8].p < 1e-4
    others = [item for index, item in enumerate(fits) if index not in (3, 8)]
    assert max(item.rmsea for item in others) < fits[8].rmsea
    assert all(0.7 < item.infit < 1.3 for item in others)


def test_item_fit_uses_complete_people_and_says_how_many():
    responses = lsat6()
    responses[::10, 0] = np.nan
    found = GradedResponseModel().fit(responses).calibration_
    fits = item_fit(found, responses)
    assert {item.n for item in fits} == {900}
    with pytest.raises(InsufficientDataError):
        item_fit(found, responses[:10])
    with pytest.raises(ScienceError):
        item_fit(found, responses, smallest_expected=0)


def test_item_fit_of_few_score_groups_gives_none_and_no_number():
    responses, _ = simulate(np.random.default_rng(1), 60, [1.0, 1.2, 0.9], [[0.5], [0.0], [-0.5]])
    fits = item_fit(GradedResponseModel().fit(responses).calibration_, responses)
    assert all(item.s_x2 is None and item.p is None and item.rmsea is None for item in fits)
    assert fits[0].caveats[0].code == "small_sample"


@pytest.mark.parametrize("boundaries", [1, 3])
def test_lz_star_is_about_standard_normal_when_the_model_holds(boundaries):
    rng = np.random.default_rng(7 + boundaries)
    slopes = rng.uniform(0.7, 2, 40)
    intercepts = [np.sort(rng.normal(0, 1.2, boundaries))[::-1] for _ in range(40)]
    responses, _ = simulate(rng, 6_000, slopes, intercepts)
    found = person_fit(calibration(slopes, intercepts), responses).statistic
    assert abs(found.mean()) < 0.06
    assert abs(found.std() - 1) < 0.04
    assert abs((found < -1.6448536).mean() - 0.05) < 0.012


def test_lz_star_of_one_person_by_hand():
    # three Rasch-like items at theta-hat; every sum written out
    known = calibration([1.0, 1.5, 0.7], [[0.4], [-0.3], [0.1]])
    found = person_fit(known, [[1, 0, 1]])
    theta = found.theta[0]
    slopes, cuts, x = np.array([1.0, 1.5, 0.7]), np.array([0.4, -0.3, 0.1]), np.array([1, 0, 1])
    p = 1 / (1 + np.exp(-(slopes * theta + cuts)))
    weight = np.log(p / (1 - p))  # Snijders' w; the rate is the slope
    share = (p * (1 - p) * slopes * weight).sum() / (p * (1 - p) * slopes**2).sum()
    corrected = weight - share * slopes
    top = ((x - p) * weight).sum() + share * (-theta)
    assert isclose(found.statistic[0], top / np.sqrt((p * (1 - p) * corrected**2).sum()), rel_tol=1e-8)


def test_lz_star_finds_random_answers():
    rng = np.random.default_rng(12)
    slopes, intercepts = graded_bank(rng, 30)
    honest, _ = simulate(rng, 300, slopes, intercepts)
    careless = rng.integers(0, 4, (300, 30)).astype(float)
    found = person_fit(calibration(slopes, intercepts), np.vstack([honest, careless])).statistic
    assert (found[:300] < -2).mean() < 0.06
    assert (found[300:] < -2).mean() > 0.9


def test_lz_star_of_one_answer_judges_nothing():
    known = calibration([1.0, 1.5, 0.7], [[0.4], [-0.3], [0.1]])
    found = person_fit(known, [[1, np.nan, np.nan], [np.nan] * 3])
    assert found.statistic.tolist() == [0.0, 0.0]
    assert found.answered.tolist() == [1, 0]


def test_q3_finds_a_planted_pair():
    rng = np.random.default_rng(13)
    slopes, intercepts = graded_bank(rng, 10)
    responses, _ = simulate(rng, 1_500, slopes, intercepts)
    copied = rng.random(1_500) < 0.5
    responses[copied, 7] = responses[copied, 2]
    responses[rng.random(responses.shape) < 0.05] = np.nan
    found = local_dependence(GradedResponseModel().fit(responses).calibration_, responses)
    assert [pair[:2] for pair in found.pairs] == [("item 3", "item 8")]
    assert -0.16 < found.mean < 0.0
    assert np.allclose(found.q3, found.q3.T)
    with pytest.raises(InsufficientDataError):
        local_dependence(GradedResponseModel().fit(responses).calibration_, responses[:8])


def test_q3_without_missing_is_the_plain_correlation():
    responses = lsat6()
    model = GradedResponseModel().fit(responses)
    residuals = responses - model.calibration_.expected(model.predict(responses))
    assert np.allclose(
        local_dependence(model.calibration_, responses).q3, np.corrcoef(residuals, rowvar=False), atol=1e-10
    )
