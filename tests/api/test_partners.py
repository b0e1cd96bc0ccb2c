"""The shapes of partners over one order, against a fake of each partner's system on loopback."""

import json
from base64 import b64encode

import pytest
from django.test import Client

from factories.assessments import make_package, make_tests
from factories.listener import listening
from maatwerk.apps.assessments.models import Order, Package
from maatwerk.apps.assessments.operations.orders import Partner, place_order, stop_order
from maatwerk.apps.evidence.public import Kind, Measurement, record_evidence
from maatwerk.apps.messages import calls
from maatwerk.apps.messages.connections import Wish, close_connection, open_connection
from maatwerk.apps.messages.models import Delivery, Message
from maatwerk.apps.people.public import contact_of
from maatwerk.kernel import events
from maatwerk.kernel.models import Event

pytestmark = pytest.mark.usefixtures("committed")


class Ats:
    """A partner's system: calls us with its token, listens at an address of its own."""

    def __init__(self, tests, kind, listener, **wish):
        self.tests, self.listener = tests, listener
        said = {"name": kind, "url": listener.url, "secret": "their-token"} | wish
        with tests.acting():
            self.opened = open_connection(Wish(kind=kind, **said), by=tests.world.member)
        self.client = Client(headers={"accept-language": "en"})
        self.token = self.opened.token

    @property
    def basic(self):
        return {"Authorization": "Basic " + b64encode(f"{self.token}:".encode()).decode()}

    @property
    def bearer(self):
        return {"Authorization": f"Bearer {self.token}"}

    def get(self, path, *, headers=None, **query):
        return self.client.get(f"/api/{path}", query, headers=self.basic if headers is None else headers)

    def post(self, path, body, *, headers=None):
        return self.client.post(
            f"/api/{path}",
            json.dumps(body),
            "application/json",
            headers=self.basic if headers is None else headers,
        )

    def deliver(self):
        """Make the calls that wait, as the worker does."""
        with self.tests.acting():
            waiting = list(
                Delivery.objects.filter(delivered_at=None, given_up_at=None).order_by("created_at")
            )
        for each in waiting:
            calls.call(organisation_id=each.organisation_id, delivery_id=each.pk)


@pytest.fixture
def tests(settings):
    settings.ALLOW_PRIVATE_CALLBACKS = True
    made = make_tests()
    make_package(made)
    return made


@pytest.fixture
def ats(tests):
    with listening() as listener:
        yield lambda kind, **wish: Ats(tests, kind, listener, **wish)


def complete(tests, order_id, *, release=True):
    """Let somebody complete an order and release a result, without the player: its events are what partners hear."""
    with tests.acting():
        order = Order.objects.select_related("package").get(pk=order_id)
        Order.objects.filter(pk=order_id).update(state="completed", completed_at="2026-11-20T10:00:00Z")
        events.record("assessments.order_completed", object_id=order.pk, person_id=order.person_id)
        if release:
            released(tests, order)


def released(tests, order):
    import uuid

    record_evidence(
        person_id=order.person_id,
        measurements=[
            Measurement(
                concept_id=tests.world.concepts["patience"],
                kind=Kind.INSTRUMENT_RESULT,
                value=0.5,
                standard_error=0.3,
            )
        ],
        source="assessments",
        occasion=uuid.uuid5(order.pk, "results"),
    )
    Order.objects.filter(pk=order.pk).update(released_at="2026-11-20T11:00:00Z")
    events.record("assessments.results_released", object_id=order.pk, person_id=order.person_id, pieces=1)


def greenhouse_body(listener, **changes):
    candidate = {
        "first_name": "Kim",
        "last_name": "Kandidaat",
        "email": "kim@example.org",
        "resume_url": "https://files.example.org/kim-secret-cv.pdf",
        "phone_number": "+31 6 12345678",
        "greenhouse_profile_url": "https://app.greenhouse.io/people/17681532?application_id=26234709",
    }
    return {
        "partner_test_id": "package",
        "candidate": candidate,
        "url": f"{listener.url}/take_home_tests/12345",
    } | changes


def test_greenhouse_from_list_to_score(tests, ats):
    partner = ats("greenhouse")
    assert partner.get("greenhouse/list_tests").json() == [
        {"partner_test_id": "package", "partner_test_name": "Package of the tests"}
    ]
    sent = partner.post("greenhouse/send_test", greenhouse_body(partner.listener))
    assert sent.status_code == 200, sent.content
    key = sent.json()["partner_interview_id"]
    with tests.acting():
        assert Message.objects.count() == 1  # the invitation, with the link that is the person's alone
    status = partner.get("greenhouse/test_status", partner_interview_id=key).json()
    assert status["partner_status"] == "invited"
    assert status["partner_score"] is None
    complete(tests, key)
    partner.deliver()
    assert {(heard.method, heard.path) for heard in partner.listener.heard} == {
        ("PATCH", "/take_home_tests/12345")
    }
    assert partner.listener.heard[0].said["partner_status"] == "complete"
    status = partner.get("greenhouse/test_status", partner_interview_id=key).json()
    assert status["partner_status"] == "complete"
    # 0.5 ± 1.28 · 0.3 standard deviations: places 54.6 to 81.2 of 100 under a normal curve
    assert status["metadata"] == {"Patience": "54 to 82 of 100"}
    assert status["partner_score"] == 68


def test_what_the_candidate_withholds_nobody_is_told(tests, ats):
    partner = ats("greenhouse")
    key = partner.post("greenhouse/send_test", greenhouse_body(partner.listener)).json()[
        "partner_interview_id"
    ]
    complete(tests, key, release=False)
    status = partner.get("greenhouse/test_status", partner_interview_id=key).json()
    assert status["partner_status"] == "complete"
    assert status["partner_score"] is None
    assert status["metadata"] == {"Results": "The candidate has not released the results."}


def test_cv_and_phone_end_at_the_border_and_the_log_says_so(tests, ats):
    partner = ats("greenhouse")
    body = greenhouse_body(partner.listener) | {"surprise": "kim-secret-surprise"}
    key = partner.post("greenhouse/send_test", body).json()["partner_interview_id"]
    with tests.acting():
        order = Order.objects.get(pk=key)
        contact = contact_of(order.person_id)
        assert contact.email == "kim@example.org"
        event = Event.objects.get(kind="assessments.personal_data_dropped")
        everything = json.dumps([each.data for each in Event.objects.all()]) + json.dumps(
            [each.body for each in Message.objects.all()] + [each.body for each in Delivery.objects.all()]
        )
    assert event.data["fields"] == ["phone_number", "resume_url"]
    assert event.data["others"] == 1
    assert event.object_id == order.pk
    for secret in ("12345678", "secret-cv", "secret-surprise"):
        assert secret not in everything


def test_the_same_order_again_is_the_same_order(tests, ats):
    partner = ats("greenhouse")
    first, second = (
        partner.post("greenhouse/send_test", greenhouse_body(partner.listener)).json() for _ in range(2)
    )
    assert first == second
    with tests.acting():
        assert Order.objects.count() == 1


def test_greenhouse_tells_what_it_could_not_read(tests, ats):
    partner = ats("greenhouse")
    said = {
        "api_call": "test_status",
        "partner_interview_id": "nonsense",
        "errors": ["secret name"],
        "candidate_email": "x",
    }
    assert partner.post("greenhouse/response_error", said).status_code == 204
    with tests.acting():
        event = Event.objects.get(kind="assessments.partner_refused")
    assert event.data == {"system": "greenhouse", "errors": 1}


def test_a_callback_elsewhere_is_refused(tests, ats):
    partner = ats("greenhouse")
    answer = partner.post(
        "greenhouse/send_test", greenhouse_body(partner.listener, url="https://evil.example.org/x")
    )
    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "callback"
    with tests.acting():
        assert not Order.objects.exists()


def ashby_body(**changes):
    return {
        "assessment_type_id": "package",
        "candidate": {
            "ashby_id": "cand-1",
            "first_name": "Kim",
            "last_name": "Kandidaat",
            "email": "kim@example.org",
            "ashby_profile_url": "https://app.ashbyhq.com/x",
            "phone": "+31 6 12345678",
        },
        "application": {"ashby_id": "app-1", "status": "Active"},
        "job": {"ashby_id": "job-1", "name": "Packer", "ashby_job_url": "https://app.ashbyhq.com/y"},
    } | changes


def test_ashby_from_list_to_result(tests, ats):
    partner = ats("ashby")
    listed = partner.post("ashby/assessment.list", {}).json()
    assert listed["success"] is True
    assert [each["assessment_type_id"] for each in listed["results"]] == ["package"]
    started = partner.post("ashby/assessment.start", ashby_body()).json()
    key = started["results"]["assessment_id"]
    complete(tests, key)
    partner.deliver()
    assert {heard.path for heard in partner.listener.heard} == {"/assessment.update"}
    last = partner.listener.heard[-1]
    assert last.headers["authorization"] == "Basic " + b64encode(b"their-token:").decode()
    assert last.said["assessment_id"] == key
    assert last.said["assessment_status"] == {
        "identifier": "status", "label": "Status", "type": "string", "value": "Completed",
    }  # fmt: skip
    assert last.said["assessment_result"]["value"] == "Patience: 54 to 82 of 100"
    assert last.said["assessment_profile_url"]["type"] == "url"
    assert (
        "assessment_result" not in partner.listener.heard[0].said
    )  # complete, and not released at that moment


def test_ashby_cancels(tests, ats):
    partner = ats("ashby")
    key = partner.post("ashby/assessment.start", ashby_body()).json()["results"]["assessment_id"]
    for _twice in range(2):
        assert partner.post("ashby/assessment.cancel", {"assessment_id": key}).json()["success"]
    partner.deliver()
    (heard,) = partner.listener.heard
    assert "cancelled_reason" in heard.said
    with tests.acting():
        assert Order.objects.get().state == "stopped"


def test_ashby_shows_its_user_the_sentence(tests, ats):
    answer = ats("ashby").post("ashby/assessment.start", ashby_body(assessment_type_id="nothing"))
    assert answer.status_code == 404
    assert answer.json()["message"] == "There is no such test, or nobody can be invited to it now."


def test_workable_from_list_to_result(tests, ats):
    partner = ats("workable")
    assert partner.get("workable/tests", headers=partner.bearer).json() == {
        "tests": [{"id": "package", "name": "Package of the tests"}]
    }
    body = {
        "test_id": "package",
        "job_title": "Packer",
        "job_shortcode": "ABC",
        "callback_url": f"{partner.listener.url}/assessments/77",
        "candidate": {
            "first_name": "Kim",
            "last_name": "K",
            "email": "kim@example.org",
            "phone": "1",
            "resume_url": "x",
        },
    }
    made = partner.post("workable/assessments", body, headers=partner.bearer)
    assert made.status_code == 201
    complete(tests, made.json()["assessment_id"])
    partner.deliver()
    last = partner.listener.heard[-1]
    assert (last.method, last.path) == ("PUT", "/assessments/77")
    assert last.headers["authorization"] == "Bearer their-token"
    assert last.said["assessment"]["summary"] == "Patience: 54 to 82 of 100"


def test_a_token_opens_its_own_shape_only(tests, ats):
    greenhouse, ashby = ats("greenhouse"), ats("ashby")
    assert ashby.get("greenhouse/list_tests").status_code == 403
    assert greenhouse.post("ashby/assessment.list", {}).status_code == 403
    assert greenhouse.get("greenhouse/list_tests", headers=greenhouse.bearer).status_code == 401
    assert greenhouse.get("greenhouse/list_tests", headers={}).status_code == 401
    assert "WWW-Authenticate" in greenhouse.get("greenhouse/list_tests", headers={})
    with tests.acting():
        close_connection(greenhouse.opened.row.id, by=tests.world.member)
    assert greenhouse.get("greenhouse/list_tests").status_code == 401


def test_an_order_of_another_partner_or_organisation_is_not_there(tests, ats):
    greenhouse, ashby = ats("greenhouse"), ats("ashby")
    key = ashby.post("ashby/assessment.start", ashby_body()).json()["results"]["assessment_id"]
    assert greenhouse.get("greenhouse/test_status", partner_interview_id=key).status_code == 404
    other = make_tests()
    stranger = Ats(other, "ashby", ashby.listener)
    assert stranger.post("ashby/assessment.cancel", {"assessment_id": key}).status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        {"candidate": None},
        {"partner_test_id": 5},
        {"candidate": {"first_name": "K", "last_name": "L", "email": "no"}},
    ],
)
def test_a_request_that_is_not_as_it_should_be_is_said_so_without_its_content(tests, ats, change):
    partner = ats("greenhouse")
    answer = partner.post("greenhouse/send_test", greenhouse_body(partner.listener, **change))
    assert answer.status_code == 422
    assert answer.json()["code"] == "request"
    assert "12345678" not in answer.content.decode()


def test_a_package_that_is_not_ready_cannot_be_ordered(tests, ats):
    partner = ats("greenhouse")
    with tests.acting():
        Package.objects.update(state="closed")
    assert partner.get("greenhouse/list_tests").json() == []
    assert partner.post("greenhouse/send_test", greenhouse_body(partner.listener)).status_code == 404


def test_orders_of_colleagues_are_told_to_webhooks_with_keys_alone(tests, ats):
    partner = ats("webhook", topics=("order.placed", "order.stopped"))
    from factories.assessments import make_candidate

    person = make_candidate(tests, "Kim Kandidaat")
    with tests.acting():
        package = Package.objects.get()
        order, _token = place_order(package.pk, person, language="en", by=tests.world.member)
        stop_order(order_id=order.pk, by=tests.world.member)
    partner.deliver()
    assert [heard.said["type"] for heard in partner.listener.heard] == ["order.placed", "order.stopped"]
    assert partner.listener.heard[0].said["data"] == {
        "order": str(order.pk), "person": str(person), "state": "invited",
    }  # fmt: skip
    assert not any(b"Kim" in heard.body or b"example.org" in heard.body for heard in partner.listener.heard)


def test_a_partner_without_an_open_connection_is_told_nothing(tests, ats):
    from factories.assessments import make_candidate

    ats("webhook", topics=("results.released",))
    with tests.acting():
        order, _token = place_order(
            Package.objects.get().pk,
            make_candidate(tests),
            language="en",
            by=None,
            partner=Partner("greenhouse", "r", "http://127.0.0.1:9/x"),
        )
    complete(tests, order.pk, release=False)
    with tests.acting():
        assert not Delivery.objects.exists()
