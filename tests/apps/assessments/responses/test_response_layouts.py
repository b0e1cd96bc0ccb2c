"""Files and keys laid out otherwise: a row per answer, rows of a survey tool, a row of keys, words for answers."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from apps.assessments.response_files import PEOPLE, Read, codes, refusal
from maatwerk.apps.assessments.analysis.calibrate import calibrate_scale
from maatwerk.apps.assessments.responses import ScaleMatrix, columns_of
from maatwerk.kernel.tables import TableError

ITEMS = ("a", "b", "c")
LETTERS = "item,correct\na,A\nb,B\nc,C\n"
CHOSEN = [("ABCD"[at % 4], "ABCD"[(at // 2) % 4], "ABCD"[(at // 3) % 4]) for at in range(40)]
WORDS = ("never", "hardly ever", "sometimes", "often", "always")


def lines(*rows: Sequence[object]) -> str:
    return "".join(
        ",".join(f'"{str(cell).replace(chr(34), chr(34) * 2)}"' for cell in row) + "\n" for row in rows
    )


WIDE = np.array([(a, b, 6 - c) for a, b, c in PEOPLE], dtype=float)
LONG = [
    (f"p{at}", "fm"[at % 2], item, answer)
    for at, row in enumerate(PEOPLE)
    for item, answer in zip(ITEMS, row, strict=True)
]
LONG_HEAD = ("person", "sex", "item", "response")


def test_a_row_per_answer_is_the_same_as_a_row_per_person(read: Read, tmp_path: Path) -> None:
    mixed = [LONG[at] for at in np.random.default_rng(3).permutation(len(LONG))]
    order = list(dict.fromkeys(row[0] for row in mixed))
    matrix = read(lines(LONG_HEAD, *mixed), groups=("sex",))
    assert np.array_equal(matrix.scales[0].scored, WIDE[[int(who[1:]) for who in order]])
    assert matrix.groups["sex"] == tuple("fm"[int(who[1:]) % 2] for who in order)
    assert (matrix.ignored, "note_long" in codes(matrix)) == ((), True)
    assert columns_of(tmp_path / "answers.csv")[len(LONG_HEAD) :] == tuple(
        dict.fromkeys(row[2] for row in mixed)
    )
    without = read(lines(LONG_HEAD, *(row for row in LONG if row[0] != "p7" or row[2] != "b")))
    assert np.isnan(without.scales[0].scored[7, 1])
    assert np.isnan(without.scales[0].scored).sum() == 1


def test_a_row_per_answer_is_refused_with_its_line(read: Read) -> None:
    assert refusal(read, lines(LONG_HEAD, *LONG, LONG[4])) == [("long_twice", 122, "item")]
    assert refusal(read, lines(LONG_HEAD, *LONG, ("", "f", "a", 1))) == [("long_incomplete", 122, "item")]
    assert len(refusal(read, lines(LONG_HEAD, *LONG, *[("", "f", "a", 1)] * 90))) == 40  # and no further
    wrong = [*LONG[:7], (*LONG[7][:3], "2.5"), *LONG[8:]]
    assert refusal(read, lines(LONG_HEAD, *wrong)) == [("answer_not_whole", 9, "b")]
    assert refusal(read, lines(LONG_HEAD, *(row for row in LONG if row[2] != "c"))) == [
        ("key_item_absent", 4, None)
    ]


def test_the_rows_of_a_survey_tool_are_nobodys_answers(read: Read) -> None:
    said = ("Response ID", *(f"How is {item}?" for item in ITEMS))
    ids = ('{"ImportId":"_recordId"}', *(f'{{"ImportId":"QID{item}"}}' for item in ITEMS))
    people = [(f"R_{at}", *row) for at, row in enumerate(PEOPLE)]
    matrix = read(lines(("ResponseId", *ITEMS), said, ids, *people))
    assert np.array_equal(matrix.scales[0].scored, WIDE)
    (note,) = (one for one in matrix.notes if one.code == "note_survey_rows")
    assert dict(note.values)["lines"] == "2, 3"


def test_a_row_with_the_key_among_the_answers_is_left_out_or_questioned(read: Read) -> None:
    people = [(f"s{at}", *row) for at, row in enumerate(CHOSEN)]
    plain = read(lines(("ID", *ITEMS), *people), LETTERS)
    keyed = read(lines(("ID", *ITEMS), ("KEY", "A", "B", "C"), *people), LETTERS)
    assert keyed.n_people == plain.n_people == 40
    assert np.array_equal(keyed.scales[0].scored, plain.scales[0].scored)
    assert ("note_key_row", 2) in [(note.code, note.line) for note in keyed.notes]
    other = lines(("ID", *ITEMS), ("key", "A", "D", "C"), *people)
    assert refusal(read, other, LETTERS) == [("key_row_differs", 2, "b")]


def test_keys_laid_out_as_one_row_or_as_items_by_scales(read: Read) -> None:
    people = lines(ITEMS, *CHOSEN)
    row = read(people, "a,b,c\nA,B,C\n")
    assert np.array_equal(row.scales[0].scored, read(people, LETTERS).scales[0].scored)
    assert "note_key_row_of_answers" in codes(row)
    turned = read(lines(ITEMS, *PEOPLE), "a,b,c\n1,1,-1\n")
    assert np.array_equal(turned.scales[0].scored, WIDE)
    matrix = read(lines(ITEMS, *PEOPLE), ",calm,other\na,1,0\nb,1,0\nc,-1,1\n")
    assert [(one.scale, one.items, one.reversed) for one in matrix.scales] == [
        ("calm", ITEMS, ("c",)),
        ("other", ("c",), ()),
    ]
    assert "note_key_matrix" in codes(matrix)


@pytest.mark.parametrize(
    "down", ["-1", "\u2212", "R", "reverse-scored", "omgekeerd", "contra-indicatief", "negative"]
)
def test_directions_as_people_write_them(read: Read, down: str) -> None:
    key = f"vraag,schaal,richting\na,rust,1\nb,rust,+\nc,rust,{down}\n"
    assert np.array_equal(read(lines(ITEMS, *PEOPLE), key).scales[0].scored, WIDE)


def test_names_of_rows_as_r_writes_them(read: Read) -> None:
    matrix = read(lines(("", *ITEMS), *((at, *row) for at, row in enumerate(PEOPLE))))
    assert np.array_equal(matrix.scales[0].scored, WIDE)


def test_words_count_in_the_order_that_is_said(read: Read) -> None:
    people = lines(ITEMS, *(tuple(WORDS[answer - 1].upper() for answer in row) for row in PEOPLE))
    assert [code for code, _line, _column in refusal(read, people)] == ["answer_not_a_number"] * 5
    with pytest.raises(TableError, match=r"24 (keer|times)"):  # each word once, with all of its columns
        read(people)
    said = read(people, answers=WORDS)
    assert np.array_equal(said.scales[0].scored, WIDE)
    stated = "item,scale,key,answers\n" + "".join(
        f"{item},calm,{'-1' if item == 'c' else '1'},{'|'.join(WORDS)}\n" for item in ITEMS
    )
    assert np.array_equal(read(people, stated).scales[0].scored, WIDE)
    assert refusal(read, people, answers=WORDS[:4])[0][0] == "answer_not_a_number"
    twice = (*WORDS[:4], "Never", WORDS[4])  # nobody can tell which of the two is meant
    assert refusal(read, people, answers=twice)[0][0] == "answer_not_a_number"


@pytest.mark.parametrize("shape", ["{} - {}", "{}={}", "{} ({})", "{}. {}", "{}: {}"])
def test_a_number_before_its_word_is_the_answer(read: Read, shape: str) -> None:
    people = [tuple(shape.format(answer, WORDS[answer - 1]) for answer in row) for row in PEOPLE]
    matrix = read(lines(ITEMS, *people))
    assert np.array_equal(matrix.scales[0].scored, WIDE)
    assert "note_labelled" in codes(matrix)


@pytest.mark.parametrize(("right", "wrong"), [("TRUE", "FALSE"), ("goed", "fout"), ("Yes", "no")])
def test_right_and_wrong_in_words(read: Read, right: str, wrong: str) -> None:
    key = "item,scale\na,s\nb,s\nc,s\n"
    people = [tuple(right if value > 2 else wrong for value in row) for row in PEOPLE]
    matrix = read(lines(ITEMS, *people), key)
    assert np.array_equal(matrix.scales[0].scored, np.array(PEOPLE, dtype=float) > 2)
    assert "note_right_and_wrong" in codes(matrix)


def test_who_has_everything_right_did_not_answer_everything_alike(read: Read) -> None:
    items = ("a", "b", "c", "d")
    key = "item,scale\n" + "".join(f"{item},s\n" for item in items)
    people = [(1, 1, 1, 1)] * 10 + [(0, 1, 0, 1)] * 30
    assert read(lines(items, *people), key).scales[0].straight == 0


def two_forms(*, shared: int) -> ScaleMatrix:
    """Draw right and wrong answers of 600 people to ten items; each half got its own form, and `shared` items of both."""
    rng = np.random.default_rng(8)
    theta, places = rng.normal(size=600), np.linspace(-1.5, 1.5, 10)
    scored = (rng.random((600, 10)) < 1 / (1 + np.exp(-1.3 * (theta[:, None] - places)))).astype(float)
    half = (10 - shared) // 2
    scored[:300, 10 - half :], scored[300:, :half] = np.nan, np.nan
    items = tuple(f"i{at}" for at in range(10))
    return ScaleMatrix(scale="s", items=items, scored=scored, low=(0,) * 10, high=(1,) * 10)


@pytest.mark.parametrize(("shared", "said"), [(4, ["given_apart"]), (0, ["given_apart", "not_linked"])])
def test_two_forms_are_told_from_skipping(shared: int, said: list[str]) -> None:
    report = calibrate_scale(two_forms(shared=shared))
    found = [one.code for one in report.remarks]
    assert [code for code in found if code in ("given_apart", "not_linked", "not_computed")] == said
    assert not [item.name for item in report.items for one in item.remarks if one.code == "often_skipped"]
    assert (report.model, report.converged, report.reliability["alpha"]) == ("2pl", True, None)
