"""The register's pages over HTTP: state, sheet, plan, council, stop, review, risk, and how many questions the lists ask."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from factories import loop
from factories.organisations import client_of, make_member
from maatwerk.apps.organisations.public import Role
from maatwerk.apps.register.models import ChangePlan, Component, Review
from maatwerk.apps.register.operations import reviewing
from maatwerk.apps.register.public import RiskStated, hold_review, keep_risk, plan_review, reviews, risks
from maatwerk.kernel.refusals import Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def world() -> loop.World:
    return loop.make_world()


def client(world: loop.World, role: Role):
    return client_of(make_member(world.member.organisation.id, role))


def at(world: loop.World, path: str) -> str:
    return f"/o/{world.member.organisation.slug}/{path}"


def test_a_model_is_stated_bounded_and_settled_by_three_people(world):
    page = at(world, f"register/components/model-{world.family_id}/")
    psychologist = client(world, Role.PSYCHOLOGIST)
    assert "Without a plan in force no version goes live" in psychologist.get(page).text
    owner = str(world.member.user_id)
    wrong = {"purpose": "Ranks people.", "ground": "none", "profiles_people": "yes", "owner_id": owner}
    answer = psychologist.post(page + "statement/", wrong)
    assert (answer.status_code, "high-risk whatever else" in answer.text) == (422, True)
    psychologist.post(page + "statement/", wrong | {"ground": "4a"})
    with world.acting():
        assert Component.objects.get(object_id=world.family_id).purpose == "Ranks people."
    model = at(world, f"register/models/{world.family_id}/")
    assert psychologist.post(model + "sheet/", {"origin": "Files"}).status_code == 422
    sheet = {"origin": "Files", "original_purpose": "Payroll", "gaps": "Some", "bias_check": "By sex"}
    assert "Payroll" in psychologist.post(model + "sheet/", sheet, follow=True).text
    assert "Before a model advises" in psychologist.get(page).text
    done = {"overseers": "Two recruiters", "overseers_on": "2026-09-14", "workers": "A meeting", "workers_on": "2026-09-14",
            "assessment": "DPIA 1", "assessment_on": "2026-09-14", "is_public_service": "yes"}  # fmt: skip
    assert psychologist.post(model + "preparation/", done).status_code == 422
    done |= {"rights": "Rights weighed", "rights_on": "2026-09-14"}
    assert "Rights weighed" in psychologist.post(model + "preparation/", done, follow=True).text
    plan = {"largest_move": "0.3", "least_people": "50", "verdicts": ["established"], "may_enter": ["luck"],
            "reason": "Small steps."}  # fmt: skip
    said = psychologist.post(model + "plan/", plan, follow=True).text
    assert "waits for approval" in said
    assert "Luck" in said
    with world.acting():
        key = ChangePlan.objects.get().pk
    analyst = client(world, Role.ANALYST)
    assert analyst.post(at(world, f"register/plans/{key}/approve/")).status_code == 403
    psychologist.post(at(world, f"register/plans/{key}/approve/"))
    auditor = client(world, Role.AUDITOR)
    council = {"answer": "consent", "reason": "Letter of 3 May."}
    assert "In force" in auditor.post(at(world, f"register/plans/{key}/council/"), council, follow=True).text


def test_the_button_stops_a_vacancy_and_the_page_says_who_and_why(world):
    vacancy = loop.make_vacancy(world)
    recruiter = client(world, Role.RECRUITER)
    page = at(world, f"vacancies/{vacancy}/")
    button = at(world, f"register/stops/vacancies/{vacancy}/")
    with world.acting():
        assert button in client_of_all(world).get(page).text
    everybody = client_of_all(world)
    assert everybody.post(button, {"reason": " "}).status_code == 422
    assert (
        "The questions leaked."
        in everybody.post(button, {"reason": "The questions leaked."}, follow=True).text
    )
    assert "stopped the advice here" in everybody.get(page).text
    refused = everybody.post(page + "advice/")
    assert (refused.status_code, "Advice is stopped here" in refused.text) == (409, True)
    listed = recruiter.get(at(world, "register/stops/")).text
    assert "Let it go on" not in listed
    resume = re.search(r'href="([^"]+/resume/)"', everybody.get(at(world, "register/stops/")).text).group(1)
    assert recruiter.post(resume, {"reason": "I think so."}).status_code == 403
    everybody.post(resume, {"reason": "New questions."})
    assert "stopped the advice here" not in everybody.get(page).text
    assert "New questions." in recruiter.get(at(world, "register/stops/")).text


def client_of_all(world):
    from maatwerk.apps.organisations.public import User

    return client_of(User.objects.get(pk=world.member.user_id))


def test_reviews_come_back_are_late_on_the_start_page_and_remind_by_mail(world, monkeypatch):
    letters = []
    monkeypatch.setattr(reviewing, "send_later", lambda **letter: letters.append(letter))
    administrator = client(world, Role.ADMINISTRATOR)
    page = at(world, "register/reviews/access/")
    owner = str(world.member.user_id)
    seldom = {"owner_id": owner, "interval_months": "30", "next_on": "2030-01-01"}
    assert "At least every 12 months." in administrator.post(page, seldom).text
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    administrator.post(page, seldom | {"interval_months": "6", "next_on": yesterday.isoformat()})
    assert "Reviews overdue" in administrator.get(at(world, "")).text
    with world.acting() as member:
        review = Review.objects.get()
        reviewing.remind(review.pk, due_on=yesterday)
        reviewing.remind(review.pk, due_on=dt.date(2001, 1, 1))  # the day was moved meanwhile
        assert [letter["to"] for letter in letters] == [member.email]
        assert "was due on" in letters[0]["body"]
        with pytest.raises(Refusal, match="what you found"):
            hold_review(review_id=review.pk, outcome=" ", by=member)
    administrator.post(page + "held/", {"outcome": "One old account removed."})
    assert "Reviews overdue" not in administrator.get(at(world, "")).text
    with world.acting():
        row = next(found for found in reviews() if found.subject == "access")
        assert (row.is_overdue, row.last_outcome) == (False, "One old account removed.")
        assert row.next_on == reviewing.months_later(timezone.localdate(), 6)
    assert mail.outbox == []


def test_risks_are_kept_and_what_is_missing_stands_on_top(world):
    administrator = client(world, Role.ADMINISTRATOR)
    owner = str(world.member.user_id)
    complete = {
        "hazard": "Leaks",
        "misuse": "Sharing",
        "mitigation": "Forms",
        "test": "T1",
        "owner_id": owner,
    }
    administrator.post(at(world, "register/risks/new/"), complete)
    administrator.post(at(world, "register/risks/new/"), {"hazard": "Drift", "owner_id": owner})
    with world.acting():
        assert [(row.hazard, row.is_linked) for row in risks()] == [("Drift", False), ("Leaks", True)]
        drift = risks()[0]
    changed = {"hazard": "Drift", "mitigation": "Learn", "test": "T2", "owner_id": owner}
    administrator.post(at(world, f"register/risks/{drift.id}/"), changed)
    with world.acting():
        assert all(row.is_linked for row in risks())


@pytest.mark.parametrize("path", ["register/", "register/risks/", "register/reviews/", "register/stops/"])
def test_lists_ask_as_often_for_three_rows_as_for_one(world, path):
    auditor = client(world, Role.AUDITOR)

    def questions() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert auditor.get(at(world, path)).status_code == 200
        return len(asked)

    def add() -> None:
        from maatwerk.apps.advice.public import stop_vacancy
        from maatwerk.apps.evidence.public import ensure_instrument

        number = add.number = add.number + 1
        vacancy = loop.make_vacancy(world)
        with world.acting() as member:
            keep_risk(risk=RiskStated(hazard="x", owner_id=member.user_id), by=member)
            ensure_instrument(key=f"test-{number}", version="1", name=f"Test {number}")
            stop_vacancy(opportunity_id=vacancy, reason="x", by=member)
            subject = ("access", "policies", "retention")[number - 1]
            hold_review(
                review_id=plan_review(subject=subject, owner_id=member.user_id, by=member),
                outcome="x",
                by=member,
            )

    add.number = 0
    add()
    questions()  # what is asked once per process
    one = questions()
    add()
    add()
    assert questions() == one
