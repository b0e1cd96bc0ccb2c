"""Whatever is sent to the API, it answers with a problem in words, never with a fault."""

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings

from api.test_partners import Ats
from factories.assessments import make_package, make_tests
from maatwerk.api.urls import api
from maatwerk.apps.messages.rules import SCOPES
from maatwerk.config.wsgi import application
from maatwerk.kernel.limits import Limit

pytestmark = pytest.mark.usefixtures("committed")
MANY = Limit("test.fuzz", burst=10_000, per_hour=3_600)


class Nowhere:
    """Nobody listens."""

    url = "http://127.0.0.1:9"


def test_no_request_is_a_fault(settings_of_trial):
    tokens = settings_of_trial
    described = schemathesis.openapi.from_dict(api.get_openapi_schema())
    described.app = application
    count = 0
    for operation in described.get_all_operations():
        found = operation.ok()
        count += 1

        # what reads or takes a body has room for surprises; refusals and single things have little
        examples = 2 if operation_has_room(found) else 1

        @settings(
            max_examples=examples,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
            derandomize=True,
        )
        @given(case=found.as_strategy())
        def answered(case):
            response = case.call(headers={"Authorization": tokens[case.path.split("/")[2]]})
            assert response.status_code < 500, (case.path, response.text)
            if response.status_code >= 400:
                assert response.json()["code"]

        answered()
    assert count >= 55


def operation_has_room(found):
    return bool(found.body) or bool(found.query)


@pytest.fixture
def settings_of_trial(settings, monkeypatch):
    monkeypatch.setattr("maatwerk.api.auth.REQUESTS", MANY)
    settings.ALLOW_PRIVATE_CALLBACKS = True
    made = make_tests()
    make_package(made)
    found = {"v1": Ats(made, "api", Nowhere, scopes=tuple(SCOPES), secret="").bearer["Authorization"]}
    found["harvest"] = Ats(made, "api", Nowhere, scopes=tuple(SCOPES), secret="").basic["Authorization"]
    for kind in ("greenhouse", "ashby", "workable"):
        partner = Ats(made, kind, Nowhere)
        found[kind] = (partner.bearer if kind == "workable" else partner.basic)["Authorization"]
    return found
