"""A small mapping, rows that fit it, and the errors of a check in short."""

from maatwerk.apps.journeys.history import CheckedHistory, HistoryRow, PersonRow

MAPPING = """
[history]
name = "Test"
job_family = "service"
sampling = "everyone_hired"

[person]
key = ["id"]

[outcome]
tenure = "months"
unit = "months"
left_column = "left"
left = ["1"]
still = ["0"]

[evidence.score]
construct = "service"
kind = "instrument_result"
instrument = "Test S"
version = "1"
min = 1
max = 10

[evidence.wage]
construct = "wage"
kind = "job_fact"
levels = { white = "white", grey = "grey" }

[protected.sex]
attribute = "sex"
values = { f = "female", m = "male" }
"""
HEADER = "id,months,left,score,wage,sex"
ROWS = (HEADER, "a,5,1,7.5,white,f", "b,12,0,6,grey,m", "c,3.5,1,2,white,f")


def found(checked: CheckedHistory) -> list[tuple[str, int | None, str | None]]:
    """The errors as code, line and column."""
    return [(error.code, error.line, error.column) for error in checked.report.errors]


def evidence(row: HistoryRow | PersonRow) -> dict[str, float | str | None]:
    """Evidence as construct -> value or level."""
    return {one.construct: one.level if one.value is None else one.value for one in row.evidence}
