"""Outside the request: unsent drafts are forgotten, who hears nothing is not; many hear of a closing, webhooks of advice."""

import time
import uuid
from typing import Any

from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from maatwerk.apps.applications.applying.cleaning import remove_orphans
from maatwerk.apps.applications.applying.drafts import FORGET, forget_if_over
from maatwerk.apps.applications.operations.closing import CLOSE_FOR_ALL, close_some
from maatwerk.apps.applications.operations.telling import tell_advice
from maatwerk.apps.applications.talking.silence import WARNING, warn
from maatwerk.apps.vacancies.public import member_behind
from maatwerk.kernel import tenancy
from maatwerk.kernel.jobs import Progress, job, let_go
from maatwerk.kernel.refusals import NotAllowed


@app.task(name=FORGET, queue="app")
def forget_draft(organisation_id: str, draft_id: str) -> None:
    """Forget a draft whose time is over, and files that a killed server left without their row; may run twice."""
    try:
        organisation = uuid.UUID(organisation_id)
        with tenancy.acting(organisation=organisation):
            forget_if_over(uuid.UUID(draft_id))
            remove_orphans(organisation, now=time.time())
    finally:
        let_go()


@app.task(name=WARNING, queue="app")
def warn_of_silence(organisation_id: str, vacancy_id: str) -> None:
    """Warn who answers for people that wait longer than promised; may run twice, warns once."""
    try:
        warn(organisation_id=uuid.UUID(organisation_id), vacancy_id=uuid.UUID(vacancy_id))
    finally:
        let_go()


@job(CLOSE_FOR_ALL, queue="app")
def tell_everybody(progress: Progress) -> dict[str, Any]:
    """Carry out a signed closing, some people in each transaction: killed anywhere, it goes on with who has not heard."""
    assert progress.object_id is not None  # the signature
    heard, people = 0, 1
    while heard < people:
        with tenancy.acting(organisation=progress.organisation_id, account=progress.started_by):
            signer = member_behind(progress.started_by)
            if signer is None:  # left between signing and this: a colleague signs anew for who remains
                raise NotAllowed(_("Whoever signed this is no longer a member here."))
            heard, people = close_some(progress.object_id, by=signer)
        progress.tell("telling", done=heard, total=people)
    return {"people": heard}


@job("applications.tell_advice", queue="app")
def tell_webhooks_of_advice(progress: Progress) -> dict[str, Any]:
    """Tell webhooks of new advice for the vacancy that is the work's object; run twice, it tells once."""
    with tenancy.acting(organisation=progress.organisation_id):
        return {"told": tell_advice(progress.object_id)} if progress.object_id else {"told": 0}
