"""Sending a draft: one application, whoever sends it and however often, with its answers, documents and letter."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.applications.applying.attaching import documents_of_draft, hand_over
from maatwerk.apps.applications.applying.drafts import DraftRow, draft_by
from maatwerk.apps.applications.applying.letters import send_receipt
from maatwerk.apps.applications.applying.rules import NOTICE_VERSION
from maatwerk.apps.applications.models import Application, Document, Draft, Intake, Submission
from maatwerk.apps.applications.operations import apply_for
from maatwerk.apps.assessments.public import packages, place_order
from maatwerk.apps.people.public import Contact, own_link, register_person, seal, unseal, unseal_each
from maatwerk.apps.vacancies.public import PostingRow, channel_of, posting, record_touch
from maatwerk.kernel import events
from maatwerk.kernel.refusals import Refusal


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """An answer beside the question as it was asked then."""

    question: str
    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class SentRow:
    """What came with an application."""

    application_id: uuid.UUID
    language: str
    noticed_at: dt.datetime
    notice_version: str
    may_keep_longer: bool
    answers: tuple[AnswerRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """What somebody said on the last page: the notice was read; beyond that everything is their own choice."""

    notice_version: str
    may_keep_longer: bool = False
    may_keep_source: bool = False


class NotOpen(Refusal):
    """The vacancy closed while somebody was filling in."""

    code = "closed"
    status = 410


def intake_of(vacancy_id: uuid.UUID) -> Intake:
    """Return how people apply for a vacancy; the defaults where nobody settled anything."""
    return Intake.objects.filter(opportunity_id=vacancy_id).first() or Intake(opportunity_id=vacancy_id)


def missing(row: DraftRow, job: PostingRow) -> list[str]:
    """Return what must still be filled in before a draft can be sent: "you", "questions", "documents"."""
    found = []
    if not row.filled.name or not (row.filled.email or row.filled.phone):
        found.append("you")
    asked = [one["id"] for one in job.questions if one["required"]]
    if any(not row.filled.answers.get(key) for key in asked):
        found.append("questions")
    if intake_of(row.opportunity_id).documents == Intake.Documents.REQUIRED and not any(
        one.kind == Document.Kind.DOCUMENT for one in documents_of_draft(row.id)
    ):
        found.append("documents")
    return found


@transaction.atomic
def send_draft(token: str, *, agreed: Agreed) -> uuid.UUID:
    """Make one application of a draft and return its key; sent again, even at the same moment, it is the same one."""
    if agreed.notice_version != NOTICE_VERSION:
        raise Refusal(_("Tick that you have read what happens with your data."), code="unread", field="read")
    row = _waited_for(token)
    if row.application_id is not None:
        return row.application_id
    job = posting(row.opportunity_id)
    if job is None:
        raise NotOpen(_("This vacancy closed while you were busy."))
    if missing(row, job):
        raise Refusal(_("Something is still missing; look at the pages before."), code="incomplete")
    person = row.filled.person_id or _new_person(row)
    source = channel_of(vacancy_id=row.opportunity_id, code=row.filled.code) if row.filled.code else ""
    application = apply_for(opportunity_id=row.opportunity_id, person_id=person, source=source)
    _keep(row, job, application, agreed)
    Draft.objects.filter(pk=row.id).update(application=application, sealed=b"")
    link = own_link(person, language=row.filled.language)
    invite_to_tests(application.pk, language=row.filled.language)
    if row.filled.email:
        send_receipt(row.filled, job, link=link, about=application.pk)
    return application.pk


def _waited_for(token: str) -> DraftRow:
    """Return the draft once nobody else is sending it."""
    row = draft_by(token)
    if row is None:
        raise Refusal(_("This link works no more. Begin again from the vacancy."), code="gone", status=410)
    Draft.objects.select_for_update().get(pk=row.id)
    now = draft_by(token)  # as the other one left it
    assert now is not None
    return now


def _new_person(row: DraftRow) -> uuid.UUID:
    filled = row.filled
    return register_person(contact=Contact(filled.name, filled.email, filled.phone, channel=filled.channel))


def _keep(row: DraftRow, job: PostingRow, application: Application, agreed: Agreed) -> None:
    answers = [
        AnswerRow(one["text"], one["kind"], row.filled.answers.get(one["id"], "")) for one in job.questions
    ]
    keep_answers(application, answers, language=row.filled.language, agreed=agreed)
    hand_over(row, application_id=application.pk, person_id=application.person_id)
    if row.filled.code:
        record_touch(
            person_id=application.person_id,
            vacancy_id=application.opportunity_id,
            code=row.filled.code,
            consented=agreed.may_keep_source,
        )
    events.record(
        "applications.notice_read",
        object_id=application.pk,
        person_id=application.person_id,
        version=agreed.notice_version,
        may_keep_longer=agreed.may_keep_longer,
    )


def keep_answers(
    application: Application, answers: Sequence[AnswerRow], *, language: str, agreed: Agreed
) -> None:
    """Keep what somebody answered, sealed under their key, with the notice they read."""
    told = [{"question": one.question, "kind": one.kind, "value": one.value} for one in answers]
    Submission.objects.create(
        organisation_id=application.organisation_id,
        application=application,
        language=language,
        notice_version=agreed.notice_version,
        may_keep_longer=agreed.may_keep_longer,
        sealed=seal(application.person_id, {"answers": told}, using="default"),
    )


def invite_to_tests(application_id: uuid.UUID, *, language: str, after_interview: bool = False) -> None:
    """Invite to the vacancy's tests, where the organisation wants that of everybody who applies.

    Where the interview comes first for somebody, they are invited when they go on from it.
    """
    row = Application.objects.get(pk=application_id)
    if row.interview_first is not after_interview:
        return
    for key in tests_that_follow(row.opportunity_id):
        place_order(key, row.person_id, language=language, by=None)


def tests_that_follow(vacancy_id: uuid.UUID) -> list[uuid.UUID]:
    """Return the packages of tests to which everybody who applies is invited at once; none unless that was settled."""
    if not intake_of(vacancy_id).orders_test:
        return []
    return [one.id for one in packages(vacancy_id) if one.state == "ready"]


def sent_with(application_id: uuid.UUID) -> SentRow | None:
    """Return what came with an application; None where it came by another way, or its person was erased."""
    found = Submission.objects.select_related("application").filter(application_id=application_id).first()
    if found is None:
        return None
    try:
        opened = unseal(found.application.person_id, bytes(found.sealed))
    except LookupError:
        return None
    return _sent_row(found, opened["answers"])


def sent_by(person_id: uuid.UUID) -> dict[uuid.UUID, SentRow]:
    """Return what came with each application of a person, in two queries; nothing after erasure."""
    found = list(Submission.objects.filter(application__person_id=person_id))
    try:
        opened = unseal_each(person_id, [bytes(one.sealed) for one in found])
    except LookupError:
        return {}
    return {
        one.application_id: _sent_row(one, content["answers"])
        for one, content in zip(found, opened, strict=True)
    }


def _sent_row(found: Submission, answers: Sequence[dict[str, str]]) -> SentRow:
    return SentRow(
        found.application_id,
        found.language,
        found.noticed_at,
        found.notice_version,
        found.may_keep_longer,
        tuple(AnswerRow(one["question"], one["kind"], one["value"]) for one in answers),
    )
