"""The pages of moving in and out: what they show and do, and how much they ask the database."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.moving.moving_files import GREENHOUSE, bring, line, work, written
from factories.loop import World, make_world
from factories.organisations import client_of, make_member
from maatwerk.apps.applications.models import Application
from maatwerk.apps.moving.models import Export, Move
from maatwerk.apps.organisations.public import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def world() -> World:
    return make_world()


def client(world, role=Role.RECRUITER, language="en"):
    return client_of(make_member(world.member.organisation.id, role), language=language)


def at(world, path=""):
    return f"/o/{world.member.organisation.slug}/moving/{path}"


def upload(browser, world, *paths):
    files = [SimpleUploadedFile(path.name, path.read_bytes()) for path in paths]
    return browser.post(at(world, "bring/"), {"files": files})


def test_from_the_files_to_the_applications_and_back(world, tmp_path):
    rows = [line(1), line(2, **{"Current Stage": "Phone Interview"}), line(3, Email="nothing")]
    browser = client(world)
    answer = upload(browser, world, written(tmp_path, GREENHOUSE, rows))
    assert answer.status_code == 302
    with world.acting():
        move = Move.objects.get()
    work(world, move.work_id)
    page = browser.get(answer["Location"]).content.decode()
    assert "looks like an export of Greenhouse" in page
    assert "export.csv, line 4, column “Email”" in page
    assert "sex or form of address: Gender" in page.replace("Sex", "sex")
    assert "Bring it in" not in page  # a word is still open

    choices = settled(page) | {"word-0": "applied", "word-1": "interview", "word-2": "under_way"}
    order = [word["word"] for word in reported(world)["words"]]
    stands = {"Active": "under_way", "Application Review": "applied", "Phone Interview": "interview"}
    choices |= {f"word-{place}": stands[word] for place, word in enumerate(order)}
    browser.post(at(world, f"{move.pk}/"), choices)
    redo(world)
    page = browser.get(at(world, f"{move.pk}/")).content.decode()
    assert "Bring it in" in page
    assert "no address" not in page
    broken = browser.get(at(world, f"{move.pk}/broken.csv"))
    assert b"nothing" in b"".join(broken.streaming_content)

    browser.post(at(world, f"{move.pk}/yes/"))
    with world.acting():
        assert (
            Move.objects.get().report.get("leave_out") is None
        )  # without a word about broken rows nothing is queued
    browser.post(at(world, f"{move.pk}/yes/"), {"leave_out": "on"})
    redo(world)
    page = browser.get(at(world, f"{move.pk}/")).content.decode()
    assert "Applications: 2; candidates: 2; vacancies: 1." in page
    assert "Broken rows left out: 1." in page
    with world.acting():
        application = Application.objects.order_by("id")[0].pk
    page = browser.get(f"/o/{world.member.organisation.slug}/applications/{application}/").content.decode()
    assert "Before Maatwerk" in page
    assert "Nobody decided it here." in page

    browser.post(at(world, f"{move.pk}/back/"))
    redo(world)
    assert "Taken back" in browser.get(at(world, f"{move.pk}/")).content.decode()
    with world.acting():
        assert Application.objects.count() == 0


def settled(page: str) -> dict[str, str]:
    """What the page's own choices say."""
    found = {}
    for name, options in re.findall(
        r'<select name="((?:column|word)-[\d-]+)"[^>]*>(.*?)</select>', page, re.DOTALL
    ):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return found


def reported(world):
    with world.acting():
        return Move.objects.get().report


def redo(world):
    with world.acting():
        move = Move.objects.get()
    work(world, move.work_id)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_lists_ask_the_same_however_long_they_are(world, tmp_path, rows):
    for number in range(rows):
        bring(world, written(tmp_path, GREENHOUSE, [line(number)], name=f"{number}.csv"))
    with world.acting() as member:
        Export.objects.bulk_create(
            Export(organisation_id=member.organisation.id, asked_by=member.user_id) for _ in range(rows)
        )
    browser = client(world, Role.ADMINISTRATOR)
    counts = []
    for path in ("", "out/"):
        browser.get(at(world, path))
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert browser.get(at(world, path)).status_code == 200
        counts.append(len(asked))
    assert counts == [LIST, EXPORTS]


LIST, EXPORTS = 13, 13


def test_a_file_larger_than_a_page_takes_is_refused_before_it_is_kept(world, tmp_path, settings):
    settings.LARGEST_UPLOAD_BYTES = 100
    answer = upload(client(world), world, written(tmp_path, GREENHOUSE, [line(1)]))
    assert answer.status_code == 422
    assert "are larger than" in answer.content.decode()
    assert not settings.UPLOADS.exists() or list(settings.UPLOADS.rglob("*.csv")) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"%PDF-1.7 nothing", "not a text file or an Excel workbook"),
        (b"PK\x03\x04 not a zip at all", "damaged"),
        (b"Name;Vacancy\n", "no rows below"),
        (b"", "empty"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(world, tmp_path, content, said):
    path = tmp_path / "export.csv"
    path.write_bytes(content)
    answer = upload(client(world), world, path)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_pages_speak_dutch(world, tmp_path):
    move = bring(world, written(tmp_path, GREENHOUSE, [line(1)]), yes=False)
    page = (
        client(world, language="nl")
        .get(at(world, f"{move.pk}/"), headers={"accept-language": "nl"})
        .content.decode()
    )
    assert "lijkt een export van Greenhouse" in page
