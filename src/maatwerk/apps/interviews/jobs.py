"""What happens by the clock: applicants are reminded of an interview a day before."""

import uuid

from procrastinate.contrib.django import app

from maatwerk.apps.interviews.operations import remind_of_interview
from maatwerk.apps.interviews.operations.booking import REMIND
from maatwerk.kernel import tenancy
from maatwerk.kernel.jobs import let_go


@app.task(name=REMIND, queue="app")
def remind(organisation_id: str, interview_id: str, sequence: int) -> None:
    """Remind one applicant, unless the interview was moved or called off since; may run twice."""
    try:
        with tenancy.acting(organisation=uuid.UUID(organisation_id)):
            remind_of_interview(interview_id=uuid.UUID(interview_id), sequence=sequence)
    finally:
        let_go()
