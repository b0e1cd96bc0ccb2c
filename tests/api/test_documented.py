"""Every example of docs/reference/api.md, run: what the page shows is what is answered."""

import json
import re
from base64 import b64encode
from itertools import pairwise
from pathlib import Path

import pytest

from api.calling import Caller
from factories.assessments import make_package, make_tests
from factories.openings import make_opening
from maatwerk.api.urls import api
from maatwerk.apps.applications.public import applications, apply_for
from maatwerk.apps.messages.rules import SCOPES, TOPICS
from maatwerk.apps.opportunities.models import Opportunity
from maatwerk.apps.people.public import Contact, register_person
from maatwerk.apps.vacancies.public import Need, ask_for_colleague

pytestmark = pytest.mark.django_db
DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = (DOCS / "reference/api.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```http\n(.*?)^```", re.MULTILINE | re.DOTALL)
ANYTHING = "…"


def examples():
    """Return (request, answer) of each example, as they stand on the page."""
    blocks = BLOCK.findall(PAGE)
    return [
        (one, two) for one, two in pairwise(blocks) if two.startswith("HTTP/") and not one.startswith("HTTP/")
    ]


def parted(block):
    """Return first line, headers and body."""
    head, _empty, body = block.partition("\n\n")
    first, *lines = head.splitlines()
    return first, dict(line.split(": ", 1) for line in lines), body.strip()


def fits(shown, told, at="answer"):
    """Whether an answer is as it is shown; … stands for anything that is there."""
    if shown == ANYTHING:
        return
    if isinstance(shown, dict):
        assert set(shown) == set(told), at
        for key, value in shown.items():
            fits(value, told[key], f"{at}.{key}")
    elif isinstance(shown, list):
        assert len(shown) == len(told), at
        for number, (one, two) in enumerate(zip(shown, told, strict=True)):
            fits(one, two, f"{at}.{number}")
    else:
        assert shown == told, at


@pytest.fixture
def place():
    tests = make_tests()
    make_package(tests)
    world = tests.world
    need = Need(
        job_family="Packers", title="Packer", reason="growth", why="There is a second shift.", pay_most_cents=1
    )  # fmt: skip
    with world.acting() as member:
        Opportunity.objects.update(state="withdrawn")  # the page shows the one that is open
        requisition = ask_for_colleague(need=need, by=member)
    vacancy = make_opening(world, "Seller")
    with world.acting():
        apply_for(opportunity_id=vacancy, person_id=register_person(contact=Contact("Ada Jansen")))
        application = applications(vacancy)[0].id
    return world, {"VACANCY": vacancy, "APPLICATION": application, "REQUISITION": requisition}


def test_every_example_of_the_page_is_true(place):
    world, keys = place
    caller = Caller(world)
    for request, answer in examples():
        run(caller, keys, request, answer)


def run(caller, keys, request, answer):
    """Ask what the page asks, and hold what comes to what it shows."""
    for name, key in keys.items():
        request, answer = request.replace(name, str(key)), answer.replace(name, str(key))
    first, headers, body = parted(request)
    method, path = first.split()
    token = caller.opened.token
    for scheme, value in (("Bearer TOKEN", f"Bearer {token}"), ("Basic TOKEN:", _basic(token))):
        headers["Authorization"] = headers["Authorization"].replace(scheme, value)
    said = caller.client.generic(method, path, body, "application/json", headers=headers)
    status, shown, content = parted(answer)
    assert status == f"HTTP/1.1 {said.status_code} {said.reason_phrase}", said.content
    for name, value in shown.items():
        assert said.headers[name].startswith(value.partition(ANYTHING)[0]), name
    fits(json.loads(content), said.json())


def _basic(token):
    return "Basic " + b64encode(f"{token}:".encode()).decode()


def test_there_are_examples():
    assert len(examples()) == 9


def test_the_page_names_every_scope_and_way_and_the_other_every_topic():
    assert [scope for scope in SCOPES if f"`{scope}`" not in PAGE] == []
    webhooks = (DOCS / "reference/webhooks.md").read_text(encoding="utf-8")
    assert [topic for topic in TOPICS if f"`{topic}`" not in webhooks] == []
    ways = {path for path in api.get_openapi_schema()["paths"] if path.startswith("/api/v1/")}
    named = {re.sub(r"\{\w+\}", "ID", path) for path in ways if "{act}" not in path}
    assert [
        path for path in sorted(named) if f"{path}`" not in PAGE and path != "/api/v1/candidates/ID"
    ] == []


def test_every_code_on_the_page_is_one_that_is_said():
    sources = "\n".join(
        path.read_text(encoding="utf-8") for path in (DOCS.parent / "src/maatwerk").rglob("*.py")
    )
    table = PAGE.partition("| code | status | means |")[2].partition("\n\n")[0]
    codes = re.findall(r"`(\w+)`", table.replace("`Allow`", "").replace("`Retry-After`", ""))
    assert len(codes) > 20
    assert [code for code in codes if f'"{code}"' not in sources] == []
