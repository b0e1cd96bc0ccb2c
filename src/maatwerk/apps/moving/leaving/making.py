"""A file with everything: asked for by an administrator, made by a job, fetched while it is there, gone after some days."""

import datetime as dt
import uuid
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from maatwerk.apps.moving.leaving.writing import Told, write_everything
from maatwerk.apps.moving.models import Export
from maatwerk.apps.moving.rules import EXPORT_DAYS, may_take_along
from maatwerk.apps.organisations.public import Member
from maatwerk.kernel import events, jobs
from maatwerk.kernel.refusals import NotAllowed, Refusal

FORGET = "moving.forget_export"


def ask_for_export(*, by: Member) -> Export:
    """Queue that everything is packed."""
    _must_take_along(by)
    if Export.objects.filter(
        ready_at__isnull=True, gone_at__isnull=True, asked_at__gt=timezone.now() - dt.timedelta(minutes=10)
    ).exists():
        raise Refusal(_("A file is being made already. Look again in a moment."), code="being_made")
    made = Export(organisation_id=by.organisation.id, asked_by=by.user_id)
    made.save(force_insert=True)
    events.record("moving.export_asked", object_id=made.pk)
    made.work_id = jobs.enqueue("moving.pack", object_id=made.pk).pk
    made.save(update_fields=["work_id"])
    at = timezone.now() + dt.timedelta(days=EXPORT_DAYS)
    task = app.configure_task(FORGET, queue="app", schedule_at=at)
    task.defer(organisation_id=str(made.organisation_id), export_id=str(made.pk))
    return made


def pack(made: Export, *, by: Member, tell: Told) -> None:
    """Write the file; safe to repeat."""
    _must_take_along(by)
    target = path_of(made)
    made.fingerprint = write_everything(target, tell=tell)
    made.size, made.ready_at = target.stat().st_size, timezone.now()
    made.save(update_fields=["fingerprint", "size", "ready_at"])
    events.record("moving.export_made", object_id=made.pk, fingerprint=made.fingerprint)


def export_to(target: Path, *, by: Member, tell: Told = lambda done, total: None) -> str:
    """Write the file to a place of this machine, as the terminal asks; return the SHA-256 of its list."""
    _must_take_along(by)
    fingerprint = write_everything(target, tell=tell)
    events.record("moving.export_taken", object_id=None, fingerprint=fingerprint)
    return fingerprint


def fetch_export(*, export_id: uuid.UUID, by: Member) -> tuple[Path, dt.date]:
    """Return where a file lies and of which day it is; that somebody took everything along is a privileged read."""
    _must_take_along(by)
    made = Export.objects.get(pk=export_id)
    path = path_of(made)
    if made.ready_at is None or made.gone_at is not None or not path.exists():
        raise Refusal(_("This file is not kept any more. Make a new one."), code="gone", status=410)
    events.record("moving.export_taken", object_id=made.pk, fingerprint=made.fingerprint)
    return path, timezone.localdate(made.ready_at)


def forget_export(export_id: uuid.UUID) -> None:
    """Remove the file; that it was made stays known. May run twice."""
    made = Export.objects.filter(pk=export_id, gone_at__isnull=True).first()
    if made is not None:
        path_of(made).unlink(missing_ok=True)
        made.gone_at = timezone.now()
        made.save(update_fields=["gone_at"])


def path_of(made: Export) -> Path:
    """Return where a file with everything lies."""
    folder: Path = settings.UPLOADS / str(made.organisation_id) / "exports"
    return folder / f"{made.pk}.zip"


def _must_take_along(by: Member) -> None:
    if not may_take_along(by):
        raise NotAllowed(_("Only administrators take everything along."))
