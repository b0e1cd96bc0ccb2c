"""What changes organisations and their members, each with its refusals and its trace in the log."""

import uuid

import pytest

from factories.organisations import make_member, make_organisation, make_user
from maatwerk.apps.organisations import operations, queries
from maatwerk.apps.organisations.models import Membership, Organisation, Role
from maatwerk.apps.organisations.rules import Member
from maatwerk.kernel import tenancy
from maatwerk.kernel.models import Event
from maatwerk.kernel.refusals import NotAllowed, Refusal

pytestmark = pytest.mark.django_db
ADMIN = Role.ADMINISTRATOR


@pytest.fixture
def organisation() -> Organisation:
    return make_organisation("Bakery")


@pytest.fixture
def admin(organisation) -> Member:
    return member(organisation, ADMIN)


def member(organisation: Organisation, *roles: Role) -> Member:
    return queries.memberships(make_member(organisation, *roles))[0]


def roles_of(organisation: Organisation, user_id: uuid.UUID) -> set[str]:
    with tenancy.acting(organisation=organisation.pk):
        return set(Membership.objects.filter(user_id=user_id).values_list("role", flat=True))


def events(organisation_id: uuid.UUID) -> list[tuple[str, dict]]:
    with tenancy.acting(organisation=organisation_id):
        return list(Event.objects.order_by("id").values_list("kind", "data"))


def acting(admin: Member):
    return tenancy.acting(organisation=admin.organisation.id, account=admin.user_id)


# -- founding


def test_founding_makes_the_founder_administrator_beside_the_roles_asked_for():
    user = make_user()
    row = operations.found_organisation(
        user_id=user.pk, name="Bakkerij De Halve Maan", roles=[Role.RECRUITER]
    )
    assert row.slug == "bakkerij-de-halve-maan"
    assert row.follow_up_months == (3, 6, 9, 12)
    (found,) = queries.memberships(user)
    assert found.organisation == row
    assert found.roles == {Role.RECRUITER, ADMIN}
    assert events(row.id) == [("organisations.organisation_founded", {"is_simulated": False})]


def test_a_proposed_address_steps_aside_for_others_it_cannot_see():
    slugs = [
        operations.found_organisation(user_id=make_user().pk, name="Bakery", roles=[]).slug
        for _number in range(3)
    ]
    assert slugs == ["bakery", "bakery-2", "bakery-3"]


def test_a_name_without_latin_letters_still_gets_an_address():
    assert (
        operations.found_organisation(user_id=make_user().pk, name="面包店", roles=[]).slug == "organisation"
    )


def test_an_address_that_was_typed_is_refused_when_taken():
    make_organisation(slug="bakery")
    user = make_user()
    with pytest.raises(Refusal) as refused:
        operations.found_organisation(user_id=user.pk, name="Other", roles=[], slug="bakery")
    assert (refused.value.code, refused.value.field) == ("slug_taken", "slug")
    assert queries.memberships(user) == ()


def test_addresses_run_out_in_the_end(monkeypatch):
    monkeypatch.setattr(operations, "_SLUG_TRIES", 1)
    make_organisation(slug="bakery")
    with pytest.raises(Refusal, match="bakery"):
        operations.found_organisation(user_id=make_user().pk, name="Bakery", roles=[])


# -- settings


def settings_of(member: Member) -> dict:
    row = member.organisation
    return {
        "name": row.name,
        "language": row.language,
        "jurisdiction": row.jurisdiction,
        "own_view_first": row.own_view_first,
        "follow_up_months": row.follow_up_months,
    }


def test_changed_settings_are_logged_with_what_they_were(admin):
    with acting(admin):
        wished = settings_of(admin) | {"own_view_first": True, "follow_up_months": [12, 1], "name": "Bread"}
        row = operations.change_settings(member=admin, **wished)
    assert (row.own_view_first, row.follow_up_months, row.name) == (True, (1, 12), "Bread")
    (kind, data) = events(row.id)[-1]
    assert kind == "organisations.settings_changed"
    assert data == {
        "changed": ["name", "own_view_first", "follow_up_months"],
        "before": {"own_view_first": False, "follow_up_months": [3, 6, 9, 12]},
        "after": {"own_view_first": True, "follow_up_months": [1, 12]},
    }


def test_settings_that_stay_the_same_leave_no_trace(admin):
    with acting(admin):
        operations.change_settings(member=admin, **settings_of(admin))
    assert events(admin.organisation.id) == []


def test_only_administrators_change_settings(organisation):
    recruiter = member(organisation, Role.RECRUITER)
    with acting(recruiter), pytest.raises(NotAllowed):
        operations.change_settings(member=recruiter, **settings_of(recruiter))


# -- roles


def test_roles_become_exactly_what_was_chosen(organisation, admin):
    other = make_member(organisation, Role.RECRUITER, Role.MANAGER)
    with acting(admin):
        operations.change_roles(member=admin, user_id=other.pk, roles=[Role.MANAGER, Role.AUDITOR])
    assert roles_of(organisation, other.pk) == {"manager", "auditor"}
    assert events(organisation.pk) == [
        ("organisations.roles_changed", {"before": ["manager", "recruiter"], "after": ["auditor", "manager"]})
    ]


def test_the_same_roles_again_leave_no_trace(organisation, admin):
    with acting(admin):
        operations.change_roles(member=admin, user_id=admin.user_id, roles=[ADMIN])
    assert events(organisation.pk) == []


@pytest.mark.parametrize(
    ("roles", "code"),
    [([], "no_role"), ([Role.RECRUITER], "last_administrator")],
    ids=["none", "no administrator"],
)
def test_roles_that_cannot_be(organisation, admin, roles, code):
    with acting(admin), pytest.raises(Refusal) as refused:
        operations.change_roles(member=admin, user_id=admin.user_id, roles=roles)
    assert refused.value.code == code
    assert roles_of(organisation, admin.user_id) == {"administrator"}


def test_an_administrator_may_step_down_when_there_is_another(organisation, admin):
    make_member(organisation, ADMIN)
    with acting(admin):
        operations.change_roles(member=admin, user_id=admin.user_id, roles=[Role.RECRUITER])
    assert roles_of(organisation, admin.user_id) == {"recruiter"}


def test_an_administrator_elsewhere_does_not_count(organisation, admin):
    make_member(make_organisation(), ADMIN, user=make_user())
    with acting(admin), pytest.raises(Refusal, match="last administrator"):
        operations.remove_member(member=admin, user_id=admin.user_id)


@pytest.mark.parametrize("change", ["change_roles", "remove_member"])
def test_who_is_no_member_cannot_be_changed(admin, change):
    elsewhere = make_member(make_organisation(), Role.RECRUITER)
    more = {"roles": [Role.RECRUITER]} if change == "change_roles" else {}
    with acting(admin), pytest.raises(Refusal) as refused:
        getattr(operations, change)(member=admin, user_id=elsewhere.pk, **more)
    assert refused.value.code == "no_colleague"


@pytest.mark.parametrize("change", ["change_roles", "remove_member"])
def test_only_administrators_change_colleagues(organisation, admin, change):
    recruiter = member(organisation, Role.RECRUITER)
    more = {"roles": [Role.AUDITOR]} if change == "change_roles" else {}
    with acting(recruiter), pytest.raises(NotAllowed):
        getattr(operations, change)(member=recruiter, user_id=admin.user_id, **more)
    assert roles_of(organisation, admin.user_id) == {"administrator"}


# -- leaving


def test_a_removed_member_has_no_role_left_here_and_keeps_those_elsewhere(organisation, admin):
    other = make_member(organisation, Role.RECRUITER, ADMIN)
    elsewhere = make_organisation()
    make_member(elsewhere, Role.AUDITOR, user=other)
    with acting(admin):
        operations.remove_member(member=admin, user_id=other.pk)
    assert roles_of(organisation, other.pk) == set()
    assert roles_of(elsewhere, other.pk) == {"auditor"}
    assert events(organisation.pk) == [
        ("organisations.member_removed", {"before": ["administrator", "recruiter"]})
    ]


# -- for whoever runs the server


def test_adding_a_member_twice_adds_only_what_is_new(organisation):
    user = make_user()
    with tenancy.acting(organisation=organisation.pk):
        operations.add_member(user_id=user.pk, roles=[Role.RECRUITER])
        operations.add_member(user_id=user.pk, roles=[Role.RECRUITER, Role.AUDITOR])
    assert roles_of(organisation, user.pk) == {"recruiter", "auditor"}


def test_an_account_opened_by_the_server_signs_in_without_proof_of_its_address(client):
    operations.open_account(
        email="Ada@Example.org", name="Ada", password="correct-horse-battery", language="en"
    )
    answer = client.post("/account/login/", {"login": "ada@example.org", "password": "correct-horse-battery"})
    assert answer["Location"] == "/"


# -- what members see


def test_colleagues_come_by_name_with_their_roles_in_order(organisation, admin):
    make_member(organisation, Role.MANAGER, Role.RECRUITER, user=make_user("Zoë"))
    make_member(make_organisation(), Role.RECRUITER, user=make_user("Elsewhere"))
    with acting(admin):
        everybody, managers = queries.colleagues(), queries.colleagues(Role.MANAGER)
        names = queries.names({each.user_id for each in everybody})
    assert [each.name for each in everybody][-1] == "Zoë"
    assert [(each.name, each.roles) for each in managers] == [("Zoë", (Role.RECRUITER, Role.MANAGER))]
    assert set(names.values()) == {each.name for each in everybody}
