"""An incident from opening to closing: its clock begins when somebody became aware, and it teaches something before it closes."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from maatwerk.apps.applications.public import years_later
from maatwerk.apps.organisations.public import Member, Organisation, Role, colleagues
from maatwerk.apps.privacy.models import Incident, IncidentPerson, IncidentScope, IncidentStep
from maatwerk.apps.privacy.rules import (
    AUTHORITY_STEPS,
    CLOCKS,
    LEAST_REASON,
    LONGEST_REASON,
    PEOPLE_STEPS,
    may_keep_incidents,
)
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.refusals import NotAllowed, Refusal
from maatwerk.kernel.rules import rule

WARN = "privacy.warn_of_incident"


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentFacts:
    """What is known of an incident: instants with their time zone, `happened_at` None where nobody knows yet."""

    kind: str
    what: str
    aware_at: dt.datetime
    owner_id: uuid.UUID
    happened_at: dt.datetime | None = None
    consequences: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTaken:
    """Something that was done: when, and its reference, how, or why not."""

    kind: str
    at: dt.datetime
    words: str
    why_late: str = ""


@transaction.atomic
def open_incident(*, facts: IncidentFacts, by: Member, is_exercise: bool = False) -> uuid.UUID:
    """Open an incident; its clock began when somebody here became aware.

    Raises
    ------
    Refusal
        A moment lies in the future, what happened comes after becoming aware, or nothing says what happened.
    """
    _check_may(by)
    _check(facts)
    incident = Incident(
        organisation_id=tenancy.current_organisation(), opened_by_id=by.user_id, is_exercise=is_exercise
    )
    _fill(incident, facts, by)
    incident.save(force_insert=True)
    events.record(
        "privacy.incident_opened", object_id=incident.pk, kind=incident.kind, is_exercise=is_exercise
    )
    _set_clock(incident, by)
    return incident.pk


@transaction.atomic
def change_incident(*, incident_id: uuid.UUID, facts: IncidentFacts, by: Member) -> None:
    """Put right what is known of an incident; the clock follows the kind and the moment of becoming aware."""
    _check_may(by)
    _check(facts)
    incident = open_one(incident_id)
    before = incident.due_at
    _fill(incident, facts, by)
    incident.save(
        update_fields=["kind", "what", "consequences", "happened_at", "aware_at", "due_at", "owner"]
    )
    events.record("privacy.incident_changed", object_id=incident.pk, kind=incident.kind)
    if incident.due_at != before:
        _set_clock(incident, by)


@transaction.atomic
def take_step(*, incident_id: uuid.UUID, step: StepTaken, by: Member) -> None:
    """Write down what was done. Who tells the authority after the clock says why (GDPR 33(1), last sentence)."""
    _check_may(by)
    incident = open_one(incident_id)
    if step.at > timezone.now():
        raise Refusal(_("Write down what was done, not what is going to be."), field="at", status=422)
    if step.at < incident.aware_at:
        raise Refusal(_("That is before anybody here was aware of it."), field="at", status=422)
    _said(step.words, "words")
    late = step.kind in AUTHORITY_STEPS and step.at > incident.due_at
    if late:
        _said(step.why_late, "why_late")
    IncidentStep.objects.create(
        organisation_id=incident.organisation_id,
        incident=incident,
        kind=IncidentStep.Kind(step.kind),
        at=step.at,
        words=step.words.strip()[:LONGEST_REASON],
        why_late=step.why_late.strip()[:LONGEST_REASON] if late else "",
        written_by_id=by.user_id,
    )
    events.record("privacy.incident_step_taken", object_id=incident.pk, kind=step.kind, late=late)


@transaction.atomic
def close_incident(*, incident_id: uuid.UUID, learned: str, by: Member) -> None:
    """Close an incident with what was learned; from then on the database changes nothing of it.

    Raises
    ------
    Refusal
        Nothing says yet whether the authority and the people were told, letters are still going out, or nothing was learned.
    """
    _check_may(by)
    incident = open_one(incident_id)
    taken = set(IncidentStep.objects.filter(incident=incident).values_list("kind", flat=True))
    if not taken & {*AUTHORITY_STEPS}:
        raise Refusal(
            _("Write down first that the authority was told, or why it need not be."), code="authority_open"
        )
    if incident.kind == Incident.Kind.BREACH and not taken & {*PEOPLE_STEPS}:
        raise Refusal(
            _("Write down first that the people concerned were told, or why they need not be."),
            code="people_open",
        )
    if incident.letter_at is not None and incident.letter_done_at is None:
        raise Refusal(_("Letters are still going out. Close it when that is done."), code="letters_going")
    _said(learned, "learned")
    incident.learned = learned.strip()[:LONGEST_REASON]
    incident.closed_by_id, incident.closed_at = by.user_id, timezone.now()
    incident.save(update_fields=["learned", "closed_by", "closed_at"])
    events.record("privacy.incident_closed", object_id=incident.pk)


def forget_incidents() -> int:
    """Take away incidents that were closed longer ago than they are kept; return how many."""
    organisation = Organisation.objects.get(pk=tenancy.current_organisation())
    years: int = rule("incidents.kept_years", jurisdiction=organisation.jurisdiction, on=timezone.localdate())
    today = timezone.localdate()
    closed = Incident.objects.filter(closed_at__isnull=False).values_list("pk", "closed_at")
    over = [key for key, at in closed if years_later(timezone.localdate(at), years) < today]
    for model in (IncidentPerson, IncidentScope, IncidentStep):
        model.objects.filter(incident_id__in=over).delete()
    Incident.objects.filter(pk__in=over).delete()
    for key in over:
        events.record("privacy.incident_forgotten", object_id=key)
    return len(over)


def open_one(incident_id: uuid.UUID) -> Incident:
    """Return an incident that may still be changed, taken for this transaction."""
    incident = Incident.objects.select_for_update().filter(pk=incident_id, closed_at__isnull=True).first()
    if incident is None:
        if Incident.objects.filter(pk=incident_id).exists():
            raise Refusal(_("This incident is closed. What stands in it changes no more."), code="closed")
        raise Refusal(_("There is no such incident."), code="no_incident", status=404)
    return incident


def _check_may(by: Member) -> None:
    if not may_keep_incidents(by):
        raise NotAllowed(_("Administrators keep incidents."))


def _check(facts: IncidentFacts) -> None:
    if len(facts.what.strip()) < LEAST_REASON:
        raise Refusal(_("Say what happened, in a few words."), field="what", status=422)
    if facts.aware_at > timezone.now():
        raise Refusal(_("This moment is still to come."), field="aware_at", status=422)
    if facts.happened_at is not None and facts.happened_at > facts.aware_at:
        raise Refusal(
            _("It happened before somebody became aware of it, or at that moment."),
            field="happened_at",
            status=422,
        )
    if facts.owner_id not in {one.user_id for one in colleagues(Role.ADMINISTRATOR)}:
        raise Refusal(_("Choose an administrator who answers for it."), field="owner_id", status=422)


def _fill(incident: Incident, facts: IncidentFacts, by: Member) -> None:
    incident.kind = Incident.Kind(facts.kind)
    incident.what = facts.what.strip()[:LONGEST_REASON]
    incident.consequences = facts.consequences.strip()[:LONGEST_REASON]
    incident.happened_at, incident.owner_id = facts.happened_at, facts.owner_id
    # to the minute, as forms say it; in UTC, where hours pass whatever the clocks on the wall do
    incident.aware_at = facts.aware_at.astimezone(dt.UTC).replace(second=0, microsecond=0)
    incident.due_at = incident.aware_at + _term(incident.kind, by)


def _term(kind: str, by: Member) -> dt.timedelta:
    key, unit = CLOCKS[Incident.Kind(kind)]
    number: int = rule(key, jurisdiction=by.organisation.jurisdiction, on=timezone.localdate())
    return dt.timedelta(**{unit: number})


def _set_clock(incident: Incident, by: Member) -> None:
    """Have the owner warned once while the law's clock still leaves time; at once where it leaves less."""
    part, of = rule(
        "incidents.warning_share", jurisdiction=by.organisation.jurisdiction, on=timezone.localdate()
    )
    at = incident.due_at - (incident.due_at - incident.aware_at) * part / of
    app.configure_task(WARN, queue="app", schedule_at=max(at, timezone.now())).defer(
        organisation_id=str(incident.organisation_id),
        incident_id=str(incident.pk),
        due_at=incident.due_at.isoformat(),
    )


def _said(words: str, field: str) -> None:
    if len(words.strip()) < LEAST_REASON:
        raise Refusal(_("Say it in a few words."), field=field, status=422)
