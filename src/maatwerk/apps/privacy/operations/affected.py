"""The list of whom an incident concerns: found now, frozen as keys, and told by one letter that survives a kill."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from maatwerk.apps.opportunities.public import Opportunity
from maatwerk.apps.organisations.public import Member, Organisation
from maatwerk.apps.people.public import contacts_of
from maatwerk.apps.privacy.letters import send_incident_letter
from maatwerk.apps.privacy.models import Incident, IncidentPerson, IncidentScope, IncidentStep
from maatwerk.apps.privacy.operations.incidents import open_one
from maatwerk.apps.privacy.queries.affected import accounts, applicants, applied_between, everybody, opened_by
from maatwerk.apps.privacy.rules import LEAST_REASON, LETTERS, LONGEST_REASON, may_keep_incidents
from maatwerk.kernel import events, jobs, tenancy
from maatwerk.kernel.jobs import Progress
from maatwerk.kernel.models import Work
from maatwerk.kernel.refusals import NotAllowed, Refusal

BATCH = 50
Kind = IncidentScope.Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeWish:
    """Whom to look for: everybody, who applied for a vacancy, whose data an account opened, or who applied in a period."""

    kind: str
    opportunity_id: uuid.UUID | None = None
    account_id: uuid.UUID | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None


@transaction.atomic
def list_people(*, incident_id: uuid.UUID, wish: ScopeWish, by: Member) -> int:
    """Put whom a scope finds now onto the list of an incident; return how many it found. Who is on it already stays once."""
    _check_may(by)
    incident = _unsent(incident_id)
    found = _found(wish)
    scope = IncidentScope.objects.create(
        organisation_id=incident.organisation_id,
        incident=incident,
        kind=Kind(wish.kind),
        opportunity_id=wish.opportunity_id if wish.kind == Kind.VACANCY else None,
        account_id=wish.account_id if wish.kind == Kind.ACCOUNT else None,
        since=wish.since if wish.kind in {Kind.ACCOUNT, Kind.APPLIED} else None,
        until=wish.until if wish.kind in {Kind.ACCOUNT, Kind.APPLIED} else None,
        number=len(found),
        made_by_id=by.user_id,
    )
    IncidentPerson.objects.bulk_create(
        (
            IncidentPerson(organisation_id=incident.organisation_id, incident=incident, person_id=key)
            for key in sorted(found)
        ),
        ignore_conflicts=True,
        batch_size=1000,
    )
    events.record(
        "privacy.incident_people_listed", object_id=incident.pk, scope=scope.kind, number=len(found)
    )
    return len(found)


def _found(wish: ScopeWish) -> Collection[uuid.UUID]:
    if wish.kind == Kind.EVERYBODY:
        return everybody()
    if wish.kind == Kind.VACANCY:
        if (
            wish.opportunity_id is None
            or not Opportunity.objects.filter(pk__in=[wish.opportunity_id]).exists()
        ):
            raise Refusal(_("Choose a vacancy."), field="vacancy", status=422)
        return applicants(wish.opportunity_id)
    if wish.since is None or wish.until is None:
        raise Refusal(_("Give both moments."), field="since" if wish.since is None else "until", status=422)
    if wish.until < wish.since:
        raise Refusal(_("The second moment lies before the first."), field="until", status=422)
    if wish.kind == Kind.APPLIED:
        return applied_between(wish.since, wish.until)
    if wish.account_id is None or wish.account_id not in {key for key, _name, _here in accounts()}:
        raise Refusal(_("Choose an account."), field="account", status=422)
    return opened_by(wish.account_id, wish.since, wish.until)


@transaction.atomic
def empty_list(*, incident_id: uuid.UUID, by: Member) -> None:
    """Take everybody off the list of an incident, to begin it anew; not once letters went to them."""
    _check_may(by)
    incident = _unsent(incident_id)
    IncidentPerson.objects.filter(incident=incident).delete()
    IncidentScope.objects.filter(incident=incident).delete()
    events.record("privacy.incident_list_emptied", object_id=incident.pk)


@transaction.atomic
def write_to_people(*, incident_id: uuid.UUID, words: dict[str, str], by: Member) -> None:
    """Have one letter sent to everybody on the list, each in their own language where it was written in that.

    Raises
    ------
    Refusal
        It is an exercise, a letter went already, nobody is on the list, or there are no words.
    """
    _check_may(by)
    incident = _unsent(incident_id)
    if incident.is_exercise:
        raise Refusal(_("This is an exercise: nobody is written to."), code="exercise")
    said = {
        language: words[language].strip()[:LONGEST_REASON]
        for language, _name in settings.LANGUAGES
        if words.get(language, "").strip()
    }
    short = [language for language, text in said.items() if len(text) < LEAST_REASON]
    if short or not said:
        raise Refusal(
            _("Say what happened, what it may lead to, what is done, and what they can do themselves."),
            field=f"words_{short[0] if short else settings.LANGUAGES[0][0]}",
            status=422,
        )
    if not IncidentPerson.objects.filter(incident=incident).exists():
        raise Refusal(_("Nobody is on the list yet."), code="nobody")
    incident.letter, incident.letter_at = said, timezone.now()
    incident.save(update_fields=["letter", "letter_at"])
    events.record("privacy.incident_letter_ordered", object_id=incident.pk)
    jobs.enqueue(LETTERS, object_id=incident.pk)


@transaction.atomic
def write_on(*, incident_id: uuid.UUID, by: Member) -> None:
    """Let letters that stopped go on with who was not written to; nobody is written to twice."""
    _check_may(by)
    incident = open_one(incident_id)
    if incident.letter_at is None or incident.letter_done_at is not None:
        raise Refusal(_("No letters wait here."), code="no_letters")
    if not Work.objects.filter(
        kind=LETTERS, object_id=incident.pk, state__in=[Work.State.WAITING, Work.State.RUNNING]
    ).exists():
        jobs.enqueue(LETTERS, object_id=incident.pk)


def send_letters(progress: Progress) -> int:
    """Write to everybody on the list who was not written to; killed anywhere, the next run goes on with who is left."""
    assert progress.object_id is not None
    written = 0
    while True:
        with tenancy.acting(organisation=progress.organisation_id, account=progress.started_by):
            incident = Incident.objects.select_for_update().get(pk=progress.object_id)
            listed = IncidentPerson.objects.filter(incident=incident)
            waiting = list(listed.filter(told_at__isnull=True, is_unreachable=False).order_by("id")[:BATCH])
            if not waiting:
                _done(incident)
                return written
            _write_to(incident, waiting)
            written += len(waiting)
            total = listed.count()
            done = listed.exclude(told_at__isnull=True, is_unreachable=False).count()
        progress.tell("writing", done=done, total=total)


def _write_to(incident: Incident, waiting: list[IncidentPerson]) -> None:
    organisation = Organisation.objects.get(pk=incident.organisation_id)
    contacts = contacts_of([one.person_id for one in waiting])
    for one in waiting:
        contact = contacts.get(one.person_id)
        if contact is not None and contact.email:
            send_incident_letter(one.person_id, contact, words=incident.letter, organisation=organisation)
            one.told_at = timezone.now()
        else:
            one.is_unreachable = True
    IncidentPerson.objects.bulk_update(waiting, ["told_at", "is_unreachable"])


def _done(incident: Incident) -> None:
    """Write down that everybody was written to, once."""
    if incident.letter_done_at is not None:
        return
    listed = IncidentPerson.objects.filter(incident=incident)
    told = listed.filter(told_at__isnull=False).count()
    without = listed.filter(is_unreachable=True).count()
    incident.letter_done_at = timezone.now()
    incident.save(update_fields=["letter_done_at"])
    organisation = Organisation.objects.get(pk=incident.organisation_id)
    with translation.override(organisation.language):
        words = ngettext(
            "A letter went to %(number)d person.", "A letter went to %(number)d people.", told
        ) % {"number": told}
        if without:
            words += " " + ngettext(
                "Of %(number)d person no address is known.",
                "Of %(number)d people no address is known.",
                without,
            ) % {"number": without}
    writer = tenancy.current_account() or incident.owner_id
    IncidentStep.objects.create(
        organisation_id=incident.organisation_id,
        incident=incident,
        kind=IncidentStep.Kind.PEOPLE,
        at=incident.letter_done_at,
        words=words,
        written_by_id=writer,
    )
    events.record("privacy.incident_letters_sent", object_id=incident.pk, told=told, without=without)


def _unsent(incident_id: uuid.UUID) -> Incident:
    incident = open_one(incident_id)
    if incident.letter_at is not None:
        raise Refusal(
            _(
                "A letter went to the people on this list; it stays as it is. Open another incident for others."
            ),
            code="letter_went",
        )
    return incident


def _check_may(by: Member) -> None:
    if not may_keep_incidents(by):
        raise NotAllowed(_("Administrators keep incidents."))
