"""The table that benches make: rows of benches that did not run stay, rows of those that did are replaced."""

import json

import pytest
from bench.__main__ import available, main
from bench.report import COLUMNS, Missing, Row, bar, cells, in_process, shared, write

ROW = Row(
    problem="2PL", ours="ours", peer="peer", peer_version="1.2", ours_seconds=0.5, peer_seconds=2.0, ratio=0.25,
    accuracy="1e-6", note="a | b",
)  # fmt: skip


def table(path):
    return [text for text in path.read_text(encoding="utf-8").splitlines() if text.startswith("| ")][2:]


def test_a_row_has_a_cell_per_column_and_cannot_break_the_table(tmp_path):
    path = tmp_path / "RESULTS.md"
    write(path, [cells("irt", ROW, date="2026-11-23", where="2 cores")], {"irt"})
    (line,) = table(path)
    assert line.count("|") == len(COLUMNS) + 1
    assert (
        line == "| irt | 2PL | peer 1.2 | 0.25 | 1e-6 |  | ours 0.5 s | 2 s | 2026-11-23 | 2 cores | a / b |"
    )


def test_a_row_without_times_leaves_them_empty(tmp_path):
    row = Row(problem="2PL", ours="ours", peer="peer", peer_version="1.2")
    assert cells("irt", row, date="d", where="w")[3:8] == ("", "", "", "ours", "")


def test_a_bar_is_said_with_whether_it_was_reached():
    assert bar("at most 1 s", 0.9 <= 1) == "at most 1 s: met"
    assert bar("at most 1 s", 1.1 <= 1) == "at most 1 s: **missed**"


def test_only_benches_that_ran_are_replaced(tmp_path):
    path = tmp_path / "RESULTS.md"
    write(path, [cells(name, ROW, date="old", where="w") for name in ("a", "b")], {"a", "b"})
    write(path, [cells("b", ROW, date="new", where="w")] * 2, {"b"})
    assert [(text.split(" | ")[0], " old " in text) for text in table(path)] == [
        ("| a", True),
        ("| b", False),
        ("| b", False),
    ]


def test_a_peer_runs_in_a_process_of_its_own_with_the_stated_threads():
    assert in_process("json:loads", threads=1, s=json.dumps({"a": [1, 2]})) == {"a": [1, 2]}
    assert in_process("os:getenv", threads=3, key="OMP_NUM_THREADS") == "3"
    assert in_process("os:getpid", threads=1) != in_process("os:getpid", threads=1)


def test_a_peer_that_fails_is_said():
    with pytest.raises(Missing, match="no_such_module"):
        in_process("no_such_module:run", threads=1)
    with pytest.raises(Missing, match="not here"):
        shared("data/none/none.csv")


def test_every_bench_can_be_named_and_others_are_refused(capsys):
    assert main(["--list"]) == 0
    assert capsys.readouterr().out.split() == available()
    assert {"irt", "retention"} <= set(available())
    with pytest.raises(SystemExit):
        main(["no_such_bench"])
