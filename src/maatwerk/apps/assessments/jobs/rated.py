"""A session goes on being scored once its work samples were judged: as its person, whom no rater gets to know."""

from typing import Any

from maatwerk.apps.assessments.models import AssessmentSession
from maatwerk.apps.assessments.operations.rating import SCORE_RATED
from maatwerk.apps.assessments.operations.results import settle_session
from maatwerk.kernel import tenancy
from maatwerk.kernel.jobs import Progress, job


@job(SCORE_RATED, queue="scoring")
def score_rated(progress: Progress) -> dict[str, Any]:
    """Find whose session it is on the scoring login, then score it on the person's own behalf."""
    organisation, session = progress.organisation_id, progress.object_id
    assert session is not None
    with tenancy.acting(organisation=organisation, using="scoring"):
        found = AssessmentSession.objects.using("scoring").filter(pk=session)
        person = found.values_list("person_id", flat=True).first()
    if person is None:
        return {"scored": False}
    with tenancy.acting(organisation=organisation, person=person):
        settle_session(session)
    return {"scored": True}
