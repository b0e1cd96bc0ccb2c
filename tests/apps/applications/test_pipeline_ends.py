"""How applications end, over HTTP: turned down with a letter, forward together, closed with the vacancy."""

import datetime as dt
import uuid
from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.test import Client

from factories.desk import REASON, Desk
from factories.loop import make_vacancy
from maatwerk.apps.applications import elsewhere
from maatwerk.apps.applications.models import Decision
from maatwerk.apps.applications.public import Opening, alternatives, told_of, undo
from maatwerk.apps.messages.letter_texts import keep_letter
from maatwerk.apps.opportunities.models import Opportunity
from maatwerk.apps.organisations.public import Role
from maatwerk.apps.people.public import own_link, set_language
from maatwerk.kernel.models import Event

pytestmark = pytest.mark.django_db


# -- turning somebody down


def test_turning_down_shows_letter_and_date_and_sends_what_was_written(desk: Desk) -> None:
    client, key = desk.client(), desk.people["Ada Jansen"]
    path = f"{desk.at}applications/{key}/reject/"
    page = client.get(path)
    assert "Dear Ada Jansen," in page.text
    kept = dt.date.today() + dt.timedelta(weeks=4)
    assert f"may be kept until {kept.day} {kept:%B %Y}" in page.text
    dutch = client.post(
        path, {"rewrite": "nl", "reason": REASON, "kind": "fits_less", "as_of": desk.as_of(key)}
    )
    assert "Beste Ada Jansen," in dutch.text
    assert REASON in dutch.text
    fields = {
        "kind": "fits_less", "reason": REASON, "as_of": desk.as_of(key), "language": "en", "send": "on",
        "subject": "About your application", "body": "Hello Ada, it will not be this time.",
    }  # fmt: skip
    assert client.post(path, fields | {"body": " "}).status_code == 422
    assert client.post(path, fields).status_code == 302
    assert desk.row(key).stage == "rejected"
    with desk.world.acting():
        made = Decision.objects.get(application_id=key)
        assert (made.kind, made.reason) == ("fits_less", REASON)
        assert [one.body for one in told_of(key)] == ["Hello Ada, it will not be this time."]
        assert b"this time" not in bytes(made.told or b"")  # sealed: erasure erases it
    refused = client.get(f"{desk.at}applications/{key}/take-back/")
    assert "was told already" in refused.text


def test_a_letter_begins_in_the_persons_own_language(desk: Desk) -> None:
    key = desk.people["Ada Jansen"]
    with desk.world.acting():
        own_link(desk.row(key).person_id)
        set_language(desk.row(key).person_id, "nl")
    assert "Beste Ada Jansen," in desk.client().get(f"{desk.at}applications/{key}/reject/").text


def test_the_organisations_own_words_are_the_letter(desk: Desk) -> None:
    with desk.world.acting() as member:
        keep_letter(
            key="rejection",
            language="en",
            subject="News about {vacancy}",
            body="Hi {name},\n\nNot this time.\n\n{reason}\n\n{openings}\n\n{sender}",
            by=replace(member, roles=frozenset({"administrator"})),
        )
    path, client = f"{desk.at}applications/{desk.people['Ada Jansen']}/reject/", desk.client()
    fields = {"rewrite": "en", "reason": REASON, "kind": "no_contact", "as_of": ""}
    form = client.post(path, fields).context["form"]
    assert form["subject"].value().startswith("News about ")
    greeting, said, why, sender = (
        form["body"].value().split("\n\n")
    )  # no gap where there are no other openings
    assert (greeting, said) == ("Hi Ada Jansen,", "Not this time.")
    assert why == "We tried to reach you and did not manage to."
    assert sender


def test_without_an_address_nobody_is_mailed_and_that_is_said(desk: Desk) -> None:
    key = desk.apply("Cas Post")
    path, client = f"{desk.at}applications/{key}/reject/", desk.client()
    assert "There is no e-mail address of this person" in client.get(path).text
    fields = {"kind": "no_contact", "reason": REASON, "as_of": desk.as_of(key), "language": "en"}
    assert "Nothing was sent to Cas Post." in client.post(path, fields, follow=True).text
    with desk.world.acting() as member:
        undo(application_id=key, reason="We found an address.", by=member)
    assert desk.row(key).closed_at is None


@pytest.fixture
def finder() -> Iterator[None]:
    """An app that knows one other opening for everybody."""
    before = list(elsewhere._finders)
    alternatives(
        lambda person, vacancy: [Opening("Planner", "/jobs/1/", "asks the patience they showed", "")]
    )
    yield
    elsewhere._finders[:] = before


def test_other_openings_stand_on_the_page_and_in_the_letter(desk: Desk, finder: None) -> None:
    page = desk.client().get(f"{desk.at}applications/{desk.people['Ada Jansen']}/reject/").text
    assert '<a href="/jobs/1/">Planner</a>' in page
    assert "- Planner: asks the patience they showed" in page


def test_without_other_openings_the_page_says_when_they_would_stand_there(desk: Desk) -> None:
    page = desk.client().get(f"{desk.at}applications/{desk.people['Ada Jansen']}/reject/").text
    assert "when the person agreed to that and an opening fits" in page


# -- many


def chosen(desk: Desk, *names: str) -> list[str]:
    return [f"{desk.people[name]}~{desk.as_of(desk.people[name])}" for name in names]


def test_several_go_on_by_a_decision_each_under_one_reason(desk: Desk) -> None:
    client, who = desk.client(), chosen(desk, "Ada Jansen", "Bo Smit")
    page = client.post(f"{desk.board}forward/", {"who": who, "back": "pipeline?view=table"})
    assert "Ada Jansen: Applied → Assessed" in page.text
    assert {desk.row(key).stage for key in desk.people.values()} == {"applied"}  # looking moves nobody
    desk.advance(desk.people["Bo Smit"])  # a colleague is first
    fields = {"who": who, "reason": REASON, "back": "pipeline?view=table"}
    answer = client.post(f"{desk.board}forward/", fields, follow=True)
    assert "1 person went on." in answer.text
    assert "Bo Smit stayed:" in answer.text
    with desk.world.acting():
        made = Decision.objects.get(application_id=desk.people["Ada Jansen"])
        assert (made.reason, made.batch_id is not None) == (REASON, True)
        assert Decision.objects.filter(application_id=desk.people["Bo Smit"]).count() == 1


def test_nobody_of_another_vacancy_and_not_too_many_go_on_together(desk: Desk) -> None:
    client = desk.client()
    who = chosen(desk, "Ada Jansen")
    other = desk.board.replace(str(desk.vacancy), str(make_vacancy(desk.world)))
    assert client.post(f"{other}forward/", {"who": who, "reason": REASON}).status_code == 404
    many = [f"{uuid.uuid4()}~{desk.as_of(desk.people['Ada Jansen'])}" for _one in range(101)]
    assert "from 1 to 100 people" in client.post(f"{desk.board}forward/", {"who": many}, follow=True).text
    assert client.post(f"{desk.board}forward/", {"who": ["rubbish"]}).status_code == 422
    assert desk.row(desk.people["Ada Jansen"]).stage == "applied"


def closing(desk: Desk, client: Client, **changes: str) -> dict[str, str]:
    page = client.get(f"{desk.at}vacancies/{desk.vacancy}/close-for-all/filled/")
    form = page.context["form"]
    fields = {bound.html_name: bound.value() or "" for bound in form}
    return fields | {"reason": "Somebody was hired for it.", "signed": "on"} | changes


def test_a_filled_vacancy_closes_for_all_who_remain_by_one_signed_act(desk: Desk) -> None:
    client, path = desk.client(), f"{desk.at}vacancies/{desk.vacancy}/close-for-all/filled/"
    page = client.get(path)
    assert "2 people remain" in page.text
    assert "Ada Jansen" in page.text
    unsigned = closing(desk, client)
    del unsigned["signed"]
    assert client.post(path, unsigned).status_code == 422
    answer = client.post(path, closing(desk, client), follow=True)
    assert "2 people are told" in answer.text
    with desk.world.acting():
        assert Opportunity.objects.get(pk=desk.vacancy).state == "filled"
        made = list(Decision.objects.values_list("choice", "kind", "to_stage", "made_by_id"))
        assert made == [("close", "filled", "rejected", desk.users[Role.RECRUITER].pk)] * 2
        letters = [told_of(key)[0].body for key in desk.people.values()]
        assert Event.objects.filter(kind="applications.decision_made").count() == 2
        assert Event.objects.get(kind="applications.vacancy_closed_for_all").data["people"] == 2
    assert ["Ada Jansen" in body for body in letters] == [True, False]  # each one's own name


def test_who_comes_in_while_the_list_is_read_is_on_the_next_one(desk: Desk) -> None:
    client, path = desk.client(), f"{desk.at}vacancies/{desk.vacancy}/close-for-all/filled/"
    fields = closing(desk, client)
    desk.apply("Dee Laat")
    answer = client.post(path, fields)
    assert answer.status_code == 422
    assert "Look at it again, then sign" in answer.text
    assert "3 people remain" in answer.text
    assert "checked" not in answer.text
    assert desk.row(desk.people["Ada Jansen"]).closed_at is None
