"""Interviews in the demo: questions, twelve interviews by two people (some not scored yet), and times to pick from."""

import datetime as dt
import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from itertools import islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import uuid

    from maatwerk.apps.organisations.public import Member

SEED = 11
HELD, SCORED_BY_BOTH, INVITED = 12, 10, 2
As = Callable[[str], "AbstractContextManager[Member]"]


def load_interviews(vacancy_id: "uuid.UUID", acting_as: As) -> None:
    """Write questions, hold and score interviews with invented answers, offer times and invite somebody to pick one."""
    from maatwerk.apps.applications.public import applications
    from maatwerk.apps.interviews.public import (
        generate_kit,
        invite_to_pick,
        newest_kit,
        record_held_interview,
    )

    with acting_as("recruiter") as member:
        _state_pay(vacancy_id, member)
        generate_kit(opportunity_id=vacancy_id, by=member)
        kit = newest_kit(vacancy_id)
        panel = [member.user_id, _manager(vacancy_id)]
        still_here = [row for row in applications(vacancy_id) if row.closed_at is None]
        order = ("offer", "interview", "assessed", "applied")
        furthest = sorted(still_here, key=lambda row: order.index(row.stage))
        times = _working_times(-1)
        held = [
            record_held_interview(application_id=row.id, meeting=_meeting(next(times), panel), by=member)
            for row in furthest[:HELD]
        ]
        _offer(vacancy_id, panel, member)
        for row in furthest[HELD : HELD + INVITED]:
            invite_to_pick(application_id=row.id, by=member)
    _score(held, kit, acting_as)


def _state_pay(vacancy_id: "uuid.UUID", member: "Member") -> None:
    """An interview needs a vacancy that says what it pays."""
    from dataclasses import replace

    from maatwerk.apps.vacancies.public import set_terms, vacancy_of

    terms = vacancy_of(vacancy_id).terms
    if terms.pay_low_cents is None:
        set_terms(
            vacancy_id=vacancy_id,
            terms=replace(terms, pay_low_cents=245_000, pay_high_cents=290_000),
            by=member,
        )


def _manager(vacancy_id: "uuid.UUID") -> "uuid.UUID":
    from maatwerk.apps.vacancies.public import manager_of

    found = manager_of(vacancy_id)
    assert found is not None
    return found


def _working_times(step: int) -> Iterator[dt.datetime]:
    """Yield ten, eleven, two and three o'clock of one working day after another, back (-1) or ahead (1)."""
    from django.utils import timezone

    day = timezone.localdate()
    while True:
        day += dt.timedelta(days=step)
        if day.weekday() < 5:
            for hour in (10, 11, 14, 15):
                yield timezone.make_aware(dt.datetime.combine(day, dt.time(hour)))


def _meeting(at: dt.datetime, panel: "list[uuid.UUID]") -> Any:
    from maatwerk.apps.interviews.public import Meeting

    return Meeting(starts_at=at, minutes=45, interviewers=panel, place="Kamer 2.14, Utrecht")


def _offer(vacancy_id: "uuid.UUID", panel: "list[uuid.UUID]", member: "Member") -> None:
    from maatwerk.apps.interviews.public import Offer, offer_slots

    for start in list(islice(_working_times(1), 0, 12, 4)):  # ten o'clock of the next three working days
        offer = Offer(
            starts_at=start,
            until=start + dt.timedelta(hours=3),
            minutes=45,
            interviewers=panel,
            place="Kamer 2.14, Utrecht",
            video_url="https://video.example/de-lijn",
        )
        offer_slots(opportunity_id=vacancy_id, offer=offer, by=member)


def _score(held: "list[uuid.UUID]", kit: Any, acting_as: As) -> None:
    """Let both score with what they heard: a person's level per question, and an error of each interviewer."""
    from maatwerk.apps.interviews.public import ScoreGiven, submit_scorecard

    rng = random.Random(SEED)  # noqa: S311 - invented answers
    levels = [[rng.gauss(3.2, 0.9) for _question in kit.questions] for _interview in held]
    for role, count in (("manager", SCORED_BY_BOTH + 1), ("recruiter", SCORED_BY_BOTH)):
        with acting_as(role) as member:
            for interview, level in list(zip(held, levels, strict=True))[:count]:
                scores = {
                    question.id: ScoreGiven(min(5, max(1, round(value + rng.gauss(0, 0.6)))))
                    for question, value in zip(kit.questions, level, strict=True)
                }
                submit_scorecard(
                    interview_id=interview,
                    kit_id=kit.id,
                    scores=scores,
                    summary="Gesimuleerd: noemde eigen voorbeelden en bleef bij de vraag.",
                    by=member,
                )
