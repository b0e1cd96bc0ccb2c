"""What the register does by itself: a version that goes live gets its documents."""

from maatwerk.kernel import events, jobs
from maatwerk.kernel.models import Event

PAPERS = "register.papers"


@events.on("advice.version_moved")
def make_papers_when_live(event: Event) -> None:
    """Queue the documents of a version that goes live; one that has them keeps them."""
    if event.data["after"] == "live":
        jobs.enqueue(PAPERS, object_id=event.object_id)
