"""The permission table: every page × every role, a stranger and nobody, with GET and with POST.

What is expected stands in `doors.toml`; the addresses come from the resolver, so that a page made tomorrow is asked for
tomorrow. The API answers to tokens, not to sessions, and has its own table (`tests/api/test_permissions_of_the_api.py`).
"""

import logging

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from architecture.inventory import Page, doors, line_for, pages
from factories.organisations import client_of, make_member, make_organisation
from maatwerk.apps.organisations.models import Organisation, Role

pytestmark = pytest.mark.django_db
INSIDE, OUTSIDE = doors()
METHODS = ("GET", "POST")
#: They pass the doors that let them look, and change nothing behind any.
READERS = {role for role in Role if role.value == "outside_auditor"}
#: What somebody who is refused may leave behind: their session, and the note that they tried.
NOTED = {"organisations_session", "kernel_event", "kernel_allowance"}


def inside() -> list[Page]:
    return [page for page in pages() if page.name in INSIDE]


def outside() -> list[Page]:
    return [page for page in pages() if page.name in OUTSIDE]


@pytest.fixture
def undrawn(monkeypatch):
    """Who passes is decided before a page is drawn, and drawing three thousand of them would take most of the time."""
    monkeypatch.setattr("django.template.base.Template.render", lambda _self, _context: "")


@pytest.fixture(autouse=True)
def quiet():
    """Every refusal is a line in the server's log; three thousand of them say nothing here."""
    logging.disable(logging.WARNING)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def organisation(undrawn) -> Organisation:
    return make_organisation()


def ask(client: Client, method: str, address: str) -> int:
    return client.generic(method, address).status_code


def written() -> dict[str, int]:
    """Count the rows this transaction added, changed and removed, by table; what was undone counts too."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
            " WHERE n_tup_ins + n_tup_upd + n_tup_del > 0"
        )
        return {name: count for name, count in cursor.fetchall() if name not in NOTED}


def test_every_page_has_a_door():
    missing = [page for page in pages() if page.name not in INSIDE | OUTSIDE]
    said = "\n".join(f"{page.name} ({page.route}): add {line_for(page)}" for page in missing)
    assert not missing, f"pages without a line in tests/architecture/doors.toml:\n{said}"
    gone = {*INSIDE, *OUTSIDE} - {page.name for page in pages()}
    assert not gone, f"tests/architecture/doors.toml names pages that are gone: {sorted(gone)}"


@pytest.mark.parametrize("role", list(Role))
def test_a_role_opens_its_own_pages_and_no_others(organisation, role):
    """Who may not is refused whatever the method, and leaves nothing changed."""
    client, wrong = client_of(make_member(organisation, role)), {}
    client.raise_request_exception = False
    for page in inside():
        door, address = INSIDE[page.name], page.at(organisation.slug)
        for method in METHODS:
            may = role in door.passes.get(method, ()) and not (method == "POST" and role in READERS)
            before = {} if may else written()
            if may and method == "POST" and "GET" in door.passes:
                continue  # asked for below, once, by somebody with every role
            status = ask(client, method, address)
            fits = status not in {403, 405} and status < 500 if may else status in {403, 405}
            if not fits or (not may and written() != before):
                wrong[f"{method} {page.name}"] = status
    assert wrong == {}


def test_a_refusal_is_a_page():
    organisation = make_organisation()
    client = client_of(make_member(organisation, Role.AMBASSADOR))
    answer = client.get(f"/o/{organisation.slug}/settings/")
    assert answer.status_code == 403
    assert "Your role in this organisation does not include this" in answer.text


def test_a_page_answers_the_methods_of_its_line_only(organisation):
    client, wrong = client_of(make_member(organisation, *Role)), {}
    for page in inside():
        for method in METHODS:
            status = ask(client, method, page.at(organisation.slug))
            if (status == 405) is (method in INSIDE[page.name].passes) or status >= 500:
                wrong[f"{method} {page.name}"] = status
    assert wrong == {}


def test_who_is_of_another_organisation_finds_nothing(organisation):
    foreigner = client_of(make_member(make_organisation(), *Role))
    found = {
        f"{method} {page.name}": status
        for page in inside()
        for method in METHODS
        if (status := ask(foreigner, method, page.at(organisation.slug))) != 404
    }
    assert found == {}


def test_who_is_not_signed_in_signs_in_first(organisation):
    nobody, passed = Client(), []
    for page in inside():
        for method in METHODS:
            answer = nobody.generic(method, page.at(organisation.slug))
            if not _leads_to_sign_in(answer):
                passed.append(f"{method} {page.name}")
    assert passed == []


@pytest.mark.parametrize("who", ["nobody", "an administrator"])
def test_pages_outside_organisations_are_guarded_as_the_table_says(organisation, who):
    user, wrong = make_member(organisation, *Role), {}
    for page in outside():
        client = Client()
        if who != "nobody":
            client.force_login(user)
        for method in METHODS:
            before = written()
            answer = client.generic(method, page.at())
            is_untouched = OUTSIDE[page.name] != "alike" or written() == before
            if not _as_said(OUTSIDE[page.name], answer, signed_in=who != "nobody") or not is_untouched:
                wrong[f"{method} {page.name}"] = answer.status_code
    assert wrong == {}


def _as_said(word: str, answer: HttpResponse, *, signed_in: bool) -> bool:
    status = answer.status_code
    passes = status < 500 and status not in {401, 403}
    match word:
        case "open" | "alike":
            return passes
        case "account":
            return passes if signed_in else status == 405 or _leads_to_sign_in(answer)
        case "link":
            return status in {404, 405, 410}
        case "off":
            return status in {404, 405}
    raise ValueError(word)


def _leads_to_sign_in(answer: HttpResponse) -> bool:
    return answer.status_code == 302 and answer["Location"].startswith("/account/login/")


def test_a_post_without_the_token_of_its_form_is_refused(organisation):
    """Whoever lets a signed-in person's browser post from another site gets nothing done."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_member(organisation, *Role))
    guarded = inside() + [page for page in outside() if OUTSIDE[page.name] == "account"]
    done = {
        page.name: status
        for page in guarded
        if (status := ask(client, "POST", page.at(organisation.slug))) not in {403, 405}
    }
    assert done == {}
