"""Bringing a history in over HTTP: proposed, checked, mended, imported whole, or not at all."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from maatwerk.apps.journeys import jobs
from maatwerk.apps.journeys.models import HistoryUpload
from maatwerk.apps.journeys.uploads import folder_of
from maatwerk.apps.organisations.public import Role
from maatwerk.apps.outcomes.models import Engagement, History
from maatwerk.kernel.jobs import run_work
from maatwerk.kernel.models import Work

MAPPING = """
[history]
name = "Pickers"
job_family = "order_pickers"
sampling = "everyone_hired"

[person]
key = ["number"]

[outcome]
tenure = "months"
unit = "months"
left_column = "left"
left = ["1"]
still = ["0"]

[evidence.patience]
construct = "patience"
label = { en = "Patience", nl = "Geduld" }
kind = "instrument_result"
instrument = "Battery"
version = "1"
min = 0
max = 100
"""
GOOD = "number,months,left,patience\n1,12,1,50\n2,24,0,61\n3,3,1,44\n"
BAD = "number,months,left,patience\n1,12,1,500\n2,-4,0,61\n3,3,7,44\n"

pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture
def analyst(company):
    return company.client(Role.ANALYST)


def brought(company, client, text, *, mapping=MAPPING, name="people.csv"):
    """Send a file with its mapping, and return where its check stands."""
    fields = {"files": SimpleUploadedFile(name, text.encode())}
    if mapping:
        fields["mapping"] = SimpleUploadedFile("map.toml", mapping.encode())
    answer = client.post(f"{company.at}histories/upload/", fields)
    assert answer.status_code == 302, answer.text
    return answer["Location"]


def worked(company):
    """Do the newest queued work, as the worker would."""
    with company.world.acting() as member:
        newest = Work.objects.order_by("-created_at", "-id").values_list("pk", flat=True).first()
    run_work(str(member.organisation.id), str(newest))


def counts(company):
    with company.world.acting():
        return History.objects.count(), Engagement.objects.count()


def test_a_good_file_is_checked_then_imported_after_a_yes(company, analyst):
    path = brought(company, analyst, GOOD)
    worked(company)
    page = analyst.get(path)
    assert "Rows: 3; people: 3; engagements: 3, of which ended: 2." in page.text
    assert counts(company) == (0, 0)
    assert analyst.post(f"{path}import/").status_code == 302
    assert counts(company) == (0, 0)  # saying yes queues it; the worker brings it in
    worked(company)
    assert counts(company) == (1, 3)
    page = analyst.get(path)
    assert "People: 3; engagements: 3." in page.text
    assert "<textarea" not in page.text
    listed = analyst.get(f"{company.at}histories/")
    assert "Order pickers" in listed.text
    assert "people.csv" not in listed.text


def test_errors_are_named_in_both_languages_and_can_be_mended(company, analyst):
    path = brought(company, analyst, BAD)
    worked(company)
    page = analyst.get(path)
    assert "3 errors. Nothing was imported." in page.text
    assert "people.csv, line 2, column “patience”" in page.text
    assert "kolom “patience”" in company.client(Role.ANALYST, "nl").get(path).text
    assert analyst.post(f"{path}import/", follow=True).text.count("Check the files first") == 1
    mended = MAPPING.replace("max = 100", "max = 1000")
    assert analyst.post(path, {"mapping": mended}).status_code == 302
    worked(company)
    assert "2 errors. Nothing was imported." in analyst.get(path).text
    assert counts(company) == (0, 0)


def test_without_a_mapping_one_is_proposed(company, analyst):
    path = brought(company, analyst, GOOD, mapping="")
    page = analyst.get(path)
    assert "guessed from the header" in page.text
    assert "patience" in page.context["form"].initial["mapping"]
    with company.world.acting():
        assert not Work.objects.exists()


def test_a_mapping_that_is_no_toml_is_said_at_once_on_the_page(company, analyst):
    path = brought(company, analyst, GOOD, mapping="[history\nname = ")
    worked(company)
    assert "not valid TOML" in analyst.get(path).text
    assert counts(company) == (0, 0)


@pytest.mark.parametrize(
    ("name", "content"),
    [("empty.csv", b""), ("photo.csv", b"\x89PNG\r\n\x1a\n\x00\x00"), ("book.xlsx", b"PK\x03\x04broken")],
)
def test_what_is_no_table_is_refused_and_nothing_of_it_is_kept(company, analyst, name, content):
    fields = {"files": SimpleUploadedFile(name, content)}
    answer = analyst.post(f"{company.at}histories/upload/", fields)
    assert answer.status_code == 422
    assert name in answer.text or "empty" in answer.text
    with company.world.acting():
        assert not HistoryUpload.objects.exists()


def test_a_mapping_that_is_no_text_is_refused(company, analyst):
    fields = {
        "files": SimpleUploadedFile("people.csv", GOOD.encode()),
        "mapping": SimpleUploadedFile("map.toml", b"\xff\xfe\x00"),
    }
    answer = analyst.post(f"{company.at}histories/upload/", fields)
    assert answer.status_code == 422
    assert "map.toml is no text file." in answer.text


def test_a_check_says_that_a_file_or_its_people_came_in_before(company, analyst):
    path = brought(company, analyst, GOOD)
    worked(company)
    analyst.post(f"{path}import/")
    worked(company)
    again = brought(company, analyst, GOOD)
    worked(company)
    page = analyst.get(again)
    assert "These files were imported already" in page.text
    assert "Import all of it" not in page.text
    assert "al geïmporteerd" in company.client(Role.ANALYST, "nl").get(again).text
    one = brought(company, analyst, "number,months,left,patience\n3,9,1,40\n4,9,0,40\n")
    worked(company)
    assert "1 person of these files is in an earlier history" in analyst.get(one).text
    assert counts(company) == (1, 3)


def test_the_same_people_never_count_twice(company, analyst):
    for expected in ((1, 3), (1, 3)):
        path = brought(company, analyst, GOOD)
        worked(company)
        analyst.post(f"{path}import/")
        worked(company)
        assert counts(company) == expected
    assert "imported already" in analyst.get(path).text


def test_an_import_that_dies_halfway_leaves_nothing_and_can_be_repeated(company, analyst, monkeypatch):
    path = brought(company, analyst, GOOD)
    worked(company)
    analyst.post(f"{path}import/")

    class Killed(BaseException):
        """What a killed process leaves of its transaction: nothing."""

    def die(checked, *, tell):
        real(checked, tell=tell)  # everything is written, nothing is committed
        raise Killed

    real = jobs.import_history
    monkeypatch.setattr(jobs, "import_history", die)
    with pytest.raises(Killed):
        worked(company)
    assert counts(company) == (0, 0)
    monkeypatch.setattr(jobs, "import_history", real)
    worked(company)
    assert counts(company) == (1, 3)


def test_files_lie_in_the_folder_of_their_upload(company, analyst):
    brought(company, analyst, GOOD, name="../../etc/people.csv")
    with company.world.acting():
        folder = folder_of(HistoryUpload.objects.get())
    assert sorted(path.name for path in folder.iterdir()) == ["0-people.csv"]


def test_progress_answers_alone_and_asks_for_the_page_when_it_ended(company, analyst):
    brought(company, analyst, GOOD)
    with company.world.acting():
        key = Work.objects.get().pk
    waiting = analyst.get(f"{company.at}work/{key}/")
    assert "waiting for its turn" in waiting.text
    assert "HX-Refresh" not in waiting
    worked(company)
    assert analyst.get(f"{company.at}work/{key}/")["HX-Refresh"] == "true"
