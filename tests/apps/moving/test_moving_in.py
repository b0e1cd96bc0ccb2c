"""Files of another system on their way in: what comes, what stays outside, and what goes again."""

import datetime as dt
import uuid
from dataclasses import replace

import pytest
from django.db import connection

from apps.moving.moving_files import GREENHOUSE, bring, line, work, written
from factories.loop import World, make_world
from maatwerk.apps.applications.models import Application, Decision, PossibleDouble, SilenceClock
from maatwerk.apps.applications.public import Choice, decide
from maatwerk.apps.figures.queries import Cohort, journeys
from maatwerk.apps.moving import jobs as moving_jobs
from maatwerk.apps.moving.brought import (
    BROKEN,
    ask_back,
    folder_of,
    forget_files,
    keep_paths,
    reading_of,
    say_yes,
    settle,
)
from maatwerk.apps.moving.models import Move, PastFact, SourceNumber
from maatwerk.apps.opportunities.models import JobFamily, Opportunity
from maatwerk.apps.organisations.models import Role
from maatwerk.apps.outcomes.models import Engagement
from maatwerk.apps.people.models import Identity, PersonRecord
from maatwerk.apps.people.public import Contact, register_person
from maatwerk.kernel.models import Event
from maatwerk.kernel.refusals import NotAllowed, Refusal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def world() -> World:
    return make_world()


def file_of(tmp_path, *rows, **how):
    return written(tmp_path, GREENHOUSE, rows, **how)


def test_an_export_comes_in_with_its_past(world, tmp_path):
    path = file_of(
        tmp_path,
        line(1),
        line(2, Status="Rejected", **{"Current Stage": "Phone Interview"}),
        line(3, Status="Hired", **{"Current Stage": "Offer"}),
    )
    move = bring(world, path, yes=False)
    assert (move.product, move.state) == ("greenhouse", "checked")
    assert [word for word in move.report["words"] if not word["stage"]] == [
        {"word": "Phone Interview", "count": 1, "stage": ""}
    ]
    with world.acting():
        assert Application.objects.count() == 0  # a check brings nothing in


def settled(world, move, **words):
    with world.acting() as member:
        reading = reading_of(
            move.reading | {"words": {word.replace("_", " "): stage for word, stage in words.items()}}
        )
        work_id = settle(move_id=move.pk, reading=reading, by=member).work_id
    work(world, work_id)


def said_yes(world, move, *, leave_out=False):
    with world.acting() as member:
        work_id = say_yes(move_id=move.pk, leave_out=leave_out, by=member).work_id
    work(world, work_id)
    with world.acting():
        return Move.objects.get(pk=move.pk)


def test_what_was_decided_elsewhere_is_told_and_not_decided_here(world, tmp_path):
    rejected = {
        "Current Stage": "Phone Interview",
        "Rejected At": "2024-04-01",
        "Rejection Reason": "Lives far away",
    }
    path = file_of(tmp_path, line(1), line(2, Status="Rejected", **rejected), line(3, Status="Hired"))
    move = bring(world, path, yes=False)
    with world.acting() as member, pytest.raises(Refusal, match="word for a stage"):
        say_yes(move_id=move.pk, leave_out=False, by=member)
    settled(world, move, phone_interview="interview")
    move = said_yes(world, move)
    assert move.report["came"] == {"vacancies": 1, "people": 3, "applications": 3, "known": 0, "doubles": 0}
    with world.acting():
        found = {one.person_id: one for one in Application.objects.all()}
        named = dict(Identity.objects.values_list("name", "person_id"))
        assert {name: found[key].stage for name, key in named.items()} == {
            "Person 1": "applied", "Person 2": "rejected", "Person 3": "hired",
        }  # fmt: skip
        second = found[named["Person 2"]]
        assert second.applied_at == dt.datetime(2024, 3, 5, 9, 30, tzinfo=dt.UTC)
        assert second.closed_at.date() == dt.date(
            2024, 3, 31
        )  # midnight in Amsterdam, in UTC the evening before
        assert list(PastFact.objects.filter(application=second).order_by("position").values_list("kind", "words")) == [
            ("applied", "Job board"), ("stage", "Rejected · Phone Interview"), ("rejected", "Lives far away"),
        ]  # fmt: skip
        assert (Decision.objects.count(), Engagement.objects.count()) == (0, 0)
        vacancy = Opportunity.objects.get()
        assert (vacancy.title, vacancy.state, vacancy.job_family.name) == ("Packer", "open", "Logistics")
        period = Cohort(start=dt.date(2024, 1, 1), end=dt.date(2024, 12, 31))
        assert journeys(period) == []  # nor do the figures of this organisation count it
        assert SilenceClock.objects.count() == 1  # only who is under way waits for a word


def test_protected_columns_pay_and_cvs_stay_at_the_border(world, tmp_path):
    move = bring(world, file_of(tmp_path, *(line(n) for n in range(6))))
    assert move.report["left_outside"] == {
        "sex": ["Gender"],
        "birth": ["Date of Birth"],
        "cv": ["Resume"],
        "pay_before": ["Current Salary"],
        "citizen_number": ["Volgnummer"],  # by the eleven test: its name says nothing
    }
    kept = str(move.report) + str(move.reading)
    for secret in ("Female", "1990-01-31", "bakery", "2500", "111222333"):
        assert secret not in kept
    with world.acting():
        event = Event.objects.get(kind="moving.files_imported")
        assert event.data["left_outside"] == ["birth", "citizen_number", "cv", "pay_before", "sex"]
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM moving_pastfact WHERE words LIKE '%%bakery%%'")
            assert cursor.fetchone() == (0,)


def test_a_mapping_cannot_open_the_border(world, tmp_path):
    move = bring(world, file_of(tmp_path, line(1)), yes=False)
    columns = [move.reading["columns"][0] | {"Gender": "source", "Source": ""}]
    with world.acting() as member:
        work_id = settle(
            move_id=move.pk, reading=reading_of(move.reading | {"columns": columns}), by=member
        ).work_id
    work(world, work_id)
    said_yes(world, move)
    with world.acting():
        assert Application.objects.get().source == ""


def test_three_in_a_hundred_broken_rows_keep_everything_outside_until_somebody_leaves_them_out(
    world, tmp_path
):
    rows = [line(n) for n in range(100)]
    rows[10] = line(10, Email="no address")
    rows[40] = line(40, **{"Applied On": "31-31-2024"})
    rows[77] = line(77)[:-1]
    move = bring(world, file_of(tmp_path, *rows), yes=False)
    assert (move.state, move.report["broken_count"]) == ("checked", 3)
    assert [each["sentences"]["en"].partition(":")[0] for each in move.report["broken"]] == [
        "export.csv, line 12, column “Email”",
        "export.csv, line 42, column “Applied On”",
        "export.csv, line 79",
    ]
    with world.acting():
        assert Application.objects.count() == 0
        text = (folder_of(move) / BROKEN).read_text("utf-8-sig")
    assert text.count("\n") == 4
    assert "no address" in text
    assert "bakery" not in text  # what stays outside is not in the file of broken rows either
    move = said_yes(world, move, leave_out=True)
    assert (move.state, move.report["came"]["applications"]) == ("imported", 97)


def test_the_same_files_again_are_refused_with_the_day(world, tmp_path):
    path = file_of(tmp_path, line(1))
    bring(world, path)
    with pytest.raises(Refusal, match=r"These files came in on .* already") as refused:
        bring(world, path)
    assert refused.value.code == "came_in_before"


def test_who_may_be_the_same_person_is_asked_and_never_guessed(world, tmp_path):
    with world.acting():
        here = register_person(contact=Contact("Ada", "ADA@people.example"))
    path = file_of(
        tmp_path,
        line(1, Email="ada@people.example"),
        line(2, Email="ada@people.example"),
        line(3, Email="other@people.example"),
    )
    assert bring(world, path).report["came"]["doubles"] == 2
    with world.acting():
        assert PersonRecord.objects.count() == 4
        asked = PossibleDouble.objects.all()
        assert {(one.first_id, one.state) for one in asked} == {(here, "open")}


def test_a_candidate_with_one_number_is_one_person_at_two_vacancies(world, tmp_path):
    second = line(
        2, **{"Candidate ID": "101", "Candidate Name": "Person 1", "Job ID": "8", "Job Name": "Driver"}
    )
    came = bring(world, file_of(tmp_path, line(1), second)).report["came"]
    assert (came["people"], came["applications"], came["vacancies"]) == (1, 2, 2)


def test_a_later_export_brings_only_what_is_new(world, tmp_path):
    bring(world, file_of(tmp_path, line(1), line(2)))
    later = bring(world, file_of(tmp_path, line(1), line(2), line(3), name="later.csv"))
    assert later.report["came"] == {"vacancies": 0, "people": 1, "applications": 1, "known": 2, "doubles": 0}


COUNTED = (
    Application, PersonRecord, Identity, Opportunity, JobFamily, PastFact, SourceNumber, SilenceClock, PossibleDouble,
)  # fmt: skip


def counts():
    return tuple(model.objects.count() for model in COUNTED)


def taken_back(world, move):
    with world.acting() as member:
        work_id = ask_back(move_id=move.pk, by=member).work_id
    work(world, work_id)
    with world.acting():
        return Move.objects.get(pk=move.pk)


def test_taking_back_removes_exactly_what_came_in(world, tmp_path):
    with world.acting():
        register_person(contact=Contact("Ada", "person1@people.example"))
        before = counts()
    move = bring(world, file_of(tmp_path, *(line(n) for n in range(5))))
    with world.acting():
        assert counts() != before
    move = taken_back(world, move)
    with world.acting():
        assert counts() == before
    assert (move.state, move.report["stays"]) == ("undone", [])
    assert bring(world, file_of(tmp_path, *(line(n) for n in range(5)))).state == "imported"


def test_what_somebody_worked_on_stays_and_says_why(world, tmp_path):
    move = bring(world, file_of(tmp_path, line(1), line(2), line(3)))
    with world.acting() as member:
        keys = list(Application.objects.order_by("id").values_list("id", flat=True))
        decide(application_id=keys[0], choice=Choice(choice="advance", reason="A clear story."), by=member)
    move = taken_back(world, move)
    with world.acting():
        assert list(Application.objects.values_list("id", flat=True)) == keys[:1]
        assert (PersonRecord.objects.count(), Opportunity.objects.count()) == (1, 1)
    assert sorted(map(tuple, move.report["stays"])) == [
        ("application", "applications", 1), ("person", "applications", 1), ("vacancy", "applications", 1),
    ]  # fmt: skip


def test_the_database_deletes_nothing_that_no_import_brought(world):
    with world.acting():
        person = register_person(contact=Contact("Ada", "ada@people.example"))
        with connection.cursor() as cursor:
            for statement in (
                "DELETE FROM people_personrecord WHERE person_id = %s",
                "DELETE FROM people_identity WHERE person_id = %s",
            ):
                cursor.execute(statement, [person])
                assert cursor.rowcount == 0
            cursor.execute("DELETE FROM opportunities_jobfamily")
            assert cursor.rowcount == 0


def test_an_import_that_breaks_off_leaves_nothing(world, tmp_path, monkeypatch):
    move = bring(world, file_of(tmp_path, line(1)), yes=False)

    def killed(*_arguments: object, **_named: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(
            moving_jobs, "record_import", killed
        )  # everything is written, and then the worker dies
        with pytest.raises(KeyboardInterrupt):
            said_yes(world, move)
    with world.acting():
        assert Application.objects.count() == 0
        again = Move.objects.get(pk=move.pk)
        assert again.state == "checked"
    work(world, again.work_id)
    with world.acting():
        assert Application.objects.count() == 1


def test_reports_keep_nobody_longer_than_the_files(world, tmp_path):
    rows = [line(1), line(2, Email="person2 people.example")]
    move = bring(world, file_of(tmp_path, *rows), leave_out=True)
    assert "Person 1" not in str(move.report)
    assert "person2" in str(move.report)  # so long the row can be mended
    with world.acting():
        forget_files(move.pk)
        assert not folder_of(move).exists()
        kept = Move.objects.get(pk=move.pk)
        assert "person2" not in str(kept.report)
        assert kept.report["came"]["applications"] == 1


def test_a_lying_encoding_is_read_as_it_is(world, tmp_path):
    bring(world, file_of(tmp_path, line(1, **{"Candidate Name": "Zoë Müller"}), encoding="windows-1252"))
    with world.acting():
        assert Identity.objects.get().name == "Zoë Müller"


def test_only_recruiters_and_administrators_bring_files_in(world, tmp_path):
    with world.acting() as member, pytest.raises(NotAllowed):
        keep_paths([file_of(tmp_path, line(1))], by=replace(member, roles=frozenset({Role.MANAGER})))


def test_a_number_of_another_organisation_means_nothing_here(world, tmp_path):
    path = file_of(tmp_path, line(1))
    bring(world, path)
    other = make_world()
    assert bring(other, path).report["came"]["applications"] == 1
    with other.acting():
        assert Application.objects.count() == 1
        assert uuid.UUID(str(Application.objects.get().pk))
