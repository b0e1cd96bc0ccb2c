"""Signs of careless answering: each counted by hand, planted and found, and never a reason to leave out."""

import numpy as np
import pytest

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.scores import response_quality

NAN = np.nan


def test_runs_variability_and_effort_counted_by_hand():
    answers = [[3, 3, 3, 3, 3, 3], [1, 2, 2, 2, 5, 1], [4, NAN, 4, 4, 1, NAN], [NAN] * 6]
    seconds = [[10.0] * 6, [0.5, 0.5, 10, 10, 10, 10], [NAN] * 6, [20.0] * 6]
    found = response_quality(answers, seconds=seconds, longest_run=4, least_variability=0.0)
    assert found.longest_run.tolist() == [6, 3, 3, 0]
    assert np.allclose(found.variability, [0, np.std([1, 2, 2, 2, 5, 1], ddof=1), 1.5, 0])
    # thresholds: a tenth of 30.5 / 3 in the first two items, of 40 / 3 in the others
    assert np.allclose(found.thresholds, [3.05 / 3] * 2 + [4 / 3] * 4)
    assert np.allclose(found.effort, [1, 4 / 6, 1, 1])
    assert found.signs == (("same_answer_run", "little_variation"), ("fast_answers",), (), ())


def test_a_threshold_is_never_above_ten_seconds():
    found = response_quality([[1, 2], [2, 1]], seconds=[[500.0, 30.0], [400.0, 20.0]])
    assert found.thresholds.tolist() == [10.0, 2.5]


def test_distance_is_mahalanobis():
    rng = np.random.default_rng(0)
    answers = rng.multivariate_normal(np.zeros(4), 0.5 + 0.5 * np.eye(4), 300)
    answers[0] = [4, -4, 4, -4]
    answers[1, 2] = NAN
    found = response_quality(answers, unusual=0.001)
    complete = answers[~np.isnan(answers).any(axis=1)]
    off = complete[0] - complete.mean(axis=0)
    assert np.isclose(found.distance[0], off @ np.linalg.inv(np.cov(complete.T)) @ off)
    assert found.signs[0] == ("unusual_pattern",)
    assert (found.distance[1], found.distance_p[1]) == (0.0, 1.0)
    # normal answers: the tail is uniform
    assert abs((found.distance_p < 0.1).mean() - 0.1) < 0.06


def test_hasty_people_are_found_and_others_are_not():
    rng = np.random.default_rng(1)
    seconds = rng.lognormal(np.log(12), 0.5, (200, 30))
    seconds[:10, 5:] = rng.uniform(0.2, 1.0, (10, 25))
    found = response_quality(rng.integers(1, 6, (200, 30)), seconds=seconds)
    hasty = ["fast_answers" in signs for signs in found.signs]
    assert all(hasty[:10])
    assert sum(hasty[10:]) <= 2


def test_signs_become_caveats_in_both_languages():
    found = response_quality([[2] * 8, [1, 2, 3, 4, 1, 2, 3, 4]], seconds=[[0.1] * 8, [9.0] * 8])
    assert [item.code for item in found.caveats(0)] == ["same_answer_run", "fast_answers"]
    assert found.caveats(1) == ()
    assert "8 times in a row, of 8" in found.caveats(0)[0].explain("en")
    assert "100%" in found.caveats(0)[1].explain("nl")
    assert "1 of 2" in found.explain("en")
    assert "1 van 2" in found.explain("nl")


def test_the_order_of_people_does_not_matter():
    rng = np.random.default_rng(2)
    answers, seconds = rng.integers(1, 6, (80, 10)), rng.lognormal(2, 1, (80, 10))
    order = rng.permutation(80)
    one = response_quality(answers, seconds=seconds, unusual=0.01)
    other = response_quality(answers[order], seconds=seconds[order], unusual=0.01)
    assert [one.signs[k] for k in order] == list(other.signs)


@pytest.mark.parametrize(
    ("responses", "options", "error"),
    [
        ([[1, np.inf]], {}, ScienceError),
        ([[1]], {}, InsufficientDataError),
        (np.zeros((0, 4)), {}, InsufficientDataError),
        ([1, 2], {}, ScienceError),
        ([[1, 2]], {"longest_run": 1}, ScienceError),
        ([[1, 2]], {"seconds": [[1.0]]}, ScienceError),
        ([[1, 2]], {"seconds": [[-1.0, 2.0]]}, ScienceError),
        ([[1, 2]], {"seconds": [[1.0, 2.0]], "effort": 2}, ScienceError),
        ([[1, 2], [2, 1], [1, 1]], {"unusual": 0.01}, InsufficientDataError),
        (np.repeat(np.arange(9.0)[:, None], 2, axis=1), {"unusual": 0.01}, ScienceError),
        ([[1, 2]] * 9, {"unusual": 0.01}, ScienceError),
    ],
)
def test_bad_input_is_named(responses, options, error):
    with pytest.raises(error):
        response_quality(responses, **options)
