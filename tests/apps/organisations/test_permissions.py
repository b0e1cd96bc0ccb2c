"""The permission table: every address of organisations and messages × every role, a stranger and nobody."""

import uuid

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from factories.organisations import client_of, make_member, make_organisation, make_user
from maatwerk.apps.messages import urls as message_urls
from maatwerk.apps.organisations import urls as organisation_urls
from maatwerk.apps.organisations.models import Role

pytestmark = pytest.mark.django_db
ALL = frozenset(Role)
ADMIN = frozenset({Role.ADMINISTRATOR})
TALKING = frozenset({Role.RECRUITER, Role.MANAGER})
WRITING = frozenset({Role.RECRUITER, Role.ADMINISTRATOR})

#: Who may open what; everybody else among the members is refused, strangers find nothing.
TABLE = {
    "organisations:home": ALL,
    "organisations:members": ALL,
    "organisations:settings": ADMIN,
    "organisations:invite": ADMIN,
    "organisations:roles": ADMIN,
    "organisations:remove": ADMIN,
    "organisations:withdraw": ADMIN,
    "outbox:outbox": ADMIN,
    "outbox:try_again": ADMIN,
    "outbox:connections": ADMIN,
    "outbox:new_connection": ADMIN,
    "outbox:connection": ADMIN,
    "outbox:close_connection": ADMIN,
    "outbox:replay": ADMIN,
    "outbox:inbox": TALKING,
    "outbox:thread": TALKING,
    "outbox:posts": TALKING,
    "outbox:settle": TALKING,
    "outbox:cancel": TALKING,
    "outbox:letters": WRITING,
    "outbox:new_letter": WRITING,
    "outbox:letter": WRITING,
    "outbox:drop_letter": WRITING,
}
POST_ONLY = {
    "organisations:remove",
    "organisations:withdraw",
    "outbox:try_again",
    "outbox:close_connection",
    "outbox:replay",
    "outbox:settle",
    "outbox:cancel",
    "outbox:drop_letter",
}
#: Addresses outside any organisation, and where nobody is led who is not signed in.
OUTSIDE = {
    "organisations:first_page": 200,
    "organisations:found": 302,
    "organisations:name": 302,
    "organisations:switch": 405,
    "organisations:invitation": 410,
    "outbox:own_threads": 404,
    "outbox:own_choices": 404,
    "outbox:own_thread": 404,
    "outbox:own_posts": 404,
}


def address(name: str, slug: str) -> str:
    """The address of a page, with keys of rows that do not exist."""
    for module in (organisation_urls, message_urls):
        for pattern in module.urlpatterns:
            if f"{module.app_name}:{pattern.name}" == name:
                wanted = pattern.pattern.converters
                keys = {key: str(uuid.uuid4()) for key in wanted} | {"organisation": slug, "token": "guess"}
                return reverse(name, kwargs={key: keys[key] for key in wanted})
    raise LookupError(name)


def ask(client: Client, name: str, slug: str) -> int:
    verb = client.post if name in POST_ONLY else client.get
    return verb(address(name, slug)).status_code


def test_the_table_is_complete():
    patterns: list[tuple[str, URLPattern]] = [
        (module.app_name, each) for module in (organisation_urls, message_urls) for each in module.urlpatterns
    ]
    names = {f"{app}:{pattern.name}" for app, pattern in patterns}
    assert names == TABLE.keys() | OUTSIDE.keys()


@pytest.mark.parametrize("name", TABLE)
def test_each_role_opens_what_the_table_says(name):
    organisation = make_organisation()
    for role in Role:
        status = ask(client_of(make_member(organisation, role)), name, organisation.slug)
        if role in TABLE[name]:
            assert status in {200, 302, 404, 409}, role  # 404 and 409: allowed, but there is no such row
        else:
            assert status == 403, role


@pytest.mark.parametrize("name", TABLE)
def test_strangers_find_nothing_and_nobody_signs_in_first(name):
    organisation, elsewhere = make_organisation(), make_organisation()
    assert ask(client_of(make_user()), name, organisation.slug) == 404
    assert ask(client_of(make_member(elsewhere, *Role)), name, organisation.slug) == 404
    assert ask(Client(), name, organisation.slug) == 302


@pytest.mark.parametrize("name", sorted(POST_ONLY))
def test_what_changes_something_needs_a_post(name):
    organisation = make_organisation()
    client = client_of(make_member(organisation, *Role))
    assert client.get(address(name, organisation.slug)).status_code == 405


@pytest.mark.parametrize(("name", "status"), OUTSIDE.items())
def test_pages_outside_organisations_when_not_signed_in(name, status):
    assert Client().get(address(name, "-")).status_code == status


@pytest.mark.parametrize(
    "name", sorted(POST_ONLY | {"organisations:settings", "organisations:invite", "organisations:roles"})
)
def test_a_post_without_the_token_of_the_form_is_refused(name):
    organisation = make_organisation()
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_member(organisation, *Role))
    assert client.post(address(name, organisation.slug)).status_code == 403
