"""Putting an interview at a time, with who asks: PostgreSQL refuses whom it would put in two places at once."""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from maatwerk.apps.interviews.models import Interview, Interviewer, Scorecard, Slot
from maatwerk.apps.interviews.rules import MOST_INTERVIEWERS, REMINDED_BEFORE
from maatwerk.apps.organisations.public import colleagues
from maatwerk.kernel.refusals import Refusal

REMIND = "interviews.remind"
_TAKEN = {
    "interviewer_in_one_place": _("One of the interviewers has another interview then. Choose another time."),
    "applicant_in_one_place": _("The applicant has another interview with you then. Choose another time."),
    "interviews_interview_slot_id_key": _("Somebody else just picked this time. Choose another."),
}


def book(
    interview: Interview,
    start: dt.datetime,
    end: dt.datetime,
    panel: Sequence[uuid.UUID],
    *,
    slot: Slot | None = None,
) -> None:
    """Write the time and the panel down together, or refuse because somebody is elsewhere then."""
    try:
        with transaction.atomic():
            interview.state = Interview.State.PLANNED
            interview.starts_at, interview.ends_at, interview.slot = start, end, slot
            interview.save(
                update_fields=["state", "starts_at", "ends_at", "slot", "place", "video_url", "zone"]
            )
            seat(interview, panel)
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
        if name not in _TAKEN:
            raise
        raise Refusal(_TAKEN[name], code="taken", field="time") from None
    alarm(interview)


def seat(interview: Interview, panel: Sequence[uuid.UUID]) -> None:
    """Put exactly these on the panel. Who scored stays; who left after scores were in does not come back."""
    check_panel(panel)
    now = timezone.now()
    rows = {row.user_id: row for row in Interviewer.objects.select_for_update().filter(interview=interview)}
    scored = set(Scorecard.objects.filter(interview=interview).values_list("by_id", flat=True))
    wanted = set(panel) | scored
    for user in sorted(
        wanted | rows.keys()
    ):  # always in one order, so that two who plan at once do not lock each other
        row = rows.get(user)
        if user not in wanted:
            if row is not None and row.left_at is None:
                row.left_at, row.starts_at, row.ends_at = now, None, None
                row.save(update_fields=["left_at", "starts_at", "ends_at"])
            continue
        if row is not None and row.left_at is not None and scored:
            raise Refusal(
                _("Scores are in, and who left the panel may have read them. Choose somebody else."),
                code="left",
                field="interviewers",
                status=422,
            )
        if row is None:
            row = Interviewer(organisation_id=interview.organisation_id, interview=interview, user_id=user)
            row.starts_at, row.ends_at = interview.starts_at, interview.ends_at
            row.save(force_insert=True)
        else:
            row.left_at, row.starts_at, row.ends_at = None, interview.starts_at, interview.ends_at
            row.save(update_fields=["left_at", "starts_at", "ends_at"])


def free(interview: Interview) -> None:
    """Let everybody on the panel have the time back."""
    Interviewer.objects.filter(interview=interview).update(starts_at=None, ends_at=None)


def check_panel(panel: Sequence[uuid.UUID]) -> None:
    """Refuse a panel of nobody, of too many, or with somebody who does not work here."""
    known = {one.user_id for one in colleagues()}
    if not 1 <= len(set(panel)) <= MOST_INTERVIEWERS or not set(panel) <= known:
        raise Refusal(
            _("Choose from 1 to %(most)d colleagues who ask the questions.") % {"most": MOST_INTERVIEWERS},
            code="no_panel",
            field="interviewers",
            status=422,
        )


def alarm(interview: Interview) -> None:
    """Have the applicant reminded a day before, unless it is sooner than that already."""
    assert interview.starts_at is not None
    at = interview.starts_at - REMINDED_BEFORE
    if at > timezone.now():
        app.configure_task(REMIND, queue="app", schedule_at=at).defer(
            organisation_id=str(interview.organisation_id),
            interview_id=str(interview.pk),
            sequence=interview.sequence,
        )
