"""Audit tables and hiring records as people really write them: each shape is read, or refused with line and column."""

import argparse

import pytest

from maatwerk.cli.impact import add_commands, make_report
from maatwerk.kernel.tables import TableError


def read(tmp_path, text, *words, name="file.csv", encoding="utf-8"):
    """Return the report of a file with this content."""
    path = tmp_path / name
    path.write_bytes(text.encode(encoding) if isinstance(text, str) else text)
    parser = argparse.ArgumentParser()
    add_commands(parser.add_subparsers())
    return make_report(parser.parse_args(["impact", str(path), *words]))


def cells(report, *name, part=0):
    """Return {group: (selected, applicants)} of one table."""
    table = report.sections[part].tables[name]
    return {row.group: (row.selected, row.applicants) for row in table.rows}


def codes(found):
    return [one.code for one in found]


def refused(tmp_path, text, *words, name="file.csv"):
    """Return (code, line, column) of everything that is wrong with a file."""
    with pytest.raises(TableError) as caught:
        read(tmp_path, text, *words, name=name)
    return [(one.code, one.line, one.column) for one in caught.value.problems]


def test_a_plain_table_of_counts(tmp_path):
    report = read(tmp_path, "sex,applicants,selected\nFemale,1181,555\nMale,1390,667\n")
    assert report.kind == "counts"
    assert cells(report, "sex") == {"female": (555, 1181), "male": (667, 1390)}
    (table,) = report.sections[0].tables.values()
    assert round(table.row("female").impact.ratio.estimate, 3) == 0.979  # the city's example
    assert report.contradictions == []


def test_thousands_percent_signs_totals_and_unknowns(tmp_path):
    report = read(
        tmp_path,
        "Race/Ethnicity,# of Applicants,# Selected,Selection Rate,Impact Ratio\n"
        'White,"1,797",412,22.9%,1.00\n'
        'Black or African American,"1,390",170,12.2%,0.53\n'
        'Not disclosed,"1,000",100,10.0%,N/A\n'
        'Total,"4,187",682,16.3%,N/A\n',
    )
    assert cells(report, "race") == {"White": (412, 1797), "Black or African American": (170, 1390)}
    table = report.sections[0].tables["race",]
    assert (table.unknown_applicants, table.unknown_selected) == (1000, 100)
    assert report.contradictions == []
    check = report.sections[0].checks["race",]
    assert (check.comparator, check.ratios, check.agreeing) == ("highest", 2, 2)


def test_dutch_with_semicolons_and_decimal_commas(tmp_path):
    report = read(
        tmp_path,
        "Geslacht;Aantal sollicitanten;Aangenomen;Selectiepercentage;Impactratio\r\n"
        "Vrouw;1.181;555;47,0 %;0,98\r\nMan;1.390;667;48,0 %;1,00\r\nTotaal;2.571;1.222;47,5 %;\r\n",
        encoding="cp1252",
    )
    assert cells(report, "sex") == {"female": (555, 1181), "male": (667, 1390)}
    assert report.contradictions == []


def test_titles_above_and_notes_below(tmp_path):
    report = read(
        tmp_path,
        "Bias audit of the résumé tool,,\n1 January to 31 December 2025,,\n,,\nGender,Applicants,Hired\n"
        "Women,120,30\nMen,140,49\n* Source: applicant tracking system,,\n",
    )
    assert cells(report, "sex") == {"female": (30, 120), "male": (49, 140)}


def test_several_tables_below_each_other(tmp_path):
    report = read(
        tmp_path,
        "Sex\nCategory,Applicants,Selected\nMale,100,50\nFemale,100,40\nTotal,200,90\n\n"
        "Race/Ethnicity\nCategory,Applicants,Selected\nWhite,90,50\nAsian,60,25\nBlack,50,15\nTotal,200,90\n",
    )
    assert cells(report, "sex") == {"female": (40, 100), "male": (50, 100)}
    assert cells(report, "race")["Black"] == (15, 50)
    assert report.contradictions == []


def test_headings_within_one_table(tmp_path):
    report = read(
        tmp_path,
        "Group,N,Passed\nGender,,\nMen,100,50\nWomen,90,40\nRace/ethnicity,,\nWhite,120,60\nBlack,70,30\n",
    )
    assert cells(report, "sex") == {"female": (40, 90), "male": (50, 100)}
    assert cells(report, "race") == {"White": (60, 120), "Black": (30, 70)}


def test_sexes_and_other_groups_in_one_column(tmp_path):
    report = read(tmp_path, "Group,Applicants,Hires\nMale,100,50\nFemale,90,40\nWhite,120,60\nBlack,70,30\n")
    assert cells(report, "sex") == {"female": (40, 90), "male": (50, 100)}
    assert cells(report, "Group") == {"White": (60, 120), "Black": (30, 70)}


def test_merged_cells_and_intersections(tmp_path):
    report = read(
        tmp_path,
        "Race/Ethnicity,Sex,Applicants,Selected\nHispanic or Latino,Male,205,90\n"
        ",Female,190,82\nWhite,Male,412,200\n,Female,385,180\n",
    )
    assert cells(report, "race", "sex")["Hispanic or Latino × female"] == (82, 190)
    assert cells(report, "sex") == {"female": (262, 575), "male": (290, 617)}
    assert set(report.sections[0].law.tables) == {("race",), ("sex",), ("race", "sex")}


def test_totals_stand_for_the_margins(tmp_path):
    report = read(
        tmp_path,
        "race_ethnicity,sex,number_of_applications,n_selected,result,impact_ratio\n"
        "Total,Female,100,40,0.4,0.8\nTotal,Male,100,50,0.5,1\nWhite,Total,120,60,0.5,1\nBlack,Total,80,30,0.375,0.75\n"
        "White,Female,60,26,0.433,0.788\nWhite,Male,60,33,0.55,1\nMissing/Unknown,Missing/Unknown,30,NA,NA,NA\n",
    )
    assert cells(report, "sex") == {"female": (40, 100), "male": (50, 100)}
    assert cells(report, "race") == {"Black": (30, 80), "White": (60, 120)}
    assert cells(report, "race", "sex") == {"White × female": (26, 60), "White × male": (33, 60)}
    assert report.contradictions == []


def test_numbers_that_the_file_keeps_to_itself(tmp_path):
    report = read(tmp_path, "Groep;Aantal;Geselecteerd\nA;100;40\nB;80;20\nC;<5;*\nD;n.v.t.;n.v.t.\n")
    assert cells(report, "Groep") == {"A": (40, 100), "B": (20, 80)}
    assert {"impact_withheld_in_file", "impact_row_without_numbers"} <= set(codes(report.notes))


def test_selected_and_rejected_without_a_total(tmp_path):
    report = read(
        tmp_path,
        "Department,Gender,Admitted,Rejected\nA,Male,512,313\nA,Female,89,19\nB,Male,353,207\nB,Female,17,8\n",
    )
    assert cells(report, "sex") == {"female": (106, 133), "male": (865, 1385)}  # both departments
    assert [section.part for section in report.sections[1:]] == [(("family", "A"),), (("family", "B"),)]
    assert "impact_parts_pooled" in codes(report.notes)


def test_groups_beside_each_other_under_merged_headers(tmp_path):
    report = read(
        tmp_path,
        ",Men,,Women,\nJob,Applicants,Hired,Applicants,Hired\nCook,80,16,60,9\nWaiter,100,30,120,36\n",
    )
    assert cells(report, "sex") == {"female": (45, 180), "male": (46, 180)}
    assert len(report.sections) == 3


def test_a_table_on_its_side(tmp_path):
    report = read(
        tmp_path, "Gender,Female,Male\nApplicants,1181,1390\nSelected,555,667\nSelection rate,47%,48%\n"
    )
    assert cells(report, "sex") == {"female": (555, 1181), "male": (667, 1390)}


def test_rates_worked_back_and_rates_alone(tmp_path):
    report = read(tmp_path, "sex,applicants,scoring rate\nfemale,573856,0.473\nmale,478161,0.466\n")
    assert cells(report, "sex")["female"] == (271434, 573856)
    assert "impact_from_rate" in codes(report.notes)
    report = read(tmp_path, "Gender,Selection rate,Impact ratio\nWomen,40%,0.80\nMen,50%,1.00\n")
    rows = {row.group: row.ratio for row in report.sections[0].rates["sex",]}
    assert rows == {"female": 0.8, "male": 1.0}
    assert "impact_rates_only" in codes(report.notes)


def test_decimals_that_were_worked_back(tmp_path):
    report = read(
        tmp_path,
        "sex,applications,n_selected_or_n_above_median,result\nFemale,573856,271433.888,0.473\nMale,478161,222823.026,0.466\n",
    )
    assert cells(report, "sex") == {"female": (271434, 573856), "male": (222823, 478161)}


def test_one_cell_for_both_numbers(tmp_path):
    report = read(tmp_path, "Groep;Aangenomen\nVrouwen;12 van 40\nMannen;48 van 80\n")
    assert cells(report, "Groep") == {"Vrouwen": (12, 40), "Mannen": (48, 80)}


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("sex,applicants,selected\nf,20,30\nm,40,20\n", [("impact_more_selected", 2, "selected")]),
        (
            "sex,applicants,selected\nf,20,many\nm,40,-2\n",
            [("impact_no_number", 2, "selected"), ("impact_negative", 3, "selected")],
        ),
        ("sex,applicants,selected\nf,20,10\nm,40,20\nf,21,10\n", [("impact_group_twice", 4, None)]),
        ("group,applicants,rate\na,20,140%\nb,40,50%\n", [("impact_no_rate", 2, "rate")]),
    ],
)
def test_counts_that_cannot_be_are_refused_with_line_and_column(tmp_path, text, wrong):
    assert refused(tmp_path, text) == wrong


def test_counts_that_contradict_each_other_are_said(tmp_path):
    report = read(
        tmp_path,
        "group,applicants,selected,rejected,selection rate,impact ratio\n"
        "a,100,50,50,50%,1.00\nb,80,20,70,25%,0.50\nc,60,30,30,40%,0.80\n"
        "Total,250,100,150,,\n",
    )
    found = {(one.code, one.line) for one in report.contradictions}
    assert found == {
        ("impact_selected_and_rest", 3),
        ("impact_rate_differs", 4),
        ("impact_total_differs", 5),
    }


def test_ratios_to_another_comparator_are_said(tmp_path):
    report = read(
        tmp_path,
        "sex,applicants,selected,rate,impact ratio\nFemale,1000,500,0.500,1.250\nMale,1000,400,0.400,1.000\n",
    )
    assert codes(report.contradictions) == ["impact_ratio_other"]


def test_records_are_found_by_their_headers(tmp_path):
    rows = [("V", "ja" if n % 4 == 0 else "nee", "Indeed") for n in range(60)]
    rows += [("M", "ja" if n % 2 == 0 else "nee", "Via via") for n in range(60)]
    text = "Kandidaatnummer;Geslacht;Aangenomen?;Bron\n" + "".join(
        f"{n};{';'.join(row)}\n" for n, row in enumerate(rows)
    )
    report = read(tmp_path, text)
    assert report.kind == "records"
    assert cells(report, "sex") == {"female": (15, 60), "male": (30, 60)}
    assert {section.part for section in report.sections[1:]} == {
        (("channel", "Indeed"),),
        (("channel", "Via via"),),
    }


def test_records_with_stages_ages_and_dates(tmp_path):
    stages = ["Applied"] * 20 + ["Interview"] * 10 + ["Offer"] * 6 + ["Hired"] * 4
    text = "applicant_id,gender,date_of_birth,stage_reached,application_date\n"
    for n in range(240):
        year = 1970 if n % 2 else 1995
        text += (
            f"{n},{'Female' if n % 3 else 'Male'},{year}-05-01,{stages[n % 40]},2025-{n % 12 + 1:02d}-11\n"
        )
    report = read(tmp_path, text)
    assert cells(report, "age_40")["40+"][1] == 120
    assert [section.part[0][1] for section in report.sections if section.part] == [
        "applied → interview",
        "interview → offer",
        "offer → hired",
    ]
    assert report.sections[0].tables["sex",].selected == 24
    assert {trend.attribute for trend in report.trends} == {"sex", "age", "age_40"}


def test_records_with_a_column_per_stage(tmp_path):
    text = "Sex,Screened,Interviewed,Hired\n" + "".join(
        f"{'F' if n % 2 else 'M'},{int(n % 3 > 0)},{int(n % 6 > 2)},{int(n % 12 > 9)}\n" for n in range(240)
    )
    report = read(tmp_path, text)
    assert next(section.part for section in report.sections if section.part) == (
        ("stage", "applied → screened"),
    )
    assert report.sections[0].tables["sex",].applicants == 240


def test_scores_count_above_the_median_of_everybody(tmp_path):
    scores = [("A", s) for s in (1, 2, 3, 4)] * 5 + [("B", s) for s in (3, 5, 6, 7)] * 5
    report = read(tmp_path, "group;score\n" + "".join(f"{g};{s},0\n" for g, s in scores))
    section = report.sections[0]
    assert (section.outcome, section.median) == ("scored", 3.5)
    assert cells(report, "group") == {"A": (5, 20), "B": (15, 20)}  # REQUIREMENTS V5: rates .25 and .75


def test_rows_that_stand_for_many_people(tmp_path):
    report = read(
        tmp_path,
        "Admit,Gender,Dept,Freq\nAdmitted,Male,A,512\nRejected,Male,A,313\nAdmitted,Female,A,89\nRejected,Female,A,19\n",
    )
    assert cells(report, "sex") == {"female": (89, 108), "male": (512, 825)}


def test_who_withdrew_or_is_under_way_does_not_count(tmp_path):
    rows = (
        ["F,Hired"] * 12
        + ["F,Rejected"] * 20
        + ["M,Hired"] * 15
        + ["M,Rejected"] * 15
        + ["F,Withdrawn"] * 3
        + ["M,Pending"] * 2
    )
    report = read(tmp_path, "sex,outcome\n" + "\n".join(rows) + "\n")
    assert cells(report, "sex") == {"female": (12, 32), "male": (15, 30)}
    assert {"impact_withdrew", "impact_under_way"} <= set(codes(report.notes))


def test_small_groups_are_withheld_in_records_and_shown_on_request(tmp_path):
    text = "group,hired\n" + "a,1\nb,0\na,0\nb,1\n" * 20 + "c,1\nc,0\n"
    assert cells(read(tmp_path, text), "group")["c"] == (None, None)
    assert cells(read(tmp_path, text, "--smallest-cell", "1"), "group")["c"] == (1, 2)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("group,applicants,selected\na,10,0\nb,20,0\n", "impact_none_selected"),
        ("group,applicants,selected\na,10,10\nb,20,20\n", "impact_all_selected"),
        ("group,applicants,selected\na,10,3\n", "impact_one_group"),
        ("group,applicants,selected\na,10,3\nb,20,4\nc,0,0\n", "impact_empty_group"),
    ],
)
def test_tables_in_which_nothing_can_be_compared_say_so(tmp_path, text, said):
    assert said in codes(read(tmp_path, text).notes)


def test_what_a_country_forbids_to_ask_is_not_counted(tmp_path):
    text = "race,sex,applicants,selected\nTotal,F,100,40\nTotal,M,100,50\nA,Total,100,40\nB,Total,100,50\n"
    report = read(tmp_path, text, "--jurisdiction", "FR")
    assert list(report.sections[0].tables) == [("sex",)]
    assert codes(report.notes).count("impact_not_asked") == 1
    assert ("race",) in read(tmp_path, text, "--jurisdiction", "US").sections[0].tables


def test_what_is_no_table_is_refused_in_a_sentence(tmp_path):
    assert refused(tmp_path, "dear reader,\nthis is a letter\n")[0][0] in {
        "impact_no_group",
        "impact_no_table",
    }
    assert refused(tmp_path, "name,town\nJan,Utrecht\nPiet,Zwolle\n") == [("impact_no_group", 1, None)]
    assert refused(tmp_path, "gender,town\nm,Utrecht\nf,Zwolle\n") == [("impact_no_outcome", 1, None)]


def test_cells_that_say_nothing_are_named(tmp_path):
    text = "gender,hired,application date\nf,yes,2026-01-05\nm,perhaps,2026-01-06\nm,no,soon\n"
    assert refused(tmp_path, text) == [
        ("impact_not_yes_or_no", 3, "hired"),
        ("impact_no_date", 4, "application date"),
    ]
