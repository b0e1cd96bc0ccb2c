"""The desk of a vacancy: who may do what, the text check, requirements, questions, steps, team, templates, needs, closing."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from maatwerk.apps.opportunities.models import Opportunity, Requirement
from maatwerk.apps.organisations.public import Role
from maatwerk.apps.skills.models import Concept
from maatwerk.apps.vacancies.models import (
    HiringTeamMember,
    Posting,
    Question,
    Requisition,
    Step,
    Vacancy,
    VacancyTemplate,
)
from maatwerk.apps.vacancies.queries import vacancy_of
from maatwerk.kernel.models import Event

pytestmark = pytest.mark.django_db
R, M, P, U, D = Role.RECRUITER, Role.MANAGER, Role.PSYCHOLOGIST, Role.AUDITOR, Role.ADMINISTRATOR
OPENING, SEEING = {R, D}, {R, M, P, U, D}
DESK, NEEDS = 21, 8  # questions to the database, whatever the number of rows


def test_another_managers_vacancy_is_no_page(employer):
    key = employer.publish()
    assert employer.client(M).get(f"{employer.at}vacancies/{key}/desk/").status_code == 404
    assert employer.client(U).get(f"{employer.at}vacancies/{key}/desk/").status_code == 200


def test_only_who_may_tell_everybody_is_led_there(employer):
    key = employer.publish()
    for role, is_led in ((R, True), (D, False)):
        page = employer.client(role).get(f"{employer.at}vacancies/{key}/desk/").text
        assert ("by one letter that you sign" in page) is is_led
        assert "Withdraw it" in page  # closing alone is open to both


def kept(employer, text, **changes):
    """Keep a vacancy that is not public yet; returns its key and a browser at its desk."""
    key = employer.publish(**changes)
    client = employer.client(D)
    client.post(f"{employer.at}vacancies/{key}/unpublish/")
    with employer.acting():
        Opportunity.objects.filter(pk=key).update(description=text)
    return key, client, f"{employer.at}vacancies/{key}/"


HARD = (
    "Je bent niet ouder dan 35 jaar. Wij zijn een jong team met lef. "
    "Je gaat de voorraad bijhouden en je rijdt met een heftruck."
)


def test_the_desk_says_what_the_text_does(employer):
    _key, client, at = kept(employer, HARD)
    page = client.get(at + "desk/").text
    assert "“niet ouder dan 35 jaar” distinguishes by age." in page
    assert "Words often tied to men: 1. To women: 0." in page
    assert "lef (1): speaks of contest" in page
    assert "driving a forklift truck" in page  # a skill the text names that is no requirement yet
    assert "stock keeping" in page


def test_a_ground_needs_a_reason_before_it_is_public(employer):
    key, client, at = kept(
        employer, "Je schenkt alcohol en je bent minimaal 18 jaar, want dat vraagt de Alcoholwet hier."
    )
    assert "look at what the text check found" in client.post(at + "publish/", follow=True).text
    assert not Posting.objects.filter(pk=key).exists()
    reason = {
        "ground": "age",
        "severity": "asked",
        "reason": "Artikel 20 van de Alcoholwet: 18 jaar om te schenken.",
    }
    assert client.post(at + "reason/", reason | {"reason": "wet"}).status_code == 422
    client.post(at + "reason/", reason)
    assert "is on the board" in client.post(at + "publish/", follow=True).text
    with employer.acting():
        assert Event.objects.filter(kind="vacancies.publication_refused").count() == 1
        assert Event.objects.get(kind="vacancies.exception_stated").data == {
            "ground": "age",
            "severity": "asked",
        }


def test_what_is_refused_takes_a_psychologist_or_administrator_and_some_takes_nobody(employer):
    key, client, at = kept(employer, HARD)
    given = {
        "ground": "age",
        "severity": "refused",
        "reason": "Pensioenontslag bij 35 jaar geldt hier volgens de cao.",
    }
    assert employer.client(R).post(at + "reason/", given).status_code == 403
    assert client.post(at + "reason/", given).status_code == 302
    for never in ("pay_history", "health", "pregnancy", "identity_number", "union", "nonsense"):
        assert client.post(at + "reason/", given | {"ground": never}).status_code == 422
    with employer.acting():
        assert set(Vacancy.objects.get(opportunity_id=key).exceptions) == {"age"}


def test_a_reason_for_what_is_only_asked_does_not_open_what_is_refused(employer):
    key, client, at = kept(employer, HARD)
    client.post(
        at + "reason/",
        {"ground": "age", "severity": "asked", "reason": "Ons team is nu eenmaal zo oud als het is."},
    )
    client.post(at + "publish/")
    assert not Posting.objects.filter(pk=key).exists()


def test_changing_a_public_vacancy_changes_the_board_if_it_may(employer, posted):
    key = employer.publish("Kok")
    client, at = employer.client(), f"{employer.at}vacancies/{key}/"
    fields = posted(client.get(at + "edit/").context["form"])
    answer = client.post(
        at + "edit/", fields | {"title": "Chef-kok", "pay_low": "3000", "pay_high": "3600"}, follow=True
    )
    assert "Kept, and on the board." in answer.text
    public = Posting.objects.get(pk=key)
    assert (public.title, public.pay_low_cents) == ("Chef-kok", 300_000)
    bad = "Wij zoeken uitsluitend mannen voor dit werk, want er wordt hier veel getild op een dag."
    answer = client.post(at + "edit/", fields | {"description": bad}, follow=True)
    assert "the board still shows how it was" in answer.text
    assert Posting.objects.get(pk=key).title == "Chef-kok"


def test_a_requirement_has_a_level_and_a_weight_with_its_reason(employer):
    key = employer.publish()
    client, page = employer.client(), f"{employer.at}vacancies/{key}/requirements/"
    wish = {"concept_id": "skill:forklift", "need": "essential", "justification": "De pallets staan op drie meter hoogte.",
            "level": "3", "weight": "2"}  # fmt: skip
    assert client.post(page, wish | {"weight": "9"}).status_code == 422
    assert client.post(page, wish | {"justification": ""}).status_code == 422
    client.post(page, wish)
    with employer.acting():
        concept = Concept.objects.get(key="forklift")  # adopted, with its other words
        made = Requirement.objects.get(concept=concept)
    assert (made.level, made.weight, made.need) == (3.0, 2.0, "essential")
    assert "reachtruck" in concept.alt_labels_nl
    assert "counts 2 times" in client.get(page).text
    assert {
        "label": "heftruck rijden",
        "need": "essential",
        "why": wish["justification"],
        "uri": "",
    } in Posting.objects.get().requirements
    one = f"{page}{concept.pk}/"
    client.post(
        one,
        {"need": "learnable", "justification": "Je haalt het certificaat hier.", "level": "", "weight": "1"},
    )
    with employer.acting():
        made.refresh_from_db()
        logged = Event.objects.get(kind="opportunities.requirement_changed").data
    assert (made.need, made.level, made.weight) == ("learnable", None, 1.0)
    assert logged["before"] == {"need": "essential", "level": 3.0, "weight": 2.0}
    client.post(one, {"drop": "1"})
    assert "heftruck" not in str(Posting.objects.get().requirements)


def test_questions_are_added_and_taken_out(employer):
    key = employer.publish()
    client, page = employer.client(), f"{employer.at}vacancies/{key}/questions/"
    wish = {
        "kind": "choice",
        "text": "Welke dag werk je het liefst?",
        "choices": "maandag\nzaterdag",
        "is_required": "on",
    }
    assert client.post(page, wish | {"choices": "maandag"}).status_code == 422
    for _ in range(2):  # a page that is sent twice asks it once
        client.post(page, wish)
    assert Posting.objects.get().questions[-1]["choices"] == ["maandag", "zaterdag"]
    assert len(Posting.objects.get().questions) == 2
    refused = client.post(page, {"kind": "short_text", "text": "Wat verdiende je bij je vorige baan?"})
    assert refused.status_code == 422
    assert "what somebody earned before" in refused.text
    with employer.acting():
        first = Question.objects.order_by("position").first().pk
    client.post(f"{page}{first}/drop/")
    assert [one["text"] for one in Posting.objects.get().questions] == ["Welke dag werk je het liefst?"]


def test_steps_follow_the_order_of_the_procedure(employer, posted):
    key = employer.publish()
    client, page = employer.client(), f"{employer.at}vacancies/{key}/steps/"
    fields = posted(client.get(page).context["form"])
    turned = fields | {"stage_1": "offer", "stage_2": "applied"}
    assert client.post(page, turned).status_code == 422
    none = {name: "" if name.startswith("label") else value for name, value in fields.items()}
    assert client.post(page, none).status_code == 422
    client.post(page, fields | {"label_1": "We lezen alles", "days_1": "2"})
    with employer.acting():
        assert Step.objects.values_list("label", "expected_days").get(position=0) == ("We lezen alles", 2)
    assert Posting.objects.get().steps[0] == {"stage": "applied", "label": "We lezen alles", "days": 2}


def test_the_team_always_has_a_recruiter_and_a_manager(employer):
    key = employer.publish()
    client, page = employer.client(), f"{employer.at}vacancies/{key}/team/"
    manager = {"user_id": str(employer.people[M].pk), "task": "manager"}
    boss = {"user_id": str(employer.boss.user_id), "task": "manager", "leave": "1"}
    assert client.post(page, boss).status_code == 409
    client.post(page, manager)
    client.post(page, manager)  # twice is once
    assert client.post(page, boss).status_code == 302
    with employer.acting():
        assert list(HiringTeamMember.objects.filter(task="manager").values_list("user_id", flat=True)) == [
            employer.people[M].pk
        ]
    assert employer.client(M).get(f"{employer.at}vacancies/{key}/desk/").status_code == 200


def test_a_template_begins_the_next_vacancy_of_its_kind(employer):
    key = employer.publish("Kok")
    client = employer.client()
    client.post(f"{employer.at}vacancies/{key}/requirements/", {
        "concept_id": "skill:teamwork", "need": "essential", "justification": "De keuken en de bediening wachten op elkaar.",
        "level": "", "weight": "1",
    })  # fmt: skip
    page = f"{employer.at}vacancies/{key}/template/"
    client.post(page, {"name": "Kok, zoals in mei", "is_default": "on"})
    assert client.post(page, {"name": "Kok, zoals in mei"}).status_code == 409
    second = employer.publish("Kok")
    with employer.acting():
        assert (
            VacancyTemplate.objects.get().content["terms"].keys().isdisjoint({"pay_low_cents", "apply_until"})
        )
        keys = set(Requirement.objects.filter(opportunity_id=second).values_list("concept__key", flat=True))
    assert "teamwork" in keys


def test_any_template_can_begin_a_vacancy_with_all_that_lasts(employer, posted):
    key = employer.publish(
        "Kok", description="Je kookt elke dag voor tachtig gasten, met twee collega's naast je."
    )
    client = employer.client()
    for text in ("Wat kook je thuis het liefst?", "Wanneer kun je beginnen?", "Welke keuken ken je?"):
        client.post(
            f"{employer.at}vacancies/{key}/questions/",
            {"kind": "short_text", "text": text, "is_required": "on"},
        )
    client.post(f"{employer.at}vacancies/{key}/template/", {"name": "Kok aan zee"})
    with employer.acting():
        template = VacancyTemplate.objects.get().pk
        asked = [one["text"] for one in VacancyTemplate.objects.get().content["questions"]]
    assert len(asked) > 3, "some that the page has no room for"
    page = f"{employer.at}vacancies/new/?template={template}"
    form = client.get(page).context["form"]
    assert form["description"].value().startswith("Je kookt elke dag")
    assert (form["pay_low"].value(), form["job_family"].value()) == (None, "Kok")
    fields = posted(form) | {"place": "Utrecht", "pay_low": "2600", "pay_high": "2900"}
    done = client.post(page, fields | {"draft": "1"})
    second = done["Location"].rsplit("/desk/", 1)[0].rsplit("/", 1)[1]
    with employer.acting():
        rows = Question.objects.filter(opportunity_id=second).order_by("position")
        assert list(rows.values_list("text", flat=True)) == asked
        assert not vacancy_of(uuid.UUID(second)).is_public
    client.post(f"{employer.at}vacancies/templates/{template}/", {"drop": "1"})
    gone = client.post(page, fields | {"title": "Kok, later"})
    assert (gone.status_code, "no longer there" in gone.text) == (422, True)
    again = client.post(page, posted(gone.context["form"]))
    assert again.status_code == 302, "what was filled in goes on without the template"
    assert client.get(f"{employer.at}vacancies/new/?template=nonsense").status_code == 200
    assert client.get(f"{employer.at}vacancies/new/?template={key}").status_code == 404


def test_templates_are_chosen_and_dropped(employer):
    key = employer.publish("Kok")
    client = employer.client()
    for name in ("Kok aan zee", "Kok in de stad"):
        client.post(f"{employer.at}vacancies/{key}/template/", {"name": name, "is_default": "on"})
    with employer.acting():
        first, second = VacancyTemplate.objects.order_by("name").values_list("pk", flat=True)
    page = f"{employer.at}vacancies/templates/"

    def defaults() -> list[str]:
        return [row.name for row in client.get(page).context["rows"] if row.is_default]

    assert defaults() == ["Kok in de stad"]
    client.post(f"{page}{first}/", {"default": "1"})
    assert defaults() == ["Kok aan zee"]
    client.post(f"{page}{first}/", {"none": "1"})
    assert defaults() == []
    client.post(f"{page}{second}/", {"drop": "1"})
    assert [row.name for row in client.get(page).context["rows"]] == ["Kok aan zee"]
    assert client.post(f"{page}{second}/", {"drop": "1"}).status_code == 404
    assert employer.client(M).get(page).status_code == 403


def test_a_need_is_approved_by_another_and_caps_the_pay(employer, posted):
    asker, manager = employer.client(R), employer.client(M)
    wish = {"title": "Bakker", "job_family": "Bakker", "reason": "growth", "why": "De nieuwe oven vraagt een tweede bakker.",
            "people": "1", "pay_most": "3000", "pay_period": "month"}  # fmt: skip
    assert asker.post(f"{employer.at}vacancies/needs/", wish | {"why": "druk"}).status_code == 422
    for _ in range(2):
        asker.post(f"{employer.at}vacancies/needs/", wish)
    with employer.acting():
        need = Requisition.objects.get().pk  # one, however often the page was sent
    at = f"{employer.at}vacancies/needs/{need}/"
    assert asker.post(at + "open/").status_code == 409  # not approved yet
    assert manager.post(at + "answer/", {"refuse": "1"}).status_code == 422  # a no has a reason
    manager.post(at + "answer/", {"approve": "1"})
    assert manager.post(at + "answer/", {"approve": "1"}).status_code == 409
    asker.post(at + "open/")
    assert asker.post(at + "open/").status_code == 409  # one person, one vacancy
    with employer.acting():
        key = Vacancy.objects.get().opportunity_id
    page = f"{employer.at}vacancies/{key}/edit/"
    fields = posted(asker.get(page).context["form"])
    refused = asker.post(page, fields | {"pay_low": "2800", "pay_high": "3100"})
    assert "more than was approved" in refused.text
    assert asker.post(page, fields | {"pay_low": "2800", "pay_high": "3000"}).status_code == 302


def test_who_asked_does_not_approve(employer):
    manager = employer.client(M)
    manager.post(f"{employer.at}vacancies/needs/", {
        "title": "Bakker", "job_family": "Bakker", "reason": "growth", "why": "De nieuwe oven vraagt een tweede bakker.",
        "people": "1", "pay_most": "3000", "pay_period": "month",
    })  # fmt: skip
    with employer.acting():
        need = Requisition.objects.get().pk
    assert manager.post(f"{employer.at}vacancies/needs/{need}/answer/", {"approve": "1"}).status_code == 403


def test_closing_asks_how_and_moves_nobody(employer):
    key = employer.publish()
    client, page = employer.client(), f"{employer.at}vacancies/{key}/close/"
    assert client.post(page, {"state": "open"}).status_code == 422
    assert "closed and off the board" in client.post(page, {"state": "filled"}, follow=True).text
    assert not Posting.objects.filter(pk=key).exists()
    assert client.post(page, {"state": "filled"}).status_code == 409


@pytest.mark.parametrize("rows", [1, 3])
def test_pages_ask_the_database_the_same_number_of_questions(employer, rows):
    key = employer.publish()
    client = employer.client()
    for number in range(rows - 1):
        employer.publish(f"Bakker {number}")
        client.post(
            f"{employer.at}vacancies/{key}/team/",
            {"user_id": str(employer.people[list(Role)[number]].pk), "task": "interviewer"},
        )
    for number in range(rows):
        client.post(f"{employer.at}vacancies/needs/", {
            "title": f"Bakker {number}", "job_family": "Bakker", "reason": "growth", "why": "De oven vraagt een bakker erbij.",
            "people": "1", "pay_most": "3000", "pay_period": "month",
        })  # fmt: skip
    counted = {}
    for path in (f"vacancies/{key}/desk/", "vacancies/needs/"):
        client.get(employer.at + path)
        with CaptureQueriesContext(connection) as asked:
            client.get(employer.at + path)
        counted[path.rsplit("/", 2)[-2]] = len(
            [one for one in asked if not one["sql"].startswith(("SAVEPOINT", "RELEASE"))]
        )
    assert counted == {"desk": DESK, "needs": NEEDS}
