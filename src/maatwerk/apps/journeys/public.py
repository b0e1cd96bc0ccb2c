"""The front door of journeys."""

from maatwerk.apps.journeys.applicants import enter_applicant
from maatwerk.apps.journeys.importing import Imported, import_history, people_known, report_as_dict

__all__ = ["Imported", "enter_applicant", "import_history", "people_known", "report_as_dict"]
