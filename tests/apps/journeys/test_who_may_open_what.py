"""Roles by page: who may open it, who is refused, and that a stranger finds nothing."""

import uuid

import pytest
from django.urls import URLPattern

from factories.organisations import client_of, make_user
from maatwerk.apps.journeys import urls
from maatwerk.apps.organisations.public import Role

pytestmark = pytest.mark.django_db

R, M, P, A, U, D = (
    Role.RECRUITER,
    Role.MANAGER,
    Role.PSYCHOLOGIST,
    Role.ANALYST,
    Role.AUDITOR,
    Role.ADMINISTRATOR,
)
HIRING, MODELS = {R, M, P, U, D}, {R, M, P, A, U, D}
KEY = uuid.UUID(int=7)

#: Page by name → (method, roles that pass the door). A page that is not here fails the test below.
DOORS: dict[str, tuple[str, set[Role]]] = {
    "vacancies": ("get", HIRING),
    "vacancy": ("get", HIRING),
    "new_applicant": ("get", {R}),
    "applicants_file": ("get", {R}),
    "vacancy_tests": ("get", {R, P, D}),
    "advise_all": ("post", {R, M}),
    "application": ("get", HIRING),
    "open_advice": ("post", HIRING),
    "own_view": ("post", {R, M}),
    "decide": ("post", {R, M}),
    "follow_ups": ("get", {R, M, D}),
    "outcomes_file": ("get", {R, M, D}),
    "follow_up": ("get", {R, M, D}),
    "models": ("get", MODELS),
    "family": ("get", MODELS),
    "admit": ("post", {P}),
    "success": ("post", {P}),
    "propose": ("post", {P, A}),
    "approve_instrument": ("post", {P}),
    "withdraw": ("post", {P}),
    "version": ("get", MODELS),
    "move": ("post", {P, A, D}),
    "histories": ("get", {P, A, D}),
    "upload": ("get", {P, A, D}),
    "check": ("get", {P, A, D}),
    "bring_in": ("post", {P, A, D}),
    "progress": ("get", MODELS),
    "log": ("get", {U, D}),
}


#: Pages of an organisation; a person's own pages open by their link alone (test_pages_of_a_person.py).
STAFF = [pattern for pattern in urls.urlpatterns if not str(pattern.pattern).startswith("me/")]


def address(pattern: URLPattern, slug: str) -> str:
    """Write an address whose keys belong to nothing."""
    path = str(pattern.pattern)
    for part in pattern.pattern.converters:
        value = slug if part == "organisation" else str(KEY)
        path = path.replace(f"<slug:{part}>", value).replace(f"<uuid:{part}>", value)
    return "/" + path


def test_every_page_has_a_door():
    assert {pattern.name for pattern in STAFF} == set(DOORS)


@pytest.mark.parametrize("role", sorted({R, M, P, A, U, D}))
def test_a_role_opens_its_own_pages_and_no_others(company, role):
    client = company.client(Role(role))
    slug = company.world.member.organisation.slug
    wrong = {}
    for pattern in STAFF:
        method, roles = DOORS[str(pattern.name)]
        status = getattr(client, method)(address(pattern, slug)).status_code
        # a key that belongs to nothing is 404 to who may pass, and 403 to who may not
        refused = status == 403
        if refused != (Role(role) not in roles) or status >= 500:
            wrong[pattern.name] = status
    assert wrong == {}


def test_a_stranger_finds_nothing(company):
    client = client_of(make_user())
    slug = company.world.member.organisation.slug
    for pattern in STAFF:
        method, _roles = DOORS[str(pattern.name)]
        assert getattr(client, method)(address(pattern, slug)).status_code == 404, pattern.name


@pytest.mark.parametrize("name", [name for name, (method, _roles) in DOORS.items() if method == "post"])
def test_what_changes_something_is_never_a_link(company, name):
    pattern = next(found for found in STAFF if found.name == name)
    client = client_of(company.people[Role.RECRUITER])
    assert client.get(address(pattern, company.world.member.organisation.slug)).status_code == 405
