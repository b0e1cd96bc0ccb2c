"""The API for programmes of one's own: scopes, orders, released results; and its description."""

import pytest
from django.test import Client
from pydantic import BaseModel

from api.test_partners import Ats, complete
from factories.assessments import make_package, make_tests
from maatwerk.api.urls import api

pytestmark = pytest.mark.usefixtures("committed")
EVERYTHING = ("tests:read", "orders:read", "orders:write", "results:read")
BODY = {
    "package": "package",
    "reference": "r-1",
    "person": "p-1",
    "name": "Kim K",
    "email": "kim@example.org",
    "phone": "1",
}


class Nowhere:
    """A programme does not listen."""

    url = ""


@pytest.fixture
def tests():
    made = make_tests()
    make_package(made)
    return made


@pytest.fixture
def programme(tests):
    return Ats(tests, "api", Nowhere, scopes=EVERYTHING, secret="")


def test_an_order_from_placing_to_results(tests, programme):
    assert [each["key"] for each in programme.get("v1/packages").json()] == ["package"]
    assert {each["key"] for each in programme.get("v1/tests").json()} == {"bank", "every-kind"}
    made = programme.post("v1/orders", BODY, headers=programme.bearer)
    assert made.status_code == 201, made.content
    order = made.json()
    assert (order["state"], order["results_released"], order["reference"]) == ("invited", False, "r-1")
    assert programme.post("v1/orders", BODY).json()["id"] == order["id"]
    assert programme.get(f"v1/orders/{order['id']}/results").json() == {
        "order": order["id"], "released": False, "results": [],
    }  # fmt: skip
    complete(tests, order["id"])
    assert programme.get(f"v1/orders/{order['id']}").json()["state"] == "completed"
    (result,) = programme.get(f"v1/orders/{order['id']}/results").json()["results"]
    assert (result["scale"], result["low"], result["high"], result["estimate"]) == ("patience", 54, 82, 0.5)


def test_an_order_is_cancelled(programme):
    key = programme.post("v1/orders", BODY).json()["id"]
    assert programme.post(f"v1/orders/{key}/cancel", {}).json()["state"] == "stopped"


@pytest.mark.parametrize("scope", EVERYTHING)
def test_a_token_may_do_its_scopes_only(tests, scope):
    one = Ats(tests, "api", Nowhere, scopes=(scope,), secret="")
    missing = "00000000-0000-4000-8000-000000000000"
    answers = {
        "tests:read": one.get("v1/packages").status_code,
        "orders:read": one.get(f"v1/orders/{missing}").status_code,
        "orders:write": one.post(f"v1/orders/{missing}/cancel", {}).status_code,
        "results:read": one.get(f"v1/orders/{missing}/results").status_code,
    }
    assert {name for name, status in answers.items() if status != 403} == {scope}


def test_what_is_not_there_is_a_problem(programme):
    answer = programme.get("v1/orders/00000000-0000-4000-8000-000000000000")
    assert answer.status_code == 404
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "not_found"


def test_a_bug_is_an_incident_and_tells_nothing(programme, monkeypatch, caplog):
    def broken():
        raise RuntimeError("secret inside")

    monkeypatch.setattr("maatwerk.api.v1.offers", broken)
    programme.client.raise_request_exception = False
    answer = programme.get("v1/packages")
    assert answer.status_code == 500
    assert "secret inside" not in answer.content.decode()
    assert answer.json()["incident"] in caplog.text


def test_the_api_describes_itself():
    described = Client().get("/api/openapi.json").json()
    assert described["openapi"].startswith("3.")
    assert {
        "/api/greenhouse/send_test",
        "/api/ashby/assessment.start",
        "/api/workable/assessments",
        "/api/v1/orders",
    } <= set(described["paths"])
    every = [operation for path in described["paths"].values() for operation in path.values()]
    assert all(operation.get("security") for operation in every)
    assert all(operation.get("description") for operation in every)
    assert api.title == "Maatwerk"


def test_one_name_in_the_description_means_one_thing():
    shapes: dict[str, set[type]] = {}
    waiting = [BaseModel]
    while waiting:
        found = waiting.pop()
        waiting += found.__subclasses__()
        if found.__module__.startswith("maatwerk.api."):
            shapes.setdefault(found.__name__, set()).add(found)
    assert {name: each for name, each in shapes.items() if len(each) > 1} == {}
    described = Client().get("/api/openapi.json").json()["components"]["schemas"]
    assert "stage_label" in described["Application"]["properties"], "ours, not that of a partner"
    assert {"Application", "HarvestApplication", "Candidate", "AshbyCandidate", "Scorecard"} <= set(described)


def test_the_description_tells_of_answers_without_a_body_and_of_refusals():
    ways = Client().get("/api/openapi.json").json()["paths"]
    assert "content" not in ways["/api/v1/vacancies"]["get"]["responses"]["304"]
    one = ways["/api/v1/applications/{application_id}"]
    for method in ("put", "patch", "delete"):
        assert set(one[method]["responses"]["403"]["content"]) == {"application/problem+json"}
