"""A filled or withdrawn vacancy closes for all who remain: signed once by a human, then carried out person by person."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.applications.letters import NAME, Letter
from maatwerk.apps.applications.models import Application, Decision, SignedClosing, Stage
from maatwerk.apps.applications.operations.deciding import Choice, move, write_decision
from maatwerk.apps.applications.operations.many import Listed
from maatwerk.apps.applications.rules import LEAST_REASON, may_close
from maatwerk.apps.opportunities.public import Opportunity, close_opportunity, opportunity
from maatwerk.apps.organisations.public import Member
from maatwerk.apps.people.public import contact_of, language_of
from maatwerk.kernel import events, jobs
from maatwerk.kernel.refusals import NotAllowed, Refusal

#: So many people hear within the request that signs; more are told by a worker, so many in each transaction.
AT_ONCE = 25
CLOSE_FOR_ALL = "applications.close_for_all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """How a vacancy ends for all who remain: what happened, why, and the letter in each language."""

    state: str
    reason: str
    letters: Mapping[str, Letter]


def sign_closing(*, opportunity_id: uuid.UUID, closing: Closing, listed: Listed, by: Member) -> SignedClosing:
    """Sign that a filled or withdrawn vacancy closes for exactly the people listed, who must be all who remain.

    One signed act of a human (DESIGN 3.3). There is no way to leave somebody out or to choose by anything: if somebody
    applied, moved or withdrew meanwhile, nothing happens. The vacancy is closed at once; a few people hear at once, many
    from a worker, which can be stopped anywhere and goes on with whoever is left.
    """
    _check(closing, by)
    _close_vacancy(opportunity_id, closing.state)
    remaining = dict(
        Application.objects.select_for_update()
        .filter(opportunity_id=opportunity_id, closed_at__isnull=True)
        .order_by("pk")
        .values_list("pk", "stage_since")
    )
    if SignedClosing.objects.filter(opportunity_id=opportunity_id, ended_at__isnull=True).exists():
        raise Refusal(_("Somebody signed this before you; people are being told."), code="being_closed")
    if remaining != dict(listed):
        raise Refusal(
            _("Somebody applied, moved or withdrew while you read the list. Look at it again, then sign."),
            code="list_changed",
        )
    signed = SignedClosing.objects.create(
        organisation_id=by.organisation.id,
        opportunity_id=opportunity_id,
        state=closing.state,
        reason=closing.reason,
        letters={key: [one.subject, one.body] for key, one in closing.letters.items()},
        people=len(remaining),
        signed_by_id=by.user_id,
        signed_at=timezone.now(),  # after the rows were locked: whoever moves later stands somewhere since later
    )
    events.record(
        "applications.vacancy_closed_for_all",
        object_id=opportunity_id,
        state=closing.state,
        people=signed.people,
        batch=str(signed.pk),
    )
    if signed.people <= AT_ONCE:
        close_some(signed.pk, by=by)
    else:
        signed.work_id = jobs.enqueue(CLOSE_FOR_ALL, object_id=signed.pk).pk
        signed.save(update_fields=["work_id"])
    return signed


def go_on_closing(*, opportunity_id: uuid.UUID, by: Member) -> None:
    """Have a worker tell those who have not heard yet, after it stopped; who asks for it decides about them."""
    _refuse_unless_may_close(by)
    signed = SignedClosing.objects.select_for_update().get(
        opportunity_id=opportunity_id, ended_at__isnull=True
    )
    signed.work_id = jobs.enqueue(CLOSE_FOR_ALL, object_id=signed.pk).pk
    signed.save(update_fields=["work_id"])


def _refuse_unless_may_close(by: Member) -> None:
    if not may_close(by):
        raise NotAllowed(_("Your role does not include closing vacancies."))


def _check(closing: Closing, by: Member) -> None:
    _refuse_unless_may_close(by)
    if closing.state not in {Opportunity.State.FILLED, Opportunity.State.WITHDRAWN}:
        raise Refusal(_("Say whether the vacancy is filled or withdrawn."), field="state", status=422)
    if len(closing.reason.strip()) < LEAST_REASON:
        raise Refusal(_("Say in a few words what happened."), field="reason", status=422)


def _close_vacancy(opportunity_id: uuid.UUID, wished: str) -> None:
    state = opportunity(opportunity_id).state
    if state == Opportunity.State.OPEN:
        close_opportunity(opportunity_id=opportunity_id, state=wished)
    elif state != wished:
        raise Refusal(_("This vacancy was closed before, as something else."), code="closed_otherwise")


def close_some(signed_id: uuid.UUID, *, by: Member) -> tuple[int, int]:
    """Close for the next of the people signed for, within the transaction of the caller; return how many heard, of how many.

    A decision and a letter per person. Who withdrew after the signature heard enough, and who was moved or hired by
    a colleague after it is another matter: neither is touched. Nobody is told twice: who is closed is not found again.
    Whoever signed must still be allowed to: each decision is made in their name.
    """
    _refuse_unless_may_close(by)
    signed = SignedClosing.objects.select_for_update().get(pk=signed_id)
    if signed.ended_at is None:
        for application in _left(signed).select_for_update()[:AT_ONCE]:
            _close(application, signed, by)
        if not _left(signed).exists():
            # each decision keeps its own reason and letter; these have no further use
            signed.reason, signed.letters, signed.ended_at = "", {}, timezone.now()
            signed.save(update_fields=["reason", "letters", "ended_at"])
    heard = Decision.objects.filter(batch_id=signed.pk).count()
    return heard, heard if signed.ended_at else signed.people


def _left(signed: SignedClosing) -> QuerySet[Application]:
    """Who was signed for and has not heard: all who were open then (that was checked) and did not move since."""
    found = Application.objects.filter(opportunity_id=signed.opportunity_id, closed_at__isnull=True)
    return found.filter(stage_since__lte=signed.signed_at).order_by("pk")


def _close(application: Application, signed: SignedClosing, by: Member) -> None:
    contact = contact_of(application.person_id)
    letter = None
    if contact is not None and contact.email:
        language = language_of(application.person_id)
        subject, body = signed.letters[language]
        letter = Letter(subject=subject, body=body.replace(NAME, contact.name), language=language)
    choice = Choice(choice=Decision.Choice.CLOSE, reason=signed.reason, kind=signed.state)
    write_decision(application, choice, Stage.REJECTED, by, letter=letter, batch_id=signed.pk)
    move(application, Stage.REJECTED)
