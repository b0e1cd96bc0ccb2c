"""Agreement between interviewers, and how sure a score is: against hand calculation and a simulated truth."""

import uuid

import numpy as np
import pytest

from maatwerk.apps.interviews.analysis import (
    ASSUMED_ERROR,
    ROUNDING_ERROR,
    Given,
    agreement_of,
    error_of_one,
    measured,
)

PAM, QUIN, ROB = (uuid.UUID(int=number) for number in (1, 2, 3))
QUESTION, OTHER, ABOUT = (uuid.UUID(int=number) for number in (11, 12, 21))


def scores(rows: list[tuple[int, int]], *, question: uuid.UUID = QUESTION) -> list[Given]:
    """Two interviewers, one question, one person per row."""
    return [
        Given(uuid.UUID(int=100 + person), by, question, ABOUT, value)
        for person, pair in enumerate(rows)
        for by, value in zip((PAM, QUIN), pair, strict=True)
    ]


def test_nothing_is_said_of_fewer_than_ten_people() -> None:
    found = agreement_of(scores([(4, 4), (2, 3)] * 4 + [(1, 1)]))
    assert (found.people, found.answers, found.equal) == (9, 9, 5)
    assert not found.is_sufficient
    assert (found.single, found.panel, found.kappa) == (None, None, None)


def test_estimates_are_those_of_analysis_of_variance_and_of_the_definition_of_kappa() -> None:
    rows = [(4, 5), (2, 2), (5, 5), (3, 2), (1, 1), (4, 4), (3, 3), (2, 3), (5, 4), (3, 3), (4, 4), (2, 1)]
    found = agreement_of(scores(rows))
    table = np.array(rows, dtype=float)
    between = 2 * ((table.mean(axis=1) - table.mean()) ** 2).sum() / (len(rows) - 1)
    within = ((table - table.mean(axis=1, keepdims=True)) ** 2).sum() / len(rows)
    assert found.single is not None
    assert found.single[0] == pytest.approx(
        (between - within) / (between + within)
    )  # Shrout and Fleiss (1979), case 1
    assert found.panel is not None
    assert found.panel[0] == pytest.approx((between - within) / between)
    first, second = table.T
    observed = np.abs(first - second).mean()
    everything = table.ravel()  # interviewers have no order, so both share their margins
    expected = np.abs(everything[:, None] - everything[None, :]).mean()
    assert found.kappa is not None
    assert found.kappa[0] == pytest.approx(1 - observed / expected)  # Cohen (1968), linear weights
    for low_to_high in (found.single, found.panel, found.kappa):
        assert low_to_high[1] < low_to_high[0] < low_to_high[2] <= 1


def test_keys_of_interviews_are_random_and_change_nothing() -> None:
    rows = [(4, 5), (2, 2), (5, 5), (3, 2), (1, 1), (4, 4), (3, 3), (2, 3), (5, 4), (3, 3), (4, 4), (2, 1)]
    assert agreement_of(scores(rows[::-1])) == agreement_of(scores(rows))


def test_answers_of_one_person_hang_together_so_asking_more_does_not_narrow_kappa() -> None:
    rng = np.random.default_rng(5)
    level, error = (
        rng.normal(3, 1, 40),
        rng.normal(0, 0.7, (40, 2)),
    )  # an interviewer's error is the same in every answer
    rows = [tuple(int(v) for v in np.clip(np.rint(a + b), 1, 5)) for a, b in zip(level, error, strict=True)]
    once = agreement_of(scores(rows)).kappa
    thrice = agreement_of([one for q in (QUESTION, OTHER, ABOUT) for one in scores(rows, question=q)]).kappa
    assert once == pytest.approx(thrice)


def panels(rows: list[tuple[int, ...]]) -> list[Given]:
    """Panels of any size, one question, one person per row."""
    return [
        Given(uuid.UUID(int=100 + person), uuid.UUID(int=1 + place), QUESTION, ABOUT, value)
        for person, row in enumerate(rows)
        for place, value in enumerate(row)
    ]


#: Twelve people: panels of two, three and four.
MIXED = [
    (4, 5), (2, 2, 3), (5, 5, 4, 5), (3, 2), (1, 1, 2), (4, 4), (3, 3, 3), (2, 3, 2, 1), (5, 4), (3, 3, 5), (4, 4), (2, 1)
]  # fmt: skip


def test_everybody_on_a_panel_counts_whatever_its_size() -> None:
    found = agreement_of(panels(MIXED))
    rows = [np.array(row, dtype=float) for row in MIXED]
    sizes = np.array([len(row) for row in rows])
    total, grand = sizes.sum(), np.concatenate(rows).mean()
    between = sum(len(row) * (row.mean() - grand) ** 2 for row in rows) / (len(rows) - 1)
    within = sum(((row - row.mean()) ** 2).sum() for row in rows) / (total - len(rows))
    usual = (total - (sizes**2).sum() / total) / (
        len(rows) - 1
    )  # one-way analysis of variance, unequal groups
    assert found.single is not None
    assert found.single[0] == pytest.approx((between - within) / (between + (usual - 1) * within))
    assert found.usual == round(usual) == 3
    assert found.panel is not None
    assert found.panel[0] == pytest.approx(3 * found.single[0] / (1 + 2 * found.single[0]))
    assert (found.people, found.answers) == (12, 6 + 4 * 3 + 2 * 6)
    assert error_of_one(panels(MIXED)) == pytest.approx(np.sqrt(within))
    # every answer weighs as the scores it got: the mean distance of a score to the others of its panel
    observed = sum(np.abs(row[:, None] - row).sum() / (len(row) - 1) for row in rows) / total
    everything = np.concatenate(rows)
    assert found.kappa is not None
    assert found.kappa[0] == pytest.approx(1 - observed / np.abs(everything[:, None] - everything).mean())


def test_who_sat_where_in_a_panel_changes_nothing() -> None:
    assert agreement_of(panels(MIXED)) == agreement_of(panels([row[::-1] for row in MIXED]))


def test_an_answer_that_one_interviewer_skipped_counts_between_the_others() -> None:
    given = scores([(4, 4)] * 10 + [(2, 2)] * 2)
    first = given[0].interview_id
    given += [
        Given(first, PAM, OTHER, ABOUT, 1),  # nobody else scored it
        Given(first, ROB, QUESTION, ABOUT, 1),
    ]
    found = agreement_of(given)
    assert (found.people, found.answers, found.equal) == (12, 14, 12)


def test_the_same_score_for_everybody_says_nothing() -> None:
    found = agreement_of(scores([(3, 3)] * 12))
    assert found.is_sufficient
    assert (found.single, found.kappa) == (None, None)
    assert error_of_one(scores([(3, 3)] * 12)) is None


def test_the_error_of_one_interviewer_is_recovered() -> None:
    """True error .6, and rounding to whole points adds 1/12: the root of .36 + .083 is .666."""
    rng = np.random.default_rng(8)
    level = rng.normal(3, 0.7, 1500)
    rows = [tuple(int(v) for v in np.rint(one + rng.normal(0, 0.6, 2))) for one in level]
    assert error_of_one(scores(rows)) == pytest.approx(np.sqrt(0.36 + 1 / 12), abs=0.03)


def test_whole_points_are_never_surer_than_rounding() -> None:
    assert error_of_one(scores([(1, 1), (5, 5), (3, 3), (2, 2)] * 3)) == ROUNDING_ERROR
    assert error_of_one(scores([(1, 2)] * 9)) is None  # too few


def test_more_interviewers_make_a_score_surer_and_more_questions_do_not() -> None:
    person = uuid.UUID(int=100)
    given = [Given(person, PAM, q, ABOUT, v) for q, v in ((QUESTION, 5), (OTHER, 4))]
    alone = measured(given, None)[ABOUT]
    assert (alone.value, alone.standard_error, alone.is_assumed) == (4.5, ASSUMED_ERROR, True)
    both = measured([*given, Given(person, QUIN, QUESTION, ABOUT, 3)], 0.6)[ABOUT]
    assert both.value == pytest.approx((4.5 + 3) / 2)  # each interviewer once
    assert both.standard_error == pytest.approx(0.6 / np.sqrt(2))
    assert (both.interviewers, both.is_assumed) == (2, False)


def test_what_is_about_no_requirement_becomes_no_evidence() -> None:
    assert measured([Given(uuid.UUID(int=100), PAM, QUESTION, None, 4)], None) == {}
