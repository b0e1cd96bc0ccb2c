"""Rows become employments; whatever is wrong is said with file, line and column, all of it at once."""

import json
from datetime import date

import pytest
from django.utils import translation
from small_history import HEADER, ROWS, evidence, found

from maatwerk.apps.journeys.history import HistoryError, Line, check_history
from maatwerk.apps.journeys.history import _sorter as sorter

DATES = (
    ('tenure = "months"\nunit = "months"\nleft_column = "left"\nleft = ["1"]\nstill = ["0"]',
     'hired_on = "start"\nended_on = "end"\nobserved_on = 2025-12-31\ndate_format = ["%d-%m-%Y"]'),
)  # fmt: skip
DATED = "id,start,end,score,wage,sex"


def by_person(checked):
    """Employments by person; one each."""
    rows = {row.person_key: row for row in checked.rows()}
    assert len(rows) == checked.report.engagements
    return rows


def test_rows_become_employments_with_everything_known_about_them(check):
    with check(*ROWS) as checked:
        assert checked.report.ok
        row = by_person(checked)["a"]
        assert (row.tenure_months, row.separated, row.entry_months) == (5.0, True, 0.0)
        assert evidence(row) == {"service": 7.5, "wage": "white"}
        assert row.protected == (("sex", "female"),)
        assert row.lines == (Line("people.csv", 2),)
        report = checked.report
    assert (report.rows_read, report.persons, report.engagements, report.separated) == (3, 3, 3, 2)
    assert report.grouped_by == (("id",),)


def test_employments_come_again_and_in_an_order_of_their_own(check):
    with check(*ROWS) as one, check(ROWS[0], *reversed(ROWS[1:])) as other:
        keys = [row.engagement_key for row in one.rows()]
        assert keys == [row.engagement_key for row in one.rows()]
        assert keys == [row.engagement_key for row in other.rows()]
        assert len(set(keys)) == 3


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("d,-1,1,5,white,f", ("tenure_negative", "months")),
        ("d,400,1,5,white,f", ("tenure_impossible", "months")),
        ("d,,1,5,white,f", ("missing_value", "months")),
        ("d,five,1,5,white,f", ("not_a_number", "months")),
        ("d,=1+1,1,5,white,f", ("not_a_number", "months")),
        ("d,5,2,5,white,f", ("left_unknown", "left")),
        ("d,5,,5,white,f", ("missing_value", "left")),
        ("d,5,1,11,white,f", ("outside_range", "score")),
        ("d,5,1,0.5,white,f", ("outside_range", "score")),
        ('d,5,1,"7,5",white,f', ("decimal_sign", "score")),
        ("d,5,1,7.5e400,white,f", ("not_a_number", "score")),
        ("d,5,1,inf,white,f", ("not_a_number", "score")),
        ("d,5,1,5,purple,f", ("unknown_level", "wage")),
        ("d,5,1,5,=HYPERLINK(0),f", ("formula", "wage")),
        ("d,5,1,5,@x,f", ("formula", "wage")),
        ("d,5,1,5,45000,f", ("excel_serial_text", "wage")),
        ("d,5,1,5,white,x", ("unknown_level", "sex")),
        ("=cmd|x,5,1,5,white,f", ("formula", "id")),
        (",5,1,5,white,f", ("missing_value", "id")),
        ("d,5,1,5,white", ("row_ragged", None)),
        ("d,5,1,5,white,f,g", ("row_ragged", None)),
    ],
)
def test_a_wrong_cell_is_named_with_line_and_column(check, row, expected):
    with check(*ROWS, row) as checked:
        (error,) = checked.report.errors
        assert (error.code, error.column) == expected
        assert (error.file, error.line) == ("people.csv", 5)
        assert error.sentence.endswith((".", "?"))
        assert list(checked.rows()) == [], "nothing is half imported"


def test_all_errors_of_a_file_come_at_once(check):
    with check(HEADER, "a,-5,1,99,white,f", "b,12,0,6,pink,m", "c,3.5") as checked:
        assert found(checked) == [
            ("tenure_negative", 2, "months"),
            ("outside_range", 2, "score"),
            ("unknown_level", 3, "wage"),
            ("row_ragged", 4, None),
        ]


def test_errors_are_all_counted_and_the_first_thousand_kept(check):
    with check(HEADER, *(f"p{at},-1,1,5,white,f" for at in range(1500))) as checked:
        assert checked.report.error_count == 1500
        assert len(checked.report.errors) == 1000
        assert dict(checked.report.counts_by_code) == {"tenure_negative": 1500}


def test_a_problem_speaks_the_language_of_its_reader(check):
    with check(*ROWS, "d,400,1,5,white,f") as checked:
        (error,) = checked.report.errors
        english = str(error)
        with translation.override("nl"):
            dutch = str(error)
    assert english == (
        "people.csv, line 5, column “months”: A tenure of 400 months is 33.3 years, which is hardly possible. "
        "Is the unit right? If it is, state longest = 401 in [outcome]."
    )
    assert dutch.startswith("people.csv, regel 5, kolom “months”: Een dienstverband van 400 maanden")


def test_a_longer_tenure_is_possible_when_the_mapping_says_so(check):
    with check(
        *ROWS, "d,400,1,5,white,f", changes=(('unit = "months"', 'unit = "months"\nlongest = 401'),)
    ) as checked:
        assert checked.report.ok


def test_a_wrong_unit_is_noticed_by_its_lengths(check):
    rows = [f"p{at},{at % 27},{at % 2},5,white,f" for at in range(40)]
    with check(HEADER, *rows, changes=(('unit = "months"', 'unit = "days"'),)) as checked:
        assert "tenures_short" in [warning.code for warning in checked.report.warnings]


@pytest.mark.parametrize(
    ("unit", "months"), [("days", 10 / 30.4375), ("weeks", 70 / 30.4375), ("months", 10.0), ("years", 120.0)]
)
def test_units_become_months_of_a_twelfth_of_a_year(check, unit, months):
    with check(HEADER, "a,10,1,5,white,f", changes=(('unit = "months"', f'unit = "{unit}"'),)) as checked:
        (row,) = checked.rows()
        assert row.tenure_months == pytest.approx(months, rel=1e-12)


def test_a_tenure_of_zero_counts_as_half_a_day_and_is_said(check):
    with check(*ROWS, "d,0,1,5,white,f") as checked:
        assert by_person(checked)["d"].tenure_months == pytest.approx(0.5 / 30.4375)
        assert [warning.code for warning in checked.report.warnings] == ["tenure_zero_length"]


def test_missing_evidence_is_missing(check):
    with check(*ROWS, "d,5,1,NA,,-") as checked:
        row = by_person(checked)["d"]
        assert (row.evidence, row.protected) == ((), ())


def test_a_value_that_looks_missing_counts_when_the_mapping_names_it(check):
    levels = ('{ white = "white", grey = "grey" }', '{ white = "white", grey = "grey", none = "nothing" }')
    with check(*ROWS, "d,5,1,5,none,f", changes=(levels,)) as checked:
        assert evidence(by_person(checked)["d"])["wage"] == "nothing"


def test_impossible_answers_can_be_read_as_missing_with_a_warning(check):
    with check(
        *ROWS, "d,5,1,-7,white,f", changes=(("max = 10", 'max = 10\noutside = "missing"'),)
    ) as checked:
        assert evidence(by_person(checked)["d"]) == {"wage": "white"}
        (warning,) = checked.report.warnings
        assert (warning.code, warning.line, warning.column) == ("outside_range_left_out", 5, "score")


def test_a_scale_that_runs_downwards_is_turned_round(check):
    with check(*ROWS, changes=(("max = 10", 'max = 10\ndirection = "lower_is_more"'),)) as checked:
        assert evidence(by_person(checked)["a"])["service"] == pytest.approx(1 + 10 - 7.5)


def test_exact_duplicates_count_once(check):
    with check(*ROWS, ROWS[1], ROWS[1]) as checked:
        row = by_person(checked)["a"]
        assert (checked.report.exact_duplicates, checked.report.repeated_administrations) == (2, 0)
        assert row.evidence[0].administrations == 1
        assert [line.line for line in row.lines] == [2, 5, 6]


def test_one_employment_with_two_administrations_is_averaged(check):
    with check(*ROWS, "a,5,1,6,white,f") as checked:
        score = by_person(checked)["a"].evidence[0]
        assert (score.value, score.administrations) == (6.75, 2)
        assert checked.report.repeated_administrations == 1


def test_the_same_results_beside_another_fact_are_one_administration(check):
    with check(*ROWS, "a,5,1,7.5,grey,f") as checked:
        score, wage = by_person(checked)["a"].evidence
        assert (score.value, score.administrations) == (7.5, 1)
        assert (wage.level, wage.administrations) == ("white", 2)
        (warning,) = checked.report.warnings
        assert (warning.code, warning.line, warning.column) == ("facts_disagree", 5, "wage")


def test_another_tenure_is_another_employment_of_the_same_person(check):
    with check(*ROWS, "a,9,0,7.5,white,f") as checked:
        report = checked.report
        assert (report.persons, report.engagements, report.repeated_persons) == (3, 4, 1)
        assert [row.tenure_months for row in checked.rows() if row.person_key == "a"] == [5.0, 9.0]


def test_leaving_and_staying_at_the_same_tenure_is_an_error_or_left_out(check):
    with check(*ROWS, "a,5,0,7.5,white,f") as checked:
        assert found(checked) == [("outcome_contradicts", 2, None)]
    drop = ('unit = "months"', 'unit = "months"\nrows_disagree = "drop"')
    with check(*ROWS, "a,5,0,7.5,white,f", changes=(drop,)) as checked:
        assert set(by_person(checked)) == {"b", "c"}
        (dropped,) = checked.report.dropped
        assert (dropped.reason.code, dropped.count) == ("dropped_disagree", 2)


def test_protected_values_that_contradict_each_other_are_an_error(check):
    with check(*ROWS, "a,9,0,7.5,white,m") as checked:
        (error,) = checked.report.errors
        assert (error.code, error.line, error.column) == ("protected_contradicts", 5, "sex")
        assert "line 2" in error.sentence


def test_equal_columns_recognise_a_person_and_agreement_is_followed_through(check):
    """1 and 2 agree on tenure and sex, 2 and 3 on score and sex: the three are one person."""
    same = ('key = ["id"]', 'same_when = [["months", "sex"], ["score", "sex"]]')
    ignore = '[ignore]\ncolumns = ["id"]\n'
    rows = ("1,5,1,7,white,f", "2,5.0,1,6,white,f", "3,8,0,6.00,white,f", "4,8,0,3,white,m")
    with check(HEADER, *rows, changes=(same,), extra=ignore) as checked:
        assert (checked.report.persons, checked.report.engagements) == (2, 3)
        keys = {row.person_key for row in checked.rows()}
    with check(HEADER, *rows[::-1], changes=(same,), extra=ignore) as again:
        assert {row.person_key for row in again.rows()} == keys
    assert [note.code for note in checked.report.notes] == ["same_when_used"]


def test_missing_cells_do_not_make_two_persons_one(check):
    same = ('key = ["id"]', 'same_when = [["score"]]')
    rows = ("1,5,1,,white,f", "2,9,1,,white,m")
    with check(HEADER, *rows, changes=(same,), extra='[ignore]\ncolumns = ["id"]\n') as checked:
        assert checked.report.persons == 2


def test_a_key_that_is_absent_gives_way_to_equal_columns(check):
    both = ('key = ["id"]', 'key = ["person_group"]\nsame_when = [["id"]]')
    with check(*ROWS, "a,5,1,6,white,f", changes=(both,)) as checked:
        assert checked.report.persons == 3
        assert checked.report.grouped_by == (("id",),)


def test_dates_give_tenure_and_censoring(check):
    rows = ("a,31-01-2024,31-01-2025,5,white,f", "b,2024-12-31,,5,white,m")
    with check(DATED, *rows, changes=DATES) as checked:
        people = by_person(checked)
    left, still = people["a"], people["b"]
    assert (left.hired_on, left.ended_on, left.separated) == (date(2024, 1, 31), date(2025, 1, 31), True)
    assert left.tenure_months == pytest.approx(366 / 30.4375)  # 2024 is a leap year
    assert (still.ended_on, still.observed_on, still.separated) == (None, date(2025, 12, 31), False)
    assert still.tenure_months == pytest.approx(365 / 30.4375)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("a,01-03-2024,01-02-2024,5,white,f", ("left_before_hired", "end")),
        ("a,01-03-2026,,5,white,f", ("hired_in_future", "start")),
        ("a,01-03-2024,01-03-2026,5,white,f", ("left_in_future", "end")),
        ("a,,01-03-2024,5,white,f", ("missing_value", "start")),
        ("a,03/01/2024,,5,white,f", ("not_a_date", "start")),
        ("a,31-02-2024,,5,white,f", ("not_a_date", "start")),
        ("a,45322,,5,white,f", ("excel_serial", "start")),
        ("a,01-03-1890,,5,white,f", ("tenure_impossible", "start")),
    ],
)
def test_impossible_dates_are_named(check, row, expected):
    with check(DATED, row, changes=DATES) as checked:
        assert [(error.code, error.column) for error in checked.report.errors] == [expected]


def test_dates_in_sentences_cannot_be_read_as_another_day(check):
    with check(DATED, "a,01-03-2024,01-02-2024,5,white,f", changes=DATES) as checked:
        (error,) = checked.report.errors
    assert "left on 1 Feb 2024, before they were hired on 1 Mar 2024" in error.sentence
    with translation.override("nl"):
        assert "1 mrt 2024" in error.sentence


@pytest.mark.parametrize(
    ("row", "sentence"),
    [("a", "This row has 1 cell, the header"), ("a,b", "This row has 2 cells, the header")],
)
def test_a_sentence_counts_in_singular_and_plural(check, row, sentence):
    with check(HEADER, row) as checked:
        assert sentence in checked.report.errors[0].sentence


@pytest.mark.parametrize("written", ["2025-12-31", '"2025-12-31"', "2025-12-31T23:00:00"])
def test_the_observation_date_may_be_written_in_several_ways(check, written):
    dates = (DATES[0][0], DATES[0][1].replace("2025-12-31", written))
    with check(DATED, "a,31-12-2024,,5,white,f", changes=(dates,)) as checked:
        (row,) = checked.rows()
        assert row.observed_on == date(2025, 12, 31)


def test_day_numbers_of_excel_are_dates_when_the_mapping_says_so(check):
    # Excel shows 45322 as 31 January 2024
    allowed = (*DATES, ("date_format", "excel_dates = true\ndate_format"))
    with check(DATED, "a,45322,45688,5,white,f", changes=allowed) as checked:
        (row,) = checked.rows()
        assert (row.hired_on, row.ended_on) == (date(2024, 1, 31), date(2025, 1, 31))


def test_the_same_hire_seen_at_two_moments_is_one_employment(check):
    observed = (DATES[0][0], DATES[0][1].replace("2025-12-31", '"seen"'))
    header = DATED + ",seen"
    early, late = "a,01-01-2024,,5,white,f,30-06-2024", "a,01-01-2024,01-03-2025,5,white,f,31-12-2025"
    with check(header, early, late, changes=(observed,)) as checked:
        (row,) = checked.rows()
        assert (row.separated, row.ended_on) == (True, date(2025, 3, 1))
    again = "a,01-01-2024,,5,white,f,31-05-2025"
    with check(header, late, again, changes=(observed,)) as checked:
        assert [error.code for error in checked.report.errors] == ["outcome_contradicts"]
    other = "a,01-01-2024,01-04-2025,5,white,f,31-12-2025"
    with check(header, late, other, changes=(observed,)) as checked:
        assert [error.code for error in checked.report.errors] == ["ends_contradict"]
    with check(header, early, again, changes=(observed,)) as checked:
        (row,) = checked.rows()
        assert (row.separated, row.observed_on) == (False, date(2025, 5, 31))


def test_two_short_contracts_of_equal_length_are_two_employments(check):
    rows = ("a,01-01-2024,01-04-2024,5,white,f", "a,01-01-2025,02-04-2025,5,white,f")
    with check(DATED, *rows, changes=DATES) as checked:
        first, second = checked.rows()
        assert first.tenure_months == second.tenure_months
        assert first.engagement_key != second.engagement_key


def test_left_truncation_is_kept_and_must_lie_before_the_end(check):
    entry = ('unit = "months"', 'unit = "months"\nentry = "since"')
    with check(HEADER + ",since", "a,5,1,5,white,f,2", "b,9,1,5,white,f,", changes=(entry,)) as checked:
        people = by_person(checked)
        assert (people["a"].entry_months, people["b"].entry_months) == (2.0, 0.0)
    with check(HEADER + ",since", "a,5,1,5,white,f,5", "b,5,1,5,white,f,-1", changes=(entry,)) as checked:
        assert found(checked) == [("entry_after_end", 2, "since"), ("entry_negative", 3, "since")]


def test_an_entry_date_before_the_hire_means_seen_from_the_start(check):
    entry = (DATES[0][0], DATES[0][1] + '\nentry_on = "asked"')
    rows = ("a,01-01-2024,01-01-2025,5,white,f,01-12-2023", "b,01-01-2024,01-01-2025,5,white,f,01-07-2024")
    with check(DATED + ",asked", *rows, changes=(entry,)) as checked:
        people = by_person(checked)
        assert people["a"].entry_months == 0.0
        assert people["b"].entry_months == pytest.approx(182 / 30.4375)


def test_ratings_reasons_and_sources_are_read(check):
    extra = """
[rating]
column = "grade"
min = 1
max = 5
direction = "lower_is_better"
[reason]
column = "why"
values = { pay = "pay", moved = "moved" }
[source]
column = "via"
values = "any"
"""
    rows = ("a,5,1,7,white,f,2,pay,friend", "b,5,0,7,white,f,,,site")
    with check(HEADER + ",grade,why,via", *rows, extra=extra) as checked:
        people = by_person(checked)
        assert (people["a"].rating, people["a"].reason, people["a"].source) == (4.0, "pay", "friend")
        assert (people["b"].rating, people["b"].reason, people["b"].source) == (None, None, "site")


def test_rows_can_be_left_out_for_a_stated_reason(check):
    limit = (
        'unit = "months"',
        'unit = "months"\nmax_tenure = 10\nmax_tenure_reason = "Hired before the test."',
    )
    missing = ('unit = "months"\n', 'unit = "months"\nmissing = "drop"\n')
    with check(*ROWS, "d,,1,5,white,f", changes=(missing, limit)) as checked:
        assert set(by_person(checked)) == {"a", "c"}
        reasons = {dropped.reason.code: dropped for dropped in checked.report.dropped}
    assert (
        reasons["dropped_max_tenure"].reason.sentence
        == "The tenure is over 10 months. Hired before the test."
    )
    assert reasons["dropped_max_tenure"].first_lines == (Line("people.csv", 3),)
    assert reasons["dropped_no_tenure"].count == 1


def test_only_some_rows_can_be_kept(check):
    keep = ("[person]", '[file.people.keep]\nsex = ["f"]\n[person]')
    with check(*ROWS, changes=(keep,)) as checked:
        assert set(by_person(checked)) == {"a", "c"}
        assert checked.report.dropped[0].reason.sentence == "“sex” is not one of: f."


def test_free_categories_have_a_limit(check):
    free = ('levels = { white = "white", grey = "grey" }', 'levels = "any"')
    with check(HEADER, *(f"p{at},5,1,5,w{at},f" for at in range(201)), changes=(free,)) as checked:
        assert found(checked) == [("too_many_levels", 202, "wage")]


def test_every_column_must_be_thought_about(check):
    with check(HEADER + ",shoe", *(row + ",43" for row in ROWS[1:])) as checked:
        (error,) = checked.report.errors
        assert (error.code, error.column) == ("column_unnamed", "shoe")
        assert '[ignore] columns = ["shoe"]' in error.sentence


def test_absent_columns_are_named_with_the_nearest(check):
    with check(HEADER.replace("score", "Score"), *ROWS[1:]) as checked:
        codes = {error.code: error.sentence for error in checked.report.errors}
    assert set(codes) == {"column_absent_near", "column_unnamed"}
    assert codes["column_absent_near"].endswith("Did you mean “Score”?")


def test_without_the_outcome_no_row_is_looked_at(check):
    with check("id,left,score,wage,sex", "a,1,99,pink,f") as checked:
        assert [error.code for error in checked.report.errors] == ["column_absent"]


def test_an_optional_column_may_be_absent(check):
    with check(
        "id,months,left,score,sex",
        "a,5,1,7,f",
        changes=(('kind = "job_fact"', 'kind = "job_fact"\noptional = true'),),
    ) as checked:
        assert evidence(by_person(checked)["a"]) == {"service": 7.0}


def test_a_file_that_breaks_off_is_an_error_in_the_report(check):
    with check(*ROWS, '"never closed') as checked:
        assert found(checked) == [("quote_open", 5, None)]


def test_histories_that_teach_nothing_are_said_to(check):
    with check(HEADER, "a,5,0,7,white,f", "b,9,0,7,grey,f") as checked:
        codes = {(warning.code, warning.column) for warning in checked.report.warnings}
    assert codes == {("nobody_left", None), ("evidence_constant", "score")}
    with check(HEADER, "a,5,1,,white,f", "b,9,1,,grey,f") as checked:
        codes = {(warning.code, warning.column) for warning in checked.report.warnings}
    assert codes == {("all_left", None), ("evidence_all_missing", "score")}
    with check(
        HEADER, "a,,1,5,white,f", changes=(('unit = "months"', 'unit = "months"\nmissing = "drop"'),)
    ) as checked:
        assert found(checked) == [("no_engagements", None, None)]


def test_the_way_a_file_was_read_is_said(write, mapping):
    path = write(HEADER.replace(",", ";") + "\nZoë;5,5;1;7,5;white;f\n", encoding="windows-1252")
    with check_history(path, mapping()) as checked:
        assert [row.tenure_months for row in checked.rows()] == [5.5]
        assert [note.code for note in checked.report.notes] == ["decoded_as", "decimal_comma_used"]
        (file,) = checked.report.files
    assert (file.encoding, file.delimiter, file.decimal, file.rows_read) == ("windows-1252", ";", "comma", 1)


def test_spilling_to_disk_changes_nothing(check, monkeypatch):
    rows = [f"p{at % 50},{at % 40 + 1},{at % 2},5,white,f" for at in range(300)]
    drop = (('unit = "months"', 'unit = "months"\nrows_disagree = "drop"'),)
    with check(HEADER, *rows, changes=drop) as whole:
        expected = list(whole.rows())
    monkeypatch.setattr(sorter, "RUN", 16)
    monkeypatch.setattr(sorter, "BLOCK", 3)
    with check(HEADER, *rows, changes=drop) as spilled:
        assert list(spilled.rows()) == expected
        assert list(zip(spilled.rows(), spilled.rows(), strict=True)) == list(
            zip(expected, expected, strict=True)
        )


def test_files_that_cannot_be_read_are_errors_of_the_report(tmp_path, mapping):
    with check_history(tmp_path / "none.csv", mapping()) as checked:
        assert found(checked) == [("file_missing", None, None)]
        assert list(checked.rows()) == []


def test_a_history_error_lists_all_its_problems(tmp_path, write, mapping):
    with pytest.raises(HistoryError) as caught:
        mapping(("max = 10", "max = 0"), ('name = "Test"', ""))
    assert len(str(caught.value).splitlines()) == 2


def test_empty_cells_at_the_end_of_rows_are_what_spreadsheets_leave(check):
    with check(HEADER + ",,", *(row + ",," for row in ROWS[1:]), "d,5,1,5,white,f,,,x") as checked:
        assert found(checked) == [("row_ragged", 5, None)]
        assert checked.report.rows_read == 4


def test_a_problem_is_json_with_its_sentence(check):
    with check(DATED, "a,01-03-2026,,5,white,f", changes=DATES) as checked:
        said = json.loads(json.dumps(checked.report.errors[0].as_dict()))
    assert (said["code"], said["line"], said["column"]) == ("hired_in_future", 2, "start")
    assert said["values"] == {"hired": "2026-03-01", "observed": "2025-12-31"}


def test_numbers_and_dates_in_sentences_follow_the_language(check):
    with check(HEADER, "a,5,1,10.5,white,f", changes=(("max = 10", "max = 9.5"),)) as checked:
        (error,) = checked.report.errors
        with translation.override("nl"):
            assert error.sentence == (
                "10.5 ligt niet tussen 1 en 9,5. Verbeter de cel, of het bereik in de mapping."
            )
