"""The front door of organisations."""

from maatwerk.apps.organisations.models import Membership, Organisation, Role, TenantModel, User

__all__ = ["Membership", "Organisation", "Role", "TenantModel", "User"]
