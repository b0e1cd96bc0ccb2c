"""The tables of evidence are whole, honest about what they name, and the pages are made from them."""

import ast
import csv
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

from realdata import shared
from tools import evidence

ROOT = Path(__file__).resolve().parent.parent.parent
ASVS, LAW = evidence.TABLES
each_table = pytest.mark.parametrize("table", evidence.TABLES, ids=lambda table: table.name)


@cache
def names_in(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text())
    return {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_every_requirement_of_levels_1_and_2_has_a_row():
    rows = ASVS.rows()
    assert len(rows) == 253
    assert sum(row["level"] == 1 for row in rows.values()) == 70
    assert all(re.fullmatch(r"V\d{1,2}\.\d{1,2}\.\d{1,2}", number) for number in rows)


@pytest.mark.realdata
def test_the_rows_are_those_of_the_standard():
    with shared("standards/asvs/asvs_5.0.0_en.csv").open(encoding="utf-8-sig") as file:
        known = {row["req_id"]: int(row["L"]) for row in csv.DictReader(file) if row["L"] in "12"}
    assert {number: row["level"] for number, row in ASVS.rows().items()} == known


def test_every_requirement_of_law_and_profession_has_a_row():
    rows = LAW.rows()
    parts = {"AIA": 22, "GDP": 30, "US": 20, "PSY": 19, "SEC": 20}
    assert Counter(LAW.chapter(number) for number in rows) == parts
    assert list(rows) == [f"{part}-{at:02}" for part, count in parts.items() for at in range(1, count + 1)]
    assert all(row["asks"].strip() and row["source"].strip() for row in rows.values())


@each_table
def test_every_row_gives_one_kind_of_evidence_and_says_why(table):
    for number, row in table.rows().items():
        assert len(evidence.KINDS.keys() & row.keys()) == 1, number
        assert row["says"].strip(), number


@each_table
def test_every_test_that_is_named_exists(table):
    named = {test for row in table.rows().values() for test in evidence.tests_of(row)}
    assert len(named) > 40
    missing = [name for name in named if name.partition("::")[2] not in names_in(name.partition("::")[0])]
    assert missing == []


@each_table
def test_every_setting_that_is_named_exists(table):
    assert [
        row["setting"]
        for row in table.rows().values()
        if "setting" in row and not hasattr(settings, row["setting"])
    ] == []


@each_table
def test_the_page_is_made_from_the_table(table):
    assert table.page.read_text() == table.written(), "run tools/evidence.py"


def test_who_finds_a_hole_knows_where_to_go():
    text = (ROOT / "SECURITY.md").read_text()
    report = text[text.index("## Reporting") : text.index("## Supported")]
    assert "privately" in report
    assert "working days" in report
