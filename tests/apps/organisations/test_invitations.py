"""Asking colleagues in: the link works once, for who was asked, until it is withdrawn or too old."""

import datetime as dt
import re

import pytest
from allauth.account.models import EmailAddress
from django.db import connection
from django.test import Client
from django.utils import timezone

from factories.organisations import client_of, make_member, make_organisation, make_user
from maatwerk.apps.organisations import invitations, queries
from maatwerk.apps.organisations.models import Invitation, Organisation, Role, User
from maatwerk.apps.organisations.rules import Member
from maatwerk.kernel import tenancy
from maatwerk.kernel.models import Event
from maatwerk.kernel.refusals import NotAllowed, Refusal

pytestmark = pytest.mark.django_db
ASKED = "sanne@example.org"


@pytest.fixture
def organisation() -> Organisation:
    return make_organisation("Bakery", language="nl")


@pytest.fixture
def admin(organisation) -> Member:
    return queries.memberships(make_member(organisation, Role.ADMINISTRATOR, user=make_user("Ada")))[0]


@pytest.fixture
def post(monkeypatch) -> list[dict]:
    """Letters in the order they were written."""
    letters: list[dict] = []
    monkeypatch.setattr(
        "maatwerk.apps.organisations.letters._carriers", [lambda **letter: letters.append(letter)]
    )
    return letters


def acting(admin: Member):
    return tenancy.acting(organisation=admin.organisation.id, account=admin.user_id)


def ask(admin: Member, post: list[dict], *roles: Role, email: str = ASKED) -> tuple[str, str]:
    """Invite somebody; return the path of the link and its token."""
    with acting(admin):
        invitations.invite(member=admin, email=email, roles=roles or [Role.PSYCHOLOGIST])
    path = re.search(r"http://127\.0\.0\.1:8000(/invitations/\S+)", post[-1]["body"]).group(1)
    return path, path.rstrip("/").rpartition("/")[2]


def stored(organisation: Organisation) -> list[Invitation]:
    with tenancy.acting(organisation=organisation.pk):
        return list(Invitation.objects.order_by("id"))


def kinds(organisation: Organisation) -> list[str]:
    with tenancy.acting(organisation=organisation.pk):
        return list(Event.objects.order_by("id").values_list("kind", flat=True))


def test_the_letter_speaks_the_language_of_the_organisation_or_of_a_known_reader(admin, post):
    ask(admin, post)
    assert post[0]["subject"] == "Ada nodigt je uit voor Bakery op Maatwerk"
    assert "Jouw rol daar: psycholoog." in post[0]["body"]
    make_user(email="known@example.org", language="en")
    ask(admin, post, Role.PSYCHOLOGIST, Role.MANAGER, email="Known@example.org")
    assert post[1]["subject"] == "Ada invites you to Bakery on Maatwerk"
    assert "Your part there: hiring manager, psychologist." in post[1]["body"]
    assert post[1]["to"] == "known@example.org"


def test_only_the_hash_of_the_token_stays(organisation, admin, post):
    _path, token = ask(admin, post)
    assert len(token) == 43  # 256 bits
    with tenancy.acting(organisation=organisation.pk), connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(i)::text FROM organisations_invitation i")
        kept = cursor.fetchall()
        cursor.execute("SELECT row_to_json(e)::text FROM kernel_event e")
        kept += cursor.fetchall()
    assert len(kept) == 2
    assert all(token not in row and ASKED not in row for (row,) in kept[1:])
    assert token not in kept[0][0]
    assert post[0]["is_confidential"] is True


def test_asking_again_makes_the_first_link_useless(organisation, admin, post):
    first, _token = ask(admin, post)
    second, _token = ask(admin, post)
    assert Client().get(first).status_code == 410
    assert Client().get(second).status_code == 200
    assert len(stored(organisation)) == 1


@pytest.mark.parametrize(
    ("email", "roles", "code"),
    [(ASKED, [], "no_role"), ("colleague@example.org", [Role.AUDITOR], "member_already")],
)
def test_invitations_that_make_no_sense(organisation, admin, post, email, roles, code):
    make_member(organisation, Role.RECRUITER, user=make_user(email="colleague@example.org"))
    with acting(admin), pytest.raises(Refusal) as refused:
        invitations.invite(member=admin, email=email, roles=roles)
    assert refused.value.code == code
    assert post == []


def test_only_administrators_invite_and_withdraw(organisation, admin, post):
    ask(admin, post)
    recruiter = queries.memberships(make_member(organisation, Role.RECRUITER))[0]
    with acting(recruiter):
        with pytest.raises(NotAllowed):
            invitations.invite(member=recruiter, email="x@example.org", roles=[Role.ADMINISTRATOR])
        with pytest.raises(NotAllowed):
            invitations.withdraw_invitation(member=recruiter, invitation_id=stored(organisation)[0].pk)


# -- accepting


def test_an_existing_account_joins_with_the_roles_it_was_asked_for(organisation, admin, post):
    path, _token = ask(admin, post, Role.PSYCHOLOGIST, Role.ANALYST)
    user = make_user(email=ASKED)
    client = client_of(user)
    page = client.get(path)
    assert page.status_code == 200
    assert "Join Bakery" in page.text
    answer = client.post(path, follow=True)
    assert answer.wsgi_request.path == f"/o/{organisation.slug}/"
    (found,) = queries.memberships(user)
    assert found.roles == {Role.PSYCHOLOGIST, Role.ANALYST}
    assert kinds(organisation) == [
        "organisations.member_invited",
        "organisations.member_added",
        "organisations.invitation_accepted",
    ]


def test_a_new_account_signs_up_from_the_link_without_a_second_proof_of_its_address(admin, post, mailoutbox):
    path, _token = ask(admin, post)
    client = Client(headers={"accept-language": "en"})
    page = client.get(path)
    assert f"/account/signup/?next={path}" in page.text
    assert ASKED in client.get(f"/account/signup/?next={path}").text
    answer = client.post(
        "/account/signup/",
        {"name": "Sanne", "email": ASKED, "password1": "a-long-enough-sentence", "next": path},
    )
    assert answer["Location"] == path
    assert mailoutbox == []
    client.post(path)
    user = User.objects.get(email=ASKED)
    assert user.language == "en"
    assert queries.memberships(user)[0].roles == {Role.PSYCHOLOGIST}


def test_an_address_proved_beside_the_first_one_may_accept_too(admin, post):
    _path, token = ask(admin, post)
    user = make_user()
    EmailAddress.objects.create(user=user, email=ASKED, verified=True)
    invitations.accept_invitation(organisation_id=admin.organisation.id, token=token, user=user)
    assert len(queries.memberships(user)) == 1


@pytest.mark.parametrize("verified", [None, False], ids=["unknown", "not proved"])
def test_somebody_else_with_the_link_is_refused(admin, post, verified):
    path, _token = ask(admin, post)
    user = make_user()
    if verified is not None:
        EmailAddress.objects.create(user=user, email=ASKED, verified=verified)
    answer = client_of(user).post(path)
    assert answer.status_code == 403
    assert "another address" in answer.text
    assert queries.memberships(user) == ()


def test_a_used_link_cannot_be_replayed(organisation, admin, post):
    path, _token = ask(admin, post)
    user = make_user(email=ASKED)
    client = client_of(user)
    client.post(path)
    with tenancy.acting(organisation=organisation.pk), connection.cursor() as cursor:
        cursor.execute("DELETE FROM organisations_membership WHERE user_id = %s", [user.pk])
    assert client.post(path).status_code == 410
    assert client.get(path).status_code == 410
    assert queries.memberships(user) == ()


def test_a_link_used_between_reading_and_answering_is_refused_as_well(admin, post):
    _path, token = ask(admin, post)
    user = make_user(email=ASKED)
    invitations.accept_invitation(organisation_id=admin.organisation.id, token=token, user=user)
    with pytest.raises(Refusal) as refused:
        invitations.accept_invitation(organisation_id=admin.organisation.id, token=token, user=user)
    assert refused.value.code == "invitation_over"


def test_a_link_ends_after_fourteen_days(organisation, admin, post):
    path, token = ask(admin, post)
    (invitation,) = stored(organisation)
    assert abs(invitation.expires_at - timezone.now() - dt.timedelta(days=14)) < dt.timedelta(minutes=1)
    with tenancy.acting(organisation=organisation.pk):
        Invitation.objects.update(expires_at=timezone.now())
        assert queries.invitations()[0].is_expired
    user = make_user(email=ASKED)
    assert client_of(user).get(path).status_code == 410
    with pytest.raises(Refusal) as refused:
        invitations.accept_invitation(organisation_id=organisation.pk, token=token, user=user)
    assert refused.value.code == "invitation_over"


def test_a_withdrawn_link_is_dead_and_withdrawing_it_twice_is_said(organisation, admin, post):
    path, _token = ask(admin, post)
    (invitation,) = stored(organisation)
    with acting(admin):
        invitations.withdraw_invitation(member=admin, invitation_id=invitation.pk)
        with pytest.raises(Refusal) as refused:
            invitations.withdraw_invitation(member=admin, invitation_id=invitation.pk)
    assert refused.value.code == "no_invitation"
    assert Client().get(path).status_code == 410
    assert kinds(organisation)[-1] == "organisations.invitation_withdrawn"


def test_an_accepted_invitation_cannot_be_withdrawn(organisation, admin, post):
    _path, token = ask(admin, post)
    invitations.accept_invitation(organisation_id=organisation.pk, token=token, user=make_user(email=ASKED))
    with acting(admin), pytest.raises(Refusal):
        invitations.withdraw_invitation(member=admin, invitation_id=stored(organisation)[0].pk)


def test_a_token_opens_nothing_in_another_organisation(admin, post):
    path, token = ask(admin, post)
    other = make_organisation()
    assert Client().get(path.replace(str(admin.organisation.id), str(other.pk))).status_code == 410
    assert Client().get(path.replace(token, "guess")).status_code == 410


def test_who_is_not_signed_in_is_sent_to_sign_in_when_joining(admin, post):
    path, _token = ask(admin, post)
    assert Client().post(path)["Location"] == f"/account/login/?next={path}"


def test_the_page_offers_sign_in_to_who_has_an_account(admin, post):
    path, _token = ask(admin, post)
    make_user(email=ASKED)
    page = Client(headers={"accept-language": "en"}).get(path)
    assert f"/account/login/?next={path}" in page.text
    assert "/account/signup/" not in page.text
