"""The front door of journeys."""

from maatwerk.apps.journeys.applicants import enter_applicant
from maatwerk.apps.journeys.asking import ask_about, ask_about_data
from maatwerk.apps.journeys.consents import agree, keep_wish
from maatwerk.apps.journeys.importing import (
    CameInBefore,
    Imported,
    came_in_before,
    import_history,
    people_known,
    report_as_dict,
)
from maatwerk.apps.journeys.outcome_files import WrongRows, open_questions, record_answers
from maatwerk.apps.journeys.told_advice import told_advice

__all__ = [
    "CameInBefore",
    "Imported",
    "WrongRows",
    "agree",
    "ask_about",
    "ask_about_data",
    "came_in_before",
    "enter_applicant",
    "import_history",
    "keep_wish",
    "open_questions",
    "people_known",
    "record_answers",
    "report_as_dict",
    "told_advice",
]
