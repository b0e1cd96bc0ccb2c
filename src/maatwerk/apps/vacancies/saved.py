"""Searches whose new results go by mail: confirmed from the mailbox, ended with one click, kept by nobody else."""

import datetime as dt
import logging
import uuid
from smtplib import SMTPException
from urllib.parse import urlencode

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.vacancies.board import Search, published_since
from maatwerk.apps.vacancies.models import SavedSearch
from maatwerk.apps.vacancies.show import card, told_search
from maatwerk.kernel.refusals import Refusal
from maatwerk.kernel.turns import take_turn

logger = logging.getLogger(__name__)
#: Who does not confirm is forgotten.
CONFIRM_WITHIN = dt.timedelta(days=2)
#: From one mail to the next.
EVERY = dt.timedelta(days=1)
_MOST_PER_ADDRESS = 10
_JUST_ASKED = dt.timedelta(minutes=2)
_SIGNER = Signer(sep="~", salt="vacancies.saved_search")


def save_search(*, email: str, search: Search, language: str) -> None:
    """Ask the owner of an address whether they want this; until they say yes, nothing else is ever sent.

    The answer is the same whether the address was known or not, so that nobody learns who looks for work. The same search
    asked again is the one that is there: its link is mailed anew, but not twice for a page that was sent twice.
    """
    address = email.strip().lower()
    now = timezone.now()
    query = search.asked() | ({"employer": search.employer} if search.employer else {})
    with transaction.atomic():
        take_turn(f"saved search:{address}")
        kept = SavedSearch.objects.filter(email=address)
        row = kept.filter(query=query).order_by("created_at", "id").first()
        if row is not None and row.created_at > now - _JUST_ASKED:
            return
        if row is None and kept.count() >= _MOST_PER_ADDRESS:
            return
        row = row or SavedSearch(email=address, query=query, seen_until=now)
        row.language = language
        if row.confirmed_at is None:
            row.created_at = now
        row.save()
        context: dict[str, object] = {
            "confirm": _address(row),
            "told": told_search(search),
            "days": CONFIRM_WITHIN.days,
        }
        try:
            _send(row, "vacancies/mail/confirm_search.txt", context)
        except (OSError, SMTPException) as error:
            raise Refusal(
                _("We cannot send mail at this moment. Try again in a few minutes."),
                code="no_mail",
                status=503,
            ) from error


def found_by(token: str) -> SavedSearch | None:
    """Return the saved search of a link, if it is still there."""
    key = _key(token)
    return SavedSearch.objects.filter(pk=key).first() if key else None


def confirm_search(token: str) -> bool:
    """Begin to send; False where the link is too old or was ended. Safe to repeat."""
    row = found_by(token)
    if row is None or (row.confirmed_at is None and row.created_at < timezone.now() - CONFIRM_WITHIN):
        return False
    if row.confirmed_at is None:
        row.confirmed_at = row.seen_until = timezone.now()
        row.save(update_fields=["confirmed_at", "seen_until"])
    return True


def end_search(token: str) -> None:
    """Forget a search and the address with it; safe to repeat."""
    if (key := _key(token)) is not None:
        SavedSearch.objects.filter(pk=key).delete()


def searches_due(now: dt.datetime | None = None) -> list[uuid.UUID]:
    """Return the keys of confirmed searches whose last mail is a day ago, and forget those nobody confirmed."""
    now = now or timezone.now()
    SavedSearch.objects.filter(confirmed_at__isnull=True, created_at__lt=now - CONFIRM_WITHIN).delete()
    due = SavedSearch.objects.filter(confirmed_at__isnull=False, seen_until__lte=now - EVERY)
    return list(due.values_list("pk", flat=True))


@transaction.atomic
def send_new_results(key: uuid.UUID, *, now: dt.datetime | None = None) -> int:
    """Send what is new for one search; nothing new, no mail. Returns how many vacancies it told."""
    now = now or timezone.now()
    row = SavedSearch.objects.select_for_update().filter(pk=key, confirmed_at__isnull=False).first()
    if row is None or row.seen_until > now - EVERY:
        return 0
    search = Search.read(row.query, employer=str(row.query.get("employer", "")))
    found = published_since(search, row.seen_until)
    row.seen_until = now
    if found:
        with translation.override(row.language):
            cards = [card(one) for one in found]
        query = urlencode(row.query)
        context: dict[str, object] = {
            "cards": cards,
            "site": settings.SITE_URL,
            "board": f"{settings.SITE_URL}/jobs/?{query}",
            "confirm": _address(row),
        }
        _send(row, "vacancies/mail/new_results.txt", context)
    row.save(update_fields=["seen_until"])
    return len(found)


def token_of(row: SavedSearch) -> str:
    """Return what the links of a search hold: its key, signed, so that no link can be guessed and none is kept."""
    return _SIGNER.sign(str(row.pk))


def _key(token: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(_SIGNER.unsign(token))
    except BadSignature:
        return None


def _address(row: SavedSearch) -> str:
    return f"{settings.SITE_URL}/jobs/saved/{token_of(row)}/"


def _send(row: SavedSearch, template: str, context: dict[str, object]) -> None:
    with translation.override(row.language):
        subject, _empty, body = render_to_string(template, context).strip().partition("\n\n")
    headers = {
        "Auto-Submitted": "auto-generated",
        "List-Unsubscribe": f"<{_address(row)}end/>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",  # RFC 8058
    }
    EmailMessage(" ".join(subject.split()), body, to=[row.email], headers=headers).send()
