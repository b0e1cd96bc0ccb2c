"""One cell at a time: numbers of people, rates, dates and ages, however they are written."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from maatwerk.cli.impact._words import MISSING, WITHHELD, plain

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]")
_BELOW = re.compile(
    r"^(<|≤|<=|less than|fewer than|under|minder dan|onder|n\s*<|max\.?)\s*\d+$", re.IGNORECASE
)
_STARS = re.compile(r"^[*†‡^§]+$")
_NOTE = re.compile(r"(?<=\d)\s*(\[[a-z0-9]\]|[*†‡§]+|\([a-z]\))$")
_BRACKETED = re.compile(r"^(?P<count>[\d.,'’\s\u00a0\u202f]+)\(\s*[\d.,]+\s*%?\s*\)$")
_OF = re.compile(
    r"^(?P<part>\d[\d.,\s]*)\s*(?:/|of|out of|van(?: de)?)\s*(?P<whole>\d[\d.,\s]*)(?:\(.*\))?$",
    re.IGNORECASE,
)
_GROUPED = re.compile(r"^\d{1,3}(?:[.,'’]\d{3})+$")
_NUMBER = re.compile(r"^[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d+)?$")
_MARKS = ",.'’"


class CellError(ValueError):
    """A cell that means nothing here; `code` says how."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


class Withheld:
    """A number that the file keeps to itself: “<5”, “*”."""


WITHHELD_CELL = Withheld()


@dataclass(frozen=True, slots=True)
class Number:
    """A number, and the worth of its last printed digit."""

    value: float
    step: float


def is_missing(cell: str) -> bool:
    """Whether a cell says nothing."""
    return plain(cell) in MISSING


def is_withheld(cell: str) -> bool:
    """Whether a cell keeps its number to itself."""
    return bool(_BELOW.match(cell.strip()) or _STARS.match(cell.strip())) or plain(cell) in WITHHELD


def decimal_sign(cells: Iterable[str], *, whole: bool) -> str:
    """Return which of “.” and “,” is the decimal sign in a column, as far as its cells tell.

    Among whole numbers a sign before three digits separates thousands, unless a cell shows that it cannot.
    """
    votes = {".": 0.0, ",": 0.0}
    for cell in cells:
        text = _SPACES.sub("", cell).rstrip("%")
        places = [(text.rfind(sign), sign) for sign in ".," if sign in text]
        if not places:
            continue
        at, sign = max(places)
        grouped = bool(_GROUPED.match(text)) and (whole or text.count(sign) > 1)
        if len(places) == 2 or not grouped:
            votes[sign] += 1
        elif len(text) - at == 4:
            votes["," if sign == "." else "."] += (
                0.01  # looks like thousands: the other one would be the decimal sign
            )
    return "," if votes[","] > votes["."] else "."


def number(cell: str, decimal: str) -> Number:
    """Read a number, with thousands separated by whatever is not the decimal sign.

    Raises
    ------
    CellError
        It is no number.
    """
    text = _NOTE.sub("", cell.strip())
    text = _SPACES.sub("", text)
    other = _MARKS.replace(decimal, "")
    if _GROUPED.match(text.split(decimal)[0].lstrip("+-")) or any(mark in text for mark in "'’"):
        head, _sign, tail = text.partition(decimal)
        text = "".join(sign for sign in head if sign not in other) + (decimal + tail if tail else "")
    if not _NUMBER.match(text) or any(sign in text for sign in other):
        raise CellError("impact_no_number")
    digits = text.partition(decimal)[2]
    return Number(float(text.replace(",", ".")), 10.0 ** -len(digits) if "e" not in text.lower() else 0.0)


def people(cell: str, decimal: str) -> Number | Withheld | None:
    """Read a number of people; None where nothing is said.

    Raises
    ------
    CellError
        It is no number, or below zero.
    """
    text = cell.strip()
    if is_withheld(text):
        return WITHHELD_CELL
    if is_missing(text):
        return None
    if found := _BRACKETED.match(text):
        text = found["count"].strip()
    made = number(text, decimal)
    if made.value < 0:
        raise CellError("impact_negative")
    return made


def is_count_with_rate(cell: str) -> bool:
    """Whether a cell holds a number of people with its rate behind it.

    >>> is_count_with_rate("555 (47.0%)"), is_count_with_rate("47.0%"), is_count_with_rate("45 of 100 (45%)")
    (True, False, False)
    """
    return bool(_BRACKETED.match(cell.strip()))


def part_and_whole(cell: str) -> tuple[Number, Number] | None:
    """Read “45 of 100”, “45/100” and their Dutch forms; None where it is something else."""
    found = _OF.match(cell.strip())
    if not found:
        return None
    try:
        part, whole = (
            number(found[name], decimal_sign([found[name]], whole=True)) for name in ("part", "whole")
        )
    except CellError:
        return None
    return part, whole


def rate(cell: str, decimal: str, *, in_percent: bool) -> Number | Withheld | None:
    """Read a rate as a share in [0, 1].

    Raises
    ------
    CellError
        It is no rate, or not between 0 and 100%.
    """
    text = cell.strip()
    if is_withheld(text):
        return WITHHELD_CELL
    if is_missing(text):
        return None
    percent = in_percent or "%" in text
    try:
        made = number(text.replace("%", "").strip(), decimal)
    except CellError:
        raise CellError("impact_no_rate") from None
    scale = 100.0 if percent else 1.0
    if not 0 <= made.value <= scale:
        raise CellError("impact_no_rate")
    return Number(made.value / scale, made.step / scale)


_DAYS = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%Y/%m/%d", "%Y%m%d", "%d %b %Y", "%d %B %Y",
         "%b %d, %Y", "%B %d, %Y", "%d-%m-%y", "%m/%d/%y", "%d-%b-%Y")  # fmt: skip
_MONTHS = ("%Y-%m", "%m-%Y", "%Y/%m", "%m/%Y", "%b %Y", "%B %Y")
_TIME = re.compile(r"[T ]+\d{1,2}:\d{2}.*$")
_QUARTER = re.compile(
    r"^(?:(?P<year>\d{4})[\s-]*[QK](?P<q>[1-4])|[QK](?P<q2>[1-4])[\s-]*(?P<year2>\d{4}))$", re.IGNORECASE
)
_EPOCH = dt.date(1899, 12, 30)


def day(cell: str, form: str | None) -> dt.date | None:
    """Read a date; None where nothing is said.

    Raises
    ------
    CellError
        It is no date.
    """
    if is_missing(cell):
        return None
    text = _TIME.sub("", cell.strip())
    for one in (form,) if form else _DAYS + _MONTHS:
        if (found := _as_day(text, one)) is not None:
            return found
    if quarter := _QUARTER.match(text):
        year, number_ = quarter["year"] or quarter["year2"], quarter["q"] or quarter["q2"]
        return dt.date(int(year), 3 * int(number_) - 2, 1)
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        return _EPOCH + dt.timedelta(days=int(float(text)))
    if re.fullmatch(r"(19|20)\d{2}", text):
        return dt.date(int(text), 1, 1)
    raise CellError("impact_no_date")


def _as_day(text: str, form: str) -> dt.date | None:
    try:
        found = dt.datetime.strptime(text, form).date()
    except ValueError:
        return None
    return found if 1900 <= found.year <= 2100 else None


_BAND = re.compile(
    r"\d{1,2}\s*(?:-|–|to|tot(?: en met)?|t/m|\+)|[<>≥≤]|\b(?:under|over|older|younger|jonger|ouder|and)\b",
    re.IGNORECASE,
)


_YEARS = re.compile(r"\s*(?:jaar|jaren|jr|years?(?: old)?|yrs?|y/?o)\.?$", re.IGNORECASE)


def age(cell: str, *, today: dt.date, born: bool) -> float | str | None:
    """Read an age in years, from an age, a year or a date of birth; a band of ages stays the text it is.

    Raises
    ------
    CellError
        It is none of these.
    """
    if is_missing(cell):
        return None
    text = _YEARS.sub("", cell.strip())
    if not born and _BAND.search(text):
        return text
    try:
        years = number(text, decimal_sign([text], whole=False)).value
    except CellError:
        years = None
    if years is not None and 1900 <= years <= today.year:
        return today.year - years
    if years is not None and 14 <= years <= 100 and not born:
        return years
    try:
        found = day(text, None)
    except CellError:
        raise CellError("impact_no_age") from None
    assert found is not None
    years = (today - found).days / 365.25
    if not 10 <= years <= 110:
        raise CellError("impact_no_age")
    return years
