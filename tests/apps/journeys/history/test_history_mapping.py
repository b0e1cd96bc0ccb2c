"""A mapping says what every column means; what it says wrongly is reported all at once."""

import hashlib
from pathlib import Path

import pytest
from django.utils import translation
from small_history import MAPPING

from maatwerk.apps.journeys.history import HistoryError, load_mapping
from maatwerk.apps.journeys.history._mapping import DAYS_PER_MONTH

MAPPINGS = Path(__file__).resolve().parents[4] / "mappings"


def mistakes(text):
    """The codes of everything wrong with a mapping."""
    with pytest.raises(HistoryError) as caught:
        load_mapping(text)
    assert all(problem.sentence for problem in caught.value.problems)
    return [problem.code for problem in caught.value.problems]


def test_a_mapping_says_what_each_column_is():
    mapping = load_mapping(MAPPING)
    assert (mapping.name, mapping.job_family, mapping.sampling) == ("Test", "service", "everyone_hired")
    assert mapping.person_key == ("id",)
    assert (mapping.outcome.tenure, mapping.outcome.left, mapping.outcome.still) == ("months", ("1",), ("0",))
    score, wage = mapping.evidence
    assert (score.construct, score.minimum, score.maximum, score.is_number) == ("service", 1.0, 10.0, True)
    assert [(level.cell, level.key) for level in wage.levels] == [("white", "white"), ("grey", "grey")]
    assert mapping.protected[0].constant, "sex cannot differ between rows of one person"
    assert mapping.fingerprint == hashlib.sha256(MAPPING.encode()).hexdigest()


def test_labels_fall_back_on_the_key_and_on_each_other():
    text = MAPPING + '[evidence.x]\nkind = "job_fact"\nlevels = "any"\nlabel = { en = "Shift" }\n'
    *_, wage, x = load_mapping(text).evidence
    assert (wage.label.en, wage.label.nl) == ("Wage", "Wage")
    assert (x.label.en, x.label.nl) == ("Shift", "Shift")


def test_limits_are_turned_into_months():
    days = MAPPING.replace(
        'unit = "months"',
        'unit = "days"\nmax_tenure = 2000\nmax_tenure_reason = "Hired before."\nlongest = 9000',
    )
    outcome = load_mapping(days).outcome
    assert outcome.max_tenure_months == pytest.approx(2000 / DAYS_PER_MONTH)
    assert outcome.longest_months == pytest.approx(9000 / DAYS_PER_MONTH)
    assert DAYS_PER_MONTH == 30.4375


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('name = "Test"', "", "mapping_missing"),
        ('sampling = "everyone_hired"', "", "mapping_missing_choice"),
        ('sampling = "everyone_hired"', 'sampling = "some"', "mapping_not_one_of"),
        ('unit = "months"', 'unit = "moons"', "mapping_not_one_of"),
        ('unit = "months"', 'units = "months"', "mapping_unknown"),
        ("[history]", "[histroy]\n[history]", "mapping_unknown"),
        ("min = 1\n", 'min = "one"\n', "mapping_wrong_type"),
        ("min = 1\n", "min = true\n", "mapping_wrong_type"),
        ("min = 1\n", "min = nan\n", "mapping_wrong_type"),
        ("min = 1\n", "min = 20\n", "mapping_range"),
        ('construct = "service"', 'construct = "Service!"', "mapping_key"),
        ('construct = "service"', 'construct = "wage"', "mapping_construct_twice"),
        ('instrument = "Test S"', "", "mapping_missing"),
        ('key = ["id"]', "key = []", "mapping_person"),
        ('key = ["id"]', 'key = [["id"]]', "mapping_wrong_type"),
        ('key = ["id"]', 'same_when = ["id", "sex"]', "mapping_wrong_type"),
        ('left_column = "left"', "", "mapping_outcome_form"),
        ('tenure = "months"', 'tenure = "months"\nhired_on = "start"', "mapping_outcome_form"),
        ('still = ["0"]', 'still = ["0", "1"]', "mapping_left_and_still"),
        ('unit = "months"', 'unit = "months"\nmax_tenure = 20', "mapping_missing"),
        ("[protected.sex]", "[protected.score]", "mapping_protected_evidence"),
        (
            "[protected.sex]",
            '[source]\ncolumn = "sex"\nvalues = "any"\n[protected.sex]',
            "mapping_protected_source",
        ),
        ('construct = "service"', 'construct = "service"\nfile = "other"', "mapping_file_unknown"),
        ("min = 1\nmax = 10", 'direction = "lower_is_more"', "mapping_needs_range"),
        ("[person]", '[file.a]\nkey = ["id"]\n[file.b]\n[person]', "mapping_linked_key"),
        ("[person]", '[file.a]\nkey = ["id"]\n[file.b]\nkey = ["id"]\n[person]', "mapping_linked_outcome"),
        ("[person]", '[rating]\ncolumn = "r"\n[person]', "mapping_missing"),
        ("[history]", "history = 3\n[other]", "mapping_wrong_type"),
        ('unit = "months"', 'date_format = ["dd-mm-yyyy"]', "mapping_date_format"),
        ("[history]", "[history", "mapping_not_toml"),
    ],
)
def test_a_mistake_has_its_own_sentence(old, new, code):
    assert old in MAPPING
    assert code in mistakes(MAPPING.replace(old, new))


def test_all_mistakes_are_reported_at_once():
    text = (
        MAPPING.replace('unit = "months"', 'unit = "moons"')
        .replace('name = "Test"', "")
        .replace("max = 10", "")
    )
    assert set(mistakes(text + "[nonsense]\n")) == {
        "mapping_not_one_of",
        "mapping_missing",
        "mapping_unknown",
    }


def test_a_misspelt_entry_is_answered_with_the_right_one():
    with pytest.raises(HistoryError) as caught:
        load_mapping(MAPPING.replace("left_column", "left_colum"))
    sentences = [problem.sentence for problem in caught.value.problems if problem.code == "mapping_unknown"]
    assert sentences == ["The mapping has “[outcome] left_colum”, which means nothing here. "
                         "Did you mean one of: left_column?"]  # fmt: skip


def test_a_mapping_that_is_not_there_or_not_utf_8_is_said(tmp_path):
    assert mistakes(tmp_path / "none.toml") == ["file_missing"]
    (tmp_path / "a.toml").write_bytes(b"\xff\xfe\x00")
    assert mistakes(tmp_path / "a.toml") == ["mapping_not_text"]


@pytest.mark.parametrize("mistake", ["[history", 'name = "open'])
def test_a_mistake_in_toml_is_placed_and_said_in_the_readers_language(tmp_path, mistake):
    (tmp_path / "a.toml").write_text(f"# first\n{mistake}\nx = 1\n")
    with pytest.raises(HistoryError) as caught:
        load_mapping(tmp_path / "a.toml")
    (found,) = caught.value.problems
    assert (found.file, found.line) == ("a.toml", 2)
    with translation.override("nl"):
        assert str(found).startswith("a.toml, regel 2: De mapping is vanaf hier geen geldige TOML.")


def test_hints_follow_the_readers_language():
    text = MAPPING.replace('sampling = "everyone_hired"', "").replace('instrument = "Test S"', "")
    with pytest.raises(HistoryError) as caught:
        load_mapping(text)
    with translation.override("nl"):
        said = {problem.sentence for problem in caught.value.problems}
    assert said == {
        'In de mapping ontbreekt [history] sampling. Voeg het toe: sampling = "everyone_hired" (of "by_outcome")',
        'In de mapping ontbreekt [evidence.score] instrument. Voeg het toe: instrument = "naam van de test"',
    }


def test_the_trait_scores_are_instrument_results_and_everything_about_the_job_is_not():
    mapping = load_mapping(MAPPINGS / "turnover-babushkin.toml")
    kinds = {spec.column: spec.kind for spec in mapping.evidence}
    traits = {"extraversion", "independ", "selfcontrol", "anxiety", "novator"}
    facts = {"industry", "profession", "traffic", "coach", "greywage", "way"}
    assert kinds == dict.fromkeys(traits, "instrument_result") | dict.fromkeys(facts, "job_fact")
    assert {spec.column for spec in mapping.protected} == {"gender", "age", "head_gender"}
    assert mapping.sampling == "by_outcome"


@pytest.mark.parametrize("path", sorted(MAPPINGS.glob("*.toml")), ids=lambda path: path.stem)
def test_every_mapping_in_the_repository_loads_and_labels_everything_in_dutch(path):
    mapping = load_mapping(path)
    assert mapping.evidence
    for spec in (*mapping.evidence, *mapping.protected):
        assert spec.label.en
        assert spec.label.nl
        assert all(level.label.nl for level in spec.levels or ())
