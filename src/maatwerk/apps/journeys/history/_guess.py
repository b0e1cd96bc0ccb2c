"""What a column might be, from its name and some of its cells. Guesses only: a person confirms them."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from maatwerk.apps.journeys.history._cells import excel_date, without_time
from maatwerk.apps.journeys.history._mapping import MISSING
from maatwerk.apps.journeys.history._words import KEY, PERSONS_KEY, ROWS_KEY, Role, role_by_name, words_of

_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")
_DATES = (
    ("%Y-%m-%d", re.compile(r"\d{4}-\d{1,2}-\d{1,2}")),
    ("%Y/%m/%d", re.compile(r"\d{4}/\d{1,2}/\d{1,2}")),
    ("%Y%m%d", re.compile(r"(19|20)\d{6}")),
    ("%d-%m-%Y", re.compile(r"\d{1,2}-\d{1,2}-\d{4}")),
    ("%m-%d-%Y", re.compile(r"\d{1,2}-\d{1,2}-\d{4}")),
    ("%d/%m/%Y", re.compile(r"\d{1,2}/\d{1,2}/\d{4}")),
    ("%m/%d/%Y", re.compile(r"\d{1,2}/\d{1,2}/\d{4}")),
    ("%d.%m.%Y", re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}")),
    ("%d-%m-%y", re.compile(r"\d{1,2}-\d{1,2}-\d{2}")),
    ("%d/%m/%y", re.compile(r"\d{1,2}/\d{1,2}/\d{2}")),
    ("%m/%d/%y", re.compile(r"\d{1,2}/\d{1,2}/\d{2}")),
    ("%d-%b-%Y", re.compile(r"\d{1,2}-[A-Za-z]{3}-\d{4}")),
    ("%d-%b-%y", re.compile(r"\d{1,2}-[A-Za-z]{3}-\d{2}")),
    ("%d %b %Y", re.compile(r"\d{1,2} [A-Za-z]{3} \d{4}")),
    ("%d %B %Y", re.compile(r"\d{1,2} [A-Za-z]{4,9} \d{4}")),
    ("%b %d, %Y", re.compile(r"[A-Za-z]{3} \d{1,2}, \d{4}")),
)
_ON = ("hired_on", "ended_on", "observed_on")
_MOST_CATEGORIES = 30
_MOST_LEFT = 12
_FEWEST_FOR_CONSTANT = 10
_KEY_SHARE = 0.4  # a key has at least this many different values per row; a department has not


@dataclass(frozen=True, slots=True)
class Guess:
    """A column, the role it may have, and what was seen in it.

    `date_forms` are all forms that every value fits; `serial` says that they are day numbers of Excel.
    `distinct` is the share of different values among those that are there.
    """

    column: str
    role: Role
    values: tuple[str, ...]
    low: float | None = None
    high: float | None = None
    whole: bool = False
    date_forms: tuple[str, ...] = ()
    serial: bool = False
    distinct: float = 0.0

    @property
    def is_number(self) -> bool:
        """Whether everything seen was a number."""
        return self.low is not None

    @property
    def is_date(self) -> bool:
        """Whether everything seen was a date."""
        return bool(self.date_forms) or self.serial


def guess(column: str, cells: Sequence[str]) -> Guess:
    """Guess a column's role from its name, and from its cells where the name says nothing."""
    seen = Counter(cell.strip() for cell in cells if cell.strip().casefold() not in MISSING)
    values = tuple(value for value, _ in seen.most_common())
    numbers = [float(value.replace(",", ".")) for value in values if _NUMBER.fullmatch(value)]
    numeric = bool(values) and len(numbers) == len(values)
    found = Guess(
        column,
        "unused",
        values,
        low=min(numbers) if numeric else None,
        high=max(numbers) if numeric else None,
        whole=numeric and all(number.is_integer() for number in numbers),
        date_forms=_date_forms(values),
        serial=numeric and all(excel_date(value) is not None for value in values),
        distinct=len(values) / seen.total() if seen else 0.0,
    )
    return _with_role(found, count=seen.total())


def _with_role(found: Guess, *, count: int) -> Guess:
    role = role_by_name(found.column)
    if role is not None and not _fits(role, found):
        role = _otherwise(role, found)
    if role is None:
        role = _by_cells(found, count=count)
    if role == "protected" and not found.values:
        role = "unused"
    return replace(found, role=role)


def _fits(role: Role, found: Guess) -> bool:
    """Whether what is in the cells can be what the name says."""
    if not found.values:
        return role not in ("tenure", "rating")
    if role in _ON:
        return found.is_date
    if role == "tenure":
        return found.is_number and not found.date_forms
    if role == "left":
        return len(found.values) <= _MOST_LEFT and (not found.is_number or len(found.values) <= 2)
    return role != "rating" or found.is_number


def _otherwise(role: Role, found: Guess) -> Role | None:
    """The role of a column whose cells are not what its name says."""
    if role in _ON and len(found.values) == 2:
        return "left"
    if role == "rating":
        return "later"  # in words, and a rating follows the hire: no evidence
    return "key" if KEY.fullmatch(words_of(found.column)) else None


def _by_cells(found: Guess, *, count: int) -> Role:
    if found.date_forms or not found.values:
        return "unused"
    if len(found.values) == 1 and count >= _FEWEST_FOR_CONSTANT:
        return "constant"
    if found.is_number:
        return "number"
    return "category" if found.distinct < 1 and len(found.values) <= _MOST_CATEGORIES else "unused"


def persons_key(guesses: Sequence[Guess]) -> Guess | None:
    """The column that may say who is who: named after people, or with some repeated values (a row number has none)."""
    keys = [found for found in guesses if found.role == "key" and _may_be_key(found)]

    def rank(found: Guess) -> tuple[bool, bool, bool]:
        words = words_of(found.column)
        return (
            PERSONS_KEY.fullmatch(words) is not None,
            ROWS_KEY.fullmatch(words) is None,
            found.distinct < 1,
        )

    return max(keys, key=rank, default=None)


def _may_be_key(found: Guess) -> bool:
    """Whether it tells people apart: in a file with a row per person per year a person's number repeats too."""
    persons = PERSONS_KEY.fullmatch(words_of(found.column)) is not None
    return (
        not found.values or found.distinct >= _KEY_SHARE or (persons and len(found.values) > _MOST_CATEGORIES)
    )


def _date_forms(values: tuple[str, ...]) -> tuple[str, ...]:
    """Every form that all values fit, day before month first where both are possible."""
    texts = {without_time(value) for value in values}
    return tuple(
        form
        for form, pattern in _DATES
        if texts and all(pattern.fullmatch(text) and _is_date(text, form) for text in texts)
    )


def _is_date(value: str, form: str) -> bool:
    try:
        datetime.strptime(value, form)
    except ValueError:
        return False
    return True
