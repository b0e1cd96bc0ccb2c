"""What decisions beside advice come to: the rubber stamp found in the night, and the result of an experiment."""

import datetime as dt

import pytest
from django.utils import timezone

from factories.loop import make_applicant, make_vacancy, make_world
from factories.organisations import client_of, make_member
from maatwerk.apps.advice.public import Advice
from maatwerk.apps.applications.public import Application, Decision
from maatwerk.apps.cases.public import Case
from maatwerk.apps.organisations.public import Role
from maatwerk.apps.people.public import seal
from maatwerk.apps.validity.experiment_pages import result_view
from maatwerk.apps.validity.models import Assignment, Experiment, NightlyLook
from maatwerk.apps.validity.operations import expect_look, look_at_following
from maatwerk.apps.validity.queries import decided, experiment

DECISIONS = 24


@pytest.fixture
def world(committed, english):
    """A vacancy with applicants, every other of whom is advised, and two recruiters."""
    made = make_world()
    make_member(made.member.organisation.id, Role.AUDITOR)
    vacancy = make_vacancy(made)
    people = [make_applicant(made, vacancy) for _number in range(DECISIONS)]
    with made.acting("scoring"):
        for at, person in enumerate(people):
            Advice.objects.using("scoring").create(
                organisation_id=made.member.organisation.id, opportunity_id=vacancy, person_id=person, status="advice",
                score=1.0 if at % 2 else -1.0, detail=seal(person, {}, using="scoring"),
            )  # fmt: skip
    made.vacancy = vacancy
    return made


def decide_all(world, user, *, seconds, follows=DECISIONS, at=None):
    """Let somebody decide on everybody, following the advice on the first so many."""
    with world.acting():
        rows = Application.objects.filter(opportunity_id=world.vacancy).order_by("applied_at", "id")
        scores = dict(Advice.objects.values_list("person_id", "score"))
        for number, row in enumerate(rows):
            goes_on = (scores[row.person_id] > 0) is (number < follows)
            Decision.objects.create(
                organisation_id=row.organisation_id, application=row, choice="advance" if goes_on else "reject",
                from_stage="applied", to_stage="assessed" if goes_on else "rejected", reason="As it should be.",
                made_by=user, made_at=at or timezone.now(), advice_seen=True,
                seconds_looked=seconds(row.pk) if callable(seconds) else seconds,
            )  # fmt: skip


def test_who_always_follows_within_seconds_becomes_a_case_that_somebody_else_answers(world):
    quick = make_member(world.member.organisation.id, Role.RECRUITER)
    decide_all(world, quick, seconds=4)
    with world.acting():
        assert look_at_following() == [quick.pk]
        case = Case.objects.get()
        assert (case.kind, case.subject, case.object_id, case.not_by) == (
            "alarm",
            "decider",
            quick.pk,
            [quick.pk],
        )
        assert "100% of 24 decisions" in case.alarm
        assert quick.name not in case.alarm
        assert look_at_following() == []  # it waits already
        Case.objects.update(state="closed")
        assert look_at_following() == []  # these decisions were looked at
        assert Case.objects.count() == 1


@pytest.mark.parametrize(("seconds", "follows"), [(45, DECISIONS), (4, 20)])
def test_good_advice_may_be_followed_and_fast_disagreement_is_no_stamp(world, seconds, follows):
    decide_all(
        world, make_member(world.member.organisation.id, Role.RECRUITER), seconds=seconds, follows=follows
    )
    with world.acting():
        assert look_at_following() == []


def test_of_each_person_the_last_decision_counts_and_only_after_the_advice(world):
    user = make_member(world.member.organisation.id, Role.RECRUITER)
    decide_all(world, user, seconds=20)
    decide_all(world, user, seconds=40, follows=0)
    decide_all(world, make_member(world.member.organisation.id, Role.RECRUITER), seconds=9,
               at=timezone.now() - dt.timedelta(days=1))  # fmt: skip
    with world.acting():
        rows = decided(timezone.now() - dt.timedelta(days=7))
    assert len(rows) == DECISIONS
    assert {(one.follows, one.seconds) for one in rows} == {(False, 40)}


def test_one_look_a_night_however_many_decisions(world):
    from procrastinate.contrib.django.models import ProcrastinateJob

    with world.acting():
        for _number in range(3):
            expect_look()
        assert NightlyLook.objects.count() == 1
    waiting = ProcrastinateJob.objects.filter(task_name="validity.look_at_following")
    assert waiting.count() == 1
    assert timezone.localtime(waiting.get().scheduled_at).hour == 2


def test_the_page_shows_codes_to_who_may_not_see_names(world):
    first = make_member(world.member.organisation.id, Role.RECRUITER)
    decide_all(world, first, seconds=4)
    decide_all(world, make_member(world.member.organisation.id, Role.RECRUITER), seconds=60, follows=12)
    path = f"/o/{world.member.organisation.slug}/validity/following/"
    auditor = client_of(make_member(world.member.organisation.id, Role.AUDITOR)).get(path).text
    assert f"Colleague {first.pk.hex[-6:].upper()}" in auditor
    assert first.name not in auditor
    assert "nearly always, very fast" in auditor
    administrator = client_of(make_member(world.member.organisation.id, Role.ADMINISTRATOR)).get(path).text
    assert first.name in administrator
    recruiter = client_of(make_member(world.member.organisation.id, Role.RECRUITER))
    assert recruiter.get(path).status_code == 403


def test_the_result_of_an_experiment_counts_everybody_by_how_they_were_dealt(world):
    member = world.member
    with world.acting():
        made = Experiment.objects.create(
            organisation_id=member.organisation.id, job_family_id=world.family_id, way="own_view_first",
            hypothesis="An own view makes people look longer.", outcome="looked", planned=40, seed="s", state="running",
            stop_on=timezone.localdate() + dt.timedelta(days=9), declared_by=member.user_id, judged_by=member.user_id,
            judged_at=timezone.now() - dt.timedelta(days=1),
        )  # fmt: skip
        for at, key in enumerate(Application.objects.order_by("id").values_list("pk", flat=True)):
            Assignment.objects.create(
                organisation_id=member.organisation.id, experiment=made, application_id=key, vacancy_id=world.vacancy,
                position=at, treated=at % 2 == 0,
            )  # fmt: skip
        assert result_view(experiment(made.pk)) is None  # nobody decided yet
        treated = dict(Assignment.objects.values_list("application_id", "treated"))
        order = {key: at for at, key in enumerate(treated)}
    decide_all(world, make_member(member.organisation.id, Role.RECRUITER),
               seconds=lambda key: (30 if treated[key] else 10) + (order[key] // 2) % 3 - 1)  # fmt: skip
    with world.acting():
        found = result_view(experiment(made.pk))
    assert (found.n_treated, found.n_control, found.known) == (12, 12, 24)
    assert (found.treated, found.control) == ("30 seconds", "10 seconds")
    assert "Chance alone does not explain" in found.says
