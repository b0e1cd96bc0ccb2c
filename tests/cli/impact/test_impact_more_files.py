"""Files of a second round: an outcome under another name, workbooks, sums among parts, and cells that cannot be."""

import datetime as dt
import json

import pytest
from django.utils import translation

from cli.impact.test_impact_odd_files import cells, codes, read, refused
from maatwerk.cli.impact._say import report_json, say_report

openpyxl = pytest.importorskip("openpyxl")


def workbook(tmp_path, *rows, merged=()):
    """Return the bytes of a workbook with these rows."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for place in merged:
        book.active.merge_cells(place)
    book.save(tmp_path / "made.xlsx")
    return (tmp_path / "made.xlsx").read_bytes()


def records(header, *outcomes):
    """Return records of twelve women and twelve men with these outcomes in turn."""
    return header + "".join(
        f"{number},{'F' if number % 2 else 'M'},{outcomes[number % len(outcomes)]}\n" for number in range(24)
    )


@pytest.mark.parametrize(
    ("header", "outcomes"),
    [
        ("nr,sex,Beoordeling\n", ("Aangenomen", "Afgewezen", "Afgewezen")),
        ("nr,sex,Hiring Result (final)\n", ("Hired", "Not hired", "Not hired")),
        ("nr,sex,contract signed?\n", ("J", "N", "N")),
        ("nr,sex,Eindstand\n", ("Aangenomen", "Afgewezen", "Afgewezen")),
    ],
)
def test_an_outcome_is_known_by_its_words_whatever_its_column_is_called(tmp_path, header, outcomes):
    report = read(tmp_path, records(header, *outcomes))
    assert cells(report, "sex") == {"female": (4, 12), "male": (4, 12)}


@pytest.mark.parametrize("header", ["nr,sex,got in\n", "nr,sex,has licence\n"])
def test_a_bare_yes_or_no_is_asked_about_and_not_guessed(tmp_path, header):
    assert refused(tmp_path, records(header, "yes", "no")) == [("impact_which_outcome", 1, None)]


def test_two_columns_that_could_be_it_are_both_named(tmp_path):
    text = "sex,ronde een,ronde twee\n" + "F,Aangenomen,Afgewezen\nM,Afgewezen,Aangenomen\n" * 12
    assert refused(tmp_path, text) == [("impact_which_outcome", 1, None)]


def test_sums_among_the_parts_are_not_counted_with_them(tmp_path):
    """Under merged headers in a workbook; once doubled, since a row of all jobs looked like a job."""
    rows = (
        ["2025", None, "Vrouwen", None, "Mannen", None],
        ["Functie", None, "gesolliciteerd", "aangenomen", "gesolliciteerd", "aangenomen"],
        ["Kok", None, 40, 10, 50, 20],
        ["Bakker", None, 30, 9, 22, 8],
        ["Totaal", None, 70, 19, 72, 28],
    )
    report = read(tmp_path, workbook(tmp_path, *rows, merged=("C1:D1", "E1:F1")), name="jobs.xlsx")
    assert cells(report, "sex") == {"female": (19, 70), "male": (28, 72)}
    assert [section.part for section in report.sections] == [(), (("job", "Kok"),), (("job", "Bakker"),)] or (
        len(report.sections) == 3
    )
    wrong = (*rows[:-1], ["Totaal", None, 90, 19, 72, 28])
    report = read(tmp_path, workbook(tmp_path, *wrong), name="jobs.xlsx")
    assert cells(report, "sex") == {"female": (19, 70), "male": (28, 72)}
    assert "impact_total_differs" in codes([*report.notes, *report.contradictions])


def test_a_workbook_of_people_with_dates_and_a_title(tmp_path):
    rows = [["Export, 3 January"], ["Kandidaat", "Geslacht", "Geboortedatum", "Eindstatus"]]
    for number in range(40):
        born = dt.date(1960 + number, 5, 1)
        rows.append(
            [
                f"K{number:04d}",
                "V" if number % 2 else "M",
                born,
                "Aangenomen" if number % 4 == 1 else "Afgewezen",
            ]
        )
    report = read(tmp_path, workbook(tmp_path, *rows), name="people.xlsx")
    assert cells(report, "sex") == {"female": (10, 20), "male": (0, 20)}
    assert sum(n or 0 for _x, n in cells(report, "age_40").values()) == 40


def test_outcomes_down_and_groups_across(tmp_path):
    report = read(tmp_path, "Outcome,Women,Men\nHired,30,55\nRejected,70,60\n")
    (table,) = report.sections[0].tables.values()
    assert {row.group: (row.selected, row.applicants) for row in table.rows} == {
        "Women": (30, 100),
        "Men": (55, 115),
    }


def test_a_rate_beside_a_number(tmp_path):
    report = read(tmp_path, "gender,percentage hired,number\nMale,45%,200\nFemale,30%,180\n")
    assert cells(report, "sex") == {"female": (54, 180), "male": (90, 200)}


def test_a_letter_among_the_numbers_is_refused_by_its_line(tmp_path):
    text = "sex,applicants,selected\nfemale,1O0,20\nmale,120,30\n"
    assert refused(tmp_path, text) == [("impact_no_number", 2, "applicants")]


def test_ages_are_read_with_the_word_for_years_behind_them(tmp_path):
    text = "leeftijd,hired\n" + "25 jaar,ja\n31,nee\n52 years old,nee\n44 jr.,ja\n" * 12
    assert {name for name, (_x, n) in cells(read(tmp_path, text), "age").items() if n} == {
        "<30",
        "30-39",
        "40-49",
        "50-59",
    }


def test_what_is_left_out_is_said_in_dutch(tmp_path, capsys):
    path = tmp_path / "few.csv"
    path.write_text("sex,hired\nF,ja\nM,nee\nM,ja\n")
    with translation.override("nl"):
        say_report(read(tmp_path, path.read_text(), name="few.csv"), "nl", law=False)
    said = capsys.readouterr().out
    assert "weggelaten" in said
    assert "withheld" not in said


def test_groups_are_called_in_the_readers_language_and_stay_codes_in_json(tmp_path, capsys):
    text = "geslacht,leeftijd,aangenomen\n" + "v,25,ja\nm,45,ja\nv,52,nee\nm,31,nee\n" * 12
    with translation.override("nl"):
        report = read(tmp_path, text)
        say_report(report, "nl", law=True)
        said = capsys.readouterr().out
        report_json(report, "nl")
        document = json.loads(capsys.readouterr().out)
    assert not {"female", "male", "<40", "40+"} & set(said.split())
    lines = [line.split("  ")[0] for line in said.splitlines()]
    assert [line for line in lines if line in {"jonger dan 30", "30–39", "40–49", "50–59"}] == [
        "jonger dan 30", "30–39", "40–49", "50–59",
    ]  # fmt: skip
    rows = {row["group"] for table in document["tables"] for row in table["rows"]}
    assert {"female", "male", "<40", "40+"} <= rows
    assert all("female" not in table["says"] for table in document["tables"])


def test_a_reason_behind_an_outcome_is_no_other_outcome_and_a_new_word_is_asked_about_once(tmp_path):
    text = records("nr,sex,Disposition\n", "Hired", "Rejected - Phone Screen", "Not selected (late)")
    assert codes(read(tmp_path, text).notes) == []
    assert cells(read(tmp_path, text), "sex") == {"female": (4, 12), "male": (4, 12)}
    odd = text.replace("Hired", "Put forward")
    assert refused(tmp_path, odd, "--selected", "Disposition") == [("impact_not_yes_or_no", 2, "Disposition")]


def test_a_number_with_its_rate_behind_it_and_a_number_behind_a_name(tmp_path):
    # the city's example, 6 RCNY 5-301, in two notations of published audits
    found = read(
        tmp_path,
        "Sex,No. of Applicants,No. Selected (%)\nFemale,1181,555 (47.0%)\nMale,1390,667 (48.0%)\n",
    )
    assert cells(found, "sex") == {"female": (555, 1181), "male": (667, 1390)}
    found = read(
        tmp_path,
        "Sex,Selection Rate,Impact Ratio\nMale (n=1390),48.0%,1.00\nFemale (n = 1181),47.0%,0.98\n",
    )
    assert cells(found, "sex") == {"female": (555, 1181), "male": (667, 1390)}
    assert "impact_from_rate" in codes(found.notes)


def test_columns_that_nothing_is_made_of_are_told(tmp_path, capsys):
    text = "nr,is_female,geslacht,aangenomen\n" + "1,1,v,ja\n2,0,m,nee\n3,1,v,nee\n4,0,m,ja\n" * 6
    report = read(tmp_path, text)
    assert report.unused == ("is_female",)
    with translation.override("en"):
        say_report(report, "en", law=False)
    assert "Not used: is_female." in capsys.readouterr().out


def test_a_belief_is_known_by_its_dutch_names(tmp_path):
    text = "Godsdienst;Uitkomst\n" + "geen;aangenomen\nkatholiek;afgewezen\n" * 12
    assert ("religion",) in read(tmp_path, text).sections[0].tables


def test_steps_below_each_other_and_groups_across_come_from_first_to_last(tmp_path):
    text = "Stap;Vrouwen;Mannen\nGesolliciteerd;200;300\nUitgenodigd;80;150\nAangeboden;20;45\nAangenomen;15;40\n"
    report = read(tmp_path, text)
    assert cells(report, "sex") == {"female": (15, 200), "male": (40, 300)}
    assert [section.part for section in report.sections[1:]] == [
        (("stage", "Gesolliciteerd → Uitgenodigd"),),
        (("stage", "Uitgenodigd → Aangeboden"),),
        (("stage", "Aangeboden → Aangenomen"),),
    ]
    assert refused(tmp_path, text.replace("80;", "250;"))  # more invited than applied is no funnel


def test_groups_across_behind_a_dash_and_chosen_beside_not_chosen(tmp_path):
    header = "Vestiging;Vrouw - gesolliciteerd;Vrouw - aangenomen;Man - gesolliciteerd;Man - aangenomen\n"
    text = header + "A;120;30;60;20\nB;80;20;140;50\n"
    assert cells(read(tmp_path, text), "sex") == {"female": (50, 200), "male": (70, 200)}
    text = "Migratieachtergrond;Uitgenodigd;Niet uitgenodigd\nGeen;300;700\nNiet-westers;90;410\nOnbekend;20;80\n"
    assert cells(read(tmp_path, text), "race") == {"Geen": (300, 1000), "Niet-westers": (90, 500)}


def test_half_a_person_among_whole_ones_is_refused_and_a_column_of_them_is_said(tmp_path):
    text = "sex,applicants,selected\nF,100,30\nM,120,50.5\n"
    assert refused(tmp_path, text) == [("impact_no_number", 3, "selected")]
    assert "impact_rounded" in codes(read(tmp_path, text.replace("30", "30.2")).notes)


def test_parts_that_may_overlap_are_added_up_on_request_only(tmp_path):
    text = "Education,Male selected,Male rejected,Female selected,Female rejected\nA,20,80,30,70\nB,40,60,20,80\n"
    report = read(tmp_path, text)
    assert "impact_parts_apart" in codes(report.notes)
    assert [section.part for section in report.sections] == [(("Education", "A"),), (("Education", "B"),)]


def test_a_group_of_one_and_a_single_choice_are_explained(tmp_path, capsys):
    path = tmp_path / "few.csv"
    path.write_text("sex,applicants,selected\nwoman,0,0\nman,120,50\nother,1,1\n")
    with translation.override("en"):
        say_report(read(tmp_path, path.read_text()), "en", law=False)
    said = capsys.readouterr().out
    assert "The smaller group is small (1)" in said
    assert "< 4/5 (±1)" in said
    assert "(±1): one selection going to the other group" in said


def test_numbers_are_written_as_in_the_readers_language(tmp_path, capsys):
    path = tmp_path / "many.csv"
    path.write_text("sex,applicants,selected\nF,1390,667\nM,1181,555\n")
    with translation.override("nl"):
        say_report(read(tmp_path, path.read_text()), "nl", law=False)
    said = capsys.readouterr().out.splitlines()
    assert said[2].split() == ["mannen", "1.181", "555", "47,0%", "0,979", "0,90–1,06", "0,6345"]
