"""What one viewer may see of organisations, as plain rows."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from maatwerk.apps.organisations import second_step
from maatwerk.apps.organisations.models import Invitation, Membership, Organisation, Role, User
from maatwerk.apps.organisations.rules import Member, OrganisationRow, no_colleague
from maatwerk.apps.organisations.veil import colleague_code, is_veiled
from maatwerk.kernel import tenancy
from maatwerk.kernel.link_tokens import token_hash
from maatwerk.kernel.models import Rule


@dataclass(frozen=True, slots=True)
class Colleague:
    """A member as other members see them; roles in the order of the role list."""

    user_id: uuid.UUID
    name: str
    email: str
    roles: tuple[Role, ...]

    @property
    def role_labels(self) -> tuple[str, ...]:
        """What the roles are called."""
        return tuple(str(role.label) for role in self.roles)


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """Somebody asked in who has not come yet."""

    id: uuid.UUID
    email: str
    role_labels: tuple[str, ...]
    invited_by: str
    expires_at: dt.datetime
    is_expired: bool


@dataclass(frozen=True, slots=True)
class OpenInvitation:
    """An invitation as the person who was asked sees it."""

    organisation: str
    email: str
    roles: tuple[Role, ...]
    invited_by: str
    expires_at: dt.datetime
    has_account: bool


def memberships(user: User) -> tuple[Member, ...]:
    """Everything this account is a member of, by name of the organisation; one query."""
    with tenancy.acting(account=user.pk):
        rows = Membership.objects.filter(lasting(), user_id=user.pk).select_related("organisation")
        rows = rows.annotate(has_second_step=second_step.has_one("user_id"))
        found: dict[uuid.UUID, list[Membership]] = {}
        for row in rows.order_by("organisation__name", "organisation__slug"):
            found.setdefault(row.organisation_id, []).append(row)
    return tuple(_member(user, theirs) for theirs in found.values())


def _member(user: User, rows: list[Any]) -> Member:
    organisation, since = rows[0].organisation, {Role(row.role): row.created_at for row in rows}
    return Member(
        user.pk,
        str(user),
        user.email,
        organisation_row(organisation),
        frozenset(since),
        None if rows[0].has_second_step else second_step.needed_by(organisation, since),
    )


def colleagues(*roles: Role) -> tuple[Colleague, ...]:
    """Return the members of the organisation acted for, those with one of `roles` where any are named."""
    rows = Membership.objects.filter(
        lasting(), organisation_id=tenancy.current_organisation()
    ).select_related("user")
    found: dict[uuid.UUID, tuple[User, set[Role]]] = {}
    for row in rows.order_by("user__name", "user__email"):
        found.setdefault(row.user_id, (row.user, set()))[1].add(Role(row.role))
    return tuple(
        Colleague(user.pk, *_called(user), tuple(role for role in Role if role in theirs))
        for user, theirs in found.values()
        if not roles or not theirs.isdisjoint(roles)
    )


def _called(user: User) -> tuple[str, str]:
    """Return name and address of a colleague, or a code and nothing."""
    return (colleague_code(user.pk), "") if is_veiled() else (str(user), user.email)


def lasting() -> Q:
    """Return what a membership must be to count: for good, or its period not over."""
    return Q(until__isnull=True) | Q(until__gt=timezone.now())


def answering_to(email: str) -> Q:
    """Return whose memberships are meant by an address: their account's own, or one they proved to hold beside it."""
    held = EmailAddress.objects.filter(email__iexact=email, verified=True).values_list("user_id", flat=True)
    return Q(user__email__iexact=email) | Q(user_id__in=list(held))


def colleague(user_id: uuid.UUID) -> Colleague:
    """Return one member of the organisation acted for; refuse where there is none."""
    found = next((each for each in colleagues() if each.user_id == user_id), None)
    if found is None:
        raise no_colleague()
    return found


def names(user_ids: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return what accounts are called, former members included; for timelines."""
    if is_veiled():
        return {key: colleague_code(key) for key in user_ids}
    return {user.pk: str(user) for user in User.objects.filter(pk__in=user_ids).only("name", "email")}


def colleague_words(users: Collection[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Return how applicants see colleagues: by name where the organisation chose so, else by role."""
    shows = Organisation.objects.values_list("shows_names", flat=True).get(pk=tenancy.current_organisation())
    known = {one.user_id: one for one in colleagues()}
    said = {}
    for key in users:
        one = known.get(key)
        if one is None:
            said[key] = _("a former colleague")
        else:
            said[key] = (
                one.name if shows else _("a colleague (%(roles)s)") % {"roles": ", ".join(one.role_labels)}
            )
    return said


def invitations() -> tuple[InvitationRow, ...]:
    """Return the invitations nobody accepted yet, the newest first."""
    now = timezone.now()
    rows = (
        Invitation.objects.filter(accepted_at__isnull=True)
        .select_related("invited_by")
        .order_by("-created_at")
    )
    return tuple(
        InvitationRow(
            id=row.pk,
            email=row.email,
            role_labels=tuple(str(role.label) for role in Role if role in row.roles),
            invited_by=str(row.invited_by),
            expires_at=row.expires_at,
            is_expired=row.expires_at <= now,
        )
        for row in rows
    )


def open_invitation(organisation_id: uuid.UUID, token: str) -> OpenInvitation | None:
    """Return the invitation a link leads to, while it works."""
    with tenancy.acting(organisation=organisation_id):
        row = (
            Invitation.objects.filter(
                token_hash=token_hash(token), accepted_at__isnull=True, expires_at__gt=timezone.now()
            )
            .select_related("organisation", "invited_by")
            .first()
        )
        if row is None:
            return None
        return OpenInvitation(
            organisation=row.organisation.name,
            email=row.email,
            roles=tuple(role for role in Role if role in row.roles),
            invited_by=str(row.invited_by),
            expires_at=row.expires_at,
            has_account=User.objects.filter(email__iexact=row.email).exists(),
        )


def jurisdictions() -> tuple[str, ...]:
    """Return the places whose rules are in the rule table."""
    places = Rule.objects.exclude(jurisdiction="*").values_list("jurisdiction", flat=True)
    return tuple(places.distinct().order_by("jurisdiction"))


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
        shows_names=organisation.shows_names,
        second_step_for_all=organisation.second_step_for_all_from is not None,
        only_own_sign_in=organisation.only_own_sign_in,
    )
