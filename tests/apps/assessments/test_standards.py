"""QTI in the product: packages brought in and taken along by psychologists, results as a report by the person's own request."""

import dataclasses
import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import etree

from apps.assessments.taking import invite, started
from apps.assessments.test_content import draft
from apps.assessments.test_qti import item_xml, package
from factories.assessments import make_package
from factories.organisations import client_of, make_member
from maatwerk.apps.assessments.content import DraftRefused
from maatwerk.apps.assessments.models import Item, Order
from maatwerk.apps.assessments.operations.standards import (
    export_qti,
    import_qti,
    own_results_report,
    released_results_report,
)
from maatwerk.apps.assessments.qti import write_package
from maatwerk.apps.assessments.queries.content import draft_of, instrument_lines
from maatwerk.apps.evidence.public import Instrument
from maatwerk.apps.organisations.public import Role
from maatwerk.kernel.models import Event
from maatwerk.kernel.refusals import NotAllowed, Refusal

pytestmark = pytest.mark.django_db
RESULT = "{http://www.imsglobal.org/xsd/imsqti_result_v3p0}"


def test_a_package_comes_in_and_goes_out_the_same(tests):
    scale = dataclasses.replace(draft().scales[0], concept="forbearance")
    made = draft(key="from-outside", scales=(scale,))
    with tests.acting():
        key = import_qti(write_package(made), by=tests.world.member)
        assert draft_of(key) == made
        assert export_qti(key, by=tests.world.member) == write_package(made)
        kinds = set(Event.objects.values_list("kind", flat=True))
    assert {"assessments.instrument_imported", "assessments.instrument_exported"} <= kinds


def test_nothing_is_half_imported(tests):
    with tests.acting():
        before = (Instrument.objects.count(), Item.objects.count())
        bad = item_xml('<qti-upload-interaction response-identifier="RESPONSE"/>')
        with pytest.raises(DraftRefused):
            import_qti(package(bad), by=tests.world.member, language="en")
        with pytest.raises(DraftRefused, match="q1: "):
            import_qti(package(item_xml().replace(">b<", ">z<")), by=tests.world.member, language="en")
        assert (Instrument.objects.count(), Item.objects.count()) == before


def test_a_claim_of_validation_stays_outside(tests):
    with tests.acting():
        key = import_qti(
            write_package(draft(key="claims", is_validated_in_language=True)), by=tests.world.member
        )
        assert not draft_of(key).is_validated_in_language


def test_only_psychologists_bring_and_take(tests):
    recruiter = dataclasses.replace(tests.world.member, roles=frozenset({Role.RECRUITER, Role.ADMINISTRATOR}))
    with tests.acting():
        with pytest.raises(NotAllowed):
            import_qti(write_package(draft()), by=recruiter)
        with pytest.raises(NotAllowed):
            export_qti(tests.bank_id, by=recruiter)


def test_pages_bring_refuse_and_take(tests):
    organisation = tests.world.member.organisation
    client = client_of(make_member(organisation.id, Role.PSYCHOLOGIST))
    at = f"/o/{organisation.slug}/tests/"
    assert client.get(f"{at}qti/").status_code == 200

    def bring(content):
        file = SimpleUploadedFile("test.zip", content, "application/zip")
        return client.post(f"{at}qti/", {"file": file, "language": "en"}, follow=True)

    refused = bring(package(item_xml('<qti-drawing-interaction response-identifier="RESPONSE"/>')))
    assert refused.status_code == 422
    assert "q1.xml: “qti-drawing-interaction” is not supported." in refused.text
    assert "as a draft" in bring(package()).text
    with tests.acting():
        line = next(line for line in instrument_lines() if line.key == "qti-test")
    taken = client.post(f"{at}{line.id}/qti/")
    assert taken["Content-Disposition"] == 'attachment; filename="qti-test-1-en.qti.zip"'
    assert "imsmanifest.xml" in zipfile.ZipFile(BytesIO(taken.content)).namelist()
    assert client.get(f"{at}{line.id}/qti/").status_code == 405
    stranger = client_of(make_member(organisation.id, Role.ADMINISTRATOR))
    assert stranger.get(f"{at}qti/").status_code == 403
    assert stranger.post(f"{at}{line.id}/qti/").status_code == 403


def test_a_persons_report_holds_each_answer_and_no_key(tests):
    candidate = started(tests, make_package(tests))
    while 'name="seal"' in candidate.page:
        candidate.answer()
    page = candidate.client.get(f"{candidate.address}report/results.xml")
    assert page.status_code == 200
    assert page["Content-Type"] == "application/xml"
    root = etree.fromstring(page.content)
    items = root.findall(f"{RESULT}itemResult")
    assert [item.get("sequenceIndex") for item in items] == [str(n) for n in range(1, 8)]
    situation = next(item for item in items if item.get("identifier") == "item-situation")
    values = [
        v.text for v in situation.findall(f"{RESULT}responseVariable[@identifier='RESPONSE']//{RESULT}value")
    ]
    assert values == ["a BEST", "c WORST"]
    assert b"correct" not in page.content
    assert b"Kandidaat" not in page.content  # a pseudonym
    with tests.acting(), pytest.raises(Refusal) as caught:
        released_results_report(candidate.order_id)
    assert caught.value.code == "not_released"
    with tests.acting():
        # a colleague's request reaches no answers, whatever it asks
        assert b"itemResult" not in own_results_report(candidate.order_id)


def test_before_the_end_there_is_no_report(tests):
    candidate = invite(tests, make_package(tests))
    assert candidate.client.get(f"{candidate.address}report/results.xml").status_code == 404
    with tests.acting(), pytest.raises(Refusal):
        own_results_report(candidate.order_id)
    with tests.acting():
        assert Order.objects.get(pk=candidate.order_id).completed_at is None
