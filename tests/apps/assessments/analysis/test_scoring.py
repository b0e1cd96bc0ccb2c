"""Scores: against an independent implementation, by hand, and what they refuse."""

from typing import Any

import numpy as np
import pytest
from scipy.stats import norm

from maatwerk.apps.assessments.analysis.flags import GivenAnswer, answer_flags, effort_of
from maatwerk.apps.assessments.analysis.scoring import ScaleFacts, score_scale

GRADED: dict[str, dict[str, Any]] = {
    f"i{at}": {"slope": 1.0 + at / 10, "intercepts": [2.0 - at / 5, 0.5, -1.5 + at / 10]} for at in range(8)
}


def facts(**fields: object) -> ScaleFacts:
    given: dict[str, object] = {"model": "graded", "parameters": GRADED, "reliability": 0.8, "norm": {}}
    return ScaleFacts(**(given | fields))  # type: ignore[arg-type]


def test_theta_is_what_the_kernels_of_the_core_find() -> None:
    from maatwerk.science.irt import Calibration, ItemParameters, Population, score

    rng = np.random.default_rng(3)
    answers = rng.integers(0, 4, (40, 8)).astype(float)
    answers[rng.random(answers.shape) < 0.15] = np.nan
    items = tuple(
        ItemParameters(
            name=key, answers=(0, 1, 2, 3), slope=one["slope"], intercepts=tuple(one["intercepts"])
        )
        for key, one in GRADED.items()
    )
    calibration = Calibration(
        items=items, populations=(Population(name="all", mean=0.0, deviation=1.0),), log_likelihood=0.0, n=40,
        converged=True, distance=0.0, steps=1, theta_limit=6.0, nodes=121,
    )  # fmt: skip
    expected = score(calibration, answers, threads=1)
    for row, theta, error in zip(answers, expected.theta, expected.standard_error, strict=True):
        given = {key: None if np.isnan(value) else int(value) for key, value in zip(GRADED, row, strict=True)}
        if all(value is None for value in given.values()):
            continue
        found = score_scale(given, facts())
        assert found.estimate == pytest.approx(theta, abs=1e-6)
        assert found.standard_error == pytest.approx(error, abs=1e-6)


def test_the_band_is_ninety_per_cent_of_a_normal_norm_group() -> None:
    found = score_scale(dict.fromkeys(GRADED, 2), facts())
    assert found.estimate is not None
    assert found.standard_error is not None
    low, high = (norm.cdf(found.estimate + sign * norm.ppf(0.95) * found.standard_error) for sign in (-1, 1))
    assert (found.norm_low, found.norm_high) == pytest.approx((low, high), abs=1e-6)


def test_a_norm_group_elsewhere_on_the_scale_moves_the_score() -> None:
    plain = score_scale(dict.fromkeys(GRADED, 2), facts())
    moved = score_scale(dict.fromkeys(GRADED, 2), facts(norm={"mean": 0.5, "sd": 2.0}))
    assert plain.estimate is not None
    assert moved.estimate == pytest.approx((plain.estimate - 0.5) / 2, abs=1e-6)


def test_a_sum_score_by_hand() -> None:
    # mean 10, SD 4, reliability .84: 14 points is one deviation up; SEM = 4 · sqrt(.16) = 1.6 points = .4 deviations
    norms = {"mean": 10.0, "sd": 4.0, "n": 400}
    found = score_scale({"a": 4, "b": 5, "c": 5}, facts(model="sum", reliability=0.84, norm=norms))
    assert (found.estimate, found.standard_error) == (1.0, 0.4)
    assert found.norm_low == pytest.approx(norm.cdf(1 - 1.6448536 * 0.4), abs=1e-6)


def test_a_counted_norm_group_is_used_as_it_is() -> None:
    # people with 0, 1, 2 and 3 points: 10, 20, 40 and 30; band 2 ± 1.645 · SD · sqrt(1 - .99) is 2 ± .165: all within 2
    norms = {"mean": 1.9, "sd": 1.0, "n": 100, "low": 0, "counts": [10, 20, 40, 30]}
    found = score_scale({"a": 1, "b": 1, "c": 0}, facts(model="sum", reliability=0.99, norm=norms))
    assert (found.norm_low, found.norm_high) == (0.3, 0.7)


def test_open_answers_count_as_the_persons_mean_and_too_many_give_no_sum() -> None:
    norms = {"mean": 10.0, "sd": 4.0, "n": 400}
    answers: dict[str, int | None] = {f"i{at}": 2 for at in range(9)}
    found = score_scale(answers | {"i9": None}, facts(model="sum", norm=norms))
    assert found.estimate == 2.5
    assert found.odd == ("skipped",)
    few = dict.fromkeys([f"o{at}" for at in range(5)])
    assert score_scale(answers | few, facts(model="sum", norm=norms)).estimate is None


def test_without_a_calibration_there_is_no_score() -> None:
    found = score_scale({"a": 1}, None)
    assert (found.estimate, found.odd) == (None, ("not_calibrated",))
    assert score_scale({"x": 1}, facts()).estimate is None
    assert score_scale(dict.fromkeys(GRADED), facts()).estimate is None


def test_an_answer_that_nobody_gave_before_counts_as_the_nearest_and_is_said() -> None:
    items = {"i0": {"slope": 1.0, "intercepts": [1.0, -1.0], "answers": [0, 1, 3]}}
    found = score_scale({"i0": 2}, facts(parameters=items))
    assert found.odd == ("unseen_answer",)
    assert found.estimate == score_scale({"i0": 1}, facts(parameters=items)).estimate


def test_more_answers_make_the_score_surer() -> None:
    errors = [score_scale(dict.fromkeys(list(GRADED)[:n], 1), facts()).standard_error for n in range(1, 9)]
    assert errors == sorted(errors, key=lambda value: -(value or 0))


def test_the_order_of_answers_changes_nothing() -> None:
    given = {key: at % 4 for at, key in enumerate(GRADED)}
    assert score_scale(given, facts()) == score_scale(dict(reversed(given.items())), facts())


def rated(options: str, each_ms: int = 4000) -> list[GivenAnswer]:
    return [GivenAnswer("rating", option, each_ms) for option in options]


@pytest.mark.parametrize(
    ("answers", "codes"),
    [
        (rated("abcabcab"), ()),
        (rated("cccccccc"), ("straight_lined",)),
        (rated("ccccc"), ()),
        (rated("abcdcccccccccca"), ("straight_lined",)),
        (rated("abcabcab", 1500), ("implausible_timing",)),
        ([*rated("abcabca"), GivenAnswer("rating", "b", 31 * 60 * 1000)], ("implausible_timing",)),
        ([*rated("abcabca"), GivenAnswer("rating", None, 4000)], ("skipped",)),
        ([GivenAnswer("choice", "a", 20_000)] * 9 + [GivenAnswer("choice", "b", 900)], ()),
        ([GivenAnswer("choice", "a", 20_000)] * 8 + [GivenAnswer("choice", "b", 900)] * 2, ("speeded",)),
        ([], ()),
    ],
)
def test_signs_of_care_less_answers(answers: list[GivenAnswer], codes: tuple[str, ...]) -> None:
    assert answer_flags(answers) == codes


def test_effort_is_the_share_of_items_that_got_time() -> None:
    assert effort_of([GivenAnswer("choice", "a", ms) for ms in (2999, 3000, 10_000, 100)]) == 0.5
    assert effort_of([GivenAnswer("choice", "a", None)]) == 1.0
