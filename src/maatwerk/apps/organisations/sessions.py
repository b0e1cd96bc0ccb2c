"""One's own sessions: on which devices one is signed in, since when, and ending them."""

import datetime as dt
import re
import uuid
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from maatwerk.apps.organisations.models import Session, User
from maatwerk.apps.organisations.session_store import BEGAN, DEVICE, SEEN, oldest
from maatwerk.kernel.link_tokens import token_hash
from maatwerk.kernel.refusals import Refusal

#: When a session was last used is kept by steps of so long: a page is no reason to write.
SEEN_EVERY = dt.timedelta(minutes=10)
#: What a browser calls itself, the telling name first: Edge also says Chrome, and Chrome also says Safari.
BROWSERS = (
    ("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"), ("HeadlessChrome", "Chrome"), ("Chromium", "Chromium"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "ChromeOS"), ("Windows", "Windows"),
    ("Mac OS X", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class OwnSession:
    """One device somebody is signed in on."""

    handle: str  # names the session on pages; no key can be made of it
    device: str
    began_at: dt.datetime | None
    seen_at: dt.datetime | None
    is_this: bool


def device_of(agent: str) -> str:
    """Say a browser and a system in two words; what cannot be read stays empty, and no version is kept."""
    browser = next((name for mark, name in BROWSERS if re.search(rf"\b{mark}/", agent)), "")
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return " · ".join(part for part in (browser, system) if part)


@receiver(user_logged_in)
def note_beginning(request: HttpRequest, **_rest: Any) -> None:
    """Note on what and when somebody signed in, and forget sessions that are over."""
    now = timezone.now()
    request.session[DEVICE] = device_of(request.META.get("HTTP_USER_AGENT", ""))
    request.session[BEGAN] = request.session[SEEN] = now.isoformat()
    Session.objects.filter(expire_date__lt=now).delete()


def note_use(request: Any) -> None:
    """Note that a session is used; that also moves its end, up to the absolute one."""
    now = timezone.now()
    seen = request.session.get(SEEN)
    if seen is None or now - dt.datetime.fromisoformat(seen) > SEEN_EVERY:
        request.session[SEEN] = now.isoformat()


def own_sessions(
    user: User, *, current: str | None, confined_to: uuid.UUID | None = None
) -> tuple[OwnSession, ...]:
    """Return where an account is signed in, the one that asks first, then the one used last.

    Who came in by an organisation's own sign-in sees the sessions that came in so: the others are not that organisation's affair.
    """
    rows = sorted(_rows(user, confined_to), key=lambda row: (row.session_key != current, -_when(row)))
    return tuple(
        OwnSession(
            token_hash(row.session_key), row.device or _("unknown device"), row.began_at, row.seen_at,
            row.session_key == current,
        )
        for row in rows
    )  # fmt: skip


def end_session(user: User, handle: str, *, confined_to: uuid.UUID | None = None) -> None:
    """End one session of an account: whoever uses it signs in anew."""
    found = next((row for row in _rows(user, confined_to) if token_hash(row.session_key) == handle), None)
    if found is None:
        raise Refusal(_("This session has ended already."), code="no_session", status=404)
    found.delete()


def end_other_sessions(user: User, *, current: str | None, confined_to: uuid.UUID | None = None) -> int:
    """End every session of an account but the one that asks; return how many."""
    others = [row.session_key for row in _rows(user, confined_to) if row.session_key != current]
    Session.objects.filter(pk__in=others).delete()
    return len(others)


def _rows(user: User, confined_to: uuid.UUID | None) -> list[Session]:
    rows = Session.objects.filter(user_id=user.pk, expire_date__gt=timezone.now(), began_at__gt=oldest())
    if confined_to is not None:
        rows = rows.filter(confined_to=confined_to)
    return list(rows)


def _when(row: Session) -> float:
    return row.seen_at.timestamp() if row.seen_at else 0.0
