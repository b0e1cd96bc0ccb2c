"""Files that somebody brings: kept, looked at, read as they say, and gone again when they are no longer needed."""

import csv
import datetime as dt
import hashlib
import shutil
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from maatwerk.apps.moving.bringing import refuse_known
from maatwerk.apps.moving.contracts import Counted
from maatwerk.apps.moving.models import Move
from maatwerk.apps.moving.reading import FIELDS, STAGES, Looked, MovingError, Plan, Reading, check, look
from maatwerk.apps.moving.rules import FILE_DAYS, MOST_FILES, may_move_in
from maatwerk.apps.organisations.public import Member
from maatwerk.kernel import events, jobs
from maatwerk.kernel.refusals import NotAllowed, Refusal
from maatwerk.kernel.spreadsheets import safe_cell
from maatwerk.kernel.uploads import in_both_languages, keep_files, refuse_too_many, safe_name, shown_name

BROKEN = "broken.csv"
FORGET = "moving.forget_files"


def keep(files: "Sequence[UploadedFile[bytes]]", *, by: Member) -> Move:
    """Keep files that were uploaded, look at them, and queue their check."""
    if not may_move_in(by):
        raise NotAllowed(_("Your role does not include bringing in applications."))
    refuse_too_many(files, most=MOST_FILES)
    move = _new_move([Path(file.name or "file").name for file in files], by)
    keep_files(files, folder_of(move))
    return _look(move)


def keep_paths(paths: Sequence[Path], *, by: Member, check: bool = True) -> Move:
    """Keep files of this machine, as the terminal brings them; without `check` whoever brings them reads them at once."""
    if not may_move_in(by):
        raise NotAllowed(_("Your role does not include bringing in applications."))
    move = _new_move([path.name for path in paths], by)
    folder = folder_of(move)
    folder.mkdir(parents=True)
    for number, path in enumerate(paths):
        try:
            shutil.copyfile(path, folder / safe_name(number, path.name))
        except OSError as error:
            shutil.rmtree(folder)
            raise Refusal(
                _("The file “%(name)s” is not there. Check the name and the folder.") % {"name": path.name},
                code="unusable_file",
            ) from error
    return _look(move, queued=check)


def _new_move(names: Sequence[str], by: Member) -> Move:
    return Move(organisation_id=by.organisation.id, filename=", ".join(names)[:255], brought_by=by.user_id)


def _look(move: Move, *, queued: bool = True) -> Move:
    """Recognise where the files come from and how they are to be read; files that are in already are refused at once."""
    try:
        looked = look_at(move)
        move.product, move.fingerprint = looked.product, _fingerprint(looked)
        refuse_known(move.fingerprint)
    except MovingError as error:
        shutil.rmtree(folder_of(move))
        raise Refusal(str(error), code="unusable_file", field="files", status=422) from error
    except Refusal:
        shutil.rmtree(folder_of(move))
        raise
    move.reading = as_json(proposed_reading(looked))
    move.save(force_insert=True)
    events.record("moving.files_brought", object_id=move.pk, files=len(looked.files), product=move.product)
    if queued:
        queue(move, "moving.check")
    at = timezone.now() + dt.timedelta(days=FILE_DAYS)
    task = app.configure_task(FORGET, queue="app", schedule_at=at)
    task.defer(organisation_id=str(move.organisation_id), move_id=str(move.pk))
    return move


def queue(move: Move, name: str) -> None:
    """Queue work on a move."""
    move.work_id = jobs.enqueue(name, object_id=move.pk).pk
    move.save(update_fields=["work_id"])


def folder_of(move: Move) -> Path:
    """Return where the files of a move are kept."""
    folder: Path = settings.UPLOADS / str(move.organisation_id) / f"moving-{move.pk}"
    return folder


def look_at(move: Move) -> Looked:
    """Open the files of a move.

    Raises
    ------
    Refusal
        They are gone: files are kept for some weeks only.
    """
    folder = folder_of(move)
    paths = sorted(path for path in folder.iterdir() if path.name != BROKEN) if folder.exists() else []
    if not paths:
        raise Refusal(_("These files are not kept any more. Bring them again."), code="files_gone")
    return look([(path, shown_name(path)) for path in paths])


def _fingerprint(looked: Looked) -> str:
    contents = sorted(table.fingerprint for table in looked.tables)
    return contents[0] if len(contents) == 1 else hashlib.sha256("\n".join(contents).encode()).hexdigest()


def proposed_reading(looked: Looked) -> Reading:
    """Return how files are read before anybody corrected it."""
    columns = tuple(
        {column.header: column.meaning for column in columns if column.meaning}
        for _name, columns in looked.files
    )
    return Reading(columns=columns, words={}, month_first=looked.month_first)


def as_json(reading: Reading) -> dict[str, Any]:
    """Return a reading as it is kept with a move."""
    return {
        "columns": [dict(one) for one in reading.columns],
        "words": dict(reading.words),
        "month_first": reading.month_first,
        "family": reading.family,
    }


def reading_of(kept: Mapping[str, Any]) -> Reading:
    """Return a reading from what was kept; meanings and stages that are none are dropped."""
    return Reading(
        columns=tuple(
            {header: field for header, field in one.items() if field in FIELDS} for one in kept["columns"]
        ),
        words={word: stage for word, stage in kept["words"].items() if stage in STAGES},
        month_first=bool(kept["month_first"]),
        family=str(kept["family"])[:120],
    )


def settle(*, move_id: uuid.UUID, reading: Reading, by: Member) -> Move:
    """Keep a corrected reading and check again."""
    if not may_move_in(by):
        raise NotAllowed(_("Your role does not include bringing in applications."))
    move = Move.objects.select_for_update().get(pk=move_id)
    _refuse_unless(move, Move.State.CHECKED)
    move.reading, move.report = as_json(reading), {}
    move.save(update_fields=["reading", "report"])
    queue(move, "moving.check")
    return move


def say_yes(*, move_id: uuid.UUID, leave_out: bool, by: Member) -> Move:
    """Queue the import of checked files; broken rows are left out only if somebody said so."""
    if not may_move_in(by):
        raise NotAllowed(_("Your role does not include bringing in applications."))
    move = Move.objects.select_for_update().get(pk=move_id)
    _refuse_unless(move, Move.State.CHECKED)
    refuse_unready(move.report, leave_out=leave_out)
    move.report |= {"leave_out": leave_out}
    move.save(update_fields=["report"])
    queue(move, "moving.bring_in")
    return move


def refuse_unready(report: Mapping[str, Any], *, leave_out: bool) -> None:
    """Refuse what a check does not let come in."""
    if not report or report.get("fatal"):
        raise Refusal(_("Check the files first; something in them cannot be read."), code="unchecked")
    if any(not word["stage"] for word in report["words"]):
        raise Refusal(_("Say first what each word for a stage stands for."), code="words_open")
    if report["broken_count"] and not leave_out:
        raise Refusal(
            _("Some rows are broken, so nothing came in. Mend them, or choose to leave the broken rows out."),
            code="broken_rows",
        )


def ask_back(*, move_id: uuid.UUID, by: Member) -> Move:
    """Queue that an import is taken back."""
    if not may_move_in(by):
        raise NotAllowed(_("Your role does not include taking imports back."))
    move = Move.objects.select_for_update().get(pk=move_id)
    _refuse_unless(move, Move.State.IMPORTED)
    queue(move, "moving.take_back")
    return move


def drop(*, move_id: uuid.UUID, by: Member) -> None:
    """Forget files that did not come in."""
    if not may_move_in(by):
        raise NotAllowed(_("Your role does not include bringing in applications."))
    move = Move.objects.select_for_update().get(pk=move_id)
    _refuse_unless(move, Move.State.CHECKED)
    shutil.rmtree(folder_of(move), ignore_errors=True)
    events.record("moving.files_dropped", object_id=move.pk)
    move.delete()


def _refuse_unless(move: Move, state: str) -> None:
    if move.state != state:
        raise Refusal(
            _("This is not possible any more: %(state)s.") % {"state": move.get_state_display()},
            code="wrong_state",
        )


def make_plan(move: Move) -> tuple[Looked, Plan]:
    """Read all files of a move as its reading says."""
    looked = look_at(move)
    zone = ZoneInfo(settings.TIME_ZONE)
    return looked, check(looked, reading_of(move.reading), now=timezone.now(), zone=zone)


def read_again(
    move: Move, words: Mapping[str, str], *, month_first: bool | None = None
) -> tuple[Looked, Plan]:
    """Read all files of a move with these stages for words, and keep that reading.

    `month_first` says how days are written that can be read in two ways; None leaves what was found.
    """
    known = {word.casefold(): stage for word, stage in words.items()}
    changes: dict[str, Any] = {"words": move.reading["words"] | known}
    if month_first is not None:
        changes["month_first"] = month_first
    reading = reading_of(move.reading | changes)
    move.reading = as_json(reading)
    move.save(update_fields=["reading"])
    return make_plan(move)


def look_again(move: Move) -> None:
    """Read files as they are to be read, and keep what was found; nothing comes in."""
    try:
        looked, plan = make_plan(move)
    except MovingError as error:
        move.report = {"fatal": in_both_languages(error.problems), "words": [], "broken_count": 0}
    else:
        move.report = report_of(looked, plan)
        write_broken(move, plan)
    move.save(update_fields=["report"])


def came_of(counted: Counted) -> dict[str, int]:
    """Return what came in, as a report keeps it."""
    return {
        "vacancies": counted.vacancies,
        "people": counted.people,
        "applications": counted.applications,
        "known": counted.known,
        "doubles": counted.doubles,
    }


def left_outside(looked: Looked) -> dict[str, list[str]]:
    """Return the columns whose content stays at the border, by kind."""
    found: dict[str, list[str]] = {}
    for _name, columns in looked.files:
        for column in columns:
            if column.border:
                found.setdefault(column.border, []).append(column.header)
    return found


def report_of(looked: Looked, plan: Plan) -> dict[str, Any]:
    """Return what a check found, for the page and the terminal, in both languages."""
    stages = Counter(one.stage for one in plan.applications)
    mails = Counter(one.email.casefold() for one in plan.people.values() if one.email)
    return {
        "rows": plan.rows,
        "vacancies": len(plan.vacancies),
        "open_vacancies": sum(one.is_open for one in plan.vacancies.values()),
        "people": len(plan.people),
        "applications": len(plan.applications),
        "stages": dict(stages.most_common()),
        "same_mail": sum(count - 1 for count in mails.values() if count > 1),
        "broken_count": len(plan.broken),
        "broken": in_both_languages([one.problem for one in plan.broken]),
        "fatal": in_both_languages(plan.fatal),
        "remarks": in_both_languages(plan.remarks),
        "remark_count": len(plan.remarks),
        "words": [{"word": one.word, "count": one.count, "stage": one.stage} for one in plan.words],
        "left_outside": left_outside(looked),
        "files": [
            {
                "name": name,
                "columns": [
                    {"header": one.header, "samples": list(one.samples), "border": one.border}
                    for one in columns
                ],
            }
            for name, columns in looked.files
        ],
    }


def write_broken(move: Move, plan: Plan) -> None:
    """Keep the broken rows as a file to mend: what would have come in of them, and what is wrong; nothing of the border."""
    target = folder_of(move) / BROKEN
    if not plan.broken:
        target.unlink(missing_ok=True)
        return
    headers = list(dict.fromkeys(header for one in plan.broken for header, _cell in one.cells))
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(map(safe_cell, ["file", "line", "problem", *headers]))
        for one in plan.broken:
            cells = dict(one.cells)
            lines.writerow(
                map(
                    safe_cell,
                    [one.file, one.line, one.problem.sentence, *(cells.get(h, "") for h in headers)],
                )
            )


def without_values(report: Mapping[str, Any], *, broken: bool) -> dict[str, Any]:
    """Return a report without the first values of columns and, with `broken`, without sentences that quote a cell."""
    files = [{"name": one["name"], "columns": []} for one in report.get("files", ())]
    quoting = ("broken", "remarks", "fatal") if broken else ()
    emptied: dict[str, Any] = {part: [] for part in quoting}
    return {**report, "files": files, **emptied}


def forget_files(move_id: uuid.UUID) -> None:
    """Remove the files of a move, whatever became of it; a move that never came in goes with them. May run twice."""
    move = Move.objects.filter(pk=move_id).first()
    if move is None:
        return
    shutil.rmtree(folder_of(move), ignore_errors=True)
    if move.state == Move.State.CHECKED:
        move.delete()
    else:
        move.report = without_values(move.report, broken=True)
        move.save(update_fields=["report"])
    events.record("moving.files_forgotten", object_id=move_id)


def broken_rows(move_id: uuid.UUID) -> Path | None:
    """Return where the broken rows of a move lie; None where there are none, or they are not kept any more."""
    path = folder_of(Move.objects.get(pk=move_id)) / BROKEN
    return path if path.exists() else None
