"""Calibrating on the scoring login: it reads answers as categories, and no name or text."""

from typing import Any

from maatwerk.apps.assessments import response_files
from maatwerk.apps.assessments.analysis.calibrate import calibrate_scale
from maatwerk.apps.assessments.models import ResponseSet
from maatwerk.apps.assessments.operations.calibrating import CALIBRATE, write_calibrations
from maatwerk.apps.assessments.queries.responses import own_responses
from maatwerk.apps.assessments.responses import ReadingRules
from maatwerk.kernel import events, tenancy
from maatwerk.kernel.jobs import Progress, job
from maatwerk.kernel.refusals import Refusal


@job(CALIBRATE, queue="scoring")
def calibrate_responses(progress: Progress) -> dict[str, Any]:
    """Calibrate every scale on the set of answers that is the work's object."""
    from django.utils.translation import gettext as _

    assert progress.object_id is not None
    with tenancy.acting(organisation=progress.organisation_id, account=progress.started_by, using="scoring"):
        kept = ResponseSet.objects.using("scoring").get(pk=progress.object_id)
        matrix = (
            response_files.load(kept.file, kept.organisation_id, kept.pk)
            if kept.file
            else own_responses(kept.instrument_id, using="scoring")
        )
        least = ReadingRules().fewest
        if matrix.n_people < least:
            raise Refusal(
                _("%(n)d people completed this test; a calibration needs at least %(least)d.")
                % {"n": matrix.n_people, "least": least},
                code="people_too_few",
            )
        reports = []
        for done, scale in enumerate(matrix.scales):
            progress.tell(scale.scale, done=done, total=len(matrix.scales))
            reports.append(calibrate_scale(scale, groups=matrix.groups))
        made = write_calibrations(kept, reports, using="scoring")
    with tenancy.acting(organisation=progress.organisation_id, account=progress.started_by):
        for calibration in made:
            events.record("assessments.calibration_made", object_id=calibration.pk)
    return {"calibrations": [str(calibration.pk) for calibration in made]}
