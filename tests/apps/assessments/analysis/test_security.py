"""Planted copies and a planted leak are found; honest answers are left alone."""

import numpy as np

from maatwerk.apps.assessments.analysis.security import look
from maatwerk.apps.assessments.in_time import AnswersInTime

ITEMS = 60
PARAMETERS = {
    f"i{at}": {"slope": 1.2, "intercepts": [float(1.2 * place)]}
    for at, place in enumerate(np.linspace(-1.5, 1.5, ITEMS))
}


def honest(people: int, *, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    theta = rng.normal(size=people)
    places = np.array([PARAMETERS[f"i{at}"]["intercepts"][0] for at in range(ITEMS)])  # type: ignore[index]
    return np.asarray(
        (rng.random((people, ITEMS)) < 1 / (1 + np.exp(-(1.2 * theta[:, None] + places)))).astype(float)
    )


def seen(scored: np.ndarray, seconds: np.ndarray | None = None) -> AnswersInTime:
    return AnswersInTime(
        scale="s",
        items=tuple(f"i{at}" for at in range(ITEMS)),
        labels=tuple(f"P-{at}" for at in range(len(scored))),
        scored=scored,
        seconds=np.full(scored.shape, np.nan) if seconds is None else seconds,
    )


def test_planted_copies_are_found_and_nobody_else() -> None:
    scored = honest(200, seed=8)
    middle = [int(one) for one in np.argsort(np.abs(scored.sum(axis=1) - ITEMS / 2))[:6]]
    planted = list(zip(middle[::2], middle[1::2], strict=True))
    for one, other in planted:
        scored[other] = scored[one]
        scored[other, :2] = 1 - scored[other, :2]  # all but two answers taken over
    found = look(seen(scored), PARAMETERS)
    pairs = {frozenset((pair["one"], pair["other"])) for pair in found["pairs"]}
    assert pairs == {frozenset((f"P-{one}", f"P-{other}")) for one, other in planted}
    assert found["compared"] == 200 * 199


def test_honest_answers_raise_no_sign() -> None:
    found = look(seen(honest(200, seed=9)), PARAMETERS)
    assert (found["pairs"], found["items"], found["not_judged"]) == ([], [], [])


def test_a_leaked_item_is_found_and_only_that_one() -> None:
    scored = honest(900, seed=3)
    hard = 2  # about one in five knows it, until it is on the street
    scored[400:, hard] = np.where(np.random.default_rng(1).random(500) < 0.8, 1.0, scored[400:, hard])
    found = look(seen(scored), PARAMETERS)
    assert [item["name"] for item in found["items"]] == [f"i{hard}"]
    assert 400 < found["items"][0]["alarm_at"] < 700


def test_what_cannot_be_judged_is_said() -> None:
    few = {key: PARAMETERS[key] for key in list(PARAMETERS)[:10]}
    found = look(seen(honest(50, seed=1)), few)
    assert [one["what"] for one in found["not_judged"]] == ["copying"]


def test_an_item_that_is_given_rarely_keeps_no_other_from_being_followed() -> None:
    scored = honest(900, seed=3)
    scored[400:, 2] = np.where(np.random.default_rng(1).random(500) < 0.8, 1.0, scored[400:, 2])
    seconds = np.random.default_rng(2).lognormal(3, 0.3, scored.shape)
    seconds[150:, 40] = scored[150:, 40] = (
        np.nan
    )  # as an adaptive test leaves it: too few times to know its pace
    seconds[500:, 7] /= 12
    found = look(seen(scored, seconds), PARAMETERS)
    assert (found["not_judged"], found["timed"]) == ([], ITEMS - 1)
    alarms = {
        item["name"]: (item["alarm_at"] is None, item["faster_alarm_at"] is None) for item in found["items"]
    }
    assert alarms == {"i2": (False, True), "i7": (True, False)}
