"""The short way of an answer: the same as the ordinary one, in one trip, and out of the way of everything else."""

import io
from urllib.parse import urlencode

import pytest
from django.db import connection

from apps.assessments.taking import Candidate, started
from factories.assessments import Tests, make_package
from maatwerk.apps.assessments.models import Order, Response
from maatwerk.apps.assessments.short_way import AnswersFirst
from maatwerk.config.proxies import BehindProxies
from maatwerk.config.wsgi import application

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests run in one transaction of one connection, which must not be closed as too old."""
    monkeypatch.setattr(connection, "close_if_unusable_or_obsolete", lambda: None)


def passed_on(environ: dict[str, object], start_response: object) -> list[bytes]:
    start_response("299 Passed on", [])
    return [environ["wsgi.input"].read()]


def send(
    candidate: Candidate, form: dict[str, object], *, to: object = None, **environ: object
) -> tuple[int, str]:
    body = urlencode(form).encode()
    asked = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": candidate.address + "answer/",
        "CONTENT_LENGTH": str(len(body)),
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "HTTP_X_PLAYER": "1",
        "wsgi.input": io.BytesIO(body),
    } | environ
    said: list[str] = []
    answer = AnswersFirst(passed_on)(asked, lambda status, headers: said.extend([status, str(headers)]))
    return int(said[0][:3]), b"".join(answer).decode() + said[1]


def test_the_product_is_served_behind_it() -> None:
    assert isinstance(application, BehindProxies)
    assert isinstance(application.application, AnswersFirst)


def test_a_plain_answer_takes_one_trip_and_shows_the_next_screen(
    tests: Tests, django_assert_num_queries: object
) -> None:
    candidate = started(tests, make_package(tests))
    status, page = send(candidate, candidate.form | {"a": "d"})
    assert status == 200
    assert page.startswith('<section class="screen"')
    assert "no-store" in page
    assert "Cookie" not in page
    with tests.acting(candidate.person_id):
        assert Response.objects.get().answer == "d"
    candidate.seen.append(page)
    assert candidate.kind == "choice"
    status, page = send(candidate, candidate.form | {"a": "b"})
    assert 'value="2"' in page


def test_repeated_it_counts_once(tests: Tests) -> None:
    candidate = started(tests, make_package(tests))
    form = candidate.form
    first, again = send(candidate, form | {"a": "d"}), send(candidate, form | {"a": "a"})
    assert first == again
    with tests.acting(candidate.person_id):
        assert Response.objects.get().answer == "d"


def test_whatever_is_not_plain_takes_the_ordinary_way_with_all_it_brought(tests: Tests) -> None:
    candidate = started(tests, make_package(tests))
    form = candidate.form | {"a": "d"}
    for strange in (
        {"a": ""},  # nothing chosen
        {"a": "zzz"},  # no such option
        {"seal": "x"},
        {"place": "one"},
        {"session": "none"},
    ):
        assert send(candidate, form | strange)[0] == 299
        assert urlencode(form | strange) in send(candidate, form | strange)[1]
    assert send(candidate, form, REQUEST_METHOD="GET")[0] == 299
    assert send(candidate, form, PATH_INFO="/t/none/answer/")[0] == 299
    assert send(candidate, form, CONTENT_LENGTH="1000000")[0] == 299
    candidate.token = candidate.token[:-2] + "xx"
    assert send(candidate, form)[0] == 299  # a stranger's link
    with tests.acting():
        Order.objects.update(state="stopped")
    with tests.acting(candidate.person_id):
        assert not Response.objects.exists()
