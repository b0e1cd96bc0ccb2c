"""History in: files of people once hired, checked line by line before anything is stored.

Pure: reads files, knows no database. `check_history` says everything that is wrong at once and
yields the employments only when nothing is.
"""

from maatwerk.apps.journeys.history._check import (
    CheckedHistory,
    CheckedPeople,
    check_history,
    check_people,
)
from maatwerk.apps.journeys.history._mapping import (
    CategorySpec,
    EvidenceSpec,
    FileSpec,
    Label,
    Level,
    Mapping,
    OutcomeSpec,
    ProtectedSpec,
    RatingSpec,
)
from maatwerk.apps.journeys.history._mapping_read import load_mapping
from maatwerk.apps.journeys.history._problems import HistoryError, Problem
from maatwerk.apps.journeys.history._propose import propose_mapping
from maatwerk.apps.journeys.history._records import (
    Dropped,
    EvidenceValue,
    FileReport,
    HistoryReport,
    HistoryRow,
    Line,
    PersonRow,
)
from maatwerk.kernel.tables import Row, Table, fingerprint, read_table

__all__ = [
    "CategorySpec",
    "CheckedHistory",
    "CheckedPeople",
    "Dropped",
    "EvidenceSpec",
    "EvidenceValue",
    "FileReport",
    "FileSpec",
    "HistoryError",
    "HistoryReport",
    "HistoryRow",
    "Label",
    "Level",
    "Line",
    "Mapping",
    "OutcomeSpec",
    "PersonRow",
    "Problem",
    "ProtectedSpec",
    "RatingSpec",
    "Row",
    "Table",
    "check_history",
    "check_people",
    "fingerprint",
    "load_mapping",
    "propose_mapping",
    "read_table",
]
