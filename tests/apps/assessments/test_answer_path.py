"""Taking a test over HTTP by a programme: as the page on it says, from many at one address, too fast, and by invented people."""

import json
import re
from pathlib import Path

import pytest

from apps.assessments.taking import started
from factories.assessments import Tests, make_package, make_tests
from maatwerk.apps.assessments.limits import Bucket, Guesses, Pace
from maatwerk.apps.assessments.models import Item, Order, Response
from maatwerk.apps.assessments.operations.trying import invite_invented
from maatwerk.apps.messages.models import Message
from maatwerk.apps.organisations.models import Organisation
from maatwerk.apps.organisations.public import memberships
from maatwerk.kernel.limits import Limit
from serving import served

PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "answer-path.md"
#: As many questions as somebody may answer without a thought.
ITEMS = 5
VIEWS = "maatwerk.apps.assessments.views.player"


def simulated(tests: Tests) -> Tests:
    """Make the organisation one of a demo, and its member one of such an organisation."""
    from maatwerk.apps.organisations.models import User

    organisation = tests.world.member.organisation.id
    with tests.acting():
        Organisation.objects.filter(pk=organisation).update(is_simulated=True)
        rows = memberships(User.objects.get(pk=tests.world.member.user_id))
    tests.world.member = next(one for one in rows if one.organisation.id == organisation)
    return tests


def test_the_client_of_the_page_takes_whole_tests(
    committed: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = re.search(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert code
    tests = simulated(make_tests())
    package = make_package(tests, tests.bank_id)
    with tests.acting():
        Item.objects.filter(instrument_id=tests.bank_id, position__gte=ITEMS).update(state="withdrawn")
    with served() as address:
        with tests.acting():
            links = invite_invented(package, 2, language="nl", by=tests.world.member)
        assert all(link.startswith(address) for link in links)
        monkeypatch.chdir(tmp_path)
        Path("links.json").write_text(json.dumps(links))
        exec(compile(code[1], str(PAGE), "exec"), {})
    with tests.acting():
        orders = list(Order.objects.all())
        assert [order.state for order in orders] == ["completed", "completed"]
        assert not Message.objects.exists()
    for order in orders:
        with tests.acting(person=order.person_id):
            assert Response.objects.count() == ITEMS


@pytest.mark.django_db
def test_a_link_works_at_an_address_from_which_somebody_guesses(
    tests: Tests, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{VIEWS}.GUESSES", Guesses(Limit("test.guesses", burst=3, per_hour=1)))
    candidate = started(tests, make_package(tests, tests.bank_id))
    stranger = candidate.address.replace(candidate.token, "x" * 43)
    assert [candidate.client.get(stranger).status_code for _ in range(5)] == [404, 404, 404, 429, 429]
    assert "Question 1 of" in candidate.get()
    assert "Question 2 of" in candidate.answer()


@pytest.mark.django_db
def test_who_answers_too_fast_is_told_how_long_to_wait_and_loses_nothing(
    tests: Tests, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Pace(Bucket(burst=1, per_second=0), Limit("test.slow", burst=1, per_hour=1))
    monkeypatch.setattr(f"{VIEWS}.ANSWERS", slow)
    candidate = started(tests, make_package(tests, tests.bank_id))
    candidate.answer()
    candidate.answer()
    form = candidate.form | {"a": "b"}
    refused = candidate.client.post(candidate.address + "answer/", form)
    assert refused.status_code == 429
    assert 3500 < int(refused.headers["Retry-After"]) <= 3600
    slow.forget()
    assert "Question 4 of" in candidate.post("answer/", form)
    slow.forget()
    assert "Question 4 of" in candidate.post("answer/", form)  # sent again, counted once
    with tests.acting(person=candidate.person_id):
        assert Response.objects.count() == 3
