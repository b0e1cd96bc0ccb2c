"""The nightly look at what grows old by itself: norms."""

from procrastinate.contrib.django import app

from maatwerk.apps.assessments.operations.ageing import look_at_norms
from maatwerk.kernel.jobs import in_each_organisation


@app.periodic(cron="50 2 * * *")
@app.task(name="assessments.look_at_norms", queue="app", lock="assessments.look_at_norms")
def look_at_all_norms(timestamp: int) -> None:
    """Withdraw what no longer passes its gates, and warn of what soon will not, in every organisation."""
    in_each_organisation(look_at_norms, name="assessments.look_at_norms")
