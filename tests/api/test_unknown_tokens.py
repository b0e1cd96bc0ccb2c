"""Whoever guesses tokens is told to wait; tokens that are known go on from the same address."""

import pytest
from django.test import Client

from factories.organisations import make_member, make_organisation
from maatwerk.api import auth
from maatwerk.apps.messages.connections import Wish, open_connection
from maatwerk.apps.organisations.models import Role
from maatwerk.apps.organisations.queries import memberships
from maatwerk.kernel import tenancy
from maatwerk.kernel.limits import Limit

pytestmark = pytest.mark.django_db
GUESSED = f"mwk_{'0' * 32}_{'x' * 43}"


def ask(token: str, *, address: str = "192.0.2.1") -> int:
    headers = {"authorization": f"Bearer {token}"}
    return Client(REMOTE_ADDR=address).get("/api/v1/vacancies", headers=headers).status_code


def test_unknown_tokens_are_counted_by_address(monkeypatch):
    monkeypatch.setattr(auth, "UNKNOWN", Limit("unknown tokens", burst=3, per_hour=0.001))
    organisation = make_organisation()
    admin = memberships(make_member(organisation, Role.ADMINISTRATOR))[0]
    with tenancy.acting(organisation=organisation.pk, account=admin.user_id):
        known = open_connection(Wish(kind="api", name="Ours", scopes=("vacancies:read",)), by=admin).token
    assert [ask(GUESSED), ask("no token of ours"), ask("x" * 500), ask(GUESSED)] == [401, 401, 401, 429]
    assert ask(GUESSED, address="192.0.2.2") == 401, "counted apart"
    assert ask(known) == 200, "who holds a token goes on"
