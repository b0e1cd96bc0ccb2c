"""Scores stay hidden until one's own are in, are locked then, and become evidence with an error; no model uses them."""

import uuid

import pytest
from django.db import connection
from django.db.utils import ProgrammingError
from django.utils import timezone

from apps.interviews.conftest import House
from factories import loop
from maatwerk.apps.advice.models import Advice
from maatwerk.apps.advice.public import give_advice
from maatwerk.apps.evidence.public import Kind, evidence_for_selection
from maatwerk.apps.interviews.library import QuestionDraft
from maatwerk.apps.interviews.models import Interview, KitQuestion, Remark, Score, Scorecard
from maatwerk.apps.interviews.operations import (
    add_addendum,
    add_question,
    change_question,
    excuse_interviewer,
    move_interview,
)
from maatwerk.apps.interviews.queries import cards_of, interview, newest_kit
from maatwerk.kernel.refusals import NotAllowed, Refusal

DRAFT = QuestionDraft(
    "order", "How do you keep your work in order?", "", "No way.", "A way.", "A way that others use."
)


def test_scores_of_a_colleague_open_once_own_are_in(standing: House) -> None:
    application, _person = standing.applicant()
    key = standing.held(application, "recruiter", "manager")
    standing.score(key, "manager", 4, note="Named a customer", summary="Clear.")
    with standing.acting("recruiter"):  # on the panel, own not in
        assert [card.is_open for card in cards_of(key)] == [False]
        assert not Score.objects.filter(interview_id=key).exists()
        assert not Remark.objects.filter(interview_id=key).exists()
    with standing.acting("other"):  # not on the panel: reads what the pages let them
        assert cards_of(key)[0].is_open
    standing.score(key, "recruiter", 3)
    with standing.acting("recruiter"):
        cards = cards_of(key)
        assert [card.is_open for card in cards] == [True, True]
        assert cards[0].summary == "Clear."


def test_the_wall_holds_for_raw_sql(standing: House) -> None:
    application, person = standing.applicant()
    key = standing.held(application, "recruiter", "manager")
    standing.score(key, "manager", 4)
    count = "SELECT count(*) FROM interviews_score"
    with standing.acting("recruiter"), connection.cursor() as cursor:
        assert cursor.execute(count).fetchone() == (0,)
    with standing.acting("manager"), connection.cursor() as cursor:
        assert cursor.execute(count).fetchone() == (4,)
    with standing.as_person(person), connection.cursor() as cursor:  # an applicant's page reaches no score
        assert cursor.execute(count).fetchone() == (0,)


@pytest.mark.parametrize(
    "statement", ["UPDATE interviews_score SET value = 5", "DELETE FROM interviews_score"]
)
def test_nobody_changes_a_score(standing: House, statement: str) -> None:
    application, _person = standing.applicant()
    key = standing.held(application, "manager")
    standing.score(key, "manager", 2)
    with pytest.raises(ProgrammingError, match="permission denied"), standing.acting("manager"):
        connection.cursor().execute(statement)


def test_nobody_scores_for_somebody_else(standing: House) -> None:
    application, _person = standing.applicant()
    key = standing.held(application, "manager")
    kit = standing.kit()
    for as_whom, by in (
        ("recruiter", "manager"),
        ("recruiter", "recruiter"),
    ):  # another's name; not on the panel
        with pytest.raises(ProgrammingError, match="row-level security"), standing.acting(as_whom):
            Scorecard.objects.bulk_create(
                [
                    Scorecard(
                        organisation_id=standing.organisation.pk,
                        interview_id=key,
                        by_id=standing.users[by].pk,
                        kit_id=kit.id,
                    )
                ]
            )


def test_scores_are_locked_and_words_may_be_added(house: House) -> None:
    application, _person = house.applicant()
    key = house.held(application, "manager", "recruiter")
    house.score(key, "manager", 4)
    with pytest.raises(Refusal, match="locked"):
        house.score(key, "manager", 5)
    with house.acting("manager") as by:
        add_addendum(interview_id=key, text="She mailed the certificate later.", by=by)
        assert [text for _at, text in cards_of(key)[0].addenda] == ["She mailed the certificate later."]
    with house.acting("recruiter") as by, pytest.raises(NotAllowed):
        add_addendum(interview_id=key, text="I was not even asked yet.", by=by)


def test_scoring_waits_for_the_interview_and_for_its_interviewers(house: House) -> None:
    application, _person = house.applicant()
    key = house.planned(application, "manager")
    with pytest.raises(Refusal, match="begun"):
        house.score(key, "manager", 3)
    held = house.held(house.applicant("Amir")[0], "manager")
    with pytest.raises(NotAllowed):
        house.score(held, "other", 3)
    with pytest.raises(Refusal, match="at least one"):
        house.score(held, "manager", None)
    with pytest.raises(Refusal, match="five scores"):
        house.score(held, "manager", 6)


def test_a_scorecard_keeps_the_version_it_was_filled_with(house: House) -> None:
    first = house.kit()
    key = house.held(house.applicant()[0], "manager", "recruiter")
    with house.acting() as by:  # nobody scored yet: the same version changes
        change_question(opportunity_id=house.vacancy, position=1, draft=DRAFT, concept_id=None, by=by)
        assert newest_kit(house.vacancy).number == first.number
    house.score(key, "manager", 4)
    with house.acting() as by:
        add_question(opportunity_id=house.vacancy, draft=DRAFT, concept_id=None, by=by)
        second = newest_kit(house.vacancy)
        assert (second.number, len(second.questions)) == (2, len(first.questions) + 1)
        assert interview(key).kit_id == first.id
        assert KitQuestion.objects.filter(kit_id=first.id).update(text="Changed after all") == 0  # the wall
    with pytest.raises(Refusal, match="changed"):
        house.score(key, "recruiter", 3)  # by the new version


def test_scores_become_evidence_when_the_last_one_is_in(house: House) -> None:
    application, person = house.applicant()
    key = house.held(application, "manager", "recruiter")
    house.score(key, "manager", 5, 5, 2, 2)
    with house.acting():
        assert evidence_for_selection([person]) == []
    house.score(key, "recruiter", 3, 3, 3, 3)
    with house.acting():
        rows = {row.concept_id: row for row in evidence_for_selection([person])}
    by_skill = {name: rows[concept] for name, concept in house.skills.items()}
    kit = house.kit()
    about = [q.concept_id for q in kit.questions]
    assert set(about) == set(house.skills.values())
    manager = dict(zip([q.id for q in kit.questions], [5, 5, 2, 2], strict=True))
    for concept in house.skills.values():
        mine = [manager[q.id] for q in kit.questions if q.concept_id == concept]
        assert rows[concept].value == pytest.approx((sum(mine) / len(mine) + 3) / 2)
        assert rows[concept].standard_error == pytest.approx(0.71)  # one point, assumed, by the root of two
        assert rows[concept].kind == Kind.INTERVIEW_SCORECARD
        assert rows[concept].caveats == ("interview_error_assumed",)
        assert rows[concept].occasion == key
    assert by_skill["customer_contact"].unit == "points"


def test_who_was_not_there_is_no_longer_waited_for(house: House) -> None:
    application, person = house.applicant()
    key = house.held(application, "manager", "recruiter")
    house.score(key, "manager", 4)
    with house.acting("recruiter") as by, pytest.raises(Refusal, match="colleague"):
        excuse_interviewer(interview_id=key, user_id=by.user_id, by=by)
    with house.acting("manager") as by:
        with pytest.raises(Refusal):  # held: its panel is not rearranged by moving it
            move_interview(interview_id=key, meeting=house.meeting("manager"), by=by)
        excuse_interviewer(interview_id=key, user_id=house.users["recruiter"].pk, by=by)
        assert len(evidence_for_selection([person])) == 2
        assert Interview.objects.get(pk=key).evidence_at <= timezone.now()


def test_no_model_uses_scores_of_interviews_by_default(committed: None) -> None:
    """The allow-list admits results of tests for this construct; an interview about the same one changes nothing."""
    world = loop.make_world(people=200)
    loop.admit(world, "patience", importance=2, source="Experts")
    loop.put_live(world, loop.propose(world))
    vacancy = loop.make_vacancy(world)
    person = loop.make_applicant(world, vacancy, patience=None)
    from maatwerk.apps.evidence.public import Measurement, record_evidence

    with world.acting():
        measured = Measurement(
            concept_id=world.concepts["patience"],
            kind=Kind.INTERVIEW_SCORECARD,
            value=5.0,
            standard_error=0.7,
        )
        record_evidence(person_id=person, measurements=[measured], source="interview", occasion=uuid.uuid4())
    with world.acting("scoring"):
        give_advice(opportunity_id=vacancy)
    with world.acting():
        assert Advice.objects.get(person_id=person).status == Advice.Status.NO_EVIDENCE
