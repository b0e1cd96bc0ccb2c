"""The front door of organisations."""

from maatwerk.apps.organisations.models import Membership, Organisation, Role, TenantModel, User
from maatwerk.apps.organisations.navigation import register as register_navigation
from maatwerk.apps.organisations.rules import (
    Member,
    MemberRequest,
    OrganisationRow,
    require_role,
    role_required,
)
from maatwerk.apps.organisations.start import Step, next_step, waiting

__all__ = [
    "Member",
    "MemberRequest",
    "Membership",
    "Organisation",
    "OrganisationRow",
    "Role",
    "Step",
    "TenantModel",
    "User",
    "next_step",
    "register_navigation",
    "require_role",
    "role_required",
    "waiting",
]
