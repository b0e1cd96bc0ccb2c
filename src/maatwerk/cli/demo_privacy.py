"""Privacy in the demo: somebody agreed to be kept, a dispute holds one person, somebody asks, and a breach is exercised."""

import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import uuid

    from maatwerk.apps.organisations.public import Member

As = Callable[[str], "AbstractContextManager[Member]"]
REVIEW = dt.timedelta(days=60)


def load_privacy(vacancies: "Sequence[uuid.UUID]", acting_as: As) -> None:
    """Let people who were turned down choose and ask, and place a hold; nobody in it exists."""
    from django.utils import timezone

    from maatwerk.apps.applications.public import applications
    from maatwerk.apps.cases.public import Asked, open_case
    from maatwerk.apps.privacy.public import choose_keeping, place_hold
    from maatwerk.kernel import tenancy

    with acting_as("administrator") as member:
        rows = [row for vacancy in vacancies for row in applications(vacancy)]
        ended = [row.person_id for row in rows if row.closed_at is not None and row.stage != "hired"]
        organisation = member.organisation.id
        if ended:
            place_hold(
                person_id=ended[-1],
                reason="Klacht 2026-04 bij het college; het dossier blijft tot de uitspraak.",
                review_on=timezone.localdate() + REVIEW,
                by=member,
            )
    for person in ended[:1]:
        with tenancy.acting(organisation=organisation, person=person):
            choose_keeping(person, keeps_longer=True)
            open_case(Asked(kind="access", text="Ik wil graag alles zien.", person_id=person))
    with acting_as("administrator") as member:
        _exercise(vacancies[0], member)


def _exercise(vacancy: "uuid.UUID", by: "Member") -> None:
    """Open a breach as an exercise, with whom it would concern and what was done; the authority was told in time."""
    from django.utils import timezone

    from maatwerk.apps.privacy.public import (
        IncidentFacts,
        ScopeWish,
        StepTaken,
        list_people,
        open_incident,
        take_step,
    )

    aware = timezone.now() - dt.timedelta(hours=5)
    facts = IncidentFacts(
        kind="breach",
        what="Een lijst met sollicitanten ging naar een verkeerd mailadres. De ontvanger belde ons.",
        consequences="De ontvanger weet wie er solliciteerde.",
        aware_at=aware,
        owner_id=by.user_id,
    )
    incident = open_incident(facts=facts, by=by, is_exercise=True)
    list_people(incident_id=incident, wish=ScopeWish(kind="vacancy", opportunity_id=vacancy), by=by)
    for hours, kind, words in (
        (1, "measure", "De ontvanger gevraagd het bericht te wissen; dat is bevestigd."),
        (3, "authority", "Gemeld met het formulier, kenmerk oefening 1."),
    ):
        step = StepTaken(kind=kind, at=aware + dt.timedelta(hours=hours), words=words)
        take_step(incident_id=incident, step=step, by=by)
