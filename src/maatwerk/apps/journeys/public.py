"""The front door of journeys."""

from maatwerk.apps.journeys.importing import Imported, import_history, report_as_dict

__all__ = ["Imported", "import_history", "report_as_dict"]
