"""Files as other people's systems write them: titles above the header, dates of birth, whole years, a row per year."""

import pytest
from small_history import HEADER, MAPPING, evidence, found

from maatwerk.apps.journeys.history import HistoryError, check_history, load_mapping, read_table

DATES = (
    ('tenure = "months"\nunit = "months"\nleft_column = "left"\nleft = ["1"]\nstill = ["0"]',
     'hired_on = "months"\nended_on = "left"\nobserved_on = 2024-12-31\ndate_format = "%d-%m-%Y"'),
)  # fmt: skip


def codes(problems):
    return [problem.code for problem in problems]


def test_titles_above_the_header_are_passed_over_and_told(check):
    with check(
        "Personnel;;;;;", "export of 1-1-2025;;;;;", "", HEADER.replace(",", ";"), "a;5;1;7,5;white;f"
    ) as checked:
        assert checked.report.ok, found(checked)
        (row,) = checked.rows()
    assert row.lines[0].line == 5
    notes = {note.code: dict(note.values) for note in checked.report.notes}
    assert notes["header_found"] == {"line": 4}


def test_an_error_below_a_title_names_the_line_in_the_file(check):
    with check("Personnel,,,,,", "", HEADER, "a,many,1,7.5,white,f") as checked:
        assert found(checked) == [("not_a_number", 4, "months")]


def test_the_mapping_can_say_where_the_header_is(check):
    lines = ("id,months,left,score,wage,remark", "a,b,c,d,e,f", HEADER, "a,5,1,7.5,white,f")
    with check(*lines) as checked:
        assert not checked.report.ok
    with check(*lines, changes=(('name = "Test"', 'name = "Test"\nheader_line = 3'),)) as checked:
        assert checked.report.ok, found(checked)
        assert checked.report.engagements == 1


@pytest.mark.parametrize("first", ["a;b", "a;b;c", "Report"])
def test_a_narrow_table_has_no_title(write, first):
    table = read_table(write(f"{first}\n1;2;3\n4;5;6\n"))
    assert table.header_line == 1


def test_a_title_does_not_mislead_the_search_for_the_delimiter(write):
    table = read_table(write("Report of May, June, and July\n\na;b;c;d\n1,5;2,5;3,5;4\n1,5;2,5;3,5;5\n"))
    assert (table.delimiter, table.header, table.header_line) == (";", ("a", "b", "c", "d"), 3)


@pytest.mark.parametrize(
    "cell",
    ["01-02-2024 00:00", "01-02-2024 9:30:15", "2024-02-01T00:00:00Z", "2024-02-01 23:59:59+01:00",
     "2024-02-01T10:00:00.000-0500"],
)  # fmt: skip
def test_a_time_and_a_zone_behind_a_date_leave_the_day_as_it_is_written(check, cell):
    with check(HEADER, f"a,{cell},,5,white,f", changes=DATES) as checked:
        assert checked.report.ok, found(checked)
        (row,) = checked.rows()
    assert str(row.hired_on) == "2024-02-01"


@pytest.mark.parametrize("cell", ["31-12-9999", "01-01-1900", "9999-12-31"])
def test_an_end_date_that_means_none_says_what_to_add(check, cell):
    lines = (HEADER, f"a,01-02-2024,{cell},5,white,f", "b,01-02-2024,01-03-2024,5,white,f")
    with check(*lines, changes=DATES) as checked:
        assert found(checked) == [("end_means_none", 2, "left")]
        assert 'missing = ["…"] in [history]' in checked.report.errors[0].sentence
    stated = ('name = "Test"', f'name = "Test"\nmissing = ["{cell}"]')
    with check(*lines, changes=(*DATES, stated)) as checked:
        assert [row.separated for row in checked.rows()] == [False, True]


@pytest.mark.parametrize(
    ("form", "cell", "year"),
    [("%d-%m-%Y", "31-12-1980", 1980), ("%m/%d/%y", "07/10/65", 1965), ("%d-%m-%y", "01-01-04", 2004),
     ("%d-%m-%Y", "29221", 1980)],
)  # fmt: skip
def test_of_a_date_of_birth_only_the_year_is_kept(check, form, cell, year):
    born = f'\n[protected.born]\nattribute = "birth_year"\ndate_format = "{form}"\nmin = 1920\nmax = 2015\n'
    with check(f"{HEADER},born", f"a,5,1,5,white,f,{cell}", extra=born) as checked:
        assert checked.report.ok, found(checked)
        (row,) = checked.rows()
    assert dict(row.protected) == {"sex": "female", "birth_year": float(year)}


def test_a_wrong_date_of_birth_is_named(check):
    born = '\n[protected.born]\nattribute = "birth_year"\ndate_format = "%d-%m-%Y"\nmin = 1920\nmax = 2015\n'
    lines = (f"{HEADER},born", "a,5,1,5,white,f,1980", "b,5,1,5,white,f,01-01-1850")
    with check(*lines, extra=born) as checked:
        assert found(checked) == [("not_a_date", 2, "born"), ("outside_range", 3, "born")]


def many(tenures, *, score=lambda n: 5 + n % 3):
    return (
        HEADER,
        *(
            f"p{n},{tenure},{n % 2},{score(n)},{('white', 'grey')[n % 2]},f"
            for n, tenure in enumerate(tenures)
        ),
    )


YEARS = ('unit = "months"', 'unit = "years"')


def test_whole_months_are_asked_about_once(check):
    with check(*many(n % 20 for n in range(40))) as checked:
        assert codes(checked.report.warnings) == ["tenure_zero_length", "tenures_whole"]
        assert dict(checked.report.warnings[0].values) == {"count": 2}
    with check(*many(n % 20 + 0.5 for n in range(40))) as checked:
        assert codes(checked.report.warnings) == []


def test_completed_units_have_half_a_unit_added(check):
    stated = ('unit = "months"', 'unit = "years"\ncompleted = true')
    with check(*many(n % 4 for n in range(40)), changes=(stated,)) as checked:
        assert codes(checked.report.warnings) == ["tenures_coarse"]  # nothing is known of the first months
        assert sorted({row.tenure_months for row in checked.rows()}) == [6, 18, 30, 42]


def test_years_that_were_rounded_are_left_as_they_are(check):
    stated = ('unit = "months"', 'unit = "years"\ncompleted = false')
    with check(*many(n % 4 + 1 for n in range(40)), changes=(stated,)) as checked:
        assert codes(checked.report.warnings) == ["tenures_coarse"]
        assert sorted({row.tenure_months for row in checked.rows()}) == [12, 24, 36, 48]


def test_a_row_per_person_per_year_is_suspected(check):
    rows = [f"p{n // 4},{(n % 4) * 12 + 3.5},{int(n % 4 == 3)},5,white,f" for n in range(80)]
    with check(HEADER, *rows) as checked:
        warned = {one.code: dict(one.values) for one in checked.report.warnings}
    assert warned["many_employments"] == {"count": 20, "people": 20}


def test_evidence_that_grows_with_the_tenure_is_suspected(check):
    with check(*many((n % 9 + 0.5 for n in range(60)), score=lambda n: n % 9 + 1)) as checked:
        (warning,) = checked.report.warnings
    assert warning.code == "evidence_follows_tenure"
    assert dict(warning.values) == {"name": "service", "correlation": 1.0}
    with check(*many((n % 9 + 0.5 for n in range(60)), score=lambda n: n * n % 7 + 1)) as checked:
        assert not checked.report.warnings


def test_one_rare_error_is_seen_behind_thousands_of_another(check):
    rows = [f"p{n},-1,1,5,white,f" for n in range(3000)]
    with check(HEADER, *rows, "q,5,1,5,purple,f") as checked:
        assert checked.report.error_count == 3001
        assert found(checked)[-1] == ("unknown_level", 3002, "wage")


def test_too_many_different_values_are_said_once(check):
    changes = (('levels = { white = "white", grey = "grey" }', 'levels = "any"'),)
    with check(HEADER, *(f"p{n},5,1,5,w{n},f" for n in range(300)), changes=changes) as checked:
        assert found(checked) == [("too_many_levels", 202, "wage")]


def test_a_workbook_with_titles_and_empty_rows_below(tmp_path, mapping):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Report: people in and out"])
    sheet.merge_cells("A1:F1")
    sheet.append([])
    for line in (HEADER, "a,5,1,7.5,white,f", "b,12,0,6,grey,m"):
        sheet.append(line.split(","))
    for _ in range(5):
        sheet.append([None] * 6)
    book.save(tmp_path / "report.xlsx")
    with check_history(tmp_path / "report.xlsx", mapping()) as checked:
        assert checked.report.ok, found(checked)
        assert [evidence(row)["service"] for row in checked.rows()] == [7.5, 6.0]


def test_a_wrong_word_for_completed_is_refused():
    with pytest.raises(Exception, match="true or false"):
        load_mapping('[history]\nname = "x"\n[outcome]\ncompleted = "yes"\n')


def test_forty_years_are_long_and_four_hundred_months_are_a_wrong_unit(check):
    with check(HEADER, "a,40,0,5,white,f", "b,3,1,5,white,f", changes=(YEARS,)) as checked:
        assert checked.report.ok, found(checked)
    with check(HEADER, "a,400,0,5,white,f", "b,3,1,5,white,f") as checked:
        assert found(checked) == [("tenure_impossible", 2, "months")]


def test_with_a_row_per_year_the_row_of_leaving_tells_why(check):
    reason = '\n[reason]\ncolumn = "why"\nvalues = "any"\n'
    rows = (
        "a,01-02-2020,,5,white,f,none",
        "a,01-02-2020,,5,white,f,none",
        "a,01-02-2020,01-03-2023,5,white,f,pay",
    )
    observed = ("observed_on = 2024-12-31", 'observed_on = "seen"')
    seen = [f"{row},{day}" for row, day in zip(rows, ("31-12-2021", "31-12-2022", "31-12-2023"), strict=True)]
    with check(f"{HEADER},why,seen", *seen, changes=(*DATES, observed), extra=reason) as checked:
        assert checked.report.ok, found(checked)
        (row,) = checked.rows()
    assert (row.separated, row.reason) == (True, "pay")
    assert "facts_disagree" not in codes(checked.report.warnings)


def test_problems_of_a_mapping_name_its_file(write):
    path = write("[history]\nname = 'x'\n", name="people.toml")
    with pytest.raises(HistoryError) as caught:
        load_mapping(path)
    assert {problem.file for problem in caught.value.problems} == {"people.toml"}


def test_an_attribute_that_the_audit_has_no_place_for_is_refused_before_anything_is_read():
    from maatwerk.apps.audits.models import ProtectedAttribute

    with pytest.raises(HistoryError) as caught:
        load_mapping(MAPPING.replace('attribute = "sex"', 'attribute = "marital_status"'))
    (problem,) = caught.value.problems
    named = dict(problem.values)
    assert problem.code == "mapping_not_one_of"
    assert named["expected"] == ", ".join(f'"{name}"' for name in ProtectedAttribute.Name.values)
    with pytest.raises(HistoryError):  # the name of the column is no attribute either
        load_mapping(MAPPING + "\n[protected.nationality]\nvalues = 'any'\n")


def test_free_text_is_no_category(check):
    changes = (('levels = { white = "white", grey = "grey" }', 'levels = "any"'),)
    with check(HEADER, f"a,5,1,5,{'long ' * 40},f", changes=changes) as checked:
        assert found(checked) == [("text_too_long", 2, "wage")]


def test_texts_that_no_table_holds_are_refused():
    with pytest.raises(HistoryError) as caught:
        load_mapping(
            MAPPING.replace('name = "Test"', f'name = "{"x" * 300}"').replace('"Test S"', f'"{"y" * 100}"')
        )
    assert [dict(one.values)["name"] for one in caught.value.problems] == [
        "[history] name",
        "[evidence.score] instrument",
    ]


def test_long_keys_that_begin_alike_stay_two_people(mapping):
    from maatwerk.apps.journeys.importing import LONGEST_NUMBER, _number

    begin = "somebody.with.a.long.name@department.of.a.long.name." * 3
    numbers = {_number(mapping(), f"{begin}{end}") for end in ("one", "two", "one")}
    assert len(numbers) == 2
    assert all(len(number) == LONGEST_NUMBER for number in numbers)
    assert _number(mapping(), "short") == "Test/short"
