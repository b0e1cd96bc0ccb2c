"""Experiments: declared, judged by another human, dealt by lot, really changing the page, stopped at once."""

import datetime as dt

import pytest
from django.utils import timezone

from factories.loop import make_applicant, make_vacancy, make_world
from factories.organisations import client_of, make_member
from maatwerk.apps.applications.public import own_view_comes_first
from maatwerk.apps.organisations.public import Role, memberships
from maatwerk.apps.validity.models import Assignment, Experiment
from maatwerk.apps.validity.operations import (
    Declaration,
    declare_experiment,
    end_experiment,
    end_where_due,
    judge_experiment,
)
from maatwerk.apps.validity.queries import experiment, seed_hash
from maatwerk.kernel.models import Event
from maatwerk.kernel.refusals import NotAllowed, Refusal
from maatwerk.science.selection import assign_arm

pytestmark = pytest.mark.django_db
REASON = "Both ways are in use elsewhere."


@pytest.fixture
def world(english):
    return make_world()


@pytest.fixture
def as_role(world):
    def member(role):
        user = make_member(world.member.organisation.id, role)
        return next(one for one in memberships(user) if one.organisation.id == world.member.organisation.id)

    return member


def declared(world, by, **changed):
    said = {
        "family_id": world.family_id, "way": "own_view_first", "hypothesis": "An own view makes people look longer.",
        "outcome": "looked", "planned": 40, "stop_on": timezone.localdate() + dt.timedelta(days=60),
    }  # fmt: skip
    return declare_experiment(Declaration(**said | changed), by=by)


@pytest.fixture
def running(world, as_role):
    with world.acting():
        made = declared(world, as_role(Role.ANALYST))
        judge_experiment(experiment_id=made.pk, approves=True, reason=REASON, by=as_role(Role.PSYCHOLOGIST))
    return made


def test_it_is_written_down_with_the_hash_of_its_seed_and_somebody_else_approves(world, as_role):
    psychologist = as_role(Role.PSYCHOLOGIST)
    with world.acting():
        made = declared(world, psychologist)
        logged = Event.objects.get(kind="validity.experiment_declared").data
        assert logged["seed_sha256"] == seed_hash(made.seed)
        assert made.seed not in str(logged)
        with pytest.raises(Refusal, match="another psychologist"):
            judge_experiment(experiment_id=made.pk, approves=True, reason=REASON, by=psychologist)
        with pytest.raises(NotAllowed):
            judge_experiment(experiment_id=made.pk, approves=True, reason=REASON, by=as_role(Role.ANALYST))
        judge_experiment(experiment_id=made.pk, approves=True, reason=REASON, by=as_role(Role.PSYCHOLOGIST))
        assert experiment(made.pk).state == "running"
        again = declared(world, as_role(Role.ANALYST))
        with pytest.raises(Refusal, match="Another experiment"):
            judge_experiment(
                experiment_id=again.pk, approves=True, reason=REASON, by=as_role(Role.PSYCHOLOGIST)
            )


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"hypothesis": "?"}, "hypothesis"),
        ({"planned": 10}, "planned"),
        ({"stop_on": dt.date(2020, 1, 1)}, "stop_on"),
        ({"outcome": "stays"}, "months"),
    ],
)
def test_what_cannot_come_to_anything_is_refused(world, as_role, changed, field):
    with world.acting(), pytest.raises(Refusal) as refused:
        declared(world, as_role(Role.ANALYST), **changed)
    assert refused.value.field == field


def test_applications_are_dealt_as_they_come_and_the_lot_can_be_drawn_again(world, running):
    before = make_vacancy(world)
    for _number in range(8):
        make_applicant(world, before, patience=None)
    with world.acting():
        rows = Assignment.objects.order_by("position").values_list("position", "treated")
        assert [treated for _position, treated in rows] == [
            assign_arm(position, seed=running.seed, stratum=str(before)) == "treated" for position in range(8)
        ]
        assert sum(treated for _position, treated in rows) == 4  # every block of four holds both ways twice


def test_nobody_more_is_dealt_than_was_planned(world):
    member = world.member
    with world.acting():
        Experiment.objects.create(
            organisation_id=member.organisation.id, job_family_id=world.family_id, way="own_view_first", hypothesis="",
            outcome="agrees", planned=2, seed="s", state="running", stop_on=timezone.localdate() + dt.timedelta(days=9),
            declared_by=member.user_id,
        )  # fmt: skip
    vacancy = make_vacancy(world)
    for _number in range(3):
        make_applicant(world, vacancy, patience=None)
    with world.acting():
        assert Assignment.objects.count() == 2


def test_the_lot_really_decides_whether_an_own_view_comes_first_until_somebody_stops_it(
    world, running, as_role
):
    vacancy = make_vacancy(world)
    for _number in range(4):
        make_applicant(world, vacancy, patience=None)
    recruiter, analyst = as_role(Role.RECRUITER), as_role(Role.ANALYST)
    with world.acting():
        dealt = dict(Assignment.objects.values_list("application_id", "treated"))
        assert {own_view_comes_first(key, recruiter) is treated for key, treated in dealt.items()} == {True}
        assert set(dealt.values()) == {True, False}
        assert not any(
            own_view_comes_first(key, analyst) for key in dealt
        )  # who does not decide has no view to write
        end_experiment(experiment_id=running.pk, reason="Somebody complained about it.", by=analyst)
        assert not any(own_view_comes_first(key, recruiter) for key in dealt)
        assert Event.objects.get(kind="validity.experiment_ended").data["seed"] == running.seed
    make_applicant(world, vacancy, patience=None)
    with world.acting():
        assert Assignment.objects.count() == 4


def test_the_page_of_an_application_asks_for_an_own_view_where_the_lot_says_so(world, running):
    vacancy = make_vacancy(world)
    for _number in range(4):
        make_applicant(world, vacancy)
    client = client_of(make_member(world.member.organisation.id, Role.RECRUITER))
    with world.acting():
        dealt = dict(Assignment.objects.values_list("application_id", "treated"))
    for key, treated in (
        (next(key for key, way in dealt.items() if way is wanted), wanted) for wanted in (True, False)
    ):
        page = client.get(f"/o/{world.member.organisation.slug}/applications/{key}/").text
        assert ("everybody forms an own view" in page) is treated


def test_it_ends_by_itself_after_its_last_day(world, running):
    with world.acting():
        assert end_where_due() == []
        later = timezone.localdate() + dt.timedelta(days=61)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("django.utils.timezone.localdate", lambda *_: later)
            assert end_where_due() == [running.pk]
        found = experiment(running.pk)
    assert (found.state, found.ended_by) == ("ended", None)


def test_the_pages_carry_it_from_declaring_to_stopping(world, as_role):
    slug = world.member.organisation.slug
    analyst = client_of(make_member(world.member.organisation.id, Role.ANALYST))
    psychologist = client_of(make_member(world.member.organisation.id, Role.PSYCHOLOGIST))
    at = f"/o/{slug}/validity/experiments/"
    wish = {
        "family": str(world.family_id), "way": "own_view_first", "hypothesis": "An own view makes people look longer.",
        "outcome": "agrees", "planned": "60", "stop_on": (timezone.localdate() + dt.timedelta(days=30)).isoformat(),
    }  # fmt: skip
    assert "No experiments yet" in analyst.get(at).text
    assert analyst.post(at + "new/", wish | {"planned": "3"}).status_code == 422
    made = analyst.post(at + "new/", wish)
    assert made.status_code == 302
    page = made.url
    assert "Approve and start" not in analyst.get(page).text
    assert "Approve and start" in psychologist.get(page).text
    assert analyst.post(page + "judge/", {"reason": REASON, "verdict": "approve"}).status_code == 403
    assert psychologist.post(page + "judge/", {"reason": "", "verdict": "approve"}).status_code == 422
    assert psychologist.post(page + "judge/", {"reason": REASON, "verdict": "approve"}).status_code == 302
    assert analyst.post(page + "stop/", {"reason": "It has served its purpose."}).status_code == 302
    text = analyst.get(page).text
    assert "stopped by" in text
    with world.acting():
        assert Experiment.objects.get().seed in text
