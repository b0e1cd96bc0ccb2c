"""Files of history on their way in: kept, checked by a job, shown, and imported after a yes."""

import shutil
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.journeys.history import (
    CheckedHistory,
    HistoryError,
    Mapping,
    check_history,
    load_mapping,
    propose_mapping,
    read_table,
)
from maatwerk.apps.journeys.models import HistoryUpload
from maatwerk.apps.journeys.rules import may_import_history
from maatwerk.apps.organisations.public import Member
from maatwerk.kernel import events, jobs
from maatwerk.kernel.refusals import NotAllowed, Refusal
from maatwerk.kernel.uploads import keep_files, refuse_too_many, shown_name

MOST_FILES = 4
SAMPLE_ROWS = 500
MAPPING_NAME = "mapping.toml"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody brought: one or more files and, where they have one, a mapping."""

    files: "Sequence[UploadedFile[bytes]]"
    mapping: str


def keep_upload(*, wish: Wish, by: Member) -> HistoryUpload:
    """Keep the files and queue their check; without a mapping, propose one from the header instead."""
    if not may_import_history(by):
        raise NotAllowed(_("Your role does not include importing histories."))
    refuse_too_many(wish.files, most=MOST_FILES)
    upload = HistoryUpload(
        organisation_id=by.organisation.id,
        filename=", ".join(Path(file.name or "file").name for file in wish.files)[:255],
        uploaded_by=by.user_id,
        mapping=wish.mapping,
    )
    upload.path = f"{by.organisation.id}/{upload.pk}"
    folder = folder_of(upload)
    keep_files(wish.files, folder)
    if not upload.mapping:
        upload.mapping = _proposed(folder)
        upload.state = HistoryUpload.State.UPLOADED
    upload.save(force_insert=True)
    events.record("journeys.history_uploaded", object_id=upload.pk, files=len(wish.files))
    if wish.mapping:
        _queue(upload, "journeys.check")
    return upload


def change_mapping(*, upload_id: uuid.UUID, mapping: str) -> HistoryUpload:
    """Keep a corrected mapping and check again."""
    upload = HistoryUpload.objects.select_for_update().get(pk=upload_id)
    if upload.state == HistoryUpload.State.IMPORTED:
        raise Refusal(_("These files were imported already."))
    upload.mapping, upload.report = mapping, {}
    upload.save(update_fields=["mapping", "report"])
    _queue(upload, "journeys.check")
    return upload


def queue_import(*, upload_id: uuid.UUID, by: Member) -> HistoryUpload:
    """Say yes to a check without errors; the import runs as a job, all of it or nothing."""
    if not may_import_history(by):
        raise NotAllowed(_("Your role does not include importing histories."))
    upload = HistoryUpload.objects.select_for_update().get(pk=upload_id)
    if upload.state != HistoryUpload.State.CHECKED or not upload.report.get("ok"):
        raise Refusal(_("Check the files first; only files without errors come in."))
    _queue(upload, "journeys.import")
    return upload


def _queue(upload: HistoryUpload, name: str) -> None:
    upload.work_id = jobs.enqueue(name, object_id=upload.pk).pk
    upload.save(update_fields=["work_id"])


def folder_of(upload: HistoryUpload) -> Path:
    """Return where the files of an upload are kept."""
    folder: Path = settings.UPLOADS / upload.path
    return folder


def files_of(upload: HistoryUpload) -> list[Path]:
    """Return the files of an upload, in the order in which they were brought."""
    return sorted(path for path in folder_of(upload).iterdir() if path.name != MAPPING_NAME)


def open_check(upload: HistoryUpload) -> CheckedHistory:
    """Check the files of an upload against its mapping; `HistoryError` where they cannot be used at all."""
    path = folder_of(upload) / MAPPING_NAME
    path.write_text(upload.mapping, encoding="utf-8")
    mapping: Mapping = load_mapping(path)
    tables = [read_table(file, name=shown_name(file)) for file in files_of(upload)]
    return check_history(tables if len(tables) > 1 else tables[0], mapping)


def keep_report(upload: HistoryUpload, report: dict[str, Any], *, ok: bool) -> None:
    """Keep what a check found, for the page."""
    upload.report = report | {"ok": ok}
    upload.state = HistoryUpload.State.CHECKED
    upload.save(update_fields=["report", "state"])


def _proposed(folder: Path) -> str:
    """Return a starter mapping for the first file; a file that is no table is refused at once."""
    first = min(folder.iterdir())
    try:
        table = read_table(first, name=shown_name(first))
        rows = []
        for row in table.rows():
            rows.append(row.cells)
            if len(rows) == SAMPLE_ROWS:
                break
        return propose_mapping(table.header, rows)
    except HistoryError as error:
        shutil.rmtree(folder)
        raise Refusal(str(error), code="unusable_file", field="files", status=422) from error
