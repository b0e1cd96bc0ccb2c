"""Telling a phone: by a gateway that listens to HTTP, form or JSON, signed; mail where there is none."""

import json
import uuid
from urllib.parse import parse_qs

import pytest
from standardwebhooks import Webhook

from apps.messages.talking import applicant
from factories.listener import listening
from factories.organisations import make_member
from maatwerk.apps.messages import connections
from maatwerk.apps.messages.connections import Wish, open_connection
from maatwerk.apps.messages.models import Message, Notice
from maatwerk.apps.messages.operations import NotNow
from maatwerk.apps.messages.phones import notify
from maatwerk.apps.messages.rules import MOST_ATTEMPTS
from maatwerk.apps.messages.threads import Words, say
from maatwerk.apps.messages.wishes import channels_for, choose
from maatwerk.apps.organisations.public import Role, memberships
from maatwerk.kernel import tenancy
from maatwerk.kernel.refusals import Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def trying_out(settings):
    settings.ALLOW_PRIVATE_CALLBACKS = True


@pytest.fixture
def gateway():
    with listening() as listener:
        yield listener


@pytest.fixture
def phoned(known, shop, vacancy):
    return applicant(known, shop, vacancy, phone="+31612345678", channel="sms")


def link(shop, url, **fields):
    admin = memberships(make_member(shop, Role.ADMINISTRATOR))[0]
    wish = {"kind": "sms", "name": "Gateway", "url": url, "secret": "their-token"} | fields
    with tenancy.acting(organisation=shop.pk, account=admin.user_id):
        return open_connection(Wish(**wish), by=admin)


def told(shop, subject, recruiter) -> uuid.UUID | None:
    with tenancy.acting(organisation=shop.pk, account=recruiter.user_id):
        say(about=subject.id, words=Words("Dit is privé"), by=recruiter)
        return Notice.objects.values_list("pk", flat=True).first()


@pytest.mark.parametrize("as_form", [True, False])
def test_a_phone_gets_a_sentence_and_a_link_signed(gateway, shop, phoned, recruiter, as_form):
    made = link(shop, f"{gateway.url}/send", as_form=as_form)
    assert made.token == ""  # it is called and never calls
    notice = told(shop, phoned, recruiter)
    for _twice in range(2):
        notify(organisation_id=shop.pk, notice_id=notice)
    (heard,) = gateway.heard
    said = (
        {name: value for name, (value,) in parse_qs(heard.body.decode()).items()}
        if as_form
        else json.loads(heard.body)
    )
    assert said["to"] == "+31612345678"
    assert said["channel"] == "sms"
    assert said["text"].startswith("Bakker: ")
    assert "/messages/" in said["text"]
    assert "privé" not in said["text"]
    assert heard.headers["authorization"] == "Bearer their-token"
    checking = Webhook(connections.signing_secret(made.row.id))
    signed = [heard.headers[name] for name in ("webhook-id", "webhook-timestamp", "webhook-signature")]
    expected = checking.sign(signed[0], moment(signed[1]), heard.body.decode())
    assert signed[2] == expected
    with tenancy.acting(organisation=shop.pk):
        assert not Message.objects.exists()  # one way, and not two
        assert "+316" not in str(vars(Notice.objects.get()))


def moment(seconds: str):
    import datetime as dt

    return dt.datetime.fromtimestamp(int(seconds), tz=dt.UTC)


def test_without_a_gateway_the_mail_tells(shop, phoned, recruiter):
    assert told(shop, phoned, recruiter) is None
    with tenancy.acting(organisation=shop.pk):
        assert Message.objects.count() == 1


def test_not_now_is_tried_again_and_never_is_given_up(gateway, shop, phoned, recruiter):
    link(shop, gateway.url)
    notice = told(shop, phoned, recruiter)
    gateway.answers = [503] * MOST_ATTEMPTS
    for _attempt in range(MOST_ATTEMPTS - 1):
        with pytest.raises(NotNow):
            notify(organisation_id=shop.pk, notice_id=notice)
    notify(organisation_id=shop.pk, notice_id=notice)
    with tenancy.acting(organisation=shop.pk):
        row = Notice.objects.get()
        assert row.given_up_at
        assert row.last_error == "HTTP 503"


def test_a_number_that_a_gateway_refuses_is_not_asked_again(gateway, shop, phoned, recruiter):
    link(shop, gateway.url)
    notice = told(shop, phoned, recruiter)
    gateway.answers = [422]
    notify(organisation_id=shop.pk, notice_id=notice)
    with tenancy.acting(organisation=shop.pk):
        assert Notice.objects.get().given_up_at


def test_nothing_is_called_inside_our_network(gateway, shop, phoned, recruiter, settings):
    link(shop, gateway.url)
    notice = told(shop, phoned, recruiter)
    settings.ALLOW_PRIVATE_CALLBACKS = False
    notify(organisation_id=shop.pk, notice_id=notice)
    assert not gateway.heard


def test_a_person_chooses_among_what_can_reach_them(gateway, shop, phoned, subject):
    with tenancy.acting(organisation=shop.pk):
        assert channels_for(phoned.person_id) == ("mail",)
        with pytest.raises(Refusal):
            choose(phoned.person_id, channel="sms", time_zone="Europe/Amsterdam")
    link(shop, gateway.url)
    link(shop, gateway.url, kind="whatsapp", name="WhatsApp")
    with tenancy.acting(organisation=shop.pk):
        assert channels_for(phoned.person_id) == ("mail", "sms", "whatsapp")
        assert channels_for(subject.person_id) == ("mail",)  # no number, no text message
        choose(phoned.person_id, channel="whatsapp", time_zone="Europe/Amsterdam")
