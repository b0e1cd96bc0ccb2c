"""Findings about groups: made on the audit login, of large groups alone, once; nobody else can write or redo them."""

import numpy as np
import pytest
from django.db import DatabaseError, transaction

from factories.loop import make_world
from maatwerk.apps.advice.public import ModelVersion, TrainingScore
from maatwerk.apps.audits.public import AttributeValue, group_comparisons, record_attributes
from maatwerk.apps.outcomes.public import Engagement
from maatwerk.apps.validity.analysis import proxies
from maatwerk.apps.validity.models import GroupFinding
from maatwerk.apps.validity.operations import find_by_group

PEOPLE = 200


@pytest.fixture
def world(committed, english):
    """A version with scores; women are rated .8 lower at the same score, and luck gives men away."""
    made = make_world(people=PEOPLE)
    rng = np.random.default_rng(2)
    scores = rng.normal(size=PEOPLE)
    women = np.arange(PEOPLE) % 2 == 0
    with made.acting():
        named = [AttributeValue(person, "self_description", "a" if at < 4 else "b" if at < 100 else "c")
                 for at, person in enumerate(made.people)]  # fmt: skip
        sexes = [AttributeValue(person, "sex", "female" if woman else "male")
                 for person, woman in zip(made.people, women, strict=True)]  # fmt: skip
        record_attributes([*named, *sexes], source="test")
        for person, score, woman in zip(made.people, scores, women, strict=True):
            rating = 3 + 0.5 * score - 0.8 * woman + 0.3 * rng.normal()
            Engagement.objects.filter(person_id=person).update(performance=rating)
    with made.acting("scoring"):
        version = ModelVersion.objects.using("scoring").create(
            organisation_id=made.member.organisation.id, job_family_id=made.family_id, number=1, verdict="established",
            features=[{"concept_id": str(made.concepts[key]), "kind": "instrument_result", "key": key, "levels": None}
                      for key in made.concepts],
            fitted={}, validity={}, training_fingerprint="", n_people=PEOPLE, n_separations=0,
        )  # fmt: skip
        TrainingScore.objects.using("scoring").bulk_create(
            TrainingScore(
                organisation_id=made.member.organisation.id, version=version, person_id=person, score=score
            )
            for person, score in zip(made.people, scores, strict=True)
        )
    made.version = version.pk
    return made


def test_a_planted_difference_leaves_the_wall_as_statistics_and_is_made_once(world):
    with world.acting():
        assert set(find_by_group(version_id=world.version)) >= {"prediction:sex", "proxy:sex"}
        found = GroupFinding.objects.get(kind="prediction", attribute="sex")
        rating = next(row for row in found.result["rows"] if row["outcome"] == "rating")
        assert rating["finding"] == "intercept"
        assert rating["intercept"]["estimate"] == pytest.approx(
            0.8 if rating["group"] == "male" else -0.8, abs=0.15
        )
        proxy = GroupFinding.objects.get(kind="proxy", attribute="sex").result["rows"][0]
        assert proxy["auc"]["low"] < 0.5 < proxy["auc"]["high"]  # scores were drawn without regard to sex
        assert find_by_group(version_id=world.version) == []


def test_who_is_in_a_group_too_small_counts_nowhere(world):
    with world.acting("audit"):
        rows = [
            one
            for one in group_comparisons(world.version, smallest_cell=10)
            if one.attribute == "self_description"
        ]
    assert {one.group for one in rows} == {"b"}
    assert {len(one.focal) for one in rows if one.about == "rating"} == {PEOPLE - 4}


def test_nobody_but_audit_writes_a_finding(world):
    with world.acting(), pytest.raises(DatabaseError), transaction.atomic():
        GroupFinding.objects.create(
            organisation_id=world.member.organisation.id, version_id=world.version, kind="proxy", attribute="sex",
            result={},
        )  # fmt: skip


def test_the_same_people_in_another_order_give_the_same_number():
    """Keys of people are random: where folds followed their order, a number depended on the database it was found in."""
    rng = np.random.default_rng(3)
    rows, focal = rng.normal(size=(80, 2)).round(1).tolist(), (rng.random(80) < 0.4).tolist()
    other = rng.permutation(80)
    again = proxies([rows[at] for at in other], [focal[at] for at in other], ("a", "b"))
    assert again == proxies(rows, focal, ("a", "b"))
