"""Reads about uploads and long work, as rows for the joined pages."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from maatwerk.apps.journeys.models import HistoryUpload
from maatwerk.kernel.languages import language_now
from maatwerk.kernel.models import Work

MOST_UPLOADS = 20
FITS = ("advice.fit", "advice.learn")


@dataclass(frozen=True, slots=True)
class UploadRow:
    """Files on their way in; `report` is what their last check found."""

    id: uuid.UUID
    filename: str
    state: str
    state_label: str
    mapping: str
    report: Mapping[str, Any]
    work_id: uuid.UUID | None
    uploaded_at: dt.datetime

    def sentences(self, part: str) -> list[str]:
        """Return the sentences of one part of the report in the language active now."""
        language = language_now()
        return [each["sentences"][language] for each in self.report.get(part, [])]


def upload(key: uuid.UUID) -> UploadRow:
    """Return one upload; `HistoryUpload.DoesNotExist` where the organisation has none of this key."""
    return _upload(HistoryUpload.objects.get(pk=key))


def waiting_uploads() -> list[UploadRow]:
    """Return what was brought and did not come in yet, newest first."""
    found = HistoryUpload.objects.exclude(state=HistoryUpload.State.IMPORTED).order_by("-uploaded_at", "id")
    return [_upload(each) for each in found[:MOST_UPLOADS]]


def _upload(found: HistoryUpload) -> UploadRow:
    return UploadRow(
        found.pk, found.filename, found.state, found.get_state_display(), found.mapping, found.report,
        found.work_id, found.uploaded_at,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class WorkRow:
    """Long work: what runs, how far it is, how it ended."""

    id: uuid.UUID
    kind: str
    state: str
    done: int
    total: int
    result: Mapping[str, Any]
    started_by: uuid.UUID | None
    ended_at: dt.datetime | None

    @property
    def ended(self) -> bool:
        """Whether nothing more will happen."""
        return self.state not in {Work.State.WAITING, Work.State.RUNNING}

    @property
    def incident(self) -> str:
        """The number of the incident in which it failed, if it did."""
        return str(self.result.get("incident", "")) if self.state == Work.State.FAILED else ""

    @property
    def refused(self) -> str:
        """Why it was refused, in the language active now; empty where it was not."""
        if self.state != Work.State.REFUSED:
            return ""
        language = language_now()
        return str(self.result.get("sentences", {}).get(language, ""))


def work(key: uuid.UUID) -> WorkRow:
    """Return one piece of long work; `Work.DoesNotExist` where the organisation has none of this key."""
    return _work(Work.objects.get(pk=key))


def newest_fit(job_family_id: uuid.UUID) -> WorkRow | None:
    """Return the newest attempt to make a version for a job family, if there was one."""
    found = Work.objects.filter(object_id=job_family_id, kind__in=FITS).order_by("-created_at", "-id").first()
    return _work(found) if found else None


def newest_work(kind: str, *, done: bool = False) -> WorkRow | None:
    """Return the newest work of a kind, or the newest that was done; None where there is none."""
    found = Work.objects.filter(kind=kind, **({"state": Work.State.DONE} if done else {}))
    newest = found.order_by("-created_at", "-id").first()
    return _work(newest) if newest else None


def _work(found: Work) -> WorkRow:
    return WorkRow(
        found.pk, found.kind, found.state, found.done, found.total, found.result, found.started_by, found.ended_at
    )  # fmt: skip
