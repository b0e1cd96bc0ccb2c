"""The front door of opportunities."""

from maatwerk.apps.opportunities.models import JobFamily, Opportunity
from maatwerk.apps.opportunities.operations import (
    RequirementSpec,
    add_requirement,
    change_requirement,
    classify_family,
    close_opportunity,
    define_success,
    describe_opportunity,
    drop_requirement,
    ensure_job_family,
    open_opportunity,
)
from maatwerk.apps.opportunities.queries import (
    JobFamilyRow,
    OpportunityRow,
    RequirementRow,
    job_families,
    job_family,
    job_family_named,
    opportunities,
    opportunity,
    requirements,
    titles,
)
from maatwerk.apps.opportunities.rules import HEAVIEST, ISCO_DIGITS, LEVELS

__all__ = [
    "HEAVIEST",
    "ISCO_DIGITS",
    "LEVELS",
    "JobFamily",
    "JobFamilyRow",
    "Opportunity",
    "OpportunityRow",
    "RequirementRow",
    "RequirementSpec",
    "add_requirement",
    "change_requirement",
    "classify_family",
    "close_opportunity",
    "define_success",
    "describe_opportunity",
    "drop_requirement",
    "ensure_job_family",
    "job_families",
    "job_family",
    "job_family_named",
    "open_opportunity",
    "opportunities",
    "opportunity",
    "requirements",
    "titles",
]
