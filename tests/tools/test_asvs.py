"""The table of ASVS is whole, honest about what it names, and the page is made from it."""

import ast
import csv
import re
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

from realdata import shared
from tools import asvs

ROOT = Path(__file__).resolve().parent.parent.parent


@cache
def names_in(file: str) -> set[str]:
    tree = ast.parse((ROOT / file).read_text())
    return {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_every_requirement_of_levels_1_and_2_has_a_row():
    rows = asvs.rows()
    assert len(rows) == 253
    assert sum(row["level"] == 1 for row in rows.values()) == 70
    assert all(re.fullmatch(r"V\d{1,2}\.\d{1,2}\.\d{1,2}", number) for number in rows)


@pytest.mark.realdata
def test_the_rows_are_those_of_the_standard():
    with shared("standards/asvs/asvs_5.0.0_en.csv").open(encoding="utf-8-sig") as file:
        known = {row["req_id"]: int(row["L"]) for row in csv.DictReader(file) if row["L"] in "12"}
    assert {number: row["level"] for number, row in asvs.rows().items()} == known


def test_every_row_gives_one_kind_of_evidence_and_says_why():
    for number, row in asvs.rows().items():
        assert len(asvs.KINDS.keys() & row.keys()) == 1, number
        assert row["says"].strip(), number


def test_every_test_that_is_named_exists():
    named = {row["test"] for row in asvs.rows().values() if "test" in row}
    assert len(named) > 40
    missing = [name for name in named if name.partition("::")[2] not in names_in(name.partition("::")[0])]
    assert missing == []


def test_every_setting_that_is_named_exists():
    assert [
        row["setting"]
        for row in asvs.rows().values()
        if "setting" in row and not hasattr(settings, row["setting"])
    ] == []


def test_the_page_is_made_from_the_table():
    assert asvs.PAGE.read_text() == asvs.page(), "run tools/asvs.py"
