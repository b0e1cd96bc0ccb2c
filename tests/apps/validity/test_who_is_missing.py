"""Who is missing at each wave, what weighing them in makes of a validity, who counts as applicant, and research beside it."""

import datetime as dt
import uuid

import numpy as np
import pytest
from django.utils import timezone

from factories.loop import make_applicant, make_vacancy, make_world
from factories.organisations import client_of, make_member
from maatwerk.apps.applications.public import Application
from maatwerk.apps.evidence.public import Evidence, Kind, Measurement, record_evidence
from maatwerk.apps.organisations.public import Role
from maatwerk.apps.outcomes.public import Engagement, FollowUp, Outcome
from maatwerk.apps.people.public import register_person
from maatwerk.apps.validity.analysis import dropped_out, measure, weighted, with_research
from maatwerk.apps.validity.contracts import Material, Predictor
from maatwerk.apps.validity.operations import study
from maatwerk.apps.validity.queries import gather
from maatwerk.apps.validity.rules import Prior
from maatwerk.science.selection import (
    Attenuation,
    RangeRestriction,
    SufficientMoments,
    ValidityPrior,
    combine_with_prior,
    correct_validity,
    correlation_estimate,
)


def drawn(n, seed, *, lost):
    """Scores and a rating of which `lost` decides, by score and chance in [0, 1), who has none."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=n)
    y = 0.5 * x + rng.normal(size=n) * 0.8
    chance = rng.random(n)
    gone = [lost(score, at) for score, at in zip(x, chance, strict=True)]
    return x, y, gone


def asked(x, gone):
    return [("missing" if lost else "rated", {"x": float(one)}) for one, lost in zip(x, gone, strict=True)]


def test_who_drops_out_by_score_is_warned_of_and_who_drops_out_by_chance_is_not():
    planted = warned = 0
    for seed in range(40):
        x, _y, gone = drawn(150, seed, lost=lambda score, at: at < (0.6 if score < -0.3 else 0.1))
        planted += dropped_out(asked(x, gone))["x"]["warns"]
        x, _y, gone = drawn(150, seed, lost=lambda _score, at: at < 0.3)
        warned += dropped_out(asked(x, gone))["x"]["warns"]
    assert planted == 40
    assert warned <= 5  # one in twenty expected; 40 draws of .05 exceed 5 once in seventy times


def test_where_people_stand_is_said_of_ten_and_more_alone():
    came = ["left"] * 12 + ["missing"] * 5 + ["rated"] * 13
    found = dropped_out([(what, {"x": float(at)}) for at, what in enumerate(came)])["x"]
    scale = np.std(range(30), ddof=1)
    assert found["left"] == {"n": 12, "by": pytest.approx((5.5 - 14.5) / scale)}
    assert (found["missing"], found["difference"]) == (None, None)  # five are too few
    assert dropped_out([("rated", {"x": 1.0}), ("left", {"x": 2.0})]) == {}  # nobody is missing
    assert dropped_out([("missing", {})]) == {}


def test_sums_of_who_was_erased_count_as_they_did():
    x, _y, gone = drawn(150, 2, lost=lambda score, at: at < (0.6 if score < -0.3 else 0.1))
    rows = asked(x, gone)
    kept = {
        what: (SufficientMoments.from_rows([(one["x"],) for came, one in rows[:80] if came == what], ["x"]).to_dict(),)
        for what in ("missing", "rated")
    }  # fmt: skip
    before, after = dropped_out(rows)["x"], dropped_out(rows[80:], kept)["x"]
    for name in ("estimate", "low", "high"):
        assert after["difference"][name] == pytest.approx(before["difference"][name], abs=1e-9)
    assert (after["n"], after["of"]) == (before["n"], before["of"])


def test_weighing_brings_a_validity_back_to_that_of_everybody_hired():
    gaps, plain = [], []
    for seed in range(30):
        x, y, gone = drawn(400, seed, lost=lambda score, at: at < 1 / (1 + np.exp(1 + 2 * score)))
        outcome = tuple(None if lost else float(one) for one, lost in zip(y, gone, strict=True))
        material = Material(predictors=(Predictor(key="x", values=tuple(map(float, x))),), outcome=outcome)
        full = float(np.corrcoef(x, y)[0, 1])
        gaps.append(weighted(material)["x"]["estimate"] - full)
        plain.append(measure(material)[0]["observed"]["estimate"] - full)
    assert abs(np.mean(gaps)) < 0.02 < -np.mean(plain)  # what is seen alone is too low by more
    complete = Material(predictors=(Predictor(key="x", values=(1.0, 2.0)),), outcome=(1.0, 2.0))
    assert weighted(complete) == {}


def test_research_stands_beside_only_what_is_corrected_alike():
    prior = Prior(mean=0.42, sd=0.19, source="Sackett 2022")
    x = np.random.default_rng(3).normal(size=40)
    y = 0.3 * x + np.random.default_rng(4).normal(size=40)
    pool = tuple(np.random.default_rng(5).normal(size=200) * 1.5)
    material = Material(
        predictors=(Predictor(key="x", values=tuple(x), pool=pool),), outcome=tuple(y), reliability=0.6
    )
    row = measure(material)[0]
    made = with_research(row, prior)
    seen = correlation_estimate(row["observed"]["estimate"], 40)
    u = float(np.std(x, ddof=1) / np.std(pool, ddof=1))
    local = correct_validity(seen, Attenuation(outcome_reliability=0.6), RangeRestriction(u))
    expected = combine_with_prior(local, ValidityPrior(mean=0.42, sd=0.19, source="Sackett 2022")).posterior
    assert made["estimate"] == pytest.approx(expected.estimate, abs=1e-9)
    assert min(local.corrected.estimate, 0.42) < made["estimate"] < max(local.corrected.estimate, 0.42)
    assert (
        with_research(measure(Material(predictors=material.predictors, outcome=tuple(y)))[0], prior) is None
    )
    assert with_research(row, Prior(mean=0.42, sd=None, source="")) is None


@pytest.fixture
def world(english):
    return make_world(people=160, effect=0.0)


@pytest.mark.django_db
def test_applicants_of_another_system_make_no_pool(world):
    vacancy = make_vacancy(world)
    for patience in (40.0, 50.0, 60.0):
        make_applicant(world, vacancy, patience=patience)
    with world.acting():
        before = gather(world.family_id, horizons=(6,))
        moved = register_person()
        Application.objects.create(
            organisation_id=world.member.organisation.id, opportunity_id=vacancy, person_id=moved, import_id=uuid.uuid4()
        )  # fmt: skip
        measured = Measurement(
            concept_id=world.concepts["patience"], kind=Kind.INSTRUMENT_RESULT, value=99.0, instrument_id=world.instrument_id
        )  # fmt: skip
        record_evidence(person_id=moved, measurements=[measured], source="test")
        after = gather(world.family_id, horizons=(6,))
    key = next(key for key in before.pool if key.endswith(str(world.concepts["patience"])))
    assert (before.applicants, after.applicants) == (3, 3)
    assert (sorted(before.pool[key]), sorted(after.pool[key])) == ([40.0, 50.0, 60.0], [40.0, 50.0, 60.0])


@pytest.mark.django_db
def test_the_page_warns_of_a_wave_from_which_the_low_scores_are_missing(world):
    with world.acting():
        scores = dict(
            Evidence.objects.filter(concept_id=world.concepts["patience"]).values_list("person_id", "value")
        )
        due = timezone.localdate() - dt.timedelta(days=20)
        low = sorted(scores.values())[110]
        FollowUp.objects.bulk_create(
            FollowUp(
                organisation_id=world.member.organisation.id, engagement=one, months=60, due_on=due,
                state="missing" if scores[one.person_id] < low else "answered",
            )
            for one in Engagement.objects.all()
        )  # fmt: skip
        Outcome.objects.bulk_create(
            Outcome(
                organisation_id=one.organisation_id, engagement_id=one.engagement_id, follow_up=one,
                observed_on=due, still_here=True,
            )
            for one in FollowUp.objects.filter(state="answered")
        )  # fmt: skip
        found = study(family_id=world.family_id).result["waves"]
    (wave,) = found
    assert wave["months"] == 60
    client = client_of(make_member(world.member.organisation.id, Role.PSYCHOLOGIST))
    text = client.get(f"/o/{world.member.organisation.slug}/validity/work/{world.family_id}/").text
    assert "stand lower on “Patience” than the others" in text
    assert "Where those who left or are missing stand" in text
