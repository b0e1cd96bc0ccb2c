"""What one viewer may see of organisations, as plain rows."""

import uuid

from maatwerk.apps.organisations.models import Membership, Organisation, Role, User
from maatwerk.apps.organisations.rules import Member, OrganisationRow
from maatwerk.kernel import tenancy


def memberships(user: User) -> tuple[Member, ...]:
    """Everything this account is a member of, by name of the organisation; one query."""
    with tenancy.acting(account=user.pk):
        rows = Membership.objects.filter(user_id=user.pk).select_related("organisation")
        found: dict[uuid.UUID, tuple[Organisation, set[Role]]] = {}
        for row in rows.order_by("organisation__name", "organisation__slug"):
            found.setdefault(row.organisation_id, (row.organisation, set()))[1].add(Role(row.role))
    return tuple(
        Member(user.pk, str(user), user.email, organisation_row(organisation), frozenset(roles))
        for organisation, roles in found.values()
    )


def organisation_row(organisation: Organisation) -> OrganisationRow:
    """Copy what may be shown out of a row of the database."""
    return OrganisationRow(
        id=organisation.pk,
        name=organisation.name,
        slug=organisation.slug,
        language=organisation.language,
        jurisdiction=organisation.jurisdiction,
        is_simulated=organisation.is_simulated,
        own_view_first=organisation.own_view_first,
        follow_up_months=tuple(organisation.follow_up_months),
    )
