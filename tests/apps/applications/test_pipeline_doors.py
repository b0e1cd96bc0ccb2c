"""The pipeline's pages by role: who may open each, who is refused, and that a stranger finds nothing."""

import uuid

import pytest
from django.urls import URLPattern

from factories.organisations import client_of, make_member, make_organisation, make_user
from maatwerk.apps.applications import pipeline_urls
from maatwerk.apps.organisations.public import Role

pytestmark = pytest.mark.django_db
R, M = Role.RECRUITER, Role.MANAGER
SEE = {R, M, Role.PSYCHOLOGIST, Role.AUDITOR, Role.ADMINISTRATOR}

#: Page by name → (method, roles that pass the door). A page that is not here fails the test below.
DOORS: dict[str, tuple[str, set[Role]]] = {
    "work": ("get", {R, M}),
    "pipeline": ("get", SEE),
    "pipeline_file": ("get", SEE),
    "pipeline_column": ("get", SEE),
    "forward": ("post", {R, M}),
    "keep_view": ("post", {R, M}),
    "forget_view": ("post", {R, M}),
    "close_for_all": ("post", {R}),
    "decide_on": ("post", {R, M}),
    "reject": ("post", {R, M}),
    "take_back": ("post", {R, M}),
    "arrange": ("post", {R, M}),
}
WORDS = {"stage": "applied", "state": "filled", "choice": "advance"}


def address(pattern: URLPattern, slug: str) -> str:
    """Write an address whose keys belong to nothing."""
    path = str(pattern.pattern)
    for part in pattern.pattern.converters:
        value = slug if part == "organisation" else WORDS.get(part, str(uuid.UUID(int=7)))
        path = path.replace(f"<slug:{part}>", value).replace(f"<uuid:{part}>", value)
    return "/" + path


def test_every_page_has_a_door():
    assert {pattern.name for pattern in pipeline_urls.urlpatterns} == set(DOORS)


@pytest.mark.parametrize("role", list(Role))
def test_a_role_opens_its_own_pages_and_no_others(role):
    organisation = make_organisation()
    client = client_of(make_member(organisation, role))
    wrong = {}
    for pattern in pipeline_urls.urlpatterns:
        method, roles = DOORS[pattern.name]
        status = getattr(client, method)(address(pattern, organisation.slug)).status_code
        if (status != 403) != (role in roles) or status >= 500:
            wrong[pattern.name] = status
    assert wrong == {}


def test_a_stranger_finds_no_page():
    organisation, client = make_organisation(), client_of(make_user())
    for pattern in pipeline_urls.urlpatterns:
        method, _roles = DOORS[pattern.name]
        assert getattr(client, method)(address(pattern, organisation.slug)).status_code == 404, pattern.name
