"""Signing in at an organisation's own provider: a real one, run beside the tests, through all its pages."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client

from apps.organisations import provider_site
from factories.organisations import client_of, make_member, make_organisation, make_user
from maatwerk.apps.organisations import invitations
from maatwerk.apps.organisations.models import Invitation, Membership, Organisation, Role, SignInDoor, User
from maatwerk.apps.organisations.own_sign_in import arranging
from maatwerk.apps.organisations.own_sign_in.provider import Client as Ours
from maatwerk.apps.organisations.queries import memberships
from maatwerk.kernel import tenancy
from maatwerk.kernel.models import Event
from maatwerk.kernel.refusals import Refusal

pytestmark = pytest.mark.django_db
WAYS_BACK = [f"http://127.0.0.1:8000/sign-in/{slug}/back/" for slug in ("bakery", "mill")]


@pytest.fixture(scope="module")
def issuer(tmp_path_factory) -> Iterator[str]:
    """The address of the provider, which runs in a process of its own."""
    command = [sys.executable, "-c", "import provider_site; provider_site.main()"]
    with subprocess.Popen(
        [*command, str(tmp_path_factory.mktemp("provider")), *WAYS_BACK],
        cwd=Path(provider_site.__file__).parent,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        address = process.stdout.readline().strip()
        assert address, "the provider did not start"
        yield address
        process.stdin.close()


@pytest.fixture(autouse=True)
def here(settings, english):
    cache.clear()
    settings.ALLOW_PRIVATE_CALLBACKS = True
    settings.SITE_URL = "http://127.0.0.1:8000"


def wish(at: str, **changes) -> arranging.Wish:
    given = {"issuer": at, "client_id": provider_site.CLIENT, "secret": provider_site.SECRET}
    return arranging.Wish(**given | {"domains": ("bakery.example",)} | changes)


def open_door(organisation: Organisation, issuer: str, **changes) -> None:
    """Arrange it as an administrator who tried it already."""
    admin = memberships(make_member(organisation, Role.ADMINISTRATOR))[0]
    with tenancy.acting(organisation=organisation.pk, account=admin.user_id):
        first = {name: value for name, value in changes.items() if name != "only_own_sign_in"}
        arranging.arrange(wish(issuer, **first), member=admin)
        arranging.worked()
        arranging.arrange(wish(issuer, is_on=True, **changes), member=admin)


@pytest.fixture
def bakery(issuer) -> Organisation:
    made = make_organisation("Bakery", slug="bakery")
    open_door(made, issuer)
    return made


def at_provider(address: str, name: str) -> str:
    """Sign in on the provider's own pages; return the address it sends the browser back to."""
    with httpx.Client(follow_redirects=True, trust_env=False) as browser:
        page = browser.get(address)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[1]
        form = {"login": name, "password": provider_site.PASSWORD, "csrfmiddlewaretoken": token}
        answer = browser.post(page.url, data=form, follow_redirects=False)
        while answer.is_redirect and "/sign-in/" not in answer.headers["Location"]:
            answer = browser.get(httpx.URL(address).join(answer.headers["Location"]), follow_redirects=False)
    return answer.headers["Location"].removeprefix("http://127.0.0.1:8000")


def sign_in(name: str, *, client: Client | None = None, leads_to: str = "") -> tuple[Client, object]:
    client = client or Client(
        headers={"accept-language": "en", "user-agent": "Mozilla/5.0 (X11; Linux) Firefox/140.0"}
    )
    there = client.get("/sign-in/bakery/go/", {"next": leads_to} if leads_to else {})
    assert there.status_code == 302, there.text
    return client, client.get(at_provider(there["Location"], name))


def member(organisation: Organisation, name: str, *roles: Role) -> User:
    user = make_user(name.title(), email=f"{name}@bakery.example")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return make_member(organisation, *roles, user=user)


def events(organisation: Organisation, kind: str) -> list[Event]:
    with tenancy.acting(organisation=organisation.pk):
        return list(Event.objects.filter(kind=f"organisations.{kind}").order_by("at"))


# -- coming in


def test_a_member_comes_in_from_the_button_to_the_page_they_wanted(bakery):
    ada = member(bakery, "ada", Role.RECRUITER)
    client = Client(headers={"accept-language": "en"})
    page = client.get("/o/bakery/members/", follow=True)
    assert "Sign in with Bakery" in page.text
    _same, answer = sign_in("ada", client=client, leads_to="/o/bakery/members/")
    assert (answer.status_code, answer["Location"]) == (302, "/o/bakery/members/")
    assert "Ada" in client.get("/o/bakery/members/").text
    assert str(client.session["_auth_user_id"]) == str(ada.pk)
    (seen,) = events(bakery, "account_signed_in")
    assert seen.data["by"] == ["own_sign_in"]
    assert len(events(bakery, "own_sign_in_tied")) == 1
    assert client.cookies["own_sign_in"].value == "bakery", "the button stands first the next time"
    sign_in("ada")
    assert len(events(bakery, "own_sign_in_tied")) == 1


def test_the_question_holds_what_protects_it(bakery):
    client = Client()
    asked = httpx.URL(client.get("/sign-in/bakery/go/")["Location"]).params
    assert (asked["response_type"], asked["code_challenge_method"], asked["scope"]) == (
        "code",
        "S256",
        "openid email profile",
    )
    assert asked["redirect_uri"] == WAYS_BACK[0]
    kept = client.session["own_sign_ins"][asked["state"]]
    assert kept["nonce"] == asked["nonce"]
    assert min(map(len, (asked["state"], asked["nonce"], kept["verifier"]))) >= 43
    assert kept["verifier"] not in str(asked)


def test_the_key_of_the_session_changes(bakery):
    member(bakery, "ada", Role.RECRUITER)
    client = Client()
    client.get("/sign-in/bakery/go/")
    before = client.session.session_key
    sign_in("ada", client=client)
    assert client.session.session_key != before
    assert "own_sign_ins" not in client.session or client.session["own_sign_ins"].keys() != {}


def test_somebody_invited_gets_an_account_and_the_roles_of_the_invitation(bakery):
    admin = memberships(make_member(bakery, Role.ADMINISTRATOR))[0]
    with tenancy.acting(organisation=bakery.pk, account=admin.user_id):
        invitations.invite(member=admin, email="ada@bakery.example", roles=[Role.ANALYST])
    _client, answer = sign_in("ada")
    assert answer["Location"] == "/o/bakery/"
    ada = User.objects.get(email="ada@bakery.example")
    assert (ada.name, ada.has_usable_password()) == ("Ada", False)
    assert not EmailAddress.objects.get(user=ada).verified, "proved to this organisation, not to the site"
    with tenancy.acting(organisation=bakery.pk):
        assert [row.role for row in Membership.objects.filter(user=ada)] == [Role.ANALYST]
        assert Invitation.objects.get().accepted_at


@pytest.mark.parametrize(
    ("name", "changes", "reason"),
    [
        ("ada", {}, "not_member"),
        ("mallory", {}, "unverified"),
        ("mallory", {"vouches_for_addresses": True}, "unverified"),
        ("ada", {"domains": ("mill.example",)}, "other_domain"),
    ],
    ids=["no member", "not verified", "not verified, said so", "another domain"],
)
def test_who_does_not_come_in(issuer, name, changes, reason):
    bakery = make_organisation("Bakery", slug="bakery")
    open_door(bakery, issuer, **changes)
    if reason != "not_member":
        member(bakery, name, Role.RECRUITER)
    client, answer = sign_in(name)
    assert answer.status_code == 403
    assert "You are not signed in" in answer.text
    assert "_auth_user_id" not in client.session
    (refused,) = events(bakery, "own_sign_in_refused")
    assert refused.data == {"reason": reason}
    assert name not in str(refused.data)


def test_an_account_elsewhere_is_not_pulled_in_by_an_invitation(bakery):
    make_user("Ada", email="ada@bakery.example")
    admin = memberships(make_member(bakery, Role.ADMINISTRATOR))[0]
    with tenancy.acting(organisation=bakery.pk, account=admin.user_id):
        invitations.invite(member=admin, email="ada@bakery.example", roles=[Role.ADMINISTRATOR])
    client, answer = sign_in("ada")
    assert "Open the link in the mail once" in answer.text
    assert "_auth_user_id" not in client.session


def test_an_address_given_to_somebody_new_opens_nothing_of_the_old_owner(bakery):
    ada = member(bakery, "ada", Role.RECRUITER)
    sign_in("ada")
    User.objects.filter(pk=ada.pk).update(email="eve@bakery.example")  # as if eve got ada's address
    _client, answer = sign_in("eve")
    assert answer.status_code == 403
    assert "tied here to another account" in answer.text
    admin = client_of(make_member(bakery, Role.ADMINISTRATOR))
    assert "Untie from the provider" in admin.get(f"/o/bakery/members/{ada.pk}/").text
    assert admin.post(f"/o/bakery/members/{ada.pk}/untie/").status_code == 302
    _client, answer = sign_in("eve")
    assert answer.status_code == 302


def test_a_member_who_was_removed_stays_out(bakery):
    ada = member(bakery, "ada", Role.RECRUITER)
    client, _answer = sign_in("ada")
    client_of(make_member(bakery, Role.ADMINISTRATOR)).post(f"/o/bakery/members/{ada.pk}/remove/")
    assert client.get("/o/bakery/").status_code == 404
    _client, answer = sign_in("ada")
    assert answer.status_code == 403


def test_a_closed_account_stays_out(bakery):
    ada = member(bakery, "ada", Role.RECRUITER)
    client, _answer = sign_in("ada")
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert client.get("/o/bakery/")["Location"].startswith("/account/login/")
    assert sign_in("ada")[1].status_code == 403


# -- the second step


def code_of(user: User) -> str:
    secret = TOTP.activate(user, "JBSWY3DPEHPK3PXP") and "JBSWY3DPEHPK3PXP"
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_ours_is_asked_where_the_provider_says_of_none(bakery):
    ada = member(bakery, "ada", Role.RECRUITER)
    code = code_of(ada)
    client, answer = sign_in("ada")
    assert answer["Location"] == "/account/2fa/authenticate/"
    assert "_auth_user_id" not in client.session
    assert client.get("/o/bakery/").status_code == 302
    assert client.post("/account/2fa/authenticate/", {"code": code}).status_code == 302
    assert client.session["confined_to"] == str(bakery.pk)
    assert client.get("/o/bakery/").status_code == 200


@pytest.mark.parametrize("counts", [True, False])
def test_theirs_counts_where_the_organisation_trusts_it(issuer, counts, monkeypatch):
    bakery = make_organisation("Bakery", slug="bakery")
    open_door(bakery, issuer, trusts_second_step=counts)
    code_of(member(bakery, "strong", Role.RECRUITER))
    client, answer = sign_in("strong")
    assert answer["Location"] == ("/o/bakery/" if counts else "/account/2fa/authenticate/")
    assert ("_auth_user_id" in client.session) is counts


def test_a_role_that_needs_one_is_satisfied_by_theirs(bakery):
    member(bakery, "strong", Role.PSYCHOLOGIST)
    client, _answer = sign_in("strong")
    assert "Set up a second step" not in client.get("/o/bakery/").text


# -- confined


def test_the_session_opens_this_organisation_alone_and_no_page_of_the_account(bakery):
    ada = member(bakery, "ada", Role.RECRUITER)
    mill = make_organisation("Mill", slug="mill")
    make_member(mill, Role.ADMINISTRATOR, user=ada)
    client, _answer = sign_in("ada")
    assert client.get("/o/mill/").status_code == 404
    assert "Mill" not in client.get("/o/bakery/").text
    for path in (
        "email/",
        "password/change/",
        "password/set/",
        "2fa/",
        "2fa/totp/activate/",
        "reauthenticate/",
    ):
        answer = client.get(f"/account/{path}")
        assert answer.status_code == 409, path
        assert "opens this organisation alone" in answer.text
    assert client.get("/new/").status_code == 409
    assert (
        client.post("/account/password/set/", {"password1": "x" * 20, "password2": "x" * 20}).status_code
        == 409
    )
    assert client_of(ada).get("/o/mill/").status_code == 200
    client.post("/account/logout/")
    client.force_login(ada)
    assert client.get("/account/email/").status_code == 200, "who comes in otherwise is not confined"


def test_another_organisations_answer_opens_nothing_here(bakery, issuer):
    """The answer of one sign-in at the way back of another: the state knows whose it is."""
    member(bakery, "ada", Role.RECRUITER)
    mill = make_organisation("Mill", slug="mill")
    open_door(mill, issuer)
    client = Client()
    way = at_provider(client.get("/sign-in/bakery/go/")["Location"], "ada")
    answer = client.get(way.replace("/bakery/", "/mill/"))
    assert answer.status_code == 403
    assert "_auth_user_id" not in client.session
    assert client.get(way).status_code == 410, "and it is used up"


# -- forged and replayed, against the real provider


def test_an_answer_works_once(bakery):
    member(bakery, "ada", Role.RECRUITER)
    client = Client()
    way = at_provider(client.get("/sign-in/bakery/go/")["Location"], "ada")
    assert client.get(way).status_code == 302
    client.post("/account/logout/")
    assert client.get(way).status_code == 410
    thief = Client(headers={"accept-language": "en"})
    thief.get("/sign-in/bakery/go/")
    state = next(iter(thief.session["own_sign_ins"]))
    forged = re.sub(r"state=[^&]+", f"state={state}", way)
    answer = thief.get(forged)
    assert answer.status_code == 403
    assert "did not accept the answer" in answer.text
    assert "_auth_user_id" not in thief.session


def test_a_stolen_code_is_worth_nothing_in_another_browser(bakery):
    """It was never used: the verifier and the nonce are the owner's."""
    member(bakery, "ada", Role.RECRUITER)
    way = at_provider(Client().get("/sign-in/bakery/go/")["Location"], "ada")
    thief = Client()
    thief.get("/sign-in/bakery/go/")
    state = next(iter(thief.session["own_sign_ins"]))
    assert thief.get(re.sub(r"state=[^&]+", f"state={state}", way)).status_code == 403
    assert thief.get(way).status_code == 410
    assert "_auth_user_id" not in thief.session


@pytest.mark.parametrize("query", ["", "?state=guessed&code=x", "?code=x"])
def test_an_answer_nobody_asked_for(bakery, query):
    assert Client().get(f"/sign-in/bakery/back/{query}").status_code == 410


def test_who_stops_at_the_provider_reads_so(bakery):
    client = Client(headers={"accept-language": "en"})
    state = httpx.URL(client.get("/sign-in/bakery/go/")["Location"]).params["state"]
    answer = client.get("/sign-in/bakery/back/", {"state": state, "error": "access_denied"})
    assert "You stopped" in answer.text


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_led_elsewhere_after_signing_in(bakery, wanted):
    client = Client()
    client.get("/sign-in/bakery/go/", {"next": wanted})
    (kept,) = client.session["own_sign_ins"].values()
    assert kept["leads_to"] == ""


def test_the_secret_is_right_or_nobody_comes_in(issuer):
    bakery = make_organisation("Bakery", slug="bakery")
    open_door(bakery, issuer, secret="wrong")
    member(bakery, "ada", Role.RECRUITER)
    _client, answer = sign_in("ada")
    assert answer.status_code == 403
    assert "client ID and secret" in answer.text


def test_settings_that_change_under_way_end_it(bakery, issuer):
    member(bakery, "ada", Role.RECRUITER)
    client = Client()
    way = at_provider(client.get("/sign-in/bakery/go/")["Location"], "ada")
    with tenancy.acting(organisation=bakery.pk):
        bakery_row = arranging.IdentityProvider.objects.get()
        bakery_row.client_id = "another"
        bakery_row.save()
    assert client.get(way).status_code == 403


# -- the only way in


def test_the_only_way_in_and_the_way_back(issuer):
    bakery = make_organisation("Bakery", slug="bakery")
    open_door(bakery, issuer, only_own_sign_in=True)
    ada = member(bakery, "ada", Role.RECRUITER)
    by_password = client_of(ada)
    assert by_password.get("/o/bakery/")["Location"] == "/sign-in/bakery/"
    assert by_password.get("/o/bakery/", headers={"hx-request": "true"})["HX-Redirect"] == "/sign-in/bakery/"
    assert "Sign out first" in by_password.get("/sign-in/bakery/").text
    assert "Sign out first" in by_password.get("/sign-in/bakery/go/").text
    assert sign_in("ada")[0].get("/o/bakery/").status_code == 200
    for role in (Role.ADMINISTRATOR, Role.OUTSIDE_AUDITOR):
        assert client_of(make_member(bakery, role)).get("/o/bakery/").status_code == 200


# -- setting it


def test_an_administrator_sets_tries_and_switches_it_on(issuer):
    bakery = make_organisation("Bakery", slug="bakery")
    admin, page = client_of(make_member(bakery, Role.ADMINISTRATOR)), "/o/bakery/settings/sign-in/"
    assert WAYS_BACK[0] in admin.get(page).text
    form = {
        "issuer": issuer, "client_id": provider_site.CLIENT, "secret": provider_site.SECRET,
        "domains": "@Bakery.example", "trusts_second_step": "on",
    }  # fmt: skip
    assert "it can be switched on once it has worked" in admin.post(page, form | {"is_on": "on"}).text
    assert admin.post(page, form).status_code == 302
    kept = admin.get(page).text
    assert provider_site.SECRET.split(":")[0] not in kept
    assert "not tried yet" in kept
    assert "answers and describes itself" in admin.post(f"{page}look/", follow=True).text
    assert Client().get("/sign-in/bakery/")["Location"] == "/sign-in/", "not on yet"
    there = admin.get(f"{page}try/")
    tried = admin.get(at_provider(there["Location"], "mallory"), follow=True).text
    assert "It works" in tried
    assert "does not say that your e-mail address is verified" in tried
    assert admin.post(page, form | {"secret": "", "is_on": "on"}).status_code == 302
    assert "Sign in with Bakery" in Client(headers={"accept-language": "en"}).get("/sign-in/bakery/").text
    with tenancy.acting(organisation=bakery.pk):
        row = arranging.IdentityProvider.objects.get()
        assert arranging.client() == Ours(issuer, provider_site.CLIENT, provider_site.SECRET)
        assert provider_site.SECRET.encode() not in bytes(row.secret)
        assert row.domains == ["bakery.example"]
    answer = admin.post(page, form | {"issuer": "https://elsewhere.example", "secret": ""})
    assert (answer.status_code, "belongs to another issuer" in answer.text) == (422, True)
    assert admin.post(page, form | {"secret": ""}).status_code == 302
    assert not SignInDoor.objects.exists()


def test_a_trial_signs_nobody_in_and_belongs_to_the_administrator(bakery, issuer):
    admin = client_of(make_member(bakery, Role.ADMINISTRATOR))
    way = at_provider(admin.get("/o/bakery/settings/sign-in/try/")["Location"], "ada")
    assert client_of(make_member(bakery, Role.ADMINISTRATOR)).get(way).status_code == 410
    before = admin.session["_auth_user_id"]
    assert admin.get(way)["Location"] == "/o/bakery/settings/sign-in/"
    assert admin.session["_auth_user_id"] == before


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"issuer": "ftp://login.example"}, "issuer"),
        ({"issuer": "https://[login.example"}, "issuer"),
        ({"issuer": "https://login.example:99999"}, "issuer"),
        ({"issuer": "https://login.example/?tenant=1"}, "issuer"),
        ({"issuer": "https://user:password@login.example/"}, "issuer"),
        ({"domains": ("no domain",)}, "domain"),
        ({"domains": (), "vouches_for_addresses": True}, "no_domains"),
        ({"is_on": True}, "untried"),
        ({"only_own_sign_in": True}, "only_while_off"),
    ],
)
def test_what_cannot_be_set(changes, code):
    bakery = make_organisation("Bakery", slug="bakery")
    admin = memberships(make_member(bakery, Role.ADMINISTRATOR))[0]
    with tenancy.acting(organisation=bakery.pk, account=admin.user_id):
        with pytest.raises(Refusal) as refused:
            arranging.arrange(wish("https://login.example", **changes), member=admin)
        assert refused.value.code == code
        assert arranging.provider_row() is None


def test_without_tls_no_provider_is_called(settings):
    settings.ALLOW_PRIVATE_CALLBACKS = False
    bakery = make_organisation("Bakery", slug="bakery")
    admin = memberships(make_member(bakery, Role.ADMINISTRATOR))[0]
    with tenancy.acting(organisation=bakery.pk, account=admin.user_id), pytest.raises(Refusal) as refused:
        arranging.arrange(wish("http://login.example"), member=admin)
    assert refused.value.code == "issuer"


def test_whoever_does_not_know_the_address_finds_the_entrance(bakery):
    client = Client(headers={"accept-language": "en"})
    assert client.get("/sign-in/", {"organisation": "bakery"})["Location"] == "/sign-in/bakery/"
    answer = client.get("/sign-in/", {"organisation": "nobody"})
    assert (answer.status_code, "No organisation at this address" in answer.text) == (422, True)


@pytest.mark.parametrize(
    ("last", "offered"), [("bakery", True), (r'"\000"', False), ("Bak/ery", False), ("", False)]
)
def test_a_cookie_offers_an_entrance_and_breaks_no_page(bakery, last, offered):
    page = Client(headers={"accept-language": "en", "cookie": f"own_sign_in={last}"}).get("/account/login/")
    assert (page.status_code, "Sign in with Bakery" in page.text) == (200, offered)


def test_asking_for_organisations_is_limited(bakery, monkeypatch):
    client = Client(headers={"accept-language": "en"})
    found = [client.get("/sign-in/", {"organisation": f"guess-{n}"}).status_code for n in range(31)]
    assert found == [422] * 30 + [429]
