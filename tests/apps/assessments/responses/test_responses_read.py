"""Files of responses as they come: each oddity is read as meant, refused, or said. Nothing silent."""

import gzip
from collections.abc import Sequence

import numpy as np
import pytest

from apps.assessments.response_files import PEOPLE, Read, codes, refusal


def lines(rows: Sequence[Sequence[object]], delimiter: str = ",") -> str:
    return "".join(delimiter.join(str(cell) for cell in row) + "\n" for row in rows)


def expected() -> np.ndarray:
    return np.array([(a, b, 6 - c) for a, b, c in PEOPLE], dtype=float)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_delimiter_and_extra_columns(read: Read, delimiter: str) -> None:
    rows = [("row", "a", "b", "c", "remark"), *((f"p{at}", *row, "x y") for at, row in enumerate(PEOPLE))]
    matrix = read(lines(rows, delimiter))
    assert np.array_equal(matrix.scales[0].scored, expected())
    assert matrix.ignored == ("row", "remark")
    assert "note_columns_ignored" in codes(matrix)


def test_packed_files_numbers_with_fractions_of_nothing_and_columns_in_another_order(read: Read) -> None:
    rows = [("c", "b", "a"), *((f"{c},0", f" {b}", f'"{a}.0"') for a, b, c in PEOPLE)]
    packed = gzip.compress(lines(rows, ";").encode("utf-8-sig"))
    assert np.array_equal(read(packed, name="answers.csv.gz").scales[0].scored, expected())


@pytest.mark.parametrize("nothing", ["", "NA", "n/a", "NaN", ".", "-", "NULL", "None", "#N/A"])
def test_what_means_no_answer(read: Read, nothing: str) -> None:
    rows = [("a", "b", "c"), *((nothing if at == 7 else a, b, c) for at, (a, b, c) in enumerate(PEOPLE))]
    scored = read(lines(rows)).scales[0].scored
    assert np.isnan(scored[7, 0])
    assert np.isnan(scored).sum() == 1


def test_a_code_for_no_answer_is_asked_about_and_not_guessed(read: Read) -> None:
    rows = [("a", "b", "c"), *((99 if at in (3, 9) else a, b, c) for at, (a, b, c) in enumerate(PEOPLE))]
    assert refusal(read, lines(rows)) == [("answer_apart", 5, "a")]
    scored = read(lines(rows), missing=frozenset({"99"})).scales[0].scored
    assert np.isnan(scored[[3, 9], 0]).all()
    assert np.isnan(scored).sum() == 2


@pytest.mark.parametrize(("most", "code"), [(5, 7), (6, 8), (7, 9), (5, -1)])
def test_a_code_right_beside_the_answers_is_asked_about_as_well(read: Read, most: int, code: int) -> None:
    people = [(1 + at % most, 1 + (at + at // 5) % most, 1 + (3 * at) % most) for at in range(40)]
    rows = [("a", "b", "c"), *((code if at == 3 else a, b, c) for at, (a, b, c) in enumerate(people))]
    assert refusal(read, lines(rows)) == [("answer_apart", 5, "a")]
    stated = "item,scale,key,low,high\n" + "".join(
        f"{item},calm,1,{min(1, code)},{max(most, code)}\n" for item in "abc"
    )
    assert code in read(lines(rows), stated).scales[0].scored[:, 0]
    assert np.isnan(read(lines(rows), missing=frozenset({str(code)})).scales[0].scored[3, 0])


def test_the_last_answer_may_follow_one_that_few_chose(read: Read) -> None:
    people = [(1 + at % 7, 1 + (at + at // 5) % 7, 7 - at % 7) for at in range(40)]
    rows = [("a", "b", "c"), *((a if a != 6 else 7, b, c) for a, b, c in people)]
    assert 7 in read(lines(rows)).scales[0].scored[:, 0]  # others chose 6: no gap in the scale


def test_a_category_that_nobody_chose_is_no_gap(read: Read) -> None:
    rows = [("a", "b", "c"), *((a if a != 3 else 4, b, c) for a, b, c in PEOPLE)]
    assert set(np.unique(read(lines(rows)).scales[0].scored[:, 0])) == {1, 2, 4, 5}


def test_answers_outside_the_range_of_the_key(read: Read) -> None:
    key = "item,scale,key,low,high\na,calm,1,1,4\nb,calm,1,1,5\nc,calm,-1,1,5\n"
    assert refusal(read, lines([("a", "b", "c"), *PEOPLE]), key) == [("answer_outside", 6, "a")]


def test_words_and_fractions_are_refused_each_with_its_place(read: Read) -> None:
    rows = [list(row) for row in [("a", "b", "c"), *PEOPLE]]
    rows[2][0], rows[4][1] = "agree", 2.5
    assert refusal(read, lines(rows)) == [("answer_not_a_number", 3, "a"), ("answer_not_whole", 5, "b")]


def test_letters_are_scored_by_the_key_whatever_their_case(read: Read) -> None:
    key = "item,correct\na,A\nb,b\nc,C|D\n"
    letters = "aBCD"
    rows = [
        ("a", "b", "c"),
        *((letters[at % 4], letters[(at // 2) % 4], letters[(at // 3) % 4]) for at in range(40)),
    ]
    scale = read(lines(rows), key).scales[0]
    assert scale.scored[:8, 0].tolist() == [1, 0, 0, 0, 1, 0, 0, 0]
    assert scale.scored[:8, 1].tolist() == [0, 0, 1, 1, 0, 0, 0, 0]
    assert scale.scored[:12, 2].tolist() == [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]
    assert scale.keyed == ("a", "b", "c")


def test_zero_and_one_or_one_and_two_make_no_difference_to_who_has_more(read: Read) -> None:
    two = [(1 + a % 2, 1 + b % 2, 1 + c % 2) for a, b, c in PEOPLE]
    one = [tuple(value - 1 for value in row) for row in two]
    high = read(lines([("a", "b", "c"), *two])).scales[0]
    low = read(lines([("a", "b", "c"), *one])).scales[0]
    assert np.array_equal(high.scored - 1, low.scored)
    assert (low.low, low.high) == ((0, 0, 0), (1, 1, 1))


def test_a_correct_answer_that_nobody_chose_is_said(read: Read) -> None:
    key = "item,correct\na,7\nb,1\nc,2\n"
    assert "key_never_chosen" in codes(read(lines([("a", "b", "c"), *PEOPLE]), key))


def test_a_key_that_fits_nothing_is_refused(read: Read) -> None:
    key = "item,correct\na,A\nb,B\nc,C\n"
    assert refusal(read, lines([("a", "b", "c"), *PEOPLE]), key) == [("key_never_right", None, "a")]


def test_zero_where_options_are_numbered_from_one_is_no_answer_and_said(read: Read) -> None:
    key = "item,correct\na,1\nb,1\nc,2\n"
    rows = lines([("a", "b", "c"), *((0 if at < 3 else a, b, c) for at, (a, b, c) in enumerate(PEOPLE))])
    matrix = read(rows, key)
    assert np.isnan(matrix.scales[0].scored[:3, 0]).all()
    assert "note_zero_is_missing" in codes(matrix)
    assert not np.isnan(read(rows, key, wrong=frozenset({"0"})).scales[0].scored).any()


def test_a_rare_zero_below_ratings_is_no_answer_unless_the_key_says_otherwise(read: Read) -> None:
    rows = [("a", "b", "c"), *(PEOPLE * 10)]
    rows[5] = (0, 2, 3)
    matrix = read(lines(rows))
    assert np.isnan(matrix.scales[0].scored[4, 0])
    assert "note_rare_zero" in codes(matrix)
    stated = "item,scale,key,low,high\na,calm,1,0,5\nb,calm,1,0,5\nc,calm,-1,0,5\n"
    assert read(lines(rows), stated).scales[0].scored[4].tolist() == [0, 2, 2]
    often = [("a", "b", "c"), *((0 if a == 1 else a, b, c) for a, b, c in PEOPLE)]
    assert "note_zero_is_answer" in codes(read(lines(often)))


def test_names_of_items_that_the_file_lacks_are_all_named(read: Read) -> None:
    key = "item,scale,key\na,calm,1\nB,calm,1\nzzz,calm,1\n"
    assert refusal(read, lines([("a", "b", "c"), *PEOPLE]), key) == [
        ("key_item_absent_near", 3, None),
        ("key_item_absent", 4, None),
    ]


def test_columns_of_one_name_are_refused(read: Read) -> None:
    assert refusal(read, lines([("a", "b", "b"), *PEOPLE])) == [("header_repeated", 1, None)]


def test_a_row_that_is_too_short_or_too_long_is_refused(read: Read) -> None:
    rows: list[Sequence[object]] = [("a", "b", "c"), *PEOPLE]
    rows[3], rows[8] = (1, 2), (1, 2, 3, 4)
    assert refusal(read, lines(rows)) == [("row_ragged", 4, None), ("row_ragged", 9, None)]


def test_too_few_people_and_people_without_answers(read: Read) -> None:
    assert refusal(read, lines([("a", "b", "c"), *PEOPLE[:29]])) == [("people_too_few", None, None)]
    silent = [("a", "b", "c"), *PEOPLE[:30], *[("", "NA", "") for _ in range(5)]]
    matrix = read(lines(silent))
    assert [(note.code, dict(note.values)["n"]) for note in matrix.notes if "people" in note.code] == [
        ("note_people_without_answers", 5)
    ]
    nobody = [("id", "a", "b", "c"), *((at, "", "", "") for at in range(40))]
    assert refusal(read, lines(nobody)) == [("no_answers", None, None)]


def test_a_person_twice_is_said(read: Read) -> None:
    rows = [("person_id", "a", "b", "c"), *((at % 39, *row) for at, row in enumerate(PEOPLE))]
    matrix = read(lines(rows))
    found = next(note for note in matrix.notes if note.code == "note_repeated_ids")
    assert dict(found.values) == {"name": "person_id", "count": 1, "example": "0"}


def test_an_identifier_named_as_item_is_refused(read: Read) -> None:
    rows = [("a", "b", "c"), *((1000 + at * 7, *PEOPLE[at % 40][1:]) for at in range(150))]
    assert refusal(read, lines(rows)) == [("answers_too_many", None, "a")]


def test_groups(read: Read) -> None:
    rows = [("a", "b", "c", "sex", "age"), *((*row, "fm"[at % 2], at) for at, row in enumerate(PEOPLE))]
    assert read(lines(rows), groups=("sex",)).groups["sex"][:3] == ("f", "m", "f")
    assert refusal(read, lines(rows), groups=("age",)) == [("group_too_many", None, "age")]
    assert refusal(read, lines(rows), groups=("a",)) == [("group_is_item", None, None)]
    assert refusal(read, lines(rows), groups=("gender",)) == [("group_absent", None, None)]
    same = [("a", "b", "c", "sex"), *((*row, "f") for row in PEOPLE)]
    assert refusal(read, lines(same), groups=("sex",)) == [("group_one", None, "sex")]


def test_who_answered_all_alike_is_counted(read: Read) -> None:
    key = "item,scale,key\na,calm,1\nb,calm,1\nc,calm,-1\nd,calm,1\n"
    rows = [("a", "b", "c", "d"), *((*row, 1 + row[0] % 5) for row in PEOPLE)]
    before = read(lines(rows), key).scales[0].straight
    rows[2] = rows[3] = (4, 4, 4, 4)
    assert read(lines(rows), key).scales[0].straight == before + 2


def test_a_file_packed_to_nothing_much_is_refused(read: Read) -> None:
    assert refusal(read, b"\x1f\x8b but no gzip", name="answers.csv.gz") == [("file_damaged", None, None)]


def test_windows_text_is_read_and_said(read: Read) -> None:
    rows = [("a", "b", "c", "plaats"), *((*row, "Curaçao") for row in PEOPLE)]
    assert "note_decoded" in codes(read(lines(rows).encode("windows-1252")))
