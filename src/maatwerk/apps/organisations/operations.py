"""What changes organisations, their members and their invitations."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.organisations import queries
from maatwerk.apps.organisations.models import (
    Membership,
    Organisation,
    ProviderIdentity,
    Role,
    SignInDoor,
    User,
)
from maatwerk.apps.organisations.rules import (
    FOLLOW_UP_MONTHS,
    Member,
    OrganisationRow,
    no_colleague,
    require_role,
)
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.ids import new_id
from maatwerk.kernel.refusals import Refusal
from maatwerk.kernel.turns import take_turn

_SLUG_TRIES = 100


def found_organisation(
    *,
    user_id: uuid.UUID,
    name: str,
    roles: Collection[Role],
    slug: str = "",
    language: str = settings.LANGUAGE_CODE,
    jurisdiction: str = "NL",
    follow_up_months: Collection[int] = FOLLOW_UP_MONTHS,
    is_simulated: bool = False,
) -> OrganisationRow:
    """Make an organisation; who founds it is its first administrator, beside the roles asked for.

    Without a `slug`, one is made from the name, with a number where another organisation has it.
    """
    key = new_id()
    with tenancy.acting(organisation=key, account=user_id):
        organisation = _insert_with_free_slug(
            Organisation(
                id=key,
                name=name,
                slug=slug,
                language=language,
                jurisdiction=jurisdiction,
                is_simulated=is_simulated,
                follow_up_months=sorted(follow_up_months),
            )
        )
        _give_roles(key, user_id, {*roles, Role.ADMINISTRATOR})
        events.record("organisations.organisation_founded", object_id=key, is_simulated=is_simulated)
    return queries.organisation_row(organisation)


@transaction.atomic
def found_once(user: User, *, name: str, **given: Any) -> OrganisationRow:
    """Make an organisation as its page asks; a page that is sent twice makes one, and a founder has one of each name."""
    take_turn(f"found an organisation:{user.pk}")
    mine = (one.organisation for one in queries.memberships(user))
    known = next((one for one in mine if one.name == name), None)
    return known or found_organisation(user_id=user.pk, name=name, **given)


def _insert_with_free_slug(organisation: Organisation) -> Organisation:
    """Insert it; a slug that is taken shows only by being refused, since others' organisations are unseen."""
    wanted = organisation.slug
    base = wanted or slugify(organisation.name)[:34].strip("-") or "organisation"
    for number in range(1, _SLUG_TRIES + 1):
        organisation.slug = base if number == 1 else f"{base}-{number}"
        try:
            with transaction.atomic():
                organisation.save(force_insert=True)
        except IntegrityError:
            if wanted:
                break
        else:
            return organisation
    raise Refusal(
        _("Another organisation has the address “%(slug)s”. Choose another one.") % {"slug": base},
        code="slug_taken",
        field="slug",
    )


@transaction.atomic
def change_settings(
    *,
    member: Member,
    name: str,
    language: str,
    jurisdiction: str,
    own_view_first: bool,
    follow_up_months: Collection[int],
    shows_names: bool = False,
    second_step_for_all: bool = False,
) -> OrganisationRow:
    """Change how the organisation works; what changed, and from what, is logged."""
    require_role(member, Role.ADMINISTRATOR)
    organisation = _locked(member)
    wished = {
        "name": name,
        "language": language,
        "jurisdiction": jurisdiction,
        "own_view_first": own_view_first,
        "shows_names": shows_names,
        "follow_up_months": sorted(follow_up_months),
    }
    if second_step_for_all is not (organisation.second_step_for_all_from is not None):
        wished["second_step_for_all_from"] = timezone.now() if second_step_for_all else None
    before = {field: getattr(organisation, field) for field in wished}
    changed = [field for field, value in wished.items() if before[field] != value]
    if changed:
        for field in changed:
            setattr(organisation, field, wished[field])
        organisation.save(update_fields=changed)
        SignInDoor.objects.filter(organisation=organisation).update(name=organisation.name)
        events.record(
            "organisations.settings_changed",
            object_id=organisation.pk,
            changed=changed,
            before={field: _written(before[field]) for field in changed if field != "name"},
            after={field: _written(wished[field]) for field in changed if field != "name"},
        )
    return queries.organisation_row(organisation)


def _written(value: object) -> object:
    return value.isoformat() if isinstance(value, dt.datetime) else value


@transaction.atomic
def change_roles(*, member: Member, user_id: uuid.UUID, roles: Collection[Role]) -> None:
    """Let a colleague do exactly what these roles say."""
    require_role(member, Role.ADMINISTRATOR)
    if not roles:
        raise Refusal(
            _("Choose at least one role, or remove the colleague."), code="no_role", field="roles", status=422
        )
    _locked(member)
    before = _roles_of(user_id)
    if not before:
        raise no_colleague()
    if Role.ADMINISTRATOR in before and Role.ADMINISTRATOR not in roles:
        _keep_an_administrator(user_id)
    Membership.objects.filter(user_id=user_id, role__in=before - {*roles}).delete()
    _give_roles(member.organisation.id, user_id, {*roles} - before)
    if before != {*roles}:
        events.record(
            "organisations.roles_changed", object_id=user_id, before=sorted(before), after=sorted({*roles})
        )


@transaction.atomic
def remove_member(*, member: Member, user_id: uuid.UUID) -> None:
    """End somebody's access, from their next request on."""
    require_role(member, Role.ADMINISTRATOR)
    _locked(member)
    before = _roles_of(user_id)
    if not before:
        raise no_colleague()
    if Role.ADMINISTRATOR in before:
        _keep_an_administrator(user_id)
    Membership.objects.filter(user_id=user_id).delete()
    ProviderIdentity.objects.filter(user_id=user_id).delete()
    events.record("organisations.member_removed", object_id=user_id, before=sorted(before))


@transaction.atomic
def add_member(*, user_id: uuid.UUID, roles: Collection[Role], until: dt.datetime | None = None) -> None:
    """Make an account a member of the organisation acted for, for whoever runs the server (the demo, the command)."""
    _give_roles(tenancy.current_organisation(), user_id, {*roles} - _roles_of(user_id), until=until)
    events.record("organisations.member_added", object_id=user_id, roles=sorted({*roles}))


@transaction.atomic
def open_account(*, email: str, name: str, password: str | None = None, language: str = "") -> User:
    """Make an account whose address needs no proof, for whoever runs the server (the demo, the command)."""
    user: User = User.objects.create_user(email.lower(), password, name=name, language=language)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def remember_language(*, user_id: uuid.UUID, language: str) -> None:
    """Keep the language an account reads."""
    User.objects.filter(pk=user_id).update(language=language)


def rename(*, user_id: uuid.UUID, name: str) -> None:
    """Change what colleagues call an account."""
    User.objects.filter(pk=user_id).update(name=name)


def _give_roles(
    organisation_id: uuid.UUID, user_id: uuid.UUID, roles: Iterable[Role], *, until: dt.datetime | None = None
) -> None:
    Membership.objects.bulk_create(
        Membership(organisation_id=organisation_id, user_id=user_id, role=role, until=until)
        for role in sorted(roles)
    )


def _locked(member: Member) -> Organisation:
    """Take the organisation's row, so that two administrators who remove each other wait for one another."""
    return Organisation.objects.select_for_update().get(pk=member.organisation.id)


def _roles_of(user_id: uuid.UUID) -> set[Role]:
    rows = Membership.objects.filter(organisation_id=tenancy.current_organisation(), user_id=user_id)
    return {Role(role) for role in rows.values_list("role", flat=True)}


def _keep_an_administrator(leaving: uuid.UUID) -> None:
    others = Membership.objects.filter(
        organisation_id=tenancy.current_organisation(), role=Role.ADMINISTRATOR
    )
    if not others.exclude(user_id=leaving).exists():
        raise Refusal(
            _("This is the last administrator. Make somebody else administrator first."),
            code="last_administrator",
        )
