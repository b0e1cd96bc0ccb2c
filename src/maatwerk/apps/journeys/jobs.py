"""Checking and importing histories outside the request; telling people once a day of new openings."""

import uuid
from typing import Any

from procrastinate.contrib.django import app

from maatwerk.apps.journeys import digests, log_checks
from maatwerk.apps.journeys.history import HistoryError
from maatwerk.apps.journeys.importing import came_in_before, import_history, report_as_dict
from maatwerk.apps.journeys.models import HistoryUpload
from maatwerk.apps.journeys.uploads import keep_report, open_check
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.jobs import Progress, job, let_go
from maatwerk.kernel.uploads import in_both_languages


@job("journeys.check", queue="app")
def check(progress: Progress) -> dict[str, Any]:
    """Check an upload and keep everything that is wrong with it."""
    progress.tell("reading")
    with _acting(progress):
        upload = HistoryUpload.objects.get(pk=_object(progress))
    try:
        checked = open_check(upload)
    except HistoryError as error:
        report: dict[str, Any] = {
            "errors": in_both_languages(error.problems),
            "error_count": len(error.problems),
        }
        with _acting(progress):
            keep_report(upload, report, ok=False)
        return {"ok": False}
    with checked, _acting(progress):
        found, before = checked.report, came_in_before(checked)
        report = report_as_dict(checked) | {
            "errors": in_both_languages(found.errors),
            "error_count": found.error_count,
            "warnings_shown": in_both_languages(found.warnings),
            "dropped_shown": in_both_languages([one.reason for one in found.dropped]),
            "rows_read": found.rows_read,
            "sampling": found.sampling,
            "job_family": checked.mapping.job_family,
            "before": in_both_languages([before] if before else []),
        }
        keep_report(upload, report, ok=found.ok)
        return {"ok": found.ok}


@job("journeys.import", queue="app")
def bring_in(progress: Progress) -> dict[str, Any]:
    """Import an upload in one transaction; killed in the middle, nothing of it is there and it can be repeated."""
    with _acting(progress):
        upload = HistoryUpload.objects.select_for_update().get(pk=_object(progress))
        if upload.state == HistoryUpload.State.IMPORTED:
            return {"history": upload.report.get("history")}
        with open_check(upload) as checked:
            imported = import_history(
                checked, tell=lambda done, total: progress.tell("writing", done=done, total=total)
            )
        upload.state = HistoryUpload.State.IMPORTED
        upload.report |= {"history": str(imported.history.pk)}
        upload.save(update_fields=["state", "report"])
        return {"history": str(imported.history.pk), "engagements": imported.engagements}


@job(log_checks.VERIFY, queue="app")
def verify_log(progress: Progress) -> dict[str, Any]:
    """Hold the whole log against its seals and anchors, and keep what was found; that it was done is an event too."""
    found = log_checks.look(
        progress.organisation_id, lambda done, total: progress.tell("verifying", done=done, total=total)
    )
    with _acting(progress):
        events.record("journeys.log_verified", ok=not found["found"])
    return found


@app.task(name=digests.TELL, queue="app")
def tell_openings(organisation_id: str, person_id: str) -> None:
    """Tell one person what is new, if they still want that; may run twice."""
    try:
        with tenancy.acting(organisation=uuid.UUID(organisation_id)):
            digests.tell_openings(uuid.UUID(person_id))
    finally:
        let_go()


def _acting(progress: Progress) -> Any:
    return tenancy.acting(organisation=progress.organisation_id, account=progress.started_by)


def _object(progress: Progress) -> uuid.UUID:
    if progress.object_id is None:
        raise RuntimeError("this work needs an upload")
    return progress.object_id
