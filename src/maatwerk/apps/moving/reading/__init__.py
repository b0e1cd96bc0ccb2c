"""Files of another applicant tracking system, read and checked row by row before anything is stored. Knows no database."""

from maatwerk.apps.moving.reading._check import check
from maatwerk.apps.moving.reading._headers import (
    FIELDS,
    STAGES,
    border_of,
    product_name,
    proposed,
    stage_like,
)
from maatwerk.apps.moving.reading._look import Column, Looked, MovingError, look
from maatwerk.apps.moving.reading._plan import (
    ApplicationIn,
    BrokenRow,
    FactIn,
    PersonIn,
    Plan,
    Reading,
    VacancyIn,
    WordSeen,
)

__all__ = [
    "FIELDS",
    "STAGES",
    "ApplicationIn",
    "BrokenRow",
    "Column",
    "FactIn",
    "Looked",
    "MovingError",
    "PersonIn",
    "Plan",
    "Reading",
    "VacancyIn",
    "WordSeen",
    "border_of",
    "check",
    "look",
    "product_name",
    "proposed",
    "stage_like",
]
