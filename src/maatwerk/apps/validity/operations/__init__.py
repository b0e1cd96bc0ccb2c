"""Writes of validity: studies, what people state, findings about groups, alarms, and experiments."""

from maatwerk.apps.validity.operations.alarms import expect_look, look_at_following
from maatwerk.apps.validity.operations.experimenting import (
    Declaration,
    deal,
    declare_experiment,
    end_experiment,
    end_where_due,
    judge_experiment,
)
from maatwerk.apps.validity.operations.grouping import find_by_group
from maatwerk.apps.validity.operations.stating import state_reliability, state_worth
from maatwerk.apps.validity.operations.studying import OUTCOME_RATING, study

__all__ = [
    "OUTCOME_RATING",
    "Declaration",
    "deal",
    "declare_experiment",
    "end_experiment",
    "end_where_due",
    "expect_look",
    "find_by_group",
    "judge_experiment",
    "look_at_following",
    "state_reliability",
    "state_worth",
    "study",
]
