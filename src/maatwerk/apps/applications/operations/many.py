"""Many people under one stated reason go forward together. Never rejected together."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maatwerk.apps.applications.models import Application, Decision
from maatwerk.apps.applications.operations.deciding import Choice, decide
from maatwerk.apps.applications.rules import LEAST_REASON, MOST_AT_ONCE, may_decide
from maatwerk.apps.organisations.public import Member
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
