"""`maatwerk validity`: files as people have them, what is read as what, and what is said where nothing can be."""

import csv
import json
import random

import numpy as np
import pytest

from cli.terminal import Terminal
from maatwerk.cli.output import Stop
from maatwerk.cli.validity import report_on
from maatwerk.cli.validity_cells import code_for_missing, number, ranks
from maatwerk.cli.validity_columns import Asked, File, read_file
from maatwerk.kernel.tables import TableError


@pytest.fixture
def write(tmp_path):
    def written(header, rows, *, name="people.csv", delimiter=",", encoding="utf-8"):
        path = tmp_path / name
        with path.open("w", newline="", encoding=encoding) as file:
            csv.writer(file, delimiter=delimiter).writerows([header, *rows])
        return path

    return written


def people(n=120, *, seed=1):
    """Scores and ratings that go together, and a second score that does not."""
    rng = random.Random(seed)
    found = []
    for _number in range(n):
        x, noise = rng.gauss(0, 1), rng.gauss(0, 1)
        found.append((x, noise, 0.5 * x + rng.gauss(0, 0.9)))
    return found


def test_a_file_gives_observed_corrected_incremental_and_differential(alone: Terminal, write) -> None:
    rows = [
        [f"p{at}", round(50 + 10 * x, 1), round(z, 2), round(3 + y, 1), "f" if at % 2 else "m"]
        for at, (x, z, y) in enumerate(people())
    ]
    path = write(["Employee ID", "Cognitive test", "Interview score", "PerformanceRating", "Gender"], rows)
    ended = alone.run("validity", path, "--outcome-reliability", "0.52", "--json")
    found = json.loads(ended.stdout)
    assert found["read_as"] == {
        "outcome": "PerformanceRating", "scores": ["Cognitive test", "Interview score"], "groups": ["Gender"],
        "hired": None, "person": None, "tenure": None, "months": None, "words": {}, "not_used": ["Employee ID"],
    }  # fmt: skip
    test, interview = found["scores"]
    r = np.corrcoef([row[1] for row in rows], [row[3] for row in rows])[0, 1]
    assert test["observed"]["estimate"] == pytest.approx(r)
    assert test["steps"][0]["estimate"] == pytest.approx(r / 0.52**0.5)
    assert (test["verdict"], interview["verdict"]) == ("established", "not_established")
    assert test["adds"]["gain"]["estimate"] > 0.1 > interview["adds"]["gain"]["estimate"]
    assert [(row["group"], row["finding"]) for row in found["differential_prediction"]] == [
        ("f", "none"),
        ("f", "none"),
    ]


def test_only_who_was_hired_has_an_outcome_and_everybody_makes_the_pool(write) -> None:
    rows = [
        [at, round(100 + 15 * x, 1), "yes" if x > 0 else "no", round(3 + y, 2) if x > 0 else ""]
        for at, (x, _z, y) in enumerate(people(300))
    ]
    found = report_on(read_file(write(["id", "Test", "Hired", "Rating"], rows), Asked()), reliability=None)
    (one,) = found["scores"]
    scores = [row[1] for row in rows]
    chosen = [row[1] for row in rows if row[2] == "yes"]
    u = np.std(chosen, ddof=1) / np.std(scores, ddof=1)
    assert one["steps"][0]["inputs"] == pytest.approx(
        {"u": u, "sd": np.std(chosen, ddof=1), "pool_sd": np.std(scores, ddof=1), "pool_n": 300}
    )
    assert one["steps"][0]["estimate"] > one["observed"]["estimate"]
    assert one["missing"] is None  # who was not hired is not missing
    assert (found["hired"], found["with_outcome"]) == (len(chosen), len(chosen))


def test_without_an_outcome_is_no_applicant_unless_somebody_says_so(write) -> None:
    rows = [[round(x, 2), round(y, 2) if x > -0.5 else ""] for x, _z, y in people(200)]
    read = read_file(write(["score", "rating"], rows), Asked())
    alone, said = (
        report_on(read, reliability=None, rest_applied=rest)["scores"][0] for rest in (False, True)
    )
    assert alone["without"]["range"] == "no_pool"
    assert alone["missing"]["warns"]  # the low scores are gone
    assert said["steps"][0]["inputs"]["pool_n"] == 200


NORM = ("Ruim onder de norm", "Onder de norm", "Op de norm", "Boven de norm", "Ruim boven de norm")
GRADES = ("onvoldoende", "matig", "voldoende", "goed", "uitstekend")


def stars(y):
    return max(1, min(5, round(3 + y)))


ODD = {
    "a Dutch export": (["Personeelsnummer", "Toets zorgvuldigheid", "Beoordeling", "Geslacht"], ";", "cp1252",
                       lambda at, x, y: [at, f"{50 + 10 * x:.1f}".replace(".", ","), f"{3 + y:.1f}".replace(".", ","),
                                         "man" if at % 2 else "vrouw"]),
    "a tab between and percentages": (["Assessment %", "Job performance"], "\t", "utf-8",
                                      lambda at, x, y: [f"{70 + 10 * x:.0f}%", f"{3 + y:.2f}"]),
    "yes and no": (["sjt_score", "still_employed"], ",", "utf-8",
                   lambda at, x, y: [f"{x:.3f}", "Yes" if y > 0 else "No"]),
    "words among numbers": (["person", "score", "rating"], ",", "utf-8",
                            lambda at, x, y: [f"p{at}", "absent" if at % 20 == 0 else f"{x:.2f}",
                                              "N/A" if at % 15 == 0 else f"{y:.2f}"]),
    "stars in words": (["Medewerker", "Capaciteitentest", "Beoordeling"], ";", "utf-8",
                       lambda at, x, y: [f"{at:05d}", f"{50 + 10 * x:.1f}".replace(".", ","), f"{stars(y)} sterren"]),
    "stars drawn": (["Employee", "Aptitude Test", "Stars"], ",", "utf-8",
                    lambda at, x, y: [at, f"{x:.2f}", "★" * stars(y) + "☆" * (5 - stars(y))]),
    "points of five": (["Employee", "Aptitude Test", "Manager Rating"], "\t", "utf-8",
                       lambda at, x, y: [at, f"{100 + 15 * x:.0f}/160", f"{stars(y)}/5"]),
    "words on a scale": (["nr", "Test", "Oordeel"], ";", "utf-8",
                         lambda at, x, y: [at, f"{x:.2f}".replace(".", ","), GRADES[stars(y) - 1]]),
    "marks for what is not known": (["id", "Cognitieve test", "Prestatie"], ";", "utf-8",
                                    lambda at, x, y: [at, 999 if at % 17 == 0 else f"{50 + 10 * x:.1f}".replace(".", ","),
                                                      "n.v.t." if at % 9 == 0 else "–" if at % 7 == 0 else
                                                      f"{7 + y:.1f}".replace(".", ",")]),
    "money": (["id", "test", "omzet"], ";", "utf-8",
              lambda at, x, y: [at, f"{50 + 10 * x:.1f}", f"€ {50000 + 9000 * y:,.0f}".replace(",", ".")]),
    "passed or failed": (["Trainee", "Entrance exam", "Training outcome"], ",", "utf-16",
                         lambda at, x, y: [at, f"{x:.2f}", "Pass" if y > -0.2 else "Fail"]),
    "compound Dutch titles, and numbers of people that are no scores": (
        ["Personeelsnr", "BSN", "Telefoonnummer", "Gesprekscijfer", "Jaarbeoordeling"], ";", "utf-8",
        lambda at, x, y: [5000 + 3 * at, 123456789 + 7919 * at, f"06{12345678 + 7907 * at}", f"{x:.2f}".replace(".", ","),
                          f"{7 + y:.1f}".replace(".", ",")]),
    "numbers kept as text": (["Test (0-100)", "Percentage targets gehaald"], ";", "utf-8",
                             lambda at, x, y: [f"'{50 + 10 * x:.0f}", f"'{70 + 10 * y:.1f} %".replace(".", ",")]),
    "a score of two words": (["nr", "Testuitslag", "Beoordeling"], ";", "utf-8",
                             lambda at, x, y: [at, "geslaagd" if x > 0 else "gezakt", f"{7 + y:.1f}".replace(".", ",")]),
    "above and below the norm": (["Test", "Oordeel"], ";", "utf-8",
                                 lambda at, x, y: [f"{x:.2f}".replace(".", ","), NORM[stars(y) - 1]]),
    "a header on every page": (["Test", "Rating"], ",", "utf-8",
                               lambda at, x, y: ["Test", "Rating"] if at == 60 else [f"{x:.2f}", f"{y:.2f}"]),
    "thousands and a mark of order": (["score", "sales"], ";", "utf-8-sig",
                                      lambda at, x, y: [f"{1000 + 100 * x:,.1f}", f"{50000 + 9000 * y:,.0f}"]),
}  # fmt: skip


@pytest.mark.parametrize("kind", ODD)
def test_odd_files_are_read(write, kind: str) -> None:
    header, delimiter, encoding, row = ODD[kind]
    path = write(
        header,
        [row(at, x, y) for at, (x, _z, y) in enumerate(people())],
        delimiter=delimiter,
        encoding=encoding,
    )
    (one,) = report_on(read_file(path, Asked()), reliability=None)["scores"]
    assert 0.3 < one["observed"]["estimate"] < 0.7
    assert one["verdict"] == "established"


def test_words_among_numbers_are_counted_with_their_first_place(write) -> None:
    rows = [["absent" if at % 20 == 0 else x, y] for at, (x, _z, y) in enumerate(people())]
    (found,) = read_file(write(["score", "rating"], rows), Asked()).unread
    assert (found.column, found.cells, found.line, found.example) == ("score", 6, 2, "absent")


@pytest.mark.parametrize(
    ("header", "rows", "code"),
    [
        (["name", "score"], [["a", at] for at in range(30)], "no_outcome"),
        (["name", "rating"], [[f"n{at}", at] for at in range(30)], "no_score"),
        (["score", "rating"], [[at, 3] for at in range(30)], "no_outcome"),  # everybody the same
    ],
)
def test_what_a_file_lacks_is_said_with_what_it_has(write, header, rows, code) -> None:
    with pytest.raises(Stop) as stopped:
        read_file(write(header, rows), Asked())
    assert stopped.value.code == code
    assert ", ".join(header) in stopped.value.in_english


@pytest.mark.parametrize(
    ("header", "row", "code", "says"),
    [
        (["nr", "Score", "Hired", "Rating"], lambda at: [at, at % 9, "no", ""], "nobody_hired", "line 2"),
        (["nr", "Test", "Beoordeling"], lambda at: [at, at % 9, f"{at % 9 + 1}-mrt"], "no_outcome", "line 2 holds a date"),
        (["nr", "Test", "Datum in dienst"], lambda at: [at, at % 9, f"2023-02-{at % 28 + 1:02}"], "no_outcome", "history"),
        (["Kandidaat", "Instrument", "Score", "Rating"], lambda at: [at // 2, "test" if at % 2 else "talk", at % 9, at // 2 % 7],
         "several_rows_each", "lines 2 and 3"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_with_its_line(write, header, row, code, says) -> None:
    with pytest.raises(Stop) as stopped:
        read_file(write(header, [row(at) for at in range(60)]), Asked())
    assert stopped.value.code == code
    assert says in stopped.value.in_english


def test_a_place_in_an_order_may_count_downwards(write) -> None:
    path = write(["score", "Performance rank"], [[at, 60 - at] for at in range(60)])
    assert report_on(read_file(path, Asked()), reliability=None)["mind"] == ["ranked"]


@pytest.mark.parametrize(
    ("begins", "kind"),
    [(b"<table border=1><tr>", "HTML"), (b'[{"test": 50}]', "JSON"), (b"<?xml version='1.0'?>", "XML"), (b"$FL2@(#)", "SPSS")],
)  # fmt: skip
def test_what_is_no_table_is_named(tmp_path, begins: bytes, kind: str) -> None:
    path = tmp_path / "people.xls"
    path.write_bytes(begins)
    with pytest.raises(TableError, match=kind):
        read_file(path, Asked())


def test_a_column_that_is_not_there_is_named(write) -> None:
    with pytest.raises(Stop, match="has no column"):
        read_file(write(["score", "rating"], [[1, 2], [2, 3]]), Asked(outcome="appraisal"))
    path = write(["score", "rating"], [[at, at % 7] for at in range(40)])
    assert read_file(path, Asked(outcome="RATING")).outcome == "rating"  # whatever the case


def test_each_person_counts_once(write) -> None:
    rows = [[f"p{at // 2}", x, y] for at, (x, _z, y) in enumerate(people(40))]
    found = read_file(write(["person", "score", "rating"], rows), Asked(person="person"))
    assert (found.rows, found.twice, len(found.values)) == (40, 20, 20)


@pytest.mark.parametrize(
    ("header", "rows", "why"),
    [
        (["score", "rating"], [[at, at % 3] for at in range(6)], "too_few"),
        (["score", "other test", "rating"], [[5, at, at % 7] for at in range(60)], "constant_score"),
    ],
)
def test_too_little_gives_no_validity_and_says_why(write, header, rows, why) -> None:
    one = report_on(read_file(write(header, rows), Asked()), reliability=None)["scores"][0]
    assert (one["observed"], one["why"]) == (None, why)


def test_ages_become_two_groups_and_small_groups_are_not_compared(write) -> None:
    rows = [
        [round(x, 2), round(y, 2), 25 + at % 30, "other" if at < 4 else "a" if at % 2 else "b"]
        for at, (x, _z, y) in enumerate(people())
    ]
    found: File = read_file(write(["score", "rating", "age", "ethnicity"], rows), Asked())
    assert set(found.groups["age"]) == {"<40", "40+"}
    compared = {
        (row["attribute"], row["group"])
        for row in report_on(found, reliability=None)["differential_prediction"]
    }
    assert ("ethnicity", "other") not in compared
    assert {("ethnicity", "a"), ("ethnicity", "b")} <= compared
    assert len({row for row in compared if row[0] == "age"}) == 1


@pytest.mark.parametrize(
    ("cell", "comma", "value"),
    [
        ("7,5", False, 7.5), ("1.234,5", False, 1234.5), ("1,234.5", False, 1234.5), ("1,234", False, 1234.0),
        ("1,234", True, 1.234), ("0,125", False, 0.125), ("80%", False, 80.0), ("−3", False, -3.0), ("1 234", False, 1234.0),
        ("1e400", False, None), ("", False, None), ("12-03-2024", False, None), ("=1+1", False, None),
    ],
)  # fmt: skip
def test_numbers_as_people_write_them(cell: str, comma: bool, value: float | None) -> None:
    assert number(cell, comma=comma) == value


def test_the_terminal_speaks_dutch_and_refuses_a_reliability_out_of_range(alone: Terminal, write) -> None:
    path = write(["score", "rating"], [[x, y] for x, _z, y in people()])
    assert "hier vastgesteld" in alone.done("validity", path, "--language", "nl")
    assert alone.run("validity", path, "--outcome-reliability", "3").returncode == 2


def test_titles_above_totals_below_and_staying_is_put_together_from_months_and_leaving(write) -> None:
    rows = [
        ["Rapport 2023"],
        ["gemaakt door HR"],
        [],
        ["Nr", "Naam", "Toetsscore", "Maanden in dienst", "Vertrokken"],
    ]
    facts = [(x, round(max(1, 14 + 8 * y)), y < 0.2) for x, _z, y in people()]
    rows += [[f"{at:06d}", f"N{at}", round(x, 2), months, "ja" if gone else "nee"]
             for at, (x, months, gone) in enumerate(facts)]  # fmt: skip
    rows += [["Totaal", "", "", "", ""], ["Gemiddelde", "", 0.1, 14, ""]]
    path = write(rows[0], rows[1:])
    found = read_file(path, Asked())
    assert (found.outcome, found.tenure, found.months) == ("Vertrokken", "Maanden in dienst", 12)
    assert (found.rows, found.totals) == (120, [125, 126])
    there = [1.0 if months >= 12 else 0.0 if gone else None for _x, months, gone in facts]
    assert found.values == there
    assert found.not_seen_long == there.count(None)
    assert read_file(path, Asked(outcome="Vertrokken")).tenure == ""  # what was named stands as it is
    sooner = read_file(path, Asked(months=6)).values
    assert sum(one == 1 for one in sooner) > there.count(1.0)


def test_who_was_hired_is_read_from_the_words_of_a_status(write) -> None:
    rows = [
        [at, x, "Aangenomen" if x > 0 else "Afgewezen", y if x > 0 else "-"]
        for at, (x, _z, y) in enumerate(people())
    ]
    found = read_file(write(["Kandidaat", "Testscore", "Status", "Beoordeling na 12 maanden"], rows), Asked())
    assert (found.hired, found.outcome) == ("Status", "Beoordeling na 12 maanden")
    status = [[at, x, "active" if at % 3 else "left"] for at, (x, _z, _y) in enumerate(people())]
    assert (
        read_file(write(["id", "score", "outcome status"], status), Asked()).hired == ""
    )  # an outcome, no decision


def test_a_group_has_one_spelling_and_not_saying_is_no_group(write) -> None:
    sexes, origins = (
        ["Male", "Female", "M", "F", "Male"],
        ["White", "white", "Black", "Prefer not to say", "White"],
    )
    rows = [[x, y, sexes[at % 5], origins[at % 5], f"{1 + at % 28:02d}/03/{1960 + at % 40}"]
            for at, (x, _z, y) in enumerate(people())]  # fmt: skip
    found = read_file(write(["score", "rating", "Gender", "Ethnic origin", "Date of birth"], rows), Asked())
    assert {one.lower()[0] for one in found.groups["Gender"]} == {"m", "f"}
    assert len(set(found.groups["Gender"])) == 2
    assert set(found.groups["Ethnic origin"]) == {"White", "Black", None}
    assert set(found.groups["Date of birth"]) == {"<40", "40+"}


def test_of_a_workbook_the_fullest_sheet_is_read_unless_one_is_named(tmp_path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.title = "Toelichting"
    book.active.append(["Zie het volgende blad"])
    sheet = book.create_sheet("Data")
    for row in [
        ["Nr", "Test", "Beoordeling", "Team"],
        *([at, x, y, "a"] for at, (x, _z, y) in enumerate(people(40))),
    ]:
        sheet.append(row)
    book.save(tmp_path / "book.xlsx")
    found = read_file(tmp_path / "book.xlsx", Asked())
    assert (found.sheet, found.other_sheets, found.rows) == ("Data", ["Toelichting"], 40)
    with pytest.raises(TableError):
        read_file(tmp_path / "book.xlsx", Asked(sheet="Blad9"))


def test_people_who_stand_there_twice_are_told_of_and_zeros_in_front_are_kept(write) -> None:
    rows = [[f"{at // 2:05d}", x, y] for at, (x, _z, y) in enumerate(people(60))]
    path = write(["Personeelsnr", "score", "rating"], rows)
    repeated = read_file(path, Asked()).repeated
    assert (repeated.column, repeated.rows) == ("Personeelsnr", 30)
    assert read_file(path, Asked(person="Personeelsnr")).repeated is None


def test_an_outcome_that_cannot_be_read_is_named_with_its_line(write) -> None:
    rows = [["geheim" if at % 2 else "open", x] for at, (x, _z, _y) in enumerate(people(30))]
    with pytest.raises(Stop) as stopped:
        read_file(write(["Beoordeling", "Test"], rows), Asked())
    assert "“Beoordeling” is called like an outcome, but line 2 says “open”" in stopped.value.in_english


@pytest.mark.parametrize(
    ("numbers", "code"),
    [
        ([52.0, 999.0, 48.5, 61.0, 999.0], 999.0), ([1.0, 2.0, 3.0, -9.0, -9.0], -9.0), ([97.0, 98.0, 99.0, 99.0], None),
        ([50.0, 60.0, 999.0], None), ([100.0, 5000.0, 999.0, 999.0], None), ([-2.0, 0.5, -1.0, -1.0, 1.2], None),
    ],
)  # fmt: skip
def test_a_code_for_what_is_not_known_stands_far_from_every_number(numbers, code) -> None:
    assert code_for_missing(numbers) == code


def test_the_words_of_scales_stand_from_low_to_high() -> None:
    assert ranks(["goed", "matig", "n.v.t.", "Goed"]) == ([2.0, 1.0, None, 2.0], ["matig", "goed"])
    assert ranks(["goed", "poor"]) is None  # of two scales
