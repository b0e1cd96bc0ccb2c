"""The pipeline in the demo: people at every stage, with owners, next actions, labels, and clocks that ran out for some."""

import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import uuid

    from maatwerk.apps.organisations.public import Member

As = Callable[[str], "AbstractContextManager[Member]"]
#: How many go how far; everybody else is where they applied.
STEPS = (14, 8, 3)
REASONS = (
    "De antwoorden passen bij wat het werk vraagt.",
    "De uitslagen zijn er, en het telefoongesprek ging goed.",
    "Goed gesprek; we doen een voorstel.",
)
WORK = (
    ("Bellen over de roosters", 0, ("tweetalig",)),
    ("Referentie navragen", 1, ("kent het systeem",)),
    ("Proefdag afspreken", -2, ()),
    ("Voorstel opsturen", 0, ("tweetalig", "snel beschikbaar")),
)
TURNED_DOWN = (
    ("terms", "Kan alleen 's ochtends werken, en wij zoeken juist voor de avond."),
    ("terms", "Kan in het weekend niet werken, en het rooster vraagt dat wel."),
)


def load_pipeline(vacancies: "Sequence[uuid.UUID]", acting_as: As) -> None:
    """Move people on, say whose they are and what comes next, and on the first vacancy turn some down or let them withdraw."""
    from maatwerk.apps.applications.public import applications, withdraw

    for vacancy in vacancies:
        with acting_as("recruiter") as member:
            _promise(vacancy, member)
            people = [row.id for row in applications(vacancy)]
            # every third: the order of arrival says nothing about who goes on
            going = [*people[::3], *people[1::3], *people[2::3]]
            for reason, count in zip(REASONS, STEPS, strict=True):
                _advance(going[:count], reason, member)
            _arrange(vacancy, [*going[: len(WORK) - 1], going[-1]], member)
    with acting_as("recruiter") as member:
        ends = [row for row in applications(vacancies[0]) if row.stage == "applied"][-3:]
        for row, (kind, reason) in zip(ends, TURNED_DOWN, strict=False):
            _turn_down(row.id, kind, reason, member)
        if len(ends) > len(TURNED_DOWN):
            withdraw(application_id=ends[-1].id, person_id=ends[-1].person_id)


def _promise(vacancy: "uuid.UUID", member: "Member") -> None:
    """State the steps with their days, where nothing is promised yet."""
    from maatwerk.apps.vacancies.public import StepSpec, plan_steps, steps_of

    if not steps_of(vacancy):
        steps = [
            StepSpec("applied", "We lezen je antwoorden", 14),
            StepSpec("assessed", "Je doet een korte test", 7),
            StepSpec("interview", "We maken kennis", 10),
            StepSpec("offer", "Je hoort ons besluit, met de reden", 4),
        ]
        plan_steps(vacancy_id=vacancy, steps=steps, by=member)


def _advance(people: "Sequence[uuid.UUID]", reason: str, member: "Member") -> None:
    from maatwerk.apps.applications.public import Choice, decide

    for key in people:
        decide(application_id=key, choice=Choice(choice="advance", reason=reason), by=member)


def _arrange(vacancy: "uuid.UUID", people: "Sequence[uuid.UUID]", member: "Member") -> None:
    from maatwerk.apps.applications.public import Arrangement, arrange, save_view
    from maatwerk.apps.vacancies.public import manager_of

    owners = (member.user_id, manager_of(vacancy), member.user_id, member.user_id)
    for key, owner, (action, days, labels) in zip(people, owners, WORK, strict=True):
        on = dt.date.today() + dt.timedelta(days=days)
        wish = Arrangement(owner_id=owner, next_action=action, next_on=on, labels=labels)
        arrange(application_id=key, wish=wish, by=member)
    save_view(opportunity_id=vacancy, name="Tweetalig", query="label=tweetalig", is_shared=True, by=member)


def _turn_down(key: "uuid.UUID", kind: str, reason: str, member: "Member") -> None:
    from maatwerk.apps.applications.public import Choice, Letter, decide

    body = (
        "Hallo,\n\nBedankt voor je sollicitatie. We gaan er niet mee verder: de werktijden passen niet bij wat je"
        " zoekt.\n\nGroet,\nRosa"
    )
    choice = Choice(choice="reject", reason=reason, kind=kind)
    letter = Letter(subject="Je sollicitatie", body=body, language="nl")
    decide(application_id=key, choice=choice, by=member, letter=letter)
