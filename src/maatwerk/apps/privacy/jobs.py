"""The nightly look, erasures and packages: outside the request, repeatable."""

from typing import Any

from procrastinate.contrib.django import app

from maatwerk.apps.privacy.operations import (
    ERASE,
    PACKAGE,
    count_groups,
    erase,
    look,
    make_package,
)
from maatwerk.kernel.jobs import Progress, in_each_organisation, job


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


@app.periodic(cron="30 2 * * *")
@app.task(name="privacy.look", queue="app", lock="privacy.look")
def look_everywhere(timestamp: int) -> None:
    """Tell who is to be told and erase what is due, in every organisation."""
    in_each_organisation(look, name="privacy.look")
