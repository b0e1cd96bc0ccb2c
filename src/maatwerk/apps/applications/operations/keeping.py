"""Keeping hold of many applications: whose they are, what comes next, labels, and views worth keeping."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from maatwerk.apps.applications.models import Application, Label, Labelled, SavedView
from maatwerk.apps.applications.rules import MOST_LABELS, may_arrange
from maatwerk.apps.organisations.public import Member
from maatwerk.apps.vacancies.public import lint_question, lint_text, team_of
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.refusals import NotAllowed, Refusal

#: The text check reads sentences, so a label is read as if somebody said it of a person.
_FRAMES = ("Wij zoeken een %s collega.", "Ben je %s?", "We look for a %s person.", "Are you %s?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement:
    """Whose an application is, what happens next and when, and the words stuck on it."""

    owner_id: uuid.UUID | None = None
    next_action: str = ""
    next_on: dt.date | None = None
    labels: tuple[str, ...] = ()


def arrange(*, application_id: uuid.UUID, wish: Arrangement, by: Member) -> None:
    """Say whose an application is, what comes next, and which labels it carries; the log tells what changed."""
    if not may_arrange(by):
        raise NotAllowed(_("Your role does not include this."))
    application = Application.objects.select_for_update().get(pk=application_id)
    team = {one.user_id for one in team_of(application.opportunity_id)}
    if wish.owner_id is not None and wish.owner_id not in team and wish.owner_id != application.owner_id:
        raise Refusal(_("Choose somebody who works on this vacancy."), field="owner", status=422)
    changed = [
        name
        for name in ("owner_id", "next_action", "next_on")
        if getattr(application, name) != getattr(wish, name)
    ]
    application.owner_id = wish.owner_id
    application.next_action, application.next_on = wish.next_action, wish.next_on
    application.save(update_fields=["owner", "next_action", "next_on"])
    if _set_labels(application, wish.labels):
        changed.append("labels")
    if changed:
        events.record(
            "applications.application_arranged",
            object_id=application_id,
            person_id=application.person_id,
            changed=changed,
            owner=str(wish.owner_id or ""),
        )


def _set_labels(application: Application, names: Sequence[str]) -> bool:
    wished = {" ".join(name.split()).lower() for name in names} - {""}
    if len(wished) > MOST_LABELS:
        raise Refusal(
            _("At most %(most)d labels on one application.") % {"most": MOST_LABELS},
            field="labels",
            status=422,
        )
    had = {
        one.label.name: one
        for one in Labelled.objects.filter(application=application).select_related("label")
    }
    for name in sorted(had.keys() - wished):
        had[name].delete()
    for name in sorted(wished - had.keys()):
        _check_label(name)
        label, _made = Label.objects.get_or_create(organisation_id=tenancy.current_organisation(), name=name)
        Labelled.objects.create(
            organisation_id=application.organisation_id, application=application, label=label
        )
    return had.keys() != wished


def _check_label(name: str) -> None:
    if len(name) > 40:
        raise Refusal(_("A label has at most 40 signs."), field="labels", status=422)
    if any(lint_question(frame % name, ()) or lint_text(frame % name) for frame in _FRAMES):
        raise Refusal(
            _("“%(label)s” touches what may play no part in hiring. Name what the work asks instead.")
            % {"label": name},
            code="protected_ground",
            field="labels",
            status=422,
        )


def save_view(*, opportunity_id: uuid.UUID, name: str, query: str, is_shared: bool, by: Member) -> None:
    """Keep a filter of the pipeline under a name; the same name again replaces it."""
    if not name.strip():
        raise Refusal(_("Give it a name."), field="name", status=422)
    SavedView.objects.update_or_create(
        organisation_id=tenancy.current_organisation(),
        opportunity_id=opportunity_id,
        made_by_id=by.user_id,
        name=name.strip()[:60],
        defaults={"query": query[:600], "is_shared": is_shared},
    )
    events.record("applications.view_saved", object_id=opportunity_id, shared=is_shared)


def drop_view(*, view_id: uuid.UUID, by: Member) -> None:
    """Forget a kept filter; only who made it can."""
    SavedView.objects.get(pk=view_id, made_by_id=by.user_id).delete()
