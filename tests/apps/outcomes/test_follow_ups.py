"""Follow-ups: who answers, what an answer must say, and what the engagement says afterwards."""

import datetime as dt
from dataclasses import replace

import pytest
from django.utils import timezone

from factories import loop
from maatwerk.apps.advice.learning import NEW_OUTCOMES_FOR_A_PROPOSAL
from maatwerk.apps.outcomes.models import Engagement, FollowUp, Outcome
from maatwerk.apps.outcomes.public import (
    Answer,
    Hire,
    answer_follow_up,
    open_follow_ups,
    start_engagement,
    tenures,
)
from maatwerk.apps.outcomes.queries import follow_up
from maatwerk.kernel.ids import new_id
from maatwerk.kernel.models import Work
from maatwerk.kernel.refusals import NotAllowed, Refusal

pytestmark = pytest.mark.usefixtures("committed", "english")
TODAY = timezone.localdate()


@pytest.fixture
def world(committed: None) -> loop.World:
    """Somebody who started 200 days ago."""
    made = loop.make_world()
    made.vacancy = loop.make_vacancy(made)
    made.person = loop.make_applicant(made, made.vacancy)
    with made.acting() as member:
        hire = Hire(
            person_id=made.person,
            job_family_id=made.family_id,
            opportunity_id=made.vacancy,
            started_on=TODAY - dt.timedelta(days=200),
            manager_id=member.user_id,
        )
        made.engagement = start_engagement(hire).pk
        made.due = open_follow_ups(until=TODAY)
    return made


def test_follow_ups_are_due_on_the_organisations_schedule(world: loop.World) -> None:
    assert [row.months for row in world.due] == [3, 6]


def test_an_answer_brings_the_engagement_up_to_date(world: loop.World) -> None:
    with world.acting() as member:
        answer = Answer(observed_on=TODAY, still_here=True, performance=4)
        answer_follow_up(follow_up_id=world.due[0].id, answer=answer, by=member, saw_advice=False)
        row = tenures(world.family_id, using="default")[0]
        outcome = Outcome.objects.get()
    assert (row.separated, row.performance, round(row.tenure_months, 2)) == (
        False,
        4,
        round(200 / (365.25 / 12), 2),
    )
    assert (outcome.rater_saw_advice, outcome.rated_by) == (False, world.member.user_id)


def test_leaving_closes_the_questions_that_remain(world: loop.World) -> None:
    left_on = TODAY - dt.timedelta(days=20)
    with world.acting() as member:
        answer = Answer(observed_on=TODAY, still_here=False, separated_on=left_on, reason_code="own_choice")
        answer_follow_up(follow_up_id=world.due[0].id, answer=answer, by=member, saw_advice=True)
        engagement = Engagement.objects.get()
        assert open_follow_ups() == []
    assert (engagement.separated, engagement.voluntary) == (True, True)
    assert engagement.tenure_months == pytest.approx(180 / (365.25 / 12))


def test_a_missing_answer_is_recorded_as_missing_with_its_reason(world: loop.World) -> None:
    with world.acting() as member:
        answer = Answer(observed_on=TODAY, missing_reason="moved to another team")
        answer_follow_up(follow_up_id=world.due[0].id, answer=answer, by=member, saw_advice=None)
        assert follow_up(world.due[0].id).state == FollowUp.State.MISSING
        assert Outcome.objects.get().missing_reason == "moved to another team"
        assert Engagement.objects.get().tenure_months is None


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (Answer(observed_on=TODAY), "still works here"),
        (Answer(observed_on=TODAY + dt.timedelta(days=2), still_here=True), "future"),
        (Answer(observed_on=TODAY, still_here=False, reason_code="other"), "last day of work"),
        (
            Answer(
                observed_on=TODAY,
                still_here=False,
                separated_on=TODAY - dt.timedelta(days=900),
                reason_code="other",
            ),
            "must lie after the first",
        ),
        (
            Answer(
                observed_on=TODAY,
                still_here=False,
                separated_on=TODAY + dt.timedelta(days=1),
                reason_code="other",
            ),
            "after the day of this observation",
        ),
        (Answer(observed_on=TODAY, still_here=False, separated_on=TODAY), "why the person left"),
        (Answer(observed_on=TODAY, still_here=True, performance=9), "from 1 to 5"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_and_nothing_changes(
    world: loop.World, answer: Answer, says: str
) -> None:
    with world.acting() as member, pytest.raises(Refusal, match=says):
        answer_follow_up(follow_up_id=world.due[0].id, answer=answer, by=member, saw_advice=None)
    with world.acting():
        assert not Outcome.objects.exists()
        assert follow_up(world.due[0].id).state == FollowUp.State.OPEN


def test_only_who_was_asked_answers_and_only_once(world: loop.World) -> None:
    answer = Answer(observed_on=TODAY, still_here=True)
    with world.acting() as member:
        stranger = replace(member, user_id=new_id(), roles=frozenset())
        with pytest.raises(NotAllowed):
            answer_follow_up(follow_up_id=world.due[0].id, answer=answer, by=stranger, saw_advice=None)
        answer_follow_up(follow_up_id=world.due[0].id, answer=answer, by=member, saw_advice=None)
        with pytest.raises(Refusal, match="final"):
            answer_follow_up(follow_up_id=world.due[0].id, answer=answer, by=member, saw_advice=None)


def test_enough_new_outcomes_propose_one_next_version() -> None:
    world = loop.make_world(people=80)
    loop.admit(world)
    loop.propose(world)
    vacancy = loop.make_vacancy(world)
    for number in range(NEW_OUTCOMES_FOR_A_PROPOSAL + 3):
        person = loop.make_applicant(world, vacancy, patience=None)
        with world.acting() as member:
            waiting = Work.objects.filter(kind="advice.learn").count()
            assert waiting == (1 if number > NEW_OUTCOMES_FOR_A_PROPOSAL - 1 else 0)
            hire = Hire(
                person_id=person,
                job_family_id=world.family_id,
                opportunity_id=vacancy,
                started_on=TODAY - dt.timedelta(days=100),
                manager_id=member.user_id,
            )
            key = start_engagement(hire).pk
            asked = FollowUp.objects.get(engagement_id=key, months=3).pk
            answer = Answer(observed_on=TODAY, still_here=True, performance=3)
            answer_follow_up(follow_up_id=asked, answer=answer, by=member, saw_advice=False)
    with world.acting():
        assert Work.objects.filter(kind="advice.learn", object_id=world.family_id).count() == 1
