"""What a column might be, from its name and some of its cells. Guesses only: a person confirms them."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from maatwerk.apps.journeys.history._mapping import MISSING

Role = Literal[
    "identity",
    "key",
    "protected",
    "hired_on",
    "ended_on",
    "observed_on",
    "tenure",
    "left",
    "rating",
    "reason",
    "source",
    "number",
    "category",
    "unused",
]

#: Words in English and Dutch, the most telling role first: "reason for leaving" is a reason, not an event.
_WORDS: tuple[tuple[Role, str], ...] = (
    (
        "identity",
        r"(first|last|sur|full|voor|achter)_?na(me|am)|na(me|am)|e?_?mail|phone|telefoon|mobiel|adres"
        r"|address|postcode|zip|city|woonplaats|bsn|ssn|iban|linkedin|photo|foto",
    ),
    (
        "protected",
        r"gender|sex|geslacht|age|leeftijd|birth\w*|geboorte\w*|dob|race|ethnic\w*|etnic\w*|nationalit\w*"
        r"|nationaliteit|religion|religie|geloof|disab\w*|handicap|beperking|marital|burgerlijke|pregnan\w*"
        r"|zwanger\w*|orientation|geaardheid|afkomst|migrat\w*|children|kinderen",
    ),
    ("reason", r"reason|reden"),
    ("observed_on", r"observ\w*|peil\w*|extract\w*|snapshot|as_of"),
    (
        "ended_on",
        r"(end|exit|term\w*|left|leave|separat\w*|uit|eind)\w*_(date|on|datum|dienst)|uit_?dienst\w*"
        r"|einddatum|exitdatum|datum_uit\w*|termination|end_?date",
    ),
    (
        "hired_on",
        r"(hire|hired|start|begin|join|in)\w*_(date|on|datum|dienst)|in_?dienst\w*|startdatum|begindatum"
        r"|datum_in\w*|hire_?date|start_?date",
    ),
    (
        "tenure",
        r"tenure\w*|stag|duration|dienstjaren|diensttijd|diensttermijn|anci\w*nniteit|seniority"
        r"|length_of_service|(months|days|years|weeks)_(employed|worked|at_\w+)|maanden|dagen"
        r"|time_at_\w+|survival\w*",
    ),
    (
        "left",
        r"event|left|attrition|turnover|churn\w*|separated|vertrokken|weg|status|(currently_)?employed"
        r"|active|actief|still_\w+|in_dienst",
    ),
    ("rating", r"(job_)?performance\w*|rating|appraisal|beoordeling|prestatie\w*|functioneren"),
    ("source", r"source|bron|channel|kanaal|wervings\w*|recruitment\w*|traffic|referr\w*|refera?l"),
    ("key", r"id|\w+_id|key|sleutel|\w*nummer|\w*number|number|nr|\w+_nr|person\w*|employee|medewerker\w*"),
)
_NAMED = tuple((role, re.compile(pattern)) for role, pattern in _WORDS)
_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")
_DATES = (
    ("%Y-%m-%d", re.compile(r"\d{4}-\d{1,2}-\d{1,2}")),
    ("%d-%m-%Y", re.compile(r"\d{1,2}-\d{1,2}-\d{4}")),
    ("%d/%m/%Y", re.compile(r"\d{1,2}/\d{1,2}/\d{4}")),
    ("%m/%d/%Y", re.compile(r"\d{1,2}/\d{1,2}/\d{4}")),
    ("%d.%m.%Y", re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}")),
)
_MOST_CATEGORIES = 30
_UNITS = ("days", "weeks", "months", "years", "dagen", "weken", "maanden", "jaren")


@dataclass(frozen=True, slots=True)
class Guess:
    """A column, the role it may have, and what was seen in it."""

    column: str
    role: Role
    values: tuple[str, ...]
    low: float | None = None
    high: float | None = None
    date_format: str = ""
    repeats: bool = False

    @property
    def is_number(self) -> bool:
        """Whether everything seen was a number."""
        return self.low is not None


def guess(column: str, cells: Sequence[str]) -> Guess:
    """Guess a column's role from its name, and from its cells where the name says nothing."""
    seen = Counter(cell.strip() for cell in cells if cell.strip().casefold() not in MISSING)
    values = tuple(value for value, _ in seen.most_common())
    numbers = [float(value.replace(",", ".")) for value in values if _NUMBER.fullmatch(value)]
    numeric = bool(values) and len(numbers) == len(values)
    low, high = (min(numbers), max(numbers)) if numeric else (None, None)
    form = _date_format(values)
    repeats = len(values) < sum(seen.values())
    role = _by_name(column)
    if role in ("hired_on", "ended_on", "observed_on") and not form and values:
        role = "left" if len(values) == 2 else None
    if (role == "tenure" and not numeric) or (role == "left" and len(values) > 4):
        role = None
    if role == "rating" and not numeric:
        role = None
    if role is None:
        role = _by_cells(values, numeric=numeric, repeats=repeats, dated=bool(form))
    return Guess(column, role, values, low=low, high=high, date_format=form, repeats=repeats)


def words_of(column: str) -> str:
    """A column's name in small letters with underscores: `DateHired` is `date_hired`."""
    split = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", column.strip())
    return re.sub(r"[^a-z0-9à-ÿ]+", "_", split.lower()).strip("_")


def _by_name(column: str) -> Role | None:
    words = words_of(column)
    if words in _UNITS:
        return "tenure"
    for role, pattern in _NAMED:
        if pattern.fullmatch(words):
            return role
    parts = words.split("_")
    for role, pattern in _NAMED:
        if role != "key" and any(pattern.fullmatch(part) for part in parts):
            return role
    return None


def _by_cells(values: tuple[str, ...], *, numeric: bool, repeats: bool, dated: bool) -> Role:
    if dated or not values:
        return "unused"
    if numeric:
        return "number"
    return "category" if repeats and len(values) <= _MOST_CATEGORIES else "unused"


def _date_format(values: tuple[str, ...]) -> str:
    """The first form that all values fit, day before month where both are possible."""
    for form, pattern in _DATES:
        if values and all(pattern.fullmatch(value) and _is_date(value, form) for value in values):
            return form
    return ""


def _is_date(value: str, form: str) -> bool:
    try:
        datetime.strptime(value, form)
    except ValueError:
        return False
    return True
