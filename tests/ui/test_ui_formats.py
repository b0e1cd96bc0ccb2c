"""Numbers, ranges and dates, against what a Dutch and an English reader would write by hand."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from maatwerk.ui import formats


@dataclass(frozen=True)
class Bounds:
    low: float | None
    high: float | None


def both(function, *arguments):
    """Return the English and the Dutch writing."""
    written = []
    for language in ("en", "nl"):
        with translation.override(language):
            written.append(function(*arguments))
    return tuple(written)


def test_range_is_people_out_of_a_hundred_in_both_languages():
    assert both(formats.as_range, (0.62, 0.78)) == ("62–78 of 100", "62–78 van 100")
    assert both(formats.as_range, Bounds(0.62, 0.78)) == ("62–78 of 100", "62–78 van 100")


@pytest.mark.parametrize(
    ("low", "high", "written"),
    [
        (0.6201, 0.7799, "62–78 of 100"),
        (0.6299, 0.7701, "62–78 of 100"),
        (0.29, 0.57, "29–57 of 100"),  # 0.29 * 100 and 0.57 * 100 both fall just below in floating point
        (0.0, 1.0, "0–100 of 100"),
        (0.62, 0.62, "about 62 of 100"),
    ],
)
def test_range_is_rounded_outwards(low, high, written):
    assert formats.as_range((low, high)) == written


@given(st.tuples(st.floats(0, 1), st.floats(0, 1)).map(sorted).map(tuple))
def test_the_words_never_promise_more_than_the_interval(bounds):
    words = formats.as_range(bounds).removeprefix("about ").removesuffix(" of 100").split("–")
    assert int(words[0]) <= bounds[0] * 100 + 1e-6
    assert int(words[-1]) >= bounds[1] * 100 - 1e-6


@pytest.mark.parametrize("nothing", [None, (None, None), (0.2, None), (float("nan"), 0.5), Bounds(None, 0.4)])
def test_an_absent_range_is_said_to_be_unknown(nothing):
    assert both(formats.as_range, nothing) == ("not known", "niet bekend")
    assert formats.percent_range(nothing) == "not known"
    assert formats.interval(nothing) == "not known"


@pytest.mark.parametrize("bare", [0.62, 62, "62"])
def test_a_bare_number_is_refused_as_a_range(bare):
    with pytest.raises(TypeError, match="low and high"):
        formats.as_range(bare)


@pytest.mark.parametrize(
    ("value", "decimals", "english", "dutch"),
    [
        (1234567, None, "1,234,567", "1.234.567"),
        (1234.5, None, "1,234.5", "1.234,5"),
        (-2.25, 2, "−2.25", "−2,25"),
        (-0.04, 1, "0.0", "0,0"),
        (-0.05, 1, "−0.1", "−0,1"),
        (35.7, 0, "36", "36"),
        (2.675, 2, "2.68", "2,68"),  # 2.67499999999999982236431605997495353221893310546875 in floating point
        (1e15, 0, "1,000,000,000,000,000", "1.000.000.000.000.000"),
        (0, None, "0", "0"),
        (float("inf"), None, "not known", "niet bekend"),
        (None, None, "not known", "niet bekend"),
    ],
)
def test_numbers_follow_the_language(value, decimals, english, dutch):
    assert both(formats.number, value, decimals) == (english, dutch)


def test_sign_is_written_but_not_for_nothing():
    assert both(formats.signed, 0.41, 2) == ("+0.41", "+0,41")
    assert formats.signed(-0.41, 2) == "−0.41"
    assert formats.signed(0.001, 2) == "0.00"
    assert formats.signed(None) == "not known"


def test_proportions_become_percentages_only_here():
    assert both(formats.percent, 0.355, 1) == ("35.5%", "35,5%")
    assert formats.percent(0.357) == "36%"
    assert formats.percent(0.285, 0) == "29%"  # 0.285 * 100 is 28.499999999999996 in floating point
    assert formats.percent(None) == "not known"
    assert formats.percent_range((0.62, 0.78)) == "62–78%"
    assert both(formats.percent_range, (-0.05, 0.1)) == ("−5% to 10%", "−5% tot 10%")
    assert both(formats.interval, (0.711, 0.834)) == ("0.71 to 0.83", "0,71 tot 0,83")
    assert formats.interval((0.7149, 0.8351)) == "0.71 to 0.84"


def test_dates_name_the_month():
    assert both(formats.day, date(2026, 11, 3)) == ("3 November 2026", "3 november 2026")
    assert formats.day(None) == formats.moment(None) == "not known"
    assert both(formats.short_day, date(2024, 12, 31)) == ("31 Dec 2024", "31 dec 2024")
    assert both(formats.short_day, date(2024, 3, 5)) == ("5 Mar 2024", "5 mrt 2024")
    assert (
        formats.short_day(datetime(2024, 12, 31, 23, 30, tzinfo=UTC)) == "1 Jan 2025"
    )  # at Amsterdam's clock


def test_instants_are_shown_in_local_time():
    # 23:30 in Greenwich is half past midnight of the next day in Amsterdam
    late = datetime(2026, 11, 2, 23, 30, tzinfo=UTC)
    assert both(formats.day, late) == ("3 November 2026", "3 november 2026")
    assert both(formats.moment, late) == ("3 November 2026, 00:30", "3 november 2026, 00:30")


@pytest.mark.parametrize(
    ("first", "last", "english", "dutch"),
    [
        (date(2026, 3, 1), date(2026, 3, 1), "1 March 2026", "1 maart 2026"),
        (date(2026, 3, 1), date(2026, 3, 9), "1–9 March 2026", "1–9 maart 2026"),
        (date(2026, 3, 1), date(2026, 4, 9), "1 March to 9 April 2026", "1 maart tot 9 april 2026"),
        (date(2025, 3, 1), date(2026, 4, 9), "1 March 2025 to 9 April 2026", "1 maart 2025 tot 9 april 2026"),
    ],
)
def test_periods_say_month_and_year_once(first, last, english, dutch):
    assert both(formats.day_range, first, last) == (english, dutch)
