"""Who looked, and what they thought before: own view, advice seen, personal data viewed."""

import datetime as dt
import uuid

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.advice.public import advice_on
from maatwerk.apps.applications.models import AdviceSeen, Application, OwnView
from maatwerk.apps.applications.rules import LEAST_REASON, may_decide
from maatwerk.apps.applications.ways import own_view_comes_first
from maatwerk.apps.organisations.public import Member
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.models import Event
from maatwerk.kernel.refusals import NotAllowed, Refusal

ONE_VIEW = dt.timedelta(hours=1)  # looking again within it is the same look


def record_viewing(*, application_id: uuid.UUID, person_id: uuid.UUID, by: Member) -> None:
    """Note that a colleague looked at somebody's data; once an hour, however often the page is opened."""
    seen = Event.objects.filter(
        organisation_id=tenancy.current_organisation(),
        object_id=application_id,
        actor_id=by.user_id,
        kind="applications.person_viewed",
        at__gt=timezone.now() - ONE_VIEW,
    )
    if not seen.exists():
        events.record("applications.person_viewed", object_id=application_id, person_id=person_id)


def record_export(*, opportunity_id: uuid.UUID, people: int) -> None:
    """Note that a list of applicants was taken along."""
    events.record("applications.people_exported", object_id=opportunity_id, people=people)


def record_own_view(*, application_id: uuid.UUID, opinion: int, note: str, by: Member) -> OwnView:
    """Keep what somebody thought before seeing the advice; after having seen it that can no longer be said."""
    if not may_decide(by):
        raise NotAllowed(_("Your role does not include deciding."))
    application = Application.objects.get(pk=application_id)
    if AdviceSeen.objects.filter(application=application, by_id=by.user_id).exists():
        raise Refusal(_("You saw the advice already, so a view formed without it can no longer be recorded."))
    if opinion not in range(1, 6):
        raise Refusal(_("Choose one of the five answers."), field="opinion")
    if len(note.strip()) < LEAST_REASON:
        raise Refusal(_("Say in a few words what your view rests on."), field="note")
    view = OwnView.objects.create(
        organisation_id=application.organisation_id,
        application=application,
        by_id=by.user_id,
        opinion=opinion,
        note=note,
    )
    events.record("applications.own_view_recorded", object_id=application.pk, person_id=application.person_id)
    return view


def see_advice(*, application_id: uuid.UUID, by: Member) -> None:
    """Note when somebody first opened the advice. Where the organisation asks for an own view, that comes first."""
    application = Application.objects.get(pk=application_id)
    advice = advice_on(application.opportunity_id, [application.person_id]).get(application.person_id)
    if advice is None:
        return
    if own_view_comes_first(application.pk, by) and not _has_own_view(application, by):
        raise Refusal(_("Record your own view first; then the advice opens."), code="own_view_first")
    _seen, first = AdviceSeen.objects.get_or_create(
        application=application,
        by_id=by.user_id,
        advice_id=advice.id,
        defaults={"organisation_id": application.organisation_id},
    )
    if first:
        events.record(
            "applications.advice_seen",
            object_id=application.pk,
            person_id=application.person_id,
            advice=str(advice.id),
        )


def _has_own_view(application: Application, by: Member) -> bool:
    return OwnView.objects.filter(application=application, by_id=by.user_id).exists()
