"""Long and timed work of the register."""

import datetime as dt
import uuid
from typing import Any

from procrastinate.contrib.django import app

from maatwerk.apps.register.listening import PAPERS
from maatwerk.apps.register.operations import reviewing
from maatwerk.apps.register.papers import make_papers
from maatwerk.kernel import tenancy
from maatwerk.kernel.jobs import Progress, job, let_go


@job(PAPERS, queue="app")
def papers(progress: Progress) -> dict[str, Any]:
    """Make the documents of the version that is the work's object; may run twice."""
    if progress.object_id is None:
        raise RuntimeError("this work needs an object")
    progress.tell("writing")
    with tenancy.acting(organisation=progress.organisation_id, account=progress.started_by):
        return {"made": make_papers(progress.object_id)}


@app.task(name=reviewing.REMIND, queue="app")
def remind(organisation_id: str, review_id: str, due_on: str) -> None:
    """Remind the owner of a review; may run twice."""
    try:
        with tenancy.acting(organisation=uuid.UUID(organisation_id)):
            reviewing.remind(uuid.UUID(review_id), due_on=dt.date.fromisoformat(due_on))
    finally:
        let_go()
