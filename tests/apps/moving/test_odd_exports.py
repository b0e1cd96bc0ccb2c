"""Twelve files as they really come, read without anybody's help: what comes in, what stays outside, what is asked."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from apps.moving.odd_exports import FILES
from apps.moving.test_reading_exports import ZONE, read
from maatwerk.apps.moving.reading._cells import CellError, mail_of, moment_of, phone_of, said, text_of

pytestmark = pytest.mark.usefixtures("english")


@pytest.mark.parametrize("name", FILES)
def test_an_odd_export_is_read_as_it_is_meant(tmp_path, name):
    odd = FILES[name]
    path = tmp_path / "export.csv"
    path.write_bytes(odd.text.replace("\n", "\r\n").encode(odd.encoding))
    month_first = "03/13/2024" in odd.text  # the one file whose days tell it; the page proposes it then
    looked, plan = read(path, month_first=month_first)
    assert (looked.product, looked.month_first) == (odd.product, month_first)
    assert plan.fatal == []
    assert _found(plan) == odd.found
    assert tuple((one.line, one.problem.code) for one in plan.broken) == odd.broken
    assert tuple(one.word for one in plan.words if not one.stage) == odd.unknown_words
    assert tuple(one.header for one in looked.files[0][1] if one.border) == odd.outside
    asked = [one.code for one in plan.remarks if one.code in ("moving_day_first", "moving_month_first")]
    assert asked == (["moving_day_first"] if odd.asks_order else [])


def _found(plan):
    return tuple(
        (
            plan.people[one.person].name,
            plan.people[one.person].email,
            plan.vacancies[one.vacancy].title,
            one.stage,
            one.applied_at.astimezone(ZoneInfo("Europe/Amsterdam")).date().isoformat(),
        )
        for one in plan.applications
    )


@pytest.mark.parametrize("cell", ["-", "—", " N/A ", "#N/B", "n.v.t.", "(leeg)"])
def test_a_sign_for_nothing_is_nothing(cell):
    assert said(cell) == ""


def test_a_word_for_no_value_is_one_only_where_it_can_be_no_name():
    assert (mail_of("null"), phone_of("False"), text_of("source", "None")) == ("", "", "")
    assert text_of("last_name", "Null") == "Null"
    assert text_of("status", "false") == "false"
    assert moment_of("0000-00-00", month_first=False, zone=ZONE, now=dt.datetime.now(dt.UTC)) is None


def test_an_apostrophe_of_an_address_stays():
    assert mail_of("o'hara@people.example") == "o'hara@people.example"
    with pytest.raises(CellError):
        mail_of("o'hara at people")
