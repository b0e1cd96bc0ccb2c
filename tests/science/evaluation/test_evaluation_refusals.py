"""Questions that no honest number answers are refused, and the argument is named."""

import pytest

from maatwerk.science.errors import InsufficientDataError, ScienceError
from maatwerk.science.evaluation import (
    brier_skill,
    calibration_curve,
    concordance,
    coverage,
    decision_curve,
    grouped_bootstrap,
    ipcw_brier,
    learning_curve,
    outcomes_needed,
    survival_curve,
)
from maatwerk.science.results import Estimate

TENURE, EVENT, SURVIVAL = [1.0, 5.0, 9.0, 20.0], [1, 0, 1, 0], [0.4, 0.6, 0.7, 0.9]
SKILL = Estimate(estimate=0.0, low=-0.1, high=0.1, n=9, method="x/1")


def nobody_stays_in_view():
    """One of a hundred followed past the first month: no weight can speak for the others."""
    return [1.0] * 99 + [5.0], [0] * 99 + [1]


@pytest.mark.parametrize(
    ("ask", "argument"),
    [
        (lambda: ipcw_brier(TENURE, EVENT, [0.4, 0.6, 0.7, 1.9], horizon=6), "survival"),
        (lambda: ipcw_brier(TENURE, EVENT, SURVIVAL, horizon=0), "horizon"),
        (lambda: ipcw_brier(TENURE, EVENT, SURVIVAL, horizon=float("nan")), "horizon"),
        (lambda: ipcw_brier(TENURE, EVENT, SURVIVAL, horizon=21), "horizon"),
        (lambda: ipcw_brier(*nobody_stays_in_view(), [0.5] * 100, horizon=4), "horizon"),
        (lambda: ipcw_brier(TENURE, EVENT, SURVIVAL, horizon=6, rng=-1), "rng"),
        (lambda: ipcw_brier(TENURE, EVENT, SURVIVAL, horizon=6, rng=True), "rng"),
        (lambda: ipcw_brier(TENURE, EVENT, SURVIVAL, horizon=6, persons=[1, 2]), "persons"),
        (lambda: concordance(TENURE, EVENT, SURVIVAL, kind="kendall"), "kind"),
        (lambda: concordance(*nobody_stays_in_view(), [0.5] * 100, kind="uno"), "until"),
        (lambda: calibration_curve(TENURE, EVENT, SURVIVAL, horizon=6, groups=1), "groups"),
        (lambda: calibration_curve(TENURE, EVENT, SURVIVAL, horizon=19, groups=2), "groups"),
        (lambda: decision_curve(TENURE, EVENT, SURVIVAL, horizon=6, thresholds=[1.0]), "thresholds"),
        (lambda: learning_curve(lambda rows, rng: 0.0, [1, 2, 3], [9], rng=1), "sizes"),
        (lambda: learning_curve(lambda rows, rng: 0.0, [1, 2, 3], [2], rng=1, repeats=1), "repeats"),
        (lambda: outcomes_needed(SKILL, 0, smallest_useful=0.02), "outcomes"),
        (lambda: coverage([], [], []), "low"),
        (lambda: grouped_bootstrap(lambda rows: 0.0, [1, 1], 1, method="x/1"), "groups"),
        (lambda: grouped_bootstrap(lambda rows: float("nan"), [1, 2], 1, method="x/1"), "event"),
        (lambda: survival_curve([1.0], [1], confidence=0), "confidence"),
    ],
)
def test_refused(ask, argument):
    with pytest.raises(ScienceError) as failure:
        ask()
    assert failure.value.argument == argument


def test_a_resample_without_any_loss_has_no_skill():
    # no model is right about everybody but one: resamples without that person divide by nothing
    with pytest.raises(InsufficientDataError, match="left by the horizon"):
        brier_skill([9, 9, 9, 1], [0, 0, 0, 1], [0.9] * 4, [1.0] * 4, horizon=5)
