"""The front door of organisations."""

from maatwerk.apps.organisations.closing import close_account
from maatwerk.apps.organisations.invitations import end_visit, invite_visitor
from maatwerk.apps.organisations.letters import Carrier, carry_letters
from maatwerk.apps.organisations.models import Membership, Organisation, Role, TenantModel, User
from maatwerk.apps.organisations.navigation import register as register_navigation
from maatwerk.apps.organisations.navigation import register_open_page
from maatwerk.apps.organisations.operations import add_member, found_organisation, open_account
from maatwerk.apps.organisations.queries import (
    Colleague,
    colleague_words,
    colleagues,
    jurisdictions,
    memberships,
    names,
)
from maatwerk.apps.organisations.resetting import reset_by_operator
from maatwerk.apps.organisations.rules import (
    COLLEAGUES_ROLES,
    Member,
    MemberRequest,
    OrganisationRow,
    require_role,
    role_required,
)
from maatwerk.apps.organisations.start import Step, next_step, waiting
from maatwerk.apps.organisations.veil import colleague_code, veiled

__all__ = [
    "COLLEAGUES_ROLES",
    "Carrier",
    "Colleague",
    "Member",
    "MemberRequest",
    "Membership",
    "Organisation",
    "OrganisationRow",
    "Role",
    "Step",
    "TenantModel",
    "User",
    "add_member",
    "carry_letters",
    "close_account",
    "colleague_code",
    "colleague_words",
    "colleagues",
    "end_visit",
    "found_organisation",
    "invite_visitor",
    "jurisdictions",
    "memberships",
    "names",
    "next_step",
    "open_account",
    "register_navigation",
    "register_open_page",
    "require_role",
    "reset_by_operator",
    "role_required",
    "veiled",
    "waiting",
]
