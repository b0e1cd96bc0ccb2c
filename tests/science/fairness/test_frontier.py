"""The validity-impact frontier: De Corte's example, optimality by brute force, refusals."""

from math import isclose
from statistics import NormalDist
from time import process_time

import numpy as np
import pytest

from maatwerk.science.errors import ScienceError
from maatwerk.science.fairness import impact_ratio, validity_impact_frontier

# De Corte, Lievens & Sackett (2007), application: cognitive ability, structured interview,
# conscientiousness, biodata; a quarter of the applicants in the focal group, one in ten selected
VALIDITIES = [0.30, 0.30, 0.18, 0.28]
DIFFERENCES = [1.00, 0.23, 0.09, 0.33]
CORRELATIONS = [[1, 0.24, 0.00, 0.19], [0.24, 1, 0.12, 0.16], [0.00, 0.12, 1, 0.51], [0.19, 0.16, 0.51, 1]]
EXAMPLE = {"selection_ratio": 0.10, "focal_share": 0.25}


def test_de_corte_endpoints():
    found = validity_impact_frontier(VALIDITIES, DIFFERENCES, CORRELATIONS, **EXAMPLE)
    first, last = found.points[0], found.points[-1]
    assert (round(first.impact_ratio, 3), round(first.validity, 3)) == (0.226, 0.434)
    assert (round(last.impact_ratio, 3), round(last.validity, 3)) == (0.852, 0.180)
    assert last.weights == (0, 0, 1, 0)
    assert len(found.points) == 200
    assert found.explain("nl").startswith("Van validiteit 0,434 met een impactverhouding van 0,226 tot")


def test_most_valid_end_is_multiple_regression():
    first = validity_impact_frontier(VALIDITIES, DIFFERENCES, CORRELATIONS, **EXAMPLE).points[0]
    beta = np.linalg.solve(CORRELATIONS, VALIDITIES)
    np.testing.assert_allclose(first.weights, beta / beta.sum(), atol=1e-12)
    assert isclose(first.validity, np.sqrt(beta @ VALIDITIES), rel_tol=1e-12)


def test_two_hundred_points_take_less_than_a_second():
    validity_impact_frontier(VALIDITIES, DIFFERENCES, CORRELATIONS, points=2, **EXAMPLE)
    start = process_time()
    validity_impact_frontier(VALIDITIES, DIFFERENCES, CORRELATIONS, **EXAMPLE)
    assert process_time() - start < 1


@pytest.mark.parametrize("seed", range(12))
def test_no_random_weighting_beats_the_frontier(seed):
    rng = np.random.default_rng(seed)
    p = int(rng.integers(2, 6))
    loadings = rng.normal(size=(p, p + 2))
    R = loadings @ loadings.T
    R = R / np.sqrt(np.outer(np.diag(R), np.diag(R)))
    r, d = rng.uniform(0.02, 0.25, p), rng.uniform(-0.2, 1.0, p)
    r = r * min(1.0, 0.7 / np.sqrt(r @ np.linalg.solve(R, r)))
    found = validity_impact_frontier(r, d, R, points=300, **EXAMPLE)
    weights = rng.dirichlet(np.full(p, 0.5), size=10_000)
    spread = np.sqrt(np.einsum("ij,jk,ik->i", weights, R, weights))
    validity, difference = weights @ r / spread, weights @ d / spread
    curve = np.array([(point.difference, point.validity) for point in found.points])[::-1]
    assert np.all(difference >= curve[0, 0] - 1e-9)
    allowed = np.interp(difference, curve[:, 0], curve[:, 1])
    assert np.all(validity <= allowed + 2e-3)


def test_the_stretch_that_no_mix_of_aims_supports():
    # two close relatives: half and half has difference .75 / sqrt(.95) and validity .175 / sqrt(.95)
    found = validity_impact_frontier([0.30, 0.05], [1.0, 0.5], [[1, 0.9], [0.9, 1]], **EXAMPLE)
    middle = min(found.points, key=lambda point: abs(point.weights[0] - 0.5))
    assert isclose(middle.weights[0], 0.5, abs_tol=0.01)
    assert isclose(middle.difference, 0.75 / 0.95**0.5, abs_tol=0.01)
    assert isclose(middle.validity, 0.175 / 0.95**0.5, abs_tol=0.005)


def test_points_run_monotonically():
    points = validity_impact_frontier(VALIDITIES, DIFFERENCES, CORRELATIONS, **EXAMPLE).points
    assert np.all(np.diff([point.validity for point in points]) < 0)
    assert np.all(np.diff([point.impact_ratio for point in points]) > 0)
    assert all(isclose(sum(point.weights), 1) and min(point.weights) >= 0 for point in points)


def test_choosing_a_point_by_impact():
    found = validity_impact_frontier(VALIDITIES, DIFFERENCES, CORRELATIONS, **EXAMPLE)
    chosen = found.at_impact_ratio(0.6)
    assert chosen.impact_ratio >= 0.6
    assert all(point.validity <= chosen.validity for point in found.points if point.impact_ratio >= 0.6)
    assert found.at_impact_ratio(0.9) is None


def test_impact_ratio_at_a_known_cut():
    # half selected of two equal groups one deviation apart: the cut lies midway, ratio Phi(-.5) / Phi(.5)
    normal = NormalDist()
    assert isclose(impact_ratio(1.0, 0.5, 0.5), normal.cdf(-0.5) / normal.cdf(0.5), rel_tol=1e-9)
    assert isclose(impact_ratio(0.0, 0.1, 0.3), 1, rel_tol=1e-9)


def test_one_predictor_is_one_point():
    (point,) = validity_impact_frontier([0.3], [0.5], [[1]], **EXAMPLE).points
    assert (point.weights, point.validity) == ((1.0,), 0.3)


@pytest.mark.parametrize(
    ("changes", "argument"),
    [
        ({"validities": [0.3, 1.2]}, "validities"),
        ({"validities": [-0.3, -0.2]}, "validities"),
        ({"validities": [0.9, -0.9]}, "validities"),
        ({"differences": [1.0]}, "differences"),
        ({"differences": [1.0, np.nan]}, "differences"),
        ({"correlations": [[1, 0.5], [0.4, 1]]}, "correlations"),
        ({"correlations": [[1, 1], [1, 1]]}, "correlations"),
        ({"selection_ratio": 1}, "selection_ratio"),
        ({"focal_share": 0}, "focal_share"),
        ({"points": 1}, "points"),
        ({"names": ["one"]}, "names"),
    ],
)
def test_impossible_inputs_are_refused(changes, argument):
    given = {
        "validities": [0.3, 0.2],
        "differences": [1.0, 0.2],
        "correlations": [[1, 0.5], [0.5, 1]],
        **EXAMPLE,
    } | changes
    with pytest.raises(ScienceError) as caught:
        validity_impact_frontier(
            given.pop("validities"), given.pop("differences"), given.pop("correlations"), **given
        )
    assert caught.value.argument == argument
