"""Organisations with members, and clients signed in as them."""

import itertools
import uuid

from django.test import Client

from maatwerk.apps.organisations.models import Membership, Organisation, Role, User
from maatwerk.kernel import tenancy
from maatwerk.kernel.ids import new_id

_numbers = itertools.count(1)


def make_user(name: str = "", *, email: str = "", language: str = "en") -> User:
    """An account that cannot sign in by password."""
    number = next(_numbers)
    user: User = User.objects.create(
        email=email or f"user-{number}@example.org", name=name or f"Member {number}", language=language
    )
    return user


def make_organisation(name: str = "", **fields: object) -> Organisation:
    """An organisation without members."""
    number, key = next(_numbers), new_id()
    with tenancy.acting(organisation=key):
        return Organisation.objects.create(
            id=key,
            name=name or f"Organisation {number}",
            **{"slug": f"organisation-{number}", "follow_up_months": [3, 6, 9, 12]} | fields,
        )


def make_member(organisation: Organisation | uuid.UUID, *roles: Role, user: User | None = None) -> User:
    """An account with these roles in the organisation."""
    key = organisation.pk if isinstance(organisation, Organisation) else organisation
    user = user or make_user()
    with tenancy.acting(organisation=key):
        Membership.objects.bulk_create(
            Membership(organisation_id=key, user=user, role=role) for role in roles
        )
    return user


def client_of(user: User, *, language: str = "en") -> Client:
    """A browser signed in as this account."""
    client = Client(headers={"accept-language": language})
    client.force_login(user)
    return client
