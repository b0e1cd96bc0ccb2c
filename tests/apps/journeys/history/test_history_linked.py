"""Several files become one history: applications on one side, employments on the other."""

import pytest
from small_history import found

from maatwerk.apps.journeys.history import Line, check_history, check_people, load_mapping, read_table

MAPPING = """
[history]
name = "Linked"
job_family = "care"
sampling = "everyone_hired"

[file.applications]
path_hint = "*applicants*"
key = ["user"]
required = true

[file.hires]
path_hint = "*hires*"
key = ["user"]

[outcome]
file = "hires"
tenure = "days"
unit = "days"
left_column = "left"
left = ["Y"]
still = ["N"]
rows_disagree = "drop"

[evidence.answer]
kind = "instrument_result"
instrument = "Questionnaire"
min = 1
max = 4

[evidence.job]
kind = "job_fact"
levels = "any"
"""
APPLICANTS = "user,answer\nu1,2\nu2,3\nu3,4\nu1,4\n"
HIRES = "user,days,left,job\nu1,100,Y,nurse\nu1,300,N,nurse\nu2,50,Y,cook\nu9,60,Y,cook\n"


@pytest.fixture
def files(write):
    return [write(HIRES, name="hires.csv"), write(APPLICANTS, name="applicants.csv")]


def test_answers_meet_the_employments_of_the_same_person(files):
    with check_history(files, load_mapping(MAPPING)) as checked:
        report, rows = checked.report, list(checked.rows())
    assert report.ok
    assert [(row.person_key, round(row.tenure_months * 30.4375), row.separated) for row in rows] == [
        ("u1", 100, True),
        ("u1", 300, False),
        ("u2", 50, True),
    ]
    # u1 applied twice, with 2 and with 4: both employments carry the mean of both
    answers = [{one.construct: one for one in row.evidence}["answer"] for row in rows]
    assert [(answer.value, answer.administrations) for answer in answers] == [(3.0, 2), (3.0, 2), (3.0, 1)]
    assert rows[0].lines == (Line("hires.csv", 2), Line("applicants.csv", 2), Line("applicants.csv", 5))
    assert report.persons_without_engagement == 1, "u3 applied and was not hired"
    (dropped,) = report.dropped
    assert (dropped.reason.code, dropped.count, dropped.first_lines) == (
        "dropped_no_match",
        1,
        (Line("hires.csv", 5),),
    )


def test_employments_without_an_application_can_stay(files):
    with check_history(files, load_mapping(MAPPING.replace("required = true", ""))) as checked:
        (lonely,) = [row for row in checked.rows() if row.person_key == "u9"]
        assert [one.construct for one in lonely.evidence] == ["job"]


def test_the_order_of_the_files_makes_no_difference(files):
    mapping = load_mapping(MAPPING)
    named = {"hires": files[0], "applications": files[1]}
    with check_history(files, mapping) as one, check_history(files[::-1], mapping) as other:
        assert list(one.rows()) == list(other.rows())
    with check_history(named, mapping) as by_name:
        assert by_name.report.engagements == 3


def test_an_upload_is_told_by_the_name_it_had(write):
    tables = [
        read_table(write(HIRES, name="upload1"), name="our hires.csv"),
        read_table(write(APPLICANTS, name="upload2"), name="Applicants 2025.csv"),
    ]
    with check_history(tables, load_mapping(MAPPING)) as checked:
        assert checked.report.ok
        assert {file.name for file in checked.report.files} == {"our hires.csv", "Applicants 2025.csv"}


def test_files_that_cannot_be_told_apart_are_refused(write):
    files = [write(HIRES, name="one.csv"), write(APPLICANTS, name="two.csv")]
    with check_history(files, load_mapping(MAPPING)) as checked:
        assert [error.code for error in checked.report.errors] == ["files_unmatched", "files_unmatched"]
        assert "one.csv, two.csv" in checked.report.errors[0].sentence


def test_a_missing_file_is_counted(files):
    with check_history(files[0], load_mapping(MAPPING)) as checked:
        assert found(checked) == [("files_count", None, None)]


def test_both_files_are_opened_before_anything_is_said(write):
    files = [write("", name="hires.csv"), write("a,a\n1,2\n", name="applicants.csv")]
    with check_history(files, load_mapping(MAPPING)) as checked:
        assert [(error.code, error.file) for error in checked.report.errors] == [
            ("file_empty", "hires.csv"),
            ("header_repeated", "applicants.csv"),
        ]


def test_a_column_in_both_files_must_be_placed(write):
    files = [
        write(HIRES.replace("job", "answer"), name="hires.csv"),
        write(APPLICANTS, name="applicants.csv"),
    ]
    text = MAPPING.replace("[evidence.job]\n", "[evidence.job]\noptional = true\n")
    with check_history(files, load_mapping(text)) as checked:
        assert [error.code for error in checked.report.errors] == ["column_ambiguous"]
    placed = text.replace("[evidence.answer]\n", '[evidence.answer]\nfile = "applications"\n')
    with check_history(files, load_mapping(placed)) as checked:
        assert checked.report.ok


def test_advice_is_asked_with_the_applications_alone(write):
    text = MAPPING.replace("[evidence.job]\n", '[evidence.job]\nfile = "hires"\n')
    people = check_people(write(APPLICANTS, name="anything.csv"), load_mapping(text))
    assert people.report.ok
    assert [(one.person_key, one.evidence[0].value, len(one.lines)) for one in people.people] == [
        ("u1", 3.0, 2),
        ("u2", 3.0, 1),
        ("u3", 4.0, 1),
    ]
