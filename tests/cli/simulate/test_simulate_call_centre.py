"""The simulated call centre is what it says: reproducible, and driven by its stated truth and nothing else."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from maatwerk.apps.journeys.history import check_history, check_people, load_mapping
from maatwerk.cli.simulate import simulate_call_centre, write_csv

MAPPING = Path(__file__).resolve().parents[3] / "src" / "maatwerk" / "cli" / "simulate" / "call-centre.toml"
SEEDS = (1, 2, 3, 4, 5)
MONTH = 365.25 / 12

made = cache(simulate_call_centre)


def test_a_seed_is_a_world():
    assert simulate_call_centre(7, hires=100) == simulate_call_centre(7, hires=100)
    assert simulate_call_centre(7, hires=100) != simulate_call_centre(8, hires=100)


def test_two_thousand_hires_become_known_in_three_waves():
    centre = made(1)
    assert len(centre.hires) == 2000
    assert [(wave.name, len(wave.hires)) for wave in centre.waves] == [
        ("early", 600),
        ("second", 700),
        ("third", 700),
    ]
    assert tuple(hire for wave in centre.waves for hire in wave.hires) == centre.hires
    assert all(hire.hired_on <= wave.observed_on for wave in centre.waves for hire in wave.hires)
    assert all(hire.hired_on < hire.left_on for hire in centre.hires)
    assert len({hire.person.key for hire in centre.hires}) == 2000


def test_sixty_people_wait_for_an_answer_on_two_vacancies():
    centre = made(1)
    assert len(centre.applicants) == 60
    assert {one.vacancy for one in centre.applicants} == {vacancy.key for vacancy in centre.vacancies}
    assert len(centre.vacancies) == 2
    hired = {hire.person.key for hire in centre.hires}
    assert not hired & {one.person.key for one in centre.applicants}


def test_tests_measure_with_the_reliability_they_state():
    people = [one.person for one in simulate_call_centre(3, hires=36, applicants=8000).applicants]
    for construct in made(1).truth.constructs:
        true = np.array([person.true_scores[construct.key] for person in people])
        score = np.array([person.scores[construct.key] for person in people])
        correlation = np.corrcoef(true, score)[0, 1]
        # the squared correlation of score and true score is the reliability; its standard error here is below .006
        assert correlation**2 == pytest.approx(construct.reliability, abs=0.02)


def test_only_one_test_differs_between_the_sexes():
    centre = simulate_call_centre(4, hires=36, applicants=8000)
    people = [one.person for one in centre.applicants]
    women = np.array([person.sex == "f" for person in people])
    for construct in centre.truth.constructs:
        score = np.array([person.scores[construct.key] for person in people]) / 10
        difference = score[~women].mean() - score[women].mean()
        planted = 0.4 * construct.reliability**0.5 if construct.key == "stress_tolerance" else 0.0
        assert difference == pytest.approx(planted, abs=4 / (8000 * 0.24) ** 0.5)


def person_months(centre):
    """The truth as a regression problem: a row for every month that somebody was at risk."""
    keys = [construct.key for construct in centre.truth.constructs]
    sources = [name for name in centre.truth.sources if name != "job_board"]
    rows, left = [], []
    for hire in centre.hires:
        person = hire.person
        about = [person.true_scores[key] for key in keys] + [person.source == name for name in sources]
        about += [person.shift == "evening", person.sex == "f"]
        last = int(((hire.left_on - hire.hired_on).days - 0.5) / MONTH)
        for month in range(min(last, 24) + 1):
            rows.append([*(month == at for at in range(12)), month >= 12, *about])
            left.append(month == last)
    return np.array(rows, float), np.array(left, float)


def logistic(X, y):
    """Maximum likelihood by Newton's method: weights and standard errors."""
    weights = np.zeros(X.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-X @ weights))
        information = (X * (chance * (1 - chance))[:, None]).T @ X
        step = np.linalg.solve(information, X.T @ (y - chance))
        weights += step
        if abs(step).max() < 1e-9:
            return weights, np.sqrt(np.diag(np.linalg.inv(information)))
    raise AssertionError("Newton's method did not settle")


@pytest.mark.parametrize(("seed", "null"), [*((seed, False) for seed in SEEDS), (1, True), (2, True)])
def test_leaving_follows_the_stated_truth_and_nothing_else(seed, null):
    centre = made(seed, null=null)
    weights, errors = logistic(*person_months(centre))
    truth = centre.truth
    expected = [one.leaving for one in truth.constructs]
    expected += [value for name, value in truth.sources.items() if name != "job_board"]
    expected += [truth.shifts["evening"], 0.0]  # sex has no effect of its own
    away = (weights[13:] - expected) / errors[13:]
    # 12 weights in 7 worlds: the largest of 84 standard normal values stays below 3.9 with 99 % chance
    assert abs(away).max() < 3.9
    assert (not any(expected)) is null


def test_the_start_is_where_people_leave():
    weights, _ = logistic(*person_months(made(1, null=True)))
    monthly = 1 / (1 + np.exp(-weights[:13]))
    assert monthly[:3].mean() > 3 * monthly[12]
    assert monthly == pytest.approx(made(1).truth.monthly_leaving, abs=0.025)


def test_performance_follows_other_weights_than_staying():
    hires = made(2).hires
    rated = [(hire, [one.rating for one in hire.ratings if one.rating]) for hire in hires]
    rated = [(hire, np.mean(ratings)) for hire, ratings in rated if ratings]
    ratings = np.array([rating for _, rating in rated])
    by_key = {
        construct.key: np.corrcoef([hire.person.true_scores[construct.key] for hire, _ in rated], ratings)[
            0, 1
        ]
        for construct in made(2).truth.constructs
    }
    assert by_key["verbal_ability"] > 0.3, "says nothing about staying"
    assert abs(by_key["handwriting"]) < 0.08
    assert by_key["verbal_ability"] > by_key["stress_tolerance"] + 0.15


def test_experts_believe_in_the_worthless_test_and_underrate_another():
    constructs = {one.key: one for one in made(1).truth.constructs}
    (worthless,) = [one for one in constructs.values() if one.worthless]
    assert worthless.believed == min(one.believed for one in constructs.values())
    underrated = constructs["stress_tolerance"]
    assert underrated.leaving_observed < 5 * underrated.believed < 0
    assert all(one.worthless for one in made(1, null=True).truth.constructs)


def test_only_people_who_still_work_there_are_rated():
    for hire in made(1).hires:
        for wave in made(1).waves:
            for one in hire.follow_ups_by(wave.observed_on):
                assert one.on < hire.left_on
                assert one.on <= wave.observed_on
                assert (one.rating is None) == bool(one.missing_reason)


def test_the_files_go_through_the_ordinary_import(tmp_path):
    centre = made(1)
    *waves, complete, applicants = write_csv(centre, tmp_path)
    mapping = load_mapping(MAPPING)
    for wave, path in zip(centre.waves, waves, strict=True):
        with check_history(path, mapping) as checked:
            assert checked.report.ok, [str(error) for error in checked.report]
            rows = {row.person_key: row for row in checked.rows()}
        assert rows.keys() == {hire.person.key for hire in wave.hires}
        for hire in wave.hires:
            row = rows[hire.person.key]
            assert row.separated == hire.left_by(wave.observed_on)
            assert row.tenure_months == pytest.approx(hire.tenure_months(wave.observed_on))
            assert {one.construct: one.value for one in row.evidence if one.value} == hire.person.scores
    with check_history(complete, mapping) as checked:
        assert (checked.report.engagements, checked.report.warning_count) == (2000, 0)
    people = check_people(applicants, mapping)
    assert people.report.ok, [str(error) for error in people.report]
    assert [person.person_key for person in people.people] == [one.person.key for one in centre.applicants]
    unstated = {person.person_key for person in people.people if not person.protected}
    assert unstated == centre.declined


def test_no_file_holds_what_nobody_can_know(tmp_path):
    for path in write_csv(made(1), tmp_path):
        assert path.name.startswith("simulated-")
        header = path.read_text().splitlines()[0]
        assert "true" not in header
        assert "impression" not in header
