"""A person's percentile band: normal tables, a counted norm, and what it must not do."""

from math import isclose
from statistics import NormalDist

import pytest

from maatwerk.science.errors import ScienceError
from maatwerk.science.scores import NormalNorm, norm_table, percentile_band

T_SCORES = NormalNorm(mean=50, standard_deviation=10, n=400)


def test_a_normal_norm_gives_the_normal_table():
    # T 60 with SEM 4: 60 ± 1.6449 · 4 = 53.42 … 66.58; normal table: z .342, 1 and 1.658
    found = percentile_band(60, 4, norm=T_SCORES)
    assert isclose(found.estimate, 84.134, abs_tol=0.001)
    assert isclose(found.low, 100 * NormalDist().cdf(0.34206), abs_tol=0.01)
    assert isclose(found.high, 100 * NormalDist().cdf(1.65794), abs_tol=0.01)
    assert found.n == 400


def test_a_counted_norm_counts_half_of_the_equal_scores():
    norm = norm_table([1, 2, 2, 3, 3, 3, 4, 4, 5, 6])
    found = percentile_band(3, 1, norm=norm, confidence=0.6826894921370859)  # ± 1 standard error
    assert (found.low, found.estimate, found.high) == (20.0, 45.0, 70.0)
    assert percentile_band(3, 0, norm=norm).low == 45.0


def test_a_larger_error_widens_the_band_and_keeps_it_within_bounds():
    narrow, wide = (percentile_band(80, error, norm=T_SCORES) for error in (1, 30))
    assert wide.low < narrow.low <= narrow.estimate <= narrow.high < wide.high <= 100


@pytest.mark.parametrize(
    "call",
    [
        lambda: percentile_band(float("nan"), 1, norm=T_SCORES),
        lambda: percentile_band(1, -1, norm=T_SCORES),
        lambda: percentile_band(1, 1, norm=T_SCORES, confidence=1),
        lambda: NormalNorm(mean=0, standard_deviation=0),
        lambda: NormalNorm(mean=float("inf"), standard_deviation=1),
    ],
)
def test_bad_input_is_refused(call):
    with pytest.raises(ScienceError):
        call()
