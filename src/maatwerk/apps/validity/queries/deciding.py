"""Decisions beside the advice: who followed it, after how long, with an own view before or without."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import F, OuterRef, Q, Subquery

from maatwerk.apps.advice.public import Advice
from maatwerk.apps.applications.public import AdviceSeen, Decision, OwnView
from maatwerk.apps.cases.public import Case

SUBJECT = "decider"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """The last decision of one colleague on one application for which an advice was given before it.

    `advised` says that the advice pointed to staying longer than somebody with average results; `went_on` that the
    colleague let the person go on. `own` is the opinion (1 to 5) written down before the advice was opened.
    """

    by: uuid.UUID
    application_id: uuid.UUID
    family_id: uuid.UUID
    advised: bool
    went_on: bool
    seen: bool
    seconds: int | None
    own: int | None
    at: dt.datetime

    @property
    def follows(self) -> bool:
        """Whether decision and advice point the same way."""
        return self.advised is self.went_on


def decided(since: dt.datetime, *, family_id: uuid.UUID | None = None) -> list[Decided]:
    """Return the decisions since a moment on people about whom an advice said something, oldest first."""
    told = Advice.objects.filter(
        opportunity_id=OuterRef("application__opportunity_id"),
        person_id=OuterRef("application__person_id"),
        score__isnull=False,
    )
    looked = AdviceSeen.objects.filter(
        application_id=OuterRef("application_id"), by_id=OuterRef("made_by_id")
    )
    mine = OwnView.objects.filter(application_id=OuterRef("application_id"), by_id=OuterRef("made_by_id"))
    undone = Decision.objects.filter(undoes__isnull=False).values("undoes_id")
    rows = (
        Decision.objects.filter(
            made_at__gte=since,
            choice__in=(Decision.Choice.ADVANCE, Decision.Choice.HIRE, Decision.Choice.REJECT),
        )
        .exclude(pk__in=undone)
        .filter(Q(application__opportunity__job_family_id=family_id) if family_id else Q())
        .annotate(
            score=Subquery(told.values("score")[:1]),
            told_at=Subquery(told.values("created_at")[:1]),
            opened_at=Subquery(looked.order_by("first_at").values("first_at")[:1]),
            opinion=Subquery(mine.values("opinion")[:1]),
            thought_at=Subquery(mine.values("at")[:1]),
        )
        .filter(score__isnull=False, told_at__lte=F("made_at"))
        .order_by("made_at", "id")
        .values_list(
            "made_by_id", "application_id", "application__opportunity__job_family_id", "score", "choice",
            "advice_seen", "seconds_looked", "opinion", "thought_at", "opened_at", "made_at",
        )
    )  # fmt: skip
    last: dict[tuple[uuid.UUID, uuid.UUID], Decided] = {}
    for by, application, family, score, choice, seen, seconds, opinion, thought_at, opened_at, at in rows:
        is_own = opinion is not None and (opened_at is None or thought_at <= opened_at)
        last[by, application] = Decided(
            by=by, application_id=application, family_id=family, advised=(score or 0.0) > 0,
            went_on=choice != Decision.Choice.REJECT, seen=seen, seconds=seconds, own=opinion if is_own else None, at=at,
        )  # fmt: skip
    return list(last.values())


def last_alarm(decider: uuid.UUID) -> dt.datetime | None:
    """Return when the last alarm about a colleague was opened: decisions before it were looked at."""
    found = Case.objects.filter(kind=Case.Kind.ALARM, subject=SUBJECT, object_id=decider)
    return found.order_by("-opened_at").values_list("opened_at", flat=True).first()
