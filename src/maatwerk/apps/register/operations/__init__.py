"""Writes of the register, by subject."""

from maatwerk.apps.register.operations.letting_in import Visit, end_mandate, let_auditor_in
from maatwerk.apps.register.operations.planning import (
    PlanWish,
    approve_plan,
    propose_plan,
    settle_with_council,
)
from maatwerk.apps.register.operations.preparing import Prepared, write_preparation
from maatwerk.apps.register.operations.reviewing import hold_review, plan_review
from maatwerk.apps.register.operations.stating import (
    RiskStated,
    Sheet,
    Statement,
    keep_risk,
    state_component,
    write_sheet,
)

__all__ = [
    "PlanWish",
    "Prepared",
    "RiskStated",
    "Sheet",
    "Statement",
    "Visit",
    "approve_plan",
    "end_mandate",
    "hold_review",
    "keep_risk",
    "let_auditor_in",
    "plan_review",
    "propose_plan",
    "settle_with_council",
    "state_component",
    "write_preparation",
    "write_sheet",
]
