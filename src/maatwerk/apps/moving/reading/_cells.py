"""One cell at a time: from text to a date, a mail address, a name, or a reason why not."""

import datetime as dt
import re
from zoneinfo import ZoneInfo

from maatwerk.apps.applications.public import holds_citizen_number
from maatwerk.kernel.tables import quoted

LARGEST_ROWS = 200_000
LONGEST_TEXT = {"name": 200, "job": 160, "job_family": 120, "place": 120, "source": 120, "phone": 40}
LONGEST_NUMBER = 80
LONGEST_WORDS = 300
EARLIEST = 1980

_MAIL = re.compile(r"[^@\s,;<>\"()]{1,64}@[^@\s,;<>\"()]+\.[^@\s,;<>\"().]{2,}")
#: What systems and people write where nothing is to be said; the second where a word could also be a name.
_NOTHING = frozenset(
    {"-", "--", "---", "–", "—", "n/a", "n.a.", "#n/a", "#n/b", "n.v.t.", "nvt", "(empty)", "(leeg)"}
)
_NO_VALUE = frozenset({"null", "none", "nan", "nil", "false", "[]", "0000-00-00", "0000-00-00 00:00:00"})
#: What can be told by no such word: of the others, a status may be “false” and a surname “Null”.
_TEXTS = frozenset({"source", "reason", "place", "job_family", "description"})
_FORMULA = re.compile(r"[=@\t\r]|[+\-](?![\d(])")
_GUARDED = re.compile(r"'[=+\-@\t\r]")
_ISO = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
_NUMBERS = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})")
_WORDED = re.compile(
    r"(?:[A-Za-z]{2,9},? )?(?:(\d{1,2})[ -]([A-Za-z]{3,9})\.?[ -](\d{4}|\d{2})|([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4}))"
)
_TIME = re.compile(
    r"(?:T|,? +)(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<part>\d{1,6})\d*)?)?"
    r"\s*(?P<half>[AaPp][Mm])?\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?$"
)
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan", "feb", "mar mrt maa", "apr", "may mei", "jun", "jul", "aug", "sep", "oct okt", "nov", "dec"),
        start=1,
    )
    for name in names.split()
}


class CellError(Exception):
    """A cell that makes its row unusable: a problem's code and values."""

    def __init__(self, code: str, **values: object) -> None:
        self.code, self.values = code, values
        super().__init__(code)


def unguarded(cell: str) -> str:
    """Return a cell without the sign that kept a spreadsheet from running it, and without outer blanks."""
    text = cell.strip()
    return text[1:] if _GUARDED.match(text) else text


def said(cell: str) -> str:
    """Return what a cell says; empty where it holds a sign for nothing, as “-” or “N/A”."""
    text = unguarded(cell)
    return "" if text.casefold() in _NOTHING else text


def _value(cell: str) -> str:
    """Return a cell that can hold no name; empty where a program wrote that it has no value."""
    return "" if cell.casefold() in _NO_VALUE else cell


def citizen_number(cell: str) -> bool:
    """Whether a whole cell is a number that passes the eleven test of citizen service numbers; eight digits lost a zero."""
    digits = re.sub(r"[ .-]", "", cell)
    return digits.isdigit() and len(digits) in (8, 9) and holds_citizen_number(digits.zfill(9))


def text_of(field: str, cell: str) -> str:
    """Return a text that may be kept.

    Raises
    ------
    CellError
        It starts like a formula, or is longer than any honest one.
    """
    cell = _value(cell) if field in _TEXTS else cell
    if field != "phone" and _FORMULA.match(cell):
        raise CellError("moving_formula", cell=quoted(cell))
    limit = LONGEST_TEXT.get(field, LONGEST_WORDS)
    text = " ".join(cell.split()) if field != "description" else cell
    if field != "description" and len(text) > limit:
        raise CellError("moving_too_long", limit=limit)
    return text


def number_of(cell: str) -> str:
    """Return the number by which the other system knows something."""
    cell = _value(cell)
    if len(cell) > LONGEST_NUMBER or _FORMULA.match(cell):
        raise CellError("moving_no_number", cell=quoted(cell))
    return cell


def mail_of(cell: str) -> str:
    """Return the first mail address of a cell; several stand between commas, semicolons or brackets."""
    if not _value(cell):
        return ""
    first = next(filter(None, re.split(r"[,;|\s\[\]\"]+", cell)), "").strip("'")
    if not _MAIL.fullmatch(first) or len(first) > 254:
        raise CellError("moving_no_mail", cell=quoted(cell))
    return first


def phone_of(cell: str) -> str:
    """Return the first phone number of a cell."""
    return text_of("phone", re.split(r"[,;|]", _value(cell).strip("[]\"'"))[0].strip(" \"'"))


def writes_month_first(cell: str) -> bool | None:
    """Whether a date must have its month first or must not; None where it can be either, or is none."""
    found = _NUMBERS.match(cell)
    if found is None or int(found[1]) == int(found[2]):
        return None
    first, second = int(found[1]) > 12, int(found[2]) > 12
    return None if first == second else second


def reads_both_ways(cell: str) -> bool:
    """Whether a date may be another day, its month first, as 3/4/2024; nobody who writes 3-4-2024 means that."""
    found = _NUMBERS.match(cell)
    return (
        found is not None
        and "/" in found[0]
        and int(found[1]) != int(found[2])
        and max(int(found[1]), int(found[2])) <= 12
    )


def moment_of(cell: str, *, month_first: bool, zone: ZoneInfo, now: dt.datetime) -> dt.datetime | None:
    """Return the moment that a cell tells, a day alone as its beginning; None where the cell is empty.

    Raises
    ------
    CellError
        It is no date, lies in the future, or so far back that it cannot be meant.
    """
    if not _value(cell):
        return None
    time = _TIME.search(cell)
    day = _day_of(cell[: time.start()].strip() if time else cell, month_first=month_first)
    try:
        if day is None:
            raise ValueError(cell)
        moment = dt.datetime(*day, *_clock(time), tzinfo=_zone(time["zone"] if time else None, zone))
    except (ValueError, OverflowError) as error:
        raise CellError("moving_no_date", cell=quoted(cell)) from error
    if moment > now + dt.timedelta(days=1) or moment.year < EARLIEST:
        raise CellError("moving_wrong_date", cell=quoted(cell))
    return min(moment, now)


def _day_of(text: str, *, month_first: bool) -> tuple[int, int, int] | None:
    if found := _ISO.fullmatch(text):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _NUMBERS.fullmatch(text):
        day, month = (int(found[2]), int(found[1])) if month_first else (int(found[1]), int(found[2]))
        return _year(found[3]), month, day
    if found := _WORDED.fullmatch(text):
        name = (found[2] or found[4]).lower()[:3]
        if name in _MONTHS:
            return _year(found[3] or found[6]), _MONTHS[name], int(found[1] or found[5])
    return None


def _year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _clock(time: re.Match[str] | None) -> tuple[int, int, int, int]:
    if time is None:
        return 0, 0, 0, 0
    hour = int(time["hour"])
    if time["half"]:
        hour = hour % 12 + (12 if time["half"].lower() == "pm" else 0)
    return hour, int(time["minute"]), int(time["second"] or 0), int((time["part"] or "0").ljust(6, "0"))


def _zone(text: str | None, zone: ZoneInfo) -> dt.tzinfo:
    if not text:
        return zone
    if text in ("Z", "UTC", "GMT"):
        return dt.UTC
    hours, minutes = int(text[1:3]), int(text[-2:])
    offset = dt.timedelta(hours=hours, minutes=minutes)
    return dt.timezone(-offset if text[0] == "-" else offset)
