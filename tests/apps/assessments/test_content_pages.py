"""Pages about tests: a psychologist reads, publishes and takes items out; nobody else opens them; no key is shown."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from apps.assessments.test_content import draft
from factories.organisations import client_of, make_member, make_organisation
from maatwerk.apps.assessments.content import CRITERIA, EFPA_FIELDS
from maatwerk.apps.assessments.models import Calibration
from maatwerk.apps.assessments.operations.content import publish_instrument, write_instrument
from maatwerk.apps.assessments.queries.content import content_of, instrument_line, instrument_lines
from maatwerk.apps.organisations.public import Role, memberships
from maatwerk.kernel import tenancy

pytestmark = pytest.mark.usefixtures("committed")


class Place:
    """An organisation with a psychologist, and a test."""

    def __init__(self):
        self.organisation = make_organisation()
        self.user = make_member(self.organisation, Role.PSYCHOLOGIST)
        self.member = memberships(self.user)[0]
        self.client = client_of(self.user)
        self.at = f"/o/{self.organisation.slug}/tests/"

    def acting(self):
        return tenancy.acting(organisation=self.organisation.pk, account=self.user.pk)

    def write(self, *, publish=False, **changes):
        with self.acting():
            key = write_instrument(draft(**changes), by=self.member)
            if publish:
                publish_instrument(key, by=self.member)
        return key


@pytest.fixture
def place():
    return Place()


def test_a_built_in_test_is_brought_in_and_published(place):
    page = place.client.get(place.at)
    assert "No tests yet" in page.text
    assert re.search(r"Big Five.{0,3}markers \(IPIP, 47", page.text)  # by what it is called, not by its key
    assert not re.search(r">\s*big-five-markers", page.text)
    page = place.client.post(f"{place.at}load/", {"name": "every-kind"}, follow=True)
    assert "as a draft in each of its languages" in page.text
    assert place.client.post(f"{place.at}load/", {"name": "nonsense"}).status_code == 404
    with place.acting():
        english = next(line for line in instrument_lines() if line.language == "en")
    page = place.client.post(f"{place.at}{english.id}/publish/", follow=True)
    assert "The test is published" in page.text
    assert "Not validated in English" in page.text
    assert "Its results cannot feed advice" in page.text
    page = place.client.post(f"{place.at}{english.id}/retire/", follow=True)
    assert "is retired" in page.text


def test_no_page_shows_a_key(place):
    key = place.write()
    with place.acting():
        items = content_of(key).items
    pages = [place.client.get(f"{place.at}{key}/")]
    pages += [place.client.get(f"{place.at}items/{item.id}/") for item in items]
    for page in pages:
        assert page.status_code == 200
        # the anchors of the work sample, the words of keys
        assert "Answers it and thanks for asking" not in page.text
        assert not re.search(r"correct|tolerance|reversed|anchors", page.text)
    for page, item in zip(pages[1:], items, strict=True):
        assert escape(item.content["prompt"]) in page.text
        assert '<form class="card measure"' in page.text


def test_publishing_shows_everything_that_is_missing(place):
    key = place.write(criteria={}, fields={}, introduction="")
    page = place.client.post(f"{place.at}{key}/publish/")
    assert page.status_code == 422
    assert page.text.count("Fill this in.") == len(EFPA_FIELDS)
    assert page.text.count("how it is judged.") == len(CRITERIA)
    with place.acting():
        assert instrument_line(key).state == "draft"


def test_the_fact_sheet_is_filled_in_on_a_page(place):
    key = place.write(criteria={}, fields={}, introduction="")
    said = {"introduction": "Welcome.", "source": "Ours."}
    said |= {f"criterion-{name}": "Known." for name in CRITERIA}
    said |= {f"judgement-{name}": "good" for name in CRITERIA}
    said |= {f"field-{name}": "Something" for name in EFPA_FIELDS}
    assert place.client.get(f"{place.at}{key}/sheet/").status_code == 200
    assert place.client.post(f"{place.at}{key}/sheet/", {"source": "x"}).status_code == 422
    place.client.post(f"{place.at}{key}/sheet/", said)
    assert "Known." in place.client.get(f"{place.at}{key}/sheet/").text
    assert "is published" in place.client.post(f"{place.at}{key}/publish/", follow=True).text
    refused = place.client.post(f"{place.at}{key}/sheet/", said)
    assert refused.status_code == 422
    assert "its fact sheet stands" in refused.text


def test_approval_takes_a_gate_and_a_reason(place):
    from apps.assessments.test_content import with_calibration

    with place.acting():
        key = write_instrument(with_calibration(), by=place.member)
        publish_instrument(key, by=place.member)
    at = f"{place.at}{key}/"
    refused = place.client.post(f"{at}approve/", {"reason": "It is good."})
    assert "no approved calibration yet" in refused.text
    with place.acting():
        Calibration.objects.update(state="approved")
    assert "Approve for selection" in place.client.get(at).text
    assert place.client.post(f"{at}approve/", {"reason": ""}).status_code == 200
    assert "may feed advice." in place.client.post(f"{at}approve/", {"reason": "Read it."}, follow=True).text
    with place.acting():
        assert instrument_line(key).is_approved


def test_items_are_taken_out_on_their_page(place):
    key = place.write(publish=True)
    with place.acting():
        item = content_of(key).items[0]
    at = f"{place.at}items/{item.id}/"
    place.client.post(f"{at}state/", {"state": "withdrawn"})
    assert "Bring back" in place.client.get(at).text
    place.client.post(f"{at}state/", {"state": "leaked"})
    assert "It leaked" not in place.client.get(at).text
    assert place.client.post(f"{at}state/", {"state": "active"}).status_code == 409
    assert place.client.post(f"{at}state/", {"state": "odd"}).status_code == 422
    with place.acting():
        assert content_of(key).out == {item.key}


def test_only_psychologists_open_these_pages(place):
    key = place.write()
    with place.acting():
        item = content_of(key).items[0]
    recruiter = client_of(make_member(place.organisation, Role.RECRUITER, Role.ADMINISTRATOR))
    stranger = client_of(make_member(make_organisation(), Role.PSYCHOLOGIST))
    for path in ("", f"{key}/", f"{key}/sheet/", f"items/{item.id}/"):
        assert recruiter.get(place.at + path).status_code == 403
        assert stranger.get(place.at + path).status_code == 404
    for path in ("load/", f"{key}/publish/", f"{key}/retire/", f"{key}/approve/", f"items/{item.id}/state/"):
        assert recruiter.post(place.at + path).status_code == 403
        assert place.client.get(place.at + path).status_code == 405


def test_another_organisations_test_is_not_there(place):
    other = Place()
    key = other.write()
    assert place.client.get(f"{place.at}{key}/").status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_asks_the_same_few_questions_however_long_it_is(place, number):
    for version in range(number):
        place.write(version=str(version))
    place.client.get(place.at)
    with CaptureQueriesContext(connection) as queries:
        place.client.get(place.at)
    asked = [q["sql"] for q in queries if q["sql"].startswith("SELECT") and "set_config" not in q["sql"]]
    assert len(asked) == 6, asked  # session, account, memberships, tests, items, scales


def test_pages_speak_dutch(place):
    key = place.write()
    dutch = client_of(place.user, language="nl")
    assert 'lang="nl"' in dutch.get(f"{place.at}{key}/").text
