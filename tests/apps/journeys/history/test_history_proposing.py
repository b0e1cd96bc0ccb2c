"""A starter mapping from the header: guesses to be confirmed, in Dutch and English."""

import tomllib

import pytest
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
        "date_format": ["%d-%m-%Y"],
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
