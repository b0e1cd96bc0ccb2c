"""Drafts: kept from the first page on, opened by their link alone, sent once, forgotten after two weeks."""

import datetime as dt
import json
import secrets
import uuid
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import app

from maatwerk.apps.applications.applying.filled import Filled
from maatwerk.apps.applications.applying.rules import DRAFT_DAYS
from maatwerk.apps.applications.documents import store
from maatwerk.apps.applications.models import Document, Draft
from maatwerk.kernel import link_tokens, tenancy
from maatwerk.kernel.ids import new_id
from maatwerk.kernel.site_key import locked, unlocked

FORGET = "applications.forget_draft"
_LEAST_START = 20


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft as its pages know it."""

    id: uuid.UUID
    opportunity_id: uuid.UUID
    organisation_id: uuid.UUID
    token: str
    expires_at: dt.datetime
    application_id: uuid.UUID | None
    filled: Filled


def new_start() -> str:
    """Return the random number that a first page carries; it is kept nowhere, and without it nobody makes its token again."""
    return secrets.token_urlsafe(24)


def start_token(start: str) -> str:
    """Return the token of the draft that a first page begins: the same page sent twice is one draft.

    A page that lost its number begins a draft of its own.
    """
    return link_tokens.token("applications.start", start[:64] if len(start) >= _LEAST_START else new_start())


@transaction.atomic
def keep_draft(*, vacancy_id: uuid.UUID, token: str, filled: Filled) -> tuple[DraftRow, bool]:
    """Keep a draft under a token and tell whether it is new; the same token again brings it up to date."""
    key, now = new_id(), timezone.now()
    Draft.objects.bulk_create(
        [
            Draft(
                id=key,
                organisation_id=tenancy.current_organisation(),
                opportunity_id=vacancy_id,
                token_hash=link_tokens.token_hash(token),
                sealed=_sealed(key, token, filled),
                expires_at=now + dt.timedelta(days=DRAFT_DAYS),
            )
        ],
        ignore_conflicts=True,  # the same page sent twice in one second: the first makes it
    )
    kept = Draft.objects.select_for_update().get(token_hash=link_tokens.token_hash(token))
    is_new = kept.pk == key
    if is_new:
        _forget_later(kept)
    elif kept.application_id is None:
        before = _opened(kept, token)
        filled = Filled.read(filled.as_json() | {"answers": before.answers, "person": before.person})
        kept.sealed = _sealed(kept.pk, token, filled)
        kept.save(update_fields=["sealed"])
    return _row(kept, token), is_new


def draft_by(token: str) -> DraftRow | None:
    """Return the draft of a link; None where there is none (any more)."""
    found = Draft.objects.filter(
        token_hash=link_tokens.token_hash(token), expires_at__gt=timezone.now()
    ).first()
    return _row(found, token) if found else None


@transaction.atomic
def fill(row: DraftRow, **changes: object) -> Filled:
    """Keep some of a draft anew; what another page kept meanwhile stays."""
    kept = Draft.objects.select_for_update().get(pk=row.id)
    filled = Filled.read(_opened(kept, row.token).as_json() | changes)
    kept.sealed = _sealed(kept.pk, row.token, filled)
    kept.save(update_fields=["sealed"])
    return filled


@transaction.atomic
def move_draft(row: DraftRow, *, vacancy_id: uuid.UUID) -> None:
    """Use what was filled in for another vacancy of the same employer; answers stay with the questions they answer."""
    Draft.objects.filter(pk=row.id, application__isnull=True).update(opportunity_id=vacancy_id)
    fill(row, answers={}, code="")


@transaction.atomic
def drop_draft(draft_id: uuid.UUID) -> None:
    """Forget a draft and its documents at once; safe to repeat."""
    documents = list(Document.objects.filter(draft_id=draft_id).values_list("organisation_id", "file"))
    Document.objects.filter(draft_id=draft_id).delete()
    Draft.objects.filter(pk=draft_id).delete()
    for organisation, name in documents:
        transaction.on_commit(partial(store.remove, organisation, name))


def forget_if_over(draft_id: uuid.UUID) -> bool:
    """Forget a draft whose time is over; one that was sent leaves nothing of its own behind."""
    over = Draft.objects.filter(pk=draft_id, expires_at__lte=timezone.now()).exists()
    if over:
        drop_draft(draft_id)
    return over


def draft_link(row: DraftRow) -> str:
    """Return the address by which a draft is gone on with, to be mailed."""
    return settings.SITE_URL.rstrip("/") + reverse(
        "applications:draft", args=[row.organisation_id, row.token]
    )


def _sealed(key: uuid.UUID, token: str, filled: Filled) -> bytes:
    plain = json.dumps(filled.as_json(), separators=(",", ":")).encode()
    return locked(store.draft_key(token), plain, context=key.bytes)


def _opened(draft: Draft, token: str) -> Filled:
    if draft.application_id is not None:
        return Filled()
    plain = unlocked(store.draft_key(token), bytes(draft.sealed), context=draft.pk.bytes)
    return Filled.read(json.loads(plain))


def _row(draft: Draft, token: str) -> DraftRow:
    return DraftRow(
        id=draft.pk,
        opportunity_id=draft.opportunity_id,
        organisation_id=draft.organisation_id,
        token=token,
        expires_at=draft.expires_at,
        application_id=draft.application_id,
        filled=_opened(draft, token),
    )


def _forget_later(draft: Draft) -> None:
    app.configure_task(FORGET, queue="app", schedule_at=draft.expires_at + dt.timedelta(minutes=1)).defer(
        organisation_id=str(draft.organisation_id), draft_id=str(draft.pk)
    )
