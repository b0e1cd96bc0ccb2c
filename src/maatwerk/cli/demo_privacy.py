"""Privacy in the demo: somebody agreed to be kept longer, a dispute holds one person, and two people ask about their data."""

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
