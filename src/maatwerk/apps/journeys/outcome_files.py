"""Many follow-ups at once: the open questions as a file, and the filled-in file back, all of it or nothing."""

import csv
import datetime as dt
import io
import uuid
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from maatwerk.apps.applications.public import saw_advice
from maatwerk.apps.journeys.history import HistoryError, Row, read_table
from maatwerk.apps.journeys.words import REASONS
from maatwerk.apps.organisations.public import Member
from maatwerk.apps.outcomes.public import (
    Answer,
    FollowUp,
    FollowUpRow,
    answer_follow_up,
    follow_up,
)
from maatwerk.kernel.refusals import Refusal
from maatwerk.kernel.spreadsheets import safe_cell
from maatwerk.ui import formats

#: The columns as they are called in the language of who downloads; a file comes back in either language.
COLUMNS = {
    "follow_up": pgettext_lazy("column of a file", "follow_up"),
    "person": pgettext_lazy("column of a file", "person"),
    "started_on": pgettext_lazy("column of a file", "started_on"),
    "months": pgettext_lazy("column of a file", "months"),
    "still_here": pgettext_lazy("column of a file", "still_here"),
    "performance": pgettext_lazy("column of a file", "performance"),
    "last_day": pgettext_lazy("column of a file", "last_day"),
    "reason": pgettext_lazy("column of a file", "reason"),
    "note": pgettext_lazy("column of a file", "note"),
    "missing_reason": pgettext_lazy("column of a file", "missing_reason"),
}
FILLED_IN = ("still_here", "performance", "last_day", "reason", "note", "missing_reason")
YES, NO = {"yes", "ja", "1", "y", "j"}, {"no", "nee", "0", "n"}


def open_questions(rows: Sequence[FollowUpRow], names: dict[uuid.UUID, str]) -> str:
    """Return the open follow-ups as CSV, to fill in."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(COLUMNS.values())
    for row in rows:
        writer.writerow([row.id, safe_cell(names[row.person_id]), row.started_on, row.months, *([""] * 6)])
    return target.getvalue()


def _in_any_language(words: Mapping[str, object]) -> dict[str, str]:
    """Return what each word stands for, whatever language it is written in."""
    found = {key: key for key in words}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {str(word).casefold(): key for key, word in words.items()}
    return found


class WrongRows(Refusal):
    """A file of outcomes of which nothing is recorded; `rows` says of each wrong row its line and what is wrong."""

    def __init__(self, name: str, rows: Sequence[tuple[int, str]]) -> None:
        self.rows = tuple(rows)
        lines = (
            _("%(file)s, line %(line)d: %(sentence)s") % {"file": name, "line": line, "sentence": sentence}
            for line, sentence in rows
        )
        super().__init__("\n".join(lines), code="file_has_errors", field="file", status=422)


@transaction.atomic
def record_answers(path: Path, *, name: str, by: Member, dry_run: bool = False) -> int:
    """Record every filled-in row; one wrong row and nothing is recorded, and every wrong row is named.

    Rows without an answer are left open. A dry run does all of it and takes it back.
    """
    try:
        table = read_table(path, name=name)
        rows = list(table.rows())
    except HistoryError as error:
        raise Refusal(str(error), code="unusable_file", field="file", status=422) from error
    header = _header(table.header, name)
    wrong, done = [], 0
    for row in rows:
        try:
            done += _record_row(header, row, by)
        except Refusal as refusal:
            wrong.append((row.line, refusal.sentence))
    if wrong:
        raise WrongRows(name, wrong)
    if dry_run:
        transaction.set_rollback(True)
    return done


def _header(titles: Sequence[str], name: str) -> list[str]:
    """Return the columns by their own names; each that is needed is there, and none twice in two languages."""
    known = _in_any_language(COLUMNS)
    header = [known.get(title.strip().casefold(), title) for title in titles]
    for column in ("follow_up", "still_here"):
        if column not in header:
            raise Refusal(
                _("%(file)s has no column “%(column)s”. Download the open questions and fill in that file.")
                % {"file": name, "column": COLUMNS[column]},
                code="no_such_column",
                field="file",
                status=422,
            )
    for column, title in COLUMNS.items():
        if header.count(column) > 1:
            raise Refusal(
                _("%(file)s has the column “%(column)s” more than once. Keep one of them.")
                % {"file": name, "column": title},
                code="column_repeated",
                field="file",
                status=422,
            )
    return header


def _record_row(header: Sequence[str], row: Row, by: Member) -> bool:
    """Record one row and return whether it held an answer."""
    if len(row.cells) != len(header):
        raise Refusal(
            ngettext(
                "This row has %(got)d cell, the header has %(expected)d. A delimiter inside a text needs quotes around it.",
                "This row has %(got)d cells, the header has %(expected)d. A delimiter inside a text needs quotes around it.",
                len(row.cells),
            )
            % {"got": len(row.cells), "expected": len(header)}
        )
    cells = {column: cell.strip() for column, cell in zip(header, row.cells, strict=True)}
    if not any(cells.get(column) for column in FILLED_IN):
        return False
    _record(cells, by)
    return True


def _record(cells: dict[str, str], by: Member) -> None:
    try:
        found = follow_up(uuid.UUID(cells["follow_up"]))
    except (ValueError, FollowUp.DoesNotExist):
        raise Refusal(_("There is no follow-up “%(key)s”.") % {"key": cells["follow_up"]}) from None
    answer = _answer(cells)
    if found.due_on > timezone.localdate() and answer.still_here is not False:
        raise Refusal(
            _("This is asked on %(day)s. Until then only somebody who left can be told about.")
            % {"day": formats.short_day(found.due_on)}
        )
    seen = found.opportunity_id is not None and saw_advice(
        by.user_id, opportunity_id=found.opportunity_id, person_id=found.person_id
    )
    answer_follow_up(follow_up_id=found.id, answer=answer, by=by, saw_advice=seen)


def _answer(cells: dict[str, str]) -> Answer:
    said = cells.get("still_here", "").lower()
    _refuse_contradictions(cells)
    if said and said not in YES | NO:
        raise Refusal(
            _("Column “%(column)s” must be yes or no. Got “%(got)s”.")
            % {"column": COLUMNS["still_here"], "got": said}
        )
    return Answer(
        observed_on=timezone.localdate(),
        still_here=said in YES if said else None,
        performance=_number(cells.get("performance", "")),
        separated_on=_day(cells.get("last_day", "")),
        reason_code=_reason(cells.get("reason", "")),
        reason_note=cells.get("note", ""),
        missing_reason=cells.get("missing_reason", "") if not said else "",
    )


def _refuse_contradictions(cells: Mapping[str, str]) -> None:
    """Refuse a row that says two things, or something of a person without saying whether they are here."""
    here, missing = cells.get("still_here", ""), cells.get("missing_reason", "")
    if here and missing:
        raise Refusal(
            _("Fill in “%(one)s” or “%(other)s”, not both.")
            % {"one": COLUMNS["still_here"], "other": COLUMNS["missing_reason"]}
        )
    if not here and not missing:
        raise Refusal(
            _("Say in “%(one)s” whether the person still works here, or in “%(other)s” why you cannot say.")
            % {"one": COLUMNS["still_here"], "other": COLUMNS["missing_reason"]}
        )
    if here.lower() not in NO and (cells.get("last_day") or cells.get("reason")):
        raise Refusal(
            _("Only who left has a last day and a reason: leave “%(day)s” and “%(reason)s” empty.")
            % {"day": COLUMNS["last_day"], "reason": COLUMNS["reason"]}
        )


def _reason(text: str) -> str:
    if not text:
        return ""
    found = _in_any_language(REASONS).get(text.casefold())
    if found is None:
        raise Refusal(
            _("Column “%(column)s” must be one of: %(reasons)s. Got “%(got)s”.")
            % {
                "column": COLUMNS["reason"],
                "reasons": "; ".join(str(words) for words in REASONS.values()),
                "got": text,
            }
        )
    return found


def _number(text: str) -> float | None:
    if not text:
        return None
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise Refusal(
            _("Column “%(column)s” must be a number. Got “%(got)s”.")
            % {"column": COLUMNS["performance"], "got": text}
        ) from None


def _day(text: str) -> dt.date | None:
    if not text:
        return None
    plain = text.removesuffix(" 00:00:00").removesuffix("T00:00:00")  # as spreadsheets write a day
    for form in ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y"):
        with suppress(ValueError):
            return dt.datetime.strptime(plain, form).date()
    raise Refusal(
        _("Column “%(column)s” must be a day such as 2026-11-23 or 23-11-2026. Got “%(got)s”.")
        % {"column": COLUMNS["last_day"], "got": text}
    )
