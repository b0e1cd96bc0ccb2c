"""The nightly look, erasures and packages: outside the request, repeatable."""

import datetime as dt
import uuid
from typing import Any

from procrastinate.contrib.django import app

from maatwerk.apps.privacy.operations import (
    ERASE,
    PACKAGE,
    WARN,
    count_groups,
    erase,
    look,
    make_package,
    send_letters,
    warn,
)
from maatwerk.apps.privacy.rules import LETTERS
from maatwerk.kernel import tenancy
from maatwerk.kernel.jobs import Progress, in_each_organisation, job, let_go


@job(ERASE, queue="app")
def run_erasure(progress: Progress) -> dict[str, Any]:
    """Erase one person; killed in the middle, the next run goes on."""
    assert progress.object_id is not None
    progress.tell("erasing")
    removed = erase(progress.organisation_id, progress.object_id)
    count_groups(progress.organisation_id)
    return {"rows": sum(removed.values())}


@job(PACKAGE, queue="app")
def run_package(progress: Progress) -> dict[str, Any]:
    """Put everything kept about a person together."""
    assert progress.object_id is not None
    progress.tell("collecting")
    return {"bytes": make_package(progress.organisation_id, progress.object_id)}


@job(LETTERS, queue="app")
def run_letters(progress: Progress) -> dict[str, Any]:
    """Write to everybody on the list of an incident; killed in the middle, the next run goes on."""
    return {"written": send_letters(progress)}


@app.task(name=WARN, queue="app")
def warn_of_incident(organisation_id: str, incident_id: str, due_at: str) -> None:
    """Warn who answers for an incident before its clock runs out; may run twice."""
    try:
        with tenancy.acting(organisation=uuid.UUID(organisation_id)):
            warn(uuid.UUID(incident_id), due_at=dt.datetime.fromisoformat(due_at))
    finally:
        let_go()


@app.periodic(cron="30 2 * * *")
@app.task(name="privacy.look", queue="app", lock="privacy.look")
def look_everywhere(timestamp: int) -> None:
    """Tell who is to be told and erase what is due, in every organisation."""
    in_each_organisation(look, name="privacy.look")
