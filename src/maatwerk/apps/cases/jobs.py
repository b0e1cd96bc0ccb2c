"""What happens by the clock: owners are reminded of cases that nobody answered."""

import uuid

from procrastinate.contrib.django import app

from maatwerk.apps.cases import operations
from maatwerk.kernel import tenancy
from maatwerk.kernel.jobs import let_go


@app.task(name=operations.REMIND, queue="app")
def remind(organisation_id: str, case_id: str) -> None:
    """Remind the owner of a case; may run twice."""
    try:
        with tenancy.acting(organisation=uuid.UUID(organisation_id)):
            operations.remind(uuid.UUID(case_id))
    finally:
        let_go()
