"""Keys in the shapes in which people bring them, and keys that contradict themselves."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from maatwerk.apps.assessments.responses import KeyedItem, read_key
from maatwerk.kernel.tables import TableError
from realdata import shared

Write = Callable[[str, str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file and return its path."""

    def make(name: str, content: str) -> Path:
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        return path

    return make


def plain(items: tuple[KeyedItem, ...]) -> list[tuple[str, str, bool, tuple[str, ...]]]:
    return [(item.scale, item.item, item.reversed, item.correct) for item in items]


DIRECTIONS = [("calm", "A1", True, ()), ("calm", "A2", False, ())]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("key.csv", "scale,item,key\ncalm,A1,-1\ncalm,A2,1\n"),
        ("key.csv", "item;scale;reverse\nA1;calm;yes\nA2;calm;no\n"),
        ("key.csv", "Item,Schaal,Omgekeerd\nA1,calm,ja\nA2,calm,nee\n"),
        ("key.csv", "item\tscale\tdirection\nA1\tcalm\t-\nA2\tcalm\t+\n"),
        ("key.csv", "item,scale\n-A1,calm\nA2,calm\n"),
        ("key.csv", 'scale,items\ncalm,"-A1, A2"\n'),
        ("key.csv", "scale;items\ncalm;-A1,+A2\n"),
        ("key.json", '{"calm": ["-A1", "A2"]}'),
        ("key.json", '{"scales": {"calm": ["-A1", "+A2"]}}'),
        ("key.json", '{"calm": {"A1": -1, "A2": 1}}'),
        ("key.json", '{"A1": {"scale": "calm", "reverse": true}, "A2": {"scale": "calm", "reverse": false}}'),
        (
            "key.json",
            '[{"item": "A1", "scale": "calm", "key": "-"}, {"item": "A2", "scale": "calm", "key": "+"}]',
        ),
        (
            "key.json",
            '{"items": [{"name": "A1", "factor": "calm", "reversed": true}, {"name": "A2", "factor": "calm"}]}',
        ),
        ("key.json", '{"scales": {"calm": {"items": ["-A1", "A2"]}}}'),
        ("key.toml", 'calm = ["-A1", "A2"]'),
        ("key.toml", '[scales]\ncalm = ["-A1", "A2"]'),
        (
            "key.toml",
            '[[item]]\nname = "A1"\nscale = "calm"\nreverse = true\n[[item]]\nname = "A2"\nscale = "calm"',
        ),
    ],
)
def test_directions_are_understood_however_they_are_written(write: Write, name: str, content: str) -> None:
    assert plain(read_key(write(name, content)).items) == DIRECTIONS


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("key.csv", "item,correct\nQ1,C\nQ2,b\n"),
        ("key.csv", "question,key\nQ1,C\nQ2,B\n"),
        ("key.csv", "vraag;juist\nQ1;c\nQ2;b\n"),
        ("key.json", '{"Q1": "C", "Q2": "B"}'),
        ("key.json", '{"correct": {"Q1": "C", "Q2": "B"}}'),
        ("key.toml", '[correct]\nQ1 = "C"\nQ2 = "B"'),
        ("key.toml", 'Q1 = "C"\nQ2 = "B"'),
    ],
)
def test_correct_answers_are_understood_however_they_are_written(
    write: Write, name: str, content: str
) -> None:
    found = read_key(write(name, content))
    assert [(item.item, item.correct) for item in found.items] == [("Q1", ("c",)), ("Q2", ("b",))]
    assert "note_one_scale" in [note.code for note in found.notes]


def test_numbers_of_correct_answers_are_alike_however_they_are_written(write: Write) -> None:
    found = read_key(write("key.csv", "item,key\nQ1,4\nQ2,04\nQ3,4.0\nQ4,2|3\n"))
    assert [item.correct for item in found.items] == [("4",), ("4",), ("4",), ("2", "3")]


def test_the_range_of_answers_may_be_stated(write: Write) -> None:
    found = read_key(write("key.csv", "item,scale,key,min,max\nA1,calm,-1,1,7\n")).items[0]
    assert (found.low, found.high) == (1, 7)
    found = read_key(write("key.csv", "item,scale,key,points\nA1,calm,-1,5\n")).items[0]
    assert (found.low, found.high) == (1, 5)


def test_an_item_may_count_in_two_scales_and_that_is_said(write: Write) -> None:
    found = read_key(write("key.json", '{"one": ["A1", "A2"], "two": ["-A1", "A3"]}'))
    assert found.scales == ("one", "two")
    assert [note.code for note in found.notes] == ["key_one_item_many_scales"]


@pytest.mark.parametrize(
    ("name", "content", "code", "line"),
    [
        ("key.csv", "question text,scale\nHow?,calm\n", "key_no_item_column", None),
        ("key.csv", "item,scale,key\nA1,calm,-1\nA2,calm,maybe\n", None, None),
        ("key.csv", "item,scale,direction\nA1,calm,-1\nA2,calm,sideways\n", "key_direction", 3),
        ("key.csv", "item,scale,reverse\nA1,calm,perhaps\n", "key_reverse", 2),
        ("key.csv", "item,scale,key\nA1,calm,-1\nA1,calm,1\n", "key_item_twice", 3),
        ("key.csv", "item,scale,key\n,calm,-1\n", "key_item_blank", 2),
        ("key.csv", "item,scale,key,low,high\nA1,calm,1,5,1\n", "key_range", 2),
        ("key.csv", "item,scale,key,low\nA1,calm,1,one\n", "key_range", 2),
        ("key.csv", "item,correct,reverse\nA1,C,yes\n", "key_correct_and_reversed", 2),
        ("key.csv", "", "file_empty", None),
        ("key.json", "{", "key_unreadable", None),
        ("key.json", "[" * 100_000, "key_unreadable", None),
        ("key.json", "3", "key_shape", None),
        ("key.json", "{}", "key_empty", None),
        ("key.json", '{"calm": [["A1"]]}', "key_shape", None),
        ("key.json", '[{"scale": "calm"}]', "key_shape", None),
        ("key.toml", "calm = [", "key_unreadable", None),
        ("key.yaml", "calm: [A1]", "key_kind_unknown", None),
    ],
)
def test_a_key_that_cannot_be_is_refused_with_its_line(
    write: Write, name: str, content: str, code: str | None, line: int | None
) -> None:
    path = write(name, content)
    if code is None:  # not to be understood in another way than it was meant: an answer, a name
        assert read_key(path).items
        return
    with pytest.raises(TableError) as refusal:
        read_key(path)
    found = refusal.value.problems[0]
    assert (found.code, found.line, found.file) == (code, line, name)


def test_everything_wrong_in_a_key_is_said_at_once(write: Write) -> None:
    with pytest.raises(TableError) as refusal:
        read_key(write("key.csv", "item,scale,direction\nA1,calm,x\n,calm,1\nA3,calm,y\n"))
    assert [found.line for found in refusal.value.problems] == [2, 3, 4]


@pytest.mark.realdata
def test_the_keys_of_published_data_are_read_as_they_are() -> None:
    big_five = read_key(shared("data/bfi-sapa/bfi_keys.csv"))
    assert len(big_five.items) == 25
    assert [item.item for item in big_five.items if item.reversed] == [
        "A1",
        "C4",
        "C5",
        "E1",
        "E2",
        "O2",
        "O5",
    ]
    fifty = read_key(shared("data/ipip50-openpsychometrics/items.csv"))
    assert len(fifty.items) == 50
    assert len(fifty.scales) == 5
    dictionary = read_key(shared("data/bfi-sapa/bfi_dictionary.csv"), scale_column="Big6")
    assert len(dictionary.items) == 25
    assert dictionary.notes[-1].code == "note_rows_without_scale"


def test_json_is_json(write: Write) -> None:
    path = write("key.json", json.dumps({"kalm": ["-é1", "ü2"]}))
    assert [item.item for item in read_key(path).items] == ["é1", "ü2"]
