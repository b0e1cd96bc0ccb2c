"""Reads about applications, as rows that one viewer may see."""

from maatwerk.apps.applications.queries.procedure import (
    ApplicationRow,
    DecisionRow,
    application,
    applications,
    applications_of,
    arrivals,
    decisions,
    last_decision,
    own_view,
    saw_advice,
    told_of,
    undecided,
    was_advised,
)

__all__ = [
    "ApplicationRow",
    "DecisionRow",
    "application",
    "applications",
    "applications_of",
    "arrivals",
    "decisions",
    "last_decision",
    "own_view",
    "saw_advice",
    "told_of",
    "undecided",
    "was_advised",
]
