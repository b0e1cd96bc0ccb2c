"""Whole pages over HTTP: what every page has, who sees the style guide, what a broken page says."""

import logging
from itertools import pairwise

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.test import RequestFactory
from page_reading import read

from maatwerk.ui import errors, views
from maatwerk.ui.samples import PARTS
from maatwerk.ui.shapes import NavItem

PAGES = [f"/styleguide/{part}/" for part in PARTS] + ["/styleguide/dialog/"]


@pytest.fixture(autouse=True)
def open_styleguide(settings):
    settings.STYLEGUIDE = True


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("language", ["nl", "en"])
def test_page_is_sound(client, address, language):
    client.cookies["django_language"] = language
    answer = client.get(address)
    assert answer.status_code == 200
    reading = read(answer.content)
    assert reading.all("html") == [{"lang": language}]
    assert len(reading.all("h1")) == len(reading.all("main")) == 1
    assert len(reading.ids) == len(set(reading.ids))
    assert reading.references <= set(reading.ids)
    assert not any(
        "style" in attrs or any(name.startswith("on") for name in attrs) for _tag, attrs in reading.tags
    )
    assert all("src" in attrs for attrs in reading.all("script"))
    assert reading.all("style") == []


@pytest.mark.parametrize("address", PAGES)
def test_headings_come_in_order(client, address):
    tags = [tag for tag, _attrs in read(client.get(address).content).tags if tag in {"h1", "h2", "h3", "h4"}]
    levels = [int(tag[1]) for tag in tags]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("address", PAGES)
def test_simulated_data_is_said_on_every_page(client, address):
    client.cookies["django_language"] = "nl"
    assert "Gesimuleerde gegevens" in client.get(address).content.decode()


def test_styleguide_is_for_builders_only(client, settings):
    settings.STYLEGUIDE = False
    request = RequestFactory().get("/styleguide/")
    for view, values in (
        (views.styleguide, {}),
        (views.styleguide_job, {"done": 0}),
        (views.styleguide_dialog, {}),
    ):
        with pytest.raises(Http404):
            view(request, **values)


def test_unknown_part_is_not_found(client):
    assert client.get("/styleguide/nothing/").status_code == 404


def test_wrong_form_comes_back_with_status_422_and_its_errors(client):
    answer = client.post("/styleguide/forms/", {"name": "Nurse"})
    assert answer.status_code == 422
    assert "Please check 6 answers" in answer.content.decode()
    assert 'value="Nurse"' in answer.content.decode()


def test_job_goes_on_until_it_is_done(client):
    running = client.get("/styleguide/job/500/").content.decode()
    assert 'hx-get="/styleguide/job/750/"' in running
    assert 'value="500" max="2000"' in running
    finished = client.get("/styleguide/job/2000/").content.decode()
    assert "hx-get" not in finished


def test_navigation_marks_the_open_page_and_its_branch(client):
    reading = read(client.get("/styleguide/").content)
    current = [
        attrs
        for attrs in reading.all("a")
        if attrs.get("aria-current") == "page" and "nav__link" in attrs.get("class", "")
    ]
    assert len(current) == 2  # once in the rail, once in the menu of a narrow screen
    deep = NavItem("Hire", "/", children=(NavItem("Vacancies", "/v", current=True),))
    assert deep.within
    assert not deep.current


def test_language_is_switched_by_a_form_that_returns_to_the_page(client):
    reading = read(client.get("/styleguide/tables/?page=2").content)
    assert {"type": "hidden", "name": "next", "value": "/styleguide/tables/?page=2"} in reading.all("input")
    answer = client.post("/language/", {"language": "nl", "next": "/styleguide/tables/?page=2"})
    assert answer["Location"] == "/styleguide/tables/?page=2"
    assert read(client.get("/styleguide/").content).all("html") == [{"lang": "nl"}]


@pytest.mark.parametrize("status", [400, 403, 404, 409, 413, 500, 503, 418])
def test_error_page_says_what_now_and_gives_a_number_that_the_log_knows(caplog, status):
    caplog.set_level(logging.INFO, logger="maatwerk.ui.errors")
    answer = errors.error_page(RequestFactory().get("/somewhere/"), status)
    assert answer.status_code == status
    [record] = [record for record in caplog.records if record.name == "maatwerk.ui.errors"]
    number = record.getMessage().split()[1].rstrip(":")
    assert number in answer.content.decode()
    assert "/somewhere/" in record.getMessage()
    assert (record.levelno >= logging.ERROR) is (status >= 500)


def test_handlers_answer_with_their_own_status():
    request = RequestFactory().get("/")
    answers = [
        errors.bad_request(request, ValueError()),
        errors.permission_denied(request, PermissionDenied()),
        errors.page_not_found(request, Http404()),
        errors.server_error(request),
    ]
    assert [answer.status_code for answer in answers] == [400, 403, 404, 500]
    headings = [
        "We could not read this request",
        "This page is not open to you",
        "There is no page here",
        "our side",
    ]
    assert all(heading in answer.content.decode() for heading, answer in zip(headings, answers, strict=True))


def test_error_page_shows_the_given_sentence_instead():
    answer = errors.error_page(RequestFactory().get("/"), 409, sentence="<b>Taken</b>", incident="AAAA-2222")
    assert "&lt;b&gt;Taken&lt;/b&gt;" in answer.content.decode()
    assert "has changed in the meantime" not in answer.content.decode()
    assert "AAAA-2222" in answer.content.decode()


def test_a_missing_page_gets_our_page(client):
    client.cookies["django_language"] = "nl"
    answer = client.get("/no/such/page/")
    assert answer.status_code == 404
    assert "Hier is geen pagina" in answer.content.decode()


def test_a_fault_gets_our_page_without_asking_anything_else(client, settings, monkeypatch):
    def broken(*_values):
        raise RuntimeError("planted")

    monkeypatch.setattr("maatwerk.ui.samples.context", broken)
    settings.TEMPLATES[0]["OPTIONS"]["context_processors"].append("nowhere.at.all")
    client.raise_request_exception = False
    try:
        answer = client.get("/styleguide/parts/")
    finally:
        settings.TEMPLATES[0]["OPTIONS"]["context_processors"].remove("nowhere.at.all")
    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.content.decode()


@pytest.mark.parametrize("address", ["/account/login/", "/account/signup/", "/account/password/reset/"])
def test_sign_in_pages_wear_our_look(client, address):
    reading = read(client.get(address).content)
    assert any("public__main--narrow" in attrs.get("class", "") for attrs in reading.all("main"))
    assert len(reading.all("h1")) == 1
    assert reading.references <= set(reading.ids)
    assert any("button--primary" in attrs.get("class", "") for attrs in reading.all("button"))
