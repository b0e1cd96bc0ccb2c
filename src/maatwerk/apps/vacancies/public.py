"""The front door of vacancies."""

from maatwerk.apps.vacancies.operations import open_vacancy
from maatwerk.apps.vacancies.queries import manager_of, visible_vacancies, visible_vacancy
from maatwerk.apps.vacancies.rules import OPENING_ROLES, may_open_vacancies, sees_every_vacancy

__all__ = [
    "OPENING_ROLES",
    "manager_of",
    "may_open_vacancies",
    "open_vacancy",
    "sees_every_vacancy",
    "visible_vacancies",
    "visible_vacancy",
]
