"""QTI 3 (1EdTech Question and Test Interoperability): packages in and out, and results as a report.

Pure: bytes and drafts, no database. Only what `kinds.py` can ask is read; anything else is refused by its name. What QTI
has no place for (construct labels, fact sheet) travels in `maatwerk.json` beside the test, which other systems ignore.
"""

from maatwerk.apps.assessments.qti._read import read_package
from maatwerk.apps.assessments.qti._results import Answered, Outcome, ReportContent, Taken, results_report
from maatwerk.apps.assessments.qti._write import write_package

__all__ = [
    "Answered",
    "Outcome",
    "ReportContent",
    "Taken",
    "read_package",
    "results_report",
    "write_package",
]
