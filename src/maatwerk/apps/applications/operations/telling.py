"""Telling webhooks of advice: after it was given, by a worker of our own."""

import uuid

from maatwerk.apps.advice.public import Advice
from maatwerk.apps.applications.models import Application
from maatwerk.apps.messages.public import announce, announced, listens_since

TOPIC = "advice.given"


def tell_advice(vacancy_id: uuid.UUID) -> int:
    """Tell webhooks of every advice on applicants of a vacancy that they do not know of, and return of how many.

    Only advice given since somebody listens; what it says is no part of it.
    """
    since = listens_since(TOPIC)
    if since is None:
        return 0
    given = Advice.objects.filter(opportunity_id=vacancy_id, created_at__gte=since).order_by(
        "created_at", "id"
    )
    people = dict(given.values_list("id", "person_id"))
    known = announced(TOPIC, list(people))
    came = Application.objects.filter(opportunity_id=vacancy_id, person_id__in=people.values())
    applications = dict(came.values_list("person_id", "id"))
    fresh = {
        key: applications[person]
        for key, person in people.items()
        if key not in known and person in applications
    }
    for key, application in fresh.items():
        data = {"advice": str(key), "application": str(application), "vacancy": str(vacancy_id)}
        announce(TOPIC, object_id=key, data=data)
    return len(fresh)
