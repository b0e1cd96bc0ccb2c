"""Everything taken along: every table decided about, the same bytes for the same data, and the way back in."""

import csv
import hashlib
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from apps.moving.moving_files import GREENHOUSE, bring, line, work, written
from factories.loop import World, make_applicant, make_vacancy, make_world
from maatwerk.apps.applications.models import Application
from maatwerk.apps.applications.public import Agreed, AnswerRow, Choice, decide, keep_answers
from maatwerk.apps.moving.leaving.making import ask_for_export, export_to, fetch_export, forget_export
from maatwerk.apps.moving.leaving.tables import decided_for_nothing, left_out, undecided
from maatwerk.apps.moving.leaving.writing import write_everything
from maatwerk.apps.moving.models import Export
from maatwerk.apps.organisations.models import Role
from maatwerk.apps.people.models import Identity
from maatwerk.apps.people.public import Contact
from maatwerk.kernel.models import Event
from maatwerk.kernel.refusals import NotAllowed, Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def world() -> World:
    made = make_world()
    made.vacancy = make_vacancy(made)
    for name, email in (("=Ada", "ada@people.example"), ("Bo", ""), ("Zoë Müller", "zoe@people.example")):
        make_applicant(made, made.vacancy, contact=Contact(name, email, "+31 6 12345678"), patience=None)
    return made


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_every_table_is_taken_along_or_left_out_with_its_reason():
    assert undecided() == []
    assert decided_for_nothing() == []
    assert all(what and why for what, why in left_out())


def test_the_same_data_give_the_same_bytes(world, tmp_path):
    with world.acting() as member:
        first = export_to(tmp_path / "a.zip", by=member)
        assert export_to(tmp_path / "b.zip", by=member) == first
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with world.acting():
        Identity.objects.filter(name="Bo").update(name="Boris")
        assert write_everything(tmp_path / "c.zip") != first


def test_the_list_holds_the_fingerprint_of_every_file(world, tmp_path):
    with world.acting() as member:
        fingerprint = export_to(tmp_path / "all.zip", by=member)
    found = members(tmp_path / "all.zip")
    assert hashlib.sha256(found["manifest.json"]).hexdigest() == fingerprint
    listed = json.loads(found.pop("manifest.json"))
    assert {one["name"]: one["sha256"] for one in listed["files"]} == {
        name: hashlib.sha256(content).hexdigest() for name, content in found.items()
    }
    assert listed["left_out"]["audits.ProtectedAttribute"] == "protected"


def test_neither_keys_nor_links_nor_protected_attributes_go_along(world, tmp_path):
    with world.acting() as member:
        export_to(tmp_path / "all.zip", by=member)
    found = members(tmp_path / "all.zip")
    for table in (
        "people.PersonKey",
        "people.PersonLink",
        "assessments.ItemKey",
        "assessments.Item",
        "audits.ProtectedAttribute",
    ):
        assert f"tables/{table}.csv" not in found
    headers = {name: content.split(b"\r\n")[0] for name, content in found.items() if name.endswith(".csv")}
    assert [name for name, header in headers.items() if b"token" in header or b"secret" in header] == []


def test_a_spreadsheet_runs_nothing_and_json_is_exact(world, tmp_path):
    with world.acting() as member:
        export_to(tmp_path / "all.zip", by=member)
    found = members(tmp_path / "all.zip")
    names = [row["name"] for row in csv.DictReader(io.StringIO(found["tables/people.Identity.csv"].decode()))]
    assert sorted(names) == ["'=Ada", "Bo", "Zoë Müller"]
    exact = json.loads(found["tables/people.Identity.json"])
    assert sorted(one["name"] for one in exact) == ["=Ada", "Bo", "Zoë Müller"]


def test_what_was_sealed_is_opened(world, tmp_path):
    with world.acting() as member:
        application = Application.objects.order_by("id")[0]
        agreed = Agreed(notice_version="1")
        keep_answers(
            application, [AnswerRow("Can you start early?", "yes_no", "yes")], language="en", agreed=agreed
        )
        export_to(tmp_path / "all.zip", by=member)
    (sent,) = json.loads(members(tmp_path / "all.zip")["tables/applications.Submission.json"])
    assert sent["sealed"]["answers"] == [
        {"question": "Can you start early?", "kind": "yes_no", "value": "yes"}
    ]


def told(world):
    with world.acting():
        who = dict(Identity.objects.values_list("person_id", "name"))
        return sorted(
            (who[one.person_id], one.opportunity.title, one.stage, one.source, one.applied_at, one.stage_since, one.closed_at)
            for one in Application.objects.select_related("opportunity")
        )  # fmt: skip


def test_what_goes_out_comes_in_again_the_same(world, tmp_path):
    with world.acting() as member:
        first, second, _third = Application.objects.order_by("id")
        decide(application_id=first.pk, choice=Choice(choice="advance", reason="A clear story."), by=member)
        rejection = Choice(choice="reject", reason="Hours do not fit.", kind="terms")
        decide(application_id=second.pk, choice=rejection, by=member)
        Identity.objects.filter(name="=Ada").update(name="Ada")
        export_to(tmp_path / "all.zip", by=member)
    paths = []
    for name in ("vacancies", "candidates", "applications"):
        path = tmp_path / f"{name}.csv"
        path.write_bytes(members(tmp_path / "all.zip")[f"for-other-systems/{name}.csv"])
        paths.append(path)
    other = make_world()
    move = bring(other, *paths)
    assert (move.product, move.state, move.report["broken_count"]) == ("maatwerk", "imported", 0)
    assert told(other) == told(world)


def test_only_administrators_take_everything_along_and_the_log_says_so(world):
    with world.acting() as member:
        with pytest.raises(NotAllowed):
            ask_for_export(by=replace(member, roles=frozenset({Role.RECRUITER, Role.AUDITOR})))
        made = ask_for_export(by=member)
    work(world, made.work_id)
    with world.acting() as member:
        path, _day = fetch_export(export_id=made.pk, by=member)
        assert zipfile.is_zipfile(path)
        assert path.stat().st_mode & 0o077 == 0
        kinds = (
            Event.objects.filter(kind__startswith="moving.export")
            .order_by("at", "id")
            .values_list("kind", flat=True)
        )
        assert list(kinds) == ["moving.export_asked", "moving.export_made", "moving.export_taken"]
        forget_export(made.pk)
        assert not path.exists()
        with pytest.raises(Refusal, match="not kept any more"):
            fetch_export(export_id=made.pk, by=member)
        assert Export.objects.get(pk=made.pk).gone_at is not None


def test_an_import_is_part_of_what_goes_out(world, tmp_path):
    bring(world, written(tmp_path, GREENHOUSE, [line(1)]))
    with world.acting() as member:
        export_to(tmp_path / "all.zip", by=member)
    facts = json.loads(members(tmp_path / "all.zip")["tables/moving.PastFact.json"])
    assert {one["words"] for one in facts} == {"Job board", "Active · Application Review"}
