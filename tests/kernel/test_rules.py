"""The dated rule table: moving the clock, or the country, changes the answer."""

import datetime as dt
import tomllib
from pathlib import Path

import pytest

from maatwerk.kernel import rules

TABLE = """
[[rule]]
key = "test.weeks"
jurisdiction = "*"
valid_from = 2000-01-01
value = 8
unit = "weeks"
source = "everywhere"

[[rule]]
key = "test.weeks"
jurisdiction = "NL"
valid_from = 2009-01-01
valid_to = 2026-12-31
value = 4
unit = "weeks"
source = "old law"

[[rule]]
key = "test.weeks"
jurisdiction = "NL"
valid_from = 2027-01-01
value = 6
unit = "weeks"
source = "new law"

[[rule]]
key = "test.weeks"
jurisdiction = "US-NY"
valid_from = 2020-01-01
value = 52
unit = "weeks"
source = "one state"
"""


@pytest.fixture
def table(committed: None, tmp_path: Path) -> None:
    file = tmp_path / "rules.toml"
    file.write_text(TABLE)
    rules.load(file)
    yield
    rules.load()


@pytest.mark.parametrize(
    ("jurisdiction", "on", "value"),
    [
        ("NL", dt.date(2026, 11, 23), 4),
        ("NL", dt.date(2026, 12, 31), 4),  # the last day of the old law
        ("NL", dt.date(2027, 1, 1), 6),  # the first of the new
        ("NL", dt.date(2005, 1, 1), 8),  # before there was one: what holds everywhere
        ("BE", dt.date(2026, 11, 23), 8),
        ("US-NY", dt.date(2026, 11, 23), 52),
        ("US-CA", dt.date(2026, 11, 23), 8),
        ("NL-NH", dt.date(2027, 6, 1), 6),  # a region has its country's rule
    ],
)
def test_day_and_place_choose_the_rule(table: None, jurisdiction: str, on: dt.date, value: int) -> None:
    assert rules.rule("test.weeks", jurisdiction=jurisdiction, on=on) == value


def test_what_is_not_there_is_not_guessed(table: None) -> None:
    with pytest.raises(rules.NoSuchRule, match=r"test\.weeks.*US-NY.*1999"):
        rules.rule("test.weeks", jurisdiction="US-NY", on=dt.date(1999, 12, 31))
    with pytest.raises(rules.NoSuchRule):
        rules.rule("test.months", jurisdiction="NL", on=dt.date(2026, 1, 1))


def test_the_table_holds_what_the_file_says_and_no_more(table: None) -> None:
    with pytest.raises(rules.NoSuchRule):
        rules.rule("impact.four_fifths", jurisdiction="US", on=dt.date(2026, 1, 1))


@pytest.mark.django_db
def test_four_fifths_came_with_the_uniform_guidelines() -> None:
    # 29 CFR part 1607 took effect on 25 September 1978; it was published on 25 August
    assert rules.rule("impact.four_fifths", jurisdiction="US", on=dt.date(2026, 11, 23)) == [4, 5]
    with pytest.raises(rules.NoSuchRule):
        rules.rule("impact.four_fifths", jurisdiction="US", on=dt.date(1970, 1, 1))


def test_every_rule_of_the_file_is_whole() -> None:
    entries = tomllib.loads(rules.FILE.read_text())["rule"]
    for entry in entries:
        assert set(entry) - {"valid_to"} == {"key", "jurisdiction", "valid_from", "value", "unit", "source"}
        assert isinstance(entry["valid_from"], dt.date)
    starts = [(entry["key"], entry["jurisdiction"], entry["valid_from"]) for entry in entries]
    assert len(set(starts)) == len(starts)


def test_periods_of_one_rule_do_not_overlap() -> None:
    entries = tomllib.loads(rules.FILE.read_text())["rule"]
    for entry in entries:
        for other in entries:
            same = (entry["key"], entry["jurisdiction"]) == (other["key"], other["jurisdiction"])
            if same and entry["valid_from"] < other["valid_from"]:
                assert entry.get("valid_to", dt.date.max) < other["valid_from"], entry["key"]
