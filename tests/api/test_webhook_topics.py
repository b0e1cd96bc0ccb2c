"""What webhooks hear of applications and scorecards: that it happened, by keys, and nothing personal."""

import json

import pytest

from factories.desk import REASON, make_desk
from maatwerk.apps.applications.public import Choice, decide, undo, withdraw
from maatwerk.apps.interviews.listening import tell_of_scores
from maatwerk.apps.interviews.models import Interview
from maatwerk.apps.messages.connections import Wish, open_connection
from maatwerk.apps.messages.models import Delivery
from maatwerk.kernel.models import Event

pytestmark = pytest.mark.django_db
HEARD = ("application.created", "application.stage_changed", "application.closed", "scorecard.submitted")


@pytest.fixture
def desk(settings):
    settings.ALLOW_PRIVATE_CALLBACKS = True
    made = make_desk()
    with made.world.acting() as member:
        open_connection(Wish(kind="webhook", name="H", url="http://127.0.0.1:9/h", topics=HEARD), by=member)
    return made


def told(desk):
    with desk.world.acting():
        bodies = [json.loads(one.body) for one in Delivery.objects.order_by("created_at", "id")]
    return [(one["type"], one["data"]) for one in bodies]


def test_an_application_from_its_arrival_to_its_end(desk):
    key = desk.apply("Cy Example", "cy@example.org")
    keys = {"application": str(key), "vacancy": str(desk.vacancy)}
    assert told(desk) == [("application.created", keys)]
    with desk.world.acting() as member:
        decide(application_id=key, choice=Choice(choice="advance", reason=REASON), by=member)
        undo(application_id=key, reason="I took the wrong person.", by=member)
        decide(application_id=key, choice=Choice(choice="reject", reason=REASON, kind="terms"), by=member)
    assert [topic for topic, _data in told(desk)] == [
        "application.created", "application.stage_changed", "application.stage_changed", "application.closed",
    ]  # fmt: skip
    assert all(data == keys for _topic, data in told(desk))


def test_who_withdraws_ends_their_application(desk):
    key = desk.people["Ada Jansen"]
    with desk.world.acting():
        withdraw(application_id=key, person_id=desk.row(key).person_id)
    assert [topic for topic, _data in told(desk)] == ["application.closed"]


def test_scores_that_came_in(desk):
    key = desk.people["Bo Smit"]
    row = desk.row(key)
    with desk.world.acting() as member:
        held = Interview(
            organisation_id=row.organisation_id, application=row, person_id=row.person_id, state="invited",
            made_by_id=member.user_id,
        )  # fmt: skip
        held.save()
        tell_of_scores(Event(kind="interviews.scorecard_kept", object_id=held.pk))
    assert told(desk) == [("scorecard.submitted", {"interview": str(held.pk), "application": str(key)})]
