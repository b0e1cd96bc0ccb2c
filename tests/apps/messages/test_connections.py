"""Connections: tokens nobody reads back; calls that are signed, tried again, replayed, and never go where they may not."""

import json
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from standardwebhooks import Webhook, WebhookVerificationError

from factories.listener import listening
from factories.organisations import client_of, make_member, make_organisation
from maatwerk.apps.messages import calls, connections
from maatwerk.apps.messages.connections import Wish, open_connection
from maatwerk.apps.messages.models import Connection, Delivery
from maatwerk.apps.messages.operations import NotNow
from maatwerk.apps.messages.rules import MOST_ATTEMPTS, TOPICS
from maatwerk.apps.organisations.public import Role, memberships
from maatwerk.kernel import outgoing, tenancy
from maatwerk.kernel.models import Event
from maatwerk.kernel.refusals import NotAllowed, Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture
def organisation():
    return make_organisation()


@pytest.fixture
def admin(organisation):
    return memberships(make_member(organisation, Role.ADMINISTRATOR))[0]


@pytest.fixture
def acting(organisation):
    with tenancy.acting(organisation=organisation.pk):
        yield


@pytest.fixture
def trying_out(settings):
    settings.ALLOW_PRIVATE_CALLBACKS = True


def opened(admin, **fields):
    wish = {"kind": "api", "name": "Ours", "scopes": ("tests:read",)} | fields
    with tenancy.acting(organisation=admin.organisation.id, account=admin.user_id):
        return open_connection(Wish(**wish), by=admin)


def webhook(admin, url, *topics):
    return opened(admin, kind="webhook", url=url, topics=topics or ("order.completed",))


def announced(organisation, topic="order.completed"):
    key = uuid.uuid4()
    with tenancy.acting(organisation=organisation.pk):
        calls.announce(topic, object_id=key, data={"order": str(key)})
        return list(Delivery.objects.order_by("created_at", "id"))


def make_call(delivery):
    calls.call(organisation_id=delivery.organisation_id, delivery_id=delivery.pk)


def again(organisation, delivery):
    with tenancy.acting(organisation=organisation.pk):
        return Delivery.objects.get(pk=delivery.pk)


def test_a_token_opens_its_own_organisation_and_is_kept_as_a_hash(organisation, admin):
    made = opened(admin)
    found = connections.connection_by_token(made.token)
    assert found.id == made.row.id
    assert found.organisation_id == organisation.pk
    assert found.scopes == {"tests:read"}
    with tenancy.acting(organisation=organisation.pk):
        row = Connection.objects.get()
    assert made.token not in repr(vars(row))
    assert row.last_used_at is not None
    assert len(made.token) < 171  # Greenhouse takes no longer one


@pytest.mark.parametrize(
    "token", ["", "x", "mwk_", f"mwk_{'0' * 32}_{'a' * 43}", f"mwk_{'g' * 32}_{'a' * 43}"]
)
def test_other_tokens_open_nothing(admin, token):
    opened(admin)
    assert connections.connection_by_token(token) is None


def test_a_token_of_one_organisation_with_the_key_of_another_opens_nothing(admin):
    made = opened(admin)
    other = make_organisation()
    swapped = f"mwk_{other.pk.hex}_{made.token.rpartition('_')[2]}"
    assert connections.connection_by_token(swapped) is None


def test_a_closed_connection_is_shut_at_once(organisation, admin):
    made = opened(admin)
    with tenancy.acting(organisation=organisation.pk, account=admin.user_id):
        connections.close_connection(made.row.id, by=admin)
        connections.close_connection(made.row.id, by=admin)
        assert Event.objects.filter(kind="messages.connection_closed").count() == 1
    assert connections.connection_by_token(made.token) is None


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": " "}, "name"),
        ({"scopes": ()}, "scopes"),
        ({"scopes": ("everything",)}, "scopes"),
        ({"kind": "webhook", "url": "https://example.org/hook"}, "topics"),
        ({"kind": "webhook", "url": "http://example.org/hook", "topics": ("order.completed",)}, "url"),
        ({"kind": "webhook", "url": "https://127.0.0.1/hook", "topics": ("order.completed",)}, "url"),
        ({"kind": "webhook", "url": "https://10.0.0.8/hook", "topics": ("order.completed",)}, "url"),
        ({"kind": "webhook", "url": "https://partner.example:99999/", "topics": ("order.completed",)}, "url"),
        ({"kind": "webhook", "url": "https://[::1]/hook", "topics": ("order.completed",)}, "url"),
        ({"kind": "webhook", "url": "https://localhost/hook", "topics": ("order.completed",)}, "url"),
        ({"kind": "webhook", "url": "https://database/hook", "topics": ("order.completed",)}, "url"),
        ({"kind": "ashby"}, "secret"),
    ],
)
def test_what_cannot_be_linked_is_refused(admin, fields, field):
    with pytest.raises(Refusal) as caught:
        opened(admin, **fields)
    assert caught.value.field == field


def test_only_an_administrator_links_systems(organisation):
    recruiter = memberships(make_member(organisation, Role.RECRUITER))[0]
    with pytest.raises(NotAllowed):
        opened(recruiter)


def test_a_webhook_is_signed_as_the_standard_asks(organisation, admin, trying_out):
    with listening() as listener:
        made = webhook(admin, f"{listener.url}/hook")
        (delivery,) = announced(organisation)
        make_call(delivery)
        make_call(delivery)  # a worker may get it twice
    (heard,) = listener.heard
    secret = connections.signing_secret(made.row.id)
    said = Webhook(secret).verify(heard.body, heard.headers)
    assert said["type"] == "order.completed"
    assert heard.headers["webhook-id"] == str(delivery.pk)
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(heard.body.replace(b"order", b"0rder"), heard.headers)
    assert again(organisation, delivery).delivered_at


def test_a_webhook_hears_its_own_topics_only(organisation, admin, trying_out):
    webhook(admin, "http://127.0.0.1:9/hook", "results.released")
    assert announced(organisation) == []
    assert len(announced(organisation, "results.released")) == 1


def test_it_is_tried_again_and_given_up_at_last(organisation, admin, trying_out):
    with listening() as listener:
        webhook(admin, listener.url)
        (delivery,) = announced(organisation)
        listener.answers = [500] * MOST_ATTEMPTS
        for _attempt in range(MOST_ATTEMPTS - 1):
            with pytest.raises(NotNow):
                make_call(delivery)
        make_call(delivery)
    found = again(organisation, delivery)
    assert found.given_up_at
    assert found.attempts == MOST_ATTEMPTS
    assert found.last_status == 500


def test_gone_is_gone(organisation, admin, trying_out):
    with listening() as listener:
        webhook(admin, listener.url)
        listener.answers = [410]
        (delivery,) = announced(organisation)
        make_call(delivery)
    assert again(organisation, delivery).given_up_at


def test_nobody_there_is_not_now(organisation, admin, trying_out):
    with listening() as listener:
        webhook(admin, listener.url)
    (delivery,) = announced(organisation)
    with pytest.raises(NotNow):
        make_call(delivery)


def test_no_redirect_is_followed(organisation, admin, trying_out):
    with listening() as listener:
        webhook(admin, f"{listener.url}/hook")
        listener.answers, listener.headers = [302], {"Location": f"{listener.url}/inside"}
        (delivery,) = announced(organisation)
        with pytest.raises(NotNow):
            make_call(delivery)
    assert [heard.path for heard in listener.heard] == ["/hook"]


def test_nothing_is_called_inside_our_network(organisation, admin, settings):
    settings.ALLOW_PRIVATE_CALLBACKS = True
    with listening() as listener:
        webhook(admin, listener.url)
        (delivery,) = announced(organisation)
        settings.ALLOW_PRIVATE_CALLBACKS = False
        make_call(delivery)
        assert not listener.heard
    assert again(organisation, delivery).last_error == "not allowed"


def test_a_name_that_leads_inside_is_not_called(organisation, admin, monkeypatch, settings):
    monkeypatch.setattr(outgoing.socket, "getaddrinfo", lambda *_a, **_k: [(2, 1, 6, "", ("10.0.0.8", 0))])
    webhook(admin, "https://rebound.example.org/hook")
    (delivery,) = announced(organisation)
    make_call(delivery)
    assert again(organisation, delivery).last_error == "not allowed"


def test_a_closed_connection_is_told_nothing_more(organisation, admin, trying_out):
    with listening() as listener:
        made = webhook(admin, listener.url)
        (delivery,) = announced(organisation)
        with tenancy.acting(organisation=organisation.pk, account=admin.user_id):
            connections.close_connection(made.row.id, by=admin)
        make_call(delivery)
        assert not listener.heard
        with tenancy.acting(organisation=organisation.pk), pytest.raises(Refusal, match=r"gesloten|closed"):
            calls.replay(delivery.pk, by=admin)


@pytest.mark.parametrize(
    ("kind", "scheme"), [("ashby", "Basic"), ("workable", "Bearer"), ("greenhouse", "Basic")]
)
def test_a_partner_is_called_with_its_own_token_that_no_table_shows(
    organisation, admin, trying_out, kind, scheme
):
    with listening() as listener:
        made = opened(admin, kind=kind, url=listener.url, secret="their-token")
        with tenancy.acting(organisation=organisation.pk):
            row = Connection.objects.get(pk=made.row.id)
            assert b"their-token" not in bytes(row.secret)
            key = calls.tell(
                made.row.id,
                "order.completed",
                object_id=uuid.uuid4(),
                method="PATCH",
                url=f"{listener.url}/x",
                body={"a": 1},
            )
            delivery = Delivery.objects.get(pk=key)
        make_call(delivery)
    (heard,) = listener.heard
    assert heard.method == "PATCH"
    assert heard.said == {"a": 1}
    assert heard.headers["authorization"].startswith(scheme)
    assert "webhook-signature" not in heard.headers


@pytest.mark.parametrize(
    ("url", "home", "expected"),
    [
        ("https://app.greenhouse.io/x/1", "https://app.greenhouse.io", True),
        ("https://acme.workable.com/x", "https://www.workable.com", True),
        ("http://app.greenhouse.io/x", "https://app.greenhouse.io", False),
        ("https://app.greenhouse.io.evil.org/x", "https://app.greenhouse.io", False),
        ("https://evil.org/app.greenhouse.io", "https://app.greenhouse.io", False),
        ("https://user@app.greenhouse.io/x", "https://app.greenhouse.io", False),
        ("https://app.greenhouse.io:8443/x", "https://app.greenhouse.io", False),
        ("https://[x", "https://app.greenhouse.io", False),
    ],
)
def test_an_address_is_at_home_or_not(url, home, expected):
    assert connections.is_at(url, home) is expected


def test_pages_link_show_replay_and_close(organisation, admin, trying_out):
    client = client_of(make_member(organisation, Role.ADMINISTRATOR))
    at = f"/o/{organisation.slug}/connections/"
    assert "Nothing is linked yet" in client.get(at).text
    assert client.get(f"{at}new/").status_code == 200
    assert client.post(f"{at}new/", {"kind": "api", "name": "x"}).status_code == 422
    page = client.post(f"{at}new/", {"kind": "api", "name": "Ours", "scopes": ["tests:read"]})
    token = page.context["token"]
    assert token in page.text
    assert connections.connection_by_token(token)
    key = connections.connection_by_token(token).id
    assert token not in client.get(f"{at}{key}/").text
    with listening() as listener:
        page = client.post(
            f"{at}new/",
            {"kind": "webhook", "name": "Hook", "url": listener.url, "topics": ["order.completed"]},
        )
        (delivery,) = announced(organisation)
        make_call(delivery)
        hook = f"{at}{delivery.connection_id}/"
        assert "delivered" in client.get(hook).text
        page = client.post(f"/o/{organisation.slug}/deliveries/{delivery.pk}/replay/", follow=True)
        assert "on its way again" in page.text
        assert client.post(f"/o/{organisation.slug}/deliveries/{delivery.pk}/replay/").status_code == 409
        make_call(delivery)
    assert [heard.headers["webhook-id"] for heard in listener.heard] == [str(delivery.pk)] * 2
    client.post(f"{hook}close/")
    assert "closed" in client.get(at).text


def test_pages_are_the_administrators_alone(organisation, admin):
    made = opened(admin)
    at = f"/o/{organisation.slug}/connections/"
    recruiter = client_of(make_member(organisation, Role.RECRUITER, Role.PSYCHOLOGIST))
    stranger = client_of(make_member(make_organisation(), Role.ADMINISTRATOR))
    for path in ("", "new/", f"{made.row.id}/"):
        assert recruiter.get(at + path).status_code == 403
        assert stranger.get(at + path).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_same_few_questions_however_long_it_is(organisation, admin, number):
    for _each in range(number):
        opened(admin)
    client = client_of(make_member(organisation, Role.ADMINISTRATOR))
    client.get(f"/o/{organisation.slug}/connections/")
    with CaptureQueriesContext(connection) as queries:
        client.get(f"/o/{organisation.slug}/connections/")
    asked = [q["sql"] for q in queries if q["sql"].startswith("SELECT") and "set_config" not in q["sql"]]
    assert len(asked) == 4, asked  # session, account, memberships, connections


def test_events_name_no_secret(organisation, admin):
    made = opened(admin, kind="ashby", secret="their-token")
    with tenancy.acting(organisation=organisation.pk):
        said = json.dumps([event.data for event in Event.objects.all()])
    assert made.token not in said
    assert "their-token" not in said
    assert set(TOPICS) >= {"order.completed", "results.released"}
