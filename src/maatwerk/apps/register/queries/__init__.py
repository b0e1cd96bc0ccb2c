"""Reads of the register, by subject."""

from maatwerk.apps.register.queries.components import entries, entry, registered_versions, statements
from maatwerk.apps.register.queries.looking_after import (
    mandates,
    overdue_reviews,
    paper_content,
    papers,
    reviews,
    risks,
    unlinked_risks,
)
from maatwerk.apps.register.queries.plans import (
    bounds_of,
    plan_in_force,
    plans,
    preparation_of_family,
    sheet_of_family,
)

__all__ = [
    "bounds_of",
    "entries",
    "entry",
    "mandates",
    "overdue_reviews",
    "paper_content",
    "papers",
    "plan_in_force",
    "plans",
    "preparation_of_family",
    "registered_versions",
    "reviews",
    "risks",
    "sheet_of_family",
    "statements",
    "unlinked_risks",
]
