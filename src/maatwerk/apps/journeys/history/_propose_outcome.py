"""The part of a starter mapping that says how long people stayed and whether they left."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from maatwerk.apps.journeys.history._cells import excel_date, without_time
from maatwerk.apps.journeys.history._guess import Guess
from maatwerk.apps.journeys.history._outcome import END_YEARS
from maatwerk.apps.journeys.history._toml import quote_toml, remarked
from maatwerk.apps.journeys.history._words import GONE, STAYING, Role, words_of


def propose_outcome(guesses: Sequence[Guess]) -> Iterator[str]:
    """Yield the lines of `[outcome]`: from dates where hire and end are there, from a duration otherwise."""
    hired, ended = _first(guesses, "hired_on"), _first(guesses, "ended_on")
    yield "[outcome]"
    if hired and ended:
        yield from _by_dates(hired, ended, _first(guesses, "observed_on"))
    else:
        yield from _by_duration(_first(guesses, "tenure"), _left(guesses))
    yield ""


def no_end(guesses: Sequence[Guess]) -> list[str]:
    """The cells of the end date that mean "no end"."""
    hired, ended = _first(guesses, "hired_on"), _first(guesses, "ended_on")
    if not hired or not ended:
        return []
    form = _forms(hired, ended)[0]
    return [cell for cell in ended.values if (day := _day(cell, form)) and day.year not in END_YEARS]


def _by_dates(hired: Guess, ended: Guess, observed: Guess | None) -> Iterator[str]:
    forms = _forms(hired, ended)
    yield f"hired_on = {quote_toml(hired.column)}"
    yield remarked(f"ended_on = {quote_toml(ended.column)}", _("empty: still employed"))
    if observed:
        yield f"observed_on = {quote_toml(observed.column)}"
    else:
        last = _last_day(hired, ended, forms[0])
        asked = _("fill in the day on which this was known, such as 2025-12-31")
        if last:
            asked += _("; the last date in what was read is %(day)s") % {"day": last.isoformat()}
        yield remarked('observed_on = ""', asked)
    if hired.serial or ended.serial:
        yield remarked("excel_dates = true", _("the dates are day numbers of Excel"))
    else:
        both = {"%d", "%m"} == {form[:2] for form in forms[:2]}
        yield remarked(f'date_format = "{forms[0]}"', _("day or month first? Both fit: look") if both else "")
    yield from _entry("entry_on")


def _by_duration(tenure: Guess | None, left: Guess | None) -> Iterator[str]:
    if tenure:
        yield f"tenure = {quote_toml(tenure.column)}"
    else:
        yield remarked('tenure = ""', _("fill in: how long they stayed"))
    unit = _unit(tenure) if tenure else "months"
    seen = _("seen: %(low)s to %(high)s") % _bounds(tenure) if tenure and tenure.is_number else ""
    yield remarked(f'unit = "{unit}"', seen)
    if tenure and tenure.whole and unit in ("months", "years"):
        whole = _("only whole %(unit)s: 3 is read as 3 and some; false if they were rounded")
        yield remarked("completed = true", whole % {"unit": _("months") if unit == "months" else _("years")})
    if left is None:
        yield remarked('left_column = ""', _("fill in: the column that says whether they left"))
    else:
        yield f"left_column = {quote_toml(left.column)}"
    gone, still = _left_values(left) if left else ([], [])
    says = _("these values say that the person left"), _("and these that they still work there")
    if not (gone and still):
        says = (
            _("fill in: these values say that the person left"),
            _("fill in: and these that they still work there"),
        )
    yield remarked(f"left = [{', '.join(map(quote_toml, gone))}]", says[0])
    yield remarked(f"still = [{', '.join(map(quote_toml, still))}]", says[1])
    yield from _entry("entry")


def _entry(name: str) -> Iterator[str]:
    why = _("only if people were included because they still worked there at some later moment")
    yield remarked(f'# {name} = "…"', why)


def _bounds(tenure: Guess) -> dict[str, str]:
    return {"low": f"{tenure.low:g}", "high": f"{tenure.high:g}"}


def _unit(tenure: Guess) -> str:
    words = words_of(tenure.column)
    for unit, signs in (
        ("days", ("day", "dag")),
        ("weeks", ("week", "weken")),
        ("years", ("year", "jaar", "jaren", "length_of_service")),
    ):
        if any(sign in words for sign in signs):
            return unit
    return "days" if (tenure.high or 0) > 600 else "months"


def _left(guesses: Sequence[Guess]) -> Guess | None:
    """The column that says who left: yes or no rather than many words."""
    found = [one for one in guesses if one.role == "left"]
    return min(found, key=lambda one: (len(one.values) != 2, len(one.values)), default=None)


def _left_values(left: Guess) -> tuple[list[str], list[str]]:
    """Which values say that somebody left; a name such as `currently_employed` turns them round."""
    gone = [value for value in left.values if GONE.fullmatch(value.casefold())]
    still = [value for value in left.values if value not in gone]
    words = words_of(left.column)
    staying = any(sign in words.split("_") or sign == words for sign in STAYING)
    plain = all(len(value) <= 5 for value in left.values)  # yes, no, 1, 0: not "inactive"
    return (still, gone) if staying and plain else (gone, still)


def _forms(hired: Guess, ended: Guess) -> list[str]:
    """The forms that all dates of both columns fit, or else those of either."""
    if not ended.values:
        return list(hired.date_forms) or ["%Y-%m-%d"]
    both = [form for form in hired.date_forms if form in ended.date_forms]
    return both or [*hired.date_forms, *ended.date_forms] or ["%Y-%m-%d"]


def _last_day(hired: Guess, ended: Guess, form: str) -> date | None:
    days = [_day(cell, form) for cell in (*hired.values, *ended.values)]
    return max((day for day in days if day and day.year in END_YEARS), default=None)


def _day(cell: str, form: str) -> date | None:
    try:
        return datetime.strptime(without_time(cell), form).date()
    except ValueError:
        return excel_date(cell)


def _first(guesses: Sequence[Guess], role: Role) -> Guess | None:
    return next((found for found in guesses if found.role == role), None)
