"""The report: what it says, what can be done with it, and the files that can be taken along."""

import json
import re
import uuid
import zlib
from types import SimpleNamespace

import pytest
from django.test import Client

from apps.assessments.taking import Candidate
from apps.assessments.test_results import answer_module, by_rule
from factories.assessments import Tests, make_package
from maatwerk.apps.assessments import travel
from maatwerk.apps.assessments import ways_on as ways
from maatwerk.apps.assessments.links import token_of
from maatwerk.apps.assessments.models import (
    Calibration,
    Item,
    Module,
    Order,
    Package,
    Response,
    Scale,
    ScaleResult,
)
from maatwerk.apps.assessments.operations.orders import place_order
from maatwerk.apps.assessments.result_words import band_words
from maatwerk.apps.evidence.models import Evidence
from maatwerk.apps.journeys import own_parts

pytestmark = pytest.mark.django_db


@pytest.fixture
def taker(tests: Tests) -> Candidate:
    return taken(tests)


def taken(tests: Tests, *, language: str = "en", **package: object) -> Candidate:
    """Return somebody who took the calibrated bank to its end."""
    from django.utils import timezone

    from factories.assessments import make_candidate

    package_id = make_package(tests, tests.bank_id)
    person = make_candidate(tests)
    with tests.acting():
        Package.objects.filter(pk=package_id).update(**package)
        Scale.objects.filter(key="luck").update(
            high_en="You see quickly how a series goes on.", high_nl="Je ziet snel hoe een reeks verdergaat.",
            low_en="Series take you time.", low_nl="Reeksen kosten je tijd.",
        )  # fmt: skip
        order, token = place_order(package_id, person, language=language, by=tests.world.member)
    with tests.acting(person):
        Order.objects.filter(pk=order.pk).update(
            state="started", started_at=timezone.now(), noticed_at=timezone.now()
        )
        for module in Module.objects.filter(package_id=package_id):
            answer_module(order, module, by_rule, 20, "length")
    return Candidate(tests, person, order.pk, token)


def test_the_report_starts_with_thanks_and_says_every_scale_with_its_uncertainty(taker: Candidate) -> None:
    page = taker.get("report/")
    assert taker.status == 200
    assert (
        page.index("Thank you for taking this test")
        < page.index("What stands out")
        < page.index("What was measured")
    )
    assert "You see quickly how a series goes on." in page
    assert "between 55 and 90 score lower than you (90% certain)" in page
    assert "Your score lies anywhere from about average to above most people." in page
    assert "simulated people" in page
    assert "has not seen these results. You decide" in page
    assert not re.search(r"\b0\.\d{3}", page)  # never a bare decimal


def test_the_report_speaks_dutch(tests: Tests) -> None:
    page = taken(tests, language="nl").get("report/")
    assert "Je score ligt ergens van rond het gemiddelde tot boven de meeste mensen." in page
    assert "Je ziet snel hoe een reeks verdergaat." in page
    assert 'lang="nl"' in page


def test_before_the_end_there_is_no_report(tests: Tests) -> None:
    from apps.assessments.taking import started

    candidate = started(tests, make_package(tests, tests.bank_id))
    candidate.get("report/")
    assert candidate.status == 404


def test_who_guesses_a_link_finds_nothing(taker: Candidate) -> None:
    other = Client().get(
        f"/t/{taker.tests.world.member.organisation.id}/{token_of(taker.order_id, 99)}/report/"
    )
    assert other.status_code == 404


def test_releasing_and_withholding_by_the_page(taker: Candidate) -> None:
    page = taker.post("report/withhold/")
    assert "You withheld these results on" in page
    assert "report/withhold/" not in page
    page = taker.post("report/release/")
    assert "has these results since" in page
    assert "report/release/" not in page
    with taker.tests.acting():
        assert Evidence.objects.count() == 1


def test_without_the_right_there_is_no_choice(tests: Tests) -> None:
    candidate = taken(tests, grants_nip_right=False)
    page = candidate.get("report/")
    assert "report/release/" not in page
    candidate.post("report/withhold/")
    assert "directly" in candidate.page


def test_asking_and_contesting_by_the_page(taker: Candidate) -> None:
    taker.post("report/explain/", {"text": "What is a series?"})
    page = taker.post("report/contest/", {"text": "The alarm went off."})
    assert "What is a series?" in page
    assert "The alarm went off." in page
    assert "A psychologist looks at this" in page


def test_removing_asks_first(taker: Candidate) -> None:
    page = taker.post("report/delete/")
    assert taker.status == 422
    assert "Tick the box" in page
    page = taker.post("report/delete/", {"sure": "yes"})
    assert "were removed on" in page
    with taker.tests.acting(taker.person_id):
        assert not Response.objects.exists()
        assert not ScaleResult.objects.exists()


def unpacked(pdf: bytes) -> bytes:
    """Return the PDF with its compressed parts opened."""
    found = [pdf]
    for part in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            found.append(zlib.decompress(part))
        except zlib.error:
            found.append(part)
    return b"\n".join(found)


@pytest.mark.parametrize(("language", "title"), [("en", "Your test results"), ("nl", "Jouw testuitslagen")])
def test_the_pdf_is_tagged_titled_in_its_language_with_its_fonts(
    tests: Tests, language: str, title: str
) -> None:
    candidate = taken(tests, language=language)
    answer = candidate.client.get(candidate.address + "report/report.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    inside = unpacked(answer.content)
    assert answer.content.startswith(b"%PDF-1.")
    assert re.search(rb"/MarkInfo\s*<<[^>]*/Marked true", inside)
    assert re.search(rb"/Lang\s*\(" + language.encode(), inside)
    assert b"/StructTreeRoot" in inside
    assert re.search(rb"pdfuaid:part[^0-9]{1,3}1", inside)
    assert title.encode() in inside
    assert b"/DisplayDocTitle true" in inside
    assert b"/FontFile" in inside
    for tag in (b"/H1", b"/H2", b"/P"):
        assert tag in inside
    again = candidate.client.get(candidate.address + "report/report.pdf")
    assert again.content == answer.content


def test_the_signed_document_holds_and_breaks_when_changed(taker: Candidate) -> None:
    content = taker.client.get(taker.address + "report/results.json").content
    found = travel.check(content)
    assert found.is_intact
    result = found.document["results"][0]
    assert (result["scale"], result["of_100_score_lower"]) == (
        "luck",
        {"from": 55, "to": 90, "certainty": 0.9},
    )
    assert "simulated" in result["caveats"]["codes"]
    assert found.document["holder"]["name"] == "Kim Kandidaat"
    changed = json.loads(content)
    changed["document"]["results"][0]["estimate"] = 2.0
    assert travel.check(json.dumps(changed).encode()).problem == "changed"
    for odd in (b"", b"{}", b"[1]", b"\xff", b"[" * 100_000, b'{"document": 1, "signature": {}}'):
        assert travel.check(odd).problem == "no_document"


def test_the_page_that_checks_documents(taker: Candidate) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    content = taker.client.get(taker.address + "report/results.json").content
    client = Client(headers={"Accept-Language": "en"})

    def checked(upload: bytes) -> str:
        return client.post("/t/verify/", {"document": SimpleUploadedFile("r.json", upload)}).content.decode()

    assert client.get("/t/verify/").status_code == 200
    assert "Nobody changed this document since" in checked(content)
    assert "was changed" in checked(content.replace(b"Kim", b"Tim"))
    assert "no signed document" in checked(b"hello")
    stranger = json.loads(content)["document"] | {"issuer": {"id": str(taker.person_id), "name": "X"}}
    from maatwerk.apps.assessments.travel import signed

    elsewhere = signed(stranger, taker.order_id)
    assert "another site" in checked(json.dumps(elsewhere).encode())
    organisation = taker.tests.world.member.organisation.id
    published = client.get(f"/t/{organisation}/key.json").json()
    assert published["public_key"] == json.loads(content)["signature"]["public_key"]


def test_everything_held_is_given_and_no_item_or_key(taker: Candidate) -> None:
    content = taker.client.get(taker.address + "report/answers.json").content.decode()
    found = json.loads(content)
    assert len(found["sessions"][0]["answers"]) == 20
    assert found["sessions"][0]["scores"][0]["estimate"] == 0.703418
    assert "category" not in content
    with taker.tests.acting():
        for item in Item.objects.all():
            assert item.content["prompt"] not in content
        assert "slope" in json.dumps(Calibration.objects.get(scale__key="luck").parameters)
    assert "slope" not in content
    assert "correct" not in content


def test_bands_in_words() -> None:
    from django.utils import translation

    with translation.override("en"):
        assert band_words(0.4, 0.6) == "Your score is about average."
        assert (
            band_words(0.0, 1.0)
            == "Your score lies anywhere from far below most people to far above most people."
        )
        assert band_words(0.3, 0.699) == "Your score is about average."


def test_apps_above_lead_on_from_a_report(taker: Candidate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ways, "_ways", [])
    assert "Where you can go from here" not in taker.get("report/")  # nothing is there that nobody has

    @ways.way_on
    def learn(person_id: uuid.UUID) -> ways.WayOn | None:
        return ways.WayOn("Learn <more>", f"/learn/{person_id}/", "Three short lessons.")

    ways.way_on(learn)  # registering twice is once
    ways.way_on(lambda _person: None)
    page = taker.get("report/")
    assert page.count(f'<a href="/learn/{taker.person_id}/">Learn &lt;more&gt;</a>') == 1
    assert "Three short lessons." in page


def test_who_was_turned_down_is_led_to_other_openings_and_who_waits_to_where_it_stands(
    taker: Candidate, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Where your application stands" not in taker.get("report/")  # this person did not apply
    rows = [SimpleNamespace(stage="applied")]
    monkeypatch.setattr(own_parts, "applications_of", lambda _person: rows)
    page = taker.get("report/")
    assert "Where your application stands" in page
    assert "Other openings for you" not in page
    rows.append(SimpleNamespace(stage="rejected"))
    page = taker.get("report/")
    (url,) = re.findall(r'<a href="http://[^/]+(/me/[^"]+/)">Other openings for you</a>', page)
    assert Client().get(url).status_code == 200  # the link opens for this person
