"""Reading exports: whose they are, what columns and cells mean, and what is wrong with rows."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from apps.moving.moving_files import GREENHOUSE, line, written
from maatwerk.apps.moving.reading import FIELDS, Reading, check, look
from maatwerk.apps.moving.reading._cells import CellError, moment_of, writes_month_first
from maatwerk.apps.moving.reading._headers import _tables, border_of, plain, proposed, stage_like

NOW = dt.datetime(2026, 11, 23, 12, tzinfo=dt.UTC)
ZONE = ZoneInfo("Europe/Amsterdam")
pytestmark = pytest.mark.usefixtures("english")

#: Names of fields as Odoo's own model has them (hr.applicant), first by their names and then by their labels.
ODOO_FIELDS = ("id", "partner_name", "email_from", "partner_phone", "job_id", "stage_id", "create_date", "date_closed",
               "refuse_reason_id", "refuse_date", "source_id", "salary_expected", "priority")  # fmt: skip
ODOO_LABELS = ("External ID", "Applicant's Name", "Email", "Phone", "Job Position", "Stage", "Applied on", "Hire Date",
               "Refuse Reason", "Refuse Date", "Source", "Expected", "Evaluation")  # fmt: skip
RECRUITEE = ("id", "name", "emails", "phones", "offer", "stage", "created_at", "disqualified_at", "disqualify_reason",
             "hired_at", "source", "cover_letter")  # fmt: skip


def read(path, **how):
    looked = look([(path, path.name)])
    columns = [
        {column.header: column.meaning for column in columns if column.meaning}
        for _name, columns in looked.files
    ]
    return looked, check(looked, Reading(columns=tuple(columns), words={}, **how), now=NOW, zone=ZONE)


def meanings(looked):
    return {column.header: column.meaning for column in looked.files[0][1] if column.meaning}


@pytest.mark.parametrize("header", [ODOO_FIELDS, ODOO_LABELS])
def test_odoo_is_recognised_by_names_and_by_labels(tmp_path, header):
    row = ["7", "Ada Jansen", "ada@people.example", "06-1234567", "Packer", "Contract Signed", "2024-03-05 09:30:00",
           "2024-04-01 00:00:00", "", "", "LinkedIn", "2500", "2"]  # fmt: skip
    looked, plan = read(written(tmp_path, header, [row]))
    assert looked.product == "odoo"
    (one,) = plan.applications
    assert (one.stage, one.source, plan.people[one.person].name) == ("hired", "LinkedIn", "Ada Jansen")
    assert one.applied_at == dt.datetime(2024, 3, 5, 9, 30, tzinfo=ZONE)
    assert one.closed_at == dt.datetime(2024, 4, 1, tzinfo=ZONE)


def test_recruitee_is_recognised(tmp_path):
    row = ["31", "Ada", "ada@people.example, a@b.example", "0612345678", "Packer", "Applied", "2024-03-05T09:30:00Z",
           "2024-03-09T10:00:00Z", "Too far away", "", "Career site", "Dear all"]  # fmt: skip
    looked, plan = read(written(tmp_path, RECRUITEE, [row]))
    assert looked.product == "recruitee"
    (one,) = plan.applications
    assert (one.stage, plan.people["31"].email) == ("rejected", "ada@people.example")
    assert [(fact.kind, fact.words) for fact in one.facts] == [
        ("applied", "Career site"), ("stage", "Applied"), ("rejected", "Too far away"),
    ]  # fmt: skip


def test_dutch_headers_of_any_system_are_understood(tmp_path):
    header = (
        "Voornaam",
        "Tussenvoegsel",
        "Achternaam",
        "E-mailadres",
        "Vacature",
        "Fase",
        "Sollicitatiedatum",
    )
    path = written(
        tmp_path,
        header,
        [["Jan", "de", "Vries", "jan@people.example", "Inpakker", "Eerste gesprek", "5-3-2024"]],
    )
    looked, plan = read(path)
    assert looked.product == ""
    (one,) = plan.applications
    assert (plan.people[one.person].name, one.stage) == ("Jan de Vries", "interview")
    assert one.applied_at.date() == dt.date(2024, 3, 5)


def test_no_name_of_a_column_is_both_taken_over_and_kept_outside():
    tables = _tables()
    known = [name for names in tables["fields"].values() for name in names]
    known += [
        name
        for one in tables["products"].values()
        for names in one.get("fields", {}).values()
        for name in names
    ]
    assert [name for name in known if border_of(name)] == []
    assert [name for name in known if plain(name) != name] == []
    assert set(tables["fields"]) == set(FIELDS)


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("Geslacht", "sex"), ("BSN", "citizen_number"), ("Date of birth", "birth"), ("Nationaliteit", "origin"),
        ("Current salary", "pay_before"), ("CV", "cv"), ("Resume", "cv"), ("Attachments", "documents"),
        ("Disability status", "health"), ("LinkedIn Profile", "profiles"), ("Opmerkingen", "notes"), ("Veteran", "private_life"),
        ("Job title", ""), ("Reason", ""), ("Stage", ""), ("Source", ""),
    ],
)  # fmt: skip
def test_what_stays_outside_is_told_by_its_name(header, kind):
    assert border_of(header) == kind


@pytest.mark.parametrize(
    ("cell", "month_first", "moment"),
    [
        ("2024-01-31", False, dt.datetime(2024, 1, 31, tzinfo=ZONE)),
        ("31-01-2024", False, dt.datetime(2024, 1, 31, tzinfo=ZONE)),
        ("1/31/2024", True, dt.datetime(2024, 1, 31, tzinfo=ZONE)),
        ("3.4.24", False, dt.datetime(2024, 4, 3, tzinfo=ZONE)),
        ("31 mei 2024", False, dt.datetime(2024, 5, 31, tzinfo=ZONE)),
        ("March 5, 2024", False, dt.datetime(2024, 3, 5, tzinfo=ZONE)),
        ("2024-01-31T23:30:00Z", False, dt.datetime(2024, 1, 31, 23, 30, tzinfo=dt.UTC)),
        ("2024-01-31 11:30 PM", False, dt.datetime(2024, 1, 31, 23, 30, tzinfo=ZONE)),
        ("2024-01-31 12:05 AM", False, dt.datetime(2024, 1, 31, 0, 5, tzinfo=ZONE)),
        ("2024-01-31 23:30:00.123456+02:00", False, dt.datetime(2024, 1, 31, 21, 30, 0, 123456, tzinfo=dt.UTC)),
        ("", False, None),
    ],
)  # fmt: skip
def test_moments_are_read_as_systems_write_them(cell, month_first, moment):
    assert moment_of(cell, month_first=month_first, zone=ZONE, now=NOW) == moment


@pytest.mark.parametrize(
    "cell", ["31-31-2024", "yesterday", "2031-01-01", "1899-01-01", "45321", "2024-02-30", "99:99"]
)
def test_what_is_no_moment_is_refused(cell):
    with pytest.raises(CellError):
        moment_of(cell, month_first=False, zone=ZONE, now=NOW)


def test_the_order_of_day_and_month_is_only_told_by_a_day_above_twelve():
    assert [writes_month_first(cell) for cell in ("1/31/2024", "31/1/2024", "3/4/2024", "2024-01-31")] == [
        True,
        False,
        None,
        None,
    ]


def test_rows_that_contradict_themselves_or_others_are_named(tmp_path):
    both = {"Status": "Hired", "Rejected At": "2024-04-01"}
    rows = [
        line(1),
        line(1),
        line(1, **{"Application ID": "8"}),
        line(2, **both),
        line(3, **{"Rejected At": "2024-01-01"}),
        line(4, **{"Candidate Name": ""}),
        line(5, **{"Job Name": "", "Job ID": ""}),
        line(6, **{"Candidate Name": "=HYPERLINK(1)"}),
    ]
    _looked, plan = read(written(tmp_path, GREENHOUSE, rows))
    assert [(one.line, one.problem.code) for one in plan.broken] == [
        (3, "moving_number_twice"),
        (4, "moving_twice"),
        (5, "moving_both_ends"),
        (6, "moving_wrong_order"),
        (7, "moving_no_name"),
        (8, "moving_no_job"),
        (9, "moving_formula"),
    ]
    assert len(plan.applications) == 1


def test_a_citizen_number_in_a_text_empties_the_text(tmp_path):
    row = line(1, Status="Rejected", **{"Rejection Reason": "bsn 111222333 klopt niet"})
    _looked, plan = read(written(tmp_path, GREENHOUSE, [row]))
    assert plan.citizen_numbers == 1
    assert "111222333" not in str(plan.applications)


def test_three_files_are_joined_by_their_numbers(tmp_path):
    vacancies = written(tmp_path, ("Job ID", "Title", "Job status", "Opened at", "Closed at"),
                        [["7", "Packer", "Closed", "2024-01-01", "2024-06-01"]], name="jobs.csv")  # fmt: skip
    people = written(
        tmp_path, ("Candidate ID", "Name", "Email"), [["1", "Ada", "ada@people.example"]], name="people.csv"
    )
    rows = [["1", "7", "Offer", "2024-02-01"], ["2", "7", "Offer", "2024-02-01"], ["1", "9", "Offer", ""]]
    sent = written(tmp_path, ("Candidate ID", "Job ID", "Stage", "Applied at"), rows, name="sent.csv")
    looked = look([(path, path.name) for path in (sent, people, vacancies)])
    columns = tuple(
        {one.header: one.meaning for one in columns if one.meaning} for _name, columns in looked.files
    )
    plan = check(looked, Reading(columns=columns, words={}), now=NOW, zone=ZONE)
    assert [(one.line, one.problem.code) for one in plan.broken] == [
        (3, "moving_person_unknown"),
        (4, "moving_job_unknown"),
    ]
    assert [(one.person, one.vacancy, one.stage) for one in plan.applications] == [("1", "7", "offer")]
    (vacancy,) = plan.vacancies.values()
    assert (vacancy.is_open, vacancy.closed_at.date()) == (False, dt.date(2024, 6, 1))


def test_what_stages_stand_for_is_proposed_only_where_it_is_known():
    assert [stage_like(word) for word in ("Hired", "AFGEWEZEN", "Phone screen", "Tweede gesprek", "Stage 4")] == [
        "hired", "rejected", "assessed", "interview", "",
    ]  # fmt: skip
    assert proposed(["Name", "Naam", "Whatever"], "") == {"Name": "name"}
