"""A colleague lost phone, passkey and codes, or a laptop: two administrators give the way back, one ends the sessions."""

import datetime as dt

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.utils import timezone

from factories.organisations import client_of, make_member, make_organisation
from maatwerk.apps.organisations.models import Role, Session, StepReset
from maatwerk.apps.organisations.public import close_account, names, reset_by_operator
from maatwerk.apps.organisations.rules import RESET_DAYS
from maatwerk.kernel import tenancy
from maatwerk.kernel.models import Event
from maatwerk.kernel.refusals import Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def bakery():
    return make_organisation("Bakery", slug="bakery")


def administrator(bakery):
    user = make_member(bakery, Role.ADMINISTRATOR)
    browser = client_of(user)
    browser.email = user.email
    return browser


@pytest.fixture
def ada(bakery):
    return administrator(bakery)


@pytest.fixture
def bob(bakery):
    return administrator(bakery)


@pytest.fixture
def post(monkeypatch) -> list[dict]:
    """Letters in the order they were written."""
    letters: list[dict] = []
    monkeypatch.setattr(
        "maatwerk.apps.organisations.letters._carriers", [lambda **letter: letters.append(letter)]
    )
    return letters


@pytest.fixture
def eve(bakery):
    """Somebody with an app and recovery codes, signed in."""
    user = make_member(bakery, Role.PSYCHOLOGIST)
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(user)
    user.browser = client_of(user)
    return user


def asked(client, user, **form):
    return client.post(f"/o/bakery/members/{user.pk}/reset/", {"reason": "I called her."} | form)


def agreed(client, user):
    return client.post(f"/o/bakery/members/{user.pk}/reset/agree/")


def kinds(organisation) -> list[str]:
    with tenancy.acting(organisation=organisation.pk):
        rows = Event.objects.filter(kind__contains="second_step_reset").order_by("at", "id")
        return [row.kind.removeprefix("organisations.") for row in rows]


def test_one_asks_another_agrees_and_the_colleague_sets_it_up_anew(bakery, ada, bob, eve, post):
    page = ada.get(f"/o/bakery/members/{eve.pk}/")
    assert "Phone, passkey and recovery codes lost" in page.text
    assert asked(ada, eve).status_code == 302
    page = ada.get(f"/o/bakery/members/{eve.pk}/")
    assert "Another administrator has to agree" in page.text
    assert "Agree: take it away" not in page.text
    assert "I called her." in bob.get(f"/o/bakery/members/{eve.pk}/").text
    assert eve.browser.get("/o/bakery/").status_code == 200, "nothing happened yet"
    assert agreed(bob, eve).status_code == 302
    assert not Authenticator.objects.filter(user=eve).exists()
    assert eve.browser.get("/o/bakery/")["Location"].startswith("/account/login/")
    assert kinds(bakery) == ["second_step_reset_asked", "second_step_reset"]
    assert agreed(bob, eve).status_code == 404, "once"
    told = [(letter["to"], letter["subject"].partition(" at ")[0]) for letter in post]
    assert sorted(told[:2]) == sorted(
        [(eve.email, f"Second step of {eve}"), (bob.email, f"Second step of {eve}")]
    )
    assert told[2:] == [(eve.email, "Your second step")]
    to_eve, to_bob = (next(one["body"] for one in post if one["to"] == to) for to in (eve.email, bob.email))
    assert f"/o/bakery/members/{eve.pk}/" in to_bob
    assert "Did you not ask for this?" in to_eve
    with tenancy.acting(organisation=bakery.pk):
        assert not StepReset.objects.exists()


def test_nobody_does_it_alone(bakery, ada, bob, eve):
    asked(ada, eve)
    assert agreed(ada, eve).status_code == 403
    assert agreed(eve.browser, eve).status_code == 403, "no administrator"
    assert Authenticator.objects.filter(user=eve).count() == 2
    assert asked(bob, eve).status_code == 422, "asked already: who agrees says so"
    assert kinds(bakery) == ["second_step_reset_asked"]


def test_what_nobody_agrees_to_in_three_days_is_over(bakery, ada, bob, eve):
    asked(ada, eve)
    with tenancy.acting(organisation=bakery.pk):
        (row,) = StepReset.objects.all()
        assert dt.timedelta(days=RESET_DAYS) - (row.expires_at - timezone.now()) < dt.timedelta(minutes=5)
        row.delete()
        past = timezone.now() - dt.timedelta(seconds=1)
        StepReset.objects.create(
            organisation=bakery, user=eve, reason="Old.", asked_by_id=row.asked_by_id, expires_at=past
        )
    assert agreed(bob, eve).status_code == 404
    assert Authenticator.objects.filter(user=eve).count() == 2
    assert asked(bob, eve).status_code == 302, "and can be asked anew"


def test_saying_no_leaves_it(bakery, ada, bob, eve):
    asked(ada, eve)
    assert bob.post(f"/o/bakery/members/{eve.pk}/reset/withdraw/").status_code == 302
    assert agreed(bob, eve).status_code == 404
    assert kinds(bakery) == ["second_step_reset_asked", "second_step_reset_withdrawn"]


def test_a_reason_and_a_second_administrator_are_needed(bakery, ada, eve):
    answer = asked(ada, eve)
    assert answer.status_code == 422
    assert "no other administrator to agree" in answer.text
    make_member(bakery, Role.ADMINISTRATOR)
    assert asked(ada, eve, reason=" ").status_code == 422
    assert asked(ada, eve).status_code == 302


def test_an_account_of_another_organisation_too_is_not_this_ones_to_open(bakery, ada, bob, eve):
    make_member(make_organisation("Mill"), Role.RECRUITER, user=eve)
    answer = asked(ada, eve)
    assert answer.status_code == 422
    assert "works for another organisation" in answer.text
    assert "Mill" not in answer.text
    stranger = make_member(make_organisation("Elsewhere"), Role.RECRUITER)
    for path in ("reset/agree/", "reset/withdraw/", "sign-out/"):
        assert ada.post(f"/o/bakery/members/{stranger.pk}/{path}").status_code == 404
    assert asked(ada, stranger).status_code == 404


def test_who_joins_another_organisation_meanwhile_is_not_opened_either(bakery, ada, bob, eve):
    asked(ada, eve)
    make_member(make_organisation("Mill"), Role.RECRUITER, user=eve)
    assert agreed(bob, eve).status_code == 409
    assert Authenticator.objects.filter(user=eve).count() == 2


def test_whoever_runs_the_server_can_for_everybody_and_each_log_says_so(bakery, eve):
    mill = make_organisation("Mill")
    make_member(mill, Role.RECRUITER, user=eve)
    reset_by_operator(eve.email.upper())
    assert not Authenticator.objects.filter(user=eve).exists()
    assert kinds(bakery) == kinds(mill) == ["second_step_reset"]
    for address in (eve.email, "nobody@example.org"):
        with pytest.raises(Refusal, match="No account at this address"):
            reset_by_operator(address)


def test_an_administrator_signs_a_colleague_out_everywhere(bakery, ada, eve):
    client_of(eve)
    assert "Sign out everywhere" in ada.get(f"/o/bakery/members/{eve.pk}/").text
    page = ada.post(f"/o/bakery/members/{eve.pk}/sign-out/", follow=True)
    assert "2 sessions have ended" in page.text
    assert eve.browser.get("/o/bakery/")["Location"].startswith("/account/login/")
    assert Authenticator.objects.filter(user=eve).count() == 2, "the second step stays"
    with tenancy.acting(organisation=bakery.pk):
        assert Event.objects.get(kind="organisations.sessions_ended").data == {"sessions": 2}


def test_sessions_of_another_organisations_own_sign_in_stay(bakery, ada, eve):
    mill = make_organisation("Mill")
    session = eve.browser.session
    session["confined_to"] = str(mill.pk)
    session.save()
    ada.post(f"/o/bakery/members/{eve.pk}/sign-out/")
    assert Session.objects.filter(user=eve).count() == 1


def test_ones_own_sessions_and_step_have_their_own_pages(bakery, ada, bob):
    own = ada.session["_auth_user_id"]
    assert ada.post(f"/o/bakery/members/{own}/sign-out/").status_code == 409
    assert "Sign out everywhere" not in ada.get(f"/o/bakery/members/{own}/").text


def test_of_who_left_a_code_stays(bakery, ada, eve):
    address, code = eve.email, f"Colleague {eve.pk.hex[-6:].upper()}"
    with pytest.raises(Refusal, match="works for an organisation"):
        close_account(address)
    EmailAddress.objects.create(user=eve, email=address, verified=True, primary=True)
    ada.post(f"/o/bakery/members/{eve.pk}/remove/")
    assert close_account(address.upper()) == code
    assert eve.browser.get("/account/sessions/").status_code == 302
    kept = type(eve).objects.get(pk=eve.pk)
    assert (kept.name, kept.is_active, kept.has_usable_password()) == (code, False, False)
    assert address not in kept.email
    assert not EmailAddress.objects.filter(email=address).exists()
    assert not Authenticator.objects.filter(user=eve).exists()
    with tenancy.acting(organisation=bakery.pk):
        assert names({eve.pk}) == {eve.pk: code}
    with pytest.raises(Refusal, match="no account"):
        close_account(address)
