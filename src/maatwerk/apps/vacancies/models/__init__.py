"""What a vacancy promises, who works on it, what of it is public, and by which channels people find it."""

from maatwerk.apps.vacancies.models.channels import (
    Campaign,
    DailyViews,
    Listing,
    Spend,
    Touchpoint,
    TrackedLink,
)
from maatwerk.apps.vacancies.models.published import ClosedPosting, Posting, SavedSearch
from maatwerk.apps.vacancies.models.vacancy import (
    HiringTeamMember,
    Question,
    Requisition,
    Step,
    Vacancy,
    VacancyTemplate,
)

__all__ = [
    "Campaign",
    "ClosedPosting",
    "DailyViews",
    "HiringTeamMember",
    "Listing",
    "Posting",
    "Question",
    "Requisition",
    "SavedSearch",
    "Spend",
    "Step",
    "Touchpoint",
    "TrackedLink",
    "Vacancy",
    "VacancyTemplate",
]
