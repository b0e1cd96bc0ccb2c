"""A starter mapping from the header: guesses to be confirmed, in Dutch and English."""

import tomllib

import pytest
from django.utils import translation
from small_history import HEADER, ROWS

from maatwerk.apps.journeys.history import HistoryError, check_history, load_mapping, propose_mapping


def proposal(*lines):
    """A proposal read back as TOML."""
    header, *rows = [line.split(",") for line in lines]
    return tomllib.loads(propose_mapping(header, rows))


def test_what_cannot_be_guessed_is_asked():
    with pytest.raises(HistoryError) as caught:
        load_mapping(propose_mapping(HEADER.split(","), [row.split(",") for row in ROWS[1:]]))
    named = {dict(problem.values)["name"] for problem in caught.value.problems}
    assert named == {"[history] sampling", "[evidence.score] instrument"}


def test_a_completed_proposal_reads_its_own_file(write):
    text = propose_mapping(HEADER.split(","), [row.split(",") for row in ROWS[1:]])
    text = text.replace('sampling = ""', 'sampling = "everyone_hired"').replace(
        'instrument = ""', 'instrument = "S"'
    )
    with check_history(write("\n".join(ROWS)), load_mapping(text)) as checked:
        assert checked.report.ok, [str(error) for error in checked.report]
        assert [(row.person_key, row.tenure_months, row.separated) for row in checked.rows()] == [
            ("a", 5.0, True),
            ("b", 12.0, False),
            ("c", 3.5, True),
        ]


def test_dutch_names_are_understood():
    found = proposal(
        "Personeelsnummer,Achternaam,Geslacht,Geboortejaar,Datum in dienst,Datum uit dienst,Peildatum,"
        "Reden vertrek,Wervingskanaal,Beoordeling,Zorgvuldigheid,Rooster",
        "100,Jansen,V,1980,01-02-2020,31-12-2022,31-12-2024,salaris,site,4,7.5,dag",
        "101,de Vries,M,1985,15-03-2021,,31-12-2024,,vriend,3,6.0,nacht",
        "102,Bakker,V,1990,15-03-2022,,31-12-2024,,site,5,6.5,dag",
    )
    assert found["person"] == {"key": ["Personeelsnummer"]}
    assert found["outcome"] == {
        "hired_on": "Datum in dienst",
        "ended_on": "Datum uit dienst",
        "observed_on": "Peildatum",
        "date_format": "%d-%m-%Y",
    }
    assert {name: one["attribute"] for name, one in found["protected"].items()} == {
        "Geslacht": "sex",
        "Geboortejaar": "birth_year",
    }
    assert (found["reason"]["column"], found["source"]["column"]) == ("Reden vertrek", "Wervingskanaal")
    assert found["rating"]["column"] == "Beoordeling"
    assert {name: one["kind"] for name, one in found["evidence"].items()} == {
        "Zorgvuldigheid": "instrument_result",
        "Rooster": "job_fact",
    }
    assert found["ignore"]["columns"] == ["Achternaam"]


def remarks(text):
    """What a person reads in a mapping: everything behind a #, without the words that stand in the file itself."""
    return {line.partition("# ")[2] for line in text.splitlines() if "# " in line}


@pytest.mark.parametrize(
    "lines",
    [
        (
            "Id,Name,tenure months,left,gender,race,Patience,Pay rate,Team,remarks,projects",
            "1,A,5,1,f,b,3.5,20,x,,2",
            "2,B,7,0,m,w,4.5,30,x,,3",
        ),
        (
            "hired,ended,score,birth date",
            "01-02-2020,31-12-9999,3,02-03-1980",
            "05-06-2021,04-05-2022,4,06-07-1990",
        ),
        ("hired,ended,observed", "43862,44000,45000", "43863,44001,45000"),
        ("a,b", "1,2", "3,4"),
    ],
)
def test_remarks_are_in_the_readers_language_and_names_are_not(lines):
    header, *rows = [line.split(",") for line in lines]
    with translation.override("nl"):
        dutch = propose_mapping(header, rows, name="x")
    english = propose_mapping(header, rows, name="x")
    assert tomllib.loads(dutch) == tomllib.loads(english)
    assert len(remarks(dutch)) == len(remarks(english)) > 3
    assert not remarks(dutch) & remarks(english)


def test_a_column_that_says_who_still_works_there_is_turned_round():
    found = proposal("id,tenure_days,currently_employed", "1,900,Y", "2,30,N", "3,1000,Y")
    assert found["outcome"] == {
        "tenure": "tenure_days",
        "unit": "days",
        "left_column": "currently_employed",
        "left": ["N"],
        "still": ["Y"],
    }


def test_without_a_key_equal_columns_are_proposed():
    found = proposal("months,left,gender,a", "1,1,f,3", "2,0,m,4")
    assert found["person"] == {"same_when": [["months", "gender", "a"]]}


def test_odd_names_and_values_survive_the_quoting():
    found = proposal('id,mon"ths,left,a\\b', "1,3,1,x", "2,4,0,x")
    assert set(found["evidence"]) == {'mon"ths', "a\\b"}
    assert found["outcome"]["tenure"] == ""


def test_texts_that_hardly_repeat_are_left_out():
    found = proposal("id,months,left,remarks", *(f"{at},5,{at % 2},remark {at}" for at in range(40)))
    assert found["ignore"]["columns"] == ["remarks"]


def test_a_file_without_rows_still_gets_a_proposal():
    assert proposal("id,months")["ignore"]["columns"] == ["months"]


def roles(found):
    """Which column got which place."""
    return {
        "evidence": set(found.get("evidence", {})),
        "protected": {name: one["attribute"] for name, one in found.get("protected", {}).items()},
        "ignored": set(found["ignore"]["columns"]),
    }


def test_what_grows_with_the_tenure_is_no_evidence():
    # the columns of a much used public set; years in a role are at most the years at the company
    found = proposal(
        "Age,Attrition,DailyRate,EmployeeCount,EmployeeNumber,Gender,JobSatisfaction,MaritalStatus,NumCompaniesWorked,"
        "PerformanceRating,TotalWorkingYears,TrainingTimesLastYear,YearsAtCompany,YearsInCurrentRole,YearsWithCurrManager",
        *(f"{30 + n},{'Yes' if n % 3 else 'No'},{400 + 7 * n},1,{n},Female,{n % 4 + 1},Single,{n % 5},3,{n + 9},2,{n},{n // 2},1"
          for n in range(20)),
    )  # fmt: skip
    assert found["person"] == {"key": ["EmployeeNumber"]}
    assert found["outcome"] == {
        "tenure": "YearsAtCompany",
        "unit": "years",
        "completed": True,
        "left_column": "Attrition",
        "left": ["Yes"],
        "still": ["No"],
    }
    assert roles(found) == {
        "evidence": {"DailyRate", "NumCompaniesWorked"},
        "protected": {"Age": "age", "Gender": "sex"},
        "ignored": {
            "EmployeeCount", "JobSatisfaction", "MaritalStatus", "TotalWorkingYears", "TrainingTimesLastYear",
            "YearsInCurrentRole",
            "YearsWithCurrManager",
        },
    }  # fmt: skip
    assert {one["kind"] for one in found["evidence"].values()} == {"job_fact"}  # no test gives a daily rate


def test_american_dates_departments_by_number_and_managers_are_understood():
    found = proposal(
        "Employee_Name,EmpID,MarriedID,DeptID,HispanicLatino,Salary,Termd,DOB,DateofHire,DateofTermination,TermReason,"
        "EmploymentStatus,ManagerName,ManagerID,RecruitmentSource,PerformanceScore,Absences",
        *(f"Doe{n},{10000 + n},{n % 2},{n % 5},No,{50000 + 11 * n},{n % 2},0{n % 9 + 1}/2{n % 9}/83,7/{n + 10}/2011,"
          f"{'3/15/2013' if n % 2 else ''},unhappy,{'Voluntarily Terminated' if n % 2 else 'Active'},Boss,{n % 7},Site,Meets,{n}"
          for n in range(20)),
    )  # fmt: skip
    assert found["person"] == {"key": ["EmpID"]}
    assert found["outcome"] == {
        "hired_on": "DateofHire",
        "ended_on": "DateofTermination",
        "observed_on": "",
        "date_format": "%m/%d/%Y",
    }
    assert found["protected"]["DOB"] == {
        "attribute": "birth_year",
        "date_format": "%m/%d/%y",
        "min": 1920,
        "max": 2015,
    }
    assert roles(found)["evidence"] == {"Salary"}
    assert {"Employee_Name", "ManagerName", "DeptID", "ManagerID", "PerformanceScore", "Absences"} <= roles(
        found
    )["ignored"]


def test_end_dates_that_mean_none_are_proposed_as_missing(write):
    rows = (
        "medewerker;datum in dienst;datum uit dienst;score",
        "1;1-2-2021;31-12-9999;4,5",
        "2;28-2-2021;30-6-2022;3,5",
        "3;1-3-2022;31-12-9999;5,0",
    )
    table = [row.split(";") for row in rows]
    text = propose_mapping(table[0], table[1:], name="Personeel 2021")
    assert tomllib.loads(text)["history"]["missing"][-1] == "31-12-9999"
    assert "the last date in what was read is 2022-06-30" in text
    for old, new in (
        ('sampling = ""', 'sampling = "everyone_hired"'),
        ('instrument = ""', 'instrument = "S"'),
        ('observed_on = ""', "observed_on = 2022-12-31"),
    ):
        text = text.replace(old, new)
    with check_history(write("\n".join(rows)), load_mapping(text)) as checked:
        assert checked.report.ok, [str(error) for error in checked.report]
        assert [row.separated for row in checked.rows()] == [False, True, False]
    assert checked.mapping.name == "Personeel 2021"


def test_day_numbers_of_excel_are_dates():
    found = proposal("id,start date,end date,score", "1,44197,44500,3", "2,44300,,4")
    assert found["outcome"]["excel_dates"] is True
    assert found["outcome"]["hired_on"] == "start date"


def test_a_doubt_about_day_and_month_is_said():
    text = propose_mapping(["id", "hire_date", "end_date"], [["1", "01/02/2020", "03/04/2021"]])
    assert "Both fit" in text
    sure = propose_mapping(["id", "hire_date", "end_date"], [["1", "01/25/2020", "03/04/2021"]])
    assert 'date_format = "%m/%d/%Y"\n' in sure


def test_scales_are_wider_than_what_was_seen():
    found = proposal(
        "id,months,left,sten,percentile,norm,raw",
        *(f"{n},5.5,1,{n},{9 * n}.5,{n / 10},{n - 2}" for n in range(2, 10)),
    )
    ranges = {name: (one["min"], one["max"]) for name, one in found["evidence"].items()}
    assert ranges == {"sten": (1, 10), "percentile": (0, 100), "norm": (0, 1), "raw": (0, 10)}


def test_names_with_accents_keep_their_letters():
    found = proposal("id,months,left,Score consciëntieusheid", "1,5,1,3.2", "2,6,0,4.2")
    said = found["evidence"]["Score consciëntieusheid"]
    assert (said["construct"], said["label"]["nl"]) == ("score_conscientieusheid", "Score consciëntieusheid")


def test_codes_of_protected_attributes_are_values_and_not_amounts():
    found = proposal(
        "emp_no,days_employed,has_left,gender_code,yob", "1,30,yes,1,1980", "2,40,no,9,1990", "3,50,no,0,1985"
    )
    assert found["person"] == {"key": ["emp_no"]}
    assert set(found["protected"]["gender_code"]["values"]) == {"0", "1", "9"}
    assert found["protected"]["yob"]["attribute"] == "birth_year"


@pytest.mark.parametrize(
    ("column", "values", "left"),
    [
        ("Status", ["actief", "uit dienst"], ["uit dienst"]),
        ("EmploymentStatus", ["Active", "Terminated for Cause", "Voluntarily Terminated"],
         ["Terminated for Cause", "Voluntarily Terminated"]),
        ("LeaveOrNot", ["0", "1"], ["1"]),
        ("active", ["TRUE", "FALSE"], ["FALSE"]),
        ("status", ["active", "inactive"], ["inactive"]),
        ("status", ["A", "T"], []),
    ],
)  # fmt: skip
def test_which_values_mean_left(column, values, left):
    text = propose_mapping(
        ["id", "tenure", column], [[str(n), "3.5", value] for n, value in enumerate(values)]
    )
    outcome = tomllib.loads(text)["outcome"]
    assert sorted(outcome["left"]) == sorted(left)
    assert ("fill in: these values say" in text) == (not left)


def test_without_a_key_everything_that_tells_people_apart_is_compared():
    # a much used public set without any key: with few columns different people would be taken for one
    found = proposal(
        "satisfaction_level,number_project,time_spend_company,left,Department",
        *(f"0.{n},{n % 5 + 2},{n % 7 + 2},{n % 2},{'sales' if n % 3 else 'hr'}" for n in range(10, 40)),
    )
    assert found["person"] == {
        "same_when": [["satisfaction_level", "number_project", "time_spend_company", "Department"]]
    }
    assert found["outcome"]["tenure"] == "time_spend_company"


def test_what_the_audit_has_no_place_for_is_not_read():
    text = propose_mapping(
        ["id", "months", "left", "gender_short", "gender_full", "head_gender", "nationality", "Age"],
        [["1", "3.5", "1", "F", "Female", "M", "NL", "30"], ["2", "4.5", "0", "M", "Male", "F", "TR", "40"]],
    )
    found = tomllib.loads(text)
    assert {name: one["attribute"] for name, one in found["protected"].items()} == {
        "gender_short": "sex",
        "head_gender": "manager_sex",
        "Age": "age",
    }
    assert found["ignore"]["columns"] == ["gender_full", "nationality"]
    assert 'Where people described themselves, attribute = "self_description"' in text
