"""An applicant's own page of interviews: pick a time, see it in their own zone, give it back, take it to their calendar."""

import datetime as dt
import uuid
from collections.abc import Iterable
from itertools import groupby
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from maatwerk.apps.interviews.letters import own_calendar
from maatwerk.apps.interviews.models import Interview, Slot
from maatwerk.apps.interviews.operations import give_time_back, pick_slot
from maatwerk.apps.interviews.queries import InterviewRow, SlotRow, free_slots, interviews_of_person
from maatwerk.apps.interviews.times import home_zone, zone_or_home, zones
from maatwerk.apps.people.public import Own, own_page, render_own
from maatwerk.kernel.refusals import Refusal

PAGE = "interviews:own"
Days = list[tuple[dt.date, list[SlotRow]]]


@require_safe
@own_page
def interviews(request: HttpRequest, own: Own) -> HttpResponse:
    """Show the person's interviews here, and the times they can pick, in the zone they choose."""
    rows = interviews_of_person(own.person_id)
    kept = next((row.zone for row in reversed(rows) if row.zone), "")
    zone = zone_or_home(request.GET.get("zone", "") or kept)
    with timezone.override(ZoneInfo(zone)):
        context = {
            "rows": [(row, _times(row)) for row in rows],
            "zone": zone,
            "home": home_zone(),
            "zones": zones(),
            "here": own.url(PAGE),
        }
        return render_own(request, own, "interviews/own/interviews.html", context, current=PAGE)


def _times(row: InterviewRow) -> Days:
    """Return what can be picked, by day in the zone that is active now."""
    may_pick = row.state == Interview.State.INVITED or row.may_be_moved_by_person
    return _by_day(free_slots(row.opportunity_id)) if may_pick else []


def _by_day(found: Iterable[SlotRow]) -> Days:
    return [
        (day, list(rows))
        for day, rows in groupby(found, lambda row: timezone.localtime(row.starts_at).date())
    ]


@require_POST
@own_page
def pick(request: HttpRequest, own: Own, interview_id: uuid.UUID) -> HttpResponse:
    """Take a time."""
    get_object_or_404(Interview.objects.filter(person_id=own.person_id), pk=interview_id)
    zone = zone_or_home(request.POST.get("zone", ""))
    try:
        pick_slot(
            interview_id=interview_id,
            slot_id=uuid.UUID(request.POST.get("slot", "")),
            person_id=own.person_id,
            zone=zone,
        )
    except (ValueError, Slot.DoesNotExist):
        raise Refusal(_("This time is no longer free. Choose another."), code="gone") from None
    return redirect(own.url(PAGE))


@require_POST
@own_page
def give_back(request: HttpRequest, own: Own, interview_id: uuid.UUID) -> HttpResponse:
    """Free the time; another can be picked."""
    get_object_or_404(Interview.objects.filter(person_id=own.person_id), pk=interview_id)
    give_time_back(interview_id=interview_id, person_id=own.person_id)
    return redirect(own.url(PAGE))


@require_safe
@own_page
def calendar_file(request: HttpRequest, own: Own, interview_id: uuid.UUID) -> HttpResponse:
    """Give the interview as a file for a calendar."""
    mine = Interview.objects.filter(person_id=own.person_id, state=Interview.State.PLANNED)
    interview = get_object_or_404(mine, pk=interview_id)
    answer = HttpResponse(own_calendar(interview), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="interview.ics"'
    return answer


def waiting(own: Own) -> int | None:
    """Count the interviews for which this person still picks a time."""
    number = Interview.objects.filter(person_id=own.person_id, state=Interview.State.INVITED).count()
    return number or None
