"""Questions about people at work, one by one and many at once: what is recorded, and what is refused whole."""

import csv
import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from maatwerk.apps.applications.public import Choice, decide
from maatwerk.apps.journeys.public import record_answers
from maatwerk.apps.organisations.public import Role
from maatwerk.apps.outcomes.models import FollowUp, Outcome
from maatwerk.kernel.models import Event
from maatwerk.ui import formats

pytestmark = pytest.mark.django_db
LIST_QUERIES = 13  # questions to the database, whatever the number of rows
HELPER = {"reason_code": "", "reason_note": "", "separated_on": "", "missing_reason": "", "performance": ""}


@pytest.fixture
def hire(company):
    """Hire somebody 100 days ago, so that the first question is due."""
    vacancy = company.vacancy()

    def make(name: str = "Ada Jansen"):
        key = company.applicant(vacancy, name)
        with company.world.acting() as member:
            decide(
                application_id=key,
                choice=Choice(choice="hire", reason="A good trial day."),
                by=member,
                started_on=timezone.localdate() - dt.timedelta(days=100),
            )
            return FollowUp.objects.filter(months=3).order_by("-pk").first().pk

    return make


def outcomes(company):
    with company.world.acting():
        return list(Outcome.objects.order_by("recorded_at", "id"))


def everybody(company):
    """The member with every role is the manager who is asked; an administrator sees all questions."""
    return company.client(Role.ADMINISTRATOR)


# -- one by one


def test_an_answer_is_recorded_with_whether_the_advice_was_seen(company, hire):
    key = hire()
    client = everybody(company)
    path = f"{company.at}follow-ups/{key}/"
    page = client.get(path)
    assert "How is Ada Jansen doing?" in page.text
    assert "60" not in page.context["form"].as_p()
    answer = client.post(path, HELPER | {"still_here": "yes", "performance": "4"}, follow=True)
    assert "Your answer makes the next advice better." in answer.text
    (found,) = outcomes(company)
    assert (found.still_here, found.performance, found.rater_saw_advice) == (True, 4.0, False)
    assert client.post(path, HELPER | {"still_here": "yes"}).status_code in {409, 422}  # an answer is final
    assert len(outcomes(company)) == 1


def test_who_left_has_a_last_day_and_a_reason(company, hire):
    key = hire()
    path = f"{company.at}follow-ups/{key}/"
    client = everybody(company)
    assert client.post(path, HELPER | {"still_here": "no"}).status_code == 422
    left = HELPER | {"still_here": "no", "separated_on": str(timezone.localdate() - dt.timedelta(days=10))}
    assert client.post(path, left).status_code == 422
    assert outcomes(company) == []
    assert client.post(path, left | {"reason_code": "own_choice"}).status_code == 302
    (found,) = outcomes(company)
    assert (found.still_here, found.voluntary) == (False, True)


def test_not_knowing_needs_a_reason_too(company, hire):
    path = f"{company.at}follow-ups/{hire()}/"
    client = everybody(company)
    assert client.post(path, HELPER | {"still_here": "unknown"}).status_code == 422
    assert (
        client.post(path, HELPER | {"still_here": "unknown", "missing_reason": "Other team."}).status_code
        == 302
    )
    assert outcomes(company)[0].missing_reason == "Other team."


def test_a_question_put_to_somebody_else_is_no_page(company, hire):
    path = f"{company.at}follow-ups/{hire()}/"
    manager = company.client(Role.MANAGER)
    assert manager.get(path).status_code == 404
    assert manager.post(path, HELPER | {"still_here": "yes"}).status_code == 404
    assert outcomes(company) == []


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_database_the_same_number_of_questions(company, hire, rows):
    for number in range(rows):
        hire(f"Person {number}")
    client = everybody(company)
    client.get(f"{company.at}follow-ups/")
    with CaptureQueriesContext(connection) as asked:
        page = client.get(f"{company.at}follow-ups/")
    assert page.text.count("Answer about") == rows
    assert len(asked) == LIST_QUERIES


def test_who_left_before_the_day_of_the_question_is_told_about_at_once_and_nothing_else_is(company, hire):
    hire()
    client = everybody(company)
    page = client.get(f"{company.at}follow-ups/")
    assert page.text.count("Ada Jansen left") == 1  # the next question, not each of those to come
    with company.world.acting():
        later = FollowUp.objects.get(months=6)
    path = f"{company.at}follow-ups/{later.pk}/"
    assert "Did Ada Jansen leave?" in client.get(path).text
    assert client.post(path, HELPER | {"still_here": "yes", "performance": "5"}).status_code == 422
    assert outcomes(company) == []
    left = {"still_here": "no", "separated_on": str(timezone.localdate()), "reason_code": "own_choice"}
    assert client.post(path, HELPER | left).status_code == 302
    assert "Nothing to answer now" in client.get(f"{company.at}follow-ups/").text


# -- many at once


def downloaded(company):
    """Return the open questions as rows of the file that people get."""
    answer = everybody(company).get(f"{company.at}follow-ups/file/?download")
    assert "follow-ups.csv" in answer["Content-Disposition"]
    return list(csv.DictReader(io.StringIO(answer.text)))


def sent_back(company, rows, name="answers.csv"):
    """Send rows back as a file."""
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    file = SimpleUploadedFile(name, text.getvalue().encode())
    return everybody(company).post(f"{company.at}follow-ups/file/", {"file": file}, follow=True)


def test_a_filled_in_file_records_what_was_filled_in(company, hire):
    for name in ("Ada", "Bo", "Cas"):
        hire(name)
    rows = {row["person"]: row for row in downloaded(company)}
    assert set(rows) == {"Ada", "Bo", "Cas"}
    rows["Ada"] |= {"still_here": "ja", "performance": "4,0"}
    day = timezone.localdate() - dt.timedelta(days=5)
    rows["Bo"] |= {"still_here": "no", "last_day": str(day), "reason": "contract_ended"}
    answer = sent_back(company, list(rows.values()))
    assert "2 answers are in." in answer.text
    assert {found.still_here for found in outcomes(company)} == {True, False}
    assert [row["person"] for row in downloaded(company)] == ["Cas"]


def test_one_wrong_row_and_nothing_is_recorded_and_every_wrong_row_is_named(company, hire):
    for name in ("Ada", "Bo", "Cas", "Dee"):
        hire(name)
    rows = sorted(downloaded(company), key=lambda row: row["person"])
    rows[0] |= {"still_here": "yes"}
    rows[1] |= {"still_here": "perhaps"}
    rows[2] |= {"still_here": "yes", "performance": "9"}
    rows[3] |= {"follow_up": "7", "still_here": "yes"}
    answer = sent_back(company, rows)
    assert answer.status_code == 422
    assert "answers.csv, line 3: Column “still_here” must be yes or no. Got “perhaps”." in answer.text
    assert "answers.csv, line 4: The rating must lie on the scale of the job" in answer.text
    assert "answers.csv, line 5: There is no follow-up “7”." in answer.text
    assert "line 2" not in answer.text
    assert outcomes(company) == []


def test_another_file_is_refused_with_a_way_out(company, hire):
    hire()
    answer = sent_back(company, [{"name": "Ada", "here": "yes"}], name="other.csv")
    assert answer.status_code == 422
    assert "other.csv has no column “follow_up”. Download the open questions" in answer.text


def test_a_file_cannot_answer_a_question_put_to_somebody_else(company, hire):
    hire()
    (row,) = downloaded(company)
    file = SimpleUploadedFile("a.csv", f"follow_up,still_here\n{row['follow_up']},yes\n".encode())
    answer = company.client(Role.MANAGER).post(f"{company.at}follow-ups/file/", {"file": file})
    assert answer.status_code == 422
    assert "put to somebody else" in answer.text
    assert outcomes(company) == []


@pytest.mark.parametrize("name", ["=1+1", "+31", "-2", "@SUM(A1)"])
def test_a_name_never_becomes_a_formula(company, hire, name):
    hire(name)
    (row,) = downloaded(company)
    assert row["person"] == f"'{name}"


def test_a_dutch_manager_gets_and_fills_in_a_dutch_file(company, hire):
    hire("Ada")
    client = company.client(Role.ADMINISTRATOR, "nl")
    page = client.get(f"{company.at}follow-ups/file/").text
    assert "<code>nog_in_dienst</code>" in page
    (row,) = csv.DictReader(io.StringIO(client.get(f"{company.at}follow-ups/file/?download").text))
    day = timezone.localdate() - dt.timedelta(days=5)
    row |= {"nog_in_dienst": "nee", "laatste_dag": f"{day:%d-%m-%Y}", "reden": "Het contract liep af"}
    assert sent_back(company, [row]).status_code == 200
    assert [(found.separated_on, found.reason_code) for found in outcomes(company)] == [
        (day, "contract_ended")
    ]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"reason": "bored"}, "Column “reason” must be one of: The person chose to leave;"),
        (
            {"last_day": "soon"},
            "Column “last_day” must be a day such as 2026-11-23 or 23-11-2026. Got “soon”.",
        ),
        ({"performance": "well"}, "Column “performance” must be a number. Got “well”."),
    ],
)
def test_a_cell_that_says_nothing_is_refused_with_what_it_may_say(company, hire, wrong, said):
    hire("Ada")
    (row,) = downloaded(company)
    answer = sent_back(company, [row | {"still_here": "no"} | wrong])
    assert answer.status_code == 422
    assert said in answer.text


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"performance": "4"}, "Say in “still_here” whether the person still works here"),
        ({"still_here": "yes", "missing_reason": "Other team."}, "not both"),
        ({"still_here": "yes", "last_day": "2026-01-02"}, "Only who left has a last day"),
        ({"still_here": "yes", "performance": "nan"}, "The rating must lie on the scale"),
        ({"still_here": "no", "last_day": "2026-01-02x", "reason": "unknown"}, "must be a day such as"),
    ],
)
def test_a_row_that_contradicts_itself_is_refused_and_never_passed_over(company, hire, wrong, said):
    hire("Ada")
    (row,) = downloaded(company)
    answer = sent_back(company, [row | wrong])
    assert answer.status_code == 422
    assert said in answer.text
    assert outcomes(company) == []


def test_a_file_cannot_say_early_that_somebody_is_still_here(company, hire):
    hire("Ada")
    (row,) = downloaded(company)
    with company.world.acting():
        later = FollowUp.objects.get(months=6)
    answer = sent_back(company, [row | {"follow_up": str(later.pk), "still_here": "yes"}])
    assert answer.status_code == 422
    assert f"This is asked on {formats.short_day(later.due_on)}" in answer.text
    assert outcomes(company) == []


def test_a_short_row_and_a_column_in_two_languages_are_refused(company, hire):
    hire("Ada")
    (row,) = downloaded(company)
    for text, said in (
        (f"still_here,follow_up\nyes,{row['follow_up']}\nno\n", "a.csv, line 3: This row has 1 cell"),
        (f"follow_up,still_here,nog_in_dienst\n{row['follow_up']},yes,nee\n", "more than once"),
    ):
        file = SimpleUploadedFile("a.csv", text.encode())
        answer = everybody(company).post(f"{company.at}follow-ups/file/", {"file": file})
        assert answer.status_code == 422
        assert said in answer.text
    assert outcomes(company) == []


def test_a_dry_run_says_how_many_answers_there_are_and_records_none(company, hire, tmp_path):
    key = hire("Ada")
    path = tmp_path / "answers.csv"
    path.write_text(f"follow_up,still_here\n{key},yes\n")
    with company.world.acting() as member:
        events = Event.objects.count()
        assert record_answers(path, name="answers.csv", by=member, dry_run=True) == 1
        assert (Outcome.objects.count(), Event.objects.count()) == (0, events)
        assert record_answers(path, name="answers.csv", by=member) == 1
        assert Outcome.objects.count() == 1
