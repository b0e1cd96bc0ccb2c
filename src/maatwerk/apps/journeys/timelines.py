"""What happened to an application, in words: every event of the log about it, with the decisions' own reasons."""

import datetime as dt
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from maatwerk.apps.applications.public import ApplicationRow, DecisionRow, Happened, decisions
from maatwerk.apps.journeys.event_words import said_of
from maatwerk.apps.journeys.words import Words
from maatwerk.apps.organisations.public import names
from maatwerk.ui.shapes import Moment


def moments(
    row: ApplicationRow, words: Words, happened: Sequence[Happened], *, is_last: bool
) -> list[Moment]:
    """Return one page of an application's timeline, newest first; its beginning stands on the last one."""
    made = {one.id: one for one in decisions(row.id)}
    known = names({one.actor_id for one in happened if one.actor_id})
    found = [_moment(one, made, known) for one in happened]
    return [*found, _beginning(row, words)] if is_last else found


def _beginning(row: ApplicationRow, words: Words) -> Moment:
    """Return the first moment: that somebody applied, and by which way."""
    source = _("Source: %(source)s") % {"source": words.source(row.source)} if row.source else ""
    return Moment(title=_("Applied"), at=row.applied_at, body=source)


def instant(text: str) -> dt.datetime | None:
    """Read the moment to go on before; None where it cannot be read."""
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _moment(one: Happened, made: Mapping[UUID, DecisionRow], known: Mapping[UUID, str]) -> Moment:
    decision = made.get(one.decision_id) if one.decision_id else None
    by = known.get(one.actor_id, "") if one.actor_id else ""
    if decision is None:
        return Moment(title=capfirst(said_of(one.kind)), at=one.at, by=by)
    title = _("%(choice)s: from %(before)s to %(after)s") % {
        "choice": capfirst(decision.choice_label),
        "before": decision.from_stage,
        "after": decision.to_stage,
    }
    said = [decision.kind_label, decision.deviation, _("a letter went out") if decision.was_told else ""]
    besides = ", ".join(part for part in said if part)
    body = f"{decision.reason} ({besides})" if besides else decision.reason
    return Moment(title=title, at=one.at, body=body, by=decision.made_by)
