"""Two files, one person? Asked when both gave the same mail address; a human answers, and a phone that is shared asks nothing."""

import datetime as dt
import uuid
from collections import defaultdict
from dataclasses import dataclass
from functools import partial

from django.apps import apps
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.applications.applying.attaching import reseal
from maatwerk.apps.applications.applying.letters import send_new_link
from maatwerk.apps.applications.applying.rules import may_settle_doubles
from maatwerk.apps.applications.documents import store
from maatwerk.apps.applications.models import (
    Application,
    Decision,
    Document,
    Draft,
    PossibleDouble,
    Stage,
    Submission,
)
from maatwerk.apps.evidence.public import Evidence, Measurement, record_evidence
from maatwerk.apps.opportunities.public import titles
from maatwerk.apps.organisations.public import Member
from maatwerk.apps.people.public import (
    ContactRow,
    Person,
    contact_of,
    contacts_of,
    people_with_mail,
    renew_own_link,
    seal,
    unseal,
)
from maatwerk.kernel import events
from maatwerk.kernel.models import Event
from maatwerk.kernel.refusals import NotAllowed, Refusal

MOST_SHOWN = 200
#: What may hang on a file that is joined to another: it moves along, is copied, or belongs to the old key and stays true there.
_STAYS_OR_MOVES = frozenset(
    {
        "people",
        "evidence.Evidence",
        "advice",
        "vacancies.Touchpoint",
        "applications.Application",
        "applications.PossibleDouble",
    }
)


@dataclass(frozen=True, slots=True)
class FileRow:
    """One of two files, as they stand side by side."""

    person_id: uuid.UUID
    name: str
    email: str
    phone: str
    since: dt.datetime | None
    applications: tuple[tuple[str, str, dt.datetime], ...]  # title, stage, day
    evidence: int


@dataclass(frozen=True, slots=True)
class DoubleRow:
    """The question whether two files are one person."""

    id: uuid.UUID
    state: str
    state_label: str
    found_at: dt.datetime
    first: FileRow
    second: FileRow
    may_undo: bool


@events.on("applications.application_received")
def look_for_double(event: Event) -> None:
    """Ask about every older file with the same mail address; asking twice about a pair is one question."""
    if event.person_id is None:
        return
    contact = contact_of(event.person_id)
    if contact is None or not contact.email:
        return
    for other in people_with_mail(contact.email):
        if other == event.person_id:
            continue
        first, second = _in_order(other, event.person_id)
        _question, new = PossibleDouble.objects.get_or_create(
            first_id=first, second_id=second, defaults={"organisation_id": event.organisation_id}
        )
        if new:
            events.record("applications.double_found", object_id=_question.pk, person_id=event.person_id)


def _in_order(one: uuid.UUID, other: uuid.UUID) -> tuple[uuid.UUID, uuid.UUID]:
    """Return the older file first; where both came at once, by their keys, so that a pair is asked about once."""
    came = dict(
        Application.objects.filter(person_id__in=[one, other])
        .values_list("person_id")
        .annotate(first=models.Min("applied_at"))
    )
    now = timezone.now()
    first, second = sorted((one, other), key=lambda key: (came.get(key, now), key))
    return first, second


def open_doubles() -> int:
    """Count the questions that wait."""
    return PossibleDouble.objects.filter(state=PossibleDouble.State.OPEN).count()


def doubles(*, only_open: bool = True) -> list[DoubleRow]:
    """Return the questions, those that wait first, in a fixed number of queries."""
    found = PossibleDouble.objects.order_by("-found_at", "id")
    if only_open:
        found = found.filter(state=PossibleDouble.State.OPEN)
    rows = list(found[:MOST_SHOWN])
    files = _files({key for one in rows for key in (one.first_id, one.second_id)})
    return [
        DoubleRow(
            one.pk,
            one.state,
            str(one.get_state_display()),
            one.found_at,
            files[one.first_id],
            files[one.second_id],
            one.state == PossibleDouble.State.MERGED and not one.moved.get("evidence"),
        )
        for one in rows
    ]


def double_of(person_id: uuid.UUID) -> bool:
    """Whether it is still asked of this person's file if it is the same as another."""
    return PossibleDouble.objects.filter(
        models.Q(first_id=person_id) | models.Q(second_id=person_id), state=PossibleDouble.State.OPEN
    ).exists()


def _files(keys: set[uuid.UUID]) -> dict[uuid.UUID, FileRow]:
    sent = list(Application.objects.filter(person_id__in=keys).order_by("applied_at", "id"))
    named = titles({one.opportunity_id for one in sent})
    by_person: dict[uuid.UUID, list[tuple[str, str, dt.datetime]]] = defaultdict(list)
    for one in sent:
        by_person[one.person_id].append(
            (named[one.opportunity_id], str(Stage(one.stage).label), one.applied_at)
        )
    measured = dict(
        Evidence.objects.filter(person_id__in=keys).values_list("person_id").annotate(n=models.Count("id"))
    )
    known = contacts_of(keys)
    nobody = ContactRow("", "")
    return {
        key: FileRow(
            key,
            known.get(key, nobody).name,
            known.get(key, nobody).email,
            known.get(key, nobody).phone,
            min((at for _title, _stage, at in by_person[key]), default=None),
            tuple(by_person[key]),
            measured.get(key, 0),
        )
        for key in keys
    }


def _opened(double_id: uuid.UUID, by: Member) -> PossibleDouble:
    if not may_settle_doubles(by):
        raise NotAllowed(_("Your role does not include joining files."))
    return PossibleDouble.objects.select_for_update().get(pk=double_id)


@transaction.atomic
def keep_apart(*, double_id: uuid.UUID, by: Member) -> None:
    """Say that two files are two people; it is not asked again."""
    question = _opened(double_id, by)
    if question.state != PossibleDouble.State.OPEN:
        raise Refusal(_("A colleague answered this already."), code="settled")
    _settle(question, PossibleDouble.State.DIFFERENT, by)
    events.record("applications.double_settled", object_id=question.pk, same=False)


@transaction.atomic
def merge(*, double_id: uuid.UUID, by: Member) -> list[str]:
    """Join two files: applications of the one move to the other, evidence is copied, links are made anew; all or nothing.

    The file on which more hangs is kept. Anybody can write somebody else's mail address into a form, so every link that is
    out ends here, and the new one goes to the mailbox that both gave: who holds only an old link learns nothing of the other.
    Returns the titles of vacancies for which both applied: those stay where they are.
    """
    question = _opened(double_id, by)
    if question.state != PossibleDouble.State.OPEN:
        raise Refusal(_("A colleague answered this already."), code="settled")
    kept, gone = _direction(question)
    mailbox = _shared_mail(kept, gone)
    own = list(Application.objects.select_for_update().filter(person_id=gone))
    both = set(
        Application.objects.filter(
            person_id=kept, opportunity_id__in=[one.opportunity_id for one in own]
        ).values_list("opportunity_id", flat=True)
    )
    moving = [one for one in own if one.opportunity_id not in both]
    for one in moving:
        _hand_over(one, kept)
    copied = _copy_evidence(gone, kept)
    _new_links(kept, gone)
    send_new_link(mailbox, kept)
    question.moved = {
        "kept": str(kept),
        "gone": str(gone),
        "applications": [str(one.pk) for one in moving],
        "evidence": copied,
    }
    _settle(question, PossibleDouble.State.MERGED, by)
    events.record(
        "applications.doubles_merged",
        object_id=question.pk,
        person_id=kept,
        joined=str(gone),
        moved=len(moving),
    )
    return sorted(titles(both).values())


@transaction.atomic
def part(*, double_id: uuid.UUID, by: Member) -> None:
    """Take two joined files apart again, as long as nothing was built on their being one."""
    question = _opened(double_id, by)
    moved = question.moved
    if question.state != PossibleDouble.State.MERGED:
        raise Refusal(_("These files are not joined."), code="settled")
    if moved.get("evidence"):
        raise Refusal(
            _("Evidence was taken over, and evidence is never removed: these files stay joined."),
            code="evidence",
        )
    back = list(Application.objects.select_for_update().filter(pk__in=moved["applications"]))
    if _is_built_on(back):
        raise Refusal(
            _("Somebody decided on these applications since: these files stay joined."), code="decided"
        )
    for one in back:
        _hand_over(one, uuid.UUID(moved["gone"]))
    kept, gone = uuid.UUID(moved["kept"]), uuid.UUID(moved["gone"])
    _new_links(kept, gone)
    for person in (kept, gone):
        contact = contact_of(person)
        if contact and contact.email:
            send_new_link(contact.email, person)
    question.moved = {}
    _settle(question, PossibleDouble.State.OPEN, by)
    events.record("applications.doubles_parted", object_id=question.pk, person_id=kept)


def _shared_mail(one: uuid.UUID, other: uuid.UUID) -> str:
    """Return the mail address that both files still have."""
    contacts = contacts_of([one, other])
    mails = [contacts[key].email if key in contacts else "" for key in (one, other)]
    if not mails[0] or mails[0].lower() != mails[1].lower():
        raise Refusal(
            _("The two files have different mail addresses by now, so they stay two."), code="changed"
        )
    return mails[0]


def _new_links(*people: uuid.UUID) -> None:
    """End every link that is out to these files, receipts included."""
    Draft.objects.filter(application__person_id__in=people).delete()
    for one in people:
        renew_own_link(one)


def _settle(question: PossibleDouble, state: PossibleDouble.State, by: Member) -> None:
    question.state, question.settled_by_id, question.settled_at = state, by.user_id, timezone.now()
    question.save(update_fields=["state", "settled_by", "settled_at", "moved"])


def _direction(question: PossibleDouble) -> tuple[uuid.UUID, uuid.UUID]:
    """Return which file is kept and which is joined to it: one on which nothing hangs that cannot move."""
    for kept, gone in ((question.first_id, question.second_id), (question.second_id, question.first_id)):
        if not _hangs_on(gone):
            return kept, gone
    raise Refusal(
        _(
            "Tests, messages, interviews or decisions hang on both files already, so they cannot be joined any more."
        ),
        code="grown",
    )


def _hangs_on(person_id: uuid.UUID) -> bool:
    """Whether anything of any app belongs to a file that would lose its way when the file is joined to another."""
    for model in apps.get_models():
        if {model._meta.app_label, model._meta.label} & _STAYS_OR_MOVES or not model._meta.managed:
            continue
        points = (
            one.name
            for one in model._meta.get_fields()
            if isinstance(one, models.ForeignKey) and one.related_model is Person
        )
        if any(model._default_manager.filter(**{name: person_id}).exists() for name in points):
            return True
    return _is_built_on(list(Application.objects.filter(person_id=person_id)))


def _is_built_on(found: list[Application]) -> bool:
    """Whether somebody decided on one of these applications, or a step began."""
    return Decision.objects.filter(application__in=found).exists() or any(
        one.stage != Stage.APPLIED for one in found
    )


def _hand_over(application: Application, person_id: uuid.UUID) -> None:
    """Let an application be another file's: what was sealed for the one is sealed anew for the other."""
    before = application.person_id
    for sent in Submission.objects.filter(application=application):
        content = unseal(before, bytes(sent.sealed))
        sent.sealed = seal(person_id, content, using="default")
        sent.save(update_fields=["sealed"])
    for one in Document.objects.select_related("application").filter(application=application):
        old, one.file = one.file, reseal(one, to_person=person_id)
        one.save(update_fields=["file"])
        transaction.on_commit(partial(store.remove, one.organisation_id, old))
    application.person_id = person_id
    application.save(update_fields=["person"])


def _copy_evidence(gone: uuid.UUID, kept: uuid.UUID) -> int:
    """Write the evidence of one file beside the other's: evidence is append-only, so nothing is moved."""
    rows = list(Evidence.objects.filter(person_id=gone).order_by("recorded_at", "id"))
    groups: dict[tuple[object, ...], list[Evidence]] = defaultdict(list)
    for one in rows:
        groups[one.occasion, one.source, one.purpose, one.measured_on].append(one)
    for together in groups.values():
        one = together[0]
        record_evidence(
            person_id=kept,
            measurements=[_measurement(each) for each in together],
            source=one.source,
            occasion=one.occasion,
            purpose=one.purpose,
            measured_on=one.measured_on,
            released_to=[uuid.UUID(key) for key in one.released_to],
        )
    return len(rows)


def _measurement(one: Evidence) -> Measurement:
    return Measurement(
        concept_id=one.concept_id,
        kind=one.kind,
        value=one.value,
        level=one.level,
        standard_error=one.standard_error,
        instrument_id=one.instrument_id,
        valid_until=one.valid_until,
        unit=one.unit,
        caveats=tuple(one.caveats),
    )
