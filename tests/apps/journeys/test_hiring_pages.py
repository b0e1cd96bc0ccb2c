"""Vacancies, applicants and decisions over HTTP: what each changes, and what is refused."""

import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from maatwerk.apps.applications.models import Application, Decision, OwnView
from maatwerk.apps.evidence.public import evidence_for_selection
from maatwerk.apps.journeys import shortlists
from maatwerk.apps.opportunities.models import Opportunity, Requirement
from maatwerk.apps.organisations.models import Organisation
from maatwerk.apps.organisations.public import Role

pytestmark = pytest.mark.django_db
VACANCIES, SHORTLIST = 13, 20  # questions to the database, whatever the number of rows
REASON = "Clear story, and the trial day went well."


def applications_of(company):
    with company.world.acting():
        return list(Application.objects.order_by("applied_at", "id"))


# -- vacancies


def kept(company, **changes):
    """Open a vacancy on the page of vacancies, without anybody outside seeing it."""
    client = company.client(Role.RECRUITER)
    fields = {
        bound.html_name: "" if bound.value() is None else bound.value()
        for bound in client.get(f"{company.at}vacancies/new/").context["form"]
    }
    wish = {"title": "Work", "manager": str(company.people[Role.MANAGER].pk), "draft": "1"}
    return client.post(f"{company.at}vacancies/new/", fields | wish | changes, follow=True)


def test_a_vacancy_that_is_kept_shows_to_its_manager(company):
    answer = kept(company, title="Packer, nights", job_family="order_pickers", place="Ede")
    assert "“Packer, nights” is kept" in answer.text
    with company.world.acting():
        made = Opportunity.objects.select_related("job_family").get(title="Packer, nights")
    assert made.job_family.name == "Order pickers"
    assert "Packer, nights" in company.client(Role.MANAGER).get(f"{company.at}vacancies/").text


def test_a_vacancy_without_a_title_is_refused_and_keeps_what_was_filled_in(company):
    answer = company.client(Role.RECRUITER).post(f"{company.at}vacancies/new/", {"job_family": "packers"})
    assert answer.status_code == 422
    assert 'value="packers"' in answer.text
    with company.world.acting():
        assert not Opportunity.objects.exists()


def test_two_spellings_of_the_same_kind_of_work_are_one(company):
    for name in ("order_pickers", "Order pickers", " order pickers "):
        kept(company, job_family=name)
    with company.world.acting():
        assert Opportunity.objects.filter(title="Work").values("job_family").distinct().count() == 1


def test_another_managers_vacancy_is_no_page_at_all(company):
    vacancy = company.vacancy()  # its manager is the member with every role
    manager = company.client(Role.MANAGER)
    assert "Packer" not in manager.get(f"{company.at}vacancies/").text
    assert manager.get(f"{company.at}vacancies/{vacancy}/").status_code == 404
    key = company.applicant(vacancy)
    assert manager.get(f"{company.at}applications/{key}/").status_code == 404
    assert manager.post(f"{company.at}applications/{key}/decision/").status_code == 404


# -- applicants


def test_somebody_is_entered_once(company):
    vacancy = company.vacancy()
    client = company.client(Role.RECRUITER)
    path = f"{company.at}vacancies/{vacancy}/applicants/new/"
    answer = client.post(
        path, {"name": "Bo Smit", "email": "bo@example.org", "source": "a friend"}, follow=True
    )
    assert "Bo Smit" in answer.text
    assert "Source: a friend" in answer.text
    assert len(applications_of(company)) == 1
    assert client.post(path, {"name": ""}).status_code == 422
    assert len(applications_of(company)) == 1


def test_a_file_needs_a_history_to_be_understood(company):
    vacancy = company.vacancy()
    file = SimpleUploadedFile("people.csv", b"patience\n50\n")
    answer = company.client(Role.RECRUITER).post(
        f"{company.at}vacancies/{vacancy}/applicants/file/", {"file": file}
    )
    assert answer.status_code == 422
    assert "Import one first." in answer.text
    assert applications_of(company) == []


PEOPLE = """
[history]
name = "Pickers"
job_family = "order_pickers"
sampling = "everyone_hired"
[person]
key = ["number"]
[outcome]
tenure = "months"
unit = "months"
left_column = "left"
left = ["1"]
still = ["0"]
[evidence.patience]
construct = "patience"
label = { en = "Patience", nl = "Geduld" }
kind = "instrument_result"
instrument = "Battery"
version = "1"
min = 0
max = 100
"""


def test_a_file_may_say_who_people_are_and_their_names_stay_out_of_the_evidence(company, monkeypatch):
    monkeypatch.setattr("maatwerk.apps.journeys.views.vacancies.newest_mapping", lambda family: PEOPLE)
    vacancy = company.vacancy()
    client = company.client(Role.RECRUITER)
    path = f"{company.at}vacancies/{vacancy}/applicants/file/"
    assert "<code>patience</code>" in client.get(path).text
    lines = "number;Naam;E-mail;patience\n1;Ada Jansen;ada@example.org;61,5\n2;;;44\n"
    answer = client.post(path, {"file": SimpleUploadedFile("people.csv", lines.encode())}, follow=True)
    assert "2 applicants are in." in answer.text
    assert "Ada Jansen" in answer.text
    assert len(re.findall(r"P-[0-9A-F]{6}", answer.text)) == 1  # who gave no name
    people = [row.person_id for row in applications_of(company)]
    with company.world.acting():
        assert sorted(row.value for row in evidence_for_selection(people)) == [44.0, 61.5]


def test_a_column_that_nobody_knows_is_refused_by_name(company, monkeypatch):
    monkeypatch.setattr("maatwerk.apps.journeys.views.vacancies.newest_mapping", lambda family: PEOPLE)
    vacancy = company.vacancy()
    file = SimpleUploadedFile("people.csv", b"number,shoe size,patience\n1,44,50\n")
    answer = company.client(Role.RECRUITER).post(
        f"{company.at}vacancies/{vacancy}/applicants/file/", {"file": file}
    )
    assert answer.status_code == 422
    assert "shoe size" in answer.text
    assert applications_of(company) == []


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.PSYCHOLOGIST])
def test_who_checks_the_work_reads_no_names(company, role):
    vacancy = company.vacancy()
    key = company.applicant(vacancy, "Ada Jansen")
    assert "Ada Jansen" in company.client(Role.RECRUITER).get(f"{company.at}vacancies/{vacancy}/").text
    client = company.client(role)
    for path in (f"vacancies/{vacancy}/", f"applications/{key}/"):
        page = client.get(company.at + path)
        assert page.status_code == 200
        assert "Ada Jansen" not in page.text
        assert "P-" in page.text


# -- one application


def test_evidence_shows_with_its_instrument(company):
    key = company.applicant(company.vacancy(), patience=61.25)
    page = company.client(Role.RECRUITER).get(f"{company.at}applications/{key}/")
    assert "Battery" in page.text
    assert "61.3" in page.text
    assert 'id="evidence-patience"' in page.text
    dutch = company.client(Role.RECRUITER, "nl").get(f"{company.at}applications/{key}/")
    assert "61,3" in dutch.text


def test_a_decision_moves_the_application_and_keeps_the_reason(company):
    key = company.applicant(company.vacancy())
    client = company.client(Role.RECRUITER)
    fields = {"choice": "advance", "reason": REASON, "deviation": ""}
    answer = client.post(f"{company.at}applications/{key}/decision/", fields, follow=True)
    assert "Advance: from applied to assessed" in answer.text
    assert REASON in answer.text
    assert applications_of(company)[0].stage == "assessed"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"choice": "hire", "reason": "ok"}, "Give your own reason"),
        ({"choice": "hire", "reason": ""}, "required"),
        ({"choice": "promote", "reason": REASON}, "promote"),
    ],
)
def test_a_decision_without_a_choice_or_a_reason_changes_nothing(company, fields, sentence):
    key = company.applicant(company.vacancy())
    answer = company.client(Role.RECRUITER).post(f"{company.at}applications/{key}/decision/", fields)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert applications_of(company)[0].stage == "applied"
    with company.world.acting():
        assert not Decision.objects.exists()


def test_nothing_can_be_decided_after_the_end(company):
    key = company.applicant(company.vacancy())
    client = company.client(Role.RECRUITER)
    path = f"{company.at}applications/{key}/decision/"
    assert client.post(path, {"choice": "reject", "reason": REASON}).status_code == 422  # has its own page
    as_of = applications_of(company)[0].stage_since.isoformat()
    wish = {"kind": "other", "reason": REASON, "as_of": as_of, "language": "en"}
    assert client.post(f"{company.at}applications/{key}/reject/", wish).status_code == 302
    page = client.get(f"{company.at}applications/{key}/")
    assert 'id="decide"' not in page.text
    assert client.post(path, {"choice": "hire", "reason": REASON}).status_code == 422
    assert applications_of(company)[0].stage == "rejected"


def test_the_own_view_comes_before_the_advice_where_the_organisation_wants_that(company):
    with company.world.acting():
        Organisation.objects.update(own_view_first=True)
    key = company.applicant(company.vacancy())
    client = company.client(Role.RECRUITER)
    path = f"{company.at}applications/{key}/own-view/"
    assert "everybody forms an own view" in client.get(f"{company.at}applications/{key}/").text
    assert client.post(path, {"opinion": 9, "note": "Good on the phone."}).status_code == 422
    assert client.post(path, {"opinion": 4, "note": "Good on the phone."}).status_code == 302
    page = client.get(f"{company.at}applications/{key}/")
    assert "Good on the phone." in page.text
    assert "Probably" in page.text
    with company.world.acting():
        assert OwnView.objects.get().opinion == 4


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_ask_the_database_the_same_number_of_questions(company, rows):
    vacancy = company.vacancy()
    for number in range(1, rows):
        company.vacancy()
        company.applicant(vacancy, f"Person {number}")
    company.applicant(vacancy)
    client = company.client(Role.RECRUITER)
    counted = {}
    for path in ("vacancies/", f"vacancies/{vacancy}/"):
        client.get(company.at + path)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(company.at + path).status_code == 200
        counted[path.count("/")] = len(asked)
    assert counted == {1: VACANCIES, 2: SHORTLIST}


# -- what the work asks


def test_many_applicants_stand_on_pages_best_group_first_and_nobody_is_left_out(company, monkeypatch):
    vacancy = company.vacancy()
    for name in ("Ada", "Bo", "Cas", "Dee", "Eva"):
        company.applicant(vacancy, name=name)
    ada, bo, _cas, dee, eva = (one.person_id for one in applications_of(company))
    advice = {person: uuid.uuid4() for person in (ada, bo, dee)}
    monkeypatch.setattr(shortlists, "PEOPLE_SHOWN", 2)
    monkeypatch.setattr(shortlists, "advice_keys", lambda _vacancy: advice | {eva: uuid.uuid4()})
    ranking = {advice[dee]: 1, advice[bo]: 2, advice[ada]: 2}
    monkeypatch.setattr(shortlists, "_bands_of", lambda _vacancy: ranking)
    client, seen = company.client(Role.RECRUITER), []
    for number in (1, 2, 3):
        page = client.get(f"{company.at}vacancies/{vacancy}/?page={number}")
        shortlist = page.context["shortlist"]
        assert shortlist.ranked == 2
        seen.append([(one.position, [row.name for row in one.rows]) for one in shortlist.bands])
        assert f"{2 * number - 1} to {min(5, 2 * number)} of 5" in page.text
    # within a group by name; who has no place in the ranking comes last, in order of arrival
    assert seen == [[(1, ["Dee"]), (2, ["Ada"])], [(2, ["Bo"]), (0, ["Cas"])], [(0, ["Eva"])]]


def test_a_requirement_is_stated_once_with_its_reason(company):
    vacancy = company.vacancy()
    page = f"{company.at}vacancies/{vacancy}/requirements/"
    client = company.client(Role.RECRUITER)
    wish = {
        "concept_id": str(company.world.concepts["patience"]),
        "need": "essential",
        "justification": "On Mondays thirty callers wait in line.",
    }
    assert "Nothing was stated yet" in client.get(page).text
    answer = client.post(page, wish, follow=True)
    assert "On Mondays thirty callers wait in line." in answer.text
    assert client.post(page, wish).status_code == 422
    assert client.post(page, wish | {"justification": " "}).status_code == 422
    with company.world.acting():
        assert Requirement.objects.get().justification == wish["justification"]


def test_who_does_not_open_vacancies_reads_what_they_ask(company):
    page = f"{company.at}vacancies/{company.vacancy()}/requirements/"
    client = company.client(Role.PSYCHOLOGIST)
    assert "Add a requirement" not in client.get(page).text
    assert client.post(page, {}).status_code == 403
