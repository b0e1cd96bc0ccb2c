"""The two development files, under the mappings of the repository, against the numbers of their READMEs."""

import csv
from pathlib import Path

import openpyxl
import pytest

from maatwerk.apps.journeys.history import check_history, load_mapping, propose_mapping, read_table
from realdata import shared

MAPPINGS = Path(__file__).resolve().parents[4] / "mappings"
pytestmark = pytest.mark.realdata


@pytest.fixture
def turnover():
    return shared("data/turnover-babushkin/turnover_dev.csv")


def kaplan_meier(rows, horizon):
    """The product-limit estimate at a horizon, written out."""
    rows = list(rows)
    survival = 1.0
    for moment in sorted(
        {row.tenure_months for row in rows if row.separated and row.tenure_months <= horizon}
    ):
        at_risk = sum(row.tenure_months >= moment for row in rows)
        left = sum(row.separated and row.tenure_months == moment for row in rows)
        survival *= 1 - left / at_risk
    return survival


def test_the_rows_of_the_turnover_file_have_the_survival_its_readme_states(turnover):
    text = (MAPPINGS / "turnover-babushkin.toml").read_text()
    by_row = load_mapping(
        text.replace('key = ["person_group"]', 'key = ["row_id"]').replace(
            'columns = ["row_id"]', 'columns = ["person_group"]'
        )
    )
    with check_history(turnover, by_row) as checked:
        rows = list(checked.rows())
    assert (len(rows), checked.report.persons) == (822, 822)
    assert sum(row.separated for row in rows) / 822 == pytest.approx(0.5219, abs=5e-5)
    assert sum(("sex", "female") in row.protected for row in rows) == 629
    stated = {3: 0.9778, 6: 0.9344, 9: 0.887, 12: 0.838, 24: 0.6782}
    assert {horizon: round(kaplan_meier(rows, horizon), 4) for horizon in stated} == stated


def test_the_turnover_file_is_grouped_by_person(turnover):
    with check_history(turnover, load_mapping(MAPPINGS / "turnover-babushkin.toml")) as checked:
        rows, report = list(checked.rows()), checked.report
    assert report.ok
    assert report.rows_read == 822
    # 602 persons, one of whom is left out whole: left and stayed at the same tenure
    assert report.persons == len({row.person_key for row in rows}) == 601
    assert sum(len(row.lines) for row in rows) + sum(dropped.count for dropped in report.dropped) == 822
    assert {dropped.reason.code for dropped in report.dropped} == {"dropped_disagree"}
    assert report.exact_duplicates == 11  # 822 rows, 811 different ones but for the added columns


def test_without_the_added_columns_equal_columns_find_the_same_persons(turnover, tmp_path):
    with turnover.open() as file:
        rows = list(csv.reader(file))
    bare = tmp_path / "turnover.csv"
    with bare.open("w", newline="") as file:
        csv.writer(file).writerows(row[2:] for row in rows)
    mapping = load_mapping(MAPPINGS / "turnover-babushkin.toml")
    with check_history(turnover, mapping) as keyed, check_history(bare, mapping) as unkeyed:
        assert unkeyed.report.ok
        partitions = [
            {frozenset(line.line for line in row.lines) for row in checked.rows()}
            for checked in (keyed, unkeyed)
        ]
        persons = [{row.person_key: () for row in checked.rows()}.keys() for checked in (keyed, unkeyed)]
    assert partitions[0] == partitions[1]
    assert len(persons[0]) == len(persons[1]) == 601


def test_the_two_files_of_health_care_become_one_history():
    files = [shared("data/healthcare-tenure/hires.csv"), shared("data/healthcare-tenure/applicants.csv")]
    mapping = load_mapping(MAPPINGS / "healthcare-tenure.toml")
    with check_history(files, mapping) as checked:
        rows, report = list(checked.rows()), checked.report
    assert report.ok
    assert [(file.name, file.rows_read) for file in report.files] == [
        ("applicants.csv", 7830),
        ("hires.csv", 6155),
    ]
    assert len(rows) == report.engagements > 500
    assert all({line.file for line in row.lines} == {"applicants.csv", "hires.csv"} for row in rows)
    assert max(row.tenure_months for row in rows) <= 2000 / 30.4375
    assert all(1 <= one.value <= 4 for row in rows for one in row.evidence if one.construct == "answer_1")
    codes = {dropped.reason.code: dropped.count for dropped in report.dropped}
    assert codes["dropped_no_tenure"] == 43
    assert set(codes) == {"dropped_no_tenure", "dropped_max_tenure", "dropped_no_match", "dropped_disagree"}
    linked = sum(line.file == "hires.csv" for row in rows for line in row.lines)
    assert linked + sum(codes.values()) == 6155


def test_850_employment_records_have_an_application():
    files = [shared("data/healthcare-tenure/hires.csv"), shared("data/healthcare-tenure/applicants.csv")]
    text = (MAPPINGS / "healthcare-tenure.toml").read_text()
    text = text.replace("max_tenure = 2000\n", "longest = 20000\n")
    text = "\n".join(line for line in text.splitlines() if not line.startswith("max_tenure_reason"))
    with check_history(files, load_mapping(text)) as checked:
        linked = sum(line.file == "hires.csv" for row in checked.rows() for line in row.lines)
        codes = {dropped.reason.code: dropped.count for dropped in checked.report.dropped}
    without_tenure = 5  # of the 43 missing tenures, those of people with an application
    assert linked + codes["dropped_disagree"] + without_tenure == 850


def test_one_organisation_can_be_taken_out():
    files = [shared("data/healthcare-tenure/hires.csv"), shared("data/healthcare-tenure/applicants.csv")]
    text = (MAPPINGS / "healthcare-tenure.toml").read_text()
    text = text.replace("# [file.hires.keep]", "[file.hires.keep]").replace("# client =", "client =")
    with check_history(files, load_mapping(text)) as checked:
        reasons = [dropped.reason for dropped in checked.report.dropped]
        assert sum(reason.code == "dropped_filter" for reason in reasons) == 1
        assert 0 < checked.report.engagements < 523


def test_a_proposal_for_the_turnover_file_needs_only_what_cannot_be_guessed(turnover):
    table = read_table(turnover)
    proposal = propose_mapping(table.header, [row.cells for row in table.rows()])
    for code, line in (
        ("sampling", 'sampling = "by_outcome"'),
        ("instrument", 'instrument = "Questionnaire"'),
    ):
        proposal = proposal.replace(f'{code} = ""', line)
    proposal = proposal.replace('unit = "months"', 'unit = "months"\nrows_disagree = "drop"')
    mapping = load_mapping(proposal)
    assert {spec.column for spec in mapping.protected} == {"gender", "age", "head_gender"}
    with check_history(turnover, mapping) as checked:
        assert checked.report.ok, [str(error) for error in checked.report]
        assert checked.report.persons == 601


@pytest.fixture
def as_published(turnover, tmp_path):
    """The file without the added columns, with the odd spelling and the blank of the source."""
    with turnover.open() as file:
        rows = [row[2:] for row in csv.reader(file)]
    return [[cell.replace("Finance", "Finan\u0441e") for cell in row] for row in rows]


def test_the_turnover_file_is_read_in_other_clothes(turnover, as_published, tmp_path):
    """Windows-1251 as the source has it, a Dutch Excel's semicolons and commas, UTF-16, a workbook: one history."""
    mapping = load_mapping(MAPPINGS / "turnover-babushkin.toml")

    def outcomes(path):
        with check_history(path, mapping) as checked:
            assert checked.report.ok, [str(error) for error in checked.report.errors[:3]]
            return sorted(repr((row.tenure_months, row.separated, row.evidence)) for row in checked.rows())

    def text(delimiter, *, comma=False):
        cells = [[cell.replace(".", ",") if comma else cell for cell in row] for row in as_published]
        return "\r\n".join(delimiter.join(row) for row in cells)

    expected = outcomes(turnover)
    (tmp_path / "a.csv").write_bytes(text(",").encode("windows-1251"))
    (tmp_path / "b.csv").write_bytes(text(";", comma=True).encode("utf-8-sig"))
    (tmp_path / "c.csv").write_bytes(text("\t").encode("utf-16"))
    book = openpyxl.Workbook()
    for row in as_published:
        book.active.append([float(cell) if cell.replace(".", "").isdigit() else cell for cell in row])
    book.save(tmp_path / "d.xlsx")
    for name in ("a.csv", "b.csv", "c.csv", "d.xlsx"):
        assert outcomes(tmp_path / name) == expected, name
