"""Every route × scope × stranger, from the API's own description: a route nobody put into the table fails."""

import itertools
import uuid

import pytest

from api.calling import EVERY_SCOPE, Caller
from factories.desk import make_desk
from factories.loop import make_world
from factories.openings import make_opening
from maatwerk.api.urls import api
from maatwerk.apps.applications.models import Application
from maatwerk.apps.messages.rules import SCOPES
from maatwerk.apps.vacancies.public import Need, ask_for_colleague
from maatwerk.kernel.limits import Limit

pytestmark = pytest.mark.django_db

#: Which scope opens which way; "" is any open token, and then the answer is always a refusal or another kind of connection's.
TABLE = {
    "GET /api/v1/tests": "tests:read",
    "GET /api/v1/packages": "tests:read",
    "POST /api/v1/orders": "orders:write",
    "GET /api/v1/orders/{order_id}": "orders:read",
    "POST /api/v1/orders/{order_id}/cancel": "orders:write",
    "GET /api/v1/orders/{order_id}/results": "results:read",
    "GET /api/v1/orders/{order_id}/results.xml": "results:read",
    "GET /api/v1/vacancies": "vacancies:read",
    "POST /api/v1/vacancies": "vacancies:write",
    "GET /api/v1/vacancies/{vacancy_id}": "vacancies:read",
    "GET /api/v1/vacancies/{vacancy_id}/stages": "vacancies:read",
    "GET /api/v1/requisitions/{requisition_id}": "vacancies:read",
    "PUT /api/v1/requisitions/{requisition_id}": "vacancies:write",
    "GET /api/v1/applications": "applications:read",
    "POST /api/v1/applications": "applications:write",
    "GET /api/v1/applications/{application_id}": "applications:read",
    "POST /api/v1/applications/{application_id}/documents": "applications:write",
    "GET /api/v1/applications/{application_id}/scorecards": "scorecards:read",
    "GET /api/v1/scorecards": "scorecards:read",
    "GET /api/v1/applications/{application_id}/advice": "advice:read",
    "GET /api/v1/candidates": "candidates:read",
    "GET /api/v1/candidates/{person_id}": "candidates:read",
    "GET /api/harvest/v1/jobs": "vacancies:read",
    "GET /api/harvest/v1/jobs/{job_id}": "vacancies:read",
    "GET /api/harvest/v1/jobs/{job_id}/stages": "vacancies:read",
    "GET /api/harvest/v1/jobs/{job_id}/job_post": "vacancies:read",
    "GET /api/harvest/v1/job_posts": "vacancies:read",
    "GET /api/harvest/v1/job_stages": "vacancies:read",
    "GET /api/harvest/v1/applications": "applications:read",
    "GET /api/harvest/v1/applications/{application_id}": "applications:read",
    "GET /api/harvest/v1/applications/{application_id}/scorecards": "scorecards:read",
    "GET /api/harvest/v1/scorecards": "scorecards:read",
    "GET /api/harvest/v1/candidates": "candidates:read",
    "POST /api/harvest/v1/candidates": "applications:write",
    "GET /api/harvest/v1/candidates/{candidate_id}": "candidates:read",
    "POST /api/harvest/v1/candidates/{candidate_id}/applications": "applications:write",
    "GET /api/harvest/v1/users": "colleagues:read",
}
#: What no token may, whatever its scopes.
REFUSED = {
    f"{method} {path}": "needs_a_human"
    for method, path in [
        *itertools.product(("PUT", "PATCH", "DELETE"), ("/api/v1/applications/{application_id}",)),
        *itertools.product(("PUT", "PATCH", "DELETE"), ("/api/harvest/v1/applications/{application_id}",)),
        ("POST", "/api/v1/applications/{application_id}/{act}"),
        ("POST", "/api/harvest/v1/applications/{application_id}/{act}"),
    ]
} | {
    f"{method} {path}": "not_offered"
    for method, path in [
        *itertools.product(("PUT", "PATCH", "DELETE"), ("/api/harvest/v1/candidates/{candidate_id}",)),
        *itertools.product(("PUT", "PATCH", "DELETE"), ("/api/harvest/v1/jobs/{job_id}",)),
        ("POST", "/api/harvest/v1/jobs"),
    ]
}
#: Shapes of partners, each with a connection of its own kind (`test_partners`).
PARTNERS = ("/api/greenhouse/", "/api/ashby/", "/api/workable/")


def described():
    """Return every way of the API, by the description that it gives of itself, with the scope it names."""
    paths = api.get_openapi_schema()["paths"]
    return {
        f"{method.upper()} {path}": one["x-scope"]
        for path, ways in paths.items()
        for method, one in ways.items()
    }


OWN = sorted(way for way in described() if not way.partition(" ")[2].startswith(PARTNERS))


def test_every_way_stands_in_the_table_with_its_scope():
    found = described()
    assert {way: found[way] for way in OWN} == TABLE | dict.fromkeys(REFUSED, "")
    assert set(TABLE.values()) == set(SCOPES)  # and no scope opens nothing


def test_the_description_tells_headers_and_problems():
    paths = api.get_openapi_schema()["paths"]

    def headers(method, path):
        told = paths[path][method]["parameters"]
        return {one["name"]: one["required"] for one in told if one["in"] == "header"}

    assert headers("get", "/api/v1/vacancies") == {"If-None-Match": False}
    assert headers("post", "/api/v1/applications") == {"Idempotency-Key": False}
    assert headers("put", "/api/v1/requisitions/{requisition_id}") == {
        "Idempotency-Key": False,
        "If-Match": True,
    }
    assert all("default" in one["responses"] for ways in paths.values() for one in ways.values())


def test_every_way_has_a_name_of_its_own():
    paths = api.get_openapi_schema()["paths"]
    names = [one["operationId"] for ways in paths.values() for one in ways.values()]
    assert len(names) == len(set(names))


BODIES = {
    "POST /api/v1/orders": {"package": "p", "reference": "r", "person": "1", "name": "K", "email": "k@example.org"},
    "POST /api/v1/vacancies": {
        "job_family": "Packers", "title": "Packer", "reason": "growth", "why": "There is a second shift now.",
        "pay_most_cents": 1,
    },
    "POST /api/v1/applications": {"vacancy": "{vacancy}", "person": {"name": "Kim"}},
    "POST /api/harvest/v1/candidates": {"first_name": "Kim", "applications": [{"job_id": "{vacancy}"}]},
    "POST /api/harvest/v1/candidates/{candidate_id}/applications": {"job_id": "{vacancy}"},
}  # fmt: skip
BODIES["PUT /api/v1/requisitions/{requisition_id}"] = BODIES["POST /api/v1/vacancies"]


class Place:
    """An organisation with one of everything, and how its things are called in addresses."""

    def __init__(self):
        desk = make_desk()
        self.world = desk.world
        self.open = str(make_opening(desk.world, "Seller"))
        key = desk.people["Ada Jansen"]
        need = Need(
            job_family="Packers", title="Packer", reason="growth", why="There is a second shift.", pay_most_cents=1
        )  # fmt: skip
        with desk.world.acting() as member:
            person = Application.objects.get(pk=key).person_id
            asked = ask_for_colleague(need=need, by=member)
        self.keys = {
            "vacancy_id": desk.vacancy, "job_id": desk.vacancy, "requisition_id": asked, "application_id": key,
            "person_id": person, "candidate_id": person, "order_id": uuid.uuid4(), "act": "reject",
        }  # fmt: skip

    def ask(self, caller, way):
        """Ask for something of this organisation."""
        method, _space, path = way.partition(" ")
        body = str(BODIES.get(way, {})).replace("{vacancy}", self.open)
        return caller.ask(method, path.format(**self.keys).removeprefix("/api/"), eval(body), If_Match="*")


@pytest.fixture
def place():
    return Place()


def test_each_scope_opens_its_own_ways_and_no_other(place):
    for scope in EVERY_SCOPE:
        caller = Caller(place.world, scope)
        for way, needed in TABLE.items():
            answer = place.ask(caller, way)
            assert (answer.status_code == 403) == (scope != needed), (scope, way, answer.content)
            if scope != needed:
                assert answer.json()["code"] == "scope"


def test_with_its_scope_a_way_answers(place):
    caller = Caller(place.world)
    for way in TABLE:
        status = place.ask(caller, way).status_code
        # no tests to order here, no advice yet, and nothing that this token brought: that too is said, not refused
        nothing = "/orders" in way or way.endswith(("/advice", "/documents"))
        expected = {404} if nothing else {200, 201}
        assert status in expected, (way, status)


def test_what_no_token_may_is_refused_to_every_scope(place):
    for scope in (*EVERY_SCOPE, ""):
        caller = Caller(place.world, *((scope,) if scope else EVERY_SCOPE))
        for way, code in REFUSED.items():
            answer = place.ask(caller, way)
            assert (answer.status_code, answer.json()["code"]) == (403, code), (scope, way)
    with place.world.acting():
        assert set(Application.objects.values_list("stage", flat=True)) == {"applied"}


def test_a_stranger_finds_nothing_of_another_organisation(place):
    stranger = Caller(make_world())
    for way in TABLE:
        answer = place.ask(stranger, way)
        if "{" in way or way in ("POST /api/v1/applications", "POST /api/harvest/v1/candidates"):
            assert answer.status_code == 404, (way, answer.content)
        elif way.startswith("GET"):
            told = answer.content.decode()
            assert not any(str(key) in told for key in place.keys.values() if key != "reject"), way
            assert "Jansen" not in told


def test_without_a_token_or_with_one_that_ended_nothing_opens(place, monkeypatch):
    monkeypatch.setattr("maatwerk.api.auth.UNKNOWN", Limit("unknown tokens", burst=1000, per_hour=1000))
    caller = Caller(place.world)
    good = caller.opened.token
    for token in ("", "nonsense", good[:-1] + ("a" if good[-1] != "a" else "b")):
        object.__setattr__(caller.opened, "token", token)
        for way in OWN:
            answer = place.ask(caller, way)
            assert (answer.status_code, answer.json()["code"]) == (401, "token"), way
