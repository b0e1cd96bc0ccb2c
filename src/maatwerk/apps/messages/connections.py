"""Other systems: their tokens for us (kept as hashes), our secrets for them (sealed), where they may be called."""

import datetime as dt
import ipaddress
import re
import secrets
import uuid
from base64 import b64encode
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.messages.models import Connection
from maatwerk.apps.messages.rules import CONNECTION_ROLES, SCOPES, TOKEN_DAYS, TOPICS
from maatwerk.apps.organisations.public import Member, require_role
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.ids import new_id
from maatwerk.kernel.link_tokens import token_hash
from maatwerk.kernel.refusals import Refusal
from maatwerk.kernel.site_key import locked, site_secret, unlocked

#: The organisation stands in the token, since nothing can be looked up without acting for one.
_TOKEN = re.compile(r"mwk_([0-9a-f]{32})_([A-Za-z0-9_-]{43})")
#: Where partners listen, when nobody says otherwise.
HOMES = {
    Connection.Kind.GREENHOUSE: "https://app.greenhouse.io",
    Connection.Kind.ASHBY: "https://api.ashbyhq.com",
    Connection.Kind.WORKABLE: "https://www.workable.com",
}
#: Which of them answer callbacks to a token of their own.
WANTS_SECRET = (Connection.Kind.ASHBY, Connection.Kind.WORKABLE)
#: Which of them are called and never call: they get a signing secret instead of a token.
KNOCKS_NOT = (Connection.Kind.WEBHOOK, Connection.Kind.SMS, Connection.Kind.WHATSAPP)
#: A token is used many times a minute; when it was last used is kept by the hour.
USED_EVERY_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class ConnectionRow:
    """A connection as other apps and pages know it."""

    id: uuid.UUID
    organisation_id: uuid.UUID
    kind: str
    kind_label: str
    name: str
    url: str
    scopes: frozenset[str]
    topics: tuple[str, ...]
    token_hint: str
    created_at: Any
    last_used_at: Any
    is_open: bool
    expires_at: dt.datetime | None = None
    opened_by: uuid.UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants to link."""

    kind: str
    name: str
    url: str = ""
    scopes: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    secret: str = field(default="", repr=False)
    as_form: bool = False
    days: int = 0  # until its token ends by itself; 0: never


@dataclass(frozen=True, slots=True)
class Opened:
    """A new connection, and its token: shown once, kept nowhere."""

    row: ConnectionRow
    token: str = field(repr=False)


def open_connection(wish: Wish, *, by: Member) -> Opened:
    """Link another system; a webhook gets a signing secret instead of a token."""
    require_role(by, *CONNECTION_ROLES)
    kind = Connection.Kind(wish.kind)
    url = wish.url.strip() or HOMES.get(kind, "")
    _check(wish, kind, url)
    key, organisation = new_id(), tenancy.current_organisation()
    token = "" if kind in KNOCKS_NOT else f"mwk_{organisation.hex}_{secrets.token_urlsafe(32)}"
    row = Connection.objects.create(
        id=key,
        organisation_id=organisation,
        kind=kind,
        name=wish.name.strip(),
        token_hash=token_hash(token) if token else "",
        token_hint=token[-4:],
        scopes=list(wish.scopes) if kind == Connection.Kind.API else [],
        topics=list(wish.topics) if kind == Connection.Kind.WEBHOOK else [],
        url=url,
        as_form=wish.as_form,
        secret=_sealed(key, wish.secret.strip()) if wish.secret.strip() else b"",
        created_by_id=by.user_id,
        expires_at=timezone.now() + dt.timedelta(days=wish.days) if token and wish.days else None,
    )
    row.refresh_from_db(fields=["created_at"])
    events.record("messages.connection_opened", object_id=row.pk, system=str(kind))
    return Opened(_row(row), token)


def close_connection(connection_id: uuid.UUID, *, by: Member) -> None:
    """Shut another system out, at once and for good; what still waits for it is not sent."""
    require_role(by, *CONNECTION_ROLES)
    row = Connection.objects.select_for_update().get(pk=connection_id)
    if row.closed_at is None:
        row.closed_at = timezone.now()
        row.save(update_fields=["closed_at"])
        events.record("messages.connection_closed", object_id=row.pk, system=row.kind)


def connection_by_token(token: str) -> ConnectionRow | None:
    """Return whose token this is, or None; asked outside any organisation."""
    found = _TOKEN.fullmatch(token)
    if not found:
        return None
    with tenancy.acting(organisation=uuid.UUID(found[1])):
        row = Connection.objects.filter(token_hash=token_hash(token), closed_at__isnull=True).first()
        now = timezone.now()
        if row is None or _is_over(row, now):
            return None
        if row.last_used_at is None or (now - row.last_used_at).total_seconds() > USED_EVERY_SECONDS:
            Connection.objects.filter(pk=row.pk).update(last_used_at=now)
        return _row(row)


def connection_row(connection_id: uuid.UUID) -> ConnectionRow:
    """Return one connection; `Connection.DoesNotExist` where there is none."""
    return _row(Connection.objects.get(pk=connection_id))


def connection_rows() -> list[ConnectionRow]:
    """Return the organisation's connections, open ones first, the newest on top."""
    rows = [_row(row) for row in Connection.objects.order_by("-created_at", "-id")]
    return sorted(rows, key=lambda row: not row.is_open)


def connections_of_kind(kind: str) -> list[ConnectionRow]:
    """Return the open connections of one kind, the oldest first."""
    found = Connection.objects.filter(kind=kind, closed_at__isnull=True).order_by("created_at", "id")
    return [_row(row) for row in found]


def signing_secret(connection_id: uuid.UUID) -> str:
    """Return the secret a webhook's receiver checks signatures with; made from the site's key, kept nowhere."""
    return "whsec_" + b64encode(site_secret(f"webhook:{connection_id}")).decode()


def secret_of(row: Connection) -> str:
    """Return what the other system gave us to call it with."""
    sealed = bytes(row.secret)
    return unlocked(_key(row.pk), sealed, context=row.pk.bytes).decode() if sealed else ""


def is_at(url: str, home: str) -> bool:
    """Whether an address lies at another system's home: same scheme, same host or one below it, same port."""
    try:
        found, base = urlsplit(url), urlsplit(home)
        same = (found.scheme, found.port) == (base.scheme, base.port)
    except ValueError:
        return False
    host, at = (found.hostname or "").lower(), (base.hostname or "").lower().removeprefix("www.")
    return same and bool(at) and found.username is None and (host == at or host.endswith(f".{at}"))


def may_be_called(url: str) -> bool:
    """Whether an address may be called at all: over TLS, and no address of a network of our own."""
    if settings.ALLOW_PRIVATE_CALLBACKS:
        return True
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.scheme != "https" or not host or host == "localhost" or "." not in host.strip("."):
        return False
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return True


def _check(wish: Wish, kind: Connection.Kind, url: str) -> None:
    if not wish.name.strip() or len(wish.name) > 80:
        raise Refusal(_("Give the connection a name of at most 80 characters."), field="name")
    if kind == Connection.Kind.API and not (wish.scopes and set(wish.scopes) <= set(SCOPES)):
        raise Refusal(_("Choose what the programme may do."), field="scopes")
    if wish.days not in TOKEN_DAYS:
        raise Refusal(_("Choose until when the token works."), field="days")
    if kind == Connection.Kind.WEBHOOK and not (wish.topics and set(wish.topics) <= set(TOPICS)):
        raise Refusal(_("Choose what the webhook is told."), field="topics")
    if kind in WANTS_SECRET and not wish.secret.strip():
        raise Refusal(_("Give the token that this system wants to be called with."), field="secret")
    if kind != Connection.Kind.API and not may_be_called(url):
        raise Refusal(
            _("Give an address that begins with https:// and lies outside this network."), field="url"
        )


def _row(row: Connection) -> ConnectionRow:
    return ConnectionRow(
        row.pk,
        row.organisation_id,
        row.kind,
        str(row.get_kind_display()),
        row.name,
        row.url,
        frozenset(row.scopes),
        tuple(row.topics),
        row.token_hint,
        row.created_at,
        row.last_used_at,
        row.closed_at is None and not _is_over(row, timezone.now()),
        row.expires_at,
        row.created_by_id,
    )


def _is_over(row: Connection, now: dt.datetime) -> bool:
    return row.expires_at is not None and row.expires_at <= now


def _sealed(key: uuid.UUID, secret: str) -> bytes:
    return locked(_key(key), secret.encode(), context=key.bytes)


def _key(key: uuid.UUID) -> bytes:
    return site_secret(f"connection:{key}")
