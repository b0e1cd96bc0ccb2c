"""Why a file of scores and outcomes cannot be used, in a sentence that says where and what to do."""

from typing import NamedTuple

from maatwerk.cli.output import Stop, _
from maatwerk.cli.validity_cells import is_date
from maatwerk.cli.validity_titles import is_leaving


class Called(NamedTuple):
    """A column that is called like an outcome, and what the others are called."""

    file: str
    column: str
    names: str


def no_outcome(file: str, names: str) -> Stop:
    """No title is one of an outcome."""
    return Stop(
        _(
            "%(file)s: no column looks like an outcome (a rating of work, still employed or not). "
            "Name it: --outcome COL. It has: %(names)s."
        ),
        code="no_outcome",
        file=file,
        names=names,
    )


def no_score(file: str, names: str) -> Stop:
    """No column can be a score."""
    return Stop(
        _("%(file)s: no column looks like a score. Name it: --score COL. It has: %(names)s."),
        code="no_score",
        file=file,
        names=names,
    )


def always_the_same(called: Called) -> Stop:
    """The outcome does not vary."""
    return Stop(
        _(
            "%(file)s: “%(column)s” is called like an outcome, but is the same in every row. "
            "Name another: --outcome COL. It has: %(names)s."
        ),
        code="no_outcome",
        **called._asdict(),
    )


def unreadable_outcome(called: Called, cell: str, line: int) -> Stop:
    """A cell of the outcome is no number, no yes or no, and no word of a scale."""
    if not is_date(cell):
        sentence = _(
            "%(file)s: “%(column)s” is called like an outcome, but line %(line)d says “%(cell)s”: no number, no yes or no, no"
            " word of a scale that is known here. Write numbers, or name another column: --outcome COL. It has: %(names)s."
        )
    elif is_leaving(called.column):
        sentence = _(
            "%(file)s: “%(column)s” holds dates (line %(line)d: “%(cell)s”). Write the months that somebody was there, and in "
            "another column who left; or use `maatwerk history` and `model`, which read a start and an end. It has: %(names)s."
        )
    else:
        sentence = _(
            "%(file)s: “%(column)s” is called like an outcome, but line %(line)d holds a date (“%(cell)s”). Spreadsheet "
            "programs make dates of numbers such as 6-3: write the numbers again, or name another column: --outcome COL. "
            "It has: %(names)s."
        )
    return Stop(sentence, code="no_outcome", cell=cell, line=line, **called._asdict())


def nobody_hired(file: str, column: str, cell: str, line: int) -> Stop:
    """The column that says who was hired says it of nobody."""
    return Stop(
        _(
            "%(file)s: according to “%(column)s” nobody was hired (line %(line)d says “%(cell)s”), and only who was hired has an "
            "outcome. Name another column: --hired COL, or leave this one out of the file."
        ),
        code="nobody_hired",
        file=file,
        column=column,
        cell=cell,
        line=line,
    )


def scores_below_each_other(file: str, person: str, kind: str, lines: tuple[int, int]) -> Stop:
    """Everybody has a row for each score."""
    return Stop(
        _(
            "%(file)s: lines %(first)d and %(second)d are about one person (“%(person)s”), with another “%(kind)s” each. "
            "Make one row per person, with a column for each score."
        ),
        code="several_rows_each",
        file=file,
        person=person,
        kind=kind,
        first=lines[0],
        second=lines[1],
    )
