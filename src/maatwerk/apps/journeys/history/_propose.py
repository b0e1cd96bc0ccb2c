"""A starter mapping for a file that nobody has described yet; what must be decided is left empty."""

from collections.abc import Sequence

from maatwerk.apps.journeys.history._guess import Guess, Role, guess, words_of
from maatwerk.apps.journeys.history._toml import key_from

_SURE_LEFT = (
    "1",
    "yes",
    "y",
    "true",
    "ja",
    "j",
    "left",
    "vertrokken",
    "uit dienst",
    "terminated",
    "inactive",
)
_STAYING = ("current", "still", "active", "actief", "employed")
_MOST_LEVELS = 30


def propose_mapping(header: Sequence[str], sample_rows: Sequence[Sequence[str]]) -> str:
    """Write a mapping with a guess for every column, to be read and corrected by somebody who knows the file.

    Parameters
    ----------
    header
        The names of the columns.
    sample_rows
        Some rows, as lists of cells; a few hundred show most of the values.

    Returns
    -------
    str
        TOML. It does not load until the entries marked “fill in” are filled in: how people were sampled and
        which instrument gave each score cannot be guessed.
    """
    cells = [[row[at] if at < len(row) else "" for row in sample_rows] for at in range(len(header))]
    guesses = [guess(name, column) for name, column in zip(header, cells, strict=True)]
    lines = [
        "# A starter mapping. Everything below is a guess from names and values: read every line.",
        "# docs/howto/own-data.md explains what can stand here.",
        "",
        *_history(),
        *_person(guesses),
        *_outcome(guesses),
        *_special(guesses, "rating"),
        *_special(guesses, "reason"),
        *_special(guesses, "source"),
    ]
    for found in guesses:
        if found.role == "protected":
            lines += _protected(found)
        elif found.role in ("number", "category"):
            lines += _evidence(found)
    return "\n".join([*lines, *_ignore(guesses)]) + "\n"


def _history() -> list[str]:
    return [
        "[history]",
        'name = "My history"                # what you call it',
        'job_family = "my_job_family"       # the kind of work all these people did',
        '# fill in: "everyone_hired", or "by_outcome" if leavers were looked for',
        'sampling = ""',
        "",
    ]


def _person(guesses: list[Guess]) -> list[str]:
    keys = _key(guesses)
    if keys:
        return ["[person]", f"key = [{_quote(keys.column)}]         # the same value is the same person", ""]
    known = [found.column for found in guesses if found.role in ("tenure", "protected", "hired_on", "number")]
    columns = ", ".join(_quote(name) for name in known)
    return [
        "[person]",
        "# No column looks like a key. Rows that agree on all of these are taken for one person.",
        f"same_when = [[{columns}]]",
        "",
    ]


def _outcome(guesses: list[Guess]) -> list[str]:
    hired, ended = _first(guesses, "hired_on"), _first(guesses, "ended_on")
    if hired and ended:
        return _outcome_by_dates(hired, ended, _first(guesses, "observed_on"))
    tenure, left = _first(guesses, "tenure"), _first(guesses, "left")
    lines = ["[outcome]", f"tenure = {_quote(tenure.column if tenure else '')}"]
    unit = _unit(tenure) if tenure else "months"
    seen = f"  # seen: {tenure.low:g} to {tenure.high:g}" if tenure and tenure.is_number else ""
    lines += [f'unit = "{unit}"{seen}', f"left_column = {_quote(left.column if left else '')}"]
    gone, still = _left_values(left) if left else ([], [])
    return [
        *lines,
        f"left = [{', '.join(map(_quote, gone))}]   # these values say that the person left",
        f"still = [{', '.join(map(_quote, still))}]  # and these that they still work there",
        "",
    ]


def _outcome_by_dates(hired: Guess, ended: Guess, observed: Guess | None) -> list[str]:
    forms = list(dict.fromkeys(form for form in (hired.date_format, ended.date_format) if form))
    return [
        "[outcome]",
        f"hired_on = {_quote(hired.column)}",
        f"ended_on = {_quote(ended.column)}     # empty: still employed",
        f"observed_on = {_quote(observed.column)}"
        if observed
        else 'observed_on = ""      # fill in: 2025-12-31',
        f"date_format = [{', '.join(map(_quote, forms or ['%Y-%m-%d']))}]",
        "",
    ]


def _unit(tenure: Guess) -> str:
    words = words_of(tenure.column)
    for unit, signs in (("days", ("day", "dag")), ("weeks", ("week",)), ("years", ("year", "jaar", "jaren"))):
        if any(sign in words for sign in signs):
            return unit
    return "days" if (tenure.high or 0) > 600 else "months"


def _left_values(left: Guess) -> tuple[list[str], list[str]]:
    """Which values say that somebody left; a name such as `currently_employed` turns them round."""
    gone = [value for value in left.values if value.casefold() in _SURE_LEFT]
    still = [value for value in left.values if value not in gone]
    if any(sign in words_of(left.column) for sign in _STAYING):
        return still, gone
    return gone, still


def _special(guesses: list[Guess], role: Role) -> list[str]:
    found = _first(guesses, role)
    if not found:
        return []
    lines = [f"[{role}]", f"column = {_quote(found.column)}"]
    if role == "rating":
        return [*lines, *_range(found), 'direction = "higher_is_better"', ""]
    return [*lines, *_values(found, f"{role}.values"), ""]


def _protected(found: Guess) -> list[str]:
    attribute = _attribute(found)
    lines = [
        f"[protected.{_quote(found.column)}]      # kept apart: for the audit of impact, never for advice",
        f'attribute = "{attribute}"',
    ]
    if found.is_number:
        return [*lines, *_range(found), ""]
    return [*lines, *_values(found, f"protected.{_quote(found.column)}.values"), ""]


def _attribute(found: Guess) -> str:
    words = words_of(found.column)
    for attribute, signs in (
        ("sex", ("gender", "sex", "geslacht")),
        ("birth_year", ("birth", "geboorte", "dob")),
        ("age", ("age", "leeftijd")),
    ):
        if any(sign in words for sign in signs):
            own = words in signs or attribute == "birth_year"
            return attribute if own else key_from(words)
    return key_from(words)


def _evidence(found: Guess) -> list[str]:
    construct = key_from(words_of(found.column))
    label = _quote(construct.replace("_", " ").capitalize())
    lines = [
        f"[evidence.{_quote(found.column)}]",
        f'construct = "{construct}"',
        f"label = {{ en = {label}, nl = {label} }}",
    ]
    if found.role == "number":
        return [
            *lines,
            'kind = "instrument_result"     # or "job_fact", if no test gave this number',
            'instrument = ""                # fill in: which test, and which version of it',
            'version = ""',
            *_range(found),
            'direction = "higher_is_more"   # or "lower_is_more"',
            "",
        ]
    table = f"evidence.{_quote(found.column)}.levels"
    return [*lines, 'kind = "job_fact"', *_values(found, table, name="levels"), ""]


def _range(found: Guess) -> list[str]:
    return [
        f"min = {found.low or 0:g}     # the lowest seen: state the scale's own",
        f"max = {found.high if found.high != found.low else (found.high or 0) + 1:g}     # the highest seen",
    ]


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
        lines.append(
            f"{_quote(value)} = {{ key = {_quote(key)}, en = {_quote(value)}, nl = {_quote(value)} }}"
        )
    return lines


def _ignore(guesses: list[Guess]) -> list[str]:
    identity = [found.column for found in guesses if found.role == "identity"]
    single: tuple[Role, ...] = ("tenure", "left", "rating", "reason", "source")
    taken = {id(_key(guesses)), *(id(_first(guesses, role)) for role in single)}
    if _first(guesses, "hired_on") and _first(guesses, "ended_on"):
        taken -= {id(_first(guesses, "tenure")), id(_first(guesses, "left"))}
        dates: tuple[Role, ...] = ("hired_on", "ended_on", "observed_on")
        taken |= {id(_first(guesses, role)) for role in dates}
    rest = [
        found.column
        for found in guesses
        if found.role not in ("identity", "protected", "number", "category") and id(found) not in taken
    ]
    lines = ["[ignore]", "# Columns that are not read at all."]
    if identity:
        lines.append(
            "# These look like identity; a history needs no names: " + ", ".join(map(_quote, identity))
        )
    return [*lines, f"columns = [{', '.join(_quote(name) for name in (*identity, *rest))}]"]


def _key(guesses: list[Guess]) -> Guess | None:
    """The column that may say who is who: one with repeated values is no mere row number."""
    keys = [found for found in guesses if found.role == "key"]
    return next((found for found in keys if found.repeats), keys[0] if keys else None)


def _first(guesses: list[Guess], role: Role) -> Guess | None:
    return next((found for found in guesses if found.role == role), None)


def _quote(text: str) -> str:
    """A TOML basic string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(f"\\u{ord(sign):04x}" if ord(sign) < 32 else sign for sign in escaped) + '"'
