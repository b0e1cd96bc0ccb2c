"""A starter mapping for a file that nobody has described yet; what must be decided is left empty."""

from collections.abc import Iterator, Sequence
from math import ceil, floor, log10

from django.utils.translation import gettext as _

from maatwerk.apps.journeys.history._guess import Guess, guess, persons_key
from maatwerk.apps.journeys.history._mapping import MISSING
from maatwerk.apps.journeys.history._propose_outcome import no_end, propose_outcome
from maatwerk.apps.journeys.history._toml import key_from, quote_toml, remarked
from maatwerk.apps.journeys.history._words import Role, is_fact, words_of

_MOST_LEVELS = 30
#: Numbers with so few different values are codes, when they stand for a protected attribute.
_MOST_CODES = 12
#: The usual scales; whole numbers fit the ones that whole numbers are usual for.
_SCALES = ((0, 1), (1, 5), (1, 7), (1, 10), (0, 10), (0, 20), (0, 50), (0, 100), (0, 200))
_WHOLE_SCALES = frozenset({(1, 5), (1, 7)})
#: What may differ between two people and not between two copies of one row.
_TELLING: tuple[Role, ...] = (
    "tenure", "protected", "hired_on", "number", "category", "later", "source", "rating",
)  # fmt: skip
_SINGLE: tuple[Role, ...] = ("tenure", "left", "rating", "reason", "source")
_DATES: tuple[Role, ...] = ("hired_on", "ended_on", "observed_on")
_BIRTH_YEARS = (1920, 2015)


def propose_mapping(header: Sequence[str], sample_rows: Sequence[Sequence[str]], *, name: str = "") -> str:
    """Write a mapping with a guess for every column, to be read and corrected by somebody who knows the file.

    What stands behind a # is in the language active now; the names of TOML never change.

    Parameters
    ----------
    header
        The names of the columns.
    sample_rows
        Some rows, as lists of cells; a few thousand show most of the values.
    name
        What to call the history; "My history" in the language active now where nothing is given.

    Returns
    -------
    str
        TOML. It does not load until the entries marked “fill in” are filled in: how people were sampled and
        which instrument gave each score cannot be guessed.
    """
    cells = [[row[at] if at < len(row) else "" for row in sample_rows] for at in range(len(header))]
    guesses = [guess(title, column) for title, column in zip(header, cells, strict=True)]
    attributes = _attributes(guesses)
    used = _used(guesses, attributes)
    lines = [
        "# " + _("A starter mapping. Everything below is a guess from names and values: read every line."),
        "# " + _("%(file)s explains what can stand here.") % {"file": "docs/howto/own-data.md"},
        "",
        *_history(guesses, name or _("My history")),
        *_person(guesses),
        *propose_outcome(guesses),
        *_rating(_first(guesses, "rating")),
        *_category(_first(guesses, "reason"), "reason"),
        *_category(_first(guesses, "source"), "source"),
    ]
    constructs: set[str] = set()
    for found in guesses:
        if found.column in attributes:
            lines += _protected(found, attributes[found.column])
        elif found.role in ("number", "category"):
            lines += _evidence(found, constructs)
    return "\n".join([*lines, *_ignore(guesses, used)]) + "\n"


def _history(guesses: list[Guess], name: str) -> Iterator[str]:
    yield "[history]"
    yield remarked(f"name = {quote_toml(name)}", _("what you call it"))
    family = f'job_family = "{key_from(words_of(name))}"'
    yield remarked(family, _("the kind of work all these people did"))
    asked = _("fill in: %(everyone)s, or %(by_outcome)s if leavers were looked for")
    yield "# " + asked % {"everyone": '"everyone_hired"', "by_outcome": '"by_outcome"'}
    yield 'sampling = ""'
    if ends := no_end(guesses):
        cells = ", ".join(quote_toml(cell) for cell in (*MISSING, *ends))
        yield remarked(f"missing = [{cells}]", _("cells that mean: not known, or no end date"))
    yield ""


def _person(guesses: list[Guess]) -> list[str]:
    key = persons_key(guesses)
    if key:
        line = f"key = [{quote_toml(key.column)}]"
        return ["[person]", remarked(line, _("the same value is the same person")), ""]
    known = [found.column for found in guesses if found.role in _TELLING and found.values]
    columns = ", ".join(quote_toml(title) for title in known)
    return [
        "[person]",
        "# " + _("No column looks like a key. Rows that agree on all of these are taken for one person."),
        f"same_when = [[{columns}]]",
        "",
    ]


def _rating(found: Guess | None) -> list[str]:
    if found is None:
        return []
    direction = 'direction = "higher_is_better"'
    return ["[rating]", f"column = {quote_toml(found.column)}", *_range(found), direction, ""]


def _category(found: Guess | None, role: str) -> list[str]:
    if found is None:
        return []
    return [f"[{role}]", f"column = {quote_toml(found.column)}", *_values(found, f"{role}.values"), ""]


def _protected(found: Guess, attribute: str) -> list[str]:
    title = quote_toml(found.column)
    lines = [
        remarked(f"[protected.{title}]", _("kept apart: for the audit of impact, never for advice")),
        f'attribute = "{attribute}"',
    ]
    if attribute == "birth_year":
        if found.date_forms or found.serial:
            form = found.date_forms[0] if found.date_forms else "%Y-%m-%d"
            why = _("a date of birth: only the year is kept")
            lines.append(remarked(f'date_format = "{form}"', why))
        return [*lines, f"min = {_BIRTH_YEARS[0]}", f"max = {_BIRTH_YEARS[1]}", ""]
    codes = attribute not in ("age", "birth_year") and len(found.values) <= _MOST_CODES
    if found.is_number and not codes:
        return [*lines, *_range(found), ""]
    return [*lines, *_values(found, f"protected.{title}.values"), ""]


def _attributes(guesses: list[Guess]) -> dict[str, str]:
    """The attribute of each column that the audit has a place for; one column for each, the plainest name first."""
    found: dict[str, str] = {}
    protected = [one for one in guesses if one.role == "protected"]
    for one in sorted(protected, key=lambda one: len(words_of(one.column).split("_"))):
        attribute = _attribute(one)
        if attribute and attribute not in found.values():
            found[one.column] = attribute
    return found


def _attribute(found: Guess) -> str:
    parts = words_of(found.column).split("_")
    if any(part.startswith(("birth", "geboorte", "geb", "dob", "yob")) for part in parts):
        return "birth_year"
    if any(part in ("gender", "sex", "geslacht") for part in parts):
        boss = any(
            part in ("head", "manager", "supervisor", "boss", "chef", "leidinggevende") for part in parts
        )
        return "manager_sex" if boss else "sex"
    return "age" if found.is_number and any(part in ("age", "leeftijd") for part in parts) else ""


def _evidence(found: Guess, constructs: set[str]) -> list[str]:
    title = quote_toml(found.column)
    construct = key_from(words_of(found.column))
    while construct in constructs:
        construct += "_2"
    constructs.add(construct)
    label = quote_toml(words_of(found.column).replace("_", " ").capitalize())
    lines = [
        f"[evidence.{title}]",
        f'construct = "{construct}"',
        f"label = {{ en = {label}, nl = {label} }}",
    ]
    if found.role == "category":
        values = _values(found, f"evidence.{title}.levels", name="levels")
        return [*lines, 'kind = "job_fact"', *values, ""]
    opposite = _("or %(other)s") % {"other": '"lower_is_more"'}
    direction = remarked('direction = "higher_is_more"', opposite)
    if is_fact(found.column):
        doubt = _("or %(other)s, if a test gave this number") % {"other": '"instrument_result"'}
        return [*lines, remarked('kind = "job_fact"', doubt), *_range(found), direction, ""]
    doubt = _("or %(other)s, if no test gave this number") % {"other": '"job_fact"'}
    return [
        *lines,
        remarked('kind = "instrument_result"', doubt),
        remarked('instrument = ""', _("fill in: which test, and which version of it")),
        'version = ""',
        *_range(found),
        direction,
        "",
    ]


def _range(found: Guess) -> list[str]:
    """The usual scale that what was seen fits in, or else what was seen, with as much again to spare."""
    low, high = found.low or 0.0, found.high or 0.0
    lowest, highest = _scale(low, high, whole=found.whole)
    seen = _("seen: %(low)s to %(high)s; state the scale's own") % {"low": f"{low:g}", "high": f"{high:g}"}
    return [remarked(f"min = {lowest:g}", seen), f"max = {highest:g}"]


def _scale(low: float, high: float, *, whole: bool) -> tuple[float, float]:
    for lowest, highest in _SCALES:
        if (lowest, highest) in _WHOLE_SCALES and not whole:
            continue
        if lowest <= low and highest / 2 < high <= highest:
            return float(lowest), float(highest)
    room = high - low or 1.0
    step = 10.0 ** floor(log10(room))  # bounds that are easy to read
    return (0.0 if low >= 0 else floor((low - room) / step) * step), ceil((high + room) / step) * step


def _values(found: Guess, table: str, name: str = "values") -> list[str]:
    if not found.values or len(found.values) > _MOST_LEVELS:
        return [f'{name} = "any"']
    lines = ["", f"[{table}]"]
    used: set[str] = set()
    for value in sorted(found.values):
        key = key_from(value)
        while key in used:
            key += "_2"
        used.add(key)
        said = quote_toml(value)
        lines.append(f"{said} = {{ key = {quote_toml(key)}, en = {said}, nl = {said} }}")
    return lines


def _used(guesses: list[Guess], attributes: dict[str, str]) -> set[str]:
    """The columns that have a place in the mapping already."""
    by_dates = _first(guesses, "hired_on") and _first(guesses, "ended_on")
    roles = {*_SINGLE, *_DATES} - ({"tenure", "left"} if by_dates else set(_DATES))
    places = [persons_key(guesses), *(_first(guesses, role) for role in (*_SINGLE, *_DATES) if role in roles)]
    several = [found for found in guesses if found.role in ("number", "category")]
    return {found.column for found in (*places, *several) if found} | set(attributes)


def _ignore(guesses: list[Guess], used: set[str]) -> list[str]:
    lines = ["[ignore]", "# " + _("Columns that are not read at all.")]
    place = 'attribute = "self_description"'
    for role, why in (
        ("identity", _("These look like identity; a history needs no names")),
        (
            "protected",
            _(
                "Protected by law, and not among what the audit has a place for (or there twice). Where people described "
                "themselves, %(place)s is the place"
            )
            % {"place": place},
        ),
        ("constant", _("The same in every row, so they tell nothing")),
        ("remark", _("Free text")),
        (
            "later",
            _(
                "These look like things that became known after the hire, or grow with the tenure. Whoever leaves early never "
                "gets that far, so they would predict staying by themselves. Give one a section of its own only if it was "
                "known before"
            ),
        ),
    ):
        if named := [
            quote_toml(found.column) for found in guesses if found.role == role and found.column not in used
        ]:
            lines.append(f"# {why}: {', '.join(named)}")
    rest = [quote_toml(found.column) for found in guesses if found.column not in used]
    return [*lines, f"columns = [{', '.join(rest)}]"]


def _first(guesses: list[Guess], role: Role) -> Guess | None:
    return next((found for found in guesses if found.role == role), None)
