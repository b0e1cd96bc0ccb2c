"""Questions: made by one click from what the vacancy asks, lawful, in the vacancy's language, and open where evidence is."""

import uuid

import pytest

from apps.interviews.conftest import House
from maatwerk.apps.evidence.public import Kind, Measurement, record_evidence
from maatwerk.apps.interviews.library import QuestionDraft, questions_for, questions_for_any_work, skill_types
from maatwerk.apps.interviews.operations import add_question, drop_question, generate_kit, move_question
from maatwerk.apps.interviews.queries import focus_for, newest_kit, unasked
from maatwerk.apps.opportunities.public import drop_requirement
from maatwerk.apps.skills.public import catalogue
from maatwerk.apps.vacancies.public import QuestionSpec, Terms, check_question, set_terms
from maatwerk.kernel.refusals import NotAllowed, Refusal

GOOD = QuestionDraft("order", "How do you keep order?", "", "No way.", "A way.", "A way that others use.")
#: Constructs of the demo's own tests, which are no skills of the catalogue.
CONSTRUCTS = {"service_orientation", "stress_tolerance", "conscientiousness"}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_question_that_comes_along_may_be_asked(language: str) -> None:
    drafts = questions_for_any_work(language)
    for skills in skill_types().values():
        drafts += questions_for(next(iter(skills), "unheard_of"), "heavy loads", language)
    assert len(drafts) > 24
    for one in drafts:
        for text in (one.text, one.follow_up, one.anchor_1, one.anchor_3, one.anchor_5):
            assert text
            check_question(QuestionSpec("short_text", text))
            assert "{" not in text


def test_types_name_skills_that_exist() -> None:
    named = [skill for skills in skill_types().values() for skill in skills]
    assert len(named) == len(set(named))
    assert set(named) - CONSTRUCTS <= set(catalogue())


def test_one_click_asks_about_every_requirement_in_the_language_of_the_vacancy(house: House) -> None:
    kit = house.kit()
    assert {q.concept_id for q in kit.questions} == set(house.skills.values())
    assert [q.about for q in kit.questions[:2]] == ["customer contact", "working a till"]
    with house.acting() as by:
        set_terms(
            vacancy_id=house.vacancy,
            terms=Terms(language="nl", pay_low_cents=240_000, pay_high_cents=290_000),
            by=by,
        )
        generate_kit(opportunity_id=house.vacancy, by=by)
        assert newest_kit(house.vacancy).questions[0].about == "klantcontact"


def test_a_vacancy_that_asks_nothing_still_gets_questions(house: House) -> None:
    with house.acting() as by:
        for concept in house.skills.values():
            drop_requirement(opportunity_id=house.vacancy, concept_id=concept)
        generate_kit(opportunity_id=house.vacancy, by=by)
        kit = newest_kit(house.vacancy)
    assert [q.concept_id for q in kit.questions] == [None] * 3


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("text", "Are you pregnant, or do you want children?"),
        ("text", "What did you earn in your last job?"),
        ("follow_up", "How old are you?"),
        ("anchor_5", "Is a healthy young man."),
        ("anchor_1", ""),
    ],
)
def test_what_nobody_may_ask_is_refused_where_it_stands(house: House, field: str, text: str) -> None:
    from dataclasses import replace

    house.kit()
    with house.acting() as by, pytest.raises(Refusal) as caught:
        add_question(
            opportunity_id=house.vacancy, draft=replace(GOOD, **{field: text}), concept_id=None, by=by
        )
    assert caught.value.field == field


def test_questions_are_added_moved_and_taken_out(house: House) -> None:
    first = house.kit().questions
    with house.acting() as by:
        add_question(opportunity_id=house.vacancy, draft=GOOD, concept_id=None, by=by)
        move_question(opportunity_id=house.vacancy, position=len(first) + 1, by=by)
        texts = [q.text for q in newest_kit(house.vacancy).questions]
        assert texts == [*(q.text for q in first[:-1]), GOOD.text, first[-1].text]
        drop_question(opportunity_id=house.vacancy, position=1, by=by)
        assert [q.text for q in newest_kit(house.vacancy).questions] == texts[1:]
        drop_question(opportunity_id=house.vacancy, position=1, by=by)  # places close up
        assert [q.text for q in newest_kit(house.vacancy).questions] == texts[2:]


def test_who_may_write_questions(house: House) -> None:
    for who in ("analyst", "auditor"):
        with house.acting(who) as by, pytest.raises(NotAllowed):
            generate_kit(opportunity_id=house.vacancy, by=by)
    with house.acting("psychologist") as by:
        generate_kit(opportunity_id=house.vacancy, by=by)


def test_focus_is_what_the_evidence_leaves_open(house: House) -> None:
    _application, person = house.applicant()
    contact, cash = house.skills["customer_contact"], house.skills["cash_handling"]

    def measure(concept: uuid.UUID, error: float, kind: str = Kind.INSTRUMENT_RESULT) -> None:
        one = Measurement(concept_id=concept, kind=kind, value=0.4, standard_error=error, unit="sd")
        record_evidence(person_id=person, measurements=[one], source="test")

    def focus() -> list[tuple[uuid.UUID, str]]:
        return [(row.concept_id, row.reason) for row in focus_for(house.vacancy, person)]

    kit = house.kit()
    with house.acting():
        assert focus() == [(contact, "nothing"), (cash, "nothing")]
        measure(contact, 0.3, Kind.SELF_REPORT)  # what they say of themselves measures nothing
        measure(cash, 0.9)
        assert focus() == [(contact, "nothing"), (cash, "unsure")]
        measure(contact, 0.3)
        measure(cash, 0.5)
        assert focus() == []
        assert unasked(kit, focus_for(house.vacancy, person)) == []
