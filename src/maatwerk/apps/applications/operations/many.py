"""Many people under one stated reason: forward together, or told together that the vacancy is over. Never rejected together."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.applications.letters import NAME, Letter
from maatwerk.apps.applications.models import Application, Decision, Stage
from maatwerk.apps.applications.operations.deciding import Choice, decide, move, write_decision
from maatwerk.apps.applications.rules import LEAST_REASON, MOST_AT_ONCE, may_close, may_decide
from maatwerk.apps.opportunities.public import Opportunity, close_opportunity, opportunity
from maatwerk.apps.organisations.public import Member
from maatwerk.apps.people.public import contact_of, language_of
from maatwerk.kernel import events
from maatwerk.kernel.ids import new_id
from maatwerk.kernel.refusals import NotAllowed, Refusal

#: Applications as they stood on the page of who acts: each with since when.
Listed = Mapping[uuid.UUID, dt.datetime]


@dataclass(frozen=True, slots=True)
class Moved:
    """Who went on, and who stayed with the sentence that says why."""

    moved: tuple[uuid.UUID, ...]
    stayed: tuple[tuple[uuid.UUID, str], ...]


def advance_many(*, opportunity_id: uuid.UUID, chosen: Listed, reason: str, by: Member) -> Moved:
    """Let each of the people chosen go on to their next step: a decision per person, under one reason.

    Only forward: there is no choice to make here. Who moved meanwhile, or cannot go on, stays where they are.
    """
    if not may_decide(by):
        raise NotAllowed(_("Your role does not include deciding."))
    if not chosen:
        raise Refusal(_("Choose at least one person."), code="nobody", status=422)
    if len(chosen) > MOST_AT_ONCE:
        raise Refusal(
            _("Choose at most %(most)d people at once: you decide about each of them.")
            % {"most": MOST_AT_ONCE},
            code="too_many",
            status=422,
        )
    choice = Choice(choice=Decision.Choice.ADVANCE, reason=reason)
    if len(reason.strip()) < LEAST_REASON:
        raise Refusal(_("Give the reason that holds for each of these people."), field="reason", status=422)
    here = set(
        Application.objects.filter(opportunity_id=opportunity_id, pk__in=list(chosen)).values_list(
            "pk", flat=True
        )
    )
    batch, moved, stayed = new_id(), [], []
    for key, as_of in sorted(chosen.items()):  # one order for everybody, so that two who do this never block
        if key not in here:
            raise Application.DoesNotExist
        try:
            with transaction.atomic():
                decide(application_id=key, choice=choice, by=by, as_of=as_of, batch_id=batch)
        except Refusal as refusal:
            stayed.append((key, refusal.sentence))
        else:
            moved.append(key)
    return Moved(tuple(moved), tuple(stayed))


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """How a vacancy ends for all who remain: what happened, why, and the letter in each language."""

    state: str
    reason: str
    letters: Mapping[str, Letter]


def close_for_all(*, opportunity_id: uuid.UUID, closing: Closing, listed: Listed, by: Member) -> int:
    """Close a filled or withdrawn vacancy for exactly the people listed, who must be all who remain; return how many.

    One signed act of a human (DESIGN 3.3): a decision and a letter per person, all or nothing. There is no way to
    leave somebody out or to choose by anything: if somebody applied, moved or withdrew meanwhile, nothing happens.
    """
    if not may_close(by):
        raise NotAllowed(_("Your role does not include closing vacancies."))
    if closing.state not in {Opportunity.State.FILLED, Opportunity.State.WITHDRAWN}:
        raise Refusal(_("Say whether the vacancy is filled or withdrawn."), field="state", status=422)
    if len(closing.reason.strip()) < LEAST_REASON:
        raise Refusal(_("Say in a few words what happened."), field="reason", status=422)
    state = opportunity(opportunity_id).state
    if state == Opportunity.State.OPEN:
        close_opportunity(opportunity_id=opportunity_id, state=closing.state)
    elif state != closing.state:
        raise Refusal(_("This vacancy was closed before, as something else."), code="closed_otherwise")
    remaining = list(
        Application.objects.select_for_update()
        .filter(opportunity_id=opportunity_id, closed_at__isnull=True)
        .order_by("pk")
    )
    if {one.pk: one.stage_since for one in remaining} != dict(listed):
        raise Refusal(
            _("Somebody applied, moved or withdrew while you read the list. Look at it again, then sign."),
            code="list_changed",
        )
    batch = new_id()
    for application in remaining:
        _close(application, closing, by, batch)
    events.record(
        "applications.vacancy_closed_for_all",
        object_id=opportunity_id,
        state=closing.state,
        people=len(remaining),
        batch=str(batch),
    )
    return len(remaining)


def _close(application: Application, closing: Closing, by: Member, batch: uuid.UUID) -> None:
    contact = contact_of(application.person_id)
    letter = None
    if contact is not None and contact.email:
        letter = closing.letters[language_of(application.person_id)]
        letter = replace(letter, body=letter.body.replace(NAME, contact.name))
    choice = Choice(choice=Decision.Choice.CLOSE, reason=closing.reason, kind=closing.state)
    write_decision(application, choice, Stage.REJECTED, by, letter=letter, batch_id=batch)
    move(application, Stage.REJECTED)
