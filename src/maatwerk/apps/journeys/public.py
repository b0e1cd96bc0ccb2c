"""The front door of journeys."""

from maatwerk.apps.journeys.applicants import enter_applicant
from maatwerk.apps.journeys.importing import (
    CameInBefore,
    Imported,
    came_in_before,
    import_history,
    people_known,
    report_as_dict,
)

__all__ = [
    "CameInBefore",
    "Imported",
    "came_in_before",
    "enter_applicant",
    "import_history",
    "people_known",
    "report_as_dict",
]
