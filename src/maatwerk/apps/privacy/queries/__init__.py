"""Reads of privacy, as rows that one viewer may see."""

from maatwerk.apps.privacy.queries.due import DueRow, OwnKeeping, due_row, due_rows, own_keeping
from maatwerk.apps.privacy.queries.held import HoldRow, held_people, hold_rows

__all__ = [
    "DueRow",
    "HoldRow",
    "OwnKeeping",
    "due_row",
    "due_rows",
    "held_people",
    "hold_rows",
    "own_keeping",
]
