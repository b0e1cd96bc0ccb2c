"""Documents of a version: every heading says something, the numbers are the version's, and old releases keep theirs."""

import hashlib
import re

import pytest
from django.utils import translation

from factories import loop
from factories.organisations import client_of, make_member
from maatwerk.apps.advice.public import move_version, version
from maatwerk.apps.audits.public import compute_impact
from maatwerk.apps.organisations.public import Role
from maatwerk.apps.register.jobs import papers as job
from maatwerk.apps.register.models import Paper
from maatwerk.apps.register.papers.writing import Bullets, Document, Section, Table, as_markdown, as_pdf
from maatwerk.apps.register.public import RiskStated, keep_risk, make_papers, paper_content, papers
from maatwerk.kernel.jobs import Progress
from maatwerk.kernel.models import Work
from maatwerk.ui import formats

ANNEX_IV = 9  # points of Annex IV of Regulation (EU) 2024/1689


@pytest.fixture
def world(committed: None) -> loop.World:
    """A live version with impact tables."""
    made = loop.make_world(people=300)
    loop.admit(made, "patience")
    made.version_id = loop.propose(made)
    with made.acting():
        compute_impact(version_id=made.version_id)
    loop.put_live(made, made.version_id)
    return made


def sections(markdown: str) -> dict[str, str]:
    """Return what stands under each heading."""
    parts = re.split(r"^## (.+)$", markdown, flags=re.M)
    return dict(zip(parts[1::2], (text.strip() for text in parts[2::2]), strict=True))


def test_going_live_makes_eight_documents_once_and_they_stay(world: loop.World) -> None:
    with world.acting():
        work = Work.objects.get(kind="register.papers", object_id=world.version_id)
    progress = Progress(world.member.organisation.id, work.pk, world.version_id, None)
    assert job(progress) == {"made": 8}
    with world.acting() as member:
        before = {row.id: (row.pdf_hash, row.markdown_hash) for row in papers(world.version_id)}
        assert {(row.kind, row.language) for row in papers(world.version_id)} == {
            (kind.value, language) for kind in Paper.Kind for language in ("en", "nl")
        }
        for key, (pdf_hash, markdown_hash) in before.items():
            for as_pdf_file, wanted in ((True, pdf_hash), (False, markdown_hash)):
                _head, content = paper_content(key, as_pdf=as_pdf_file)
                assert hashlib.sha256(content).hexdigest() == wanted
            assert paper_content(key, as_pdf=True)[1].startswith(b"%PDF-")
        keep_risk(risk=RiskStated(hazard="Later", owner_id=member.user_id), by=member)
    assert job(progress) == {"made": 0}
    with world.acting():
        assert {row.id: (row.pdf_hash, row.markdown_hash) for row in papers(world.version_id)} == before


def test_no_heading_is_empty_and_the_numbers_are_the_versions(world: loop.World) -> None:
    with world.acting():
        make_papers(world.version_id)
        row = version(world.version_id)
        texts = {(p.kind, p.language): p.markdown for p in Paper.objects.all()}
    for (kind, language), text in texts.items():
        found = sections(text)
        assert [title for title, body in found.items() if len(body) < 20] == [], (kind, language)
        assert not re.search(r"\bNone\b(?!\.)|\bnan\b|%\(", text), (kind, language)
        if kind == "technical":
            assert len(found) == ANNEX_IV
    concordance = row.validity["validity"]["concordance"]
    with translation.override("en"):
        numbers = [formats.number(concordance[name], 3) for name in ("estimate", "low", "high")]
        (weight,) = row.fitted["features"]
        shown = formats.signed(-weight["weight"], 2)
    assert all(number in texts["instructions", "en"] for number in numbers)
    assert f"| Patience | {shown} |" in texts["technical", "en"]
    assert row.training_fingerprint in texts["dpia", "nl"]
    assert formats.number(row.n_people) in texts["council", "nl"]
    assert "not an independent audit" in texts["instructions", "en"]
    assert "| women |" in texts["instructions", "en"]
    assert "| vrouwen |" in texts["instructions", "nl"]


def test_the_two_languages_say_different_words(world: loop.World) -> None:
    with world.acting():
        make_papers(world.version_id)
        texts = {(p.kind, p.language): p.markdown for p in Paper.objects.all()}
    for kind in Paper.Kind:
        english, dutch = (set(sections(texts[kind, language])) for language in ("en", "nl"))
        assert english.isdisjoint(dutch), kind


def test_what_is_not_known_is_said(committed: None) -> None:
    bare = loop.make_world(people=40)  # too few for a validation, no impact counted
    loop.admit(bare, "patience", importance=2, source="Somebody's experience")
    key = loop.propose(bare)
    with bare.acting():
        make_papers(key)
        text = Paper.objects.get(kind="technical", language="en").markdown
    for said in ("nobody stated", "no data sheet", "too few people for a cross-validation", "no plan of change",
                 "no risk was entered", "no review was planned",
                 "wrote down yet who was trained"):  # fmt: skip
        assert said in text, said


def test_a_document_is_written_the_same_twice() -> None:
    import datetime as dt

    made = Document(
        title="Title",
        language="en",
        organisation="Somebody",
        lead=("Lead.",),
        sections=(
            Section(
                "One", ("Text with | and\nbreak", Bullets(("a\nb", "c")), Table(("x", "y"), (("1|2", "3"),)))
            ),
        ),
        made_on=dt.date(2026, 11, 23),
    )
    assert as_pdf(made) == as_pdf(made)
    assert as_markdown(made) == (
        "# Title\n\nLead.\n\n## One\n\nText with | and\nbreak\n\n- a b\n- c\n\n| x | y |\n| --- | --- |\n| 1\\|2 | 3 |\n"
    )


def test_a_version_shows_what_stands_in_its_way_and_leads_to_its_papers(
    committed: None, english: None
) -> None:
    world = loop.make_world(people=60)
    loop.admit(world, "patience", importance=2, source="Somebody's experience")
    version = loop.propose(world)
    psychologist = client_of(make_member(world.member.organisation.id, Role.PSYCHOLOGIST))
    base = f"/o/{world.member.organisation.slug}/"
    page = f"{base}models/versions/{version}/"
    assert "There is no data sheet" in psychologist.get(page).text
    with world.acting() as member:
        for state in ("reviewed", "approved"):
            move_version(version_id=version, to=state, reason="Looked at.", by=member)
    answer = psychologist.post(page + "move/", {"to": "live", "reason": "Go."})
    assert (answer.status_code, "There is no data sheet" in answer.text) == (422, True)
    loop.put_live_from_approved(world, version)
    papers = f"{base}register/versions/{version}/documents/"
    assert papers in psychologist.get(page).text
    assert "Not made yet." in psychologist.get(papers).text
    with world.acting():
        make_papers(version)
    auditor = client_of(make_member(world.member.organisation.id, Role.AUDITOR))
    (link, *_rest) = re.findall(r'href="([^"]+\.pdf)"', auditor.get(papers).text)
    taken = auditor.get(link)
    assert (taken.status_code, taken["Content-Type"], taken.content[:5]) == (200, "application/pdf", b"%PDF-")
    assert client_of(make_member(world.member.organisation.id, Role.RECRUITER)).get(link).status_code == 403
