"""The one page of the smallest employer: what it needs, what it fills in, what it refuses, what stands there afterwards."""

import pytest

from maatwerk.apps.opportunities.models import JobFamily, Opportunity, Requirement
from maatwerk.apps.organisations.public import Role
from maatwerk.apps.vacancies.models import Posting, Question, Step, TrackedLink, Vacancy
from maatwerk.kernel.models import Event

pytestmark = pytest.mark.django_db
CLEANING = "You keep the rooms clean by a plan, mostly alone, in the morning."


def page(employer, **changes):
    """Return what a browser would post from the page as it first stands there, with these changes."""
    client = employer.client()
    form = client.get(f"{employer.at}vacancies/new/?kind=shop_assistant").context["form"]
    fields = {bound.html_name: bound.value() for bound in form}
    fields = {name: "" if value is None else value for name, value in fields.items()}
    given = {
        "place": "Ede",
        "pay_low": "2400",
        "pay_high": "2900",
        "description": "You help customers, fill the shelves and work the till, together with six colleagues.",
    }
    return client.post(f"{employer.at}vacancies/new/", fields | given | changes, follow=True)


def events_of(employer, kind):
    with employer.acting():
        return list(Event.objects.filter(kind=kind).values_list("data", flat=True))


def test_one_page_puts_a_vacancy_on_the_board_with_a_tracked_link(employer):
    answer = page(employer)
    assert answer.status_code == 200
    assert "“Shop assistant” is on the board." in answer.text
    public = Posting.objects.get()
    assert (public.title, public.place, public.pay_low_cents, public.pay_high_cents) == (
        "Shop assistant", "Ede", 240_000, 290_000,
    )  # fmt: skip
    assert (public.latitude, public.longitude) == (52.04, 5.66)  # the town is on our list
    assert public.isco == "5223"
    with employer.acting():
        link = TrackedLink.objects.get(channel="direct")
        assert (Step.objects.count(), Question.objects.count(), Requirement.objects.count()) == (3, 3, 2)
        assert JobFamily.objects.get().isco == "5223"
    assert f"/jobs/at/{employer.organisation.slug}/{public.pk}/?via={link.code}" in answer.text
    assert "<svg" in answer.text
    assert 'aria-label="Code that opens the vacancy"' in answer.text


def test_a_page_that_is_sent_twice_opens_one_vacancy(employer):
    first, again = page(employer), page(employer)
    assert first.wsgi_request.path.endswith("/desk/")
    assert again.wsgi_request.path == f"{employer.at}vacancies/"
    assert "Shop assistant" in again.text
    assert Posting.objects.count() == 1
    page(employer, description="Another shop in another street asks for somebody who sells bread and cake.")
    assert Posting.objects.count() == 2


@pytest.mark.parametrize(
    "name", ["place", "pay_low", "hours_low", "contract", "description", "title", "contact_email"]
)
def test_what_people_need_to_know_is_asked_for(employer, name):
    answer = page(employer, **{name: ""})
    assert answer.status_code == 422
    assert name in answer.context["form"].errors
    assert 'value="2900"' in answer.text  # what was filled in stays
    with employer.acting():
        assert not Opportunity.objects.exists()


def test_work_from_home_needs_no_town(employer):
    answer = page(employer, place="", remote="fully")
    assert "is on the board" in answer.text


def test_it_can_be_kept_without_anybody_seeing_it(employer):
    answer = page(employer, draft="1", pay_low="", pay_high="")
    assert "nobody outside sees it yet" in answer.text
    assert "what it pays, from low to high" in answer.text
    assert not Posting.objects.exists()
    with employer.acting():
        assert Vacancy.objects.get().pay_low_cents is None


def test_a_text_that_distinguishes_is_not_published_and_the_attempt_is_logged(employer):
    answer = page(
        employer, description="Je bent een jonge vrouw en je helpt klanten in onze winkel in het centrum."
    )
    assert answer.status_code == 422
    assert "distinguishes by age" in answer.text
    assert not Posting.objects.exists()
    assert events_of(employer, "vacancies.publication_refused") == [{"grounds": ["age", "sex"]}]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What is your current salary?", "what somebody earned before"),
        ("Heb je kinderen?", "family life"),
        ("What is your date of birth?", "age"),
    ],
)
def test_a_question_that_nobody_may_ask_cannot_be_made(employer, question, said):
    answer = page(employer, question_1=question)
    assert answer.status_code == 422
    assert said in answer.text
    with employer.acting():
        assert not Question.objects.exists()


def test_pay_stands_from_low_to_high(employer):
    answer = page(employer, pay_low="3000", pay_high="2000")
    assert answer.status_code == 422
    assert "Give the pay from low to high" in answer.text


def test_one_amount_is_a_range_of_one(employer):
    page(employer, pay_low="17.50", pay_high="", pay_period="hour")
    public = Posting.objects.get()
    assert (public.pay_low_cents, public.pay_high_cents) == (1_750, 1_750)
    assert public.pay_month_cents == 303_333  # 17.50 x 40 x 52 / 12


def test_a_choice_keeps_its_answers(employer):
    client = employer.client()
    form = client.get(f"{employer.at}vacancies/new/?kind=cleaner").context["form"]
    fields = {bound.html_name: bound.value() or "" for bound in form}
    fields |= {
        "place": "Ede",
        "pay_low": "16",
        "pay_period": "hour",
        "description": CLEANING,
    }
    client.post(f"{employer.at}vacancies/new/", fields)
    with employer.acting():
        asked = Question.objects.get(kind="choice")
    assert asked.choices == ["morning", "afternoon", "evening"]


def test_the_page_is_dutch_for_who_reads_dutch(employer):
    text = employer.client(language="nl").get(f"{employer.at}vacancies/new/?kind=cook").text
    assert 'value="Kok"' in text
    assert "Hoeveel jaar werk je in keukens?" in text


@pytest.mark.parametrize(
    "role", [Role.MANAGER, Role.PSYCHOLOGIST, Role.ANALYST, Role.AUDITOR, Role.AMBASSADOR]
)
def test_others_do_not_open_vacancies(employer, role):
    assert employer.client(role).get(f"{employer.at}vacancies/new/").status_code == 403


def test_there_is_no_field_for_earlier_pay():
    """GDP-24: not in any table of this app, not among the kinds of questions."""
    from django.apps import apps

    names = {
        field.name
        for model in apps.get_app_config("vacancies").get_models()
        for field in model._meta.get_fields()
    }
    assert not [
        name
        for name in names
        if "salary" in name or "previous" in name or "history" in name or "earned" in name
    ]
    assert set(Question.Kind.values) == {"yes_no", "choice", "number", "short_text", "date"}
