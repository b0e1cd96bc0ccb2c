"""What administrators set: which provider, which addresses it may vouch for, whether it is the only way in."""

import datetime as dt
import re
import uuid
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.organisations.models import (
    IdentityProvider,
    Organisation,
    ProviderIdentity,
    Role,
    Session,
    SignInDoor,
)
from maatwerk.apps.organisations.own_sign_in.provider import Client, describe, is_address, is_safe, keys_of
from maatwerk.apps.organisations.rules import Member, require_role
from maatwerk.kernel import events
from maatwerk.kernel.refusals import Refusal
from maatwerk.kernel.site_key import locked, site_secret, unlocked

_DOMAIN = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")


@dataclass(frozen=True, slots=True)
class ProviderRow:
    """An organisation's own sign-in as its administrators see it: never the secret."""

    organisation: uuid.UUID
    issuer: str
    client_id: str
    has_secret: bool
    domains: tuple[str, ...]
    vouches_for_addresses: bool
    trusts_second_step: bool
    strong_acr: str
    is_on: bool
    only_own_sign_in: bool
    worked_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What an administrator wants; an empty secret keeps the one that is there."""

    issuer: str
    client_id: str
    secret: str = ""
    domains: tuple[str, ...] = ()
    vouches_for_addresses: bool = False
    trusts_second_step: bool = True
    strong_acr: str = ""
    is_on: bool = False
    only_own_sign_in: bool = False


@dataclass(frozen=True, slots=True)
class Door:
    """An organisation whose own sign-in is on, as anybody may see it."""

    organisation: uuid.UUID
    slug: str
    name: str


def door(slug: str) -> Door | None:
    """Return the organisation at this web address, where one signs in with its own accounts."""
    row = SignInDoor.objects.filter(slug=slug).first() if slug else None
    return Door(row.organisation_id, row.slug, row.name) if row else None


def way_back(slug: str) -> str:
    """Return the address to which a provider sends people back; it must stand in the provider's settings exactly so."""
    return settings.SITE_URL.rstrip("/") + reverse("organisations:own_sign_in_back", args=[slug])


def provider_row() -> ProviderRow | None:
    """Return the provider of the organisation acted for."""
    row = IdentityProvider.objects.select_related("organisation").first()
    if row is None:
        return None
    return ProviderRow(
        row.organisation_id, row.issuer, row.client_id, bool(bytes(row.secret)), tuple(row.domains),
        row.vouches_for_addresses, row.trusts_second_step, row.strong_acr, row.is_on,
        row.organisation.only_own_sign_in, row.worked_at,
    )  # fmt: skip


def client() -> Client:
    """Return who we are to the provider of the organisation acted for, secret included."""
    row = IdentityProvider.objects.get()
    return Client(row.issuer, row.client_id, _opened(row))


def _opened(row: IdentityProvider) -> str:
    sealed = bytes(row.secret)
    return unlocked(_key(row.pk), sealed, context=row.pk.bytes).decode() if sealed else ""


@transaction.atomic
def arrange(wish: Wish, *, member: Member) -> ProviderRow:
    """Set the provider; what changed is logged, and another provider or client has to prove itself anew.

    The sessions it opened end when it is switched off, or becomes another.
    """
    require_role(member, Role.ADMINISTRATOR)
    _check(wish)
    organisation = Organisation.objects.select_for_update().get(pk=member.organisation.id)
    row = IdentityProvider.objects.select_for_update().first()
    row = row or IdentityProvider(organisation_id=organisation.pk)
    changed = _apply(row, wish)
    if wish.is_on and not row.is_on and row.worked_at is None:
        raise Refusal(
            _("Save it first and try it: it can be switched on once it has worked."),
            code="untried",
            field="is_on",
        )
    if wish.only_own_sign_in and not wish.is_on:
        raise Refusal(
            _("It can be the only way in when it is on."), code="only_while_off", field="only_own_sign_in"
        )
    if row.is_on != wish.is_on:
        row.is_on = wish.is_on
        changed.append("is_on")
    row.save()
    if not row.is_on or "issuer" in changed:
        Session.objects.filter(confined_to=organisation.pk).delete()
    if organisation.only_own_sign_in != wish.only_own_sign_in:
        organisation.only_own_sign_in = wish.only_own_sign_in
        organisation.save(update_fields=["only_own_sign_in"])
        changed.append("only_own_sign_in")
    _open_or_close(organisation, is_on=row.is_on)
    if changed:
        events.record(
            "organisations.own_sign_in_arranged", object_id=row.pk, changed=sorted(changed), on=row.is_on
        )
    found = provider_row()
    assert found is not None
    return found


def _apply(row: IdentityProvider, wish: Wish) -> list[str]:
    """Write what is wished into the row; return what changed."""
    wished = {
        "issuer": wish.issuer, "client_id": wish.client_id, "domains": list(wish.domains),
        "vouches_for_addresses": wish.vouches_for_addresses, "trusts_second_step": wish.trusts_second_step,
        "strong_acr": wish.strong_acr,
    }  # fmt: skip
    changed = [name for name, value in wished.items() if getattr(row, name) != value]
    if "issuer" in changed and not wish.secret and bytes(row.secret):  # else one could have it sent anywhere
        raise Refusal(
            _("Give the client secret as well: the one that is kept here belongs to another issuer."),
            code="secret_of_another",
            field="secret",
            status=422,
        )
    for name in changed:
        setattr(row, name, wished[name])
    if wish.secret and wish.secret != _opened(row):
        row.secret = locked(_key(row.pk), wish.secret.encode(), context=row.pk.bytes)
        changed.append("secret")
    if {"issuer", "client_id", "secret"} & {*changed}:
        row.worked_at = None
    return changed


def _open_or_close(organisation: Organisation, *, is_on: bool) -> None:
    if not is_on:
        SignInDoor.objects.filter(organisation=organisation).delete()
        return
    said = {"slug": organisation.slug, "name": organisation.name}
    try:
        with transaction.atomic():
            SignInDoor.objects.update_or_create(organisation_id=organisation.pk, defaults=said)
    except IntegrityError as error:  # web addresses of organisations are unique, so this is a leftover
        raise Refusal(_("Another organisation has this web address."), code="door_taken") from error


def _check(wish: Wish) -> None:
    parts = urlsplit(wish.issuer) if is_address(wish.issuer) else None
    if parts is None or parts.query or parts.fragment or not is_safe(wish.issuer):
        raise Refusal(
            _("Give the issuer: an address that begins with https://, as the provider's own page shows it."),
            code="issuer",
            field="issuer",
            status=422,
        )
    wrong = next((name for name in wish.domains if not _DOMAIN.fullmatch(name)), None)
    if wrong is not None:
        raise Refusal(
            _("“%(domain)s” is no domain. Write for example bakery.example, one on each line.")
            % {"domain": wrong},
            code="domain",
            field="domains",
            status=422,
        )
    if wish.vouches_for_addresses and not wish.domains:
        raise Refusal(
            _("Name the domains for which this provider may vouch."),
            code="no_domains",
            field="domains",
            status=422,
        )


def look(*, member: Member) -> None:
    """Look whether the provider answers and describes itself as it should; `Trouble` says what is wrong."""
    require_role(member, Role.ADMINISTRATOR)
    found = client()
    keys_of(describe(found.issuer, anew=True), anew=True)


def worked() -> None:
    """Note that somebody came back from the provider with an answer that holds."""
    IdentityProvider.objects.update(worked_at=timezone.now())


def is_tied(user_id: uuid.UUID) -> bool:
    """Whether a colleague's account is tied to one of the provider."""
    return ProviderIdentity.objects.filter(user_id=user_id).exists()


@transaction.atomic
def untie(user_id: uuid.UUID, *, member: Member) -> None:
    """Forget which account of the provider a colleague has; the next one with their address takes its place."""
    require_role(member, Role.ADMINISTRATOR)
    gone, _rows = ProviderIdentity.objects.filter(user_id=user_id).delete()
    if not gone:
        raise Refusal(
            _("This colleague is not tied to an account of your provider."), code="not_tied", status=404
        )
    events.record("organisations.own_sign_in_untied", object_id=user_id)


def _key(key: uuid.UUID) -> bytes:
    return site_secret(f"own-sign-in:{key}")
