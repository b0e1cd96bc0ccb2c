"""Advice read by another system: as it was given, one application at a time, written down, and never before its time."""

import datetime as dt
import uuid

import pytest

from api.calling import Caller
from factories.listener import listening
from factories.loop import advise, make_applicant, make_vacancy, make_world
from maatwerk.api.hiring import shapes
from maatwerk.apps.applications.operations.telling import tell_advice
from maatwerk.apps.applications.public import applications, see_advice
from maatwerk.apps.messages.connections import Wish, open_connection
from maatwerk.apps.messages.models import Delivery
from maatwerk.apps.organisations.models import Organisation
from maatwerk.kernel import jobs, tenancy
from maatwerk.kernel.models import Event, Work
from maatwerk.ui.shapes import AdvicePanel, Contribution, RangeRow


@pytest.fixture
def advised(committed, settings):
    settings.ALLOW_PRIVATE_CALLBACKS = True
    world = make_world()
    vacancy = make_vacancy(world)
    make_applicant(world, vacancy, patience=None)
    with world.acting() as member, listening() as listener:
        (row,) = applications(vacancy)
        wish = Wish(kind="webhook", name="Hook", url=listener.url, topics=("advice.given",))
        open_connection(wish, by=member)
    advise_now(world, vacancy)
    return world, vacancy, row


def advise_now(world, vacancy):
    with world.acting():
        from maatwerk.apps.applications.public import ask_advice

        ask_advice(opportunity_id=vacancy)
    assert advise(world, vacancy) == 1


def test_advice_is_told_one_application_at_a_time_and_only_in_its_time(advised):
    world, _vacancy, row = advised
    caller = Caller(world)
    told = caller.get(f"v1/applications/{row.id}/advice").json()
    assert told["application"] == str(row.id)
    assert told["insufficient"] == "When this person applied, no model was live for this work."
    assert told["ranges"] == []
    with world.acting() as member:
        event = Event.objects.get(kind="applications.advice_told")
        assert (event.object_id, event.person_id) == (row.id, row.person_id)
        assert event.data == {"connection": str(caller.opened.row.id)}
        Organisation.objects.filter(pk=member.organisation.id).update(own_view_first=True)
    answer = caller.get(f"v1/applications/{row.id}/advice")
    assert (answer.status_code, answer.json()["code"]) == (409, "own_view_first")
    with world.acting() as member:
        Organisation.objects.filter(pk=member.organisation.id).update(own_view_first=False)
        see_advice(application_id=row.id, by=member)
        Organisation.objects.filter(pk=member.organisation.id).update(own_view_first=True)
    assert caller.get(f"v1/applications/{row.id}/advice").status_code == 200


def test_webhooks_hear_of_advice_once_and_not_what_it_says(advised):
    world, vacancy, row = advised
    with world.acting():
        assert tell_advice(vacancy) == 1
        assert tell_advice(vacancy) == 0
        (delivery,) = Delivery.objects.all()
    assert delivery.topic == "advice.given"
    with world.acting():
        advice = delivery.object_id
    assert f'"data":{{"advice":"{advice}","application":"{row.id}","vacancy":"{vacancy}"}}' in delivery.body


def test_the_worker_that_advises_leaves_telling_to_another(advised):
    world, vacancy, _row = advised
    make_applicant(world, vacancy, patience=None)
    organisation = world.member.organisation.id
    with world.acting():
        from maatwerk.apps.applications.public import ask_advice

        ask_advice(opportunity_id=vacancy)
        key = Work.objects.filter(kind="advice.give").latest("created_at").pk
    jobs.run_work(str(organisation), str(key))
    with tenancy.acting(organisation=organisation):
        work = Work.objects.get(kind="applications.tell_advice")
    jobs.run_work(str(organisation), str(work.pk))
    with tenancy.acting(organisation=organisation):
        assert Work.objects.get(pk=work.pk).result == {"told": 2}


def test_what_the_panel_says_is_what_is_told():
    panel = AdvicePanel(
        model_name="Packers",
        model_version="3",
        advised_on=dt.date(2026, 11, 23),
        approved_by="",
        approved_on=None,
        headline="Of 100 people with such results, 61 to 80 are expected to be here after 12 months.",
        ranges=(RangeRow(label="After 12 months", low=0.61, high=0.8, reference=0.66),),
        n=412,
        contributions=(Contribution(label="Patience", size=0.4, value="58, above average"),),
        limits=("It says how often people with such results stayed.",),
        not_used=("name",),
    )
    key = uuid.uuid4()
    told = shapes.advice(key, panel).model_dump()
    assert told["ranges"] == [{"label": "After 12 months", "low": 0.61, "high": 0.8, "reference": 0.66}]
    assert told["contributions"] == [
        {"label": "Patience", "value": "58, above average", "size": 0.4, "missing": False}
    ]
    assert (told["n"], told["limits"], told["not_used"]) == (412, list(panel.limits), ["name"])
    assert not {"score", "rank", "band"} & set(told)
