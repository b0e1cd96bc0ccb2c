"""Groups of the demo's past, invented: sex, year of birth, and a self-description of who gave one.

One difference is planted: of those who were hired nobody is fifty or older. It raises an alarm, the alarm opens a case, and that
shows what working on one looks like.
"""

import random
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from maatwerk.apps.audits.public import AttributeValue
    from maatwerk.apps.organisations.public import Member

As = Callable[[str], "AbstractContextManager[Member]"]
SEED = 23
TOLD = 0.55  # of the people described themselves
DESCRIBED = ("Nederlands", "Turks-Nederlands", "Surinaams-Nederlands", "Pools")
WEIGHTS = (60, 18, 14, 8)
PLANTED = {True: 0.0, False: 0.45}  # share of fifty and older among the hired, and among the others
WHY = (
    "Gesimuleerd: in de vacatures staat “een jong team” en “recent afgestudeerd”. Dat vraagt niet naar leeftijd, en houdt"
    " toch mensen weg of laat ze lager inschatten."
)
DONE = "Gesimuleerd: de woorden zijn uit de vacatures, en recruiters zien geen jaartallen van diploma's meer."


def groups_of(
    people: Sequence[tuple[uuid.UUID, str]], hired: set[uuid.UUID], *, year: int
) -> "Iterator[AttributeValue]":
    """Yield the groups of each person with their sex; in `year` those planted are fifty or older."""
    from maatwerk.apps.audits.public import AttributeValue

    rng = random.Random(SEED)  # noqa: S311 - a demo, no secret
    for person, sex in people:
        yield AttributeValue(person, "sex", sex)
        old = rng.random() < PLANTED[person in hired]
        age = rng.randint(53, 59) if old else rng.randint(20, 47)
        yield AttributeValue(person, "birth_year", str(year - age))
        if rng.random() < TOLD:
            yield AttributeValue(person, "self_description", rng.choices(DESCRIBED, WEIGHTS)[0])


def work_on_alarm(as_role: As) -> None:
    """Let the auditor write down what is thought of the planted alarm and what is done about it; once."""
    from maatwerk.apps.audits.following_up import write_step
    from maatwerk.apps.audits.models import AlarmStep, ImpactAlarm

    with as_role("auditor") as member:
        alarm = ImpactAlarm.objects.filter(attribute__in=("age", "age_40")).order_by("week", "id").first()
        if alarm is None or AlarmStep.objects.filter(alarm=alarm).exists():
            return
        write_step(alarm_id=alarm.pk, kind="hypothesis", text=WHY, by=member)
        write_step(alarm_id=alarm.pk, kind="action", text=DONE, by=member)
