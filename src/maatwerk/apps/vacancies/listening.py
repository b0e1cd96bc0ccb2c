"""What happens here when something happens below."""

from maatwerk.apps.vacancies import campaigns  # noqa: F401 - listens to vacancies that leave the board
from maatwerk.apps.vacancies.publishing import rename_employer, take_off
from maatwerk.kernel import events
from maatwerk.kernel.models import Event


@events.on("opportunities.opportunity_closed")
def off_the_board(event: Event) -> None:
    """Take a vacancy off the board the moment its work closes, by whatever way that happened."""
    if event.object_id is not None:
        take_off(vacancy_id=event.object_id, because="closed")


@events.on("organisations.settings_changed")
def under_the_new_name(_event: Event) -> None:
    """Let postings carry the name the organisation has now."""
    rename_employer()
