"""One cell at a time: from text to a number, a level or a date, or a reason why not.

A parser takes the text of a cell and returns its value, `None` where it is missing. It raises `CellError`
where the row cannot be used, and `LeftOutError` where the value is set aside and the row goes on.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Literal, cast

from maatwerk.apps.journeys.history._mapping import LONGEST_VALUE, EvidenceSpec, Level, ProtectedSpec
from maatwerk.apps.journeys.history._problems import quoted

Decimal = Literal["point", "comma", "either"]
Parser = Callable[[str], object]

_NUMBER: dict[str, re.Pattern[str]] = {
    "point": re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?"),
    "comma": re.compile(r"[+-]?(\d+,?\d*|,\d+)([eE][+-]?\d+)?"),
    "either": re.compile(r"[+-]?(\d+[.,]?\d*|[.,]\d+)([eE][+-]?\d+)?"),
}
_WHOLE = re.compile(r"([+-]?\d+)[.,]0+")
_FORMULA = re.compile(r"[=+\-@\t\r]")
_SERIAL = re.compile(r"\d{5}([.,]\d+)?")
_EXCEL_EPOCH = date(1899, 12, 30)  # day 0 of Excel's 1900 system, its 29 February 1900 allowed for
_SERIALS = range(20_000, 80_000)  # 1954 to 2119
#: A time of day behind a date, with or without a time zone: the day is taken as it is written.
_TIME = re.compile(r"(?:T|\s+)\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?\s*([AaPp][Mm])?\s*(Z|UTC|[+-]\d{2}:?\d{2})?$")
_LAST_BIRTH = 2020  # a year of birth in two digits that is later belongs to the century before
MOST_LEVELS = 200
_SHOWN_LEVELS = 12


class CellError(Exception):
    """A cell that makes its row unusable: a problem's code and values."""

    def __init__(self, code: str, **values: object) -> None:
        self.code = code
        self.values = values
        super().__init__(code)


class LeftOutError(CellError):
    """A cell that is read as missing, with a warning."""


def plain(cell: str) -> str:
    """A cell for comparison: without regard to case, and 1.0 is 1."""
    whole = _WHOLE.fullmatch(cell)
    return whole[1] if whole else cell.casefold()


def parse_number(cell: str, decimal: Decimal) -> float:
    """Read a plain number; thousands separators are refused, since 1.234 can mean two things.

    Raises
    ------
    CellError
        It is no number, or uses the other decimal sign.
    """
    if _NUMBER[decimal].fullmatch(cell):
        value = float(cell.replace(",", "."))
        if abs(value) < 1e300:
            return value
    elif _NUMBER["either"].fullmatch(cell):
        proposal = cell.replace(",", ".") if decimal == "point" else cell.replace(".", ",")
        raise CellError("decimal_sign", cell=quoted(cell), proposal=quoted(proposal))
    raise CellError("not_a_number", cell=quoted(cell), example="7,5" if decimal == "comma" else "7.5")


def number_parser(spec: EvidenceSpec | ProtectedSpec, decimal: Decimal) -> Parser:
    """A parser for numbers within the range that the mapping states."""
    low, high = spec.minimum, spec.maximum
    left_out = isinstance(spec, EvidenceSpec) and spec.outside_is_missing
    flipped = isinstance(spec, EvidenceSpec) and spec.direction == "lower_is_more"

    def parse(cell: str) -> float:
        value = parse_number(cell, decimal)
        check_range(cell, value, low=low, high=high, left_out=left_out)
        if flipped and low is not None and high is not None:
            return low + high - value
        return value

    return parse


def check_range(
    cell: str, value: float, *, low: float | None, high: float | None, left_out: bool = False
) -> None:
    """Refuse a number outside its range, or set it aside."""
    if (low is None or value >= low) and (high is None or value <= high):
        return
    shown = {"low": "…" if low is None else low, "high": "…" if high is None else high}
    if left_out:
        raise LeftOutError("outside_range_left_out", cell=quoted(cell), **shown)
    raise CellError("outside_range", cell=quoted(cell), **shown)


def level_parser(levels: tuple[Level, ...]) -> Parser:
    """A parser for categories; without levels every text is its own, up to `MOST_LEVELS` of them."""
    if not levels:
        return _any_level_parser()
    exact = {level.cell: level.key for level in levels}
    loose = {plain(level.cell): level.key for level in levels}
    shown = ", ".join(f"“{cell}”" for cell in list(exact)[:_SHOWN_LEVELS])
    known = shown if len(exact) <= _SHOWN_LEVELS else f"{shown}, …"

    def parse(cell: str) -> str:
        key = exact.get(cell) or loose.get(plain(cell))
        if key is None:
            refuse_formula(cell)
            refuse_serial(cell)
            raise CellError("unknown_level", cell=quoted(cell), known=known)
        return key

    return parse


def _any_level_parser() -> Parser:
    seen: set[str] = set()

    def parse(cell: str) -> str:
        if cell not in seen:
            refuse_formula(cell)
            refuse_serial(cell)
            if len(cell) > LONGEST_VALUE:
                raise CellError("text_too_long", cell=quoted(cell), limit=LONGEST_VALUE)
            seen.add(cell)
            if len(seen) == MOST_LEVELS + 1:  # said once: one more value tells nothing new
                raise CellError("too_many_levels", limit=MOST_LEVELS)
        return cell

    return parse


def refuse_formula(cell: str) -> None:
    """Refuse a text that a spreadsheet would run when it is exported again; a number is no formula."""
    if _FORMULA.match(cell) and not _NUMBER["either"].fullmatch(cell):
        raise CellError("formula", cell=quoted(cell))


def refuse_serial(cell: str) -> None:
    """Refuse a day number of Excel among texts: the columns have shifted, or a date lost its format."""
    if (found := excel_date(cell)) is not None:
        raise CellError("excel_serial_text", cell=quoted(cell), date=found)


def excel_date(cell: str) -> date | None:
    """The date that a five-digit cell is as a day number of Excel, or `None`."""
    if not _SERIAL.fullmatch(cell):
        return None
    days = int(float(cell.replace(",", ".")))
    return _EXCEL_EPOCH + timedelta(days=days) if days in _SERIALS else None


def without_time(cell: str) -> str:
    """Return a date without the time of day, and the time zone, that stand behind it."""
    return _TIME.sub("", cell)


def birth_year_parser(spec: ProtectedSpec) -> Parser:
    """A parser from a date of birth to its year: the day itself is not kept."""
    dates = date_parser(spec.date_formats, excel_dates=True)

    def parse(cell: str) -> float:
        born = cast(date, dates(cell)).year
        year = born - 100 if born > _LAST_BIRTH else born
        check_range(cell, year, low=spec.minimum, high=spec.maximum)
        return float(year)

    return parse


def date_parser(formats: tuple[str, ...], *, excel_dates: bool) -> Parser:
    """A parser for dates in the stated forms; 2024-01-31 is always understood."""
    shown = ", ".join(datetime(2024, 1, 31).strftime(form) for form in formats)

    def parse(cell: str) -> date:
        text = without_time(cell)
        for form in ("%Y-%m-%d", *formats):
            try:
                return datetime.strptime(text, form).date()
            except ValueError:
                continue
        if (serial := excel_date(cell)) is not None:
            if excel_dates:
                return serial
            raise CellError("excel_serial", cell=quoted(cell), date=serial)
        raise CellError("not_a_date", cell=quoted(cell), formats=shown)

    return parse


def flag_parser(left: tuple[str, ...], still: tuple[str, ...]) -> Parser:
    """A parser for "has left": true, false, or a cell that says neither."""
    values = {plain(cell): True for cell in left} | {plain(cell): False for cell in still}
    known = ", ".join(f"“{cell}”" for cell in (*left, *still))

    def parse(cell: str) -> bool:
        found = values.get(plain(cell))
        if found is None:
            raise CellError("left_unknown", cell=quoted(cell), known=known)
        return found

    return parse


class Reader:
    """A column's place and parser, with a memory for the texts it has seen: most repeat."""

    __slots__ = ("cache", "column", "index", "missing", "parse", "required")
    _CACHED = 20_000

    def __init__(
        self, column: str, *, index: int, parse: Parser, missing: frozenset[str], required: bool = False
    ) -> None:
        self.column = column
        self.index = index
        self.parse = parse
        self.missing = missing
        self.required = required
        self.cache: dict[str, object] = {}

    def read(self, cell: str) -> object:
        """Return the value of a cell not in the cache, `None` where it is missing."""
        if cell.casefold() in self.missing:
            if self.required:
                raise CellError("missing_value")
            value: object = None
        else:
            value = self.parse(cell)
        if len(self.cache) < self._CACHED:
            self.cache[cell] = value
        return value
