"""The second step at sign-in: who needs one and from when, passkeys, and what the log keeps of signing in."""

import datetime as dt
import json

import pytest
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from apps.organisations.soft_key import SoftKey
from factories.organisations import client_of, make_member, make_organisation
from maatwerk.apps.organisations import queries
from maatwerk.apps.organisations.models import Organisation, Role, User
from maatwerk.apps.organisations.public import open_account
from maatwerk.apps.organisations.second_step import GRACE_DAYS, needed_by
from maatwerk.kernel import log, tenancy

pytestmark = pytest.mark.django_db
EMAIL, PASSWORD = "ada@example.org", "correct-horse-battery"
NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)


def ago(days: int) -> dt.datetime:
    return NOW - dt.timedelta(days=days)


@pytest.fixture(autouse=True)
def hash_quickly(settings):
    cache.clear()
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]


# -- who needs one, and from when


@pytest.mark.parametrize(
    ("roles", "all_from", "expected"),
    [
        ({Role.RECRUITER: 90, Role.MANAGER: 90}, None, None),
        ({Role.ADMINISTRATOR: 90}, None, 60),  # the organisation came to this 60 days ago
        ({Role.PSYCHOLOGIST: 3}, None, 3),
        ({Role.RECRUITER: 90, Role.PSYCHOLOGIST: 3}, None, 3),
        ({Role.RECRUITER: 90}, 5, 5),
        ({Role.RECRUITER: 2}, 5, 2),
        ({Role.RECRUITER: 90, Role.ADMINISTRATOR: 90}, 5, 60),
    ],
)
def test_when_it_is_needed(roles, all_from, expected):
    organisation = Organisation(
        second_step_from=ago(60), second_step_for_all_from=None if all_from is None else ago(all_from)
    )
    found = needed_by(organisation, {role: ago(days) for role, days in roles.items()})
    assert found == (None if expected is None else ago(expected) + dt.timedelta(days=GRACE_DAYS))


def test_a_simulated_organisation_needs_none():
    assert (
        needed_by(Organisation(is_simulated=True, second_step_from=ago(60)), {Role.ADMINISTRATOR: ago(60)})
        is None
    )


def late(organisation: Organisation, *, days: int) -> None:
    """Let the organisation and its members be so old."""
    with tenancy.acting(organisation=organisation.pk):
        Organisation.objects.update(second_step_from=timezone.now() - dt.timedelta(days=days))


def old_member(organisation: Organisation, *roles: Role, monkeypatch) -> User:
    """A member whose time to set it up is over, as the pages see it."""
    user = make_member(organisation, *roles)
    long_ago = timezone.now() - dt.timedelta(days=GRACE_DAYS + 1)
    monkeypatch.setattr(
        "maatwerk.apps.organisations.second_step.needed_by",
        lambda found, since: needed_by(found, dict.fromkeys(since, long_ago)),
    )
    late(organisation, days=GRACE_DAYS + 1)
    return user


def test_there_is_time_to_set_it_up_and_the_start_page_says_until_when(english):
    organisation = make_organisation()
    client = client_of(make_member(organisation, Role.ADMINISTRATOR))
    page = client.get(f"/o/{organisation.slug}/")
    assert "Set up a second step for signing in" in page.text
    assert (
        "Set up a second step"
        not in client_of(make_member(organisation, Role.RECRUITER)).get(page.request["PATH_INFO"]).text
    )


def test_after_that_every_page_leads_to_setting_it_up(monkeypatch):
    organisation = make_organisation()
    client = client_of(old_member(organisation, Role.PSYCHOLOGIST, monkeypatch=monkeypatch))
    for path in ("", "models/", "no-such-page/"):
        answer = client.get(f"/o/{organisation.slug}/{path}")
        assert answer.status_code == (404 if path == "no-such-page/" else 302)
    page = client.get(f"/o/{organisation.slug}/", follow=True)
    assert page.redirect_chain == [("/account/2fa/", 302)]
    assert "Then you can go on." in page.text
    part = client.get(f"/o/{organisation.slug}/", headers={"hx-request": "true"})
    assert part["HX-Redirect"] == "/account/2fa/"
    assert client.post(f"/o/{organisation.slug}/models/").status_code == 302


def test_an_app_opens_the_pages_again_and_recovery_codes_alone_do_not(monkeypatch):
    organisation = make_organisation()
    user = old_member(organisation, Role.ADMINISTRATOR, monkeypatch=monkeypatch)
    client, start = client_of(user), f"/o/{organisation.slug}/"
    Authenticator.objects.create(user=user, type="recovery_codes", data={"seed": "x"})
    assert client.get(start).status_code == 302
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    assert client.get(start).status_code == 200


def test_an_administrator_asks_it_of_everybody(monkeypatch, english):
    organisation = make_organisation()
    recruiter = make_member(organisation, Role.RECRUITER)
    administrator = client_of(make_member(organisation, Role.ADMINISTRATOR))
    form = {"name": "Bakery", "language": "nl", "jurisdiction": "NL", "follow_up_months": "3, 6"}
    assert queries.memberships(recruiter)[0].second_step_by is None
    assert (
        administrator.post(
            f"/o/{organisation.slug}/settings/", form | {"second_step_for_all": "on"}
        ).status_code
        == 302
    )
    (member,) = queries.memberships(recruiter)
    assert member.organisation.second_step_for_all
    left = member.second_step_by - timezone.now()
    assert dt.timedelta(days=GRACE_DAYS - 1) < left <= dt.timedelta(days=GRACE_DAYS)
    first = member.second_step_by
    administrator.post(f"/o/{organisation.slug}/settings/", form | {"second_step_for_all": "on"})
    assert queries.memberships(recruiter)[0].second_step_by == first, "saving again gives no new time"
    administrator.post(f"/o/{organisation.slug}/settings/", form)
    assert queries.memberships(recruiter)[0].second_step_by is None


def test_secrets_of_apps_are_sealed_and_those_kept_before_still_open():
    user = open_account(email=EMAIL, name="Ada")
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    kept = Authenticator.objects.get(user=user)
    assert "JBSWY3DPEHPK3PXP" not in json.dumps(kept.data)
    assert get_adapter().decrypt(kept.data["secret"]) == "JBSWY3DPEHPK3PXP"
    assert get_adapter().decrypt("JBSWY3DPEHPK3PXP") == "JBSWY3DPEHPK3PXP"
    assert get_adapter().encrypt("same") != get_adapter().encrypt("same")


# -- passkeys


@pytest.fixture
def client() -> Client:
    return Client(SERVER_NAME="localhost", headers={"accept-language": "en"})


@pytest.fixture
def ada() -> User:
    return open_account(email=EMAIL, name="Ada", password=PASSWORD, language="en")


def sign_in(client: Client):
    cache.clear()
    return client.post("/account/login/", {"login": EMAIL, "password": PASSWORD})


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def confirm(client: Client) -> None:
    """Give the password once more: what guards an account changes only right after that."""
    assert client.get("/account/2fa/webauthn/add/")["Location"].startswith("/account/reauthenticate/")
    client.post("/account/reauthenticate/", {"password": PASSWORD})


def add_key(client: Client, key: SoftKey, name: str = "Blue key"):
    confirm(client)
    page = client.get("/account/2fa/webauthn/add/")
    made = json.dumps(key.made(page.context["js_data"]["creation_options"]))
    return client.post("/account/2fa/webauthn/add/", {"name": name, "passwordless": "on", "credential": made})


def asked(client: Client) -> dict[str, object]:
    options: dict[str, object] = client.get(
        "/account/2fa/webauthn/login/", headers={"accept": "application/json"}
    ).json()
    return options["request_options"]


def with_key(client: Client, credential: dict[str, object]):
    cache.clear()
    return client.post("/account/2fa/webauthn/login/", {"credential": json.dumps(credential)})


@pytest.fixture
def key(client, ada) -> SoftKey:
    """A passkey that Ada added; nobody is signed in."""
    made = SoftKey()
    sign_in(client)
    add_key(client, made)
    assert Authenticator.objects.filter(user=ada, type="webauthn").count() == 1
    client.post("/account/logout/")
    return made


def test_a_passkey_alone_signs_in(client, ada, key):
    before = client.session.session_key
    with_key(client, key.signed(asked(client), user_pk_to_url_str(ada)))
    assert is_signed_in(client)
    assert client.session.session_key != before


def test_a_passkey_is_the_second_step_after_a_password(client, ada, key):
    answer = sign_in(client)
    assert answer["Location"].startswith("/account/2fa/authenticate/")
    assert not is_signed_in(client)
    page = client.get(answer["Location"])
    credential = key.signed(page.context["js_data"]["request_options"])
    client.post(answer["Location"], {"credential": json.dumps(credential)})
    assert is_signed_in(client)


def test_an_answer_is_good_once(client, ada, key):
    credential = key.signed(asked(client), user_pk_to_url_str(ada))
    with_key(client, credential)
    client.post("/account/logout/")
    with_key(client, credential)
    assert not is_signed_in(client)
    asked(client)
    with_key(client, credential)
    assert not is_signed_in(client), "another challenge was asked for"


@pytest.mark.parametrize("forged", ["origin", "site", "key", "signature", "challenge", "nobody"])
def test_a_forged_answer_opens_nothing(client, ada, key, forged):
    options, user = asked(client), user_pk_to_url_str(ada)
    if forged == "origin":
        key.origin = "https://localhost.evil.example"
    if forged == "site":
        key._site = SoftKey(site="evil.example")._site
    if forged == "key":
        other = SoftKey()
        other.id, key = key.id, other
    if forged == "challenge":
        options = {"publicKey": options["publicKey"] | {"challenge": "AAAA"}}
    credential = key.signed(options, "nobody" if forged == "nobody" else user)
    if forged == "signature":
        signature = credential["response"]["signature"]
        credential["response"]["signature"] = signature[:-4] + (
            "AAAA" if signature[-4:] != "AAAA" else "BBBB"
        )
    with_key(client, credential)
    assert not is_signed_in(client)


def test_a_key_made_for_another_site_is_not_taken(client, ada):
    sign_in(client)
    answer = add_key(client, SoftKey(origin="https://evil.example"))
    assert answer.status_code == 200
    assert not Authenticator.objects.filter(type="webauthn").exists()


def test_passkeys_are_listed_renamed_and_removed(client, ada, key):
    page = sign_in(client)
    client.post(
        page["Location"],
        {
            "credential": json.dumps(
                key.signed(client.get(page["Location"]).context["js_data"]["request_options"])
            )
        },
    )
    assert "Blue key" in client.get("/account/2fa/webauthn/").text
    confirm(client)
    kept = Authenticator.objects.get(type="webauthn")
    client.post(f"/account/2fa/webauthn/keys/{kept.pk}/edit/", {"name": "Green key"})
    assert "Green key" in client.get("/account/2fa/webauthn/").text
    assert (
        "“Green key” will no longer let you in."
        in client.get(f"/account/2fa/webauthn/keys/{kept.pk}/remove/").text
    )
    client.post(f"/account/2fa/webauthn/keys/{kept.pk}/remove/")
    assert not Authenticator.objects.filter(type="webauthn").exists()
    stranger = client_of(open_account(email="bo@example.org", name="Bo"))
    assert stranger.get(f"/account/2fa/webauthn/keys/{kept.pk}/remove/").status_code in {302, 404}


# -- what the log keeps


def kept_of(organisation: Organisation) -> list[log.EventRow]:
    with tenancy.acting(organisation=organisation.pk):
        return [row for row in log.events_of(limit=100) if row.kind.startswith("organisations.")]


def test_signing_in_and_failing_to_are_events_without_any_address_or_secret(client, ada):
    organisation, elsewhere = make_organisation(), make_organisation()
    make_member(organisation, Role.RECRUITER, user=ada)
    client.post("/account/login/", {"login": EMAIL, "password": "not-the-password-7"})
    sign_in(client)
    add_key(client, SoftKey())
    rows = kept_of(organisation)
    assert [row.kind.partition(".")[2] for row in rows] == [
        "second_step_added",
        "account_signed_in",
        "sign_in_failed",
    ]
    assert {row.object_id for row in rows} == {ada.pk}
    assert rows[1].data == {"by": ["password"]}
    written = json.dumps([row.data for row in rows])
    for secret in (EMAIL, "ada", PASSWORD, "not-the-password-7", "Blue key"):
        assert secret not in written
    assert kept_of(elsewhere) == []


def test_guessing_on_fills_no_log(client, ada):
    organisation = make_organisation()
    make_member(organisation, Role.RECRUITER, user=ada)
    for _guess in range(9):
        cache.clear()
        client.post("/account/login/", {"login": EMAIL, "password": "wrong-wrong-wrong"})
    assert len(kept_of(organisation)) == 5


def test_a_page_refused_is_an_event_twice_and_then_no_more():
    organisation = make_organisation()
    client = client_of(make_member(organisation, Role.AMBASSADOR))
    for _try in range(4):
        assert client.get(f"/o/{organisation.slug}/settings/").status_code == 403
    rows = kept_of(organisation)
    assert [row.kind for row in rows] == ["organisations.access_refused"] * 2
    assert rows[0].data == {"page": "organisations:settings", "method": "GET"}
