"""Reads of privacy, as rows that one viewer may see."""

from maatwerk.apps.privacy.queries.affected import accounts
from maatwerk.apps.privacy.queries.due import DueRow, OwnKeeping, due_row, due_rows, own_keeping
from maatwerk.apps.privacy.queries.held import HoldRow, held_people, hold_rows
from maatwerk.apps.privacy.queries.incidents import (
    IncidentPage,
    IncidentRow,
    ListedPerson,
    TakenPaper,
    incident_page,
    incident_row,
    incident_rows,
    listed_people,
    running_incidents,
    taken_papers,
)

__all__ = [
    "DueRow",
    "HoldRow",
    "IncidentPage",
    "IncidentRow",
    "ListedPerson",
    "OwnKeeping",
    "TakenPaper",
    "accounts",
    "due_row",
    "due_rows",
    "held_people",
    "hold_rows",
    "incident_page",
    "incident_row",
    "incident_rows",
    "listed_people",
    "own_keeping",
    "running_incidents",
    "taken_papers",
]
