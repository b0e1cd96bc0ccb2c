"""The front door of cases."""

from maatwerk.apps.cases.contracts import Answer, Asked, CaseDetail, CaseRow
from maatwerk.apps.cases.models import Case
from maatwerk.apps.cases.operations import answer_case, assign_case, close_case, open_case
from maatwerk.apps.cases.queries import case, number_open_of, open_cases_of, own_cases, page_of_cases
from maatwerk.apps.cases.rules import ANSWERERS, CASE_ROLES, due_on
from maatwerk.apps.cases.subjects import case_subject

__all__ = [
    "ANSWERERS",
    "CASE_ROLES",
    "Answer",
    "Asked",
    "Case",
    "CaseDetail",
    "CaseRow",
    "answer_case",
    "assign_case",
    "case",
    "case_subject",
    "close_case",
    "due_on",
    "number_open_of",
    "open_case",
    "open_cases_of",
    "own_cases",
    "page_of_cases",
]
