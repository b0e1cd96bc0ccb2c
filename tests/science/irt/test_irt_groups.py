from math import isclose

import numpy as np
import pytest
from irt_cases import lsat6, simulate
from test_irt_scoring import calibration, graded_bank

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.irt import (
    GradedResponseModel,
    likelihood_ratio_dif,
    link,
    parallel_analysis,
    polychoric,
    rescale,
)

METHODS = ("stocking_lord", "haebara", "mean_sigma")


@pytest.mark.parametrize("method", METHODS)
def test_linking_undoes_a_known_transformation(method):
    # theta_reference = 1.3 theta_new - 0.4: slopes shrink by 1.3, intercepts move by slope · .4 / 1.3
    rng = np.random.default_rng(1)
    slopes, intercepts = graded_bank(rng, 8)
    reference = calibration(slopes, intercepts)
    new = calibration(
        1.3 * slopes, [cuts - 0.4 * slope for slope, cuts in zip(slopes, intercepts, strict=True)]
    )
    found = link(new, reference, method=method)
    assert isclose(found.slope, 1.3, abs_tol=1e-6)
    assert isclose(found.intercept, -0.4, abs_tol=1e-6)
    assert found.root_mean_square < 1e-6
    back = rescale(new, found)
    assert np.allclose(back.vector, reference.vector, atol=1e-5)
    assert isclose(back.populations[0].mean, -0.4, abs_tol=1e-6)
    assert isclose(back.populations[0].deviation, 1.3, abs_tol=1e-6)
    theta = np.array([-1.0, 0.0, 2.0])
    assert np.allclose(found.transform(theta), 1.3 * theta - 0.4, atol=1e-5)


@pytest.mark.parametrize("method", METHODS)
def test_linking_back_is_the_inverse(method):
    rng = np.random.default_rng(2)
    slopes, intercepts = graded_bank(rng, 8)
    noisy = slopes * rng.normal(1, 0.05, 8)
    one = calibration(slopes, intercepts)
    other = calibration(1.2 * noisy, [cuts + 0.3 for cuts in intercepts])
    there, back = link(one, other, method=method), link(other, one, method=method)
    assert isclose(there.slope * back.slope, 1, abs_tol=1e-5)
    assert isclose(there.slope * back.intercept + there.intercept, 0, abs_tol=1e-5)


def test_linking_recovers_a_difference_between_groups():
    rng = np.random.default_rng(3)
    slopes, intercepts = graded_bank(rng, 15)
    one, _ = simulate(rng, 3_000, slopes, intercepts)
    two, _ = simulate(rng, 3_000, slopes, intercepts, mean=-0.5, deviation=1.2)
    reference, new = (GradedResponseModel().fit(x).calibration_ for x in (one, two))
    for method, tolerance in zip(METHODS, (0.06, 0.06, 0.12), strict=True):
        found = link(new, reference, method=method)
        assert isclose(found.slope, 1.2, abs_tol=tolerance)
        assert isclose(found.intercept, -0.5, abs_tol=tolerance)
    joint = GradedResponseModel().fit(np.vstack([one, two]), populations=np.repeat(["a", "b"], 3_000))
    assert isclose(joint.calibration_.populations[1].mean, -0.5, abs_tol=0.08)
    assert isclose(joint.calibration_.populations[1].deviation, 1.2, abs_tol=0.08)


def test_linking_refuses_what_cannot_be_linked():
    rng = np.random.default_rng(4)
    slopes, intercepts = graded_bank(rng, 3)
    known = calibration(slopes, intercepts)
    with pytest.raises(InsufficientDataError):
        link(known, calibration(slopes[:1], intercepts[:1]))
    with pytest.raises(ScienceError):
        link(known, calibration(-slopes, intercepts))
    with pytest.raises(ScienceError):
        link(known, known, method="median")
    flat = calibration([1.0, 1.0, 1.0], [[0.0], [0.0], [0.0]])
    with pytest.raises(ScienceError):
        link(flat, flat, method="mean_sigma")
    assert isclose(link(flat, flat).slope, 1.0, abs_tol=1e-4)


def planted(seed, shift, people=1_200):
    rng = np.random.default_rng(seed)
    slopes, intercepts = graded_bank(rng, 8)
    one, _ = simulate(rng, people, slopes, intercepts)
    harder = [cuts - shift * (number == 5) for number, cuts in enumerate(intercepts)]
    two, _ = simulate(rng, people, slopes, harder, mean=-0.6, deviation=1.1)
    return np.vstack([one, two]), np.repeat(["a", "b"], people)


def test_dif_finds_the_planted_item_and_its_direction():
    found = likelihood_ratio_dif(*planted(5, 0.7))
    worst = max(found, key=lambda item: item.chi_square)
    assert worst.name == "item 6"
    assert worst.p_adjusted < 1e-4
    assert worst.expected_score_difference < -0.1
    assert worst.unsigned_difference >= abs(worst.expected_score_difference) - 1e-12
    assert {item.degrees_of_freedom for item in found} == {4}
    assert (worst.n_reference, worst.n_focal) == (1_200, 1_200)


def test_dif_does_not_mistake_a_difference_in_theta_for_one_in_items():
    p = np.concatenate([[item.p for item in likelihood_ratio_dif(*planted(s, 0.0, 500))] for s in range(8)])
    assert (p < 0.05).mean() < 0.14
    assert abs(p.mean() - 0.5) < 0.12


def test_dif_with_anchors_tests_only_what_is_asked():
    responses, groups = planted(5, 0.7)
    found = likelihood_ratio_dif(
        responses, groups, items=list("abcdefgh"), tested=["f", "a"], anchors=["b", "c", "d"]
    )
    assert [item.name for item in found] == ["f", "a"]
    assert found[0].p < 1e-4 < found[1].p


def test_dif_refuses():
    responses, groups = planted(5, 0.0, 50)
    for arguments in (
        {"groups": np.zeros(100)},
        {"groups": np.arange(100)},
        {"groups": groups, "items": ["a"] * 8},
        {"groups": groups, "tested": ["z"]},
        {"groups": groups, "tested": ["item 1"], "anchors": ["item 1"]},
    ):
        with pytest.raises(ScienceError):
            likelihood_ratio_dif(responses, **arguments)


def test_adjusted_p_values_follow_benjamini_and_hochberg():
    # R: p.adjust(c(.01, .04, .03, .005, .5), "BH") gives .025 .05 .05 .025 .5
    from maatwerk.science.irt._dif import benjamini_hochberg

    found = benjamini_hochberg(np.array([0.01, 0.04, 0.03, 0.005, 0.5]))
    assert np.allclose(found, [0.025, 0.05, 0.05, 0.025, 0.5])


@pytest.mark.parametrize(
    ("h", "k", "rho"), [(0.3, -1.0, 0.5), (1.2, 0.4, -0.9), (0.0, 0.0, 0.99), (-2.0, -1.5, 0.2)]
)
def test_bivariate_normal_probabilities(h, k, rho):
    from scipy.stats import multivariate_normal

    from maatwerk.science.irt._kernels_polychoric import bivariate_normal

    plain = multivariate_normal.cdf([h, k], cov=[[1, rho], [rho, 1]], rng=0)
    assert isclose(bivariate_normal(h, k, rho), plain, abs_tol=1e-9)


def test_tetrachoric_correlation_of_a_median_split_is_exact():
    # P(both above the median) = 1/4 + asin(rho) / 2 pi (Sheppard 1898): 300 of 800 gives rho = sin(pi / 4)
    table = [(0, 0)] * 300 + [(1, 1)] * 300 + [(0, 1)] * 100 + [(1, 0)] * 100
    assert isclose(polychoric(np.array(table, dtype=float))[0, 1], np.sin(np.pi / 4), abs_tol=1e-5)


def test_polychoric_recovers_the_normal_correlation_that_pearson_understates():
    rng = np.random.default_rng(6)
    normal = rng.multivariate_normal([0, 0], [[1, 0.6], [0.6, 1]], 6_000)
    cut = np.stack([np.digitize(normal[:, 0], [-0.5, 0.8]), np.digitize(normal[:, 1], [0.3, 1.2])], axis=1)
    cut = cut.astype(float)
    assert np.corrcoef(cut, rowvar=False)[0, 1] < 0.55
    assert isclose(polychoric(cut)[0, 1], 0.6, abs_tol=0.03)


def test_polychoric_refuses():
    with pytest.raises(ScienceError):
        polychoric(np.ones((20, 3)))
    apart = np.full((20, 2), np.nan)
    apart[:10, 0], apart[10:, 1] = np.arange(10) % 2, np.arange(10) % 2
    with pytest.raises(InsufficientDataError):
        polychoric(apart)


@pytest.mark.parametrize("correlation", ["pearson", "polychoric"])
def test_parallel_analysis_counts_planted_dimensions(correlation):
    rng = np.random.default_rng(7)
    slopes, intercepts = np.full(5, 1.8), [[0.8, -0.8]] * 5
    halves = [simulate(rng, 600, slopes, intercepts)[0] for _ in range(2)]
    both = np.hstack(halves)
    both[rng.random(both.shape) < 0.05] = np.nan
    assert parallel_analysis(both, correlation=correlation, draws=20).dimensions == 2
    noise = rng.integers(0, 3, (600, 8)).astype(float)
    assert parallel_analysis(noise, correlation=correlation, draws=20).dimensions == 0


def test_parallel_analysis_is_deterministic_and_refuses():
    one, two = (parallel_analysis(lsat6(), correlation="pearson", draws=20, rng=3) for _ in range(2))
    assert np.array_equal(one.reference, two.reference)
    for arguments in ({"draws": 5}, {"quantile": 1}, {"correlation": "kendall"}):
        with pytest.raises(ScienceError):
            parallel_analysis(lsat6(), **arguments)
    with pytest.raises(InsufficientDataError):
        parallel_analysis(lsat6()[:5])
    constant = lsat6()
    constant[:, 0] = 1
    with pytest.raises(ScienceError):
        parallel_analysis(constant, correlation="pearson", draws=20)
